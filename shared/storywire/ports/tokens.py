"""Access tokens: who may write. Only hashes are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Scope = Literal["publish", "subscribe", "edit", "admin"]
SCOPES: tuple[Scope, ...] = ("publish", "subscribe", "edit", "admin")


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; `sha256` is the hex digest of the secret text."""

    token_id: str
    sha256: str
    scopes: tuple[Scope, ...]
    name: str
    created_at: datetime
    revoked_at: datetime | None = None

    def allows(self, scope: Scope) -> bool:
        """Return whether the token may do `scope`; `admin` may do everything."""
        return self.revoked_at is None and (scope in self.scopes or "admin" in self.scopes)


class TokenStore(Protocol):
    """Keeps tokens by id."""

    async def add(self, token: Token) -> None:
        """Keep `token`; the same id again replaces it."""
        ...

    async def find(self, sha256: str) -> Token | None:
        """Return the token with this hash, revoked or not."""
        ...

    async def all(self) -> Sequence[Token]:
        """Return all tokens, oldest first."""
        ...

    async def revoke(self, token_id: str, *, at: datetime) -> bool:
        """Revoke it; return whether there was such a token in use."""
        ...
