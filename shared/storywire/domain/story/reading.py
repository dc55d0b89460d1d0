"""Reading an article: its sentences with dates, names, numbers and faults. Pure, and bounded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from storywire.domain.model import Article
from storywire.domain.story import (
    anchoring,
    dates,
    display,
    faults,
    introductions,
    lexicon,
    names,
    sentences,
    verbs,
    words,
)
from storywire.domain.story.mentions import DateMention
from storywire.domain.story.outlets import is_outlet
from storywire.domain.story.values import ReadArticle, ReadSentence

MAX_SENTENCES, OPENING = 60, 3
MAX_READ = 60_000
EVENT_CONFIDENCE = 2


def read(article: Article) -> ReadArticle:
    """Return the whole reading of an article; never raises, whatever its text is.

    At most the first 60 sentences that are not furniture are read.
    """
    title = sentences.clean_line(article.title)
    kept = _kept(article.text[:MAX_READ], title=title, language=article.language)
    named = names.by_sentence(kept, article.language)
    said = tuple(_read_all(article, kept, named))
    return ReadArticle(
        article=article,
        headline=display.headline(title),
        sentences=said,
        named=tuple(_counted(named, article.language)),
        days_named=frozenset(m.day for s in said for m in s.dates if m.day),
        days_told=_told(said),
    )


def _told(said: Sequence[ReadSentence]) -> Mapping[date, int]:
    sure = [s for s in said if s.event_date is not None and s.confidence >= EVENT_CONFIDENCE]
    fit = [s for s in sure if s.eventive and s.showable and not s.dangling]
    found: dict[date, int] = {}
    for sentence in (*fit, *sure):
        if sentence.event_date is not None:
            found.setdefault(sentence.event_date, sentence.index)
    return found


def _counted(named: Iterable[Iterable[str]], language: str) -> Iterator[tuple[str, int]]:
    stops = words.stops(language)
    for name, count in Counter(name for found in named for name in found).items():
        if name.lower() not in stops and not is_outlet(name):
            yield name, count


def _kept(text: str, *, title: str, language: str) -> list[str]:
    kept: list[str] = []
    for paragraph in sentences.paragraphs(text, title=title):
        found = map(sentences.without_label, sentences.split(paragraph, language))
        sound = [sentence for sentence in found if not faults.is_junk(sentence, language)]
        if not kept and not sound and faults.is_unstopped(paragraph, language):
            sound = [paragraph]
        for sentence in sound:
            # A picture's line does not open the article that it stands over.
            if len(kept) >= OPENING or "caption" not in faults.faults(sentence, language):
                kept.append(sentence)
        if len(kept) >= MAX_SENTENCES:
            break
    return kept[:MAX_SENTENCES]


def _read_all(
    article: Article, kept: Sequence[str], names_of: Sequence[tuple[str, ...]]
) -> Iterator[ReadSentence]:
    place = anchoring.Place(0, article.published_at.date())
    english = words.base(article.language) in {"en", "und"}
    people = introductions.people(kept, names_of) if english else {}
    for text, named in zip(kept, names_of, strict=True):
        mentions = dates.tag(
            text,
            published_at=article.published_at,
            language=article.language,
            previous=place.named,
        )
        cues = lexicon.cues(text, article.language)
        event = anchoring.anchor(
            text, mentions, place=place, speech=cues.speech, future=cues.future
        )
        judged = _Judged(mentions, cues, event, names.keys(named), people)
        yield _sentence(article, text, place.index, judged)
        place = place.after(event, mentions)


class _Judged(NamedTuple):
    dates: tuple[DateMention, ...]
    cues: lexicon.Cues
    event: anchoring.EventDay
    names: frozenset[str]
    people: Mapping[str, str]


def _sentence(article: Article, text: str, index: int, judged: _Judged) -> ReadSentence:
    language, (mentions, cues, event, named, people) = article.language, judged
    return ReadSentence(
        article_id=article.article_id,
        revision=article.revision,
        index=index,
        text=text,
        language=language,
        stems=words.stems(text, language),
        names=named,
        dates=mentions,
        event_date=event.day,
        anchor=event.anchor,
        confidence=event.confidence,
        future=cues.future or (_ahead(article, event) and not _has_happened(text, language)),
        eventive=cues.eventive,
        negated=cues.negated,
        speech=cues.speech,
        faults=faults.faults(text, language),
        dangling=faults.is_dangling(text, language),
        people=people,
    )


def _ahead(article: Article, event: anchoring.EventDay) -> bool:
    return event.day is not None and event.day > article.published_at.date()


def _has_happened(text: str, language: str) -> bool:
    """Return whether the main verb is past, whatever the clock says; only English can tell."""
    return words.base(language) in {"en", "und"} and bool(verbs.deed(text))
