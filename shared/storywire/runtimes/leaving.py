"""How a member of a group ends its process after what no retry can heal."""

import asyncio
from collections.abc import Callable

import structlog

from storywire.runtimes.watchdog import Watchdog
from storywire.service import Mount

log = structlog.get_logger()
CRASHED, HUNG = 70, 71

# Ends the process at once; its supervisor starts it again.
Leave = Callable[[int], object]


class StuckError(Exception):
    """A member of a group stands still though it has something to do."""


class Exit:
    """The way out of one group's member; `over` is set once it was taken."""

    def __init__(self, mount: Mount, leave: Leave) -> None:
        self._mount = mount
        self.leave = leave
        self.over = asyncio.Event()

    def crash(self, error: BaseException, **place: object) -> None:
        """Log the first `error` and leave."""
        if self.over.is_set():
            return
        self.over.set()
        mount = self._mount
        log.critical("crashed", group=mount.group, topic=mount.topic, exc_info=error, **place)
        self.leave(CRASHED)

    def crashed_at(self, partition: int, offset: int, error: BaseException) -> None:
        """Log where `error` came up, and leave."""
        self.crash(error, partition=partition, offset=offset)

    async def watch(self, watchdog: Watchdog) -> None:
        """Leave once the watchdog finds the member stuck."""
        await watchdog.stuck()
        self.crash(StuckError("there are records to read, and nothing was read"))
