"""One partition's way through a processor: handled in order, sent on, confirmed in order."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from storywire.adapters.kafka.writer import Delivery
from storywire.errors import TransientError
from storywire.logging import Damper
from storywire.ports.log import Message, Record
from storywire.runtimes.batches import Batches, Context, Pause, Work
from storywire.service import Mount

log = structlog.get_logger()
_MAX_PENDING = 16


class Writer(Protocol):
    """What a lane needs of the Kafka writer."""

    @property
    def generation(self) -> int:
        """Return a number that goes up when a delivery failed."""
        ...

    async def send(
        self, messages: Sequence[Message], *, generation: int | None = None
    ) -> Sequence[Delivery]:
        """Queue `messages` in order, unless `generation` is over."""
        ...


@dataclass(slots=True)
class _Sent:
    """A handled batch whose outputs are on their way; it is kept to be handled again."""

    records: Sequence[Record]
    left: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """What the lanes of one group share: its processor is asked by one of them at a time."""

    writer: Writer
    context: Context
    commit: Callable[[], Awaitable[None]]
    finished: Callable[[], None]
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    damper: Damper = field(default_factory=Damper)


class Lane:
    """Takes a partition's records; `finished` is the offset before which all is confirmed."""

    def __init__(self, mount: Mount, partition: int, shared: Shared) -> None:
        self._mount = mount
        self._partition = partition
        self._shared = shared
        self._batches = Batches(mount, shared.context, partition=partition)
        self._pending: deque[_Sent] = deque()
        self._generation = shared.writer.generation
        self._changed = asyncio.Event()
        self._stopping = asyncio.Event()
        self.finished = -1
        self.at = -1

    @property
    def stopping(self) -> bool:
        """Return whether `stop` was called."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Let `take` end after the batch under way; the rest is left to whoever comes next."""
        self._stopping.set()
        self._changed.set()

    async def take(self, records: Sequence[Record]) -> None:
        """Handle `records` in order, for as long as it takes; first what was sent in vain.

        Raises:
            BaseException: what the processor raises beyond the rule; `at` is where it stood.
        """
        waiting = [*self._undelivered(), *records]
        pause = Pause()
        while waiting and not self.stopping:
            try:
                taken = await self._step(waiting)
            except TransientError as error:
                self._tell(error)
                await pause.wait(self._stopping)
            else:
                pause.over()
                waiting = waiting[taken:]
            waiting = [*self._undelivered(), *waiting]

    async def settle(self, seconds: float) -> bool:
        """Return True once all that was sent is confirmed, False after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while self._pending and self._current:
                    await self._change()
        except TimeoutError:
            return False
        return not self._pending

    async def _step(self, waiting: Sequence[Record]) -> int:
        """Handle the next batch of `waiting`; return how many records it was."""
        self.at = waiting[0].offset
        limit = await self._batches.limit(self.at)
        records = waiting[:limit]
        started = asyncio.get_running_loop().time()
        async with self._shared.asking:
            done = await self._batches.take(records, self._finish)
        if not done:
            return 0
        self._batches.observe(len(records), asyncio.get_running_loop().time() - started)
        await self._keep_back(careful=limit == 1)
        return len(records)

    async def _finish(self, records: Sequence[Record], work: Work) -> None:
        messages = await work()
        deliveries = await self._shared.writer.send(messages, generation=self._generation)
        self._remember(records, deliveries)
        # The outputs may still be lost with the process; the input did it no harm.
        await self._shared.context.tries.finish(
            self._mount.group, self._mount.topic, records[-1].offset + 1, partition=self._partition
        )

    def _remember(self, records: Sequence[Record], deliveries: Sequence[Delivery]) -> None:
        sent = _Sent(records, len(deliveries))
        self._pending.append(sent)
        for delivery in deliveries:
            delivery.add_done_callback(lambda ended: self._confirm(sent, ended))
        self._advance()

    def _confirm(self, sent: _Sent, delivery: Delivery) -> None:
        sent.left -= 1
        sent.failed |= delivery.cancelled() or delivery.exception() is not None
        self._advance()

    def _advance(self) -> None:
        pending = self._pending
        while pending and not pending[0].left and not pending[0].failed:
            self.finished = pending.popleft().records[-1].offset + 1
            self._shared.finished()
        self._changed.set()

    async def _keep_back(self, *, careful: bool) -> None:
        """Wait while too much is unconfirmed.

        Where a crash is feared, nothing may be: it must be known to be this record that did it.
        """
        most = 0 if careful else _MAX_PENDING
        while len(self._pending) > most and self._current and not self.stopping:
            await self._change()
        if careful and not self.stopping:
            await self._shared.commit()

    @property
    def _current(self) -> bool:
        return self._generation == self._shared.writer.generation

    def _undelivered(self) -> Sequence[Record]:
        """Return what must be handled again because its outputs, or some before, are not there."""
        if self._current:
            return ()
        again = [record for sent in self._pending for record in sent.records]
        self._pending.clear()
        self._generation = self._shared.writer.generation
        self._batches.reset()
        return again

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _tell(self, error: TransientError) -> None:
        alike = self._shared.damper.alike("retrying")
        if alike is not None:
            log.warning(
                "retrying", group=self._mount.group, topic=self._mount.topic,
                partition=self._partition, offset=self.at, error=str(error), alike=alike,
            )  # fmt: skip
