"""Reads one partition for its lane, until told to end."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from storywire.adapters.kafka.records import record_of
from storywire.ports.log import Record
from storywire.runtimes.batches import MAX_BATCH, Pause
from storywire.runtimes.lane import Lane

_POLL_MS = 1_000

Crashed = Callable[[TopicPartition, int, BaseException], None]


class Reader:
    """A task that fetches micro-batches and has the lane take them."""

    def __init__(self, consumer: Any, place: TopicPartition, lane: Lane, crashed: Crashed) -> None:
        self.lane = lane
        self._consumer = consumer
        self._place = place
        self._crashed = crashed
        self._pause = Pause()
        self.waiting = False
        self.position: int | None = None
        self._task = asyncio.create_task(self._run())

    async def end(self, seconds: float) -> None:
        """Return when the batch under way is finished; after `seconds` it is broken off."""
        self.lane.stop()
        if self.waiting:
            self._task.cancel()
        await asyncio.wait([self._task], timeout=seconds)
        self.abandon()

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
            self._crashed(self._place, self.lane.at, error)

    async def _next(self) -> Sequence[Record]:
        self.waiting = True
        try:
            found = await self._consumer.getmany(
                self._place, timeout_ms=_POLL_MS, max_records=MAX_BATCH
            )
        except KafkaError as error:
            if not error.retriable:
                raise
            await self._pause.wait()
            return ()
        finally:
            self.waiting = False
        self._pause.over()
        records = [record_of(each) for each in found.get(self._place, ())]
        if records:
            self.position = records[-1].offset + 1
        return records
