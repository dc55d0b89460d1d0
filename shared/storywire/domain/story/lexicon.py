"""Cue words of a sentence: reported speech, negation, the future, and what counts as an event."""

import re
from functools import lru_cache
from typing import NamedTuple

from storywire.domain.story import words

_SPEECH = {
    "en": """said says saying say told tells telling announced announces added adds stated states
    reported reports confirmed according stressed declared argued warned explained noted insisted
    claimed denied testified tweeted wrote urged acknowledged testified recalled replied""",
    "de": """sagte sagt sagten gesagt mitgeteilt erklärt
    angekündigt erklärte erklärten teilte mitteilte betonte kündigte berichtete
    berichteten laut zufolge bestätigte warnte""",
    "fr": """dit déclaré déclare annoncé annonce affirmé selon indiqué précisé expliqué assuré""",
    "es": """dijo dijeron afirmó anunció según declaró explicó señaló aseguró informó indicó""",
    "it": """detto dichiarato annunciato secondo affermato spiegato riferito""",
    "pt": """disse disseram afirmou anunciou segundo declarou explicou informou""",
    "nl": """zei zegt zeiden volgens meldde kondigde verklaarde""",
    "vi": "nói biết",
}
_NEGATED = {
    "en": """not no never without nobody none neither nor cannot nothing isn't wasn't aren't weren't
    doesn't don't didn't won't wouldn't can't couldn't hasn't haven't hadn't shouldn't""",
    "de": "nicht kein keine keinen keinem keiner nie niemals niemand ohne",
    "fr": "pas jamais aucun aucune sans personne",
    "es": "no nunca jamás ningún ninguna sin nadie tampoco",
    "it": "non mai nessun nessuna senza nessuno",
    "pt": "não nunca jamais nenhum nenhuma sem ninguém",
    "nl": "niet geen nooit zonder niemand",
    "vi": "không chưa",
}
_FUTURE = {
    "de": "wird werde werden soll sollen",
    "fr": "sera seront va vont doit doivent aura auront",
    "es": "será serán va van tendrá habrá",
    "it": "sarà saranno avrà avranno",
    "pt": "será serão vai vão terá terão",
    "nl": "zal zullen gaat",
    "vi": "sẽ",
}
_FUTURE_ENGLISH = re.compile(
    r"\b(?:will|won't|shall|(?:is|are) to (?!blame)|(?:is|are)(?: also| now| still)?"
    r" (?:set|due|expected|scheduled|slated|planning|going|likely) (?:to|for)|plans? to"
    r"|intends? to|scheduled for)\b"
)
_RELATIVE_CLAUSE = re.compile(r", (?:which|whom?|whose|where)\b[^,;]*")
_FUTURE_GUARD = frozenset(
    words.listed("will won't shall is are plan plans intend intends scheduled")
)
_IRREGULAR = frozenset(
    words.listed(
        """went pled came took made began left met shot died rose fell won lost found struck
        broke hit
        led sent told kept ran fled drove flew gave got stood spoke brought bought sold caught
        fought paid threw wrote grew drew became beat built cut put held sank swept tore woke
        burst crashed quit shut spent split spread stole swore taught withdrew arose bore bound
        chose clung crept dealt dug fed flung forgave froze ground hid hung knelt laid lent lit
        rang rode sang shook shrank slid slipped spun sprang stuck stung swam swung undertook upheld
        wept wound shattered seen taken given driven broken stolen beaten hurt slain born sought
        forbade overthrew overcame bled bred sought withheld rebuilt strove sped
        thrown known shown drawn chosen frozen hidden"""
    )
)
_STATIVE = frozenset(
    words.listed(
        """wanted believed needed hoped liked loved lived seemed appeared remained included
        contained belonged owned allowed required involved looked felt knew thought meant used
        expected supposed described based located related married unidentified red bed
        hundred indeed need speed feed seed breed shed sacred armed alleged aged unnamed united
        limited kindred naked wicked rugged"""
    )
)


_COLOUR_CUES = words.listed(
    "neighbo recalled remembered memorial vigil tears heartbroken mourn smiled"
)
_COLOUR = re.compile(
    r"\b(?:neighbou?rs?|recalled|remembered|memorial|vigil|tears|heartbroken|mourn\w*|smiled)\b"
)


class Cues(NamedTuple):
    """What kind of statement a sentence makes."""

    speech: bool
    negated: bool
    future: bool
    eventive: bool


def cues(sentence: str, language: str) -> Cues:
    """Return a sentence's cues, by the language's word lists; eventive unless English says no."""
    tag = words.base(language)
    tag = "en" if tag == "und" else tag
    tokens = words.tokens(sentence)
    english = tag == "en"
    speech, negated, coming = _listed(tag)
    future = _future(sentence, tokens) if english else not coming.isdisjoint(tokens)
    return Cues(
        speech=not speech.isdisjoint(tokens),
        negated=not negated.isdisjoint(tokens),
        future=future,
        eventive=future or _happened(tokens) if english else _tells(sentence, tag),
    )


# "T-50 là máy bay": what something is.
_IS = {"vi": re.compile(r"^(?:[^\s,]+ ){1,8}là ")}


def _tells(sentence: str, tag: str) -> bool:
    known = _IS.get(tag)
    return known is None or not known.match(sentence)


@lru_cache(maxsize=4_096)
def is_colour(sentence: str) -> bool:
    """Return whether a sentence tells of feelings and memories around an event."""
    return words.holds(sentence, _COLOUR_CUES) and bool(_COLOUR.search(sentence))


@lru_cache(maxsize=64)
def _listed(tag: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return a language's words for speech, negation and the future."""
    speech, negated, future = (
        frozenset(table.get(tag, "").split()) for table in (_SPEECH, _NEGATED, _FUTURE)
    )
    return speech, negated, future


def _future(sentence: str, tokens: frozenset[str]) -> bool:
    if _FUTURE_GUARD.isdisjoint(tokens):
        return False
    return bool(_FUTURE_ENGLISH.search(_RELATIVE_CLAUSE.sub("", sentence)))


def _happened(tokens: frozenset[str]) -> bool:
    """Return whether a word is the past form or participle of a verb that tells an event."""
    if not _IRREGULAR.isdisjoint(tokens):
        return True
    return any(word.endswith("ed") and len(word) > 4 and word not in _STATIVE for word in tokens)
