"""`storywire edit`: what an editor orders, obeyed from then on."""

import getpass
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from storywire.adapters.clock import SystemClock
from storywire.errors import UsageError
from storywire_cli.folders import DEFAULT_DATA, AsJson, Data, Remote, change, look
from storywire_cli.output import print_json
from storywire_ingest.edits import EditAnswer, EditCommand, put_in, requested

if TYPE_CHECKING:
    from storywire.stores import Stores

StoryId = Annotated[str, typer.Argument(metavar="STORY", help="A story's id, as in its address.")]
Why = Annotated[str, typer.Option(help="Why; it stays in the log.")]
By = Annotated[str, typer.Option(help="Who orders it.", show_default="your user name")]
_SELF = ""


def app() -> typer.Typer:
    """Return the group of commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Correct stories by hand: obeyed for ever, or until undone."
    )
    for command in (proposals, merge, split, pin, forbid, rename, rewrite, undo):
        group.command()(command)
    return group


def proposals(
    limit: Annotated[int, typer.Option(min=1, help="How many of each kind.")] = 10,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """List stories that might be one, and articles that joined by little; nothing is changed.

    Each stands as the command that would do it, with how well its articles fit: 1 is what joining
    takes. It is told by the decisions that the log still holds.
    """
    from storywire_operator.proposals import proposals as proposed

    found = look(data, lambda stores: proposed(stores.log, limit=limit))
    if as_json:
        print_json(found.model_dump())
        return
    for merging in found.merge:
        fitting = "1 article fits" if len(merging.articles) == 1 else f"{len(merging.articles)} fit"
        one, other = merging.stories
        print(f"storywire edit merge {one} {other}   # {merging.score:.2f}: {fitting} both")
        print("\n".join(f"  {title}" for title in merging.titles))
    for parting in found.split:
        print(f"storywire edit split {parting.story} {parting.article}   # {parting.score:.2f}")
        print(f"  {parting.article_title}\n  is in: {parting.title}")
    if not found.merge and not found.split:
        print("nothing to propose")


def merge(
    survivor: StoryId,
    absorbed: Annotated[str, typer.Argument(metavar="ABSORBED", help="The story that ends in it.")],
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Make one story of two; the absorbed one's address leads to the other."""
    edit = {"kind": "merge", "survivor": survivor, "absorbed": absorbed}
    _order(survivor, edit, why, by, data, as_json=as_json)


def split(
    story: StoryId,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="Ids of its articles.")],
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Give articles of a story a story of their own."""
    edit = {"kind": "split", "story_id": story, "article_ids": articles}
    _order(story, edit, why, by, data, as_json=as_json)


def pin(
    story: StoryId,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id.")],
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Put an article into a story, whatever the matcher says, now and when it is revised."""
    edit = {"kind": "pin", "story_id": story, "article_id": article}
    _order(story, edit, why, by, data, as_json=as_json)


def forbid(  # noqa: PLR0913, PLR0917  # an option each
    story: StoryId,
    article: Annotated[str | None, typer.Option(help="This article never belongs to it.")] = None,
    other: Annotated[str | None, typer.Option(help="This story is never merged with it.")] = None,
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Keep an article, or another story, out of a story."""
    if (article is None) == (other is None):
        raise UsageError("say either --article or --other")
    edit = {
        "kind": "forbid", "story_id": story, "article_id": article, "other_story_id": other,
    }  # fmt: skip
    _order(story, edit, why, by, data, as_json=as_json)


def rename(
    story: StoryId,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The title from now on.")],
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Give a story a title."""
    edit = {"kind": "rename", "story_id": story, "title": title}
    _order(story, edit, why, by, data, as_json=as_json)


def rewrite(  # noqa: PLR0913, PLR0917  # an option each
    story: StoryId,
    fact: Annotated[str, typer.Argument(metavar="FACT", help="A fact's id, as in the JSON.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The wording from now on.")],
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Give a sentence of a story's page another wording."""
    edit = {"kind": "rewrite", "story_id": story, "fact_id": fact, "text": text}
    _order(story, edit, why, by, data, as_json=as_json)


def undo(
    story: StoryId,
    edit_id: Annotated[str, typer.Argument(metavar="EDIT", help="The id that the command gave.")],
    why: Why = "", by: By = _SELF, data: Data = DEFAULT_DATA, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take an earlier command about a story back."""
    _order(story, {"kind": "undo", "edit_id": edit_id}, why, by, data, as_json=as_json)


def _order(
    story_id: str, edit: Mapping[str, object], why: str, by: str, data: Path, *, as_json: bool
) -> None:
    command = _command(edit, why, by or getpass.getuser())

    async def directly(stores: "Stores") -> EditAnswer:
        event = requested(story_id, command, SystemClock().now())
        with stores.atomic():
            return await put_in(stores.log, event)

    async def remotely(remote: Remote) -> EditAnswer:
        body = command.model_dump(mode="json", exclude_none=True)
        answer = await remote.call("POST", f"/v1/stories/{story_id}/edits", body)
        return EditAnswer.model_validate(answer)

    answer = change(data, directly=directly, remotely=remotely)
    if as_json:
        print_json(answer.model_dump())
        return
    print(f"{answer.edit_id}: in the log of edition {answer.edition}.")
    print(f"See what came of it: storywire story {story_id}. Refused: storywire dlq list.")


def _command(edit: Mapping[str, object], why: str, by: str) -> EditCommand:
    try:
        return EditCommand.model_validate({"edit": edit, "by": by, "why": why})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UsageError(f"{first['loc'][-1]}: {first['msg']}") from error
