"""The gate of headings: what may stand above a section, one rule for each class of fault."""

import re

from storywire.domain.story import verbs, words

FUNCTION = frozenset(
    words.listed("""a an the of in on at by for from to with and or but as than that which who whose
    is are was were be been being has have had will would can could may might must should do does
    did not into onto over under about after before between during through against near its his her
    their our my your this these those if when while because since until so very more most such no
    amid among within without toward towards per via whether where why how also it he she they""")
)
_PREPOSITION = words.listed("of in on at by for from to with into onto over under about after")
_OPENING = re.compile(
    r"^(?:He|She|It|They|This|These|Those|That|His|Her|Their|Its|Both|Another|There|Here|Then"
    r"|If|When|After|Before|To|With|Of|In|On|At|While|Since|Because|As|By|For|From|And|But|Or|So"
    r"|Not|Nor|What|Who|Why|How|Where|Which|The (?:two|three|man|woman|men|suspects?|victims?"
    r"|incident|report|pair|couple|move|decision|driver|attack|accident|crash|case"
    r"|announcement|request|network|news network|newspaper|paper|station|outlet))\b"
)
_ANYWHERE = re.compile(
    r"\b(?:he|she|it|they|him|them|here|there|then|also|other|same|I|we|us|you|our|your)\b"
    r"|\b(?:news conference|received a call|is available|not yet|funeral|will be held|no motive"
    r"|did not say|in are|should|must)\b"
    r"|\b(?:of|in|on|at|by|for|from|to|with|around|about),"
    r"|\b(?:comes?|came) (?:as|after|amid|in)\b|\bso [a-z]+"
    r"|, (?:but |and )?(?:when|if|after|as|while|because)\b"
    r"|[:;?@#|]|\.\.\.|…|said (?:if|when|what)\b"
    # Somebody or something told before.
    r"|\b[Tt]he (?:little |young |other |second |third |remaining |same |accused )?"
    r"(?:brother|sister|boy|girl|teen|teenager|toddler|child|baby|man|woman|men|women|victims?"
    r"|suspects?|gunm[ae]n|shooter|friend|cousin|couple|driver|officers?|source|location)\b"
    r"(?! (?:of|who|that|found|killed|shot|accused|charged|convicted|wanted|arrested|behind|in"
    r"|with)\b)"
    r"|^No |\b(?:did|does|do)(?:n't|n’t| not) immediately"
    r"|\bsister station\b|\beach (?:man|woman|of)\b|\binside$"
)
_ENDING = re.compile(
    r"(?:\b(?:able|likely|enough|aimed|order|bill|plan|legislation|effort|number|unable|due|ready"
    r"|according|back|down|away|[A-Z]|Mr|Mrs|Dr)|[a-z]{3,}ly|\bto [a-z]+)$"
)
# "died April 18, two", "prior to the March 31, 2013": what they belong to was cut away.
_CUT_OFF = re.compile(
    r"(?:\b(?:about|around|nearly|almost|approximately|least|than) [a-z]+"
    r"|, (?:one|two|three|four|five|six|seven|eight|nine|ten|\d+(?<!\d{4}))"
    r"|\b(?:the|a|an|this) [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)$"
)
_ING_NOUN = frozenset(
    words.listed("""meeting building shooting hearing briefing ruling warning bombing killing voting
    testing spending funding housing training flooding parking fighting opening closing beginning
    king spring morning evening thing string wing ceiling filing stabbing beating burning crossing
    landing looting listing mining painting pricing reading rating recording sentencing setting
    trading wedding writing gathering finding feeling earning banking Beijing""")
)
_POINTING = frozenset(words.listed("new latest same first second other whole two three proposed"))
_PERSONAL = re.compile(r"\b(?:his|her)\b")
_NAMED = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b|\b[A-Z][a-z]{2,}\b")
_STALE = re.compile(
    r"\b(?:looking for|searching for|at large|no arrests|in critical|in stable|under ?way)\b"
)


def passes(text: str, *, severity: int = 0) -> bool:
    """Return whether `text` reads as a heading: a whole clause of 4 to 16 words, out of itself.

    `severity` is how much was cut from its sentence: from 2 on the ending is held to more.
    """
    size = len(text.split())
    if not 4 <= size <= 16 or _OPENING.match(text) or _ANYWHERE.search(text):
        return False
    if not _quotes_even(text) or _STALE.search(text) or not text[0].isalnum():
        return False
    if not _personal(text) or text.count(",") > 1:
        return False
    return _ends_well(text, severity) and _verb_stands(text) and _content(text)


def _leans(said: list[str], verb: int) -> bool:
    """Return whether the subject is a thing told before: The ruling limits, The new figure is."""
    subject = said[1:verb]
    if said[0] != "The" or not all(token.islower() for token in subject):
        return False
    return len(subject) == 1 or (len(subject) == 2 and subject[0] in _POINTING)


def _quotes_even(text: str) -> bool:
    pairs = text.count("(") == text.count(")") and text.count("“") == text.count("”")
    return pairs and text.count('"') % 2 == 0


def _personal(text: str) -> bool:
    found = _PERSONAL.search(text)
    return not found or bool(_NAMED.search(text[: found.start()]))


def _ends_well(text: str, severity: int) -> bool:
    last = re.sub(r"[\"”’'.]+$", "", text.rsplit(maxsplit=1)[-1])
    if not last or last.lower() in FUNCTION or _CUT_OFF.search(text):
        return False
    if last.endswith("ing") and last not in _ING_NOUN and last.islower():
        return False
    if severity >= 2 and last.islower() and (verbs.is_participle(last) or verbs.is_past(last)):
        return False
    return severity < 2 or not _ENDING.search(text.rstrip('."”'))


def _verb_stands(text: str) -> bool:
    said = verbs.tokens(text)
    position = verbs.finite(said)
    if position is None or position > 9 or position == 0 or _leans(said, position):
        return False
    rest = [token for token in said[position + 1 :] if token[0].isalnum()]
    if said[position] in verbs.AUXILIARIES and len(rest) < 2:
        return False
    commas = said[:position].count(",")
    return bool(rest) and commas in {0, 2}


def _content(text: str) -> bool:
    return len(set(words.stems(text, "en"))) >= 4
