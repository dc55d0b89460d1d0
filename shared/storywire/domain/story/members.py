"""Who is in a story: the roll of its articles without their texts, and how each step changes it.

Refuses nothing: attach numbers the steps and is obeyed; an article it names that is not here is
passed over, because one step is one version always.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from storywire.domain.membership import (
    Attached,
    Detached,
    Merged,
    Renamed,
    Revised,
    Rewritten,
    SplitOff,
    Step,
)
from storywire.domain.model import Article, ArticleId, StoryId, StoryState, Value

HappeningKind = Literal[
    "attached", "moved_in", "revised", "retracted", "moved_out", "absorbed", "merged_into",
    "split", "renamed", "rewritten", "closed", "reopened", "dropped",
]  # fmt: skip
Quiet = Literal["copy", "backfill"]
COMPOSING = frozenset(
    {"attached", "moved_in", "revised", "retracted", "moved_out", "absorbed", "split", "rewritten"}
)
_ENDED: dict[str, HappeningKind] = {
    "closed": "closed",
    "reopened": "reopened",
    "dropped": "dropped",
}


class Listed(Value):
    """A member article without its text; an `unusable` one is listed and never read."""

    article_id: ArticleId
    number: Annotated[int, Field(ge=1)]
    revision: int
    title: str
    url: str | None = None
    outlet: str | None = None
    language: str = "und"
    published_at: datetime
    copy_of: ArticleId | None = None
    backfill: bool = False
    unusable: bool = False

    @property
    def quiet(self) -> Quiet | None:
        """Return why its coming is no news, or None if it is news."""
        return _quiet(self.copy_of, backfill=self.backfill)


class Wording(Value):
    """An editor's words; with `instead_of`, only for a statement that would read just so."""

    text: str
    instead_of: str = ""


class Happening(Value):
    """What one membership event did, without the article; `quiet` says why it is no news."""

    kind: HappeningKind
    article_id: ArticleId | None = None
    other_story_id: StoryId | None = None
    quiet: Quiet | None = None


class Roll(Value):
    """A story's membership at `version`, and the part of its next step that is already here.

    `listed` is ordered by number. `started` holds the places in the batch (k) and `happened` the
    happenings of the step that is under way.
    """

    story_id: StoryId
    edition: str
    version: int = 0
    state: StoryState = "open"
    merged_into: StoryId | None = None
    listed: tuple[Listed, ...] = ()
    title: str = ""
    rewrites: dict[str, Wording] = Field(default_factory=dict)
    first_published_at: datetime | None = None
    updated_at: datetime | None = None
    started: tuple[int, ...] = ()
    happened: tuple[Happening, ...] = ()

    @field_validator("rewrites", mode="before")
    @classmethod
    def _from_plain_texts(cls, found: Any) -> Any:
        """Read what was stored before a wording could hold for a time only."""
        if not isinstance(found, dict):
            return found
        return {k: {"text": v} if isinstance(v, str) else v for k, v in found.items()}

    @property
    def original_of(self) -> dict[ArticleId, ArticleId]:
        """Return for each copy its original, where that is a usable member itself."""
        usable = {listed.article_id for listed in self.listed if not listed.unusable}
        return {
            listed.article_id: listed.copy_of
            for listed in self.listed
            if listed.copy_of in usable and listed.copy_of is not None
        }

    @property
    def composes(self) -> bool:
        """Return whether the step under way changes what the page is made of."""
        return any(happening.kind in COMPOSING for happening in self.happened)


def follow(roll: Roll, step: Step, *, kind: str, time: datetime, usable: bool = True) -> Roll:
    """Return `roll` after one event of its next step; `kind` is the event's name ("closed").

    `time` is the event's. An event of a batch that is here already changes nothing. With
    `usable` False its article (at the end of a batch: all of the batch's) is listed and not read.
    """
    place = step.batch.k if step.batch else 0
    if place in roll.started:
        return roll
    after = _join_or_leave(roll, step) or _turn(roll, step, kind)
    moment = step.article.published_at if isinstance(step, Attached | Revised) else time
    first = min((entry.published_at for entry in after.listed), default=roll.first_published_at)
    after = after.model_copy(
        update={
            "first_published_at": first,
            "started": (*roll.started, place),
            "updated_at": max(roll.updated_at or moment, moment),
        }
    )
    return after if usable else _mark(after, step)


def finish(roll: Roll) -> Roll:
    """Return `roll` with its step made: the next version, and nothing under way."""
    emptied = not roll.listed and roll.state in {"open", "closed"}
    return roll.model_copy(
        update={
            "version": roll.version + 1,
            "started": (),
            "happened": (),
            "state": "withdrawn" if emptied else roll.state,
        }
    )


def forget_wordings(roll: Roll, used: frozenset[str]) -> Roll:
    """Return `roll` without the wordings that held for a time only and are not in use."""
    kept = {
        name: worded
        for name, worded in roll.rewrites.items()
        if name in used or not worded.instead_of
    }
    return roll.model_copy(update={"rewrites": kept}) if kept != roll.rewrites else roll


def redeem(roll: Roll, article: Article) -> Roll:
    """Return `roll` with the mark of unusability taken from this very revision of `article`."""
    listed = tuple(
        entry.model_copy(update={"unusable": False})
        if (entry.article_id, entry.revision) == (article.article_id, article.revision)
        else entry
        for entry in roll.listed
    )
    return roll.model_copy(update={"listed": listed}) if listed != roll.listed else roll


def _join_or_leave(roll: Roll, step: Step) -> Roll | None:
    match step:
        case Attached():
            return _attached(roll, step)
        case Revised():
            return _revised(roll, step)
        case Detached():
            return _detached(roll, step)
        case _:
            return None


def _attached(roll: Roll, step: Attached) -> Roll:
    listed = _listed(step.article, number=step.number, copy_of=step.copy_of)
    others = [entry for entry in roll.listed if entry.article_id != listed.article_id]
    happening = Happening(
        kind="moved_in" if step.moved_from else "attached",
        article_id=listed.article_id,
        other_story_id=step.moved_from,
        quiet=listed.quiet,
    )
    return roll.model_copy(
        update={
            "listed": tuple(sorted((*others, listed), key=lambda entry: entry.number)),
            "happened": (*roll.happened, happening),
            "state": "open" if roll.state == "withdrawn" else roll.state,
        }
    )


def _revised(roll: Roll, step: Revised) -> Roll:
    article = step.article
    listed = tuple(
        _listed(article, number=entry.number, copy_of=step.copy_of)
        if entry.article_id == article.article_id
        else entry
        for entry in roll.listed
    )
    quiet = _quiet(step.copy_of, backfill=article.backfill)
    happening = Happening(kind="revised", article_id=article.article_id, quiet=quiet)
    return roll.model_copy(update={"listed": listed, "happened": (*roll.happened, happening)})


def _detached(roll: Roll, step: Detached) -> Roll:
    gone = [entry for entry in roll.listed if entry.article_id == step.article_id]
    kept = tuple(entry for entry in roll.listed if entry.article_id != step.article_id)
    happening = Happening(
        kind="retracted" if step.reason == "retracted" else "moved_out",
        article_id=step.article_id,
        other_story_id=step.moved_to,
        quiet=next((entry.quiet for entry in gone), None),
    )
    return roll.model_copy(update={"listed": kept, "happened": (*roll.happened, happening)})


def _turn(roll: Roll, step: Step, kind: str) -> Roll:
    match step:
        case Merged(into=str() as into):
            ended = roll.model_copy(update={"state": "merged", "merged_into": into})
            return _noted(ended, "merged_into", other=into)
        case Merged(absorbed=absorbed):
            return _noted(roll, "absorbed", other=absorbed)
        case SplitOff():
            return _noted(roll, "split", other=step.other_story_id)
        case Renamed():
            return _noted(roll.model_copy(update={"title": step.title}), "renamed")
        case Rewritten():
            wording = Wording(text=step.text, instead_of=step.instead_of)
            rewrites = {**roll.rewrites, step.fact_id: wording}
            kept = {name: worded for name, worded in sorted(rewrites.items()) if worded.text}
            return _noted(roll.model_copy(update={"rewrites": kept}), "rewritten")
        case _:
            return _ended(roll, _ENDED[kind])


def _ended(roll: Roll, kind: HappeningKind) -> Roll:
    match kind:
        case "closed":
            after = roll.model_copy(update={"state": "closed"})
        case "reopened":
            after = roll.model_copy(update={"state": "open", "merged_into": None})
        case _:
            after = roll.model_copy(update={"state": "withdrawn", "listed": ()})
    return _noted(after, kind)


def _noted(roll: Roll, kind: HappeningKind, *, other: StoryId | None = None) -> Roll:
    happening = Happening(kind=kind, other_story_id=other)
    return roll.model_copy(update={"happened": (*roll.happened, happening)})


def _mark(roll: Roll, step: Step) -> Roll:
    if isinstance(step, Attached | Revised):
        spoilt = {step.article.article_id}
    else:  # the end of a batch: any of its articles may be what can't be used
        spoilt = {one.article_id for one in roll.happened if one.article_id}
    listed = tuple(
        entry.model_copy(update={"unusable": True}) if entry.article_id in spoilt else entry
        for entry in roll.listed
    )
    return roll.model_copy(update={"listed": listed})


def _quiet(copy_of: ArticleId | None, *, backfill: bool) -> Quiet | None:
    if copy_of is not None:
        return "copy"
    return "backfill" if backfill else None


def _listed(article: Article, *, number: int, copy_of: ArticleId | None) -> Listed:
    return Listed(
        article_id=article.article_id,
        number=number,
        revision=article.revision,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        language=article.language,
        published_at=article.published_at,
        copy_of=copy_of,
        backfill=article.backfill,
        unusable=False,
    )
