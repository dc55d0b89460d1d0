"""How many stories of an edition hold each term: a table, and what changed since it was written.

A batch changes thousands of counts, so it writes them as one row; such rows are folded into the
table when there are many.
"""

from collections.abc import Mapping

import orjson

from storywire.adapters.sqlite.database import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS membership_term (
    edition TEXT NOT NULL, term TEXT NOT NULL, stories INTEGER NOT NULL,
    PRIMARY KEY (edition, term)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS membership_term_change (
    edition TEXT NOT NULL, place INTEGER NOT NULL, counts BLOB NOT NULL,
    PRIMARY KEY (edition, place)
);
"""
_MOST_CHANGES = 128


class TermCounts:
    """Keeps the counts in the tables `membership_term` and `membership_term_change`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    def read(self, edition: str) -> dict[str, int]:
        """Return all counts of `edition`."""
        rows = self._database.execute(
            "SELECT term, stories FROM membership_term WHERE edition = ?", (edition,)
        )
        return dict(rows) | self._changed(edition)

    def write(self, edition: str, counts: Mapping[str, int]) -> None:
        """Put `counts` in the place of those before."""
        (place,) = self._database.execute(
            "SELECT coalesce(max(place), 0) + 1 FROM membership_term_change WHERE edition = ?",
            (edition,),
        )[0]
        self._database.execute(
            "INSERT INTO membership_term_change VALUES (?,?,?)",
            (edition, place, orjson.dumps(counts)),
        )
        if place >= _MOST_CHANGES:
            self._fold(edition)

    def _changed(self, edition: str) -> dict[str, int]:
        rows = self._database.execute(
            "SELECT counts FROM membership_term_change WHERE edition = ? ORDER BY place", (edition,)
        )
        changed: dict[str, int] = {}
        for (counts,) in rows:
            changed |= orjson.loads(counts)
        return changed

    def _fold(self, edition: str) -> None:
        self._database.execute_many(
            "INSERT OR REPLACE INTO membership_term VALUES (?,?,?)",
            [(edition, term, count) for term, count in sorted(self._changed(edition).items())],
        )
        self._database.execute("DELETE FROM membership_term_change WHERE edition = ?", (edition,))
