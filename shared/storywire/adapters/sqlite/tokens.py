"""Access tokens in SQLite."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storywire.adapters.sqlite.database import Database, Row
from storywire.ports.tokens import SCOPES, Token, TokenStore

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
        revoked = token.revoked_at.isoformat() if token.revoked_at else None
        self._database.execute(
            "INSERT OR REPLACE INTO token VALUES (?,?,?,?,?,?)",
            (
                token.token_id, token.sha256, " ".join(token.scopes),
                token.name, token.created_at.isoformat(), revoked,
            ),
        )  # fmt: skip

    async def find(self, sha256: str) -> Token | None:
        """Return the token with this hash, revoked or not."""
        rows = self._database.execute("SELECT * FROM token WHERE sha256 = ?", (sha256,))
        return _token(rows[0]) if rows else None

    async def all(self) -> Sequence[Token]:
        """Return all tokens, oldest first."""
        rows = self._database.execute("SELECT * FROM token ORDER BY created_at, token_id")
        return [_token(row) for row in rows]

    async def revoke(self, token_id: str, *, at: datetime) -> bool:
        """Revoke it; return whether there was such a token in use."""
        rows = self._database.execute(
            "UPDATE token SET revoked_at = ? WHERE token_id = ? AND revoked_at IS NULL RETURNING 1",
            (at.isoformat(), token_id),
        )
        return bool(rows)


def _token(row: Row) -> Token:
    token_id, sha256, scopes, name, created_at, revoked_at = row
    return Token(
        token_id=token_id,
        sha256=sha256,
        scopes=tuple(scope for scope in SCOPES if scope in scopes.split()),
        name=name,
        created_at=datetime.fromisoformat(created_at),
        revoked_at=datetime.fromisoformat(revoked_at) if revoked_at else None,
    )


if TYPE_CHECKING:
    _: TokenStore = SqliteTokenStore(Database(":memory:"))
