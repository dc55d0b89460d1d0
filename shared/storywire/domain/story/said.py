"""The sentences of one article that a story reads: so many from the top, each once."""

import re
from functools import lru_cache

from storywire.domain.model import Article
from storywire.domain.story import anchoring, dates, lexicon, names, verbs, words
from storywire.domain.story.values import Member, ReadSentence

_UNFIT = re.compile(r"[?？]|\.\.\.|…|^(?:How|Why|What|Here['’]s|Meet|Watch|Opinion|Op-Ed)\b")


def sentences_of(member: Member, limit: int) -> list[ReadSentence]:
    """Return its first `limit` sentences; the headline too, where no other may be shown."""
    found: dict[str, ReadSentence] = {}
    for sentence in member.read.sentences[:limit]:
        found.setdefault(sentence.text, sentence)
    if not any(sentence.showable for sentence in found.values()):
        stated = headline_sentence(member.read.article, member.read.headline)
        found.setdefault(stated.text, stated)
    return list(found.values())


@lru_cache(maxsize=4_096)
def headline_sentence(article: Article, headline: str) -> ReadSentence:
    """Return the headline as the sentence of an article that has no other to show."""
    language = article.language
    published = article.published_at
    mentions = dates.tag(headline, published_at=published, language=language, previous=None)
    cues = lexicon.cues(headline, language)
    place = anchoring.Place(0, published.date())
    event = anchoring.anchor(
        headline, mentions, place=place, speech=cues.speech, future=cues.future
    )
    return ReadSentence(
        article_id=article.article_id,
        revision=article.revision,
        index=0,
        text=headline,
        language=language,
        stems=words.stems(headline, language),
        names=names.keys(names.spelled(headline)),
        dates=mentions,
        event_date=event.day,
        anchor=event.anchor,
        confidence=event.confidence,
        future=cues.future,
        eventive=True,
        negated=cues.negated,
        speech=cues.speech,
        faults=_faults(headline, language),
        dangling=False,
        headline=True,
    )


def _faults(headline: str, language: str) -> frozenset[str]:
    english = words.base(language) in {"en", "und"}
    says_something = not english or verbs.has_headline_verb(headline)
    whole = says_something and not _UNFIT.search(headline)
    return frozenset() if whole else frozenset({"headline"})
