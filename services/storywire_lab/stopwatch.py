"""Times stages: how long each takes per event, as percentiles."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from storywire.events import Event
from storywire.ports.processing import GivesUp, Processor, Resettable


class Stopwatch:
    """Collects seconds by stage; a batch of n counts as n times its n-th part."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    @contextmanager
    def lap(self, stage: str, count: int = 1) -> Iterator[None]:
        """Time what happens inside, for `count` events of `stage`."""
        started = time.perf_counter()
        yield
        self.add(stage, time.perf_counter() - started, count)

    def add(self, stage: str, seconds: float, count: int = 1) -> None:
        """Add one measurement."""
        if count:
            self._seconds.setdefault(stage, []).extend([seconds / count] * count)

    def report(self) -> Mapping[str, Mapping[str, float]]:
        """Return for each stage n, p50, p99 and mean, in milliseconds."""
        return {stage: _summary(times) for stage, times in self._seconds.items()}


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile of `values` (0 where there are none)."""
    if not values:
        return 0.0
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def _summary(times: Sequence[float]) -> Mapping[str, float]:
    return {
        "events": len(times),
        "p50_ms": round(percentile(times, 50) * 1e3, 3),
        "p99_ms": round(percentile(times, 99) * 1e3, 3),
        "mean_ms": round(sum(times) / len(times) * 1e3, 3),
    }


class Timed:
    """A processor whose batches are timed under `stage`."""

    def __init__(self, processor: Processor, stopwatch: Stopwatch, stage: str) -> None:
        self._processor = processor
        self._stopwatch = stopwatch
        self._stage = stage

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Handle as the processor does, timed."""
        with self._stopwatch.lap(self._stage, len(events)):
            return await self._processor.handle(events)

    async def give_up(self, event: Event) -> Sequence[Event]:
        """Give up as the processor does; nothing follows if it has no answer to give."""
        if isinstance(self._processor, GivesUp):
            return await self._processor.give_up(event)
        return ()

    def reset(self) -> None:
        """Reset as the processor does."""
        if isinstance(self._processor, Resettable):
            self._processor.reset()
