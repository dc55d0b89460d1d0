"""Names in a sentence: runs of capitalised words, as written and as keys to compare."""

import re
from functools import lru_cache

from storywire.domain.story import words

MAX_NAME = 80

_RUN = re.compile(
    r"(?:[^\W\d_a-z][\w'’&.-]*\.?)"
    r"(?: (?:(?:of|the|de|la|le|du|da|dos|del|van|von|der|den|bin|al|y|e) ){0,2}"
    r"[^\W\d_a-z][\w'’&.-]*)*"
)
_COMMON_OPENERS = frozenset(
    words.listed("""
    according police officials authorities investigators officers deputies witnesses
    prosecutors detectives people residents three four five six seven eight nine ten dozens
    hundreds thousands meanwhile however later earlier shortly neighbors firefighters crews
    medics paramedics victims students parents family friends lawmakers critics analysts
    experts leaders members state county city court federal local under despite since while
    during""")
)
_NATIONS_LOWER = frozenset({"i", "i'm", "i'll", "i've", "ok", "tv", "am", "pm"})


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    low = word.lower().replace("’", "'").strip(".")
    return (
        low in words.stops("en")
        or low in _COMMON_OPENERS
        or low in _NATIONS_LOWER
        or low.rstrip("s") in words.WEEKDAYS
    )


def _trim(tokens: list[str]) -> list[str]:
    """Return a run without the titles and plain words at its ends."""
    start, end = 0, len(tokens)
    while start < end and (_is_plain(tokens[start]) or not tokens[start][0].isupper()):
        start += 1
    while end > start and (_is_plain(tokens[end - 1]) or not tokens[end - 1][0].isupper()):
        end -= 1
    return tokens[start:end]


def _tidy(token: str) -> str:
    token = token.removesuffix("'s").removesuffix("’s")
    return token if "." in token[:-1] else token.rstrip(".'’-&")


def spelled(sentence: str, *, headline: bool = False) -> tuple[str, ...]:
    """Return the names of a sentence as written, in order; titles and possessives cut off.

    The word that opens a sentence counts only within a longer name, or where its form shows that
    it is one (`NATO`, `McCain`); `headline` text counts every capital.
    """
    found: list[str] = []
    for match in _RUN.finditer(sentence):
        raw = match.group()[:200].split(" ")
        opens = match.start() == 0 or sentence[: match.start()].strip("\"“'‘([ ") == ""
        kept = _trim(raw)
        if not kept:
            continue
        alone = len(kept) == 1 and opens and kept[0] == raw[0] and not headline
        if alone and not _marked(kept[0]):
            continue
        name = " ".join(filter(None, (_tidy(token) for token in kept)))
        if 1 < len(name) <= MAX_NAME:
            found.append(name)
    return tuple(found)


def _marked(token: str) -> bool:
    bare = _tidy(token)
    return token.endswith(("'s", "’s")) or (len(bare) > 1 and not bare[1:].islower())


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Return the key by which spellings of a name compare: lower case, no dots, one dash."""
    return name.lower().replace("’", "'").replace(".", "").replace("‑", "-")


def keys(sentence: str) -> frozenset[str]:
    """Return the name keys of a sentence."""
    return frozenset(key(name) for name in spelled(sentence))
