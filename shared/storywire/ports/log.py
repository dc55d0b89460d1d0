"""The event log: topics of records in order, and how far each consumer group has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storywire.events import Event, Headers


@dataclass(frozen=True, slots=True)
class Message:
    """What is appended: a null `value` is a tombstone on a compacted topic."""

    topic: str
    key: str
    value: bytes | None
    headers: Headers = ()

    @classmethod
    def of(cls, event: Event) -> "Message":
        """Return the message that carries `event`."""
        return cls(event.topic, event.key, event.encode(), event.headers)


@dataclass(frozen=True, slots=True)
class Record:
    """What is read: a message at its place in the log."""

    topic: str
    partition: int
    offset: int
    key: str | None
    value: bytes | None
    headers: Headers = ()


class EventLog(Protocol):
    """Ordered, durable topics. Offsets of a partition rise; there may be holes."""

    async def append(self, messages: Sequence[Message]) -> None:
        """Add `messages` in order; on return they are durable (or the step they are part of is).

        Raises:
            StoreUnavailableError: they may not be in the log; append them again.
        """
        ...

    async def read(
        self, topic: str, *, partition: int = 0, offset: int = 0, limit: int = 500
    ) -> Sequence[Record]:
        """Return up to `limit` records from `offset` on, oldest first."""
        ...

    async def ends(self, topic: str) -> Mapping[int, int]:
        """Return for each partition the offset that the next record will get."""
        ...

    async def wait(self, topic: str, positions: Mapping[int, int], *, timeout: float) -> bool:  # noqa: ASYNC109
        """Return True once any partition reaches past its position, False after `timeout` s."""
        ...


class GroupOffsets(Protocol):
    """How far each consumer group has come."""

    async def committed(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the offset of the first record the group has not finished."""
        ...

    async def commit(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished."""
        ...


class Tries(Protocol):
    """How often a consumer group tried what comes next; it outlives the process."""

    async def begin(
        self, group: str, topic: str, first: int, last: int, *, partition: int = 0
    ) -> int:
        """Count one try at the records `first`..`last`, durably; return the tries at `first`."""
        ...

    async def unfinished(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the last offset of a try that never ended (a crash), or -1."""
        ...

    async def finish(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished: tries that reach no further are over."""
        ...
