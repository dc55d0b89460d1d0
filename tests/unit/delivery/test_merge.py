"""Undelivered versions as one: from what the receiver has to the newest."""

from hypothesis import given
from hypothesis import strategies as st

from storywire.domain.delivery.merge import merged
from storywire.domain.model import Fact, Story, Update
from storywire.domain.story.changes import apply_changes, diff
from storywire.domain.story.outline import outline
from storywire.domain.story.significance import REASONS
from storywire.testing import a_story, an_update


def story(version: int, *facts: str) -> Story:
    return a_story(
        version=version, facts=tuple(Fact(fact_id=text, text=f"Fact {text}.") for text in facts)
    )


def step(before: Story | None, after: Story, reason: str = "new_fact") -> Update:
    return an_update(
        after, changes=diff(before, after), significance=REASONS[reason], reasons=(reason,)
    )


V1, V2, V3 = story(1, "a"), story(2, "a", "b"), story(3, "a", "b", "c")


def test_the_changes_lead_from_what_was_delivered_to_the_newest():
    update = merged(V1, step(V1, V2), step(V2, V3), attempted=False)

    assert update is not None
    assert (update.previous_version, update.version) == (1, 3)
    assert [change.fact_id for change in update.changes] == ["b", "c"]


def test_without_anything_delivered_everything_is_new():
    update = merged(None, step(V1, V2), step(V2, V3), attempted=False)

    assert update is not None
    assert update.previous_version == 0
    assert update.changes[0].type == "story_opened"


def test_what_came_and_went_again_unseen_is_not_sent():
    back = story(3, "a")

    assert merged(V1, step(V1, V2), step(V2, back, "withdrawn_fact"), attempted=False) is None


def test_what_came_and_may_have_been_seen_is_corrected():
    back = story(3, "a")
    update = merged(V1, step(V1, V2), step(V2, back, "withdrawn_fact"), attempted=True)

    assert update is not None
    assert update.significance == "correction"
    assert [change.type for change in update.changes] == ["fact_withdrawn"]


def test_a_correction_of_what_was_delivered_stays_one():
    without = story(3, "b")
    update = merged(V1, step(V1, V2), step(V2, without, "withdrawn_fact"), attempted=False)

    assert update is not None
    assert update.significance == "correction"


def test_a_correction_of_what_was_never_delivered_is_none():
    other = story(3, "a", "c")
    update = merged(V1, step(V1, V2), step(V2, other, "withdrawn_fact"), attempted=False)

    assert update is not None
    assert (update.significance, update.reasons) == ("minor", ("new_fact",))


def test_the_greatest_significance_is_kept():
    update = merged(V1, step(V1, V2, "revised_number"), step(V2, V3, "headline"), attempted=False)

    assert update is not None
    assert update.significance == "major"
    assert update.reasons == ("revised_number", "headline")


FACTS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(FACTS, FACTS, FACTS, st.booleans())
def test_merged_changes_make_the_newest_of_the_delivered(first, second, third, attempted):
    had, waiting, newest = story(1, *first), story(2, *second), story(3, *third)

    update = merged(had, step(had, waiting), step(waiting, newest), attempted=attempted)

    if update is None:
        assert outline(had) == outline(newest)
        assert not attempted
    elif outline(had) != outline(newest):
        assert apply_changes(outline(had), update.changes) == outline(newest)
