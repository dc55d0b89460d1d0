"""`storywire token`: who may write."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storywire.adapters.clock import SystemClock
from storywire.errors import UsageError
from storywire.ports.tokens import SCOPES, Scope, Token
from storywire_cli.folders import DEFAULT_DATA, AsJson, Data, Remote, change, look
from storywire_cli.output import print_json, print_table
from storywire_operator.tokens import new_token, token_view

Scopes = Annotated[
    list[str], typer.Option("--scope", help=f"What it may do: {', '.join(SCOPES)}. Repeatable.")
]

if TYPE_CHECKING:
    from storywire.stores import Stores


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Access tokens: create, list, revoke.")
    for command in (create, list_tokens, revoke):
        group.command(name=command.__name__.partition("_")[0])(command)
    return group


def create(
    name: Annotated[str, typer.Option(help="Who or what it is for.")],
    scope: Scopes,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Make a token and print its secret, which is shown this once."""
    scopes = _scopes(scope)
    secret, token_id = change(
        data,
        directly=lambda stores: _create(stores, name, scopes),
        remotely=lambda remote: _create_remotely(remote, name, scopes),
    )
    if as_json:
        print_json({"token_id": token_id, "secret": secret, "scopes": scopes})
    else:
        print(secret)


def list_tokens(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """List all tokens, without their secrets."""
    views = [token_view(token) for token in look(data, _all)]
    if as_json:
        print_json([view.model_dump() for view in views])
        return
    rows = [
        (v.token_id, v.name, " ".join(v.scopes), f"{v.created_at:%Y-%m-%d %H:%M}",
         "revoked" if v.revoked_at else "in use")
        for v in views
    ]  # fmt: skip
    print_table(("id", "name", "scopes", "created (UTC)", ""), rows, empty="no tokens")


def revoke(
    token_id: Annotated[str, typer.Argument(help="As `token list` shows it.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Revoke a token; it stops working within 5 seconds."""
    change(
        data,
        directly=lambda stores: _revoke(stores, token_id),
        remotely=lambda remote: remote.call("DELETE", f"/v1/admin/tokens/{token_id}"),
    )
    print(f"{token_id} is revoked")


def _scopes(names: list[str]) -> tuple[Scope, ...]:
    unknown = [name for name in names if name not in SCOPES]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]!r} is not one of {', '.join(SCOPES)}")
    return tuple(scope for scope in SCOPES if scope in names)


async def _all(stores: "Stores") -> Sequence[Token]:
    return await stores.tokens.all()


async def _create(stores: "Stores", name: str, scopes: tuple[Scope, ...]) -> tuple[str, str]:
    secret, token = new_token(scopes, name=name, clock=SystemClock())
    await stores.tokens.add(token)
    return secret, token.token_id


async def _create_remotely(remote: Remote, name: str, scopes: tuple[Scope, ...]) -> tuple[str, str]:
    body = {"name": name, "scopes": list(scopes)}
    answer = await remote.call("POST", "/v1/admin/tokens", body)
    return answer["secret"], answer["token"]["token_id"]


async def _revoke(stores: "Stores", token_id: str) -> None:
    if not await stores.tokens.revoke(token_id, at=SystemClock().now()):
        raise UsageError(f"no token {token_id} is in use")
