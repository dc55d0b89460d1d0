"""Sources, their polls and the revisions of articles in SQLite."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import orjson

from storywire.adapters.rows import known_of, known_row, poll_of, poll_row, source_of, source_row
from storywire.adapters.sqlite.database import Database
from storywire.ports.sources import AMBIGUOUS, Known, Poll, Seen, Source, SourceStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS source (
    source_id TEXT PRIMARY KEY, url TEXT NOT NULL, outlet TEXT, edition TEXT, language TEXT,
    full_text INTEGER NOT NULL, interval_seconds INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source_poll (
    source_id TEXT PRIMARY KEY REFERENCES source ON DELETE CASCADE, kind TEXT, etag TEXT,
    last_modified TEXT, last_polled TEXT, last_ok TEXT, failures INTEGER NOT NULL,
    last_error TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article_revision (
    article_id TEXT PRIMARY KEY, edition TEXT NOT NULL, revision INTEGER NOT NULL,
    content_hash TEXT NOT NULL, retracted_at TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article_name (
    name TEXT PRIMARY KEY, article_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source_edition (
    source TEXT PRIMARY KEY, edition TEXT NOT NULL
) WITHOUT ROWID;
"""
_FIND = """
SELECT asked.value, named.article_id, found.*
FROM json_each(?) AS asked
LEFT JOIN article_revision AS own ON own.article_id = asked.value
LEFT JOIN article_name AS named ON named.name = asked.value AND own.article_id IS NULL
JOIN article_revision AS found ON found.article_id = coalesce(own.article_id, named.article_id)
"""
_AMBIGUOUS = """
SELECT name FROM article_name JOIN json_each(?) AS asked ON name = asked.value
WHERE article_id = '' AND name NOT IN (SELECT article_id FROM article_revision)
"""
_RECORD = """
INSERT INTO article_revision VALUES (?,?,?,?,?) ON CONFLICT (article_id) DO UPDATE
SET edition = excluded.edition, revision = excluded.revision,
    content_hash = excluded.content_hash, retracted_at = excluded.retracted_at
WHERE excluded.revision >= revision
"""
_NAME = """
INSERT INTO article_name VALUES (?,?) ON CONFLICT (name) DO UPDATE
SET article_id = '' WHERE article_id <> excluded.article_id
"""


class SqliteSourceStore:
    """Keeps sources in `source` and `source_poll`, articles in `article_revision` and `_name`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def put(self, source: Source) -> None:
        """Keep `source`; the same id again replaces it and keeps how its polls went."""
        self._database.execute(
            "INSERT INTO source VALUES (?,?,?,?,?,?,?) ON CONFLICT (source_id) DO UPDATE"
            " SET url = excluded.url, outlet = excluded.outlet, edition = excluded.edition,"
            " language = excluded.language, full_text = excluded.full_text,"
            " interval_seconds = excluded.interval_seconds",
            source_row(source),
        )

    async def remove(self, source_id: str) -> bool:
        """Forget the source and its polls; return whether there was one."""
        sql = "DELETE FROM source WHERE source_id = ? RETURNING 1"
        return bool(self._database.execute(sql, (source_id,)))

    async def all(self) -> Sequence[tuple[Source, Poll]]:
        """Return all sources with their polls, by id."""
        rows = self._database.execute(
            "SELECT * FROM source LEFT JOIN source_poll USING (source_id) ORDER BY source_id"
        )
        return [(source_of(row[:7]), poll_of(row[7:])) for row in rows]

    async def polled(self, source_id: str, poll: Poll) -> None:
        """Keep how the newest poll went; nothing if the source is gone."""
        self._database.execute(
            "INSERT OR REPLACE INTO source_poll"
            " SELECT source_id,?,?,?,?,?,?,? FROM source WHERE source_id = ?",
            (*poll_row(poll), source_id),
        )

    async def find(self, names: Sequence[str]) -> Mapping[str, Known]:
        """Return the article of each name that has one; AMBIGUOUS if a name has two."""
        asked = (orjson.dumps(list(names)).decode(),)
        found = {row[0]: known_of(row[2:]) for row in self._database.execute(_FIND, asked)}
        unclear = self._database.execute(_AMBIGUOUS, asked)
        return found | {name: AMBIGUOUS for (name,) in unclear}

    async def last_edition(self, source: str) -> str | None:
        """Return the edition of the last article of `source` that said or showed its own."""
        sql = "SELECT edition FROM source_edition WHERE source = ?"
        rows = self._database.execute(sql, (source,))
        return str(rows[0][0]) if rows else None

    async def record(self, seen: Seen) -> None:
        """Keep `seen`, as one step; a revision lower than the kept one changes nothing."""
        with self._database.transaction():
            self._database.execute_many(_RECORD, map(known_row, seen.articles))
            self._database.execute_many(_NAME, seen.names)
            self._database.execute_many(
                "INSERT OR REPLACE INTO source_edition VALUES (?,?)", seen.editions.items()
            )


if TYPE_CHECKING:
    _: SourceStore = SqliteSourceStore(Database(":memory:"))
