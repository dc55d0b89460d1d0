"""Intake: drafts in, article events in the log, each once. Every way in ends here."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storywire.domain.ids import content_hash_of
from storywire.domain.model import (
    FUTURE_TOLERANCE,
    MAX_TEXT,
    MAX_TITLE,
    Article,
    Retraction,
)
from storywire.events import ArticleIngested, ArticleRetracted, Event
from storywire.metrics import Metrics
from storywire.ports.log import EventLog, Message
from storywire.ports.processing import Atomic, Clock
from storywire.ports.sources import Known, Revisions
from storywire_ingest.draft import Draft, DraftFault
from storywire_ingest.language import detected, primary
from storywire_ingest.ledger import Ledger, names_of

ACCEPTED_AT = "storywire-accepted-at"
OLD = timedelta(hours=48)
UNDETERMINED = "und"

Manner = Literal["offered", "polled", "replayed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft; `errors` are (field, message) of a refused one."""

    status: Literal["accepted", "duplicate", "refused"]
    article_id: str | None = None
    revision: int | None = None
    edition: str | None = None
    errors: tuple[tuple[str, str], ...] = ()


Taken = tuple[Outcome, Event | None]


@dataclass(frozen=True, slots=True)
class Writing:
    """Where intake writes: `atomic` makes the log and the revisions one step."""

    revisions: Revisions
    log: EventLog
    atomic: Atomic


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One draft on its way: who it is, and the instants it came and was published at."""

    draft: Draft
    manner: Manner
    article_id: str
    known: Known | None
    ingested_at: datetime
    published_at: datetime

    @property
    def revision(self) -> int:
        return self.known.revision + 1 if self.known else 1


class Intake:
    """Numbers, stamps and publishes articles."""

    def __init__(
        self, writing: Writing, *, clock: Clock, metrics: Metrics, default_edition: str = "und"
    ) -> None:
        self._writing = writing
        self._clock = clock
        self._metrics = metrics
        self._default_edition = default_edition
        self._turn = asyncio.Lock()

    async def take(
        self, drafts: Sequence[Draft], *, as_of_publication: bool = False, polled: bool = False
    ) -> Sequence[Outcome]:
        """Return what became of each of `drafts`; on return the accepted ones are in the log.

        All of one call is one step. `as_of_publication` takes each draft as if it came the
        moment it was published, without a latency stamp: the same drafts give the same bytes.
        `polled` drafts are offered again and again by their source, so they bring a withdrawn
        article back only with a new text; a caller brings it back with the old one too.

        Raises:
            StoreUnavailableError: nothing of the call was taken.
        """
        writing = self._writing
        manner: Manner = "replayed" if as_of_publication else "polled" if polled else "offered"
        # Two offers of one article must not both become its next revision.
        async with self._turn:
            with writing.atomic():
                ledger = await Ledger.of(writing.revisions, drafts)
                taken = [await self._taken(draft, ledger, manner) for draft in drafts]
                messages = [Message.of(event) for _, event in taken if event is not None]
                if messages:
                    await writing.log.append(messages)
                    await writing.revisions.record(ledger.seen())
        for outcome, _ in taken:
            self._metrics.articles.labels(outcome.status).inc()
        return [outcome for outcome, _ in taken]

    async def _taken(self, draft: Draft, ledger: Ledger, manner: Manner) -> Taken:
        try:
            arrival = self._arrival(draft, ledger, manner)
        except DraftFault as fault:
            return Outcome("refused", errors=fault.errors), None
        step = self._ingested if draft.retract is None else self._retracted
        outcome, event = await step(arrival, ledger)
        if event is not None and manner != "replayed":
            stamp = f"{arrival.ingested_at.timestamp():.6f}".encode()
            event = event.stamped(((ACCEPTED_AT, stamp),))
        return outcome, event

    def _arrival(self, draft: Draft, ledger: Ledger, manner: Manner) -> _Arrival:
        now = self._clock.now()
        published_at = draft.published_at or now
        ingested_at = published_at if manner == "replayed" else now
        published_at = min(published_at, ingested_at + FUTURE_TOLERANCE)
        article_id, known = _identified(draft, ledger)
        return _Arrival(draft, manner, article_id, known, ingested_at, published_at)

    async def _retracted(self, arrival: _Arrival, ledger: Ledger) -> Taken:
        draft, known = arrival.draft, arrival.known
        if known is not None and known.retracted_at is not None:
            return _outcome("duplicate", known), None
        edition = known.edition if known else draft.edition
        if edition is None:
            edition = await self._last_edition(draft, ledger) or self._default_edition
        after = Known(
            arrival.article_id,
            edition,
            arrival.revision,
            known.content_hash if known else "",
            arrival.published_at,
        )
        ledger.add(after, ())
        retraction = Retraction(
            edition=edition,
            article_id=after.article_id,
            revision=after.revision,
            reason=draft.reason,
            retracted_at=arrival.published_at,
        )
        event = ArticleRetracted.of(retraction, time=arrival.published_at)
        return _outcome("accepted", after), event

    async def _ingested(self, arrival: _Arrival, ledger: Ledger) -> Taken:
        draft, known = arrival.draft, arrival.known
        title, text = draft.title[:MAX_TITLE], draft.text[:MAX_TEXT]
        content_hash = content_hash_of(title, text)
        if known is not None:
            if fault := _withdrawn_before_it_came(arrival):
                return fault, None
            returns = known.retracted_at is not None and arrival.manner != "polled"
            if known.content_hash == content_hash and not returns:
                return _outcome("duplicate", known), None
        edition, language = await self._edition(arrival, ledger)
        after = Known(arrival.article_id, edition, arrival.revision, content_hash)
        ledger.add(after, names_of(draft))
        article = _article(arrival, after, language)
        return _outcome("accepted", after), ArticleIngested.of(article, time=arrival.published_at)

    async def _edition(self, arrival: _Arrival, ledger: Ledger) -> tuple[str, str]:
        """Return edition and language: configured, declared, detected, the source's last."""
        draft, known = arrival.draft, arrival.known
        shown = draft.language or detected(f"{draft.title}\n{draft.text}")
        edition = draft.edition or (primary(shown) if shown else None)
        if draft.scope is not None and edition is not None:
            ledger.add_edition(draft.scope, edition)
        if known is not None and known.content_hash:
            edition = known.edition
        elif edition is None:
            edition = await self._last_edition(draft, ledger) or UNDETERMINED
        return edition, shown or UNDETERMINED

    async def _last_edition(self, draft: Draft, ledger: Ledger) -> str | None:
        if draft.scope is None:
            return None
        in_batch = ledger.last_edition(draft.scope)
        return in_batch or await self._writing.revisions.last_edition(draft.scope)


def _identified(draft: Draft, ledger: Ledger) -> tuple[str, Known | None]:
    """Return the draft's article_id and what is known of it.

    Raises:
        DraftFault: it refers to an id that two articles have.
    """
    for field in ("retract", "revision_of"):
        if getattr(draft, field) is not None:
            return ledger.referred(draft, field)
    own, *others = names_of(draft)
    if known := ledger.find(own):
        return known.article_id, known
    for name in others:  # a retraction that came first may have known it by another name
        known = ledger.find(name)
        if known is not None and not known.content_hash:
            return known.article_id, known
    return own, None


def _withdrawn_before_it_came(arrival: _Arrival) -> Outcome | None:
    """A retraction that came before its article holds, unless the article is newer."""
    known, published_at = arrival.known, arrival.draft.published_at
    if known is None or known.content_hash or known.retracted_at is None:
        return None
    if published_at is not None and published_at > known.retracted_at:
        return None
    message = f"the article was retracted at {known.retracted_at.isoformat()}, before it came"
    return Outcome(
        "refused",
        known.article_id,
        known.revision,
        known.edition,
        (("published_at", message),),
    )


def _article(arrival: _Arrival, known: Known, language: str) -> Article:
    draft = arrival.draft
    cut: tuple[Literal["title", "text"], ...] = ()
    cut += ("title",) if len(draft.title) > MAX_TITLE else ()
    cut += ("text",) if len(draft.text) > MAX_TEXT else ()
    return Article(
        edition=known.edition,
        article_id=known.article_id,
        revision=known.revision,
        content_hash=known.content_hash,
        url=draft.url,
        outlet=draft.outlet,
        title=draft.title[:MAX_TITLE],
        text=draft.text[:MAX_TEXT],
        language=language,
        published_at=arrival.published_at,
        ingested_at=arrival.ingested_at,
        source_id=draft.source_id,
        authors=draft.authors,
        image_url=draft.image_url,
        backfill=draft.backfill or arrival.published_at < arrival.ingested_at - OLD,
        cut=cut,
    )


def _outcome(status: Literal["accepted", "duplicate"], known: Known) -> Outcome:
    return Outcome(status, known.article_id, known.revision, known.edition)
