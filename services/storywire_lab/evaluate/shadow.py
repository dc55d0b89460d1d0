"""`storywire evaluate shadow`: two settings of the matcher over one log, and where they differ."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.attach.score import Rule
from storywire.errors import PermanentError
from storywire.events import (
    ArticleAttached,
    ArticleDetached,
    ArticleIngested,
    Event,
    StoryMerged,
    read_unkeyed,
)
from storywire.runtimes.singly import outcome_of
from storywire_attach.processor import AttachProcessor
from storywire_lab.replay import batches_of, lines_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one setting made of the log: the last story of each article, and steps in all."""

    places: Mapping[str, str]
    titles: Mapping[str, str]
    steps: int
    merges: int

    @property
    def stories(self) -> int:
        """Return how many stories have articles at the end."""
        return len(set(self.places.values()))


@dataclass(frozen=True, slots=True)
class Shadow:
    """Where two settings differ.

    `split`: stories of the first whose articles lie in several of the second; `merged`: the other
    way round; `moved`: articles that are not where most of their first story's are. `steps` would
    have been published by each, a version and perhaps a push. `examples` are titles, grouped as the
    second has them, of the stories that are split, the largest first.
    """

    articles: int
    stories: tuple[int, int]
    steps: tuple[int, int]
    merges: tuple[int, int]
    split: int
    merged: int
    moved: int
    examples: Sequence[Sequence[Sequence[str]]]


async def evaluate_shadow(
    log: Path, first: Rule, second: Rule, *, done: Callable[[int], None]
) -> Shadow:
    """Return where `second` differs from `first` over a dump of `article-ingested`.

    `done` is told how many lines were handled, twice over all of them.

    Raises:
        UsageError: the dump can't be read.
    """
    one = await _outcome(log, first, done)
    other = await _outcome(log, second, done)
    parted, joined = _groups(one, other), _groups(other, one)
    moved = sum(sum(found.values()) - max(found.values()) for found in parted.values())
    differing = [story for story, found in parted.items() if len(found) > 1]
    differing.sort(key=lambda story: (-sum(parted[story].values()), story))
    return Shadow(
        articles=len(one.places),
        stories=(one.stories, other.stories),
        steps=(one.steps, other.steps),
        merges=(one.merges, other.merges),
        split=len(differing),
        merged=sum(len(found) > 1 for found in joined.values()),
        moved=moved,
        examples=[_example(one, other, story) for story in differing[:SHOWN]],
    )


async def _outcome(log: Path, rule: Rule, done: Callable[[int], None]) -> Outcome:
    places: dict[str, str] = {}
    titles: dict[str, str] = {}
    steps: set[tuple[str, int]] = set()
    merges = 0
    with Database(":memory:") as database:
        attach = AttachProcessor(SqliteMembershipStore(database), rule)
        for events in batches_of(_events(log)):
            with database.transaction():
                outputs = await outcome_of(attach, events)
            for output in outputs:
                steps.add((output.data.story_id, output.data.story_seq))
                merges += isinstance(output, StoryMerged) and bool(output.data.absorbed)
                if isinstance(output, ArticleAttached):
                    article = output.data.article
                    places[article.article_id] = output.data.story_id
                    titles[article.article_id] = article.title
                elif isinstance(output, ArticleDetached) and output.data.reason == "retracted":
                    places.pop(output.data.article_id, None)
            done(len(events))
    return Outcome(places, titles, len(steps), merges)


def _events(log: Path) -> Iterator[Event]:
    for line in lines_of(log):
        with suppress(PermanentError):
            yield read_unkeyed(ArticleIngested.topic, line)


def _groups(one: Outcome, other: Outcome) -> Mapping[str, Counter[str]]:
    """Return for each story of `one` how many of its articles are in which story of `other`."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for article_id, story_id in one.places.items():
        groups[story_id][other.places.get(article_id, "")] += 1
    return groups


def _example(one: Outcome, other: Outcome, story_id: str) -> Sequence[Sequence[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for article_id, place in one.places.items():
        if place == story_id:
            groups[other.places.get(article_id, "")].append(one.titles[article_id])
    return sorted(groups.values(), key=len, reverse=True)
