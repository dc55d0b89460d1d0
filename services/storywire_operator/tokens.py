"""Access tokens, as they are made and as they may be shown."""

import secrets
from datetime import datetime

from pydantic import BaseModel

from storywire.domain.ids import digest
from storywire.http.auth import hash_of
from storywire.ports.processing import Clock
from storywire.ports.tokens import Scope, Token


class TokenView(BaseModel):
    """A token, without its secret."""

    token_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


def new_token(
    scopes: tuple[Scope, ...], *, name: str, clock: Clock, secret: str | None = None
) -> tuple[str, Token]:
    """Return a fresh secret text and what is stored of it."""
    text = secret or f"sw_{secrets.token_urlsafe(32)}"
    token = Token(
        token_id=f"tok-{digest('token', hash_of(text), length=12)}",
        sha256=hash_of(text),
        scopes=scopes,
        name=name,
        created_at=clock.now(),
    )
    return text, token


def token_view(token: Token) -> TokenView:
    """Return what may be shown of `token`."""
    return TokenView(
        token_id=token.token_id,
        name=token.name,
        scopes=token.scopes,
        created_at=token.created_at,
        revoked_at=token.revoked_at,
    )
