"""`storywire evaluate churn`: what a growing story changes and its newest article is no reason for.

And whether the order in which articles come decides which sentences are one fact.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from storywire.domain.model import Article, Entry, Sentence
from storywire.domain.story.facts import groups
from storywire.domain.story.page import Page, PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.scale import Workings
from storywire.domain.story.statements import told
from storywire.domain.story.values import Member, ReadArticle
from storywire.errors import UsageError
from storywire_lab.topics import read_topic

Told = frozenset[tuple[str, str]]
"""What a page shows, by the fact (of a heading: by the section) that it tells."""
KINDS = ("headings", "sentences", "entries")


@dataclass(frozen=True, slots=True)
class Turnover:
    """Statements of one kind over all versions: shown, gone, and gone without a reason.

    One that goes has a reason for each statement of its kind that comes and cites the newest
    article: there is only so much room.
    """

    kind: str
    shown: int
    gone: int
    unreasoned: int

    @property
    def churn(self) -> float:
        """Return the share of what was shown that goes without a reason, per version."""
        return self.unreasoned / self.shown if self.shown else 0.0


@dataclass(frozen=True, slots=True)
class TopicChurn:
    """One topic's turnover, and how far its facts agree with those of shuffled arrivals (F1)."""

    topic: str
    articles: int
    turnovers: Sequence[Turnover]
    agreement: float


def evaluate_churn(
    paths: Sequence[Path], *, articles: int, shuffles: int, done: Callable[[int], None]
) -> Sequence[TopicChurn]:
    """Return the churn of each topic's first `articles`; `done` counts the topics.

    Raises:
        UsageError: a file is no topic, or has fewer than two articles.
    """
    return [_topic(path, articles, shuffles, done) for path in paths]


def _topic(path: Path, articles: int, shuffles: int, done: Callable[[int], None]) -> TopicChurn:
    found = read_topic(path)[:articles]
    if len(found) < 2:
        raise UsageError(f"{path.name} has fewer than two articles")
    reads = [read(article) for article in found]
    turnovers = _turnovers(reads)
    own = _pairs(reads)
    drawn = random.Random(1)  # noqa: S311  # an order, no secret
    others = [_pairs(drawn.sample(reads, len(reads))) for _ in range(shuffles)]
    agreement = sum(_f1(own, other) for other in others) / shuffles if shuffles else 1.0
    done(1)
    return TopicChurn(path.name.partition(".")[0], len(reads), turnovers, agreement)


def _turnovers(reads: Sequence[ReadArticle]) -> Sequence[Turnover]:
    totals = {kind: [0, 0, 0] for kind in KINDS}
    before: Page | None = None
    for page, newest in _pages(reads):
        for kind in KINDS if before else ():
            shown, gone, unreasoned = _turned(kind, before, page, newest)
            totals[kind] = [
                total + more
                for total, more in zip(totals[kind], (shown, gone, unreasoned), strict=True)
            ]
        before = page
    return [Turnover(kind, *totals[kind]) for kind in KINDS]


def _pages(reads: Sequence[ReadArticle]) -> Iterator[tuple[Page, Article]]:
    members: list[Member] = []
    memory, workings = PageMemory(), Workings()
    for number, each in enumerate(reads, start=1):
        members.append(Member(each, number))
        page, memory = compose(members, memory, workings)
        yield page, each.article


def _turned(kind: str, before: Page | None, after: Page, newest: Article) -> tuple[int, int, int]:
    was = _told(kind, before) if before else frozenset()
    gone = was - _told(kind, after)
    fresh = _told(kind, after, citing=newest.article_id) - was
    return len(was), len(gone), max(0, len(gone) - len(fresh))


def _told(kind: str, page: Page, *, citing: str | None = None) -> Told:
    if kind == "headings":
        return frozenset(
            (section.section_id, section.heading)
            for section in page.sections
            if citing is None or any(citing in said.citations for said in section.sentences)
        )
    sentences = [said for section in page.sections for said in section.sentences]
    stated: Sequence[Sentence | Entry] = sentences if kind == "sentences" else page.timeline
    return frozenset(
        (one.fact_id, one.text) for one in stated if citing is None or citing in one.citations
    )


def _pairs(reads: Sequence[ReadArticle]) -> frozenset[frozenset[str]]:
    """Return the pairs of sentences that are one fact, the articles coming in this order."""
    members = [Member(each, number) for number, each in enumerate(reads, start=1)]
    return frozenset(
        frozenset((one.key, other.key))
        for group in groups(told(members))
        for one, other in combinations(group, 2)
    )


def _f1(one: frozenset[frozenset[str]], other: frozenset[frozenset[str]]) -> float:
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 1.0
