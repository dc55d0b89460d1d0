"""What differs in the facts of two versions: new, revised, disputed, corroborated, gone."""

from collections.abc import Iterator, Sequence

from storywire.domain.model import Change, ChangeType, Entry, Fact, Sentence, Story
from storywire.domain.story.members import Happening
from storywire.domain.story.outline import Fields, fact_side
from storywire.domain.story.wording import predecessors, states_another_value


def fact_changes(
    before: Story | None, after: Story, happened: Sequence[Happening]
) -> Iterator[Change]:
    """Return the changes of facts, those of `before` first.

    A fact that restates another one is a change of that one, and `from` has the other's
    `fact_id`. One whose wording alone changed is `fact_corroborated` by as many outlets as
    before. One that is gone says whether it was `taken_back` by an article that stated it, and
    what it was `replaced_by`; with neither, it only gave way to weightier ones.
    """
    old = {fact.fact_id: fact for fact in before.facts} if before else {}
    new = {fact.fact_id: fact for fact in after.facts}
    earlier = predecessors(tuple(old.values()), tuple(new.values()))
    heirs = {was.fact_id: fact_id for fact_id, was in earlier.items()}
    taken_back = _taken_back(before, happened) if before else frozenset()
    for fact_id, was in old.items():
        now = new.get(fact_id)
        if now is None:
            heir = heirs.get(fact_id)
            gone = fact_id in taken_back and heir is None
            side: Fields = {**fact_side(was), "taken_back": gone, "replaced_by": heir}
            yield Change(type="fact_withdrawn", fact_id=fact_id, before=side)
        elif now != was:
            yield _change(was, now)
    for fact_id, now in new.items():
        if fact_id not in old:
            yield _change(earlier.get(fact_id), now)


def _change(was: Fact | None, now: Fact) -> Change:
    if was is None:
        return Change(type="fact_added", fact_id=now.fact_id, after=fact_side(now))
    side = fact_side(was)
    if was.fact_id != now.fact_id:
        side = {**side, "fact_id": was.fact_id}
    return Change(type=_type(was, now), fact_id=now.fact_id, before=side, after=fact_side(now))


def _type(was: Fact, now: Fact) -> ChangeType:
    if now.status == "disputed" != was.status:
        return "fact_disputed"
    revised = now.status == "revised" != was.status
    if revised or states_another_value(was, now):
        return "fact_revised"
    return "fact_corroborated"


def _taken_back(before: Story, happened: Sequence[Happening]) -> frozenset[str]:
    """Return the shown facts that a revised or retracted article stated."""
    gone = {one.article_id for one in happened if one.kind in {"revised", "retracted"}}
    sentences = [said for section in before.summary for said in section.sentences]
    statements: list[Sentence | Entry] = [*sentences, *before.timeline]
    return frozenset(said.fact_id for said in statements if not gone.isdisjoint(said.citations))
