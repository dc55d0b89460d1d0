"""The read model in SQLite: newest snapshots, every version, and words (FTS5) to find them by."""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import orjson

from storywire.adapters.sqlite.database import Database, Row
from storywire.adapters.sqlite.read_model_query import (
    cursor_of,
    index_words,
    micros,
    rank_of,
    select_of,
)
from storywire.domain.model import SIGNIFICANCES, Story, Update
from storywire.ports.read_model import (
    Appearance,
    Counts,
    Found,
    ReadModel,
    Snapshot,
    StoryQuery,
    VersionLine,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS web_story (
    row INTEGER PRIMARY KEY, story_id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    edition TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL,
    updated_at INTEGER NOT NULL, rank REAL NOT NULL, peak INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS web_story_top ON web_story (rank DESC, story_id);
CREATE INDEX IF NOT EXISTS web_story_new ON web_story (updated_at DESC, story_id);
CREATE INDEX IF NOT EXISTS web_story_edition ON web_story (edition);
CREATE INDEX IF NOT EXISTS web_story_language ON web_story (language);
CREATE TABLE IF NOT EXISTS web_version (
    story_id TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
    significance INTEGER NOT NULL, changed TEXT NOT NULL, step BLOB NOT NULL, story BLOB NOT NULL,
    PRIMARY KEY (story_id, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS web_presence (
    article_id TEXT NOT NULL, story_id TEXT NOT NULL, version INTEGER NOT NULL,
    present INTEGER NOT NULL,
    PRIMARY KEY (article_id, story_id, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS web_entity (
    slug TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (slug, row)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS web_entity_row ON web_entity (row);
CREATE TABLE IF NOT EXISTS web_outlet (
    outlet TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (outlet, row)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS web_outlet_row ON web_outlet (row);
CREATE VIRTUAL TABLE IF NOT EXISTS web_words USING fts5(title, headings, entities, articles);
"""
_SHOW = """
INSERT INTO web_story (story_id, version, edition, language, state, updated_at, rank, peak, body)
VALUES (:story_id, :version, :edition, :language, :state, :updated_at, :rank, 0, :body)
ON CONFLICT (story_id) DO UPDATE SET
    version = excluded.version, language = excluded.language, state = excluded.state,
    updated_at = excluded.updated_at, rank = excluded.rank, body = excluded.body
WHERE excluded.version > version RETURNING row
"""
_RAISE_PEAK = """
UPDATE web_story
SET peak = (SELECT max(significance) FROM web_version WHERE story_id = :story_id)
WHERE story_id = :story_id
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JOINS = {"article_added": 1, "article_moved_in": 1, "article_retracted": 0, "article_moved_out": 0}
_FAST = 1


class SqliteReadModel:
    """Keeps the read model in tables `web_…`; a version's bytes are compressed by zlib."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def apply(self, updates: Sequence[Update]) -> None:
        """Keep each of `updates` once; the greatest version of a story is its newest."""
        with self._database.transaction():
            fresh = [update for update in updates if self._keep(update)]
            newest = {u.story_id: u for u in sorted(fresh, key=lambda update: update.version)}
            for update in newest.values():
                self._show(update.story)

    def _keep(self, update: Update) -> bool:
        """Keep one version; return False if it was there."""
        step = update.model_dump_json(by_alias=True, exclude={"story"}).encode()
        kept = self._database.execute(
            "INSERT OR IGNORE INTO web_version VALUES (?,?,?,?,?,?,?) RETURNING 1",
            (
                update.story_id, update.version, micros(update.story.updated_at),
                SIGNIFICANCES.index(update.significance),
                orjson.dumps(Counter(c.type for c in update.changes)).decode(),
                zlib.compress(step, _FAST), zlib.compress(_body(update.story), _FAST),
            ),
        )  # fmt: skip
        if kept:
            self._database.execute_many(
                "INSERT OR REPLACE INTO web_presence VALUES (?,?,?,?)", _presence(update)
            )
        return bool(kept)

    def _show(self, story: Story) -> None:
        """Make `story` the newest unless a newer one is known; `peak` counts all versions."""
        newer = self._database.execute(
            _SHOW,
            {
                **story.model_dump(include={"story_id", "version", "edition", "language", "state"}),
                "updated_at": micros(story.updated_at),
                "rank": rank_of(story),
                "body": _body(story),
            },
        )
        self._database.execute(_RAISE_PEAK, {"story_id": story.story_id})
        for (row,) in newer:
            self._index(row, story)

    def _index(self, row: int, story: Story) -> None:
        for sql in (
            "DELETE FROM web_entity WHERE row = ?",
            "DELETE FROM web_outlet WHERE row = ?",
            "DELETE FROM web_words WHERE rowid = ?",
        ):
            self._database.execute(sql, (row,))
        self._database.execute_many(
            "INSERT OR IGNORE INTO web_entity VALUES (?,?)", [(e.slug, row) for e in story.entities]
        )
        self._database.execute_many(
            "INSERT OR IGNORE INTO web_outlet VALUES (?,?)", [(name, row) for name in story.outlets]
        )
        self._database.execute(
            "INSERT INTO web_words (rowid, title, headings, entities, articles) VALUES (?,?,?,?,?)",
            (row, *index_words(story)),
        )

    async def snapshot(self, story_id: str) -> Snapshot | None:
        """Return the newest version, or None where the story is unknown."""
        rows = self._database.execute(
            "SELECT story_id, version, body, peak FROM web_story WHERE story_id = ?", (story_id,)
        )
        return _snapshot(rows[0]) if rows else None

    async def update(self, story_id: str, version: int) -> Update | None:
        """Return the step that made `version`, with the story after it."""
        rows = self._database.execute(
            "SELECT step, story FROM web_version WHERE story_id = ? AND version = ?",
            (story_id, version),
        )
        if not rows:
            return None
        step, story = (zlib.decompress(blob) for blob in rows[0])
        return Update.model_validate_json(step.removesuffix(b"}") + b',"story":' + story + b"}")

    async def steps(self, story_id: str, first: int, last: int) -> Sequence[Mapping[str, Any]]:
        """Return the steps `first`..`last` as JSON objects without the story, oldest first."""
        rows = self._database.execute(
            "SELECT step FROM web_version WHERE story_id = ? AND version BETWEEN ? AND ?"
            " ORDER BY version",
            (story_id, first, last),
        )
        return [orjson.loads(zlib.decompress(step)) for (step,) in rows]

    async def history(self, story_id: str, *, limit: int = 100) -> Sequence[VersionLine]:
        """Return the newest `limit` versions, newest first."""
        rows = self._database.execute(
            "SELECT version, at, significance, changed FROM web_version WHERE story_id = ?"
            " ORDER BY version DESC LIMIT ?",
            (story_id, limit),
        )
        return [
            VersionLine(version, _instant(at), SIGNIFICANCES[grade], orjson.loads(changed))
            for version, at, grade, changed in rows
        ]

    async def find(self, query: StoryQuery) -> Found:
        """Return the stories that meet `query`; ties in order go to the smaller story_id."""
        languages = self._distinct("language") if query.words else ()
        rows = self._database.execute(*select_of(query, languages))
        shown = rows[: query.limit]
        following = cursor_of(query.sort, shown[-1]) if len(rows) > query.limit else ""
        return Found(tuple(_snapshot(row[:4]) for row in shown), following)

    async def appearances(self, article_id: str) -> Sequence[Appearance]:
        """Return the stories the article is or was in, by story_id."""
        rows = self._database.execute(
            "SELECT p.story_id, p.version, p.present,"
            " CASE s.state WHEN 'merged' THEN s.version END"
            " FROM web_presence p LEFT JOIN web_story s USING (story_id)"
            " WHERE article_id = ? ORDER BY p.story_id, p.version",
            (article_id,),
        )
        stories = dict.fromkeys(row[0] for row in rows)
        return [_appearance([row for row in rows if row[0] == story]) for story in stories]

    async def editions(self) -> Sequence[str]:
        """Return the editions that have stories, by name."""
        return self._distinct("edition")

    def _distinct(self, column: Literal["edition", "language"]) -> Sequence[str]:
        rows = self._database.execute(f"SELECT DISTINCT {column} FROM web_story ORDER BY {column}")  # noqa: S608  # one of two names
        return [name for (name,) in rows]

    async def counts(self) -> Counts:
        """Return how much there is; this counts everything, so it is for status pages."""
        ask = self._database.execute
        states = ask("SELECT state, count(*) FROM web_story GROUP BY state ORDER BY state")
        ((versions,),) = ask("SELECT count(*) FROM web_version")
        ((articles,),) = ask("SELECT count(DISTINCT article_id) FROM web_presence")
        ((last,),) = ask("SELECT max(updated_at) FROM web_story")
        at = None if last is None else _instant(last)
        return Counts(dict(states), versions, articles, at)


def _body(story: Story) -> bytes:
    return story.model_dump_json(by_alias=True).encode()


def _instant(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at)


def _snapshot(row: Row) -> Snapshot:
    story_id, version, body, peak = row
    return Snapshot(story_id, version, body, SIGNIFICANCES[peak])


def _presence(update: Update) -> Iterable[tuple[str, str, int, int]]:
    """Yield which articles the step brought (1) and took (0).

    The first version brings all that it lists. Later ones say it in their changes: the list of a
    snapshot is capped, so an article missing from it need not have left.
    """
    if update.previous_version == 0:
        for article in update.story.articles:
            yield article.article_id, update.story_id, update.version, 1
    for change in update.changes:
        if change.type in _JOINS and change.article_id is not None:
            yield change.article_id, update.story_id, update.version, _JOINS[change.type]


def _appearance(rows: Sequence[Row]) -> Appearance:
    spans: list[tuple[int, int | None]] = []
    for _, version, present, _ in rows:
        still = bool(spans) and spans[-1][1] is None
        if present and not still:
            spans.append((version, None))
        elif not present and still:
            spans[-1] = (spans[-1][0], version - 1)
    story_id, _, _, merged_at = rows[-1]
    if spans and spans[-1][1] is None:
        spans[-1] = (spans[-1][0], merged_at)
    return Appearance(story_id, tuple(spans))


if TYPE_CHECKING:
    _: ReadModel = SqliteReadModel(Database(":memory:"))
