"""Access tokens in SQLite."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storywire.adapters.rows import token_of, token_row
from storywire.adapters.sqlite.database import Database
from storywire.ports.tokens import Token, TokenStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS token (
    token_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,
    name TEXT NOT NULL, created_at TEXT NOT NULL, revoked_at TEXT
);
"""


class SqliteTokenStore:
    """Keeps tokens in the table `token`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def add(self, token: Token) -> None:
        """Keep `token`; the same id again replaces it."""
        self._database.execute(
            "INSERT OR REPLACE INTO token VALUES (?,?,?,?,?,?)", token_row(token)
        )

    async def find(self, sha256: str) -> Token | None:
        """Return the token with this hash, revoked or not."""
        rows = self._database.execute("SELECT * FROM token WHERE sha256 = ?", (sha256,))
        return token_of(rows[0]) if rows else None

    async def all(self) -> Sequence[Token]:
        """Return all tokens, oldest first."""
        rows = self._database.execute("SELECT * FROM token ORDER BY created_at, token_id")
        return [token_of(row) for row in rows]

    async def revoke(self, token_id: str, *, at: datetime) -> bool:
        """Revoke it; return whether there was such a token in use."""
        rows = self._database.execute(
            "UPDATE token SET revoked_at = ? WHERE token_id = ? AND revoked_at IS NULL RETURNING 1",
            (at.isoformat(), token_id),
        )
        return bool(rows)


if TYPE_CHECKING:
    _: TokenStore = SqliteTokenStore(Database(":memory:"))
