"""The outline of a story: its ids and texts, which is what changes carry from version to version.

Counts, order of articles and times are left out: they are recomputed, not carried.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from storywire.domain.model import ArticleRef, Entry, Fact, Section, Story

Fields = dict[str, str | int | bool | list[dict[str, str]] | None]


@dataclass(frozen=True, slots=True)
class Outline:
    """The ids and texts of one version. Sections are in their order, all else by id.

    Each part is held as the fields that a change carries: see `article_side` and its siblings.
    """

    title: str = ""
    articles: tuple[tuple[str, Fields], ...] = ()
    sections: tuple[tuple[str, Fields], ...] = ()
    facts: tuple[tuple[str, Fields], ...] = ()
    entries: tuple[tuple[str, Fields], ...] = ()


def outline(story: Story | None) -> Outline:
    """Return the outline of `story`; of no story, the empty one."""
    if story is None:
        return Outline()
    return Outline(
        title=story.title,
        articles=_by_id((ref.article_id, article_side(ref)) for ref in story.articles),
        sections=tuple((section.section_id, section_side(section)) for section in story.summary),
        facts=_by_id((fact.fact_id, fact_side(fact)) for fact in story.facts),
        entries=_by_id((entry.entry_id, entry_side(entry)) for entry in story.timeline),
    )


def article_side(ref: ArticleRef) -> Fields:
    """Return what a change says of an article in the list."""
    return {
        "title": ref.title,
        "number": ref.number,
        "copy_of": ref.copy_of,
        "cited": ref.cited,
        "outlet": ref.outlet,
        "url": ref.url,
    }


def section_side(section: Section) -> Fields:
    """Return what a change says of a section."""
    sentences = [{"fact_id": said.fact_id, "text": said.text} for said in section.sentences]
    return {"heading": section.heading, "sentences": sentences}


def fact_side(fact: Fact) -> Fields:
    """Return what a change says of a fact."""
    return {
        "text": fact.text,
        "date": fact.date.isoformat() if fact.date else None,
        "status": fact.status,
        "outlets": fact.outlets,
    }


def entry_side(entry: Entry) -> Fields:
    """Return what a change says of an entry of the timeline."""
    return {
        "text": entry.text,
        "date": entry.date.isoformat(),
        "time": entry.time.isoformat() if entry.time else None,
        "status": entry.status,
        "fact_id": entry.fact_id,
    }


def _by_id(parts: Iterable[tuple[str, Fields]]) -> tuple[tuple[str, Fields], ...]:
    return tuple(sorted(parts, key=lambda part: part[0]))
