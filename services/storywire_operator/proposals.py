"""What an editor might merge or part: told by the decisions in the log, and applied by nobody."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from storywire.domain.membership import Attached, Detached, Merged, SplitOff, Step
from storywire.events import Event, decode
from storywire.ports.log import EventLog

TOPIC = "story-membership"
NEARLY = 0.9
"""How much of what joining takes a second story must reach for the two to be held side by side."""


class MergeProposal(BaseModel):
    """Two stories that `articles` fit both, and how well (1: as joining takes) the best of them."""

    stories: tuple[str, str]
    titles: tuple[str, str]
    articles: tuple[str, ...]
    score: float


class SplitProposal(BaseModel):
    """An article that joined its story by little: `score` is 1 where joining needs no less."""

    story: str
    title: str
    article: str
    article_title: str
    score: float


class Proposals(BaseModel):
    """The likeliest first."""

    merge: tuple[MergeProposal, ...]
    split: tuple[SplitProposal, ...]


async def proposals(log: EventLog, *, limit: int) -> Proposals:
    """Return at most `limit` proposals of each kind, from all that the log still holds."""
    desk = Desk()
    async for event in _events(log):
        desk.follow(event.data)
    return Proposals(merge=tuple(desk.merges()[:limit]), split=tuple(desk.splits()[:limit]))


async def _events(log: EventLog) -> AsyncIterator[Event]:
    for partition in await log.ends(TOPIC):
        offset = 0
        while records := await log.read(TOPIC, partition=partition, offset=offset):
            for record in records:
                if record.value is not None:
                    yield decode(TOPIC, record.value, key=record.key)
            offset = records[-1].offset + 1


@dataclass
class Desk:
    """Follows steps: who is where, who might be elsewhere, and what became of stories since."""

    titles: dict[str, str] = field(default_factory=dict)
    members: dict[str, Attached] = field(default_factory=dict)
    ended_in: dict[str, str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)

    def follow(self, step: Step) -> None:
        """Take in one more step."""
        match step:
            case Attached():
                self.titles.setdefault(step.story_id, step.article.title)
                self.members[step.article.article_id] = step
            case Detached():
                held = self.members.get(step.article_id)
                if held is not None and held.story_id == step.story_id:
                    del self.members[step.article_id]
            case Merged(into=str() as into):
                self.ended_in[step.story_id] = into
            case SplitOff():
                self.apart.add(frozenset((step.story_id, step.other_story_id)))
            case _:
                pass

    def merges(self) -> list[MergeProposal]:
        """Return the merges to propose, those that most articles speak for first."""
        found: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for article_id, step in self.members.items():
            second, needed = step.decision.runner_up, step.decision.threshold
            if second is not None and needed and second.score >= NEARLY * needed:
                pair = self._pair(step.story_id, second.story_id)
                if pair is not None:
                    found.setdefault(pair, []).append((second.score / needed, article_id))
        proposed = [self._merge(pair, fits) for pair, fits in found.items()]
        return sorted(proposed, key=lambda it: (-len(it.articles), -it.score, it.stories))

    def splits(self) -> list[SplitProposal]:
        """Return the splits to propose, the closest decisions first."""
        found = [
            SplitProposal(
                story=step.story_id,
                title=self.titles[step.story_id],
                article=article_id,
                article_title=step.article.title,
                score=round(step.decision.score / step.decision.threshold, 3),
            )
            for article_id, step in self.members.items()
            if step.decision.rule == "joined" and step.decision.uncertain
        ]
        return sorted(found, key=lambda it: (it.score, it.article))

    def _merge(self, pair: tuple[str, str], fits: list[tuple[float, str]]) -> MergeProposal:
        return MergeProposal(
            stories=pair,
            titles=(self.titles[pair[0]], self.titles[pair[1]]),
            articles=tuple(sorted(article_id for _, article_id in fits)),
            score=round(max(score for score, _ in fits), 3),
        )

    def _pair(self, one: str, other: str) -> tuple[str, str] | None:
        """Return the stories as they are now, in order; None where they are one, or were parted."""
        now = self._now(one), self._now(other)
        parted = frozenset((one, other)) in self.apart or frozenset(now) in self.apart
        known = all(story in self.titles for story in now)
        return (min(now), max(now)) if now[0] != now[1] and known and not parted else None

    def _now(self, story: str) -> str:
        seen: Mapping[str, str] = self.ended_in
        while story in seen:
            story = seen[story]
        return story
