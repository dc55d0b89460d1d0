"""Editors' commands: what a person may ask of a story. They travel in the edition's own log."""

from typing import Annotated, Literal

from pydantic import Field

from storywire.domain.model import MAX_TITLE, ArticleId, Edition, StoryId, Text, Value


class Merge(Value):
    """Two stories are one: `absorbed` goes into `survivor`."""

    kind: Literal["merge"] = "merge"
    survivor: StoryId
    absorbed: StoryId


class Split(Value):
    """These articles leave `story_id` for a story of their own."""

    kind: Literal["split"] = "split"
    story_id: StoryId
    article_ids: Annotated[tuple[ArticleId, ...], Field(min_length=1)]


class Pin(Value):
    """This article belongs to this story, whatever the matcher says."""

    kind: Literal["pin"] = "pin"
    article_id: ArticleId
    story_id: StoryId


class Forbid(Value):
    """This article, or this other story, never belongs to this story."""

    kind: Literal["forbid"] = "forbid"
    story_id: StoryId
    article_id: ArticleId | None = None
    other_story_id: StoryId | None = None


class Rename(Value):
    """The story has this title from now on."""

    kind: Literal["rename"] = "rename"
    story_id: StoryId
    title: Annotated[Text, Field(min_length=1, max_length=MAX_TITLE)]


class Rewrite(Value):
    """One sentence of the story's page, or a heading, is replaced by an editor's.

    `fact_id` names the fact, or the section whose heading it is. With `instead_of` it holds only
    as long as the page itself would say just that: a program's wording never outlives its facts.
    """

    kind: Literal["rewrite"] = "rewrite"
    story_id: StoryId
    fact_id: str
    text: Annotated[Text, Field(min_length=1, max_length=2_000)]
    instead_of: Annotated[Text, Field(max_length=2_000)] = ""


class Undo(Value):
    """An earlier command is taken back."""

    kind: Literal["undo"] = "undo"
    edit_id: str


Edit = Annotated[
    Merge | Split | Pin | Forbid | Rename | Rewrite | Undo, Field(discriminator="kind")
]


class EditRequested(Value):
    """An editor's command, with who gave it and why."""

    edition: Edition
    edit_id: Annotated[str, Field(min_length=1, max_length=64)]
    by: Text
    why: Text = ""
    edit: Edit
