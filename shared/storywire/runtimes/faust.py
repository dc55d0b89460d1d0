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
    """Runs this process's share of one consumer group, once; several processes may do.

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
        self._mount = mount
        self._log = log
        self._offsets = offsets
        self._metrics = metrics
        self._exit = Exit(mount, leave)
        context = Context(tries, clock, metrics)
        self._group = FaustGroup(mount, cluster, log, context, self._exit)

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what comes until `stop` is set, then end within 15 s, whatever is away."""
        watchdog = Watchdog(self._mount, self._group.share.positions, self._log, self._offsets)
        watching = asyncio.create_task(self._exit.watch(watchdog))
        try:
            await self._group.run(stop)
        finally:
            watching.cancel()

    async def joined(self) -> str:
        """Return "" once the group has given this process its share; a health check."""
        return self._group.share.joined()

    async def lag(self) -> Mapping[str, int]:
        """Return how many records the group has not finished."""
        return {self._mount.group: await lag_of(self._mount, self._log, self._offsets)}

    async def measure(self) -> None:
        """Set the lag of the group in the metrics."""
        behind = await lag_of(self._mount, self._log, self._offsets)
        self._metrics.lag.labels(self._mount.group, self._mount.topic).set(behind)
