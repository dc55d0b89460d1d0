"""Numbers that changed: a later count replaces an earlier one, or outlets disagree on it."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
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
    """Return which of the weightiest facts count one thing differently.

    More than 6 hours apart, or where it says that it corrects, the later stands and the earlier is
    replaced; nearer, and by two outlets, both are disputed.
    """
    if len({f.shown.sentence.article_id for f in facts}) < 2:
        return Conflicts()
    ranked = [f for f in facts if any(q.unit for q in f.shown.sentence.quantities)]
    ranked = sorted(ranked, key=lambda f: (-f.importance, f.shown.position))[:MAX_COMPARED]
    counted = {f.fact_id: _counts(f.shown.sentence) for f in ranked}
    revised, replaced, disputed, corrected = set[str](), set[str](), set[str](), set[str]()
    for at, one in enumerate(ranked):
        for other in ranked[at + 1 :]:
            if not _clash(known, one, other, counted):
                continue
            early, late = sorted(
                (one, other), key=lambda f: (f.shown.published_at, f.shown.position)
            )
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


def _clash(
    known: Clashes, one: Stated, other: Stated, counted: Mapping[str, dict[str, str]]
) -> bool:
    key = id(one.shown), id(other.shown)
    if key not in known:
        known[key] = _differ(one.shown, other.shown, counted[one.fact_id], counted[other.fact_id])
    return known[key]


def _differ(
    left: Statement, right: Statement, these: dict[str, str], those: dict[str, str]
) -> bool:
    if left.sentence.article_id == right.sentence.article_id:
        return False
    if left.sentence.future != right.sentence.future:
        return False
    units = [unit for unit in these if unit in those and these[unit] != those[unit]]
    if not units:
        return False
    if _done_alike(left.sentence, right.sentence):
        return vectors.cosine(left.vector, right.vector) >= TOLL_ALIKE
    if len(left.bag & right.bag) < SHARED:
        return False
    tolls = any(unit in _TOLLS for unit in units)
    return vectors.cosine(left.vector, right.vector) >= (TOLL_ALIKE if tolls else ALIKE)


def _done_alike(left: ReadSentence, right: ReadSentence) -> bool:
    """Return whether both say by one verb what happened, on days not far apart."""
    apart = days_apart(left.event_date, right.event_date)
    return apart is not None and apart <= FAR and verbs.same_deed(left.text, right.text)


def _counts(sentence: ReadSentence) -> dict[str, str]:
    """Return the one plain number of each unit; units with several numbers say too little."""
    found: dict[str, list[str]] = {}
    for quantity in sentence.quantities:
        if quantity.unit and quantity.unit != "age" and not quantity.value.endswith("+"):
            found.setdefault(quantity.unit, []).append(quantity.value)
    return {unit: values[0] for unit, values in found.items() if len(values) == 1}
