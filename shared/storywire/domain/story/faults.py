"""What must not be shown: junk, faulty, dangling and stale sentences, each class by its name."""

import re

from storywire.domain.story import words

_JUNK = re.compile(
    r"https?://|www\.|\bcopyright\b|©|all rights reserved|click here|sign up|subscribe"
    r"|\bdownload\b.{0,40}\bapp\b|follow (?:us|@|him on|her on)|share this|read more|read also"
    r"|watch (?:live|the video|above|below)|newsletter|e-?mail (?:us|address|notif)"
    r"|getty images|associated press photo|photo(?:s)? (?:by|courtesy|credit)|image \d+ of \d+"
    r"|\(published |comments? polic|terms of (?:use|service)|privacy policy|contributed to this"
    r"|this (?:story|article|material|post) (?:has been|was|may not)|was misspelled"
    r"|incorrectly (?:identified|stated|reported)|reach (?:him|her|the reporter)|@\w+\.\w"
    r"|pic\.twitter|retweet|on twitter|facebook page|check back|stay with|more to come"
    r"|developing story|breaking news alerts|advertisement|cookies",
    re.IGNORECASE,
)
_FINAL = re.compile(r"[.!?。！？…।][\"”’')\]»\]]*$")
_PHONE = re.compile(
    r"\b1?[- .]?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|\b\d{3}-\d{4}\b|crime ?stoppers", re.IGNORECASE
)
_TIP = re.compile(
    r"anyone (?:with|who has|having) (?:any )?information|asked to (?:call|contact)", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_PERSON = re.compile(r"\b(?:I|we|We|me|us|my|My|our|Our|you|You|your|Your|I'm|I’m)\b")
_CAPTION = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
    r"|\b(?:is|are) (?:led|seen|pictured|shown)\b|\((?:left|right|center|L|R)\)|talks to reporters"
)
_OPENING = re.compile(r"^(?:Nor|Or|Which|Because|Is|Are|Was|Were|Did|Do|Does|Has|Have|Can|Could) ")
_DANGLING = re.compile(
    r"^[\"“]?(?:He|She|It|They|This|Both|Another|His|Her|Their|Its|These|Those|That|Him"
    r"|The (?:two|man|woman|suspect|suspects|victim|victims|incident|report|pair|couple|boy|girl"
    r"|shooting|shooter|teen|teenager|others?|former|latter|same|move|decision|driver|gunman|men))\b"
)
_STALE = re.compile(
    r"\b(?:(?:is|are) (?:still )?(?:looking|searching) for|at large|in (?:critical|serious|stable"
    r"|fair|good) condition|no arrests?|not been (?:identified|released|named)|(?:is|are) (?:expected"
    r"|scheduled) to|continues? to|(?:is|are) (?:at|on) the scene|been searching|remains? (?:in|at)"
    r"|under investigation|no word on)\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"(?<!\w)[‘'](?=\w)|(?<=[\w.,!?])[’'](?!\w)")


def is_junk(sentence: str) -> bool:
    """Return whether a line is furniture of the page, not a sentence of the article."""
    return not _FINAL.search(sentence) or bool(_JUNK.search(sentence))


def faults(sentence: str, language: str) -> frozenset[str]:
    """Return the names of what makes a sentence unfit to be shown; empty when it is fit."""
    found = _form(sentence, language)
    if words.base(language) in {"en", "und"}:
        found |= _english(sentence)
    return frozenset(found)


def _form(sentence: str, language: str) -> set[str]:
    found: set[str] = set()
    size = words.length(sentence, language)
    if size < 6:
        found.add("too-short")
    if size > 48:
        found.add("too-long")
    if sentence.rstrip("\"”’' ").endswith(("?", "？")):
        found.add("question")
    if _unbalanced(sentence):
        found.add("unbalanced")
    if sentence.rstrip("\"”’' )").endswith((":", ";", ",", "...", "…")):
        found.add("open-end")
    letters = [char for char in sentence[:400] if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) * 2 > len(letters):
        found.add("capitals")
    if sentence[0].islower():
        found.add("lower-case")
    return found


def _unbalanced(sentence: str) -> bool:
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
    if any(sentence.count(left) != sentence.count(right) for left, right in pairs):
        return True
    return sentence.count('"') % 2 == 1


def _english(sentence: str) -> set[str]:
    found: set[str] = set()
    if _TIP.search(sentence) or _PHONE.search(sentence):
        found.add("tip-line")
    bare = _QUOTED.sub(" ", sentence)
    if _PERSON.search(bare):
        found.add("first-person")
    if len(sentence) - len(bare) > 0.7 * len(sentence):
        found.add("quote")
    if _CAPTION.search(sentence):
        found.add("caption")
    if _OPENING.match(sentence):
        found.add("fragment")
    return found


def is_dangling(sentence: str, language: str) -> bool:
    """Return whether a sentence leans on the one before it (He, The two, Another …)."""
    return words.base(language) in {"en", "und"} and bool(_DANGLING.match(sentence))


def is_stale_claim(sentence: str, language: str) -> bool:
    """Return whether a sentence states how things stand, which holds for a day at most."""
    return words.base(language) in {"en", "und"} and bool(_STALE.search(sentence))
