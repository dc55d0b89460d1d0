"""Whether what a story shows stands in the articles it cites: judged by words, not by truth.

Shares nothing with the code that writes the page, so that it can't repeat its mistakes.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storywire.domain.model import Article, Story, Support

COVERED = 0.7
NEAR = timedelta(days=10)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DAY = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2})(?!\d)"
    r"(?:, ((?:19|20)\d\d)\b)?"
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:to|yester)day|\btomorrow|\btonight"
    r"|\blast night\b|\bthis (?:morning|afternoon|evening)\b"
)
# Elsewhere the date stands in brackets after the word that it explains: `am Montag (12. Januar)`.
_ABROAD = re.compile(r"([^\W\d_]+(?:[-'’][^\W\d_]+)*) \((\d{1,2})\.? (?:de )?([^\W\d_]+)\)")
_NEAR_ABROAD = re.compile(
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|(?:vor)?gestern"
    r"|heute|übermorgen|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:avant-)?hier"
    r"|aujourd['’]hui|demain|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:ante)?ayer|hoy"
    r"|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|ieri|oggi|domani|(?:ante)?ontem|hoje"
    r"|amanhã|(?:segunda|terça|quarta|quinta|sexta)-feira|(?:maan|dins|woens|donder|vrij|zater|zon)"
    r"dag|(?:eer)?gisteren|vandaag|morgen)$",
    re.IGNORECASE,
)
_FIRST_LETTERS = (
    "jan|ene|gen", "feb|fév|fev", "mär|mar|mrt|maa", "apr|avr|abr", "mai|may|mag|mei",
    "jun|jui|giu", "jul|jui|lug", "aug|aoû|ago", "sep|set", "okt|oct|ott|out", "nov",
    "dez|déc|dic|dec",
)  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPELLED = {
    "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
}  # fmt: skip
_OPENERS = frozenset({"A", "An", "At", "By", "From", "In", "On", "Since", "The", "Until"})
_COMMON = re.compile(
    r"(?:about|after|also|been|before|from|have|into|more|over|said|says|some|than|that|their|them"
    r"|then|there|these|they|this|were|what|when|where|which|while|will|with|would)$"
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """Something shown: where it stands, its words, and who is named as supporting it."""

    place: str
    text: str
    citations: Sequence[str]
    support: Sequence[Support] = ()
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class _Source:
    """The words of an article, title first."""

    text: str
    words: frozenset[str]
    stems: frozenset[str]
    numbers: frozenset[str]
    published: date


def unsupported(
    story: Story, articles: Mapping[str, Article], *, edited: Collection[str] = ()
) -> tuple[str, ...]:
    """Return one line for each fault of a sentence, heading or entry; none means all stand.

    Each cites a known article; each quote stands in its article; each number and capitalised
    name, and most content words, stand in a cited one. A weekday may be shown as its date. The
    facts in `edited` have an editor's words, of which only the citations are judged.
    """
    cited = {name for statement in _statements(story) for name in statement.citations}
    sources = {name: _source(articles[name]) for name in sorted(cited & articles.keys())}
    texts = {name: (articles[name].revision, source.text) for name, source in sources.items()}
    faults: list[str] = []
    for statement in _statements(story, skipped=edited):
        known = [sources[name] for name in statement.citations if name in sources]
        found = [*_citations(statement, sources), *_quotes(statement, texts)]
        found += _wording(statement.text, known) if known else ()
        faults += (f"{statement.place}: {fault} in {statement.text!r}" for fault in found)
    return tuple(faults)


def _statements(story: Story, skipped: Collection[str] = ()) -> Iterator[_Statement]:
    for section in story.summary:
        cited = dict.fromkeys(name for said in section.sentences for name in said.citations)
        place = f"section {section.section_id}"
        yield _Statement(f"{place} heading", section.heading, tuple(cited), quoted=False)
        for said in section.sentences:
            text = "" if said.fact_id in skipped else said.text
            yield _Statement(f"{place} {said.fact_id}", text, said.citations, said.support)
    for entry in story.timeline:
        text = "" if entry.fact_id in skipped else entry.text
        yield _Statement(f"entry {entry.entry_id}", text, entry.citations, entry.support)


def _source(article: Article) -> _Source:
    text = _flat(f"{article.title} \n {article.text}")
    words = frozenset(_WORD.findall(text.lower()))
    return _Source(
        text=text,
        words=words | {_bare(word) for word in words},
        stems=frozenset(_stem(word) for word in words),
        numbers=frozenset(_numbers(text)),
        published=article.published_at.date(),
    )


def _citations(statement: _Statement, sources: Mapping[str, _Source]) -> Iterator[str]:
    if not statement.citations:
        yield "no citation"
    for name in statement.citations:
        if name not in sources:
            yield f"unknown article {name}"


def _quotes(statement: _Statement, texts: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    if statement.quoted and not statement.support:
        yield "no supporting sentence"
    for support in statement.support:
        revision, text = texts.get(support.article_id, (support.revision, ""))
        if support.article_id not in statement.citations:
            yield f"support by {support.article_id}, which is not cited"
        elif revision != support.revision:
            yield f"support by revision {support.revision} of {support.article_id}"
        elif _flat(support.quote) not in text:
            yield f"quote {support.quote!r} is not in {support.article_id}"


def _wording(text: str, sources: Sequence[_Source]) -> Iterator[str]:
    text = _DAY.sub(lambda match: "" if _dates(match, sources) else match[0], _flat(text))
    text = _ABROAD.sub(lambda match: match[1] if _explains(match, sources) else match[0], text)
    for number in _numbers(text):
        if not any(_has_number(source, number) for source in sources):
            yield f"number {number} not cited"
    words = [_bare(word) for word in _WORD.findall(text) if not word[0].isdigit()]
    for place, word in enumerate(words):
        opens = place == 0 and word in _OPENERS
        if (
            word[0].isupper()
            and not opens
            and not any(_has(source, word.lower()) for source in sources)
        ):
            yield f"name {word} not cited"
    content = [word.lower() for word in words if len(word) > 3 and not _COMMON.match(word.lower())]
    found = sum(any(_has(source, word) for source in sources) for word in content)
    if found < int(COVERED * len(content)):
        yield f"only {found} of {len(content)} words cited"


def _dates(match: re.Match[str], sources: Sequence[_Source]) -> bool:
    """Return whether the day is what a weekday, or "today", in a cited article means."""
    month, day = _MONTHS.index(match[1]) + 1, int(match[2])
    return any(
        _WEEKDAY.search(source.text.lower()) and _near(source.published, month, day, match[3])
        for source in sources
    )


def _explains(match: re.Match[str], sources: Sequence[_Source]) -> bool:
    """Return whether a date in brackets is near enough to be what the word before it means."""
    letters, day = match[3].lower()[:3], int(match[2])
    months = [n for n, names in enumerate(_FIRST_LETTERS, 1) if letters in names.split("|")]
    return bool(_NEAR_ABROAD.match(match[1])) and any(
        match[1].lower() in source.text.lower() and _near(source.published, month, day, None)
        for source in sources
        for month in months
    )


def _near(published: date, month: int, day: int, year: str | None) -> bool:
    years = [int(year)] if year else [published.year + offset for offset in (-1, 0, 1)]
    days = (_day(year, month, day) for year in years)
    return any(day is not None and abs(day - published) <= NEAR for day in days)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


def _has_number(source: _Source, number: str) -> bool:
    return number in source.numbers or _SPELLED.get(number) in source.words


def _has(source: _Source, word: str) -> bool:
    if word in source.words or _stem(word) in source.stems:
        return True
    return not word.isascii() and word in source.text.lower()  # scripts without spaces


def _flat(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _stem(word: str) -> str:
    return word[:5] if len(word) > 6 else word[:4]
