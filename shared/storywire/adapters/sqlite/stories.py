"""Timeline's stories in SQLite."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from storywire.adapters.sqlite.database import Database
from storywire.ports.stories import KEPT_OUTPUTS, Outputs, StoredStory, StoryStep, StoryStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS story (
    story_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, document BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS story_article (
    story_id TEXT NOT NULL, article_id TEXT NOT NULL, article BLOB NOT NULL,
    PRIMARY KEY (story_id, article_id)
);
CREATE TABLE IF NOT EXISTS story_output (
    story_id TEXT NOT NULL, seq INTEGER NOT NULL, updated BLOB NOT NULL, stated BLOB NOT NULL,
    PRIMARY KEY (story_id, seq)
);
"""


class SqliteStoryStore:
    """Keeps stories in the tables `story`, `story_article` and `story_output`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def load(self, story_id: str) -> StoredStory | None:
        """Return the story without its articles, or None where no step of it was kept."""
        rows = self._database.execute(
            "SELECT seq, document, stated FROM story LEFT JOIN story_output USING (story_id, seq)"
            " WHERE story_id = ?",
            (story_id,),
        )
        return StoredStory(*rows[0]) if rows else None

    async def articles(self, story_id: str) -> Mapping[str, bytes]:
        """Return the story's articles by id, ordered by id."""
        rows = self._database.execute(
            "SELECT article_id, article FROM story_article WHERE story_id = ? ORDER BY article_id",
            (story_id,),
        )
        return dict(rows)

    async def outputs(self, story_id: str, seq: int) -> Outputs | None:
        """Return what the step gave, if it is one of the last `KEPT_OUTPUTS`."""
        return self._outputs(story_id, seq)

    async def apply(self, step: StoryStep) -> Mapping[int, Outputs]:
        """Keep `step` if the story is still at `step.before`; return its outputs as stored."""
        with self._database.transaction():
            rows = self._database.execute(
                "SELECT seq FROM story WHERE story_id = ?", (step.story_id,)
            )
            if rows and rows[0][0] > step.before:
                stored = ((seq, self._outputs(step.story_id, seq)) for seq in step.outputs)
                return {seq: outputs for seq, outputs in stored if outputs}
            self._write(step)
        return step.outputs

    def _outputs(self, story_id: str, seq: int) -> Outputs | None:
        rows = self._database.execute(
            "SELECT updated, stated FROM story_output WHERE story_id = ? AND seq = ?",
            (story_id, seq),
        )
        return Outputs(*rows[0]) if rows else None

    def _write(self, step: StoryStep) -> None:
        name = step.story_id
        self._database.execute(
            "INSERT OR REPLACE INTO story VALUES (?,?,?)", (name, step.seq, step.document)
        )
        self._database.execute_many(
            "INSERT OR REPLACE INTO story_article VALUES (?,?,?)",
            [(name, article_id, article) for article_id, article in step.articles.items()],
        )
        self._database.execute_many(
            "DELETE FROM story_article WHERE story_id = ? AND article_id = ?",
            [(name, article_id) for article_id in step.gone],
        )
        self._database.execute_many(
            "INSERT INTO story_output VALUES (?,?,?,?)",
            [(name, seq, made.updated, made.stated) for seq, made in step.outputs.items()],
        )
        if step.seq > KEPT_OUTPUTS:
            self._database.execute(
                "DELETE FROM story_output WHERE story_id = ? AND seq <= ?",
                (name, step.seq - KEPT_OUTPUTS),
            )


if TYPE_CHECKING:
    _: StoryStore = SqliteStoryStore(Database(":memory:"))
