"""Feeds: the saved selections of `feeds.toml`, as pages, Atom and JSON Feed."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from storywire.domain.delivery.filters import Filter, matches
from storywire.domain.model import Update
from storywire.errors import UsageError
from storywire.ports.read_model import ReadModel, Snapshot, StoryQuery

MAX_ITEMS = 50
_LOOKED_AT = 300
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Feed(BaseModel):
    """A saved selection of stories: those whose newest version meets `filter`.

    `min_significance` asks for any version of the story: a story that was important stays.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: str = Field(pattern=f"^{_SLUG.pattern}$")
    title: str = Field(min_length=1, max_length=200)
    description: str = ""
    filter: Filter = Filter()


_FEEDS = TypeAdapter(tuple[Feed, ...])


def read_feeds(path: Path | None) -> Sequence[Feed]:
    """Return the feeds in the file at `path`, or those that come along, in the file's order.

    Raises:
        UsageError: the file can't be read, or a feed in it has a missing or wrong field.
    """
    default = files("storywire_web").joinpath("feeds.toml")
    try:
        text = path.read_text("utf-8") if path else default.read_text("utf-8")
        listed = tomllib.loads(text).get("feeds", [])
        feeds = _FEEDS.validate_json(orjson.dumps(listed))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path or 'feeds.toml'}: {_reason(error)}") from error
    if len({feed.slug for feed in feeds}) < len(feeds):
        raise UsageError(f"{path or 'feeds.toml'}: two feeds have the same slug")
    return feeds


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    place = ".".join(["feeds", *map(str, first["loc"])])
    return f"{place}: {first['msg']}"


class Selections:
    """Which of the 300 stories that changed last are in which feed.

    Each version of a story is judged once; what was judged is remembered by its version.
    """

    def __init__(self, read_model: ReadModel, feeds: Sequence[Feed]) -> None:
        self._read_model = read_model
        self._feeds = feeds
        self._judged: dict[tuple[str, int], frozenset[str]] = {}

    async def stories(self, feed: Feed) -> Sequence[Snapshot]:
        """Return the feed's stories, the newest change first, at most 50."""
        recent = await self._recent()
        judged = {(one.story_id, one.version): self._feeds_of(one) for one in recent}
        self._judged = judged
        shown = [one for one in recent if feed.slug in judged[one.story_id, one.version]]
        return shown[:MAX_ITEMS]

    async def _recent(self) -> Sequence[Snapshot]:
        found = await self._read_model.find(StoryQuery(sort="new", limit=_LOOKED_AT))
        return found.snapshots

    def _feeds_of(self, snapshot: Snapshot) -> frozenset[str]:
        known = self._judged.get((snapshot.story_id, snapshot.version))
        if known is not None:
            return known
        asked = Update(
            story_id=snapshot.story_id,
            version=snapshot.version,
            previous_version=snapshot.version - 1,
            significance=snapshot.peak,
            story=snapshot.story,
        )
        return frozenset(feed.slug for feed in self._feeds if matches(feed.filter, asked))


def by_slug(feeds: Sequence[Feed]) -> Mapping[str, Feed]:
    """Return the feeds by slug."""
    return {feed.slug: feed for feed in feeds}
