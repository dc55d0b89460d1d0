"""`storywire dlq`: inputs that could not be handled, and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from storywire.errors import UsageError
from storywire_cli.folders import DEFAULT_DATA, AsJson, Data, look
from storywire_cli.output import print_json, print_table
from storywire_operator.letters import DeadLetter, dead_letters

_EVERYTHING = 1_000_000


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Dead letters: list and show.")
    group.command(name="list")(list_letters)
    group.command(name="show")(show)
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
