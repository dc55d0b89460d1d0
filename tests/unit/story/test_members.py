"""The roll of a story follows every kind of step."""

from datetime import timedelta

from tests.unit.story import steps

from storywire.domain.model import Batch
from storywire.domain.story.members import Roll, Wording, finish, follow, redeem
from storywire.testing import NOON


def roll_after(*moves, roll=None, usable=True):
    roll = roll or Roll(story_id=steps.STORY, edition="en")
    for kind, step in moves:
        time = NOON + timedelta(minutes=step.story_seq)
        roll = follow(roll, step, kind=kind, time=time, usable=usable)
        if step.batch is None or step.batch.k == step.batch.n:
            roll = finish(roll)
    return roll


def ids(roll):
    return [listed.article_id for listed in roll.listed]


class TestFollow:
    def test_members_stand_in_the_order_of_their_numbers(self):
        roll = roll_after(
            ("attached", steps.attached(1, "b", number=2)),
            ("attached", steps.attached(2, "a", number=1)),
        )

        assert ids(roll) == ["a", "b"]
        assert roll.version == 2

    def test_updated_at_is_the_greatest_event_time_whatever_the_order(self):
        roll = roll_after(
            ("attached", steps.attached(1, "new", minutes=50)),
            ("attached", steps.attached(2, "old", minutes=-50, backfill=True)),
        )

        assert roll.updated_at == NOON + timedelta(minutes=50)
        assert roll.first_published_at == NOON + timedelta(minutes=-50)

    def test_first_published_at_rises_again_when_the_oldest_leaves(self):
        roll = roll_after(
            ("attached", steps.attached(1, "new", minutes=50)),
            ("attached", steps.attached(2, "old", minutes=-50)),
            ("detached", steps.retracted(3, "old")),
        )

        assert roll.first_published_at == NOON + timedelta(minutes=50)

    def test_a_revision_keeps_its_number(self):
        roll = roll_after(
            ("attached", steps.attached(1, "a", number=7)),
            ("revised", steps.revised(2, "a", title="Another title altogether")),
        )

        (listed,) = roll.listed
        assert (listed.number, listed.revision) == (7, 2)
        assert listed.title == "Another title altogether"

    def test_an_event_of_a_batch_that_is_here_already_changes_nothing(self):
        step = steps.attached(1, "a", batch=Batch(batch_id="m", k=1, n=2))
        once = roll_after(("attached", step))

        assert roll_after(("attached", step), roll=once) == once

    def test_an_article_nobody_knows_is_passed_over(self):
        first = ("attached", steps.attached(1, "a"))

        assert ids(roll_after(first, ("detached", steps.retracted(2, "z")))) == ["a"]
        assert ids(roll_after(first, ("revised", steps.revised(2, "z")))) == ["a"]

    def test_a_closed_story_whose_last_article_leaves_is_withdrawn(self):
        roll = roll_after(
            ("attached", steps.attached(1, "a")),
            ("closed", steps.ended(2)),
            ("detached", steps.retracted(3, "a")),
        )

        assert roll.state == "withdrawn"

    def test_what_happened_is_forgotten_with_the_step(self):
        started = roll_after(
            ("attached", steps.attached(1, "a", batch=Batch(batch_id="m", k=1, n=2)))
        )
        done = roll_after(
            ("split", steps.split_off(1, "en-b", batch=Batch(batch_id="m", k=2, n=2))),
            roll=started,
        )

        assert [one.kind for one in started.happened] == ["attached"]
        assert (done.happened, done.started, done.version) == ((), (), 1)


class TestCopies:
    def test_a_copy_counts_as_itself_once_its_original_is_gone(self):
        both = roll_after(
            ("attached", steps.attached(1, "a")),
            ("attached", steps.attached(2, "b", copy_of="a")),
        )
        alone = roll_after(("detached", steps.retracted(3, "a")), roll=both)

        assert both.original_of == {"b": "a"}
        assert alone.original_of == {}


class TestUnusable:
    def test_one_event_of_a_batch_spoils_its_own_article_and_the_last_all(self):
        def joins(k, name):
            return "attached", steps.attached(
                1, name, number=k, batch=Batch(batch_id="m", k=k, n=3)
            )

        end = steps.merged(1, absorbed="en-b", batch=Batch(batch_id="m", k=3, n=3))
        second = roll_after(joins(2, "b"), roll=roll_after(joins(1, "a")), usable=False)
        whole = roll_after(
            ("merged", end), roll=roll_after(joins(1, "a"), joins(2, "b")), usable=False
        )

        assert [listed.unusable for listed in second.listed] == [False, True]
        assert [listed.unusable for listed in whole.listed] == [True, True]

    def test_only_the_very_revision_is_redeemed(self):
        roll = roll_after(("attached", steps.attached(1, "a")), usable=False)

        assert roll.listed[0].unusable
        assert not redeem(roll, steps.article("a")).listed[0].unusable
        assert redeem(roll, steps.article("a", revision=2)).listed[0].unusable


def test_wordings_that_were_stored_as_plain_texts_are_read():
    stored = '{"story_id": "en-0123456789abcdef", "edition": "en", "rewrites": {"f-1": "Safe."}}'

    roll = Roll.model_validate_json(stored)

    assert roll.rewrites == {"f-1": Wording(text="Safe.")}
    assert Roll.model_validate_json(roll.model_dump_json()) == roll
