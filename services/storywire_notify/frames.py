"""Frames of the event stream (HTML standard, server-sent events): LF only, one `data:` line."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from storywire.domain.delivery.cursor import event_id
from storywire.domain.delivery.filters import Subject
from storywire.domain.delivery.notice import Notice
from storywire.errors import PermanentError
from storywire.events import StoryUpdated, decode
from storywire.ports.log import Record

# Line ends to some readers, though not to the standard; JSON may spell them out.
_LINE_ENDS = (
    (b"\xe2\x80\xa8", b"\\u2028"),
    (b"\xe2\x80\xa9", b"\\u2029"),
    (b"\xc2\x85", b"\\u0085"),
)


@dataclass(frozen=True, slots=True)
class News:
    """One update out of the log: where it stood, what filters ask about, its JSON."""

    partition: int
    offset: int
    story_id: str
    subject: Subject
    body: bytes
    accepted_at: float | None = None


def news_in(record: Record) -> News | None:
    """Return the update in `record`, or None if it has none that can be read."""
    try:
        event = decode(record.topic, record.value, key=record.key, headers=record.headers)
    except PermanentError:
        return None
    if not isinstance(event, StoryUpdated):
        return None
    body = Notice(timestamp=event.time, data=event.data).encode()
    for end, spelled in _LINE_ENDS:
        if end in body:
            body = body.replace(end, spelled)
    stamp = dict(event.headers).get("storywire-accepted-at")
    return News(
        record.partition, record.offset, event.data.story_id, Subject(event.data), body,
        _number(stamp),
    )  # fmt: skip


def _number(stamp: bytes | None) -> float | None:
    try:
        return float(stamp) if stamp is not None else None
    except ValueError:
        return None


def update_frame(epoch: str, positions: Mapping[int, int], body: bytes) -> bytes:
    """Return the frame of one update; `positions` are those after it."""
    place = event_id(epoch, positions).encode()
    return b"id: %s\nevent: story.updated\ndata: %s\n\n" % (place, body)


def note_frame(event: str, data: Mapping[str, object], *, place: str = "", retry: int = 0) -> bytes:
    """Return the frame of an event that is about the stream itself."""
    head = f"retry: {retry}\n" if retry else ""
    head += f"id: {place}\n" if place else ""
    return f"{head}event: {event}\n".encode() + b"data: %s\n\n" % orjson.dumps(data)
