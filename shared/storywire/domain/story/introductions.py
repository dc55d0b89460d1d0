"""Who a bare surname is, by the article's own words: `Lind was freed` -> `Mara Lind was freed`.

What a page shows stands by itself: an article has named its people before, the page may not have.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from storywire.domain.story import words
from storywire.domain.story.common_words import COMMON
from storywire.domain.story.outlets import is_outlet

LONGEST = 4
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:[Oo]fficer|[Cc]hief|[Ss]heriff|[Jj]udge|[Mm]ayor|[Pp]resident|[Pp]remier|[Mm]inister"
    r"|[Ss]enator|Sen\.|Rep\.|Gov\.|Sgt\.|Lt\.|Capt\.|Col\.|Gen\.|Mr\.|Mrs\.|Ms\.|Dr\.|[Aa]ttorney"
    r"|[Dd]etective|[Dd]eputy|[Ss]pokes(?:man|woman|person)|[Ll]awyer|[Pp]rosecutor|[Dd]irector"
    r"|[Cc]hair(?:man|woman)?|[Cc]oach|[Ss]ecretary|[Pp]rofessor|[Ss]ergeant|[Cc]aptain|[Ff]irefighter"
    r"|[Gg]overnor|[Cc]hancellor|gunman|suspect|victim|neighbor|neighbour|teacher|student|actor|singer"
    r"|actress|author|analyst|economist|lawmaker|named|identified as)|-year-old) $"
)
_PERSON_AFTER = re.compile(
    r"\.?,? (?:\d{1,3}(?=[,. ])|who\b)"
    r"|,? (?:said|says|told|testified|pleaded|admitted|added|argued|wrote|tweeted|recalled)\b"
    r"|['’]s (?:attorney|lawyer|wife|mother|father|family|husband|brother|sister|son|daughter)\b"
)
_SPEAKING = re.compile(
    r"\b([A-Z][\w’-]+) (?:said|says|told|added|testified|wrote|pleaded|resigned|recalled)\b"
)
_NO_PERSON = frozenset(
    words.listed("""north south east west northern southern eastern western new old mount mt
    fort saint st san santa
    los las el la le lake port cape upper lower greater central downtown county city street avenue
    road park hills beach springs valley river island islands bay creek heights inc corp ltd co llc
    university college brotherhood service agency institute institution square administration watch
    guard security ministry department council committee association federation league union party
    bank group international national american human rights united states muslim executive actress
    journalist interior homeland labor state-run society foundation authority bureau commission
    office center centre court corps force forces army navy fund trust company companies industries
    systems holdings partners capital global world european african asian british french german
    chinese russian israeli egyptian palestinian iranian washington america canyon block diversity
    carolina dakota virginia zealand church school hospital club team press news tv house white
    supreme senate congress parliament cabinet kremlin pentagon alabama alaska arizona arkansas
    california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa
    kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
    montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont
    wisconsin wyoming egypt israel iran iraq syria britain france germany china russia india japan
    korea canada mexico brazil spain italy turkey ukraine thai pacific atlantic strategic drugmaker
    businesswoman businessman principal trader secretary-general democrat republican democrats
    republicans labour jazeera arabia phase studies chief-of-staff""")
)
_GENERATIONS = frozenset({"Jr", "Sr", "II", "III"})
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def people(texts: Sequence[str], named: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return, by surname or first name alone, the full names of people in an article's sentences.

    `named` are the names of each sentence. A name counts where its words show a person: an age, a
    title, speech. Those that two people share are left out.
    """
    small = {word for text in texts for word in _WORD.findall(text) if word.islower()}
    speaking = {match[1] for text in texts for match in _SPEAKING.finditer(text)}
    found: dict[str, str] = {}
    bearers: dict[str, set[str]] = {}
    for text, names in zip(texts, named, strict=True):
        for name in names:
            if " " not in name:
                continue
            shorts = _shorts(name)
            for short, other in shorts:
                bearers.setdefault(short, set()).add(other)
            if not shorts or not _may_be_person(name, small):
                continue
            shown = _is_shown(text, name)
            if shown or shorts[0][0] in speaking:
                # A first name alone is doubtful: the Muslim of the Muslim Brotherhood.
                sure = shorts if shown else shorts[:1]
                found |= {short: _whole(name) for short, _ in sure if short not in found}
    return {short: name for short, name in found.items() if len(bearers[short]) == 1}


def _may_be_person(name: str, small: set[str]) -> bool:
    tokens = [token.rstrip(".") for token in name.split(" ")]
    lows = [token.lower() for token in tokens]
    if not 2 <= len(tokens) <= LONGEST or is_outlet(name):
        return False
    if any(low in small or low in COMMON or low in _NO_PERSON for low in lows):
        return False
    return not any(len(token) > 2 and token.isupper() for token in tokens)


def _is_shown(text: str, name: str) -> bool:
    """Return whether the words beside a name show a person."""
    at = text.find(name)
    before, after = text[max(0, at - 30) : at], text[at + len(name) :][:30]
    return at >= 0 and bool(_PERSON_BEFORE.search(before) or _PERSON_AFTER.match(after))


def _shorts(name: str) -> list[tuple[str, str]]:
    """Return the surname and the first name, each with the word that tells bearers apart."""
    tokens = name.split(" ")
    last = tokens[-2] if tokens[-1].rstrip(".") in _GENERATIONS and len(tokens) > 2 else tokens[-1]
    pairs = ((last, tokens[0]), (tokens[0], last))
    return [pair for pair in pairs if len(pair[0]) > 2 and not pair[0].endswith(".")]


def _whole(name: str) -> str:
    return f"{name}." if name.endswith((" Jr", " Sr")) else name


def introduced(text: str, people: Mapping[str, str]) -> str:
    """Return a sentence with the full name in the place of each bare one that comes first in it."""
    for short, name in people.items():
        if short in text and name not in text:
            match = _bare(short).search(text)
            if match and _stands_alone(text[: match.start()], text[match.end() :]):
                after = text[match.end() :]
                dot = after.startswith(".") and name.endswith(".")
                text = f"{text[: match.start()]}{name}{after[dot:]}"
    return text


def _stands_alone(before: str, after: str) -> bool:
    """Return whether a bare name between two texts is somebody: not quoted, of a place or thing."""
    quoted = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return not (quoted or _OF_A_NAME.search(before) or _GOES_ON.match(after))


# "in Lind", "the Lind act", "Ida Lind", "Mr. Lind"; and "Lind Street", "Lind-Brook", "Lind police".
_OF_A_NAME = re.compile(
    r"(?:\b(?:the|a|an|in|at|near|from|outside|downtown|The)|\b[A-Z][\w’'-]*(?<!\bThe)\.?) $"
)
_GOES_ON = re.compile(
    r"-\w| (?:police|officers?|county|city|residents?|fire|schools?|area|neighborhood)\b"
    r"| (?!Said\b)[A-Z][\w’'-]*"
)


@lru_cache(maxsize=4_096)
def _bare(short: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-]){re.escape(short)}(?: Jr\.?)?(?![\w-])")
