"""Splitting an article: paragraphs without furniture around them, and sentences."""

import html
import re
from collections import Counter

import sentencex

from storywire.domain.story import words

MAX_PARAGRAPH = 4_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_BUTTON = re.compile(
    r"^(?:(?:Buy|Buy this|More)? ?Photos?|Close|Video|Share|Play|Image|Caption|Hide caption"
    r"|Listen|Watch|Advertisement|Story highlights|Local News|Top Stories)[ :|]+(?=[A-Z\"“])"
)
_DATELINE = (
    re.compile(
        r"^[A-Z][A-Z.'’ -]{2,30}(?:, ?[A-Z][\w. ]{1,20})?(?: ?\([^)]{2,30}\))? ?(?:--|[-–—:])\s*"
        r"(?=[A-Z\"“'‘(]|\d)"
    ),
    re.compile(r"^[A-Z][\w.' ]{2,30}, [A-Z][A-Za-z.]{1,6} ?(?:\([^)]{2,30}\) ?)?(?:--|[–—-]) "),
    re.compile(r"^[A-Z][\w.,' ]{1,40} ?\([A-Z][A-Za-z /]{1,25}\) ?(?:--|[–—-]) "),
    re.compile(
        r"^(?:[KW][A-Z]{2,3}(?:-TV)? ?)?\([A-Z]{2,5}(?:/[A-Z]{2,5})*\) [A-Z][A-Z.'’ -]{2,30}"
        r"(?:, ?[A-Z][\w. ]{1,20})? ?(?:--|[-–—:])\s*(?=[A-Z\"“'‘])"
    ),
    re.compile(r"^[A-Z][A-Za-z.,' ]{2,30} ?>> ?(?=[A-Z\"“])"),
    re.compile(r"^(?:AP|AFP|BST|GMT|EDT|EST) (?=[A-Z])"),
    re.compile(r"^[A-Z]{3,}(?: [A-Z]{2,}){0,2}, [A-Z][a-z]+ (?=(?:An?|The|[A-Z][a-z]+) [a-z])"),
    re.compile(r"^\((?:[A-Z]{2,10}|Reuters|Bloomberg|CNN\.com)\) ?(?:--|[–—-])? ?"),
)
# "Ảnh: TT Ngay ở ...", "HOÀNG TÂM Theo Tri Thức Chiến thắng ...": a credit, a byline.
_CREDIT = re.compile(
    r"^(?:Ảnh: ?[A-Z]\S* |(?:[A-ZĐÀ-Ỵ]{2,} ){1,4}Theo (?:[A-ZĐ]\S+ ){1,2}(?=[A-ZĐ]))"
)
# A city in small letters, as it opens an article; further down it may be anything.
OPENING = 4
_CITY = re.compile(r"^[A-Z][a-z]+(?: [A-Z][a-z]+){0,2} ?(?:--|[–—]) ?(?=[A-Z\"“]|\d)")
_LABEL = re.compile(
    r"^(?:UPDATED?|BREAKING(?: NEWS)?|ORIGINAL(?: STORY)?|Updated?|Why it matters|The big picture"
    r"|By the numbers|What's next|Details|Driving the news|Yes, but|Be smart|State of play"
    r"|Between the lines|What they're saying|The latest|Go deeper)"
    r"(?:,? [(\[@]? ?(?:at )?\d{1,2}(?::\d\d)? ?[ap]\.?m\.?[^:]{0,20})?: ",
    re.IGNORECASE,
)
_TITLE_END = re.compile(
    r"(?:^|[\s(\"“])(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Reps|Sens|Gov|Lt|Sgt|Capt|Cpl|Col|Gen|Maj|Pvt|Det"
    r"|Cmdr|Supt|Insp|Rev|Hon|St|Pres|Adm|Fr|Atty|Messrs|Mme|Mlle|Sra?|Srta|Dra?|Nr|Hr|Fr|Bd|ca|bzw"
    r"|vs|No|Nos|cf|e\.g|i\.e|z\.B|d\.h|u\.a|TP|Tp|PGS|TS|ThS)\.$"
)
_ABBREVIATION_END = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|[A-Z](?:\.[A-Z])+|a\.m|p\.m|Inc|Corp|Ltd|Co|Bros|Jr|Sr|Jan|Feb|Mar|Apr"
    r"|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md"
    r"|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo|Ave|Blvd|Rd|Ct"
    r"|Ft|Mt|Dept|Univ|Assn|approx|est)\.$"
)
_OPENERS = frozenset(
    words.listed("""
    The A An He She It They We I You This That These Those His Her Its Their Our My There Here
    In On At After Before When While As If But And Or So For From By With During Since Until
    Although Though However Meanwhile According Police Officials Authorities Investigators
    Officers Deputies Witnesses Prosecutors Detectives Two Three Four Five Six One No Not Both
    Another Some Many Most All Each What Who How Why Where Then Now Also Later Earlier Last
    Next Under Despite Because Other Several More Such To Of""")
)
_ORDINAL_END = re.compile(r"(?:^|\s)\d{1,2}\.$")
_ORDINAL_LANGUAGES = frozenset({"de", "da", "no", "nb", "fi", "cs", "sk", "hu", "is", "sl", "hr"})
# It opens with the mark, not with a look back at each place: that is twenty times as fast.
_GLUED = re.compile(r"[.!?](?:(?<=[a-z]{2}[.!?])|[”\"](?<=[a-z][.!?][”\"]))(?=[A-Z][a-z]+ )")
_CLOSERS = "\"”’')]»"
_LONG_BREAK = re.compile(r"(?<=[.!?。！？;；])\s*|\s+")


def clean_line(text: str) -> str:
    """Return a text on one line: no control characters, single spaces."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if not text.isascii() or not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return " ".join(text.split())


def paragraphs(text: str, *, title: str = "") -> tuple[str, ...]:
    """Return an article's paragraphs (its lines) without repeats, datelines and labels."""
    lines = [clean_line(line) for line in text.splitlines()]
    counts = Counter(lines)
    kept: list[str] = []
    seen: set[str] = set()
    for line in lines:
        if not line or line in seen or counts[line] > 2:
            continue
        seen.add(line)
        opened = _without_title(line, title) if not kept else line
        stripped = strip_furniture(opened)
        if stripped := stripped if len(kept) >= OPENING else _CITY.sub("", stripped):
            kept.append(stripped)
    return tuple(kept)


def _without_title(line: str, title: str) -> str:
    if title and len(title) > 15 and line.startswith(title):
        return line[len(title) :].lstrip(" .:-–—|")
    return line


def strip_furniture(line: str) -> str:
    """Return a paragraph without the button, label and dateline that it opens with."""
    line = _LABEL.sub("", _BUTTON.sub("", line, count=1), count=1)
    for dateline in _DATELINE:
        match = dateline.match(line)
        if match and match.end() < 60:
            return line[match.end() :].strip()
    return line.strip()


def without_label(sentence: str) -> str:
    """Return a sentence without the label or credit it opens with: `The big picture:`."""
    return _CREDIT.sub("", _LABEL.sub("", sentence, count=1), count=1)


def split(text: str, language: str) -> tuple[str, ...]:
    """Return the sentences of a text, each on one line, in order.

    Splits by sentencex and joins what it cuts after titles, abbreviations, initials and ordinals.
    """
    found: list[str] = []
    for line in text.splitlines():
        cleaned = clean_line(line)
        for chunk in _chunks(cleaned):
            found += _split_line(chunk, words.base(language))
    return tuple(found)


def _chunks(line: str) -> list[str]:
    chunks: list[str] = []
    while len(line) > MAX_PARAGRAPH:
        breaks = [m.end() for m in _LONG_BREAK.finditer(line, MAX_PARAGRAPH // 2, MAX_PARAGRAPH)]
        cut = max((b for b in breaks if 0 < b <= MAX_PARAGRAPH), default=MAX_PARAGRAPH)
        chunks.append(line[:cut].strip())
        line = line[cut:]
    return [chunk for chunk in [*chunks, line] if chunk]


def _split_line(line: str, language: str) -> list[str]:
    if not words.holds(line[:-1], ".!?。！？…؟।"):
        return [line]
    opened = _GLUED.sub(r"\g<0> ", line)
    found: list[str] = []
    for piece in sentencex.segment(language if language != "und" else "en", opened):
        part = str(piece).strip()
        if not part:
            continue
        if found and _joins(found[-1], part, language):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found


def _joins(left: str, right: str, language: str) -> bool:
    """Return whether a cut between two pieces is none."""
    if not right.strip(_CLOSERS + " .") or right[0].islower():
        return True
    if not left.endswith("."):
        return False
    tail = left[-24:]
    if _TITLE_END.search(tail):
        return True
    if _ABBREVIATION_END.search(tail):
        return right.split(" ", 1)[0].strip(",'\"“") not in _OPENERS
    return language in _ORDINAL_LANGUAGES and bool(_ORDINAL_END.search(tail))
