"""Which heading a section takes: a headline that says its fact, else a clause cut from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storywire.domain.story import compression, vectors, words
from storywire.domain.story.facts import Stated, showable
from storywire.domain.story.headline import Headlined
from storywire.domain.story.statements import Told
from storywire.domain.story.vectors import Vector

MAX_SOURCES = 4
_WEAK = re.compile(r"\b(?:heard|saw|realized|realised|wanted|told|felt|thought|believes?)\b")
_DULL = re.compile(r"\b(?:conference|began|held)\b")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that may stand over its fact, with how well it does."""

    text: str
    vector: Vector
    score: float
    headline: bool


def headings(
    told: Told, fact: Stated, headlines: Sequence[Headlined], cited: frozenset[str]
) -> list[Heading]:
    """Return a fact's possible headings, best first, ties by text; all in the words of `cited`."""
    own = [h for h in headlines if h.member.read.article.article_id in cited]
    found = [_heading(told, fact, h.text, severity=0, headline=True) for h in own]
    if told.english:
        sources = (fact.shown, *fact.statements)[:MAX_SOURCES]
        for statement in {source.position: source for source in sources}.values():
            if statement.sentence.article_id in cited and showable(told, statement):
                found += [
                    _heading(told, fact, text, severity=severity, headline=False)
                    for text, severity in compression.candidates(statement.sentence.display)
                ]
    elif not found:
        found += _whole(told, fact)
    return sorted(found, key=lambda h: (-h.score, h.text))


def _whole(told: Told, fact: Stated) -> list[Heading]:
    text = fact.shown.sentence.display.rstrip(".。 ")
    fits = 5 <= words.length(text, told.language) <= 22 and showable(told, fact.shown)
    return [_heading(told, fact, text, severity=0, headline=False)] if fits else []


def _heading(told: Told, fact: Stated, text: str, *, severity: int, headline: bool) -> Heading:
    stems = words.stems(text, told.language)
    vector = vectors.vector(stems, told.idf)
    topical = vectors.cosine(vector, told.centroid)
    size = len(text.split())
    score = (
        vectors.cosine(vector, fact.shown.vector)
        + 0.35 * topical
        - 0.02 * max(0, size - 13)
        - 0.04 * max(0, 6 - size)
        - (0.3 if topical < 0.12 else 0.0)
        - (0.0 if _named(text) else 0.15)
        - (0.25 if _WEAK.search(text) else 0.0)
        - (0.25 if _DULL.search(text) else 0.0)
        - (0.12 if " said" in text else 0.0)
        + (0.3 if headline else 0.05 - 0.05 * severity)
        - (0.3 if not headline and _repeats(stems, fact) else 0.0)
    )
    return Heading(text, vector, score, headline)


def _named(text: str) -> bool:
    return any(token[0].isupper() or token[0].isdigit() for token in text.split()[1:])


def _repeats(stems: tuple[str, ...], fact: Stated) -> bool:
    shown = fact.shown.bag
    return bool(shown) and len(shown & frozenset(stems)) > 0.8 * len(shown)


def fresh(heading: Heading, used: Sequence[Vector], title: Vector) -> bool:
    """Return whether a heading says something that no heading in use, nor the title, says."""
    clash = any(vectors.cosine(heading.vector, other) > 0.5 for other in used)
    return not clash and vectors.cosine(heading.vector, title) <= 0.75
