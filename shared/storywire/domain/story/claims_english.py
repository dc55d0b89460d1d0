"""English status claims, which hold for a day at most: at large, in critical condition."""

import re

from storywire.domain.story import words

_STALE = re.compile(
    r"\b(?:(?:is|are|were|was)(?: still)? (?:looking|searching|seeking|investigating|trying)"
    r"(?: for| to)?"
    r"|at large|in (?:extremely )?(?:critical|serious|stable|fair|good|grave|guarded|satisfactory)"
    r"(?: but \w+)? condition"
    r"|(?:is|are|was|were)(?: being)? held (?:without|on) (?:bail|bond|no-bond)"
    r"|(?:is|are|was|were) (?:facing|asking|awaiting|being (?:held|sought|treated))"
    r"|(?:is|are) (?:now |both |also )?(?:accused|suspected) of|faces? (?:[\w-]+ ){0,3}charges?"
    r"|awaits? (?:trial|sentencing|arraignment)|(?:is|are|was|were) in custody"
    r"|no charges (?:have|had|were)|(?:is|are) [^,.;]{0,40}\bsuspect(?:s|ed)?\b"
    r"|(?:is|are) (?:free on|locked up|on the run|on [^,.;]{0,30}leave)"
    r"|what(?:['’]s| is) believed to be"
    r"|(?:has|have) not (?:yet )?(?:announced|made|released|said|filed)"
    r"|(?:the )?search is on for"
    r"|no (?:arrests?|suspects?|motive|word on|information)"
    r"|(?:not|n['’]t)(?: yet| immediately)? been(?: \w+ly)?"
    r" (?:identified|released|named|made|arrested|determined)|(?:is|are) (?:expected|scheduled) to"
    r"|continu(?:es?|ing) to|(?:is|are) (?:at|on) the scene|been searching|remains? (?:in|at)"
    r"|condition was unknown|search continues|(?:not|n['’]t) immediately"
    r"|under investigation|(?:is|are) still|at this time|(?:is|are) unknown"
    r"|(?:may|might) (?!have\b)[a-z]+"
    r"|could (?:face|be|learn|receive|get|become|take|hear|put))\b"
    r"|^(?:As of|Overnight)\b",
    re.IGNORECASE,
)
_STALE_CUES = (
    "search continues", " immediately", "no information", "been ", "may ", "might ", "could ",
    "as of", "overnight", "facing", "asking", "awaiting", "being ", "accused of", "suspected of",
    "charge", "await", "in custody", "suspect", "free on", "locked up",
    "on the run", " leave", "have not ", "has not ", "not yet ", "search is on",
    "held without ", "held on ",
    "believed to be", "looking", "searching", "seeking",
    "investigating", "trying", "at large", " condition",
    "no arrest", "no suspect", "no motive", "no word on", "been identified", "been released",
    "been named", "been made", "been arrested", "been determined", "expected to",
    "scheduled to", "continue", "continuing to", "the scene", "remain in", "remain at",
    "at this time", "is unknown", "are unknown", "remains in", "remains at", "is still",
    "under investigation", "are still",
)  # fmt: skip
_STALE_WORDS = frozenset(
    words.listed(
        """looking searching seeking investigating trying large condition arrest arrests suspect
        suspects motive word been expected scheduled continue continues continuing scene remains
        remain investigation still time unknown held believed any
        immediately information continues may might could search as overnight facing asking
        awaiting being accused suspected charge charges await awaits custody not suspected free
        locked run leave"""
    )
)


_OF_ITS_WEEK = re.compile(
    r"\b(?:last|this|next|past|recent|coming) (?:week|weekend|month|days|weeks)\b"
    r"|\bover the weekend\b",
    re.IGNORECASE,
)


def is_of_its_week(sentence: str) -> bool:
    """Return whether a sentence counts a time from its own days: last week, this month."""
    return bool(_OF_ITS_WEEK.search(sentence))


def is_stale_claim(sentence: str) -> bool:
    """Return whether a sentence claims a state (at large, in critical condition)."""
    guarded = not _STALE_WORDS.isdisjoint(words.tokens(sentence))
    cued = guarded and words.holds(sentence.lower(), _STALE_CUES)
    return cued and bool(_STALE.search(sentence))
