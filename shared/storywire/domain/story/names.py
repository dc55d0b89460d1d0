"""Names in a sentence: runs of capitalised words, as written and as keys to compare."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from storywire.domain.story import words

MAX_NAME = 80

_RUN = re.compile(
    r"(?:[^\W\d_a-z][\w'’&.-]*\.?)"
    r"(?: (?:(?:of|the|de|la|le|du|da|dos|del|van|von|der|den|bin|al|y|e) ){0,2}"
    r"[^\W\d_a-z][\w'’&.-]*)*"
)
_OPENING = re.compile(r"[\"“'‘(\[ ]{0,3}(?=[^\W\d_a-z])")
_OPENERS = frozenset(
    words.listed(
        """according police officials authorities investigators officers deputies witnesses
        prosecutors detectives people residents three four five six seven eight nine ten dozens
        hundreds thousands meanwhile however later earlier shortly neighbors firefighters crews
        medics paramedics victims students parents family friends lawmakers critics analysts
        experts leaders members state county city court federal local despite since during upon
        moments minutes hours investigation surveillance anonymous nearly roughly approximately
        additional among based gunfire shots court records documents doctors judges lawyers jurors
        unlike instead recently personally possibly eventually finally additionally similarly
        moreover furthermore nevertheless still yet please thank nobody everybody anybody
        homicide half much none born asked speaking given following using including early late"""
    )
)
_TITLES = words.TITLES | frozenset(
    words.listed(
        """superintendent commissioner inspector trooper patrolman councilman councilwoman
        alderman pastor reverend rev father sister brother bishop archbishop cardinal imam
        rabbi administrator treasurer commander admiral adm marshal magistrate undersheriff supt
        spokesperson
        prosecutor coroner investigator firefighter assistant acting interim former ex
        then-president professor"""
    )
)
_GENERIC = frozenset(
    words.listed(
        """avenue ave street st road rd boulevard blvd lane drive court ward hall county city north
        south east west northern southern eastern western highway route interstate block apartment
        apartments day eve year mother father christmas god internet web english tv dna id suv
        january february march april may june july august september october november december
        i i'm i'll i've i'd ok am pm t-shirt mr mrs ms"""
    )
)
_OF_HEADS = frozenset(
    words.listed(
        """district university house department bank ministry bureau board state states republic
        church city chamber court office institute college school society union council league
        museum academy isle gulf bay cape port lake mount kingdom commission federation library
        association"""
    )
)
_COMPANY = frozenset({"inc", "corp", "ltd", "llc", "plc", "co"})
_TITLE_BREAKS = _TITLES - {"general", "king", "prince", "district", "major", "justice", "lady"}


@lru_cache(maxsize=65_536)
def _bare(token: str) -> str:
    """Return a token in lower case without its genitive and final dot."""
    return _genitive_off(token).lower().replace("’", "'").rstrip(".")


@lru_cache(maxsize=65_536)
def _genitive_off(token: str) -> str:
    for ending in ("'s", "’s"):
        if token.endswith(ending):
            return token[:-2]
    return token.rstrip("'’-&")


@lru_cache(maxsize=65_536)
def _breaks(token: str) -> bool:
    """Return whether a capitalised token is no part of a name: a title, month or weekday."""
    bare = _bare(token)
    return bare in _TITLE_BREAKS or bare in _CALENDAR or bare.rstrip("s") in words.WEEKDAYS


_CALENDAR = frozenset(words.MONTHS) - {"may", "march", "april", "june", "august"} | frozenset(
    words.listed("jan feb mar apr jun jul aug sept sep oct nov dec")
)


@lru_cache(maxsize=65_536)
def _plain(token: str) -> bool:
    """Return whether a token at the edge of a run is a common word with a capital."""
    if len(token) > 1 and token.rstrip(".").isupper() and not token.endswith("."):
        return False
    bare = _bare(token)
    return bare in _OPENERS or (bare in words.stops("en") and bare not in {"new", "may", "us"})


def _parts(run: str) -> Iterator[list[str]]:
    """Split a run at titles, dates, genitives, ends of sentences, and at most places of `of`."""
    part: list[str] = []
    for word in run[:300].split():
        if _breaks(word) or (word == "of" and part and _bare(part[-1]) not in _OF_HEADS):
            yield part
            part = []
            continue
        part.append(word)
        if word.endswith(("'s", "’s", "s'", "s’", "..")) or (word[-1] == "." and len(word) > 5):
            yield part
            part = []
    yield part


def _trim(tokens: list[str]) -> list[str]:
    start, end = 0, len(tokens)
    while start < end and (not tokens[start][0].isupper() or _plain(tokens[start])):
        start += 1
    while end > start and not tokens[end - 1][0].isupper():
        end -= 1
    return tokens[start:end]


def _tidy(token: str) -> str:
    bare = _genitive_off(token.removesuffix("..").rstrip(".") if ".." in token else token)
    return bare if "." in bare[:-1] or (len(bare) == 2 and bare[0].isupper()) else bare.rstrip(".")


def _name(tokens: list[str]) -> str:
    if not tokens or (len(tokens) == 1 and _bare(tokens[0]) in _GENERIC):
        return ""
    tidied = [_tidy(token) for token in tokens]
    if len(tidied) > 1 and tidied[-1].lower() in _COMPANY:
        tidied.pop()
    name = " ".join(filter(None, tidied))
    return name if 1 < len(name.rstrip(".")) <= MAX_NAME else ""


@lru_cache(maxsize=8_192)
def spelled(sentence: str) -> tuple[str, ...]:
    """Return the names of a sentence as written, in order; titles and genitives cut off.

    The single word that opens a sentence counts only where its form shows a name (`NATO`,
    `McCain`).
    """
    opener, end = _opener(sentence)
    found: list[str] = []
    for match in _RUN.finditer(sentence):
        doubted = opener if match.start() < end and not _marked(opener) else ""
        found += [name for name in _within(match.group()) if name != doubted]
    return tuple(found)


@lru_cache(maxsize=16_384)
def _within(run: str) -> tuple[str, ...]:
    """Return the names that a run of capitalised words holds."""
    return tuple(filter(None, (_name(_trim(part)) for part in _parts(run))))


@lru_cache(maxsize=8_192)
def _opener(sentence: str) -> tuple[str, int]:
    """Return the name that is the first word of a sentence alone, with its end; else "" and 0."""
    match = _OPENING.match(sentence)
    if match is None:
        return "", 0
    run = _RUN.match(sentence, match.end())
    first = _first(run.group()) if run else ""
    return (first, match.end() + 1) if first else ("", 0)


@lru_cache(maxsize=16_384)
def _first(run: str) -> str:
    """Return the name that is the first word of a run alone, else ""."""
    first = _trim(next(_parts(run), []))
    return _name(first) if len(first) == 1 else ""


def by_sentence(texts: Sequence[str], language: str) -> list[tuple[str, ...]]:
    """Return the names of each sentence of one article.

    A sentence's first word counts as a name where another sentence shows it within one. German
    writes every noun with a capital: there a lone word counts as part of a longer name only.
    """
    nouns = words.base(language) == "de"
    found = [_german(spelled(text)) if nouns else spelled(text) for text in texts]
    known = parts(name for names in found for name in names if " " in name or not nouns)
    whole: list[tuple[str, ...]] = []
    for text, names in zip(texts, found, strict=True):
        opener, _ = _opener(text)
        kept = tuple(name for name in names if not nouns or _proper(name, known))
        add = opener and not _marked(opener) and _bare(opener) in known
        whole.append((opener, *kept) if add else kept)
    return whole


def _german(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names cut at small words and without articles, which German joins to any noun."""
    found: list[str] = []
    for name in names:
        run: list[str] = []
        for token in [*name.split(" "), "-"]:
            if token[0].isupper() and token.lower() not in words.stops("de"):
                run.append(token)
            elif run:
                found.append(" ".join(run))
                run = []
    return tuple(found)


def _proper(name: str, known: frozenset[str]) -> bool:
    return " " in name or name.isupper() or _bare(name) in known


def _marked(token: str) -> bool:
    bare = _tidy(token)
    return len(bare) > 1 and not bare[1:].islower()


def parts(names: Iterable[str]) -> frozenset[str]:
    """Return the lower-case words that names consist of; common words left out."""
    found = {_bare(token) for name in names for token in name.split(" ")}
    return frozenset(found - _GENERIC - words.stops("en"))


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Return the key by which spellings of a name compare: lower case, no dots, one dash."""
    return name.lower().replace("’", "'").replace(".", "").replace("‑", "-")


def keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of names."""
    return frozenset(key(name) for name in names)
