"""A log, a runtime's worker processes and what they did, seen from outside."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.events import ArticleIngested
from storywire.ports.log import EventLog, Message, Record
from storywire.testing import NOON, an_article
from storywire.topics import dead_letter_topic
from tests.runtime_worker import GROUP, SCHEMA, TOPIC

OUT, DLQ = "story-updated", dead_letter_topic(TOPIC, GROUP)
ROOT = Path(__file__).resolve().parents[1]


class Worker:
    """One process; its output is in `log_file`."""

    def __init__(self, process: asyncio.subprocess.Process, log_file: Path) -> None:
        self._process = process
        self.log_file = log_file

    async def ended(self) -> int:
        """Wait for its end and return its exit code."""
        return await asyncio.wait_for(self._process.wait(), 60)

    async def stop(self) -> int:
        return await self.end(signal.SIGTERM)

    async def end(self, number: signal.Signals) -> int:
        self.signal(number)
        return await self.ended()

    def signal(self, number: signal.Signals) -> None:
        if not self.over:
            self._process.send_signal(number)

    @property
    def over(self) -> bool:
        return self._process.returncode is not None

    @property
    def said(self) -> str:
        return self.log_file.read_text(encoding="utf-8")


class RuntimeWire:
    """Workers of one runtime over one log; `folder` has the processor's state."""

    def __init__(self, runtime: str, folder: Path, servers: str = "") -> None:
        self.runtime = runtime
        self.folder = folder
        self.servers = servers
        self.database = Database(folder / "state.db")
        self.database.create(SCHEMA)
        self.log: EventLog = (
            KafkaEventLog(Cluster(servers)) if servers else SqliteEventLog(self.database)
        )
        self._workers: list[Worker] = []

    async def close(self) -> None:
        for worker in self._workers:
            await worker.end(signal.SIGKILL)
        if isinstance(self.log, KafkaEventLog):
            await self.log.close()
        self.database.close()

    async def start(self) -> Worker:
        log_file = self.folder / f"worker-{len(self._workers)}.log"
        with log_file.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.runtime_worker"),
                *(self.runtime, str(self.folder), self.servers),
                stdout=output, stderr=output, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        self._workers.append(Worker(process, log_file))
        return self._workers[-1]

    async def send(self, *titles: str, edition: str = "en") -> None:
        await self.log.append([message(title, edition=edition) for title in titles])

    async def records(self, topic: str) -> list[Record]:
        """Return all records of `topic`, those of a partition in order."""
        found: list[Record] = []
        for partition, end in (await self.log.ends(topic)).items():
            offset = 0
            while offset < end:
                batch = await self.log.read(topic, partition=partition, offset=offset)
                found += batch
                offset = batch[-1].offset + 1 if batch else end
        return found

    async def dead(self) -> list[dict[str, str]]:
        return [
            {name: value.decode() for name, value in record.headers}
            for record in await self.records(DLQ)
        ]

    def seen(self, edition: str = "en") -> list[str]:
        """Return the titles counted, in the order of counting."""
        rows = self.database.execute(
            "SELECT title FROM seen WHERE edition = ? ORDER BY version", (edition,)
        )
        return [row[0] for row in rows]

    def processes(self) -> set[int]:
        """Return which processes have handled something."""
        return {row[0] for row in self.database.execute("SELECT DISTINCT process FROM batch")}

    def waited(self) -> list[int]:
        """Return the process of each try that met an outage."""
        file = self.folder / "waited"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    async def until_seen(self, count: int, edition: str = "en") -> None:
        await until(lambda: len(self.seen(edition)) >= count)


def message(title: str, *, edition: str = "en") -> Message:
    article = an_article(title=title, edition=edition, url=f"https://a.example/{edition}/{title}")
    event = ArticleIngested.of(article, time=NOON)
    return Message(event.topic, event.key, event.encode(), (("trace", title.encode()),))


async def until(condition: Callable[[], bool | Awaitable[bool]], *, seconds: float = 60) -> None:
    """Return once `condition` holds; fail after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            holds = condition()
            if holds if isinstance(holds, bool) else await holds:
                return
            await asyncio.sleep(0.05)


def in_first_order(records: Sequence[Record]) -> list[bytes | None]:
    """Return the values as a reader sees them that drops what it has seen before."""
    return list(dict.fromkeys(record.value for record in records))
