"""Memberships in SQLite: stories, their articles with vectors and texts, term counts, orders."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import orjson

from storywire.adapters.rows import (
    member_of,
    member_row,
    order_of,
    order_row,
    outputs_of,
    outputs_value,
    story_of,
    story_row,
)
from storywire.adapters.sqlite.database import Database, Row
from storywire.adapters.sqlite.term_counts import TermCounts
from storywire.domain.attach.records import (
    EditionRecord,
    Member,
    StoredEdition,
    StoredStory,
)
from storywire.ports.membership import (
    KEPT_RESULTS,
    MembershipStep,
    MembershipStore,
    Outputs,
    Place,
    Places,
    Recalled,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS membership_edition (
    edition TEXT PRIMARY KEY, articles INTEGER NOT NULL, stories INTEGER NOT NULL,
    watermark INTEGER NOT NULL, rival REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS membership_story (
    edition TEXT NOT NULL, story_id TEXT PRIMARY KEY, seq INTEGER NOT NULL,
    numbers INTEGER NOT NULL, members INTEGER NOT NULL, newest INTEGER NOT NULL,
    oldest INTEGER NOT NULL, touched INTEGER NOT NULL, heard INTEGER NOT NULL,
    horizon INTEGER NOT NULL, closed INTEGER NOT NULL, merged_into TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS membership_story_edition ON membership_story (edition, horizon);
CREATE TABLE IF NOT EXISTS membership_member (
    edition TEXT NOT NULL, article_id TEXT NOT NULL, revision INTEGER NOT NULL,
    state TEXT NOT NULL, story_id TEXT NOT NULL, number INTEGER NOT NULL,
    story_seq INTEGER NOT NULL, features BLOB NOT NULL, decision BLOB,
    PRIMARY KEY (article_id, edition)
);
CREATE INDEX IF NOT EXISTS membership_member_story ON membership_member (story_id, number);
CREATE TABLE IF NOT EXISTS membership_article (
    edition TEXT NOT NULL, article_id TEXT NOT NULL, article BLOB NOT NULL,
    PRIMARY KEY (article_id, edition)
);
CREATE TABLE IF NOT EXISTS membership_order (
    edition TEXT NOT NULL, edit_id TEXT NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY (edition, edit_id)
);
CREATE TABLE IF NOT EXISTS membership_result (
    place INTEGER PRIMARY KEY, edition TEXT NOT NULL, event_id TEXT NOT NULL,
    outputs BLOB NOT NULL, UNIQUE (edition, event_id)
);
"""
_SELECT_STORIES = """
SELECT story_id, seq, numbers, members, newest, oldest, touched, heard, horizon,
    closed, merged_into
FROM membership_story WHERE edition = ?
"""
_SELECT_MEMBERS = """
SELECT article_id, revision, state, story_id, number, story_seq, features, decision, edition
FROM membership_member
"""
_AMONG = " IN (SELECT value FROM json_each(?))"


class SqliteMembershipStore:
    """Keeps memberships in the tables `membership_*`; features and decisions as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts = TermCounts(database)
        database.create(_SCHEMA)

    async def load(self, edition: str, *, reach: int, articles: int) -> StoredEdition:
        """Return the edition with the stories that may still matter; see the port."""
        rows = self._database.execute(
            "SELECT articles, stories, watermark, rival FROM membership_edition WHERE edition = ?",
            (edition,),
        )
        if not rows:
            return StoredEdition()
        record = EditionRecord(*rows[0])
        found = self._database.execute(
            _SELECT_STORIES + " AND (horizon >= ? OR touched >= ? OR (NOT closed AND members > 0))",
            (edition, record.watermark - reach, record.articles - articles),
        )
        orders = self._database.execute(
            "SELECT record FROM membership_order WHERE edition = ?", (edition,)
        )
        return StoredEdition(
            record,
            self._counts.read(edition),
            tuple(map(self._with_members, found)),
            tuple(order_of(orjson.loads(row[0])) for row in orders),
        )

    async def recall(
        self, edition: str, *, event_ids: Sequence[str], article_ids: Sequence[str]
    ) -> Recalled:
        """Return the results and members that are known."""
        rows = self._database.execute(
            _SELECT_MEMBERS + " WHERE edition = ? AND article_id" + _AMONG,
            (edition, orjson.dumps(list(article_ids)).decode()),
        )
        members = map(_member, rows)
        return Recalled(
            results=self._results(edition, event_ids),
            members={member.article_id: member for member in members},
        )

    async def stories(self, edition: str, story_ids: Sequence[str]) -> Sequence[StoredStory]:
        """Return these stories with their attached members, by story_id."""
        rows = self._database.execute(
            _SELECT_STORIES + " AND story_id" + _AMONG + " ORDER BY story_id",
            (edition, orjson.dumps(list(story_ids)).decode()),
        )
        return [self._with_members(row) for row in rows]

    async def articles(self, edition: str, article_ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return the encoded texts of these articles; unknown ones left out."""
        rows = self._database.execute(
            "SELECT article_id, article FROM membership_article"
            " WHERE edition = ? AND article_id IN (SELECT value FROM json_each(?))",
            (edition, orjson.dumps(list(article_ids)).decode()),
        )
        return dict(rows)

    async def apply(self, step: MembershipStep) -> Mapping[str, Outputs]:
        """Keep all of `step` or none of it; a repeated step gives the first results."""
        with self._database.transaction():
            earlier = self._results(step.edition_name, list(step.results))
            if earlier:
                return earlier
            self._write_edition(step)
            self._write_stories(step)
            self._write_articles(step)
            self._write_results(step)
        return step.results

    async def place(self, article_id: str) -> Place | None:
        """Return where the article is, or None where it is unknown."""
        rows = self._database.execute(
            _SELECT_MEMBERS + " WHERE article_id = ? ORDER BY edition LIMIT 1", (article_id,)
        )
        if not rows:
            return None
        member, edition = _member(rows[0]), rows[0][-1]
        return Place(
            edition, member.article_id, member.revision, member.state, member.story_id,
            member.number, member.story_seq, member.decision,
        )  # fmt: skip

    def _with_members(self, row: Row) -> StoredStory:
        rows = self._database.execute(
            _SELECT_MEMBERS + " WHERE story_id = ? AND state = 'attached' ORDER BY number",
            (row[0],),
        )
        return StoredStory(story_of(row), tuple(map(_member, rows)))

    def _results(self, edition: str, event_ids: Sequence[str]) -> dict[str, Outputs]:
        rows = self._database.execute(
            "SELECT event_id, outputs FROM membership_result"
            " WHERE edition = ? AND event_id IN (SELECT value FROM json_each(?))",
            (edition, orjson.dumps(event_ids).decode()),
        )
        return {event_id: outputs_of(value) for event_id, value in rows}

    def _write_edition(self, step: MembershipStep) -> None:
        name, record = step.edition_name, step.edition
        self._database.execute(
            "INSERT OR REPLACE INTO membership_edition VALUES (?,?,?,?,?)",
            (name, record.articles, record.stories, record.watermark, record.rival),
        )
        if step.held:
            self._counts.write(name, step.held)

    def _write_stories(self, step: MembershipStep) -> None:
        name = step.edition_name
        self._database.execute_many(
            "INSERT OR REPLACE INTO membership_story VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [(name, *story_row(story)) for story in step.stories],
        )
        self._database.execute_many(
            "INSERT OR REPLACE INTO membership_member VALUES (?,?,?,?,?,?,?,?,?)",
            [(name, *_columns(member)) for member in step.members],
        )

    def _write_articles(self, step: MembershipStep) -> None:
        name = step.edition_name
        self._database.execute_many(
            "INSERT OR REPLACE INTO membership_order VALUES (?,?,?)",
            [(name, order.edit_id, orjson.dumps(order_row(order))) for order in step.orders],
        )
        self._database.execute_many(
            "INSERT OR REPLACE INTO membership_article VALUES (?,?,?)",
            [(name, key, text) for key, text in step.articles.items() if text is not None],
        )
        self._database.execute_many(
            "DELETE FROM membership_article WHERE edition = ? AND article_id = ?",
            [(name, key) for key, text in step.articles.items() if text is None],
        )

    def _write_results(self, step: MembershipStep) -> None:
        name = step.edition_name
        self._database.execute_many(
            "INSERT INTO membership_result (edition, event_id, outputs) VALUES (?,?,?)",
            [
                (name, event_id, outputs_value(outputs))
                for event_id, outputs in step.results.items()
            ],
        )
        self._database.execute(
            "DELETE FROM membership_result WHERE edition = ? AND place <= ("
            " SELECT place FROM membership_result WHERE edition = ?"
            " ORDER BY place DESC LIMIT 1 OFFSET ?)",
            (name, name, KEPT_RESULTS),
        )


def _columns(member: Member) -> Row:
    *fields, features, decision = member_row(member)
    return (*fields, orjson.dumps(features), decision)


def _member(row: Row) -> Member:
    *fields, features, decision, _ = row
    return member_of((*fields, orjson.loads(features), decision))


if TYPE_CHECKING:
    _: MembershipStore = SqliteMembershipStore(Database(":memory:"))
    _places: Places = SqliteMembershipStore(Database(":memory:"))
