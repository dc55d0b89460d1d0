"""Pairs of sentences that may be one fact: alike in words, and not of two events."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import chain

from storywire.domain.story import vectors, verbs, words
from storywire.domain.story.scale import Statement
from storywire.domain.story.statements import Told
from storywire.domain.story.values import ReadSentence
from storywire.domain.story.vetoes import FAR, days_apart, vetoed

COPY_COSINE = 0.92
MEAN_COSINE, SHARED_MASS = 0.28, 0.42
KEY_TERMS = 7
OTHER_DEED_COSINE = 0.8
_DATED = frozenset({"text", "speech", "inherited"})


class Pairs:
    """The pairs of sentences that may be one fact, found once: they are a property of the two.

    Sentences of different articles that share two of their heaviest words are looked at.
    """

    def __init__(self) -> None:
        self._seen: dict[int, Statement] = {}
        self._postings: dict[str, list[Statement]] = defaultdict(list)
        self._accepted: list[tuple[float, int, int, Statement, Statement]] = []

    def among(self, told: Told) -> Sequence[tuple[float, int, int, Statement, Statement]]:
        """Return the pairs among what is told, nearest first: cosine below 0, positions, both."""
        here = {statement.position: statement for statement in told.statements}
        if any(here.get(position) is not one for position, one in self._seen.items()):
            self._forget(here)
        for position, statement in here.items():
            if position not in self._seen:
                self._add(told, statement)
        self._accepted.sort()
        return self._accepted

    def _add(self, told: Told, statement: Statement) -> None:
        places = [self._postings[term] for term in _heaviest(statement, told.scale.common)]
        own = statement.sentence.article_id
        counted = Counter(other.position for other in chain.from_iterable(places))
        for position, count in counted.items():
            other = self._seen[position]
            if count > 1 and other.sentence.article_id != own:
                left, right = sorted((other, statement), key=lambda one: one.position)
                if (cosine := _accepted(told, left, right)) is not None:
                    pair = (-cosine, left.position, right.position, left, right)
                    self._accepted.append(pair)
        for standing in places:
            standing.append(statement)
        self._seen[statement.position] = statement

    def _forget(self, here: Mapping[int, Statement]) -> None:
        """Forget the statements that are told no more."""
        self._seen = {at: one for at, one in self._seen.items() if here.get(at) is one}
        for term, standing in self._postings.items():
            self._postings[term] = [s for s in standing if self._seen.get(s.position) is s]
        self._accepted = [
            pair
            for pair in self._accepted
            if self._seen.get(pair[1]) is pair[3] and self._seen.get(pair[2]) is pair[4]
        ]


def _heaviest(statement: Statement, common: frozenset[str]) -> list[str]:
    ranked = sorted([(-weight, term) for term, weight in statement.vector.items()])
    return [term for _, term in ranked if term not in common][:KEY_TERMS]


def _accepted(told: Told, left: Statement, right: Statement) -> float | None:
    cosine = vectors.cosine(left.vector, right.vector)
    copied = cosine > COPY_COSINE and left.sentence.quantities == right.sentence.quantities
    if copied and not _other_day(left, right):
        return cosine
    if cosine < MEAN_COSINE:
        return None
    names = name_stems(left) | name_stems(right)
    if len((left.sentence.stated & right.sentence.stated) - names) < 2:
        return None
    shared = left.bag & right.bag
    lighter = min(left.mass, right.mass)
    if vectors.mass(sorted(shared), told.idf) < SHARED_MASS * lighter:
        return None
    if vetoed(left.sentence, right.sentence) or not _dates_agree(left, right, cosine):
        return None
    other = cosine < OTHER_DEED_COSINE and _other_deeds(left.sentence, right.sentence)
    return None if other else cosine


def _other_deeds(left: ReadSentence, right: ReadSentence) -> bool:
    """Return whether two verbs say two things, or one what happened and the other what is."""
    if {words.base(left.language), words.base(right.language)} - {"en", "und"}:
        return False
    if left.stands != right.stands:
        return True
    these, those = verbs.deed(left.text), verbs.deed(right.text)
    if not these or not those or these == those:
        return False
    return not {these, those} <= verbs.SUFFERED


def _other_day(left: Statement, right: Statement) -> bool:
    """Return whether both name their day, and not the same one: the same thing happened again."""
    one, other = left.sentence, right.sentence
    return one.anchor == other.anchor == "text" and one.event_date != other.event_date


def name_stems(statement: Statement) -> frozenset[str]:
    """Return the stems of a statement that belong to its names."""
    parts = (part for name in statement.sentence.names for part in name.split())
    return frozenset(parts) & statement.bag


def _dates_agree(left: Statement, right: Statement, cosine: float) -> bool:
    one, other = left.sentence, right.sentence
    apart = days_apart(one.event_date, other.event_date)
    dated = [s.anchor in _DATED for s in (one, other)]
    if any(dated) and apart is not None and apart > FAR:
        return cosine >= 0.70 and not _other_day(left, right)
    if all(dated) and apart:
        return cosine >= 0.60
    if apart == 0:
        return cosine >= (0.30 if all(dated) else 0.35)
    published = abs(left.published_at - right.published_at)
    names = len(one.names & other.names)
    near = cosine >= 0.38 and names >= 2 and published <= timedelta(days=3)
    return near or (cosine >= 0.50 and published <= timedelta(days=30))
