"""What stories share although they have nothing in common: boxes, notices, a site's name in titles.

Each sentence of an article, and the end of its title, is a term of no weight beside its words, so
that the stories that hold it are counted as for any term. What several stories hold already is left
out before words are counted.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b

SENTENCE, ENDING = "=", "=|"
FEWEST_LETTERS = 12
SHORTEST_TITLE, LONGEST_NAME = 8, 8
READ_CHARACTERS = 1_500
_SENTENCE = re.compile(r"[^.!?…。！？\n]+[.!?…。！？\n]*")
_NO_LETTERS = dict.fromkeys(code for code in range(128) if not chr(code).isalpha())
_BEFORE_NAME = re.compile(r"\s+[-–—:»]\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Parts:
    """A title before its last part, that part's key ("" where it is no name), and the sentences.

    Each sentence has its key, "" where it has fewer than 12 letters. `keys` are all, once each.
    """

    title: str
    rest: str
    ending: str
    text: str
    sentences: Sequence[tuple[str, str]]
    keys: tuple[str, ...]


def parts_of(title: str, text: str) -> Parts:
    """Return the parts that an article may share with others, of the text's first characters."""
    rest, ending = _parted(title)
    sentences = [(it, _key(it)) for it in _SENTENCE.findall(text[:READ_CHARACTERS])]
    keys = dict.fromkeys(key for key in (ending, *(key for _, key in sentences)) if key)
    return Parts(title, rest, ending, text, sentences, tuple(keys))


def without(parts: Parts, told: Set[str]) -> tuple[str, str]:
    """Return title and text without the parts whose keys are `told`; else as they are."""
    if not told:
        return parts.title, parts.text
    kept = [sentence.strip() for sentence, key in parts.sentences if key not in told]
    title = parts.rest if parts.ending in told else parts.title
    return title, " ".join(kept) + parts.text[READ_CHARACTERS:]


def shared_sentences(parts: Parts, told: Set[str]) -> str:
    """Return the sentences whose keys are `told`."""
    return " ".join([sentence for sentence, key in parts.sentences if key in told])


def _parted(title: str) -> tuple[str, str]:
    """Return the title before its last part, and the key of that part, "" where it is no name."""
    parts = list(_BEFORE_NAME.finditer(title))
    if not parts or parts[-1].start() < SHORTEST_TITLE:
        return title, ""
    last = parts[-1]
    name = title[last.end() :]
    if not 1 <= len(name.split()) <= LONGEST_NAME:
        return title, ""
    return title[: last.start()], ENDING + name.lower()


def _key(sentence: str) -> str:
    """Return the letters of a sentence, hashed; "" where they are fewer than 12."""
    letters = sentence.lower().translate(_NO_LETTERS)
    if len(letters) < FEWEST_LETTERS:
        return ""
    return SENTENCE + blake2b(letters.encode(), digest_size=8).hexdigest()
