"""Every event of the wire: one class each, with its topic and key on it. The EVENTS table is all.

Envelope: CloudEvents 1.0, structured JSON mode (https://github.com/cloudevents/spec). Ids are
deterministic, and an event is encoded once: `encode()` of a decoded event gives its own bytes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError

from storywire.domain.edits import EditRequested
from storywire.domain.ids import digest
from storywire.domain.membership import (
    Attached,
    Detached,
    Ended,
    Merged,
    Renamed,
    Revised,
    Rewritten,
    SplitOff,
)
from storywire.domain.model import Article, Instant, Retraction, Story, Update, Value
from storywire.errors import InvalidEventError, WrongKeyError

Headers = tuple[tuple[str, bytes], ...]
SCHEMA_ROOT = "https://storywire.dev/schemas"


class Event(Value):
    """The CloudEvents envelope; subclasses name their body, topic and key.

    `identified_by` are the fields of the body that make an event the only one of its type, the
    first of them its subject; `keyed_by` is the field whose events need one order.
    """

    # Not private attributes of pydantic's: reading one of those takes as long as a small encoding.
    __slots__ = ("_encoded", "_headers")

    topic: ClassVar[str]
    service: ClassVar[str]
    identified_by: ClassVar[tuple[str, ...]]
    keyed_by: ClassVar[str]

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[str, Field(min_length=1, max_length=64)]
    source: str
    type: str = ""
    subject: str
    time: Instant
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    data: Any

    @classmethod
    def of(cls, data: Value, *, time: datetime) -> Self:
        """Return the event that says `data` happened at event time `time`."""
        kind = str(cls.model_fields["type"].default)
        identity = [getattr(data, field) for field in cls.identified_by]
        batch = getattr(data, "batch", None)
        return cls(
            id=digest(kind, *identity, batch.k if batch else 0),
            source=f"/storywire/{cls.service}",
            subject=str(identity[0]),
            time=time,
            dataschema=f"{SCHEMA_ROOT}/{kind.removeprefix('storywire.')}.json",
            data=data,
        ).stamped(())

    @classmethod
    def read(cls, value: bytes, *, headers: Headers = ()) -> Self:
        """Return the event in `value`, which keeps these very bytes and `headers`.

        Raises:
            pydantic.ValidationError: a field is missing or wrong.
        """
        return cls.model_validate_json(value).keeping(value).stamped(headers)

    @property
    def key(self) -> str:
        """Return the record key: all events that need one order share it."""
        return str(getattr(self.data, self.keyed_by))

    @property
    def headers(self) -> Headers:
        """Return the record headers the event came with, or inherits (see `caused_by`)."""
        found: Headers = getattr(self, "_headers", ())
        return found

    def caused_by(self, cause: "Event") -> Self:
        """Return this event with the headers (trace, latency stamps) of what led to it."""
        return self.stamped(cause.headers)

    def stamped(self, headers: Headers) -> Self:
        """Return this event with `headers`."""
        self._headers = headers
        return self

    def keeping(self, value: bytes) -> Self:
        """Return this event with `value` as its bytes."""
        self._encoded = value
        return self

    def encode(self) -> bytes:
        """Return the event's bytes: those it was read from, or its JSON, made once."""
        if not hasattr(self, "_encoded"):
            self._encoded = self.model_dump_json(by_alias=True).encode()
        return self._encoded


class _EditionEvent(Event):
    """Article events of one edition share a partition: one writer sees them in one order."""

    topic: ClassVar[str] = "article-ingested"
    service: ClassVar[str] = "ingest"
    keyed_by: ClassVar[str] = "edition"


class ArticleIngested(_EditionEvent):
    """A new article, or a new revision of one, entered the wire."""

    identified_by: ClassVar[tuple[str, ...]] = ("article_id", "revision")
    type: Literal["storywire.article.ingested.v1"] = "storywire.article.ingested.v1"
    data: Article


class ArticleRetracted(_EditionEvent):
    """An outlet took an article back."""

    identified_by: ClassVar[tuple[str, ...]] = ("article_id", "revision")
    type: Literal["storywire.article.retracted.v1"] = "storywire.article.retracted.v1"
    data: Retraction


class StoryEditRequested(_EditionEvent):
    """An editor asked for a change; attach obeys it for ever."""

    identified_by: ClassVar[tuple[str, ...]] = ("edit_id",)
    type: Literal["storywire.story.edit-requested.v1"] = "storywire.story.edit-requested.v1"
    data: EditRequested


class _StoryEvent(Event):
    topic: ClassVar[str] = "story-membership"
    service: ClassVar[str] = "attach"
    identified_by: ClassVar[tuple[str, ...]] = ("story_id", "story_seq")
    keyed_by: ClassVar[str] = "story_id"


class ArticleAttached(_StoryEvent):
    """attach put an article into a story."""

    type: Literal["storywire.article.attached.v1"] = "storywire.article.attached.v1"
    data: Attached


class ArticleRevised(_StoryEvent):
    """A member article was revised and stays."""

    type: Literal["storywire.article.revised.v1"] = "storywire.article.revised.v1"
    data: Revised


class ArticleDetached(_StoryEvent):
    """An article left its story."""

    type: Literal["storywire.article.detached.v1"] = "storywire.article.detached.v1"
    data: Detached


class StoryMerged(_StoryEvent):
    """Two stories became one: an editor said so, or the articles of a young one did."""

    type: Literal["storywire.story.merged.v1"] = "storywire.story.merged.v1"
    data: Merged


class StorySplit(_StoryEvent):
    """One story became two. Caused by editors' commands."""

    type: Literal["storywire.story.split.v1"] = "storywire.story.split.v1"
    data: SplitOff


class StoryRenamed(_StoryEvent):
    """The title was set by hand. Caused by editors' commands."""

    type: Literal["storywire.story.renamed.v1"] = "storywire.story.renamed.v1"
    data: Renamed


class StoryRewritten(_StoryEvent):
    """A sentence was set by hand. Caused by editors' commands."""

    type: Literal["storywire.story.rewritten.v1"] = "storywire.story.rewritten.v1"
    data: Rewritten


class StoryClosed(_StoryEvent):
    """Nothing more is expected; the story is not forgotten."""

    type: Literal["storywire.story.closed.v1"] = "storywire.story.closed.v1"
    data: Ended


class StoryReopened(_StoryEvent):
    """A closed story got an article again, under its own id."""

    type: Literal["storywire.story.reopened.v1"] = "storywire.story.reopened.v1"
    data: Ended


class StoryDropped(_StoryEvent):
    """Retention took the story away."""

    type: Literal["storywire.story.dropped.v1"] = "storywire.story.dropped.v1"
    data: Ended


class _VersionEvent(Event):
    service: ClassVar[str] = "timeline"
    identified_by: ClassVar[tuple[str, ...]] = ("story_id", "version")
    keyed_by: ClassVar[str] = "story_id"


class StoryUpdated(_VersionEvent):
    """A story went from one version to the next; says what changed and how much it matters."""

    topic: ClassVar[str] = "story-updated"
    type: Literal["storywire.story.updated.v1"] = "storywire.story.updated.v1"
    data: Update


class StoryStated(_VersionEvent):
    """A story as it is now; the newest one of each key is a copy of all stories."""

    topic: ClassVar[str] = "story-state"
    type: Literal["storywire.story.state.v1"] = "storywire.story.state.v1"
    data: Story


EVENTS: Mapping[str, type[Event]] = {
    str(event.model_fields["type"].default): event
    for event in (
        ArticleIngested, ArticleRetracted, StoryEditRequested,
        ArticleAttached, ArticleRevised, ArticleDetached,
        StoryMerged, StorySplit, StoryRenamed, StoryRewritten,
        StoryClosed, StoryReopened, StoryDropped,
        StoryUpdated, StoryStated,
    )
}  # fmt: skip

_kind = TypeAdapter(dict[str, Any])


def decode(topic: str, value: bytes | None, *, key: str | None, headers: Headers = ()) -> Event:
    """Return the event in a record of `topic`.

    Raises:
        InvalidEventError: the value is null, not JSON, of a type or version unknown here or at
            home on another topic, or has a missing or wrong field (the message names it).
        WrongKeyError: `key` is not the event's key.
    """
    event = read_unkeyed(topic, value, headers=headers)
    if key != event.key:
        raise WrongKeyError(f"key is {key!r}, should be {event.key!r}")
    return event


def read_unkeyed(topic: str, value: bytes | None, *, headers: Headers = ()) -> Event:
    """Return the event in a value of `topic` whose key is not known, as in a dump.

    Raises:
        InvalidEventError: as `decode`.
    """
    if value is None:
        raise InvalidEventError("null value")
    return _read(_class_of(topic, value), value, headers)


def _class_of(topic: str, value: bytes) -> type[Event]:
    try:
        kind = _kind.validate_json(value).get("type")
    except ValidationError as error:
        raise InvalidEventError(f"not a JSON object: {error.errors()[0]['msg']}") from error
    found = EVENTS.get(kind) if isinstance(kind, str) else None
    if found is None or found.topic != topic:
        raise InvalidEventError(f"type {str(kind)[:100]!r} is not known on topic {topic}")
    return found


def _read(event_class: type[Event], value: bytes, headers: Headers) -> Event:
    try:
        return event_class.read(value, headers=headers)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidEventError(f"{field}: {first['msg']}") from error
