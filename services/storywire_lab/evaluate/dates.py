"""`storywire evaluate dates`: the times a text names, against TimeML documents."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from re import compile as pattern
from typing import Any

import orjson
from lxml import etree  # type: ignore[import-untyped]  # it ships no types
from sentencex import segment

from storywire.domain.story.dates import tag
from storywire.errors import UsageError
from storywire_lab.evaluate.clustering import Agreement

_PARAGRAPH = pattern(r"(?:[^\n]|\n(?!\s*\n))+")
_DAY = pattern(r"\d{4}-\d\d-\d\d$")
# A calendar's value. TIMEX3 writes an unknown digit as X, and the present as PRESENT_REF.
_ANCHORED = pattern(r"\d{3}[^X]*$")
# Documents have no time of day; this is one at which it is the same day wherever news is written.
_HOUR = 10


@dataclass(frozen=True, slots=True)
class Span:
    """A time expression in the character data of `<TEXT>`; a time of day counts as its day."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class DateScores:
    """Agreement on values, and on those that are days; both of spans that overlap.

    `predictions` are the spans found, by document.
    """

    documents: int
    expressions: int
    values: Agreement
    days: Agreement
    characters_per_second: float
    predictions: Mapping[str, Sequence[Span]]


def evaluate_dates(folder: Path, *, done: Callable[[int], None]) -> DateScores:
    """Return how well the times in the `.tml` documents of `folder` are found and valued.

    True are the TIMEX3 of type DATE or TIME in `<TEXT>` with a calendar's value; what is found
    where one has another value counts neither way. The publication is the TIMEX3 with
    functionInDocument CREATION_TIME. `done` is told after each document.

    Raises:
        UsageError: there is no document, or one can't be read.
    """
    paths = sorted(folder.glob("*.tml"))
    if not paths:
        raise UsageError(f"{folder} has no .tml documents")
    true: dict[str, Sequence[Span]] = {}
    found: dict[str, Sequence[Span]] = {}
    characters, seconds = 0, 0.0
    for path in paths:
        published, text, spans = _document(path)
        started = time.perf_counter()
        mentions = list(_read(text, published))
        seconds += time.perf_counter() - started
        characters += len(text)
        true[path.stem] = [it for it in spans if _ANCHORED.match(it.value)]
        vague = [it for it in spans if not _ANCHORED.match(it.value)]
        found[path.stem] = [
            it for it in mentions if not any(_overlap(it, other) for other in vague)
        ]
        done(1)
    return DateScores(
        documents=len(paths),
        expressions=sum(map(len, true.values())),
        values=_agreement(true, found),
        days=_agreement(_days(true), _days(found)),
        characters_per_second=round(characters / seconds) if seconds else 0,
        predictions=found,
    )


def write_predictions(scores: DateScores, path: Path) -> None:
    """Write one `{"doc", "start", "end", "value"}` a line."""
    with path.open("wb") as out:
        for doc, spans in scores.predictions.items():
            for it in spans:
                line = {"doc": doc, "start": it.start, "end": it.end, "value": it.value}
                out.write(orjson.dumps(line) + b"\n")


def _read(text: str, published: datetime) -> Iterator[Span]:
    """Yield what is found sentence by sentence, as an article is read."""
    previous = None
    for paragraph in _PARAGRAPH.finditer(text):
        at = paragraph.start()
        for sentence in segment("en", paragraph[0].replace("\n", " ")):
            found = tag(sentence, published_at=published, language="en", previous=previous)
            for it in found:
                yield Span(at + it.start, at + it.end, it.value)
                previous = it.day or previous
            at += len(sentence)


def _document(path: Path) -> tuple[datetime, str, Sequence[Span]]:
    try:
        root = etree.parse(path).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise UsageError(f"{path.name} can't be read: {error}") from error
    created = root.find(".//TIMEX3[@functionInDocument='CREATION_TIME']")
    body = root.find("TEXT")
    if created is None or body is None:
        raise UsageError(f"{path.name} has no TEXT, or no time of creation")
    try:
        day = datetime.fromisoformat(created.get("value", "")[:10])
    except ValueError as error:
        raise UsageError(f"{path.name} was created at no time: {error}") from error
    moment = day.replace(hour=_HOUR, tzinfo=UTC)
    return moment, "".join(body.itertext()), list(_timexes(body))


def _timexes(body: Any) -> Iterator[Span]:
    at = len(body.text or "")
    for child in body.iterchildren():
        inside = "".join(child.itertext())
        if child.tag == "TIMEX3":
            value = child.get("value", "").partition("T")[0]
            if child.get("type") in {"DATE", "TIME"}:
                yield Span(at, at + len(inside), value)
        else:
            for it in _timexes(child):
                yield Span(at + it.start, at + it.end, it.value)
        at += len(inside) + len(child.tail or "")


def _days(spans: Mapping[str, Sequence[Span]]) -> Mapping[str, Sequence[Span]]:
    return {doc: [it for it in some if _DAY.match(it.value)] for doc, some in spans.items()}


def _agreement(
    true: Mapping[str, Sequence[Span]], found: Mapping[str, Sequence[Span]]
) -> Agreement:
    pairs = [(true[doc], found[doc]) for doc in true]
    right = sum(_hits(gold, some) for gold, some in pairs)
    recalled = sum(_hits(some, gold) for gold, some in pairs)
    given, wanted = sum(map(len, found.values())), sum(map(len, true.values()))
    return Agreement(right / given if given else 0.0, recalled / wanted if wanted else 0.0)


def _hits(among: Sequence[Span], spans: Sequence[Span]) -> int:
    """Return how many of `spans` overlap one of `among` of the same value."""
    return sum(
        any(it.value == other.value and _overlap(it, other) for other in among) for it in spans
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
