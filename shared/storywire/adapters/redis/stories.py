"""Timeline's stories in Redis: three hashes a story, in the slot of its id."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from storywire.adapters.redis.packing import pack, unpack
from storywire.adapters.redis.server import Argument, Reply, Server, connect
from storywire.errors import FencedError
from storywire.ports.stories import KEPT_OUTPUTS, Outputs, StoredStory, StoryStep, StoryStore


class RedisStoryStore:
    """Keeps stories; of two writers, the one that comes second at a step changes nothing."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._load = server.script("stories_load")
        self._apply = server.script("stories_apply")

    async def load(self, story_id: str) -> StoredStory | None:
        """Return the story without its articles, or None where no step of it was kept."""
        found = await self._load([self._story(story_id), self._outputs(story_id)])
        if not found:
            return None
        seq, document, *made = found
        stated = _unpacked(made[0]).stated if made and made[0] else None
        return StoredStory(int(seq), document, stated)

    async def articles(self, story_id: str) -> Mapping[str, bytes]:
        """Return the story's articles by id, ordered by id."""
        found = await self._server.ask("HGETALL", self._articles(story_id))
        return {article_id.decode(): found[article_id] for article_id in sorted(found)}

    async def outputs(self, story_id: str, seq: int) -> Outputs | None:
        """Return what the step gave, if it is one of the last `KEPT_OUTPUTS`."""
        made = await self._server.ask("HGET", self._outputs(story_id), seq)
        return _unpacked(made) if made is not None else None

    async def apply(self, step: StoryStep) -> Mapping[int, Outputs]:
        """Keep `step` if the story is still at `step.before`; return its outputs as stored.

        Raises:
            FencedError: steps are missing that this process has seen stored.
        """
        name = step.story_id
        keys = [self._story(name), self._articles(name), self._outputs(name)]
        word, *found = await self._apply(keys, _arguments(step))
        if word == b"applied":
            return step.outputs
        if word == b"behind":
            raise FencedError(f"{name} is stored with fewer than {step.before} steps")
        return _made(found)

    def _story(self, story_id: str) -> str:
        return self._server.key(story_id, "story")

    def _articles(self, story_id: str) -> str:
        return self._server.key(story_id, "articles")

    def _outputs(self, story_id: str) -> str:
        return self._server.key(story_id, "outputs")


def _arguments(step: StoryStep) -> list[Argument]:
    made = [(seq, pack(it.updated, it.stated)) for seq, it in step.outputs.items()]
    return [
        step.before, step.document, KEPT_OUTPUTS,
        len(made), *(part for pair in made for part in pair),
        len(step.articles), *(part for pair in step.articles.items() for part in pair),
        len(step.gone), *step.gone,
    ]  # fmt: skip


def _made(found: Reply) -> Mapping[int, Outputs]:
    pairs = zip(found[::2], found[1::2], strict=True)
    return {int(seq): _unpacked(value) for seq, value in pairs}


def _unpacked(value: bytes) -> Outputs:
    return Outputs(*unpack(value))


if TYPE_CHECKING:
    _: StoryStore = RedisStoryStore(connect("redis://"))
