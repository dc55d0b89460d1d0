"""The whole wire in one process: micro-batches whose state, outputs and offset are one commit.

Exactly once: a batch is handled inside one SQLite transaction, so a crash anywhere leaves
either nothing of it or all of it.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteGroupOffsets
from storywire.errors import PermanentError, TransientError
from storywire.events import Event, decode
from storywire.metrics import Metrics
from storywire.ports.log import EventLog, GroupOffsets, Message, Record, Tries
from storywire.ports.processing import Clock, GivesUp, Resettable
from storywire.runtimes.dead_letters import CrashedError, dead_letter
from storywire.service import Mount

log = structlog.get_logger()
MAX_BATCH = 64
MAX_CRASHES = 3
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

Fault = Callable[[str], None]


def no_fault(point: str) -> None:
    """Do nothing at a fault point; tests pass a function that raises."""


@dataclass(slots=True)
class _Progress:
    """Where a group stands; up to `careful_until` it takes one record at a time."""

    position: int
    careful_until: int = -1


class EmbeddedRuntime:
    """Runs consumer groups over an SQLite log, the most downstream first (back-pressure)."""

    def __init__(
        self,
        database: Database,
        log: EventLog,
        mounts: Sequence[Mount],
        *,
        clock: Clock,
        metrics: Metrics,
        fault: Fault = no_fault,
    ) -> None:
        """`mounts` stand in the order of the flow."""
        self._database = database
        self._log = log
        offsets = SqliteGroupOffsets(database)
        self._offsets: GroupOffsets = offsets
        self._tries: Tries = offsets
        self._mounts = tuple(mounts)
        self._clock = clock
        self._metrics = metrics
        self._fault = fault
        self._progress: dict[str, _Progress] = {}
        self._grown = asyncio.Event()
        self._pause = FIRST_PAUSE
        database.on_commit(self._wake)

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what comes until `stop` is set; the batch under way is finished.

        Whatever a processor raises that is neither transient nor permanent comes out here,
        after the step was rolled back: the process should end and be started again.
        """
        while not stop.is_set():
            self._grown.clear()
            if not await self._turn():
                await self._idle(stop)

    async def drain(self) -> None:
        """Handle until every group has read everything."""
        while await self._turn():
            pass

    async def lag(self) -> Mapping[str, int]:
        """Return for each group how many records it has not finished."""
        behind = {}
        for mount in self._mounts:
            end = (await self._log.ends(mount.topic)).get(0, 0)
            behind[mount.group] = end - await self._offsets.committed(mount.group, mount.topic)
        return behind

    async def measure(self) -> None:
        """Set the lag of each group in the metrics."""
        for mount in self._mounts:
            behind = (await self.lag())[mount.group]
            self._metrics.lag.labels(mount.group, mount.topic).set(behind)

    async def _turn(self) -> bool:
        for mount in reversed(self._mounts):
            if await self._step(mount):
                await asyncio.sleep(0)
                return True
        return False

    async def _idle(self, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self._grown, stop)]
        await asyncio.wait(waits, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _wake(self) -> None:
        self._grown.set()

    async def _step(self, mount: Mount) -> bool:
        progress = await self._progress_of(mount)
        careful = progress.careful_until >= progress.position
        records = await self._log.read(
            mount.topic, offset=progress.position, limit=1 if careful else MAX_BATCH
        )
        if not records:
            return False
        started = time.perf_counter()
        try:
            done = await self._try(mount, records)
        except TransientError as error:
            await self._back_off(mount, error)
            return True
        except BaseException:
            self._forget(mount)
            raise
        self._pause = FIRST_PAUSE
        if done:
            progress.position = records[-1].offset + 1
            self._observe(mount, len(records), time.perf_counter() - started)
        return True

    async def _progress_of(self, mount: Mount) -> _Progress:
        found = self._progress.get(mount.group)
        if found is None:
            found = self._progress[mount.group] = _Progress(
                await self._offsets.committed(mount.group, mount.topic),
                await self._tries.unfinished(mount.group, mount.topic),
            )
        return found

    async def _try(self, mount: Mount, records: Sequence[Record]) -> bool:
        first, last = records[0].offset, records[-1].offset
        tries = await self._tries.begin(mount.group, mount.topic, first, last)
        if tries > MAX_CRASHES:
            crashed = CrashedError(f"the process ended {MAX_CRASHES} times while handling this")
            await self._bury(mount, records[0], crashed, attempts=tries - 1)
            return True
        try:
            await self._handle(mount, records)
        except PermanentError as error:
            self._reset(mount)
            if len(records) == 1:
                await self._bury(mount, records[0], error, attempts=tries)
                return True
            # One of them is bad: take them singly, so that only that one is put aside.
            self._progress[mount.group].careful_until = last
            return False
        return True

    async def _handle(self, mount: Mount, records: Sequence[Record]) -> None:
        with self._database.transaction():
            events, letters = self._decode(mount, records)
            outputs = await mount.processor.handle(events) if events else ()
            self._fault("handled")
            await self._log.append([*map(Message.of, outputs), *letters])
            self._fault("appended")
            await self._offsets.commit(mount.group, mount.topic, records[-1].offset + 1)
            self._fault("committing")
        self._fault("committed")

    def _decode(
        self, mount: Mount, records: Sequence[Record]
    ) -> tuple[Sequence[Event], Sequence[Message]]:
        events: list[Event] = []
        letters: list[Message] = []
        for record in records:
            try:
                events.append(_event(record))
            except PermanentError as error:
                letters.append(self._letter(mount, record, error, attempts=1))
        return events, letters

    async def _bury(
        self, mount: Mount, record: Record, error: PermanentError, *, attempts: int
    ) -> None:
        with self._database.transaction():
            # A processor that ends the process even while giving up is not asked again.
            asked = attempts <= MAX_CRASHES
            outputs = await _given_up(mount, record) if asked else ()
            letter = self._letter(mount, record, error, attempts=attempts)
            await self._log.append([*map(Message.of, outputs), letter])
            await self._offsets.commit(mount.group, mount.topic, record.offset + 1)

    def _letter(
        self, mount: Mount, record: Record, error: PermanentError, *, attempts: int
    ) -> Message:
        self._metrics.dead.labels(mount.group, mount.topic, error.code).inc()
        log.warning(
            "dead_letter", group=mount.group, topic=record.topic, offset=record.offset,
            key=record.key, error_class=error.code, error=str(error)[:500],
        )  # fmt: skip
        return dead_letter(
            record, group=mount.group, error=error, attempts=attempts, at=self._clock.now()
        )

    async def _back_off(self, mount: Mount, error: TransientError) -> None:
        self._forget(mount)
        log.warning("retrying", group=mount.group, topic=mount.topic, error=str(error))
        await asyncio.sleep(self._pause)
        self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def _forget(self, mount: Mount) -> None:
        self._progress.pop(mount.group, None)
        self._reset(mount)

    def _reset(self, mount: Mount) -> None:
        if isinstance(mount.processor, Resettable):
            mount.processor.reset()

    def _observe(self, mount: Mount, count: int, seconds: float) -> None:
        self._metrics.handled.labels(mount.group, mount.topic).inc(count)
        self._metrics.handling.labels(mount.group, mount.topic).observe(seconds)
        log.debug("handled", group=mount.group, topic=mount.topic, events=count, seconds=seconds)


async def _given_up(mount: Mount, record: Record) -> Sequence[Event]:
    if not isinstance(mount.processor, GivesUp):
        return ()
    try:
        return await mount.processor.give_up(_event(record))
    except PermanentError:
        return ()


def _event(record: Record) -> Event:
    return decode(record.topic, record.value, key=record.key, headers=record.headers)
