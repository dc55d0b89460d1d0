"""How a story's sentences are weighed, and what earlier versions worked out by that scale.

Rare words weigh most; how rare they are is counted at sizes 1 to 8 and then each time the story has
grown by a quarter, over the members it had by then in the order of their numbers. So a new article
changes nothing of what others weigh, and a rebuild weighs as the first time.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar, cast

from storywire.domain.ids import digest
from storywire.domain.story import days, vectors
from storywire.domain.story.said import sentences_of
from storywire.domain.story.values import Member, ReadSentence
from storywire.domain.story.vectors import Vector, Weights

MAX_PER_ARTICLE, MIN_PER_ARTICLE, MAX_STATEMENTS = 60, 16, 1_200
STRIDE = 128
YOUNG = 8
LEADING, OPENING = 8, 3
COMMON = 48
TINY = 1e-9
KEPT = 4 * MAX_STATEMENTS

_Notes = TypeVar("_Notes")
_Key = tuple[str, int, int, str | None]


class Statement(NamedTuple):
    """One sentence of one member; `position` orders all of the story's, and stays.

    `key` stays the same as long as the article says this, whatever its revision.
    """

    position: int
    sentence: ReadSentence
    member: Member
    vector: Vector
    bag: frozenset[str]
    mass: float
    key: str

    @property
    def published_at(self) -> datetime:
        """Return when its article was published."""
        return self.member.read.published_at


@lru_cache(maxsize=8_192)
def _key(article_id: str, text: str) -> str:
    return digest("statement", article_id, text, length=16)


@dataclass(frozen=True)
class Scale:
    """What words weigh, how many sentences of an article are read, and the story's centre.

    `common` are the words that too many sentences have to find pairs by; `read` the members that
    were read for it; `centre` that of the first 8 sentences of each that is no copy, and
    `weight` the length of their sum; `openings` is the centre of the first 3.
    """

    idf: Weights
    per_article: int
    common: frozenset[str]
    read: tuple[Member, ...]
    centre: Vector
    weight: float
    openings: Vector

    def nearness_to_others(self, said: Sequence[Statement]) -> Callable[[Vector], float]:
        """Return what tells how near a vector is to the centre as it were without what is `said`.

        Worked out from the centre with it: |t - o|^2 = |t|^2 - 2 t.o + |o|^2.
        """
        member = said[0].member
        counted = not member.copy_of and any(m.number == member.number for m in self.read)
        leading = [s.vector for s in said if counted and s.sentence.index < LEADING]
        own = vectors.total(leading)
        squared = self.weight * self.weight - 2 * self.weight * vectors.cosine(own, self.centre)
        length = math.sqrt(max(0.0, squared + vectors.cosine(own, own)))

        def nearness(vector: Vector) -> float:
            along = self.weight * vectors.cosine(vector, self.centre)
            return (along - vectors.cosine(vector, own)) / length if length > TINY else 0.0

        return nearness


def settled(size: int) -> int:
    """Return the size at which a story of `size` members was weighed last."""
    at = following = min(size, YOUNG)
    while following <= size:
        at, following = following, following + max(1, following // 4)
    return at


class Workings:
    """What earlier versions of one story worked out: a version is the same without it.

    What is weighed holds for one scale, and goes with it; what is counted lasts.
    """

    def __init__(self) -> None:
        self._weighed: tuple[_Key, ...] = ()
        self._scale: Scale | None = None
        self._said: dict[_Key, tuple[Statement, ...]] = {}
        self._count = 0
        self._notes: dict[type, object] = {}
        self._lasting: dict[type, object] = {}

    def scale(self, members: Sequence[Member]) -> Scale:
        """Return the scale of a story of `members`, which are in the order of their numbers."""
        base = members[: settled(len(members))]
        keys = tuple(_member_key(member) for member in base)
        if self._scale is None or keys != self._weighed or self._count > KEPT:
            self._weighed, self._said, self._notes, self._count = keys, {}, {}, 0
            self._scale = self._weigh(base)
        return self._scale

    def said(self, member: Member, scale: Scale) -> tuple[Statement, ...]:
        """Return what `member` states, the very same objects for one scale."""
        key = _member_key(member)
        found = self._said.get(key)
        if found is None:
            sentences = sentences_of(member, scale.per_article)
            found = self._said[key] = _statements(member, sentences, scale.idf)
            self._count += len(found)
        return found

    def notes(self, kind: type[_Notes]) -> _Notes:
        """Return the notes of this kind, which begin empty with each scale."""
        if kind not in self._notes:
            self._notes[kind] = kind()
        return cast("_Notes", self._notes[kind])

    def lasting(self, kind: type[_Notes]) -> _Notes:
        """Return the notes of this kind, which no scale has a part in."""
        if kind not in self._lasting:
            self._lasting[kind] = kind()
        return cast("_Notes", self._lasting[kind])

    def _weigh(self, base: Sequence[Member]) -> Scale:
        read, _ = days.to_read(base, self.lasting(days.Days))
        per_article = min(MAX_PER_ARTICLE, max(MIN_PER_ARTICLE, MAX_STATEMENTS // len(read)))
        said = [(member, sentences_of(member, per_article)) for member in read]
        frequency: Counter[str] = vectors.frequencies(s.stems for _, each in said for s in each)
        idf = Weights(frequency, sum(len(each) for _, each in said))
        for member, sentences in said:
            found = self._said[_member_key(member)] = _statements(member, sentences, idf)
            self._count += len(found)
        own = (self._said[_member_key(member)] for member, _ in said if not member.copy_of)
        leading = [one for each in own for one in each if one.sentence.index < LEADING]
        openings = (one.vector for one in leading if one.sentence.index < OPENING)
        total = vectors.total(one.vector for one in leading)
        weight = vectors.length(total)
        common = frozenset(term for term, count in frequency.items() if count > COMMON)
        opening = vectors.centroid(openings)
        return Scale(idf, per_article, common, tuple(read), vectors.unit(total), weight, opening)


def _member_key(member: Member) -> _Key:
    article = member.read.article
    return article.article_id, article.revision, member.number, member.copy_of


def _statements(
    member: Member, sentences: Sequence[ReadSentence], idf: Weights
) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            member.number * STRIDE + place,
            sentence,
            member,
            vector,
            frozenset(sentence.stems),
            mass,
            _key(sentence.article_id, sentence.text),
        )
        for place, sentence in enumerate(sentences)
        for vector, mass in (vectors.weighed(sentence.stems, idf),)
    )
