"""Bearer tokens (RFC 6750): who may write. Looks up hashes only, and caches them for 5 s."""

import hashlib
from datetime import datetime, timedelta

from aiohttp import web

from storywire.http.problem import Problem
from storywire.ports.processing import Clock
from storywire.ports.tokens import Scope, Token, TokenStore

CACHED_FOR = timedelta(seconds=5)


def hash_of(secret: str) -> str:
    """Return what is stored of a token's secret text."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Guard:
    """Admits requests whose token has the scope asked for."""

    def __init__(self, tokens: TokenStore, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock
        self._cache: dict[str, tuple[datetime, Token | None]] = {}

    async def admit(self, request: web.Request, scope: Scope) -> Token:
        """Return the caller's token.

        Raises:
            Problem: 401 without a known token, 403 if it lacks `scope`.
        """
        token = await self._token_of(request)
        if token is None or token.revoked_at is not None:
            challenge = {"WWW-Authenticate": 'Bearer realm="storywire"'}
            detail = "send `Authorization: Bearer TOKEN` with a token that is in use"
            raise Problem(401, "Unauthorized", detail=detail, headers=challenge)
        if not token.allows(scope):
            raise Problem(403, "Forbidden", detail=f"the token lacks the scope {scope!r}")
        return token

    async def _token_of(self, request: web.Request) -> Token | None:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            return None
        return await self._known(hash_of(secret.strip()))

    async def _known(self, sha256: str) -> Token | None:
        now = self._clock.now()
        cached = self._cache.get(sha256)
        if cached and now - cached[0] < CACHED_FOR:
            return cached[1]
        if len(self._cache) > 1_000:
            self._cache.clear()
        found = await self._tokens.find(sha256)
        self._cache[sha256] = (now, found)
        return found
