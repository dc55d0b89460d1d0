"""The whole wire in one process: micro-batches whose state, outputs and offset are one commit.

Exactly once: a batch is handled inside one SQLite transaction, so a crash anywhere leaves
either nothing of it or all of it.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

import structlog

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteGroupOffsets, SqliteTries
from storywire.errors import TransientError
from storywire.metrics import Metrics
from storywire.ports.log import EventLog, GroupOffsets, Record, Tries
from storywire.ports.processing import Clock
from storywire.runtimes.batches import Batches, Context, Pause, Work
from storywire.service import Mount

log = structlog.get_logger()

Fault = Callable[[str], None]


def no_fault(point: str) -> None:
    """Do nothing at a fault point; tests pass a function that raises."""


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
        self._offsets: GroupOffsets = SqliteGroupOffsets(database)
        self._tries: Tries = SqliteTries(database)
        self._mounts = tuple(mounts)
        self._metrics = metrics
        self._fault = fault
        context = Context(self._tries, clock, metrics)
        self._batches = {mount.group: Batches(mount, context) for mount in mounts}
        self._positions: dict[str, int] = {}
        self._grown = asyncio.Event()
        self._pause = Pause()
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
        try:
            records = await self._next(mount)
            if not records:
                return False
            await self._take(mount, records)
        except TransientError as error:
            self._positions.pop(mount.group, None)
            log.warning("retrying", group=mount.group, topic=mount.topic, error=str(error))
            await self._pause.wait()
        except BaseException:
            self._positions.pop(mount.group, None)
            raise
        else:
            self._pause.over()
        return True

    async def _next(self, mount: Mount) -> Sequence[Record]:
        position = self._positions.get(mount.group)
        if position is None:
            position = await self._offsets.committed(mount.group, mount.topic)
            self._positions[mount.group] = position
        limit = await self._batches[mount.group].limit(position)
        return await self._log.read(mount.topic, offset=position, limit=limit)

    async def _take(self, mount: Mount, records: Sequence[Record]) -> None:
        async def finish(records: Sequence[Record], work: Work) -> None:
            await self._finish(mount, records[-1].offset + 1, work)

        batches = self._batches[mount.group]
        started = time.perf_counter()
        if await batches.take(records, finish):
            self._positions[mount.group] = records[-1].offset + 1
            batches.observe(len(records), time.perf_counter() - started)

    async def _finish(self, mount: Mount, end: int, work: Work) -> None:
        with self._database.transaction():
            messages = await work()
            self._fault("handled")
            await self._log.append(messages)
            self._fault("appended")
            await self._offsets.commit(mount.group, mount.topic, end)
            await self._tries.finish(mount.group, mount.topic, end)
            self._fault("committing")
        self._fault("committed")
