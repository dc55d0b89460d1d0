"""An article as counted tokens: words of title and body, and names and numbers.

Words and entity tokens are separate keys: an entity key begins with `@` (a name, lower case) or
`#` (a number), a word never does.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from storywire.domain.attach.scripts import words_of
from storywire.domain.attach.stopwords import stopwords

BODY_WORDS = 150
BODY_CHARACTERS = 2_500
ENTITY_CHARACTERS = 1_500
# Words that no name and no number begins with are passed over.
_MARKED = re.compile(r"\b[^\W_a-z]\w*")
_JOINT = " . "
_STEMMED = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip
_ENDS_SENTENCE = frozenset('.!?…:;|\n"“”„«»‘(-–—•*')
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Counts of the title's words, of the words of title and body, and of entity keys.

    `words` are all words of title and body in order, lower case, stop words included.
    """

    title: Counts
    body: Counts
    entities: Counts
    words: tuple[str, ...]


def tokens_of(title: str, text: str, *, language: str) -> Tokens:
    """Return the tokens of an article; `language` is a BCP 47 tag."""
    primary = language.partition("-")[0].lower()
    stop, key_of = stopwords(primary), _key_of(primary)
    titled = words_of(title.lower())
    bodied = words_of(text[:BODY_CHARACTERS].lower())
    keys = list(map(key_of, titled + bodied[:BODY_WORDS]))
    return Tokens(
        title=_count(keys[: len(titled)]),
        body=_count(keys),
        entities=_entities(title + _JOINT + text[:ENTITY_CHARACTERS], stop),
        words=(*titled, *bodied),
    )


def _count(keys: list[str]) -> Counts:
    counts = Counter(keys)
    counts.pop("", None)
    return counts


@cache
def _key_of(language: str) -> Callable[[str], str]:
    """Return what gives a word's stem, or "" where the word says nothing."""
    stop, name = stopwords(language), _STEMMED.get(language)
    stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord if name else str

    @lru_cache(maxsize=100_000)
    def key(word: str) -> str:
        telling = word not in stop and (len(word) > 1 or not word.isascii() or word.isdigit())
        return stem(word) if telling else ""

    return key


def _entities(text: str, stop: frozenset[str]) -> Counts:
    return Counter(_entity_keys(text, stop))


def _entity_keys(text: str, stop: frozenset[str]) -> Iterator[str]:
    run: list[str] = []
    run_starts_sentence, end = False, 0
    for match in _MARKED.finditer(text):
        word, start = match[0], match.start()
        if word[0].isupper():
            if run and text[end:start] != " ":
                yield from _names(run, stop, initial=run_starts_sentence)
                run = []
            if not run:
                run_starts_sentence = _starts_sentence(text, start)
            run.append(word.lower())
            end = match.end()
        elif run:
            yield from _names(run, stop, initial=run_starts_sentence)
            run = []
        if word.isdigit() and not (len(word) == 4 and word[:2] in {"19", "20"}):
            yield "#" + word
    yield from _names(run, stop, initial=run_starts_sentence)


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in _ENDS_SENTENCE


def _names(run: list[str], stop: frozenset[str], *, initial: bool) -> Iterator[str]:
    words = run
    while words and words[0] in stop:
        words, initial = words[1:], False
    if len(words) > 1:
        yield "@" + " ".join(words)
        for word in words:
            if word not in stop:
                yield "@" + word
    elif words and not initial and len(words[0]) > 1:
        yield "@" + words[0]
