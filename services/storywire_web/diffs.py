"""Two versions of a story side by side: what was added, changed, removed, word by word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from storywire.domain.model import Entry, Section, Story
from storywire_web.views import moment_of, readable_day

Kind = Literal["same", "added", "changed", "removed"]
_TOKEN = re.compile(r"\s*(?:\w+(?:[.,'’-]\w+)*|[^\w\s]|$)|\s+")
_READABLE = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that both versions have, or only the old or the new one."""

    kind: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One text in two versions; `when` dates an entry of the timeline."""

    kind: Kind
    runs: tuple[Run, ...]
    when: str = ""


@dataclass(frozen=True, slots=True)
class SectionDiff:
    """A section in two versions."""

    kind: Kind
    heading: Passage
    sentences: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class StoryDiff:
    """A story in two versions; sections in their new order, what is gone after them."""

    headline: Passage
    sections: tuple[SectionDiff, ...]
    timeline: tuple[Passage, ...]
    articles: tuple[Passage, ...]

    @property
    def same(self) -> bool:
        """Return whether nothing that a reader sees differs."""
        passages = (self.headline, *self.timeline, *self.articles)
        kinds = [part.kind for part in passages] + [part.kind for part in self.sections]
        return all(kind == "same" for kind in kinds)


def compare(before: Story, after: Story) -> StoryDiff:
    """Return how `before` became `after`."""
    return StoryDiff(
        headline=passage(before.title, after.title),
        sections=_sections(before, after),
        timeline=_timeline(before.timeline, after.timeline),
        articles=_passages(
            {ref.article_id: _named(ref.number, ref.title, ref.outlet) for ref in before.articles},
            {ref.article_id: _named(ref.number, ref.title, ref.outlet) for ref in after.articles},
        ),
    )


def passage(before: str | None, after: str | None, *, when: str = "") -> Passage:
    """Return one text in two versions; None is "not there"."""
    if before is None:
        return Passage("added", (Run("new", after or ""),), when)
    if after is None:
        return Passage("removed", (Run("old", before),), when)
    if before == after:
        return Passage("same", (Run("same", after),), when)
    return Passage("changed", tuple(_runs(before, after)), when)


def _runs(before: str, after: str) -> Iterable[Run]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _READABLE:  # a patchwork reads worse than the two texts
        yield Run("old", before)
        yield Run("new", after)
        return
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield Run("same", "".join(old[i:j]))
            continue
        if j > i:
            yield Run("old", "".join(old[i:j]))
        if m > k:
            yield Run("new", "".join(new[k:m]))


def _sections(before: Story, after: Story) -> tuple[SectionDiff, ...]:
    """A sentence that went to another section is shown there only, as what it is: the same."""
    old = {part.section_id: part for part in before.summary}
    new = {part.section_id: part for part in after.summary}
    once, now = _sentences(*before.summary), _sentences(*after.summary)
    found = []
    for section_id in dict.fromkeys((*new, *old)):
        was, part = old.get(section_id), new.get(section_id)
        heading = passage(was.heading if was else None, part.heading if part else None)
        gone = _sentences(was).keys() - now.keys() if was else frozenset[str]()
        here = _sentences(part) if part else {}
        past = {key: text for key, text in once.items() if key in here or key in gone}
        sentences = _passages(past, here)
        found.append(SectionDiff(_kind_of(heading, sentences), heading, sentences))
    return tuple(found)


def _sentences(*parts: Section) -> Mapping[str, str]:
    return {said.fact_id: said.text for part in parts for said in part.sentences}


def _kind_of(heading: Passage, sentences: Sequence[Passage]) -> Kind:
    if heading.kind == "same" and any(said.kind != "same" for said in sentences):
        return "changed"
    return heading.kind


def _timeline(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Passage, ...]:
    old = {entry.entry_id: entry for entry in before}
    new = {entry.entry_id: entry for entry in after}
    shown = sorted({**old, **new}.values(), key=moment_of)
    return tuple(_entry(old.get(one.entry_id), new.get(one.entry_id)) for one in shown)


def _entry(was: Entry | None, now: Entry | None) -> Passage:
    dates = [readable_day(entry.date) for entry in (was, now) if entry]
    when = " → ".join(dict.fromkeys(dates))
    found = passage(was.text if was else None, now.text if now else None, when=when)
    moved = found.kind == "same" and len(set(dates)) > 1
    return Passage("changed", found.runs, when) if moved else found


def _passages(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Passage, ...]:
    return tuple(passage(old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))


def _named(number: int, title: str, outlet: str | None) -> str:
    return f"[{number}] {title}" + (f" — {outlet}" if outlet else "")
