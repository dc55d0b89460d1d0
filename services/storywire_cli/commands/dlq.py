"""`storywire dlq`: inputs that could not be handled, and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from storywire.errors import UsageError
from storywire_cli.folders import DEFAULT_DATA, AsJson, Data, Remote, change, look
from storywire_cli.output import print_json, print_table
from storywire_operator.letters import DeadLetter, dead_letters
from storywire_operator.redrive import redrive

_EVERYTHING = 1_000_000


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, redrive.")
    group.command(name="list")(list_letters)
    group.command(name="show")(show)
    group.command(name="redrive")(redrive_letters)
    return group


def list_letters(
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """List dead letters, oldest first, with the reason of each."""
    found = _read(data, limit, shown=80)
    if as_json:
        print_json([letter.model_dump() for letter in found])
        return
    rows = [
        (letter.id, letter.error_class, letter.error, letter.attempts, letter.first_failed_at[:19])
        for letter in found
    ]
    print_table(("id", "class", "error", "tries", "since (UTC)"), rows, empty="no dead letters")


def show(
    letter_id: Annotated[str, typer.Argument(help="As `dlq list` shows it.")],
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Show one dead letter whole: where it stood, why it is here, its bytes."""
    for letter in _read(data, _EVERYTHING, shown=_EVERYTHING):
        if letter.id == letter_id:
            _print(letter, as_json=as_json)
            return
    raise UsageError(f"there is no dead letter {letter_id}; `storywire dlq list` shows all")


def redrive_letters(
    letter_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="As `dlq list` shows them.")
    ],
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without, only tell.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Put dead letters back where they stood, to be handled again; at most 3 times each."""
    if not apply:
        lines = look(data, lambda stores: redrive(stores.log, letter_ids, dry=True))
        print("\n".join([*lines, "nothing was put back: give --apply to do it"]))
        return
    lines = change(
        data,
        directly=lambda stores: redrive(stores.log, letter_ids, dry=False),
        remotely=lambda remote: _redrive_there(remote, letter_ids),
    )
    print("\n".join(lines))


async def _redrive_there(remote: Remote, letter_ids: Sequence[str]) -> Sequence[str]:
    body = {"ids": list(letter_ids)}
    answer = await remote.call("POST", "/v1/admin/dlq/redrive", body)
    lines: Sequence[str] = answer["redriven"]
    return lines


def _print(letter: DeadLetter, *, as_json: bool) -> None:
    fields = letter.model_dump()
    if as_json:
        print_json(fields)
        return
    value = fields.pop("value")
    for name, content in fields.items():
        print(f"{name:>15}  {content}")
    print(f"\n{value}")


def _read(data: Path, limit: int, *, shown: int) -> Sequence[DeadLetter]:
    return look(data, lambda stores: dead_letters(stores.log, limit=limit, shown=shown))
