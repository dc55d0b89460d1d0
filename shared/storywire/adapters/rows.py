"""Records as rows of plain JSON values, and back: what adapters store, in columns or as blobs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from storywire.domain.attach.orders import Order
from storywire.domain.attach.records import Features, Member, StoryRecord
from storywire.domain.attach.vectors import Vector
from storywire.domain.model import Decision
from storywire.ports.delivery import Attempt
from storywire.ports.membership import Outputs
from storywire.ports.sources import Known, Poll, Source
from storywire.ports.tokens import SCOPES, Token

Row = tuple[Any, ...]
Stored = Sequence[Any]
"""A row as it comes back: JSON knows no tuples."""


def story_row(story: StoryRecord) -> Row:
    """Return a story of attach as integers, its id first."""
    return (
        story.story_id, story.seq, story.numbers, story.members, story.newest, story.oldest,
        story.touched, story.heard, story.horizon, int(story.closed), story.into,
    )  # fmt: skip


def story_of(row: Stored) -> StoryRecord:
    """Return the story that `story_row` made `row` of."""
    story_id, seq, numbers, members, newest, oldest, touched, heard, horizon, closed, into = row
    return StoryRecord(
        story_id, seq, numbers, members, newest, oldest, touched, heard, horizon, bool(closed), into
    )


def member_row(member: Member) -> Row:
    """Return an article's place; its features as a list of lists, its decision as JSON text."""
    features, vector = member.features, member.features.vector
    return (
        member.article_id, member.revision, member.state, member.story_id, member.number,
        member.story_seq,
        [vector.terms, vector.title, vector.body, features.sketch, features.windows, features.time],
        member.decision.model_dump_json() if member.decision else None,
    )  # fmt: skip


def member_of(row: Stored) -> Member:
    """Return the member that `member_row` made `row` of."""
    article_id, revision, state, story_id, number, story_seq, features, decision = row
    terms, title, body, sketch, windows, time = features
    vector = Vector(tuple(terms), tuple(title), tuple(body))
    return Member(
        article_id, revision, state, story_id, number, story_seq,
        Features(vector, tuple(sketch), tuple(map(tuple, windows)), time),
        Decision.model_validate_json(decision) if decision else None,
    )  # fmt: skip


def order_row(order: Order) -> Row:
    """Return an editor's order, its id first."""
    return (
        order.edit_id, order.kind, order.story_id, order.other_id, order.article_ids, order.text,
        order.fact_id, int(order.undone), order.place, order.instead_of,
    )  # fmt: skip


def order_of(row: Stored) -> Order:
    """Return the order that `order_row` made `row` of."""
    edit_id, kind, story_id, other_id, article_ids, text, fact_id, undone, place, *later = row
    return Order(
        edit_id, kind, story_id, other_id, tuple(article_ids), text, fact_id, bool(undone), place,
        *later,
    )  # fmt: skip


def outputs_value(outputs: Outputs) -> bytes:
    """Return encoded events as one JSON array of texts."""
    return orjson.dumps([output.decode() for output in outputs])


def outputs_of(value: bytes) -> Outputs:
    """Return the events that `outputs_value` made `value` of, byte for byte."""
    texts: list[str] = orjson.loads(value)
    return tuple(text.encode() for text in texts)


def source_row(source: Source) -> Row:
    """Return a source, its id first."""
    return (
        source.source_id, source.url, source.outlet, source.edition, source.language,
        int(source.full_text), source.interval_seconds,
    )  # fmt: skip


def source_of(row: Stored) -> Source:
    """Return the source that `source_row` made `row` of."""
    source_id, url, outlet, edition, language, full_text, interval_seconds = row
    return Source(source_id, url, outlet, edition, language, bool(full_text), interval_seconds)


def poll_row(poll: Poll) -> Row:
    """Return how a source's polls went."""
    return (
        poll.kind, poll.etag, poll.last_modified, iso(poll.last_polled), iso(poll.last_ok),
        poll.failures, poll.last_error,
    )  # fmt: skip


def poll_of(row: Stored) -> Poll:
    """Return the poll that `poll_row` made `row` of; a row of nulls is no poll yet."""
    kind, etag, last_modified, last_polled, last_ok, failures, last_error = row
    return Poll(
        kind, etag, last_modified, _instant(last_polled), _instant(last_ok),
        failures or 0, last_error or "",
    )  # fmt: skip


def known_row(known: Known) -> Row:
    """Return the last revision of an article, its id first, the revision third."""
    return (
        known.article_id, known.edition, known.revision, known.content_hash,
        iso(known.retracted_at),
    )  # fmt: skip


def known_of(row: Stored) -> Known:
    """Return the article that `known_row` made `row` of."""
    article_id, edition, revision, content_hash, retracted_at = row
    return Known(article_id, edition, revision, content_hash, _instant(retracted_at))


def token_row(token: Token) -> Row:
    """Return a token, its id first, its revocation last."""
    return (
        token.token_id, token.sha256, " ".join(token.scopes), token.name,
        token.created_at.isoformat(), iso(token.revoked_at),
    )  # fmt: skip


def token_of(row: Stored) -> Token:
    """Return the token that `token_row` made `row` of."""
    token_id, sha256, scopes, name, created_at, revoked_at = row
    return Token(
        token_id=token_id,
        sha256=sha256,
        scopes=tuple(scope for scope in SCOPES if scope in scopes.split()),
        name=name,
        created_at=datetime.fromisoformat(created_at),
        revoked_at=_instant(revoked_at),
    )


def attempt_row(attempt: Attempt) -> Row:
    """Return an attempt; its time as seconds since 1970."""
    return (
        attempt.attempt_id, attempt.delivery_id, attempt.subscription_id, attempt.story_id,
        attempt.version, attempt.at.timestamp(), attempt.status, attempt.milliseconds,
        attempt.error, attempt.reply,
    )  # fmt: skip


def attempt_of(row: Stored) -> Attempt:
    """Return the attempt that `attempt_row` made `row` of."""
    attempt_id, delivery_id, subscription_id, story_id, version, at, *answer = row
    return Attempt(
        attempt_id, delivery_id, subscription_id, story_id, version,
        datetime.fromtimestamp(at, UTC), *answer,
    )  # fmt: skip


def iso(moment: datetime | None) -> str | None:
    """Return `moment` as text."""
    return moment.isoformat() if moment else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
