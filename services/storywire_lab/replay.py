"""Replay: a file of articles, or a dump of a log, through ingest, attach and timeline.

The same input gives the same bytes, whatever the machine, the day or the hash seed.
"""

import gzip
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self, TypeVar

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.errors import PermanentError, UsageError
from storywire.events import ArticleIngested, read_unkeyed
from storywire.metrics import Metrics
from storywire.ports.log import Message
from storywire.runtimes.batches import MAX_BATCH
from storywire.runtimes.embedded import EmbeddedRuntime
from storywire.service import Mount
from storywire.testing import NOON
from storywire_attach.processor import AttachProcessor
from storywire_ingest.draft import Draft, DraftFault
from storywire_ingest.files import read_drafts
from storywire_ingest.intake import Intake, Writing
from storywire_lab.results import ReplayReport, Tally, write_results
from storywire_lab.stopwatch import Stopwatch, Timed
from storywire_timeline.processor import TimelineProcessor

Progress = Callable[[int], None]
Item = TypeVar("Item")
TOPIC = ArticleIngested.topic


async def replay_articles(source: Path, out: Path, *, progress: Progress) -> ReplayReport:
    """Replay the articles of `source` into the folder `out`; `progress` gets lines done.

    Raises:
        UsageError: `source` can't be read or `out` can't be written.
    """
    with ReplayWire(out) as wire:
        for lines in batches_of(read_drafts(source)):
            await wire.take(lines)
            await wire.settle()
            progress(len(lines))
        return await wire.finish(source)


async def replay_log(dump: Path, out: Path, *, progress: Progress) -> ReplayReport:
    """Replay a dump of `article-ingested`, one CloudEvent a line, into the folder `out`.

    A line that is no event becomes a dead letter, as it would on the topic.

    Raises:
        UsageError: `dump` can't be read or `out` can't be written.
    """
    with ReplayWire(out) as wire:
        for lines in batches_of(lines_of(dump)):
            await wire.append(lines)
            await wire.settle()
            progress(len(lines))
        return await wire.finish(dump)


class ReplayWire:
    """Ingest, attach and timeline over a database that is gone afterwards."""

    def __init__(self, out: Path) -> None:
        """Make the folder `out`.

        Raises:
            UsageError: it can't be written.
        """
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._folder = TemporaryDirectory(dir=out, prefix=".replay-")
        except OSError as error:
            raise UsageError(f"{out} can't be written: {error.strerror}") from error
        self._out = out
        self._database = Database(Path(self._folder.name) / "replay.db")
        self._log = SqliteEventLog(self._database)
        self._stopwatch = Stopwatch()
        self._tally = Tally()
        self._clock = FixedClock(NOON)
        self._metrics = Metrics()
        self._runtime = self._wired()
        writing = Writing(SqliteSourceStore(self._database), self._log, self._database.transaction)
        self._intake = Intake(writing, clock=self._clock, metrics=self._metrics)
        self._started = time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()
        self._folder.cleanup()

    async def take(self, lines: Sequence[tuple[int, Draft | DraftFault]]) -> None:
        """Offer the drafts of numbered lines to ingest."""
        good = [(n, draft) for n, draft in lines if isinstance(draft, Draft)]
        for number, fault in lines:
            if isinstance(fault, DraftFault):
                self._refuse(number, fault.errors)
        with self._stopwatch.lap("ingest", len(good)):
            outcomes = await self._intake.take([draft for _, draft in good], as_of_publication=True)
        for (number, _), outcome in zip(good, outcomes, strict=True):
            if outcome.status == "refused":
                self._refuse(number, outcome.errors)
            else:
                self._tally.counts[outcome.status] += 1

    def _refuse(self, line: int, errors: Iterable[tuple[str, str]]) -> None:
        self._tally.refuse(line, [{"field": name, "message": why} for name, why in errors])

    async def append(self, lines: Sequence[bytes]) -> None:
        """Append events as they stand in a dump."""
        await self._log.append([Message(TOPIC, _key(line), line) for line in lines])
        self._tally.counts["accepted"] += len(lines)

    async def settle(self) -> None:
        """Let every stage finish what it has."""
        await self._runtime.drain()

    async def finish(self, source: Path) -> ReplayReport:
        """Write the results and return the report."""
        seconds = time.perf_counter() - self._started
        events = sum((await self._log.ends(TOPIC)).values())
        timings = {
            "seconds": round(seconds, 3),
            "articles_per_second": round(events / seconds, 1),
            "stages": self._stopwatch.report(),
        }
        return await write_results(
            self._log, self._out, source=source, tally=self._tally, timings=timings
        )

    def _wired(self) -> EmbeddedRuntime:
        memberships = SqliteMembershipStore(self._database)
        stories = SqliteStoryStore(self._database)
        attach = Timed(AttachProcessor(memberships), self._stopwatch, "attach")
        timeline = Timed(TimelineProcessor(stories), self._stopwatch, "timeline")
        mounts = [
            Mount("attach", TOPIC, attach),
            Mount("timeline", "story-membership", timeline),
        ]
        return EmbeddedRuntime(
            self._database, self._log, mounts, clock=self._clock, metrics=self._metrics
        )


def _key(line: bytes) -> str:
    """Return the key the event in `line` had; "" where it is no event."""
    try:
        return read_unkeyed(TOPIC, line).key
    except PermanentError:
        return ""


def lines_of(dump: Path) -> Iterator[bytes]:
    """Yield the lines of a dump, gzip'd where it ends in .gz, without those that are empty.

    Raises:
        UsageError: it can't be read.
    """
    try:
        with gzip.open(dump) if dump.suffix == ".gz" else dump.open("rb") as file:
            for line in file:
                if line.strip():
                    yield line.rstrip(b"\n")
    except (OSError, EOFError) as error:
        raise UsageError(f"{dump} can't be read: {error}") from error


def batches_of(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """Yield the items by the batches that a runtime would hand over."""
    rest = iter(items)
    while batch := list(islice(rest, MAX_BATCH)):
        yield batch
