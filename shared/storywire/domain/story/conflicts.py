"""Numbers that changed: a later count replaces an earlier one, or outlets disagree on it."""

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations, islice
from typing import NamedTuple

from storywire.domain.story import vectors, verbs, words
from storywire.domain.story.facts import Stated
from storywire.domain.story.scale import Statement
from storywire.domain.story.values import ReadSentence
from storywire.domain.story.vetoes import FAR, days_apart

TOLL_ALIKE, ALIKE, SHARED = 0.20, 0.50, 4
_TOLLS = frozenset(
    words.listed("""peopl person dead death kill injur wound victim hurt miss arrest casualti
    fatal""")
)
_CORRECTS = re.compile(r"\bcorrect(?:s|ed|ing|ion)\b")
AT_ONCE = timedelta(hours=6)
MAX_COMPARED = 60


class Conflicts(NamedTuple):
    """Ids of facts: with the newer number, replaced, in dispute, and replaced by a correction."""

    revised: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()


class Clashes(dict[tuple[int, int], bool]):
    """Whether two statements count one thing differently; they live as long as these notes."""


def conflicts(facts: Sequence[Stated], known: Clashes) -> Conflicts:
    """Return which of the weightiest facts, given by importance, count one thing differently.

    More than 6 hours apart, or where it says that it corrects, the later stands and the earlier is
    replaced; nearer, and by two outlets, both are disputed.
    """
    if len({f.shown.sentence.article_id for f in facts}) < 2:
        return Conflicts()
    counting = (f for f in facts if f.shown.sentence.counts)
    ranked = islice(counting, MAX_COMPARED)
    revised, replaced, disputed, corrected = set[str](), set[str](), set[str](), set[str]()
    for one, other in combinations(ranked, 2):
        if not _clash(known, one.shown, other.shown):
            continue
        early, late = sorted((one, other), key=lambda f: (f.shown.published_at, f.shown.position))
        correction = bool(_CORRECTS.search(late.shown.sentence.text))
        if correction:
            corrected.add(early.fact_id)
        if correction or late.shown.published_at - early.shown.published_at > AT_ONCE:
            revised.add(late.fact_id)
            replaced.add(early.fact_id)
        elif early.shown.member.read.article.outlet != late.shown.member.read.article.outlet:
            disputed |= {early.fact_id, late.fact_id}
    return Conflicts(
        frozenset(revised),
        frozenset(replaced),
        frozenset(disputed - replaced),
        frozenset(corrected),
    )


def _clash(known: Clashes, one: Statement, other: Statement) -> bool:
    if one.sentence.counts.keys().isdisjoint(other.sentence.counts):
        return False
    key = id(one), id(other)
    if key not in known:
        known[key] = _differ(one, other)
    return known[key]


def _differ(left: Statement, right: Statement) -> bool:
    if left.sentence.article_id == right.sentence.article_id:
        return False
    if left.sentence.future != right.sentence.future:
        return False
    these, those = left.sentence.counts, right.sentence.counts
    units = [unit for unit in these if unit in those and these[unit] != those[unit]]
    cosine = vectors.cosine(left.vector, right.vector) if units else 0.0
    if cosine < TOLL_ALIKE:
        return False
    if _done_alike(left.sentence, right.sentence):
        return True
    tolls = not _TOLLS.isdisjoint(units)
    return len(left.bag & right.bag) >= SHARED and (tolls or cosine >= ALIKE)


def _done_alike(left: ReadSentence, right: ReadSentence) -> bool:
    """Return whether both say by one verb what happened, on days not far apart."""
    apart = days_apart(left.event_date, right.event_date)
    return apart is not None and apart <= FAR and verbs.same_deed(left.text, right.text)
