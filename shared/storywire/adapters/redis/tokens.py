"""Access tokens in Redis: only hashes of their secrets are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from storywire.adapters.redis.server import Server, connect
from storywire.adapters.rows import token_of, token_row
from storywire.ports.tokens import Token, TokenStore


class RedisTokenStore:
    """Keeps tokens by the hash of their secret, and when they were revoked beside them."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._tokens, self._ids, self._revoked = (
            server.key("tokens", name) for name in ("tokens", "ids", "revoked")
        )
        self._add = server.script("tokens_add")
        self._revoke = server.script("tokens_revoke")

    async def add(self, token: Token) -> None:
        """Keep `token`; the same id again replaces it."""
        *row, revoked = token_row(token)
        await self._add(
            [self._tokens, self._ids, self._revoked],
            [token.token_id, token.sha256, orjson.dumps(row), revoked or ""],
        )

    async def find(self, sha256: str) -> Token | None:
        """Return the token with this hash, revoked or not."""
        stored, revoked = await self._server.ask_all(
            [("HGET", self._tokens, sha256), ("HGET", self._revoked, sha256)]
        )
        return _token(stored, revoked) if stored else None

    async def all(self) -> Sequence[Token]:
        """Return all tokens, oldest first."""
        stored, revoked = await self._server.ask_all(
            [("HGETALL", self._tokens), ("HGETALL", self._revoked)], whole=True
        )
        tokens = [_token(value, revoked.get(sha256)) for sha256, value in stored.items()]
        return sorted(tokens, key=lambda token: (token.created_at, token.token_id))

    async def revoke(self, token_id: str, *, at: datetime) -> bool:
        """Revoke it; return whether there was such a token in use."""
        return bool(await self._revoke([self._ids, self._revoked], [token_id, at.isoformat()]))


def _token(stored: bytes, revoked: bytes | None) -> Token:
    return token_of((*orjson.loads(stored), revoked.decode() if revoked else None))


if TYPE_CHECKING:
    _: TokenStore = RedisTokenStore(connect("redis://"))
