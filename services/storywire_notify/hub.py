"""Reads `story-updated` once for all live streams of this process, and hands each its share."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Protocol

import structlog

from storywire.domain.delivery.filters import Filter
from storywire.errors import TransientError
from storywire.metrics import Metrics
from storywire.ports.log import EventLog
from storywire.ports.processing import Clock
from storywire_notify.frames import News, news_in, update_frame

TOPIC = "story-updated"
log = structlog.get_logger()
_BATCH = 100
# The parsed stories behind the frames take several times their JSON's room.
_RING_FRAMES, _RING_BYTES = 2_000, 4 * 1024 * 1024
_PAUSE = 1.0


class Listener(Protocol):
    """An open stream, as the hub sees it; neither call may wait."""

    filter: Filter

    def offer(self, news: News, frame: bytes) -> None:
        """Take one update that meets the filter."""
        ...

    def finish(self) -> None:
        """End the stream soon."""
        ...


class Hub:
    """The place all live streams have reached, those who listen, and the newest updates."""

    def __init__(self, event_log: EventLog, epoch: str, *, clock: Clock, metrics: Metrics) -> None:
        self.epoch = epoch
        self._log = event_log
        self._clock = clock
        self._metrics = metrics
        self._positions: dict[int, int] = {}
        self._listeners: dict[Listener, None] = {}
        self._ring: deque[News] = deque()
        self._ring_bytes = 0
        self.started = asyncio.Event()
        self.stopping = False

    @property
    def positions(self) -> Mapping[int, int]:
        """Return for each partition the offset that comes next."""
        return dict(self._positions)

    def attach(self, listener: Listener) -> None:
        """Offer `listener` everything from `positions` on."""
        self._listeners[listener] = None

    def detach(self, listener: Listener) -> None:
        """Offer it nothing more; detaching twice is fine."""
        self._listeners.pop(listener, None)

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, then end all streams."""
        self._positions = dict(await self._log.ends(TOPIC))
        self.started.set()
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                grown = asyncio.create_task(self._log.wait(TOPIC, self._positions, timeout=60.0))
                await asyncio.wait((grown, stopping), return_when=asyncio.FIRST_COMPLETED)
                grown.cancel()
                await self._take_or_pause()
        finally:
            stopping.cancel()
            self.stopping = True
            for listener in tuple(self._listeners):
                listener.finish()

    async def _take_or_pause(self) -> None:
        try:
            await self._take()
        except TransientError as error:
            log.warning("stream_waits", error=str(error))
            await asyncio.sleep(_PAUSE)

    async def _take(self) -> None:
        for partition in sorted(await self._log.ends(TOPIC)):
            records = await self._log.read(
                TOPIC, partition=partition, offset=self._positions.get(partition, 0), limit=_BATCH
            )
            for record in records:
                self._positions[partition] = record.offset + 1
                news = news_in(record)
                if news is not None:
                    self._hand_out(news)
            await asyncio.sleep(0)

    def _hand_out(self, news: News) -> None:
        self._remember(news)
        frame = update_frame(self.epoch, self._positions, news.body)
        for listener in tuple(self._listeners):
            if news.subject.meets(listener.filter):
                listener.offer(news, frame)
        if news.accepted_at is not None:
            waited = self._clock.now().timestamp() - news.accepted_at
            self._metrics.latency.labels("stream").observe(max(0.0, waited))

    def _remember(self, news: News) -> None:
        self._ring.append(news)
        self._ring_bytes += len(news.body)
        while len(self._ring) > _RING_FRAMES or self._ring_bytes > _RING_BYTES:
            self._ring_bytes -= len(self._ring.popleft().body)

    async def history(
        self, positions: Mapping[int, int], until: Mapping[int, int]
    ) -> AsyncIterator[tuple[dict[int, int], News | None]]:
        """Yield each update from `positions` up to `until`, with the positions after it.

        None stands for a record that can't be read. New ones come out of memory.
        """
        at = dict(positions)
        for partition in sorted(until):
            while at.get(partition, 0) < until[partition]:
                batch = await self._batch(partition, at.get(partition, 0))
                if not batch:
                    at[partition] = until[partition]
                for offset, news in batch:
                    if offset >= until[partition]:
                        at[partition] = until[partition]
                        break
                    at[partition] = offset + 1
                    yield dict(at), news
                await asyncio.sleep(0)

    async def _batch(self, partition: int, offset: int) -> list[tuple[int, News | None]]:
        kept = [news for news in self._ring if news.partition == partition]
        if kept and kept[0].offset <= offset:
            return [(news.offset, news) for news in kept if news.offset >= offset]
        records = await self._log.read(TOPIC, partition=partition, offset=offset, limit=_BATCH)
        return [(record.offset, news_in(record)) for record in records]

    async def place_of(
        self, positions: Mapping[int, int] | None, *, limit: int
    ) -> Mapping[int, int] | None:
        """Return `positions` if the log still has all from there on, within `limit` records."""
        if positions is None or set(positions) - set(self._positions):
            return None
        whole = {partition: positions.get(partition, 0) for partition in self._positions}
        ahead = sum(end - whole[partition] for partition, end in self._positions.items())
        if ahead > limit or any(whole[p] > end for p, end in self._positions.items()):
            return None
        for partition, offset in whole.items():
            first = await self._log.read(TOPIC, partition=partition, offset=0, limit=1)
            if first and first[0].offset > offset:
                return None
        return whole
