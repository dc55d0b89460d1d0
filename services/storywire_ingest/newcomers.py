"""Which items of a feed are new, and what is offered of them: the item, or the page behind it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from pydantic import ValidationError

from storywire.domain.ids import digest
from storywire.ports.sources import Known, Revisions, Source
from storywire_ingest.canonical import article_id_at
from storywire_ingest.draft import Draft, fault_of
from storywire_ingest.fetch import MAX_PAGE, Fetcher, FetchError
from storywire_ingest.intake import Intake
from storywire_ingest.ledger import names_of
from storywire_ingest.sources.items import Feed, Item
from storywire_ingest.sources.pages import Page, read_page

log = structlog.get_logger()
SHORT = 600
HEADLINE = 120
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Offered:
    """How many articles and revisions were accepted, and how many items wait for their page."""

    accepted: int
    waiting: int


class Newcomers:
    """Offers a feed's items, oldest first; a page is fetched once for each text of its item."""

    def __init__(self, intake: Intake, revisions: Revisions) -> None:
        self._intake = intake
        self._revisions = revisions
        self._seen: dict[str, Mapping[str, str]] = {}

    async def take(self, source: Source, feed: Feed, fetcher: Fetcher, *, first: bool) -> Offered:
        """Offer the items of `feed` that are new or changed since the last call.

        The items of a source's `first` poll are backfill. Where a feed has less than 600
        characters of an item, and the source wants full text, the page's text is taken; a page
        that can't be had leaves a new article with the feed's text, and a known one as it is.

        Raises:
            StoreUnavailableError: the log or store can't be reached.
        """
        before = self._seen.get(source.source_id, {})
        seen: dict[str, str] = {}
        accepted = waiting = 0
        for draft in _drafts(source, feed, first=first):
            name, text = names_of(draft)[0], digest(draft.title, draft.text)
            seen[name] = text
            if before.get(name) == text:
                continue
            settled = await self._settle(source, draft, fetcher, seen=name in before)
            if settled is None:
                seen[name], waiting = before[name], waiting + 1
            else:
                accepted += settled
        self._seen[source.source_id] = seen
        return Offered(accepted, waiting)

    async def _settle(
        self, source: Source, draft: Draft, fetcher: Fetcher, *, seen: bool
    ) -> int | None:
        """Return how many were accepted, None if an item seen before is to be tried again."""
        if not source.full_text or draft.url is None or len(draft.text) >= SHORT:
            return await self._offer(draft)
        known = await self._known(draft)
        if known is not None and not seen:
            return 0  # its page was read before this process started
        page = await _page(draft.id or draft.url, fetcher)
        if page is None:
            return None if known else await self._offer(draft)
        return await self._offer(_with(page, draft, known))

    async def _known(self, draft: Draft) -> Known | None:
        name = article_id_at(draft.url or "")
        known = (await self._revisions.find([name])).get(name)
        return known if known and known.article_id and known.content_hash else None

    async def _offer(self, draft: Draft) -> int:
        (outcome,) = await self._intake.take([draft], polled=True)
        return int(outcome.status == "accepted")


async def _page(url: str, fetcher: Fetcher) -> Page | None:
    try:
        found = await fetcher.get(url, limit=MAX_PAGE)
        return await asyncio.to_thread(read_page, found.body, url=found.url, charset=found.charset)
    except FetchError as error:
        log.warning("page_failed", url=url, error=str(error))
    except Exception:  # a page that breaks the extractor is a bad page
        log.exception("page_unreadable", url=url)
    return None


def _with(page: Page, draft: Draft, known: Known | None) -> Draft:
    """Return the draft with what its page adds; the address of a known article stays its name."""
    longer = page.text if len(page.text) > len(draft.text) else draft.text
    fields: dict[str, object] = {"text": longer, "url": page.url}
    if known is not None:
        fields["revision_of"] = known.article_id
    if draft.image_url is None:
        fields["image_url"] = page.image_url
    return _checked({**draft.model_dump(), **fields}) or draft


def _drafts(source: Source, feed: Feed, *, first: bool) -> Sequence[Draft]:
    ordered = list(feed.items)
    ordered.reverse()  # feeds stand newest first, which decides where times are equal
    ordered.sort(key=lambda item: item.published_at or _LAST)
    drafts = (_draft(source, feed, item, first=first) for item in ordered)
    return [draft for draft in drafts if draft is not None]


def _draft(source: Source, feed: Feed, item: Item, *, first: bool) -> Draft | None:
    """Return what the feed alone says of an item; an item without a name or any words is none.

    The link is the item's id where it has one: there are feeds with one guid for all items.
    """
    return _checked(
        {
            "id": item.url or item.guid,
            "url": item.url,
            "title": item.title or item.text.partition("\n")[0][:HEADLINE],
            "text": item.text,
            "published_at": item.published_at,
            "outlet": source.outlet or feed.title[:200],
            "language": item.language or source.language or feed.language,
            "authors": item.authors,
            "image_url": item.image_url,
            "edition": source.edition,
            "source_id": source.source_id,
            "backfill": first,
        }
    )


def _checked(fields: dict[str, Any]) -> Draft | None:
    """Return the draft without those optional fields that are wrong; None if more is."""
    try:
        return Draft.model_validate(fields)
    except ValidationError as error:
        wrong = {field.partition(".")[0] for field, _ in fault_of(error).errors}
    if wrong & {"id", "url", "title", "text"}:
        log.warning("item_refused", id=fields.get("id"), fields=sorted(wrong))
        return None
    return Draft.model_validate({name: fields[name] for name in fields if name not in wrong})
