"""The wire on Kafka, hosted by Faust: it joins the group, fetches and commits, and no more.

No tables, none of its producer, no web server, no acknowledgement but ours, which comes last
and strictly in order. What is handled, sent and confirmed goes through the same lanes as in the
plain runtime, with the same promise.
"""

import asyncio
import os
from collections.abc import Mapping

from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.metrics import Metrics
from storywire.ports.log import GroupOffsets, Tries
from storywire.ports.processing import Clock
from storywire.runtimes.batches import Context
from storywire.runtimes.faust_group import FaustGroup
from storywire.runtimes.lag import lag_of
from storywire.runtimes.leaving import Exit, Leave
from storywire.runtimes.watchdog import Watchdog
from storywire.service import Mount


class FaustRuntime:
    """Runs this process's share of one consumer group; several processes may do.

    `leave` ends the process at once: with 70 after what no retry can heal, with 71 when Faust
    hangs in its own stop. `log` and `offsets` are closed by who made them.
    """

    def __init__(  # noqa: PLR0913  # its wiring: each is one port
        self,
        cluster: Cluster,
        mount: Mount,
        *,
        log: KafkaEventLog,
        offsets: GroupOffsets,
        tries: Tries,
        clock: Clock,
        metrics: Metrics,
        leave: Leave = os._exit,
    ) -> None:
        self._cluster = cluster
        self._mount = mount
        self._log = log
        self._offsets = offsets
        self._metrics = metrics
        self._leave = leave
        self._context = Context(tries, clock, metrics)

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what comes until `stop` is set, then end within 15 s, whatever is away."""
        way_out = Exit(self._mount, self._leave)
        group = FaustGroup(self._mount, self._cluster, self._log, self._context, way_out)
        watchdog = Watchdog(self._mount, group.positions, self._log, self._offsets)
        watching = asyncio.create_task(way_out.watch(watchdog))
        try:
            await group.run(stop)
        finally:
            watching.cancel()

    async def lag(self) -> Mapping[str, int]:
        """Return how many records the group has not finished."""
        return {self._mount.group: await lag_of(self._mount, self._log, self._offsets)}

    async def measure(self) -> None:
        """Set the lag of the group in the metrics."""
        behind = await lag_of(self._mount, self._log, self._offsets)
        self._metrics.lag.labels(self._mount.group, self._mount.topic).set(behind)
