"""What the writer keeps: its place, the stories that wait, answers, and what was spent."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from storywire.adapters.sqlite.database import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS writer_place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT);
CREATE TABLE IF NOT EXISTS writer_waiting (
    story_id TEXT PRIMARY KEY, since REAL NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS writer_answer (
    model TEXT, key TEXT, text TEXT NOT NULL, PRIMARY KEY (model, key)
);
CREATE TABLE IF NOT EXISTS writer_spent (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL);
"""
_LONGEST = 10
_FIRST_PAUSE, _LONGEST_PAUSE = 10.0, 3_600.0


class Notebook:
    """Survives a restart: nothing is asked twice, and no story is forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    def cursor(self) -> str:
        """Return where to go on in the wire's updates, "" at the first start."""
        rows = self._database.execute("SELECT cursor FROM writer_place")
        return str(rows[0][0]) if rows else ""

    def note(
        self, cursor: str, story_ids: Iterable[str], now: datetime, *, settle: timedelta
    ) -> None:
        """Have these stories wait until they rest, ten times as long at most; go on at `cursor`."""
        at, rest = now.timestamp(), settle.total_seconds()
        with self._database.transaction():
            self._database.execute_many(
                "INSERT INTO writer_waiting VALUES (?1, ?2, ?2 + ?3, 0) ON CONFLICT (story_id)"
                " DO UPDATE SET due = max(due, min(?2 + ?3, since + ?4)), tries = 0",
                [(story_id, at, rest, _LONGEST * rest) for story_id in story_ids],
            )
            self._database.execute("INSERT OR REPLACE INTO writer_place VALUES (1, ?)", (cursor,))

    def due(self, now: datetime) -> str | None:
        """Return the story that has rested longest, or None."""
        rows = self._database.execute(
            "SELECT story_id FROM writer_waiting WHERE due <= ? ORDER BY due, story_id LIMIT 1",
            (now.timestamp(),),
        )
        return str(rows[0][0]) if rows else None

    def done(self, story_id: str) -> None:
        """Let the story go until its next update."""
        self._database.execute("DELETE FROM writer_waiting WHERE story_id = ?", (story_id,))

    def later(self, story_id: str, now: datetime) -> int:
        """Have the story wait after a failure, longer each time; return how many there were."""
        tries = self.tries(story_id)
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**tries)
        self._database.execute(
            "UPDATE writer_waiting SET due = ?, tries = tries + 1 WHERE story_id = ?",
            (now.timestamp() + pause, story_id),
        )
        return tries + 1

    def tries(self, story_id: str) -> int:
        """Return how often the story failed since its last update."""
        rows = self._database.execute(
            "SELECT tries FROM writer_waiting WHERE story_id = ?", (story_id,)
        )
        return int(rows[0][0]) if rows else 0

    def until_tomorrow(self, now: datetime) -> None:
        """Have all stories wait until the next UTC day."""
        midnight = datetime.combine(
            now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), UTC
        )
        self._database.execute(
            "UPDATE writer_waiting SET due = max(due, ?)", (midnight.timestamp(),)
        )

    def known(self, model: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the answers that are known, by key; "": leave it as it is."""
        rows = self._database.execute(
            "SELECT key, text FROM writer_answer WHERE model = ?"
            " AND key IN (SELECT value FROM json_each(?))",
            (model, json.dumps(list(keys))),
        )
        return {str(key): str(text) for key, text in rows}

    def keep(self, model: str, texts: Mapping[str, str]) -> None:
        """Keep answers."""
        self._database.execute_many(
            "INSERT OR REPLACE INTO writer_answer VALUES (?, ?, ?)",
            [(model, key, text) for key, text in texts.items()],
        )

    def spent(self, now: datetime) -> int:
        """Return the tokens spent on this UTC day."""
        rows = self._database.execute("SELECT tokens FROM writer_spent WHERE day = ?", (_day(now),))
        return int(rows[0][0]) if rows else 0

    def spend(self, tokens: int, now: datetime) -> None:
        """Count tokens."""
        self._database.execute(
            "INSERT INTO writer_spent VALUES (?1, ?2)"
            " ON CONFLICT (day) DO UPDATE SET tokens = tokens + ?2",
            (_day(now), tokens),
        )


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
