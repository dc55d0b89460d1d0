"""Feeds one partition's records to its lane, until told to end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from storywire.errors import TransientError
from storywire.ports.log import Record
from storywire.runtimes.batches import Pause
from storywire.runtimes.lane import Lane

# Returns the next records, at most a batch of them, or none after a second.
Fetch = Callable[[], Awaitable[Sequence[Record]]]
Crashed = Callable[[int, int, BaseException], None]


class Reader:
    """A task that fetches micro-batches and has the lane take them."""

    def __init__(self, partition: int, lane: Lane, fetch: Fetch, crashed: Crashed) -> None:
        self.lane = lane
        self._partition = partition
        self._fetch = fetch
        self._crashed = crashed
        self._pause = Pause()
        self.waiting = False
        self.position: int | None = None
        self._task = asyncio.create_task(self._run())

    async def end(self, seconds: float) -> bool:
        """Return True when the batch under way is finished, False if broken off after `seconds`."""
        self.lane.stop()
        if self.waiting:
            self._task.cancel()
        _, unfinished = await asyncio.wait([self._task], timeout=seconds)
        self.abandon()
        return not unfinished

    def abandon(self) -> None:
        """Break off at once."""
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while not self.lane.stopping:
                await self.lane.take(await self._next())
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001  # the outermost loop: it is logged once, and the process ends
            self._crashed(self._partition, self.lane.at, error)

    async def _next(self) -> Sequence[Record]:
        self.waiting = True
        try:
            records = await self._fetch()
        except TransientError:
            await self._pause.wait()
            return ()
        finally:
            self.waiting = False
        self._pause.over()
        if records:
            self.position = records[-1].offset + 1
        return records


async def drain(readers: Sequence[Reader], *, seconds: float, settle_seconds: float) -> bool:
    """Let every reader finish the batch under way, and wait for what they sent.

    Returns False if a batch was broken off.
    """
    finished = await asyncio.gather(*(reader.end(seconds) for reader in readers))
    await asyncio.gather(*(reader.lane.settle(settle_seconds) for reader in readers))
    return all(finished)
