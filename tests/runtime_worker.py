"""A process that runs one group over a processor that counts: for tests of all runtimes.

`python -m tests.runtime_worker RUNTIME FOLDER SERVERS`
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from storywire import logging
from storywire.adapters.clock import SystemClock
from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.adapters.kafka.offsets import KafkaGroupOffsets
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteTries
from storywire.errors import TransientError, UnusableInputError
from storywire.events import ArticleIngested, Event, StoryUpdated
from storywire.metrics import Metrics
from storywire.runtimes.embedded import EmbeddedRuntime
from storywire.runtimes.faust import FaustRuntime
from storywire.runtimes.kafka import KafkaRuntime
from storywire.service import Mount
from storywire.testing import NOON, a_story, an_update

GROUP, TOPIC = "attach", "article-ingested"
SESSION_MS = 3_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (
    event_id TEXT PRIMARY KEY, title TEXT NOT NULL, edition TEXT NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, process INTEGER, size INTEGER);
CREATE TABLE IF NOT EXISTS outage (since INTEGER);
"""


class Counter:
    """Numbers the articles of each edition; does what an article's title asks for."""

    def __init__(self, database: Database, waited: Path) -> None:
        self._database = database
        self._waited = waited
        database.create(SCHEMA)

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Return a version for each article, the same again for one that was counted before."""
        if self._database.execute("SELECT 1 FROM outage"):
            with self._waited.open("a") as file:
                print(os.getpid(), file=file)
            raise TransientError("the store is away")
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO batch (process, size) VALUES (?,?)", (os.getpid(), len(events))
            )
            return [self._count(event) for event in events]

    def _count(self, event: Event) -> Event:
        if not isinstance(event, ArticleIngested):
            raise UnusableInputError("no article")
        article = event.data
        if "poison" in article.title:
            raise UnusableInputError("poison")
        if "bug" in article.title:
            raise ZeroDivisionError
        if "kill" in article.title:
            os.kill(os.getpid(), signal.SIGKILL)
        self._database.execute(
            "INSERT OR IGNORE INTO seen SELECT ?, ?, ?, 1 + count(*) FROM seen WHERE edition = ?",
            (event.id, article.title, article.edition, article.edition),
        )
        ((version,),) = self._database.execute(
            "SELECT version FROM seen WHERE event_id = ?", (event.id,)
        )
        story = a_story(story_id=f"{article.edition}-0123456789abcdef", version=version)
        return StoryUpdated.of(an_update(story), time=NOON).caused_by(event)


async def run_embedded(database: Database, mount: Mount, stop: asyncio.Event) -> None:
    log = SqliteEventLog(database)
    runtime = EmbeddedRuntime(database, log, [mount], clock=SystemClock(), metrics=Metrics())
    try:
        await runtime.run(stop)
    except ZeroDivisionError:
        os._exit(70)


async def run_on_kafka(
    runtime: str, database: Database, mount: Mount, stop: asyncio.Event, servers: str
) -> None:
    cluster = Cluster(servers, session_ms=SESSION_MS)
    log, offsets = KafkaEventLog(cluster), KafkaGroupOffsets(cluster)
    ports: dict[str, Any] = {
        "log": log, "offsets": offsets, "tries": SqliteTries(database),
        "clock": SystemClock(), "metrics": Metrics(),
    }  # fmt: skip
    if runtime == "kafka":
        await KafkaRuntime(cluster, [mount], **ports).run(stop)
    else:
        await FaustRuntime(cluster, mount, **ports).run(stop)
    await log.close()
    await offsets.close()


async def run(runtime: str, folder: Path, servers: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with Database(folder / "state.db") as database:
        mount = Mount(GROUP, TOPIC, Counter(database, folder / "waited"))
        if runtime == "embedded":
            await run_embedded(database, mount, stop)
        else:
            await run_on_kafka(runtime, database, mount, stop, servers)


if __name__ == "__main__":
    logging.configure("info")
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
