"""`storywire evaluate facts`: which sentences become one fact, against timelines with mentions.

The gold joins all mentions of an event, also a plan and its outcome a year later, which facts keep
apart on purpose: recall here is no aim. Precision is, and that no fact spans years.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from storywire.domain.model import Article
from storywire.domain.story import vectors
from storywire.domain.story.facts import groups
from storywire.domain.story.reading import read
from storywire.domain.story.scale import Statement
from storywire.domain.story.statements import Told, told
from storywire.domain.story.values import Member
from storywire.errors import UsageError

COSINES = (0.2, 0.3, 0.4, 0.5)
_MENTION = re.compile(r"^(\d+)-(\d+)-")
_DAY_FIRST = re.compile(r"^(\d\d)-(\d\d)-(\d{4})$")
_GLUED = re.compile(r" ([.,;:!?%)])|(\() ")
_TITLE, _DATE_LINE = 0, 1
_YEAR = 365
Place = tuple[str, int]
"""A document and the number of a sentence in it."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of sentences of different documents taken as one event: how many, and how many are."""

    gate: str
    pairs: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share that is right; 1 where there are none."""
        return self.right / self.pairs if self.pairs else 1.0


@dataclass(frozen=True, slots=True)
class FactScores:
    """All pairs, those that the gold joins, and what each gate takes; the last are the facts.

    `far` counts pairs in one fact of documents more than a year apart.
    """

    pairs: int
    positive: int
    gates: Sequence[Pairs]
    far: int


def evaluate_facts(folder: Path, *, done: Callable[[int], None]) -> FactScores:
    """Return how the sentences of each corpus in `folder` are joined to facts, each as one story.

    A corpus has `corpus_trackB_TimeML/*.tml` and `TimeLines_Gold_Standard/*.txt`, as SemEval-2015
    Task 4 gives them. `done` is told after each corpus.

    Raises:
        UsageError: there is no corpus, or a document can't be read.
    """
    corpora = sorted(path.parent for path in folder.glob("*/corpus_trackB_TimeML"))
    if not corpora:
        raise UsageError(f"{folder} has no */corpus_trackB_TimeML")
    found = [_corpus(corpus, done) for corpus in corpora]
    names = [pairs.gate for pairs in found[0].gates]
    return FactScores(
        pairs=sum(each.pairs for each in found),
        positive=sum(each.positive for each in found),
        gates=[
            Pairs(
                name,
                sum(each.gates[at].pairs for each in found),
                sum(each.gates[at].right for each in found),
            )
            for at, name in enumerate(names)
        ],
        far=sum(each.far for each in found),
    )


def _corpus(folder: Path, done: Callable[[int], None]) -> FactScores:
    paths = sorted((folder / "corpus_trackB_TimeML").glob("*.tml"))
    documents = [_document(path) for path in paths]
    members = [
        Member(read(article), number) for number, (article, _) in enumerate(documents, start=1)
    ]
    said, places = told(members), {article.article_id: lines for article, lines in documents}
    at = {s.position: _place(s, places) for s in said.statements}
    events = _events(folder)
    cross = [
        (one, other)
        for one, other in combinations(said.statements, 2)
        if one.sentence.article_id != other.sentence.article_id
    ]
    right = [_joined(at[one.position], at[other.position], events) for one, other in cross]
    gates, far = _gates(said, cross, right)
    done(1)
    return FactScores(len(cross), sum(right), gates, far)


def _gates(
    said: Told, cross: Sequence[tuple[Statement, Statement]], right: Sequence[bool]
) -> tuple[Sequence[Pairs], int]:
    fact_of = {s.position: n for n, group in enumerate(groups(said)) for s in group}
    cosines = [vectors.cosine(one.vector, other.vector) for one, other in cross]
    together = [fact_of[one.position] == fact_of[other.position] for one, other in cross]
    gates = [
        _pairs(f"cosine > {least:.2f}", [cosine > least for cosine in cosines], right)
        for least in COSINES
    ]
    far = sum(
        same and abs((one.published_at - other.published_at).days) > _YEAR
        for same, (one, other) in zip(together, cross, strict=True)
    )
    return [*gates, _pairs("one fact", together, right)], far


def _pairs(name: str, taken: Sequence[bool], right: Sequence[bool]) -> Pairs:
    return Pairs(name, sum(taken), sum(a and b for a, b in zip(taken, right, strict=True)))


def _joined(one: Place | None, other: Place | None, events: Mapping[Place, set[int]]) -> bool:
    if one is None or other is None:
        return False
    return not events.get(one, set()).isdisjoint(events.get(other, set()))


def _events(folder: Path) -> Mapping[Place, set[int]]:
    """Return which events each sentence mentions; a line of a timeline is one event."""
    found: dict[Place, set[int]] = {}
    number = 0
    for path in sorted((folder / "TimeLines_Gold_Standard").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            number += 1
            for field in line.split("\t")[2:]:
                if match := _MENTION.match(field):
                    found.setdefault((match[1], int(match[2])), set()).add(number)
    return found


def _document(path: Path) -> tuple[Article, Sequence[tuple[int, str]]]:
    try:
        root = etree.parse(path).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise UsageError(f"{path.name} can't be read: {error}") from error
    name, lines = root.findtext("DOCID") or path.stem, list(_lines(root))
    published = _published(root, path)
    body = "\n".join(line for number, line in lines if number not in {_TITLE, _DATE_LINE})
    article = Article(
        edition="en", article_id=name, revision=1, content_hash=name, language="en",
        title=root.findtext("EXTRAINFO") or name, text=body, outlet=name,
        published_at=published, ingested_at=published,
    )  # fmt: skip
    return article, lines


def _lines(root: etree._Element) -> Iterator[tuple[int, str]]:
    for line in root.iter("s"):
        text = " ".join("".join(line.itertext()).split())
        yield int(line.get("id")), _GLUED.sub(lambda match: match[1] or match[2], text)


def _published(root: etree._Element, path: Path) -> datetime:
    created = root.find(".//DCT/TIMEX3")
    value = created.get("value", "") if created is not None else ""
    if match := _DAY_FIRST.match(value):
        value = f"{match[3]}-{match[2]}-{match[1]}"
    try:
        return datetime.fromisoformat(value[:10]).replace(hour=10, tzinfo=UTC)
    except ValueError as error:
        raise UsageError(f"{path.name} was published at no time: {value!r}") from error


def _place(
    statement: Statement, documents: Mapping[str, Sequence[tuple[int, str]]]
) -> Place | None:
    """Return the sentence of the set that a statement is, or is a part of."""
    name, text = statement.sentence.article_id, statement.sentence.text
    for number, line in documents[name]:
        if text in line or line in text:
            return name, number
    return None
