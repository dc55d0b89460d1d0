"""Reading an article: its sentences with dates, names, numbers and faults. Pure, and bounded."""

from collections.abc import Iterator
from datetime import date

from storywire.domain.model import Article
from storywire.domain.story import (
    anchoring,
    dates,
    display,
    faults,
    lexicon,
    names,
    quantities,
    sentences,
    words,
)
from storywire.domain.story.values import ReadArticle, ReadSentence

MAX_SENTENCES = 60
MAX_READ = 60_000


def read(article: Article) -> ReadArticle:
    """Return the whole reading of an article; never raises, whatever its text is.

    At most the first 60 sentences that are not furniture are read.
    """
    title = sentences.clean_line(article.title)
    kept = _kept(article.text[:MAX_READ], title=title, language=article.language)
    return ReadArticle(
        article=article,
        headline=display.headline(title),
        sentences=tuple(_read_all(article, kept)),
    )


def _kept(text: str, *, title: str, language: str) -> list[str]:
    kept: list[str] = []
    for paragraph in sentences.paragraphs(text, title=title):
        found = sentences.split(paragraph, language)
        kept += [sentence for sentence in found if not faults.is_junk(sentence, language)]
        if len(kept) >= MAX_SENTENCES:
            break
    return kept[:MAX_SENTENCES]


def _read_all(article: Article, kept: list[str]) -> Iterator[ReadSentence]:
    published = article.published_at.date()
    place = anchoring.Place(0, published)
    previous: date | None = None
    for index, text in enumerate(kept):
        sentence = _sentence(article, text, place, previous)
        yield sentence
        named = [mention.day for mention in sentence.dates if mention.day]
        previous = named[-1] if named else previous
        place = anchoring.Place(
            index=index + 1,
            published=published,
            speech_day=sentence.event_date if sentence.anchor in {"speech", "inherited"} else None,
            text_day=sentence.event_date if sentence.anchor == "text" else place.text_day,
            text_index=index if sentence.anchor == "text" else place.text_index,
        )


def _sentence(
    article: Article, text: str, place: anchoring.Place, previous: date | None
) -> ReadSentence:
    language = article.language
    mentions = dates.tag(
        text, published_at=article.published_at, language=language, previous=previous
    )
    cues = lexicon.cues(text, language)
    event = anchoring.anchor(text, mentions, place=place, speech=cues.speech, future=cues.future)
    return ReadSentence(
        article_id=article.article_id,
        revision=article.revision,
        index=place.index,
        text=text,
        display=display.display(text, mentions, language),
        stems=words.stems(text, language),
        names=names.keys(text),
        quantities=quantities.quantities(text, language=language, dates=mentions),
        dates=mentions,
        event_date=event.day,
        anchor=event.anchor,
        confidence=event.confidence,
        future=cues.future,
        eventive=cues.eventive,
        negated=cues.negated,
        speech=cues.speech,
        faults=faults.faults(text, language),
        dangling=faults.is_dangling(text, language),
        stale_claim=faults.is_stale_claim(text, language),
    )
