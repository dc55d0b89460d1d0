"""What must not be shown: junk, faulty, dangling and stale sentences, each class by its name."""

import re
from string import ascii_lowercase

from storywire.domain.story import claims_english, leaning_english, verbs, words
from storywire.domain.story import faults_english as english

LEAD_WORDS = 10
_ENDS = tuple(".!?。！？…।")
_FINAL = re.compile(r"[.!?。！？…।][\"”’')\]»\]]*$")
_URL = re.compile(
    r"https?://|www\.|@\w+\.\w|pic\.twitter|©|&amp;amp|\.(?:com|org|net)/", re.IGNORECASE
)
_URL_CUES = ("/", "@", "©", "www.", "pic.twitter", "&amp;amp")
_SMALL = ascii_lowercase.encode()
_MARKS = re.compile(r"[()\[\]“”«»「」『』\"]")
# Pronouns that open a sentence, as far as they can be nothing else there.
_LEANING = {
    tag: re.compile(rf"[„“«\"]?(?:{opening})\b")
    for tag, opening in {
        "de": "Er|Sie|Es|Dies|Beide|Die beiden|Die zwei|Sein|Seine|Ihr|Ihre|Dort|Dabei|Damit|Daher",
        "fr": "Il|Elle|Ils|Elles|Cela|Ceux-ci|Celui-ci|Celle-ci|Les deux|Tous deux",
        "es": "Él|Ella|Ellos|Ellas|Esto|Eso|Ambos|Ambas|Los dos|Las dos",
        "it": "Lui|Lei|Loro|Questo|Entrambi|Entrambe|I due|Le due",
        "pt": "Ele|Ela|Eles|Elas|Isto|Isso|Ambos|Ambas|Os dois|As duas",
        "nl": "Hij|Zij|Ze|Dit|Beiden|Beide|De twee|Daar|Daarmee",
        "vi": r"Ông ấy|Bà ấy|Anh ta|Cô ấy|Họ|(?:Ông|Bà|Anh|Cô) (?![A-ZĐÂÊÔƠƯ])|Trong đó|Theo đó"
        r"|Cùng với đó|Hệ quả là|Vì (?:vậy|thế)|Do (?:đó|vậy)|Sau đó|Khi đó|Và|Tuy nhiên"
        r"|Ngoài (?:ra|những)|Bên cạnh đó|(?:\S+ ){0,3}này",
    }.items()
}
_FIRST_PERSON = {"vi": re.compile(r"\b(?:[Tt]ôi|[Cc]húng t(?:ôi|a))\b")}
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"))


def is_junk(sentence: str, language: str) -> bool:
    """Return whether a line is furniture of the page, not a sentence of the article."""
    if not sentence.endswith(_ENDS) and not _FINAL.search(sentence[-12:]):
        return True
    if words.holds(sentence.lower(), _URL_CUES) and _URL.search(sentence):
        return True
    return _english(language) and english.is_junk(sentence)


def is_unstopped(line: str, language: str) -> bool:
    """Return whether a line is a whole sentence but for its full stop; English alone can tell."""
    said = verbs.tokens(line)
    capitals = sum(token[0].isupper() for token in said)
    whole = len(said) >= LEAD_WORDS and 2 * capitals < len(said) and line[-1:].isalnum()
    if not whole or not _english(language) or verbs.finite(said) is None:
        return False
    return not is_junk(f"{line}.", language)


def _english(language: str) -> bool:
    return words.base(language) in {"en", "und"}


def faults(sentence: str, language: str) -> frozenset[str]:
    """Return the names of what makes a sentence unfit to be shown; empty when it is fit."""
    found = _form(sentence, language)
    if _english(language):
        found += english.faults(sentence)
    speaker = _FIRST_PERSON.get(words.base(language))
    if speaker and speaker.search(_QUOTED.sub(" ", sentence)):
        found.append("first-person")
    return frozenset(found)


def _form(sentence: str, language: str) -> list[str]:
    size = words.length(sentence, language)
    bare = sentence.rstrip("\"”’' )")
    checks = (
        ("too-short", size < 6),
        ("too-long", size > 48),
        ("question", bare.endswith(("?", "？"))),
        ("unbalanced", _unbalanced(sentence)),
        ("open-end", bare.endswith((":", ";", ",", "...", "…"))),
        ("capitals", _mostly_capitals(sentence)),
        ("lower-case", sentence[:1].islower()),
        ("bracketed", sentence[:1] in {"(", "["}),
    )
    return [name for name, holds in checks if holds]


def _mostly_capitals(sentence: str) -> bool:
    plain = sentence.encode("ascii", "replace")
    if len(plain) - len(plain.translate(None, _SMALL)) > len(sentence) // 2:
        return False  # most characters are small letters
    return sum(map(str.isupper, sentence)) > sum(map(str.islower, sentence))


def _unbalanced(sentence: str) -> bool:
    if not _MARKS.search(sentence):
        return False
    if any(sentence.count(left) != sentence.count(right) for left, right in _PAIRS):
        return True
    return sentence.count('"') % 2 == 1


def is_dangling(sentence: str, language: str) -> bool:
    """Return whether a sentence leans on the one before it (He, The two, Another …)."""
    if _english(language):
        return leaning_english.is_dangling(sentence)
    leaning = _LEANING.get(words.base(language))
    return leaning is not None and bool(leaning.match(sentence))


def is_of_its_week(sentence: str, language: str) -> bool:
    """Return whether a sentence counts a time from the days it was written in: last week."""
    return _english(language) and claims_english.is_of_its_week(sentence)


def is_stale_claim(sentence: str, language: str) -> bool:
    """Return whether a sentence states how things stand, which holds for a day at most."""
    return _english(language) and claims_english.is_stale_claim(sentence)
