"""The operator's API: tokens and dead letters, for the console while this process serves."""

from collections.abc import Sequence
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from storywire.errors import UsageError
from storywire.http.problem import Problem
from storywire.http.routes import Route, json_response, read_model, read_query
from storywire.ports.processing import Clock
from storywire.ports.tokens import Scope
from storywire.stores import Stores
from storywire_operator.letters import DeadLetter, dead_letters
from storywire_operator.redrive import redrive
from storywire_operator.tokens import TokenView, new_token, token_view


class NewToken(BaseModel):
    """What a new token may do, and who has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]


class CreatedToken(BaseModel):
    """A new token; `secret` is shown this once."""

    secret: str
    token: TokenView


class Tokens(BaseModel):
    """All tokens."""

    tokens: tuple[TokenView, ...]


class DeadLetterQuery(BaseModel):
    """Which dead letters to list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1_000)] = 100


class DeadLetters(BaseModel):
    """The oldest dead letters of every topic and group."""

    dead_letters: tuple[DeadLetter, ...]


class Redrive(BaseModel):
    """Which dead letters to put back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: Annotated[tuple[str, ...], Field(min_length=1, max_length=1_000)]


class Redriven(BaseModel):
    """Where each went."""

    redriven: tuple[str, ...]


class Admin:
    """Handlers of /v1/admin."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def list_tokens(self, _: web.Request) -> web.Response:
        """List all tokens, without their secrets."""
        tokens = await self._stores.tokens.all()
        return json_response(Tokens(tokens=tuple(map(token_view, tokens))))

    async def create_token(self, request: web.Request) -> web.Response:
        """Make a token and show its secret."""
        asked = await read_model(request, NewToken)
        secret, token = new_token(asked.scopes, name=asked.name, clock=self._clock)
        await self._stores.tokens.add(token)
        return json_response(CreatedToken(secret=secret, token=token_view(token)), status=201)

    async def revoke_token(self, request: web.Request) -> web.Response:
        """Revoke a token."""
        token_id = request.match_info["token_id"]
        if not await self._stores.tokens.revoke(token_id, at=self._clock.now()):
            raise Problem(404, "Not Found", detail=f"no token {token_id} is in use")
        return web.Response(status=204)

    async def list_dead_letters(self, request: web.Request) -> web.Response:
        """List dead letters with the reason each was put aside."""
        asked = read_query(request, DeadLetterQuery)
        found = await dead_letters(self._stores.log, limit=asked.limit)
        return json_response(DeadLetters(dead_letters=tuple(found)))

    async def redrive(self, request: web.Request) -> web.Response:
        """Put dead letters back where they stood."""
        asked = await read_model(request, Redrive)
        try:
            lines = await redrive(self._stores.log, asked.ids, dry=False)
        except UsageError as error:
            raise Problem(422, "Unprocessable Content", detail=str(error)) from error
        return json_response(Redriven(redriven=tuple(lines)))


def admin_routes(stores: Stores, clock: Clock) -> Sequence[Route]:
    """Return the operator's routes."""
    admin = Admin(stores, clock)
    tokens = "/v1/admin/tokens"
    return (
        Route("GET", tokens, admin.list_tokens, "All tokens.", "admin", answer=Tokens),
        Route(
            "POST", tokens, admin.create_token, "A new token.", "admin",
            body=NewToken, answer=CreatedToken, status=201,
        ),
        Route(
            "DELETE", f"{tokens}/{{token_id}}", admin.revoke_token, "Revoke a token.", "admin",
            status=204,
        ),
        Route(
            "GET", "/v1/admin/dlq", admin.list_dead_letters, "Dead letters.", "admin",
            query=DeadLetterQuery, answer=DeadLetters,
        ),
        Route(
            "POST", "/v1/admin/dlq/redrive", admin.redrive, "Put dead letters back.", "admin",
            body=Redrive, answer=Redriven,
        ),
    )  # fmt: skip
