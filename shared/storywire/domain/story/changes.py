"""What differs between two versions of a story, as typed changes; and changes applied again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from storywire.domain.model import Change, ChangeType, Side, Story
from storywire.domain.story.fact_changes import fact_changes
from storywire.domain.story.members import Happening, HappeningKind
from storywire.domain.story.outline import (
    Fields,
    Outline,
    article_side,
    entry_side,
    section_side,
)

_STORY: Mapping[HappeningKind, ChangeType] = {
    "absorbed": "stories_merged",
    "merged_into": "stories_merged",
    "split": "story_split",
    "closed": "story_closed",
    "reopened": "story_reopened",
}
_ARTICLE: Mapping[HappeningKind, ChangeType] = {
    "attached": "article_added",
    "moved_in": "article_moved_in",
    "revised": "article_revised",
    "retracted": "article_retracted",
    "moved_out": "article_moved_out",
}
_HAPPENINGS: Mapping[ChangeType, HappeningKind] = {
    change: kind for kind, change in {**_STORY, **_ARTICLE}.items() if kind != "merged_into"
}
_COMING = frozenset({"article_added", "article_moved_in"})
_GOING = frozenset({"article_retracted", "article_moved_out"})


def diff(
    before: Story | None, after: Story, happened: Sequence[Happening] = ()
) -> tuple[Change, ...]:
    """Return the changes that lead from `before` to `after`.

    `happened` tells what the two snapshots alone can't: whether an article that is gone was
    retracted or moved, that a revision left the title as it was, and whether a fact was taken
    back (see `fact_changes`). An article that only enters or leaves the list of 50 is
    `article_changed`, from or to nothing.

    `apply_changes(outline(before), diff(before, after))` is `outline(after)`.
    """
    return (
        *_story_changes(before, after, happened),
        *_article_changes(before, after, happened),
        *_section_changes(before, after),
        *fact_changes(before, after, happened),
        *_entry_changes(before, after),
    )


def happenings_of(changes: Iterable[Change]) -> tuple[Happening, ...]:
    """Return what `changes` of several versions tell `diff` about the way between them."""
    return tuple(
        Happening(
            kind=_HAPPENINGS[change.type],
            article_id=change.article_id,
            other_story_id=change.other_story_id,
        )
        for change in changes
        if change.type in _HAPPENINGS
    )


# --- the story and its articles -----------------------------------------------------------------


def _story_changes(
    before: Story | None, after: Story, happened: Sequence[Happening]
) -> Iterator[Change]:
    if before is None:
        yield Change(type="story_opened", after=after.title)
    told = [(_STORY[one.kind], one.other_story_id) for one in happened if one.kind in _STORY]
    seen = {kind for kind, _ in told}
    told += [(kind, other) for kind, other in _by_state(before, after) if kind not in seen]
    for kind, other in dict.fromkeys(told):
        yield Change(type=kind, other_story_id=other)
    if before is not None and before.title != after.title:
        yield Change(type="headline_changed", before=before.title, after=after.title)


def _by_state(before: Story | None, after: Story) -> list[tuple[ChangeType, str | None]]:
    match (before.state if before else "open", after.state):
        case (old, "closed") if old != "closed":
            return [("story_closed", None)]
        case ("closed", "open"):
            return [("story_reopened", None)]
        case (old, "merged") if old != "merged":
            return [("stories_merged", after.merged_into)]
        case _:
            return []


def _article_changes(
    before: Story | None, after: Story, happened: Sequence[Happening]
) -> Iterator[Change]:
    old = {ref.article_id: article_side(ref) for ref in before.articles} if before else {}
    new = {ref.article_id: article_side(ref) for ref in after.articles}
    told = {one.article_id: _ARTICLE[one.kind] for one in happened if one.kind in _ARTICLE}
    for article_id in dict.fromkeys((*old, *new, *(key for key in told if key))):
        was, now, kind = old.get(article_id), new.get(article_id), told.get(article_id)
        if was is not None and now is not None:
            yield from _stayed(article_id, was, now, kind)
        else:
            known = kind or ("article_added" if _all_listed(before) and now else None)
            yield Change(
                type=_fitting(known, was, now), article_id=article_id, before=was, after=now
            )


def _fitting(kind: ChangeType | None, was: Fields | None, now: Fields | None) -> ChangeType:
    """Return `kind` unless it contradicts the lists: then the article only entered or left."""
    if kind is None or (was and kind not in _GOING) or (now and kind not in _COMING):
        return "article_changed"
    return kind


def _all_listed(before: Story | None) -> bool:
    return before is None or len(before.articles) == before.article_count


def _stayed(article_id: str, was: Fields, now: Fields, kind: ChangeType | None) -> Iterator[Change]:
    if kind == "article_revised" or was["title"] != now["title"]:
        yield Change(
            type="article_revised",
            article_id=article_id,
            before={"title": was["title"]},
            after={"title": now["title"]},
        )
    differing = [key for key in now if key != "title" and was[key] != now[key]]
    if differing:
        yield Change(
            type="article_changed",
            article_id=article_id,
            before={key: was[key] for key in differing},
            after={key: now[key] for key in differing},
        )


# --- what the page says -------------------------------------------------------------------------


def _section_changes(before: Story | None, after: Story) -> Iterator[Change]:
    old = {one.section_id: section_side(one) for one in before.summary} if before else {}
    new = {one.section_id: section_side(one) for one in after.summary}
    places = {section_id: place for place, section_id in enumerate(old)}
    stayed = _in_order(list(old), list(new))
    for section_id, side in old.items():
        if section_id not in new:
            yield Change(type="section_removed", section_id=section_id, before=side)
    for place, (section_id, side) in enumerate(new.items()):
        was = old.get(section_id)
        if was is None:
            yield Change(type="section_added", section_id=section_id, after={**side, "at": place})
            continue
        if was != side:
            yield Change(type="section_changed", section_id=section_id, before=was, after=side)
        if section_id not in stayed:
            yield Change(
                type="section_moved", section_id=section_id, before=places[section_id], after=place
            )


def _in_order(old: list[str], new: list[str]) -> frozenset[str]:
    """Return ids that stand in the same order in both: the others are said to have moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return frozenset(name for block in blocks for name in old[block.a : block.a + block.size])


def _entry_changes(before: Story | None, after: Story) -> Iterator[Change]:
    old = {one.entry_id: entry_side(one) for one in before.timeline} if before else {}
    new = {one.entry_id: entry_side(one) for one in after.timeline}
    for entry_id in dict.fromkeys((*old, *new)):
        was, now = old.get(entry_id), new.get(entry_id)
        if was != now:
            kind: ChangeType = "entry_changed" if was and now else "entry_added"
            yield Change(
                type=kind if now else "entry_removed", entry_id=entry_id, before=was, after=now
            )


# --- applying -----------------------------------------------------------------------------------


def apply_changes(before: Outline, changes: Iterable[Change]) -> Outline:
    """Return the outline that `changes` make of `before`."""
    title, places = before.title, dict[str, int]()
    articles, sections = dict(before.articles), dict(before.sections)
    facts, entries = dict(before.facts), dict(before.entries)
    for change in changes:
        if change.type in {"story_opened", "headline_changed"}:
            title = str(change.after)
        elif change.article_id is not None:
            _put(articles, change.article_id, change.after)
        elif change.section_id is not None:
            places |= _put_section(sections, change.section_id, change.after)
        elif change.fact_id is not None:
            _put(facts, change.fact_id, change.after)
        elif change.entry_id is not None:
            _put(entries, change.entry_id, change.after)
    return Outline(
        title=title,
        articles=tuple(sorted(articles.items(), key=lambda part: part[0])),
        sections=_placed(sections, places),
        facts=tuple(sorted(facts.items(), key=lambda part: part[0])),
        entries=tuple(sorted(entries.items(), key=lambda part: part[0])),
    )


def _put(parts: dict[str, Fields], name: str, side: Side | None) -> None:
    if isinstance(side, dict):
        parts[name] = {**parts.get(name, {}), **side}
    else:
        parts.pop(name, None)


def _put_section(parts: dict[str, Fields], name: str, side: Side | None) -> dict[str, int]:
    """Apply one change; return the place it gives the section, if it gives one."""
    if isinstance(side, int):
        return {name: side}
    if not isinstance(side, dict):
        _put(parts, name, side)
        return {}
    place = side.get("at")
    _put(parts, name, {key: value for key, value in side.items() if key != "at"})
    return {name: place} if isinstance(place, int) else {}


def _placed(
    parts: Mapping[str, Fields], places: Mapping[str, int]
) -> tuple[tuple[str, Fields], ...]:
    stated = {place: name for name, place in places.items() if name in parts}
    others = iter([name for name in parts if name not in places])
    order = (stated.get(place) or next(others) for place in range(len(parts)))
    return tuple((name, parts[name]) for name in order)
