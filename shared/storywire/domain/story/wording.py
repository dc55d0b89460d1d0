"""Whether two wordings state one fact, and whether they give another number or day for it."""

import re
from collections.abc import Sequence

from storywire.domain.model import Fact

_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SPELLED = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_ALIKE, _LOOSELY = 0.6, 0.4


def states_another_value(was: Fact, now: Fact) -> bool:
    """Return whether `now` gives another number or day in the text, in much the words of `was`.

    More or fewer numbers are a fuller or shorter sentence; only a number that takes the place of
    another is another value. The day inferred for a fact is not asked: it changes with the
    sentence that is chosen to state the fact.
    """
    old, new = numbers_in(was.text), numbers_in(now.text)
    return bool(old - new and new - old) and _alike(was.text, now.text)


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers of `text` in digits, without separators of thousands."""
    digits = {number.replace(",", "") for number in _NUMBER.findall(text)}
    spelled = {_SPELLED[word] for word in re.findall(r"\w+", text.lower()) if word in _SPELLED}
    return frozenset(digits | spelled)


def predecessors(before: Sequence[Fact], after: Sequence[Fact]) -> dict[str, Fact]:
    """Return for each new fact that restates an old one the old one, by the new one's id.

    Restated is what is gone in `before` and said in much the same words in `after`; a fact that
    is said to revise or dispute a number may also restate one that stays.
    """
    names, known = {fact.fact_id for fact in after}, {fact.fact_id for fact in before}
    gone = [fact for fact in before if fact.fact_id not in names]
    found: dict[str, Fact] = {}
    for fact in (fact for fact in after if fact.fact_id not in known):
        restated = [old for old in gone if _alike(old.text, fact.text)]
        if not restated and fact.status in {"revised", "disputed"}:
            restated = [old for old in before if _counts_otherwise(old, fact)]
        if restated:
            found[fact.fact_id] = max(restated, key=lambda old: _likeness(old.text, fact.text))
            gone = [old for old in gone if old is not found[fact.fact_id]]
    return found


def _counts_otherwise(was: Fact, now: Fact) -> bool:
    old, new = numbers_in(was.text), numbers_in(now.text)
    return bool(old - new and new - old) and _likeness(was.text, now.text) >= _LOOSELY


def _alike(old: str, new: str) -> bool:
    return _likeness(old, new) >= _ALIKE


def _likeness(old: str, new: str) -> float:
    """Return the share of words in common (Jaccard), numbers and short words left out."""
    words, others = _words(old), _words(new)
    return len(words & others) / max(1, len(words | others))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _SPELLED.keys()
