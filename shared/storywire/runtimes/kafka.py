"""The wire on Kafka, with plain aiokafka: groups share partitions, one lane for each.

At least once: an input may be handled again after a crash or a rebalance, and its outputs sent
again. Processors answer an input they know with the bytes they gave first.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence

from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.metrics import Metrics
from storywire.ports.log import GroupOffsets, Tries
from storywire.ports.processing import Clock
from storywire.runtimes.batches import Context
from storywire.runtimes.kafka_group import Group
from storywire.runtimes.lag import lag_of
from storywire.runtimes.leaving import Exit, Leave
from storywire.runtimes.watchdog import Watchdog
from storywire.service import Mount


class KafkaRuntime:
    """Runs this process's share of consumer groups, once; several may run the same mounts.

    `leave` ends the process at once after what no retry can heal; who supervises it starts it
    again. `log` is used for its producer and its ends, and closed by who made it.
    """

    def __init__(  # noqa: PLR0913  # its wiring: each is one port
        self,
        cluster: Cluster,
        mounts: Sequence[Mount],
        *,
        log: KafkaEventLog,
        offsets: GroupOffsets,
        tries: Tries,
        clock: Clock,
        metrics: Metrics,
        leave: Leave = os._exit,
    ) -> None:
        self._mounts = tuple(mounts)
        self._log = log
        self._offsets = offsets
        self._metrics = metrics
        context = Context(tries, clock, metrics)
        self._groups = [
            Group(mount, cluster, log.writer, context, Exit(mount, leave)) for mount in self._mounts
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what comes until `stop` is set, then end within 15 s, whatever is away."""
        async with asyncio.TaskGroup() as groups:
            for group in self._groups:
                groups.create_task(self._serve(group, stop))

    async def joined(self) -> str:
        """Return "" once every group has given this process its share; a health check."""
        return "; ".join(filter(None, [group.share.joined() for group in self._groups]))

    async def lag(self) -> Mapping[str, int]:
        """Return for each group how many records it has not finished."""
        return {
            mount.group: await lag_of(mount, self._log, self._offsets) for mount in self._mounts
        }

    async def measure(self) -> None:
        """Set the lag of each group in the metrics."""
        for mount in self._mounts:
            behind = await lag_of(mount, self._log, self._offsets)
            self._metrics.lag.labels(mount.group, mount.topic).set(behind)

    async def _serve(self, group: Group, stop: asyncio.Event) -> None:
        watchdog = Watchdog(group.mount, group.share.positions, self._log, self._offsets)
        watching = asyncio.create_task(group.way_out.watch(watchdog))
        try:
            await group.run(stop)
        finally:
            watching.cancel()
