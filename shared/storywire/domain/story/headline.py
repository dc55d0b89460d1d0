"""Headlines as headings and titles: cleaned, in sentence case, gated, and tied to a fact."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from storywire.domain.story import display, heading_gate, vectors, verbs, words
from storywire.domain.story.casing import Casing
from storywire.domain.story.facts import Stated
from storywire.domain.story.scale import Statement
from storywire.domain.story.statements import Told
from storywire.domain.story.values import Member
from storywire.domain.story.vectors import Vector

NEW, LOOSE = 0.2, 0.2
NEWS = timedelta(days=1)
LEADING, ANCHORED_LEAD, ANCHORED, SHOWN_SHARE = 3, 0.40, 0.55, 0.50
FEATURE = re.compile(
    r"^(?:How|Why|What|Here['’]s|Here are|This is|Meet|Watch|Photos?|Opinion|Live|Obituary|Who|When"
    r"|Where|Is|Are|Can|Could|Should|Will|Did|Do|Does|Listen|Video|Gallery|Editorial|Analysis"
    r"|Letters?|Column|Review|He|She|It|They|His|Her|These|Those|Your|My)\b"
    r"|\b(?:things to|reasons why|you need|what to know|should)\b"
    r"|\b(?:I|we|you|me|us|my|our|your|I['’]m|we['’]re|you['’]re)\b|[|@#?]|\.com\b|\.\.\.|…",
)
_PASSING = re.compile(
    r"\b(?:will|to|set to|plans|poised|(?:look|search|hunt)(?:s|ing)? for|at large|sought|seeks?"
    r"|seeking|wanted|manhunt|on the loose|still missing|in custody|awaits?|faces?|facing)\b"
)
_WEEKDAY = re.compile(
    r",? (?:on )?(?:early |late )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|night|evening|afternoon))?\b(?!['’])"
)
_LABEL = re.compile(r"^(.{2,40}?): (.+)$")
_BY = re.compile(r"^((?:[A-Z]\w+ )?(?:[Pp]olice|[Dd]eputies|[Pp]rosecutors|[Oo]fficials)): (.+)$")
_BY_LAST = re.compile(
    r"^(.+): ((?:[A-Z]\w+ )?(?:[Pp]olice|[Dd]eputies|[Pp]rosecutors|[Oo]fficials))$"
)


def cleaned(told: Told, casing: Casing, headline: str) -> str:
    """Return a headline as a heading would say it."""
    text = headline.strip().rstrip(".")
    if not told.english:
        return text
    for pattern in (_BY, _BY_LAST):
        if match := pattern.match(text):
            who, what = match.groups() if pattern is _BY else match.groups()[::-1]
            text = f"{what}, {who if who[0].isupper() else who.lower()} say"
    text = _WEEKDAY.sub("", text)
    return casing.sentence_case(text)


def accepted(told: Told, text: str) -> bool:
    """Return whether a cleaned headline may be a heading."""
    size = words.length(text, told.language)
    if not told.english:
        return 4 <= size <= 24 and not text.rstrip().endswith(("?", "…", "..."))
    if not 4 <= size <= 17 or FEATURE.search(text) or text.count(" - ") + text.count(" – ") > 0:
        return False
    if text.startswith(('"', "“", "‘", "'")) or text.count('"') % 2 or not _labelled(text):
        return False
    if text.count("‘") > text.count("’") or text.count("“") != text.count("”"):
        return False
    last = re.sub(r"\W+$", "", text.rsplit(maxsplit=1)[-1]).lower()
    return last not in heading_gate.FUNCTION and verbs.has_headline_verb(text)


def _labelled(text: str) -> bool:
    match = _LABEL.match(text)
    if not match:
        return ":" not in text or bool(re.search(r"\d:\d", text))
    return all(word[0].isupper() for word in match[1].split()[:4]) and len(match[1].split()) <= 4


@dataclass(frozen=True, slots=True)
class Headlined:
    """A member's headline as a heading: its words, stems and vector, and whether it may be one."""

    member: Member
    text: str
    stems: frozenset[str]
    vector: Vector
    fit: bool


class Headlines:
    """The headlines of a story as they were cleaned once.

    Words are spelled as the articles write them that were weighed, others as its own does.
    """

    def __init__(self) -> None:
        self._casings: dict[str, Casing] = {}
        self._found: dict[tuple[str, int], Headlined] = {}

    def of(self, told: Told, said: tuple[Statement, ...], member: Member) -> Headlined:
        """Return the headline of `member`, whose statements are `said`."""
        key = told.language, id(said)  # it lives as long as these notes
        if key not in self._found:
            self._found[key] = _headlined(told, self._casing(told, said, member), member)
        return self._found[key]

    def _casing(self, told: Told, said: tuple[Statement, ...], member: Member) -> Casing:
        language = told.language
        if language not in self._casings:
            every = (told.workings.said(one, told.scale) for one in told.scale.read)
            self._casings[language] = Casing(tuple(chain.from_iterable(every)), language)
        casing = self._casings[language]
        weighed = any(one.number == member.number for one in told.scale.read)
        return casing if weighed else Casing(said, language, casing)


def headlined(told: Told) -> list[Headlined]:
    """Return the headlines of all members that are no copies."""
    notes = told.workings.notes(Headlines)
    return [notes.of(told, told.said[member.number], member) for member in told.members]


def _headlined(told: Told, casing: Casing, member: Member) -> Headlined:
    text = cleaned(told, casing, member.read.headline)
    stems = words.stems(text, told.language)
    cut = told.english and (casing.cuts(text) or display.is_cut(member.read.article.title))
    fit = accepted(told, text) and not member.copy_of and not cut
    return Headlined(member, text, frozenset(stems), vectors.vector(stems, told.idf), fit)


def is_outdated(told: Told, headline: Headlined) -> bool:
    """Return whether it tells of what is to come, or still goes on, a day before the newest."""
    late = told.newest - headline.member.read.published_at >= timedelta(days=1)
    return told.english and late and bool(_PASSING.search(headline.text))


def anchored(
    told: Told, headlines: Sequence[Headlined], stated: Sequence[Stated]
) -> dict[str, list[Headlined]]:
    """Return, by fact id, the fit headlines that say what the fact says."""
    of_article: dict[str, list[tuple[Statement, Stated]]] = {}
    for fact in stated:
        for statement in fact.statements:
            of_article.setdefault(statement.sentence.article_id, []).append((statement, fact))
    found: dict[str, list[Headlined]] = {}
    for each in headlines:
        if not each.fit or is_outdated(told, each):
            continue
        teller = _said_by(each, of_article.get(each.member.read.article.article_id, []))
        if teller is not None and share(each.stems, teller.shown.bag) >= SHOWN_SHARE:
            found.setdefault(teller.fact_id, []).append(each)
    return found


def leading(told: Told, headlines: Sequence[Headlined], fact: Stated) -> list[Headlined]:
    """Return the fit headlines of the articles that open with the fact, in looser words.

    Of the newest day in any words: such a headline is what its article is about.
    """
    opening = {s.sentence.article_id: s for s in fact.statements if s.sentence.index == 0}
    return [
        each
        for each in headlines
        if each.fit
        and not is_outdated(told, each)
        and (lead := opening.get(each.member.read.article.article_id)) is not None
        and (share(each.stems, lead.bag) >= LOOSE or told.newest - lead.published_at < NEWS)
    ]


def _said_by(headline: Headlined, said: list[tuple[Statement, Stated]]) -> Stated | None:
    best: tuple[float, int, Stated] | None = None
    for statement, fact in said:
        covered = share(headline.stems, statement.bag)
        index = statement.sentence.index
        if covered < (ANCHORED_LEAD if index < LEADING else ANCHORED):
            continue
        score = covered - 0.02 * index
        if best is None or (score, -index) > (best[0], best[1]):
            best = (score, -index, fact)
    return best[2] if best else None


def share(stems: frozenset[str], bag: frozenset[str]) -> float:
    """Return the share of `stems` that stand in `bag`."""
    return len(stems & bag) / len(stems) if stems else 0.0


def title(told: Told, headlines: Sequence[Headlined], before: str) -> str:
    """Return the story's title: the fit headline nearest its centre; kept unless clearly beaten."""
    if len(headlines) == 1:
        return headlines[0].text
    leads = told.scale.openings
    scored = [(_title_score(told, h, leads), h) for h in headlines]
    score, best = max(
        scored, key=lambda each: (each[0], each[1].member.read.published_at, -each[1].member.number)
    )
    held = [each for each in scored if each[1].text == before]
    if held and max(each[0] for each in held) * 1.1 + 0.02 >= score:
        return before
    return best.text


def _title_score(told: Told, headline: Headlined, leads: Vector) -> float:
    score = 0.5 * vectors.cosine(headline.vector, told.centroid)
    score += 0.5 * vectors.cosine(headline.vector, leads)
    if told.newest - headline.member.read.published_at <= timedelta(hours=24):
        score += NEW
    if not headline.fit:
        score -= 0.5
    return score - (0.5 if is_outdated(told, headline) else 0.0)
