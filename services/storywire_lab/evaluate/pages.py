"""`storywire evaluate pages`: pages of real stories, sentence by sentence beside their sources.

What they are worth only a reader can say; this prints what there is to judge, and counts.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from storywire.domain.model import Article, Support
from storywire.domain.story import vectors
from storywire.domain.story.facts import groups
from storywire.domain.story.page import Page, PageMemory, compose
from storywire.domain.story.pairs import COPY_COSINE
from storywire.domain.story.reading import read
from storywire.domain.story.statements import told
from storywire.domain.story.values import Member
from storywire.errors import UsageError
from storywire_lab.evaluate.attach import Labelled, read_labelled
from storywire_lab.topics import read_topic


@dataclass(frozen=True, slots=True)
class Reading:
    """A story's articles, in the order they came, and the page of its last version.

    `merged` are pairs of sentences that are one fact, copies of each other left out.
    """

    label: str
    articles: Sequence[Article]
    page: Page
    merged: Sequence[tuple[str, str]]

    @property
    def counts(self) -> "Counts":
        """Return what there is to judge on the page."""
        sentences = [said for section in self.page.sections for said in section.sentences]
        titles = {member.title.casefold() for member in self.articles}
        headings = [section.heading for section in self.page.sections]
        return Counts(
            pages=1,
            headings=len(headings),
            headlines=sum(heading.casefold() in titles for heading in headings),
            sentences=len(sentences),
            supported_twice=sum(len(said.citations) > 1 for said in sentences),
            added_citations=sum(len(said.citations) - 1 for said in sentences)
            + sum(len(entry.citations) - 1 for entry in self.page.timeline),
            entries=len(self.page.timeline),
            wide=int(3 <= len(headings) <= 5),
            merged=len(self.merged),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to judge.

    `headlines`: headings that are an article's headline; `supported_twice`: sentences with more
    than one citation; `added_citations`: those besides an article's own; `wide`: pages with 3 to 5
    sections.
    """

    pages: int = 0
    headings: int = 0
    headlines: int = 0
    sentences: int = 0
    supported_twice: int = 0
    added_citations: int = 0
    entries: int = 0
    wide: int = 0
    merged: int = 0


def evaluate_pages(file: Path, *, sample: int, seed: int, least: int) -> Sequence[Reading]:
    """Return the pages of `sample` stories of `file`, labelled articles, drawn by `seed`.

    Each story has `least` articles or more, as labelled, not as attach would find them; its page
    is made as they come, one by one.

    Raises:
        UsageError: a line is no labelled article.
    """
    stories: dict[str, list[Labelled]] = {}
    for labelled in read_labelled(file):
        stories.setdefault(labelled.story, []).append(labelled)
    large = sorted(label for label, told in stories.items() if len(told) >= least)
    drawn = random.Random(seed).sample(large, min(sample, len(large)))  # noqa: S311  # no secret
    return [_reading(label, [it.article for it in stories[label]]) for label in drawn]


def evaluate_slices(file: Path, *, sample: int, seed: int, size: int) -> Sequence[Reading]:
    """Return the pages of `sample` runs of `size` articles of a topic, drawn by `seed`.

    Raises:
        UsageError: the file is no topic, or has fewer articles.
    """
    articles = read_topic(file, tokenised=False)
    if len(articles) < size:
        raise UsageError(f"{file.name} has {len(articles)} articles, and {size} are asked for")
    drawn = random.Random(seed)  # noqa: S311  # no secret
    starts = [drawn.randint(0, len(articles) - size) for _ in range(sample)]
    return [_reading(f"from {start}", articles[start : start + size]) for start in starts]


def _reading(label: str, articles: Sequence[Article]) -> Reading:
    members, memory, page = [], PageMemory(), None
    for number, article in enumerate(articles, start=1):
        members.append(Member(read(article), number))
        page, memory = compose(members, memory)
    if page is None:
        raise ValueError("a story needs an article")
    return Reading(label, articles, page, _merged(members))


def _merged(members: Sequence[Member]) -> Sequence[tuple[str, str]]:
    return [
        (one.sentence.text, other.sentence.text)
        for group in groups(told(members))
        for one, other in pairwise(group)
        if vectors.cosine(one.vector, other.vector) <= COPY_COSINE
    ]


def lines_to_read(reading: Reading, name: str) -> Iterator[str]:
    """Yield the lines of a page to judge; what is judged begins with H, S, C, E or M."""
    numbers = {article.article_id: n for n, article in enumerate(reading.articles, start=1)}
    yield f"=== {name}: {reading.label}, {len(reading.articles)} articles: {reading.page.title}"
    for place, section in enumerate(reading.page.sections, start=1):
        yield f"H{place} {section.heading}"
        for said in section.sentences:
            yield f"  S {said.text} {_marks(said.citations, numbers)}"
            yield from _beside(said.text, said.support, numbers)
    for entry in reading.page.timeline:
        time = f" {entry.time:%H:%M}" if entry.time else ""
        status = "" if entry.status == "reported" else f" ({entry.status})"
        yield f"  E {entry.date}{time}{status} {entry.text} {_marks(entry.citations, numbers)}"
        yield from _beside(entry.text, entry.support, numbers)
    for one, other in reading.merged:
        yield f"  M {one}"
        yield f"    = {other}"
    for article in reading.articles:
        yield f"  [{numbers[article.article_id]}] {article.published_at:%Y-%m-%d} {article.title}"


def _marks(citations: Sequence[str], numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[article_id]}]" for article_id in citations)


def _beside(text: str, support: Sequence[Support], numbers: dict[str, int]) -> Iterator[str]:
    for each in support:
        if each.quote != text:
            yield f"      C [{numbers[each.article_id]}] {each.quote}"


def total(readings: Sequence[Reading]) -> Counts:
    """Return the sums over all pages."""
    counts = [reading.counts for reading in readings]
    return Counts(
        *(sum(getattr(each, name) for each in counts) for name in Counts.__dataclass_fields__)
    )
