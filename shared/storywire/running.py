"""Runs the parts of a process together: all until told to stop, or until one of them fails."""

import asyncio
import signal
from collections.abc import Sequence

import structlog

from storywire.service import Task

log = structlog.get_logger()


class CrashedError(Exception):
    """A bug ended a part of the process; the step it was in is rolled back or done again."""


def stopped_by_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def run(
    parts: Sequence[tuple[str, Task]], stop: asyncio.Event, *, patience: float = 15.0
) -> None:
    """Run `parts`, each under its name, until `stop` is set; then give them `patience` s to end.

    Raises:
        CrashedError: one of them failed, or ended by itself.
    """
    tasks = [asyncio.create_task(part(stop), name=name) for name, part in parts]
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    ended_early = not stop.is_set()
    stop.set()
    _, late = await asyncio.wait(tasks, timeout=patience)
    for task in late:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for task, result in zip(tasks, results, strict=True):
        if isinstance(result, Exception):
            log.error("part_failed", part=task.get_name(), exc_info=result)
            raise CrashedError(task.get_name()) from result
    if ended_early:
        raise CrashedError("a part of the process ended by itself")
