"""Editors' commands over HTTP. They travel in the edition's log, among its articles."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storywire.domain.edits import Edit, EditRequested, Forbid, Merge, Undo
from storywire.domain.model import Text
from storywire.errors import UsageError
from storywire.events import StoryEditRequested
from storywire.http.problem import Problem
from storywire.http.routes import Route, json_response, read_model
from storywire.ports.log import EventLog, Message
from storywire.ports.processing import Atomic, Clock


class EditCommand(BaseModel):
    """What an editor orders. With an `edit_id` of your own a repeated request counts once."""

    model_config = ConfigDict(extra="forbid")

    edit: Edit
    by: Annotated[Text, Field(min_length=1, max_length=200)]
    why: Annotated[Text, Field(max_length=1_000)] = ""
    edit_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")] | None = None


class EditAnswer(BaseModel):
    """The command is in the log: attach obeys it, or puts it with the dead letters and says why."""

    edit_id: str
    edition: str


class EditRoutes:
    """Takes commands about stories."""

    def __init__(self, log: EventLog, clock: Clock, atomic: Atomic) -> None:
        self._log = log
        self._clock = clock
        self._atomic = atomic

    def routes(self) -> Sequence[Route]:
        """Return the routes of editors' commands."""
        return (
            Route(
                "POST",
                "/v1/stories/{story_id}/edits",
                self.order,
                "Merge, split, pin, forbid, rename or rewrite; or undo an earlier command.",
                scope="edit",
                body=EditCommand,
                answer=EditAnswer,
                status=202,
            ),
        )

    async def order(self, request: web.Request) -> web.Response:
        """Answer `POST /v1/stories/{story_id}/edits`."""
        command = await read_model(request, EditCommand)
        try:
            event = requested(request.match_info["story_id"], command, self._clock.now())
        except UsageError as error:
            raise Problem(422, "Unprocessable Content", detail=str(error)) from error
        with self._atomic():
            answer = await put_in(self._log, event)
        return json_response(answer, status=202)


def requested(story_id: str, command: EditCommand, now: datetime) -> StoryEditRequested:
    """Return the event of a command about `story_id`.

    Raises:
        UsageError: it is about another story, or about stories of several editions.
    """
    edit = command.edit
    stories = _stories_of(edit)
    if stories and story_id not in stories:
        raise UsageError(f"the command is about {stories[0]}, not about {story_id}")
    editions = {_edition_of(it) for it in (story_id, *stories)}
    if len(editions) > 1:
        raise UsageError("stories of two editions can't be one")
    (edition,) = editions
    edit_id = command.edit_id or f"edit-{secrets.token_hex(8)}"
    try:
        request = EditRequested(
            edition=edition, edit_id=edit_id, by=command.by, why=command.why, edit=edit
        )
    except ValidationError as error:
        raise UsageError(f"{story_id} is no story's id") from error
    return StoryEditRequested.of(request, time=now)


async def put_in(log: EventLog, event: StoryEditRequested) -> EditAnswer:
    """Append the command to the log; return what its editor is told."""
    await log.append([Message.of(event)])
    return EditAnswer(edit_id=event.data.edit_id, edition=event.data.edition)


def _stories_of(edit: Edit) -> Sequence[str]:
    match edit:
        case Merge():
            return edit.survivor, edit.absorbed
        case Forbid(other_story_id=str() as other):
            return edit.story_id, other
        case Undo():
            return ()
        case _:
            return (edit.story_id,)


def _edition_of(story_id: str) -> str:
    edition, _, name = story_id.rpartition("-")
    if not edition or not name:
        raise UsageError(f"{story_id} is no story's id")
    return edition
