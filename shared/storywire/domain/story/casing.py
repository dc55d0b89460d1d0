"""Headlines in sentence case: each word as the bodies of the articles write it."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from storywire.domain.story import heading_gate, verbs, words
from storywire.domain.story.common_words import COMMON
from storywire.domain.story.scale import Statement

PLAIN_SHARE = 0.25
READ_FOR_CASE, LONGEST_NAME = 20, 4
_RUN = re.compile(r"[\w'’.&-]+(?: [\w'’.&-]+)+")
_NUMBERS = words.listed(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
)
_COMMON_STEMS = frozenset(words.stem(word, "en") for word in COMMON)
# `Sixteen-Year-Old`, `40-Hour`: a number joined to what it counts is no name.
_COUNTED = tuple(f"{number}-" for number in (*_NUMBERS, *"0123456789"))


@dataclass(frozen=True)
class Casing:
    """How bodies write each word inside their sentences; `wider` knows better what it knows."""

    said: tuple[Statement, ...]
    language: str
    wider: "Casing | None" = None

    @cached_property
    def forms(self) -> dict[str, str]:
        """Return the most frequent form of each word that does not open a sentence."""
        read = (s.sentence for s in self.said if s.sentence.index < READ_FOR_CASE)
        inside = Counter(chain.from_iterable(one.inside for one in read))
        counts: dict[str, dict[str, int]] = {}
        for token, count in inside.items():
            counts.setdefault(token.lower(), {})[token] = count
        return {low: _form(low, seen) for low, seen in counts.items()}

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.forms)

    def form(self, low: str) -> str | None:
        """Return how a word is written inside sentences, or None where it is not."""
        return (self.wider and self.wider.form(low)) or self.forms.get(low)

    def cuts(self, text: str) -> bool:
        """Return whether a headline breaks off within its last word, as some sites cut them."""
        last = text.rsplit(maxsplit=1)[-1].strip("\"'’”.,").lower()
        if not last or self.form(last) or last[-1].isdigit():
            return False
        return self.begins(last)

    def begins(self, cut: str) -> bool:
        """Return whether a word of the bodies begins with `cut`."""
        after = bisect(self._ordered, cut)
        if after < len(self._ordered) and self._ordered[after].startswith(cut):
            return True
        return self.wider is not None and self.wider.begins(cut)

    def sentence_case(self, text: str) -> str:
        """Return a headline in sentence case where it stands In Title Case or in capitals."""
        tokens = [token for token in words.WORD.findall(text) if not token[0].isdecimal()]
        capital = sum(token[0].isupper() for token in tokens)
        if not tokens or capital <= 0.6 * len(tokens):
            return text
        shouted = text.isupper()
        cased = words.WORD.sub(lambda m: self._cased(m.group(), shouted=shouted), text)
        cased = _RUN.sub(lambda m: self._named(m.group()), cased)
        return cased[0].upper() + cased[1:]

    def named(self, low: str) -> str | None:
        """Return a name of several words as the bodies write it, or None where they have none."""
        return (self.wider and self.wider.named(low)) or self._names.get(low)

    @cached_property
    def _names(self) -> dict[str, str]:
        members = {s.member.number: s.member.read for s in self.said}
        named = (name for read in members.values() for name, _ in read.named if " " in name)
        return {name.lower(): name for name in named if not name.isupper()}

    def _named(self, run: str) -> str:
        """Return a run of words in which names of several words have their capitals back."""
        said = run.split(" ")
        at = 0
        while at < len(said):
            for size in range(min(LONGEST_NAME, len(said) - at), 1, -1):
                if name := self.named(" ".join(said[at : at + size]).lower()):
                    said[at : at + size] = name.split(" ")
                    at += size - 1
                    break
            at += 1
        return " ".join(said)

    def _cased(self, token: str, *, shouted: bool) -> str:
        low = token.lower()
        if len(token) > 1 and token.isupper() and not shouted:
            return token
        if "-" in token and any(len(p) > 1 and p.isupper() for p in token.split("-")):
            parts = (self._cased(part, shouted=shouted) for part in token.split("-"))
            return "-".join(parts)
        known = self.form(low)
        if known:
            return token if known.isupper() and token.isupper() else known
        if "-" in token and low.startswith(_COUNTED):
            return low
        plain = (
            low in words.stops("en")
            or low in heading_gate.FUNCTION
            or verbs.is_base(low)
            or verbs.is_past(low)
            or (low.endswith("s") and verbs.is_base(low[:-1]))
            or low.endswith(("ing", "ly", "tion", "n't", "n’t"))
            or low in _NUMBERS
            or words.stem(low, "en") in _COMMON_STEMS
        )
        return low if plain else token


def _form(low: str, seen: Mapping[str, int]) -> str:
    """Return the most frequent form; the plain one where it is not rare, as in names with it."""
    if len(seen) == 1:
        return next(iter(seen))
    if seen.get(low, 0) >= PLAIN_SHARE * sum(seen.values()):
        return low
    return min(seen, key=lambda form: (-seen[form], form))
