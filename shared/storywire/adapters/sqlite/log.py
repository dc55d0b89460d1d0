"""The event log and the consumer groups' offsets in SQLite: one partition a topic."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import orjson

from storywire.adapters.sqlite.database import Database, Row
from storywire.events import Headers
from storywire.ports.log import EventLog, GroupOffsets, Message, Record, Tries
from storywire.topics import compacted

_SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
    topic TEXT NOT NULL, "offset" INTEGER NOT NULL, key TEXT, value BLOB, headers BLOB,
    PRIMARY KEY (topic, "offset")
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS log_by_key ON log (topic, key) WHERE topic = 'story-state';
CREATE TABLE IF NOT EXISTS log_end (topic TEXT PRIMARY KEY, "end" INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS group_offset (
    "group" TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    committed INTEGER NOT NULL, PRIMARY KEY ("group", topic, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempt (
    "group" TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, tries INTEGER NOT NULL,
    PRIMARY KEY ("group", topic, partition)
) WITHOUT ROWID;
"""


class SqliteEventLog:
    """Topics in one table; readers that wait are woken by commits of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._grown = asyncio.Event()
        database.create(_SCHEMA)
        database.on_commit(self._wake)

    async def append(self, messages: Sequence[Message]) -> None:
        """Add `messages` in order, as one step."""
        with self._database.transaction():
            ends: dict[str, int] = {}
            rows = []
            for message in messages:
                if message.topic not in ends:
                    ends[message.topic] = self._end(message.topic)
                end = ends[message.topic]
                ends[message.topic] = end + 1
                rows.append(
                    (message.topic, end, message.key, message.value, _pack(message.headers))
                )
            self._database.execute_many("INSERT INTO log VALUES (?,?,?,?,?)", rows)
            self._compact(rows)
            self._database.execute_many(
                'INSERT OR REPLACE INTO log_end (topic, "end") VALUES (?,?)', ends.items()
            )

    async def read(
        self, topic: str, *, partition: int = 0, offset: int = 0, limit: int = 500
    ) -> Sequence[Record]:
        """Return up to `limit` records from `offset` on, oldest first."""
        if partition != 0:
            return ()
        rows = self._database.execute(
            'SELECT topic, "offset", key, value, headers FROM log'
            ' WHERE topic = ? AND "offset" >= ? ORDER BY "offset" LIMIT ?',
            (topic, offset, limit),
        )
        return [_record(row) for row in rows]

    async def ends(self, topic: str) -> Mapping[int, int]:
        """Return the offset that the next record of the one partition will get."""
        return {0: self._end(topic)}

    async def wait(self, topic: str, positions: Mapping[int, int], *, timeout: float) -> bool:  # noqa: ASYNC109
        """Return True once the topic reaches past its position, False after `timeout` s."""
        try:
            async with asyncio.timeout(timeout):
                while self._end(topic) <= positions.get(0, 0):
                    await self._grown.wait()
        except TimeoutError:
            return False
        return True

    def _end(self, topic: str) -> int:
        rows = self._database.execute('SELECT "end" FROM log_end WHERE topic = ?', (topic,))
        return int(rows[0][0]) if rows else 0

    def _compact(self, rows: Sequence[Row]) -> None:
        newest = {(topic, key): offset for topic, offset, key, *_ in rows if compacted(topic)}
        self._database.execute_many(
            'DELETE FROM log WHERE topic = ? AND key = ? AND "offset" < ?',
            [(topic, key, offset) for (topic, key), offset in newest.items()],
        )

    def _wake(self) -> None:
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()


class SqliteGroupOffsets:
    """How far each group has come, in one table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def committed(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the offset of the first record the group has not finished."""
        rows = self._database.execute(
            'SELECT committed FROM group_offset WHERE "group" = ? AND topic = ? AND partition = ?',
            (group, topic, partition),
        )
        return int(rows[0][0]) if rows else 0

    async def commit(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished."""
        self._database.execute(
            "INSERT OR REPLACE INTO group_offset VALUES (?,?,?,?)",
            (group, topic, partition, offset),
        )


class SqliteTries:
    """Tries; each is counted so that it survives the process, not the power."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def begin(
        self, group: str, topic: str, first: int, last: int, *, partition: int = 0
    ) -> int:
        """Count one try at the records `first`..`last`; return the tries at `first`."""
        with self._database.quick_transaction():
            rows = self._database.execute(
                "INSERT INTO attempt VALUES (?,?,?,?,?,1)"
                ' ON CONFLICT ("group", topic, partition) DO UPDATE'
                " SET tries = CASE WHEN first = excluded.first THEN tries + 1 ELSE 1 END,"
                " first = excluded.first, last = max(last, excluded.last) RETURNING tries",
                (group, topic, partition, first, last),
            )
        return int(rows[0][0])

    async def unfinished(self, group: str, topic: str, *, partition: int = 0) -> int:
        """Return the last offset of a try that never ended, or -1."""
        rows = self._database.execute(
            'SELECT last FROM attempt WHERE "group" = ? AND topic = ? AND partition = ?',
            (group, topic, partition),
        )
        return int(rows[0][0]) if rows else -1

    async def finish(self, group: str, topic: str, offset: int, *, partition: int = 0) -> None:
        """Everything before `offset` is finished: tries that reach no further are over."""
        self._database.execute(
            'DELETE FROM attempt WHERE "group" = ? AND topic = ? AND partition = ? AND last < ?',
            (group, topic, partition, offset),
        )


def _pack(headers: Headers) -> bytes | None:
    return orjson.dumps([[key, value.decode()] for key, value in headers]) if headers else None


def _record(row: Row) -> Record:
    topic, offset, key, value, headers = row
    pairs = orjson.loads(headers) if headers else []
    return Record(topic, 0, offset, key, value, tuple((k, v.encode()) for k, v in pairs))


if TYPE_CHECKING:
    _: EventLog = SqliteEventLog(Database(":memory:"))
    __: GroupOffsets = SqliteGroupOffsets(Database(":memory:"))
    ___: Tries = SqliteTries(Database(":memory:"))
