"""English sentences that lean on the one before: He, The two, According to police, the men."""

import re

from storywire.domain.story import words
from storywire.domain.story.common_words import COMMON

_DANGLING = re.compile(
    r"^[\"“]?(?:He|She|It|They|This|Both|Another|His|Her|Their|Its|These|Those|That|Him|Neither"
    r"|Others|As that was|When that|One suspect|One of (?:them|the|those|these)"
    r"|All (?:of them|three|four|five|six)"
    r"|The (?:other |second |third |same )?(?:two|three|four|man|woman|men|women|suspects?|victims?"
    r"|incident|report|pair|couple|boy|girl|shooting|shooter|teen|teenagers?|others?|latter"
    r"|former (?:was|is|has|had|will|said)"
    r"|mother|father|documents?|wounded|bullets?|(?:\d{1,2}|teen)-year-old|site|house|home|source"
    r"|cousin|friend|brother|sister|same|move|decision|driver|gunman|attack|accident|crash"
    r"|statement|vehicle|car|group|trio|person|child|children|motive|case|officers?"
    r"|announcement|deal|agreement|argument|request|network|news network|newspaper|paper"
    r"|station|outlet))\b"
)
_LEANING = re.compile(
    r"^((?:(?:[A-Z]?[a-z'’.-]+|\d{1,4}),? ){1,6}?)(he|she|they|him|them|(?<=, )(?:his|her|their))\b"
)
# "According to police, the three men went": who they are stands elsewhere.
_FRONTED = re.compile(
    r"^(?:According to [^,]{3,60}|[A-Z][\w.]+ (?:say|said|says)|(?:On|In|At|By|After|Before|As)"
    r" [^,]{3,40}),? (?:that )?the (?:other |second |third |same |two |three |four |five )?"
    r"(?:two|three|four|man|woman|men|women|suspects?|victims?|boy|girl|teen|teenager|teens"
    r"|shooter|gunm[ae]n|brothers?|sisters?|couple|pair|group|person|child|driver|officers?)\b"
)
_CALENDAR = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\w+day\b)")
_PERSONS = frozenset(
    words.listed(
        """man woman boy girl suspect victim officer driver gunman teenager teen president minister
        mayor judge mother father son daughter wife husband"""
    )
)
_SINGLE = (
    *_PERSONS,
    *words.listed(
        """year-old captain cook sailor prosecutor lawyer attorney singer actor player coach star
        doctor nurse soldier pilot patient resident neighbor owner worker leader maker senator
        governor king queen prince princess pope chief sheriff deputy detective brother sister
        friend cousin toddler child baby infant widow who person"""
    ),
)
_PEOPLE = frozenset(
    words.listed(
        """police officers investigators authorities officials detectives deputies prosecutors
        witnesses neighbors residents men women victims suspects people leaders lawmakers families
        parents firefighters crews medics paramedics teenagers teens students workers"""
    )
)
_AHEAD = frozenset(
    words.listed("in at during after before for with despite on as while when under by from since")
)
_OWN = re.compile(r"^((?:\S+ ){1,8}?)(?:his|her)\b")


def _owns(sentence: str) -> bool:
    """Return whether it says `his` or `her` before anybody is named: `An autopsy of his ...`."""
    match = _OWN.match(sentence)
    if match is None or "“" in match[1] or '"' in match[1]:
        return False
    head = match[1].replace(",", "").split()
    first = head[0].lower()
    if first in _AHEAD and "," not in match[1]:  # "In her ruling, Judge Brook ..."
        return False
    opens = head[0][0].isupper() and first not in COMMON and first not in words.stops("en")
    return not (opens or _names(match[1]) or any(word.endswith(_SINGLE) for word in head))


def is_dangling(sentence: str) -> bool:
    """Return whether a sentence opens with a word that points to the one before it."""
    return (
        bool(_DANGLING.match(sentence) or _FRONTED.match(sentence))
        or _leans(sentence)
        or _owns(sentence)
    )


def _leans(sentence: str) -> bool:
    """Return whether a pronoun stands before the main verb with nobody named in front of it."""
    match = _LEANING.match(sentence)
    if match is None:
        return False
    head = words.tokens(match[1])
    first = match[1].split(" ", 1)[0].strip(",").lower()
    plural = match[2] in {"they", "them", "their"}
    if not head.isdisjoint(_PEOPLE if plural else _PERSONS) or _names(match[1]):
        return False
    return first in words.stops("en") or first in _PEOPLE or first.endswith(("ing", "ed"))


def _names(head: str) -> bool:
    """Return whether a word after the first has a capital, and is no month or weekday."""
    return any(word[0].isupper() and not _CALENDAR.match(word) for word in head.split()[1:])
