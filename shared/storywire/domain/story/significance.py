"""How much a version matters, and why, in reasons that a program can read.

A copy or a late article is never more than cosmetic unless it corrects; an outlet that is not
known never counts as a second one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storywire.domain.model import (
    SIGNIFICANCES,
    ArticleId,
    Change,
    ChangeType,
    Entry,
    Sentence,
    Side,
    Significance,
    Story,
)
from storywire.domain.story.members import Happening, HappeningKind

REASONS: Mapping[str, Significance] = {
    "retraction": "correction",
    "corrected_fact": "correction",
    "withdrawn_fact": "correction",
    "merge": "major",
    "split": "major",
    "reopened": "major",
    "second_outlet": "major",
    "revised_number": "major",
    "disputed_fact": "major",
    "new_fact_in_lead": "major",
    "new_fact_two_outlets": "major",
    "story_opened": "minor",
    "new_fact": "minor",
    "new_entry": "minor",
    "corroborated_fact": "corroboration",
    "another_outlet": "corroboration",
    "copy": "cosmetic",
    "backfill": "cosmetic",
    "closed": "cosmetic",
    "dropped": "cosmetic",
    "renamed": "cosmetic",
    "rewritten": "cosmetic",
    "article_moved": "cosmetic",
    "article": "cosmetic",
    "headline": "cosmetic",
    "wording": "cosmetic",
}
_TOLD: Mapping[HappeningKind, str] = {
    "absorbed": "merge",
    "merged_into": "merge",
    "split": "split",
    "closed": "closed",
    "reopened": "reopened",
    "retracted": "retraction",
    "moved_out": "article_moved",
    "renamed": "renamed",
    "rewritten": "rewritten",
    "dropped": "dropped",
}
_BRINGING = frozenset({"attached", "moved_in", "revised"})


@dataclass(frozen=True, slots=True)
class _Step:
    changes: Sequence[Change]
    before: Story | None
    after: Story
    happened: Sequence[Happening]

    def of(self, *types: ChangeType) -> list[Change]:
        return [change for change in self.changes if change.type in types]

    def articles(self, *kinds: HappeningKind) -> set[ArticleId]:
        return {one.article_id for one in self.happened if one.kind in kinds and one.article_id}

    @property
    def news(self) -> set[ArticleId]:
        """Articles that can bring news: neither copies nor late."""
        return {
            one.article_id
            for one in self.happened
            if one.kind in _BRINGING and not one.quiet and one.article_id
        }


def weigh(
    changes: Sequence[Change],
    before: Story | None,
    after: Story,
    happened: Sequence[Happening] = (),
) -> tuple[Significance, tuple[str, ...]]:
    """Return the significance of going from `before` to `after`, and its reasons.

    Reasons are keys of `REASONS`, the weightiest first; the significance is the first one's.
    """
    step = _Step(changes, before, after, happened)
    found = {
        *(_TOLD[one.kind] for one in happened if one.kind in _TOLD),
        *_corrections(step),
        *_quiet(step),
        *(_news(step) if step.news else ()),
    }
    found = found or {_otherwise(step)}
    reasons = tuple(sorted(found, key=_weight, reverse=True))
    return REASONS[reasons[0]], reasons


def _weight(reason: str) -> tuple[int, int]:
    return SIGNIFICANCES.index(REASONS[reason]), -list(REASONS).index(reason)


def _corrections(step: _Step) -> Iterator[str]:
    """A fact is corrected, or withdrawn, by who stated it; not by who states another value."""
    edited = any(one.kind == "rewritten" for one in step.happened)
    # What a revised article no longer says, others may still say: then they disagree from now on.
    if (step.articles("revised") or edited) and step.of("fact_revised", "fact_disputed"):
        yield "corrected_fact"
    gone = [change.before for change in step.of("fact_withdrawn")]
    if any(isinstance(side, dict) and side.get("taken_back") for side in gone):
        yield "withdrawn_fact"


def _quiet(step: _Step) -> Iterator[str]:
    for one in step.happened:
        if one.quiet and one.kind in _BRINGING:
            yield one.quiet


def _news(step: _Step) -> Iterator[str]:
    if step.before is None:
        yield "story_opened"
        return
    yield from _outlets(step, step.before)
    yield from _new_facts(step)
    yield from _revisions(step)
    cited_by = {entry.entry_id: set(entry.citations) for entry in step.after.timeline}
    if any(cited_by[change.entry_id or ""] & step.news for change in step.of("entry_added")):
        yield "new_entry"


def _outlets(step: _Step, before: Story) -> Iterator[str]:
    new = {ref.outlet for ref in step.after.articles if ref.article_id in step.news and ref.outlet}
    known = _independent(before)
    if len(known) == 1 and new - known:
        yield "second_outlet"
    elif new - known - set(before.outlets):
        yield "another_outlet"


def _independent(story: Story) -> set[str]:
    return {ref.outlet for ref in story.articles if ref.outlet and ref.copy_of is None}


def _new_facts(step: _Step) -> Iterator[str]:
    cited = _citations_by_fact(step.after)
    outlets = {fact.fact_id: fact.outlets for fact in step.after.facts}
    lead = {said.fact_id for section in step.after.summary[:1] for said in section.sentences[:1]}
    lead |= {entry.fact_id for entry in step.after.timeline if _opens(entry, step.news)}
    for change in step.of("fact_added"):
        fact_id = change.fact_id or ""
        if not cited.get(fact_id, step.news) & step.news:
            continue  # an old sentence that only now counts as a fact
        yield "new_fact"
        if fact_id in lead:
            yield "new_fact_in_lead"
        if outlets[fact_id] >= 2 and fact_id in cited:
            yield "new_fact_two_outlets"


def _opens(entry: Entry, news: set[ArticleId]) -> bool:
    """Return whether an entry is what one of these articles opens with."""
    return any(it.article_id in news and it.sentence == 0 for it in entry.support)


def _revisions(step: _Step) -> Iterator[str]:
    revised = [one for one in step.of("fact_revised") if _text(one.before) != _text(one.after)]
    if revised and not step.articles("revised"):
        yield "revised_number"
    if step.of("fact_disputed"):
        yield "disputed_fact"
    if any(_more_outlets(change) for change in step.of("fact_corroborated")):
        yield "corroborated_fact"


def _more_outlets(change: Change) -> bool:
    was, now = change.before, change.after
    if not isinstance(was, dict) or not isinstance(now, dict):
        return False
    old, new = was.get("outlets"), now.get("outlets")
    return isinstance(old, int) and isinstance(new, int) and new > old


def _text(side: Side | None) -> object:
    return side.get("text") if isinstance(side, dict) else None


def _otherwise(step: _Step) -> str:
    if step.of("article_added", "article_moved_in"):
        return "article"
    return "headline" if step.of("headline_changed") else "wording"


def _citations_by_fact(story: Story) -> dict[str, set[ArticleId]]:
    sentences = [said for section in story.summary for said in section.sentences]
    statements: list[Sentence | Entry] = [*sentences, *story.timeline]
    cited: dict[str, set[ArticleId]] = {}
    for statement in statements:
        cited.setdefault(statement.fact_id, set()).update(statement.citations)
    return cited
