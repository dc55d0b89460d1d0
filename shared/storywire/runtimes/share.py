"""A member's share of a group: one reader for each partition, begun and ended together."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog

from storywire.errors import TransientError
from storywire.ports.processing import Resettable, Sharing
from storywire.runtimes.batches import Home
from storywire.runtimes.lane import Lane
from storywire.runtimes.leaving import Exit
from storywire.runtimes.reader import Fetch, Reader, drain
from storywire.service import Mount

log = structlog.get_logger()
# A batch under way is finished within these; who gives partitions away has more time for it.
STOP_SECONDS, REVOKE_SECONDS = 5.0, 20.0
_SETTLE_SECONDS = 2.0


class Share:
    """The partitions that this member was given; `commit` is asked once more when they go."""

    def __init__(self, mount: Mount, way_out: Exit, commit: Callable[[], Awaitable[None]]) -> None:
        self._mount = mount
        self._exit = way_out
        self._commit = commit
        self._given = False
        self._generation: int | None = None
        self.readers: dict[int, Reader] = {}

    def joined(self) -> str:
        """Return "" once the group has given this member its share, be it none."""
        return "" if self._given else f"group {self._mount.group}: not joined yet"

    def positions(self) -> Mapping[int, int | None] | None:
        """Return what each partition waits for, without those at work; None if it has none."""
        if not self.readers:
            return None
        return {p: reader.position for p, reader in self.readers.items() if reader.waiting}

    def begin(
        self, lanes: Mapping[int, tuple[Lane, Fetch]], *, home: Home, generation: int | None = None
    ) -> None:
        """Begin to read the partitions of `lanes`; `home` tells the partition of a key.

        `generation` counts how often the group was shared out. Where it is the next one, nobody
        else had in between what this member had and has again, so that stays cached.
        """
        if generation is None or generation - 1 != self._generation:
            self._reset()
        elif isinstance(self._mount.processor, Sharing):
            self._mount.processor.keep(lambda key: home(key) in lanes)
        for partition, (lane, fetch) in lanes.items():
            self.readers[partition] = Reader(partition, lane, fetch, self._exit.crashed_at)
        self._given, self._generation = True, generation
        mount = self._mount
        log.info("assigned", group=mount.group, topic=mount.topic, partitions=sorted(lanes))

    async def end(self, seconds: float) -> None:
        """Bring what is under way to its end; after a crash leave it as it is."""
        readers = list(self.readers.values())
        if self._exit.over.is_set():
            for reader in readers:
                reader.abandon()
        else:
            if not await drain(readers, seconds=seconds, settle_seconds=_SETTLE_SECONDS):
                self._reset()
            with suppress(TransientError, TimeoutError):
                await asyncio.wait_for(self._commit(), _SETTLE_SECONDS)
        self.readers.clear()

    def _reset(self) -> None:
        if isinstance(self._mount.processor, Resettable):
            self._mount.processor.reset()
