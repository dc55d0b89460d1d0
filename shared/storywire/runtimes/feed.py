"""What Faust brought of one partition: queued for its lane, and acknowledged in order."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storywire.adapters.kafka.records import record_of
from storywire.ports.log import EventLog, Record
from storywire.runtimes.batches import MAX_BATCH

_MOST_QUEUED = 512
_TURNS = 3
_POLL_SECONDS = 1.0


class SkippedError(Exception):
    """Records of the log did not come: to go on would lose them."""


@dataclass(slots=True)
class Inflow:
    """How many events Faust has brought, of all partitions."""

    events: int = 0


class Feed:
    """The events of one partition since it was assigned."""

    def __init__(self, partition: int, log: EventLog, expected: int, inflow: Inflow) -> None:
        """`expected` is the offset that was committed last."""
        self._partition = partition
        self._log = log
        self._expected = expected
        self._inflow = inflow
        self._queued: deque[Any] = deque()
        self._unconfirmed: deque[Any] = deque()
        self._changed = asyncio.Event()

    async def put(self, event: Any) -> None:
        """Queue `event`, once there is room for it; what came before is left out.

        Raises:
            SkippedError: there are records before it that did not come.
        """
        self._inflow.events += 1
        offset = event.message.offset
        if offset < self._expected:
            return
        if offset > self._expected:
            await self._check(event.message)
        self._expected = offset + 1
        while len(self._queued) >= _MOST_QUEUED:
            await self._change(_POLL_SECONDS)
        self._queued.append(event)
        self._changed.set()

    async def fetch(self) -> Sequence[Record]:
        """Return the next records, at most a batch of them, or none after a second."""
        if not self._queued:
            await self._change(_POLL_SECONDS)
        await self._fill()
        events = [self._queued.popleft() for _ in range(min(MAX_BATCH, len(self._queued)))]
        self._unconfirmed += events
        self._changed.set()
        return [record_of(event.message) for event in events]

    def acknowledge(self, finished: int) -> None:
        """Tell Faust that everything before the offset `finished` may be committed."""
        while self._unconfirmed and self._unconfirmed[0].message.offset < finished:
            self._unconfirmed.popleft().ack()

    async def _fill(self) -> None:
        """Let Faust, which brings one event a turn, of any partition, bring what it has."""
        before = -1
        while len(self._queued) < MAX_BATCH and before < self._inflow.events:
            before = self._inflow.events
            for _ in range(_TURNS):
                await asyncio.sleep(0)

    async def _check(self, message: Any) -> None:
        """Offsets may have holes; a record that is in the log may not be left out."""
        found = await self._log.read(
            message.topic, partition=self._partition, offset=self._expected, limit=1
        )
        if found and found[0].offset < message.offset:
            raise SkippedError(f"offset {message.offset} came, {found[0].offset} did not")

    async def _change(self, seconds: float) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return
