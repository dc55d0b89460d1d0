"""The rule for a micro-batch, the same in every runtime: what is tried, and what a failure means.

The runtime brings a `Finish`: how what a batch leads to is published and its place committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog

from storywire.errors import PermanentError, TransientError, WrongKeyError
from storywire.events import Event, decode
from storywire.metrics import Metrics
from storywire.ports.log import Message, Record, Tries
from storywire.ports.processing import Clock, GivesUp, Resettable
from storywire.runtimes.dead_letters import CrashedError, dead_letter
from storywire.service import Mount

log = structlog.get_logger()
MAX_BATCH = 64
MAX_CRASHES = 3
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

Work = Callable[[], Awaitable[Sequence[Message]]]
Finish = Callable[[Sequence[Record], Work], Awaitable[None]]
Home = Callable[[str], int]


def only_partition(_key: str) -> int:
    """Return where every key lives in a log of one partition a topic."""
    return 0


@dataclass(frozen=True, slots=True)
class Context:
    """What the rule needs beside its mount: `home` tells the partition that a key belongs to."""

    tries: Tries
    clock: Clock
    metrics: Metrics
    home: Home = only_partition


@dataclass(frozen=True, slots=True)
class _Try:
    first: int
    last: int
    tries: int


class Batches:
    """What one consumer group reads from one partition, batch after batch.

    A try is counted before it is made, so that an input whose handling ends the process is
    known after the restart: it is taken alone, and the third end makes it a dead letter.
    """

    def __init__(self, mount: Mount, context: Context, *, partition: int = 0) -> None:
        self._mount = mount
        self._context = context
        self._partition = partition
        self._careful_until: int | None = None
        self._try: _Try | None = None

    async def limit(self, position: int) -> int:
        """Return how many records may be taken together from `position` on."""
        if self._careful_until is None:
            self._careful_until = await self._context.tries.unfinished(
                self._mount.group, self._mount.topic, partition=self._partition
            )
        return 1 if position <= self._careful_until else MAX_BATCH

    async def take(self, records: Sequence[Record], finish: Finish) -> bool:
        """Handle `records`; False where one of several is bad: then `limit` is 1 for a while.

        Raises:
            TransientError: nothing is lost; take the same records again after a pause.
            BaseException: what else the processor raises; the process should end.
        """
        try:
            return await self._take(records, finish)
        except TransientError:
            self.reset()
            await self._call_off(records[-1].offset)
            raise
        except BaseException:
            self.reset()
            raise

    def reset(self) -> None:
        """Let the processor forget what it has in memory."""
        if isinstance(self._mount.processor, Resettable):
            self._mount.processor.reset()

    def observe(self, count: int, seconds: float) -> None:
        """Count `count` finished records that took `seconds`."""
        mount, metrics = self._mount, self._context.metrics
        metrics.handled.labels(mount.group, mount.topic).inc(count)
        metrics.handling.labels(mount.group, mount.topic).observe(seconds)
        log.debug("handled", group=mount.group, topic=mount.topic, events=count, seconds=seconds)

    async def _take(self, records: Sequence[Record], finish: Finish) -> bool:
        tries = await self._begin(records)
        if tries > MAX_CRASHES:
            crashed = CrashedError(f"the process ended {MAX_CRASHES} times while handling this")
            await finish(records, partial(self._bury, records[0], crashed, tries - 1))
            return True
        try:
            await finish(records, partial(self._handle, records))
        except PermanentError as error:
            self.reset()
            if len(records) == 1:
                await finish(records, partial(self._bury, records[0], error, tries))
                return True
            # One of them is bad: take them singly, so that only that one is put aside.
            self._careful_until = records[-1].offset
            return False
        return True

    async def _begin(self, records: Sequence[Record]) -> int:
        # Records taken singly after their batch failed are still in the same try.
        first, last = records[0].offset, records[-1].offset
        begun = self._try
        if begun is None or begun.first != first or begun.last < last:
            mount = self._mount
            tries = await self._context.tries.begin(
                mount.group, mount.topic, first, last, partition=self._partition
            )
            begun = self._try = _Try(first, last, tries)
        return begun.tries

    async def _call_off(self, last: int) -> None:
        """Forget the try: who is stopped in the middle of an outage did not crash."""
        end = max(last, self._careful_until or -1) + 1
        mount = self._mount
        with suppress(TransientError):
            await self._context.tries.finish(
                mount.group, mount.topic, end, partition=self._partition
            )
            self._try = None

    async def _handle(self, records: Sequence[Record]) -> Sequence[Message]:
        events: list[Event] = []
        letters: list[Message] = []
        for record in records:
            try:
                events.append(self._event(record))
            except PermanentError as error:
                letters.append(self._letter(record, error, attempts=1))
        outputs = await self._mount.processor.handle(events) if events else ()
        return [*map(Message.of, outputs), *letters]

    async def _bury(
        self, record: Record, error: PermanentError, attempts: int
    ) -> Sequence[Message]:
        # A processor that ends the process even while giving up is not asked again.
        outputs = await self._given_up(record) if attempts <= MAX_CRASHES else ()
        return [*map(Message.of, outputs), self._letter(record, error, attempts=attempts)]

    async def _given_up(self, record: Record) -> Sequence[Event]:
        if not isinstance(self._mount.processor, GivesUp):
            return ()
        try:
            return await self._mount.processor.give_up(self._event(record))
        except PermanentError:
            return ()

    def _event(self, record: Record) -> Event:
        event = decode(record.topic, record.value, key=record.key, headers=record.headers)
        home = self._context.home(event.key)
        if home != record.partition:
            raise WrongKeyError(f"key {event.key!r} belongs to partition {home}")
        return event

    def _letter(self, record: Record, error: PermanentError, *, attempts: int) -> Message:
        mount = self._mount
        self._context.metrics.dead.labels(mount.group, mount.topic, error.code).inc()
        log.warning(
            "dead_letter", group=mount.group, topic=record.topic, partition=record.partition,
            offset=record.offset, key=record.key, error_class=error.code, error=str(error)[:500],
        )  # fmt: skip
        now = self._context.clock.now()
        return dead_letter(record, group=mount.group, error=error, attempts=attempts, at=now)


class Pause:
    """Waits longer each time, until told that something went well."""

    def __init__(self) -> None:
        self._seconds = FIRST_PAUSE

    async def wait(self, until: asyncio.Event | None = None) -> None:
        """Sleep for the time that is due, or until the event is set."""
        seconds, self._seconds = self._seconds, min(LONGEST_PAUSE, self._seconds * 2)
        try:
            async with asyncio.timeout(seconds):
                await (until or asyncio.Event()).wait()
        except TimeoutError:
            return

    def over(self) -> None:
        """Begin with the shortest time again."""
        self._seconds = FIRST_PAUSE
