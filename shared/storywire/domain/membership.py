"""The steps of a story's life, as attach numbers them."""

from typing import Annotated, Literal

from pydantic import Field

from storywire.domain.model import (
    Article,
    ArticleId,
    Batch,
    Decision,
    Edition,
    StoryId,
    Text,
    Value,
)


class Step(Value):
    """One step of one story's life: `story_seq` is the version it makes."""

    story_id: StoryId
    edition: Edition
    story_seq: Annotated[int, Field(ge=1)]
    batch: Batch | None = None


class Attached(Step):
    """An article joined the story under `number`."""

    article: Article
    number: Annotated[int, Field(ge=1)]
    copy_of: ArticleId | None = None
    moved_from: StoryId | None = None
    decision: Decision


class Revised(Step):
    """A member article has a new text."""

    article: Article
    copy_of: ArticleId | None = None


class Detached(Step):
    """An article left: retracted by its outlet, or moved to another story."""

    article_id: ArticleId
    reason: Literal["retracted", "moved"]
    why: Text = ""
    moved_to: StoryId | None = None


class Merged(Step):
    """Either this story took another in (`absorbed`), or it ended in another (`into`)."""

    absorbed: StoryId | None = None
    into: StoryId | None = None
    reason: Text = ""


class SplitOff(Step):
    """Part of the story became a story of its own, or this story is that part."""

    other_story_id: StoryId
    direction: Literal["into", "out_of"]
    reason: Text = ""


class Renamed(Step):
    """An editor gave the story a title."""

    title: Text
    reason: Text = ""


class Rewritten(Step):
    """An editor replaced the wording of one fact, or of the heading of the section `fact_id`.

    Where `instead_of` is given, only as long as the page itself would say just that.
    """

    fact_id: str
    text: Text
    instead_of: Text = ""
    reason: Text = ""


class Ended(Step):
    """The story closed, reopened or was dropped, for this reason."""

    reason: Text = ""
