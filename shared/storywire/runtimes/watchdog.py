"""Finds out that a worker has something to read, could read it, and does not."""

import asyncio
from collections.abc import Callable, Mapping

from storywire.errors import TransientError
from storywire.ports.log import EventLog, GroupOffsets
from storywire.service import Mount

IDLE_SECONDS = 30.0
_CHECKS = 6

# The next offset that each partition waits for (None: not known yet), without those at work;
# None where this process was given no partition.
Positions = Callable[[], Mapping[int, int | None] | None]


class Watchdog:
    """Watches one group's worker in this process; an outage of the log is no standstill."""

    def __init__(
        self, mount: Mount, positions: Positions, log: EventLog, offsets: GroupOffsets
    ) -> None:
        self._mount = mount
        self._positions = positions
        self._log = log
        self._offsets = offsets

    async def stuck(self, seconds: float = IDLE_SECONDS) -> None:
        """Return once a partition stood still for `seconds` with records to read."""
        found: dict[tuple[int, int], int] = {}
        while True:
            await asyncio.sleep(seconds / _CHECKS)
            try:
                starved = await self._starved()
            except TransientError:
                starved = set()
            found = {place: found.get(place, 0) + 1 for place in starved}
            if any([times > _CHECKS and await self._readable(at) for at, times in found.items()]):
                return

    async def _starved(self) -> set[tuple[int, int]]:
        ends = await self._log.ends(self._mount.topic)
        positions = self._positions()
        if positions is None:
            # Nobody may have been given the partitions: then the group as a whole stands.
            positions = dict.fromkeys(ends)
        starved = set()
        for partition, known in positions.items():
            at = await self._committed(partition) if known is None else known
            if ends.get(partition, 0) > at:
                starved.add((partition, at))
        return starved

    async def _readable(self, place: tuple[int, int]) -> bool:
        """Return whether there is a record to read: retention may have taken all there were."""
        partition, offset = place
        try:
            return bool(
                await self._log.read(self._mount.topic, partition=partition, offset=offset, limit=1)
            )
        except TransientError:
            return False

    async def _committed(self, partition: int) -> int:
        mount = self._mount
        return await self._offsets.committed(mount.group, mount.topic, partition=partition)
