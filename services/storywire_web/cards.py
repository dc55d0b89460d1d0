"""A story in brief, as lists show it; and the address of its page."""

import re
from datetime import datetime
from urllib.parse import quote

import orjson
from pydantic import BaseModel, ConfigDict

from storywire.domain.model import Edition, Entity, Significance, StoryId, StoryState
from storywire.ports.read_model import Snapshot

_NOT_WORD = re.compile(r"[\W_]+")
_MAX_SLUG = 80
_RESERVED = frozenset({"fragment"})


class Card(BaseModel):
    """A story in a list: `lead` is the first sentence of its summary, `url` its page's path."""

    model_config = ConfigDict(frozen=True)

    story_id: StoryId
    version: int
    edition: Edition
    language: str
    state: StoryState
    title: str
    url: str
    lead: str
    first_published_at: datetime
    updated_at: datetime
    article_count: int
    outlet_count: int
    cited_count: int
    peak: Significance
    entities: tuple[Entity, ...]
    outlets: tuple[str, ...]


def card_of(snapshot: Snapshot) -> Card:
    """Return the story in `snapshot` in brief."""
    story = orjson.loads(snapshot.body)
    lead = next((s["text"] for part in story["summary"] for s in part["sentences"]), "")
    url = path_of(snapshot.story_id, story["title"])
    return Card.model_validate({**story, "lead": lead, "url": url, "peak": snapshot.peak})


def slug_of(title: str) -> str:
    """Return the readable end of a page's address: words in small letters, joined by hyphens."""
    words = _NOT_WORD.sub("-", title.casefold()).strip("-")
    slug = words[:_MAX_SLUG].rpartition("-")[0] if len(words) > _MAX_SLUG else words
    slug = slug or words[:_MAX_SLUG] or "story"
    return f"{slug}-story" if slug in _RESERVED else slug


def path_of(story_id: str, title: str) -> str:
    """Return the path of the story's page, percent-encoded."""
    return f"/stories/{story_id}/{quote(slug_of(title))}"
