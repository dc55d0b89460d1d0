"""`storywire evaluate merges`: how often merges, and what editors are proposed, are right."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from storywire.domain.membership import Attached, Merged, Step
from storywire_lab.evaluate.attach import Labelled, attached_steps, read_labelled
from storywire_operator.proposals import Desk


@dataclass(frozen=True, slots=True)
class Share:
    """So many of all were right."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class MergeScores:
    """One file: merges that were made, the articles they moved, and what was proposed at the end.

    A merge is right where most articles of both stories have one label; a split where the article
    has another label than most of its story.
    """

    name: str
    articles: int
    made: Share
    moved: Share
    merges: Share
    splits: Share


def evaluate_merges(path: Path) -> MergeScores:
    """Return how often merges and proposals were right on the labelled articles of `path`.

    Raises:
        UsageError: the file can't be read, or a line isn't a labelled article.
    """
    labelled = list(read_labelled(path))
    bench = _Bench(labelled)
    for step in asyncio.run(attached_steps(labelled)):
        bench.follow(step)
    desk = bench.desk
    return MergeScores(
        name=path.name,
        articles=len(labelled),
        made=_share(right for right, _ in bench.merged),
        moved=_share(right for right, count in bench.merged for _ in range(count)),
        merges=_share(bench.alike(*it.stories) for it in desk.merges()),
        splits=_share(bench.label(it.story) != bench.labels[it.article] for it in desk.splits()),
    )


def _share(verdicts: Iterable[bool]) -> Share:
    found = Counter(verdicts)
    return Share(found[True], found.total())


class _Bench:
    """Knows the labels, the desk's view of the stories, and whether each merge made was right."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        self.desk = Desk()
        self.labels = {it.article.article_id: it.story for it in labelled}
        self.merged: list[tuple[bool, int]] = []
        self._moved: dict[str, set[str]] = defaultdict(set)

    def follow(self, step: Step) -> None:
        """Take in one more step; a merge moves its articles before it says so."""
        self.desk.follow(step)
        if isinstance(step, Attached) and step.moved_from and step.batch:
            self._moved[step.story_id].add(step.article.article_id)
        elif isinstance(step, Merged) and step.absorbed:
            moved = self._moved.pop(step.story_id)
            right = self._most(moved) == self._most(self._in(step.story_id) - moved)
            self.merged.append((right, len(moved)))

    def label(self, story_id: str) -> str:
        """Return the label that most articles of a story have."""
        return self._most(self._in(story_id))

    def alike(self, one: str, other: str) -> bool:
        """Return whether two stories have one label."""
        return self.label(one) == self.label(other)

    def _in(self, story_id: str) -> set[str]:
        return {it for it, step in self.desk.members.items() if step.story_id == story_id}

    def _most(self, articles: Set[str]) -> str:
        # In the order of the file, which settles a tie.
        held = Counter(label for it, label in self.labels.items() if it in articles)
        return held.most_common(1)[0][0]
