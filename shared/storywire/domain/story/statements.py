"""The sentences of a story as its facts are made of them: bounded, weighed, and findable."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from storywire.domain.ids import digest
from storywire.domain.model import Article
from storywire.domain.story import (
    anchoring,
    dates,
    days,
    lexicon,
    names,
    vectors,
    verbs,
    words,
)
from storywire.domain.story.days import Day
from storywire.domain.story.values import Member, ReadSentence
from storywire.domain.story.vectors import Vector

_UNFIT = re.compile(r"[?？]|\.\.\.|…|^(?:How|Why|What|Here['’]s|Meet|Watch|Opinion|Op-Ed)\b")

MAX_MEMBERS, OLDEST = 60, 4
DAYS, TELLERS = 16, 2
MAX_PER_ARTICLE, MIN_PER_ARTICLE, MAX_STATEMENTS = 60, 16, 1_200
LEADING = 8


class Statement(NamedTuple):
    """One sentence of one member; `position` orders all of the story's."""

    position: int
    sentence: ReadSentence
    member: Member
    vector: Vector
    bag: frozenset[str]
    mass: float

    @property
    def key(self) -> str:
        """Return what stays the same as long as the article says this, whatever its revision."""
        return _key(self.sentence.article_id, self.sentence.text)

    @property
    def published_at(self) -> datetime:
        """Return when its article was published."""
        return self.member.read.published_at


@lru_cache(maxsize=8_192)
def _key(article_id: str, text: str) -> str:
    return digest("statement", article_id, text, length=16)


@dataclass(frozen=True)
class Told:
    """Everything a story's members state, in the order of their numbers.

    `days`: the days that matter most in a story of more members than are read; else empty.
    """

    members: tuple[Member, ...]
    statements: tuple[Statement, ...]
    idf: dict[str, float]
    language: str
    days: Mapping[date, Day] = field(default_factory=dict)

    @cached_property
    def centroid(self) -> Vector:
        """Return the centre of the first 8 sentences of each article that is no copy."""
        return vectors.centroid(
            statement.vector
            for statement in self.statements
            if statement.sentence.index < LEADING and not statement.member.copy_of
        )

    @cached_property
    def newest(self) -> datetime:
        """Return when the newest member was published."""
        return max(member.read.published_at for member in self.members)

    @cached_property
    def by_term(self) -> dict[str, list[int]]:
        """Return where each term stands: positions of statements."""
        found: dict[str, list[int]] = defaultdict(list)
        for statement in self.statements:
            for term in statement.vector:
                found[term].append(statement.position)
        return found

    @property
    def english(self) -> bool:
        """Return whether English rules apply."""
        return words.base(self.language) in {"en", "und"}

    def after(self, statement: Statement) -> Statement | None:
        """Return the next sentence of the same article."""
        following = statement.position + 1
        if following < len(self.statements):
            other = self.statements[following]
            if other.sentence.article_id == statement.sentence.article_id:
                return other
        return None


def told(members: Sequence[Member]) -> Told:
    """Return what `members` state; of more than 60, at most 60 are read.

    These are the 4 oldest, two that tell each of the 16 days that matter most, and the newest.
    """
    chosen, weighty = _bounded(sorted(members, key=lambda member: member.number))
    per_article = min(MAX_PER_ARTICLE, max(MIN_PER_ARTICLE, MAX_STATEMENTS // len(chosen)))
    said = [(m, s) for m in chosen for s in _sentences(m, per_article)]
    idf = vectors.weights([sentence.stems for _, sentence in said])
    statements = tuple(
        Statement(position, sentence, member, vector, frozenset(sentence.stems), mass)
        for position, (member, sentence) in enumerate(said)
        for vector, mass in (vectors.weighed(sentence.stems, idf),)
    )
    return Told(tuple(chosen), statements, idf, _language(chosen), weighty)


def _bounded(members: list[Member]) -> tuple[list[Member], Mapping[date, Day]]:
    if len(members) <= MAX_MEMBERS:
        return members, {}
    by_time = sorted(members, key=lambda m: (m.read.published_at, m.number))
    weighty = days.weightiest(by_time, DAYS)
    telling = [member for day in weighty.values() for member in day.told_by[:TELLERS]]
    newest = reversed(by_time[OLDEST:])
    kept = {m.number: m for m in (*by_time[:OLDEST], *telling, *newest)}
    return [kept[number] for number in sorted(list(kept)[:MAX_MEMBERS])], weighty


def _sentences(member: Member, limit: int) -> list[ReadSentence]:
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


def _language(members: Sequence[Member]) -> str:
    counts: dict[str, int] = {}
    for member in members:
        tag = words.base(member.read.article.language)
        if tag != "und":
            counts[tag] = counts.get(tag, 0) + 1
    return max(counts, key=lambda tag: counts[tag], default="und")
