"""Whether two wordings of one fact state another number or date, or only say it otherwise."""

import re

from storywire.domain.model import Fact

_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SPELLED = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_ALIKE = 0.6


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


def _alike(old: str, new: str) -> bool:
    words, others = (_words(text) for text in (old, new))
    return len(words & others) >= _ALIKE * len(words | others)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _SPELLED.keys()
