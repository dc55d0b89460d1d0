"""One step of a story becomes one version: the page, the snapshot, what changed, how much."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from storywire.domain.model import Entry, Section, Sentence, Story, Update
from storywire.domain.story.changes import diff
from storywire.domain.story.members import finish, forget_wordings
from storywire.domain.story.page import Page, PageMemory
from storywire.domain.story.scale import Workings
from storywire.domain.story.significance import weigh
from storywire.domain.story.snapshot import reworded, snapshot
from storywire.domain.story.values import Member
from storywire_timeline.document import Document

Compose = Callable[[Sequence[Member], PageMemory, Workings], tuple[Page, PageMemory]]
_Statement = TypeVar("_Statement", Sentence, Entry)


@dataclass(frozen=True, slots=True)
class Version:
    """What a step made, and the document after it."""

    document: Document
    update: Update


def make_version(
    document: Document, before: Story | None, page: Page, memory: PageMemory
) -> Version:
    """Return the version that the step under way makes of `page`."""
    happened = document.roll.happened
    roll = finish(document.roll)
    story = snapshot(roll, page)
    changes = diff(before, story, happened)
    significance, reasons = weigh(changes, before, story, happened)
    update = Update(
        story_id=roll.story_id,
        version=roll.version,
        previous_version=roll.version - 1,
        significance=significance,
        reasons=reasons,
        changes=changes,
        story=story,
    )
    roll = forget_wordings(roll, reworded(story))
    return Version(Document(roll=roll, memory=memory, page_title=page.title), update)


def empty_page(document: Document) -> Page:
    """Return the page of a story without an article that can be read; it keeps its title."""
    titles = (listed.title for listed in document.roll.listed)
    title = document.page_title or next(titles, "")
    return Page(title=title, sections=(), timeline=(), facts=(), entities=())


def same_page(document: Document, story: Story) -> Page:
    """Return the page that `story` shows."""
    return Page(
        title=document.page_title,
        sections=story.summary,
        timeline=story.timeline,
        facts=story.facts,
        entities=story.entities,
    )


def page_without(page: Page, usable: frozenset[str]) -> Page:
    """Return `page` with only what the `usable` articles support; composes nothing."""
    cut = (
        section.model_copy(update={"sentences": _supported(section.sentences, usable)})
        for section in page.sections
    )
    sections = tuple(section for section in cut if section.sentences)
    timeline = _supported(page.timeline, usable)
    gone = _facts_of(page.sections, page.timeline) - _facts_of(sections, timeline)
    return Page(
        title=page.title,
        sections=sections,
        timeline=timeline,
        facts=tuple(fact for fact in page.facts if fact.fact_id not in gone),
        entities=page.entities,
    )


def _supported(statements: Sequence[_Statement], usable: frozenset[str]) -> tuple[_Statement, ...]:
    kept = (_supported_by(statement, usable) for statement in statements)
    return tuple(statement for statement in kept if statement.citations and statement.support)


def _supported_by(statement: _Statement, usable: frozenset[str]) -> _Statement:
    citations = tuple(cited for cited in statement.citations if cited in usable)
    lost = len(statement.citations) - len(citations)
    support = tuple(one for one in statement.support if one.article_id in usable)
    return statement.model_copy(
        update={
            "citations": citations,
            "citation_count": statement.citation_count - lost,
            "support": support,
        }
    )


def _facts_of(sections: Sequence[Section], timeline: Sequence[Entry]) -> set[str]:
    said = {sentence.fact_id for section in sections for sentence in section.sentences}
    return said | {entry.fact_id for entry in timeline}
