"""Whatever the life of a story and however its steps are cut into batches, the versions agree."""

import asyncio
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.story import steps

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.domain.story.changes import apply_changes
from storywire.domain.story.outline import Outline, outline
from storywire.events import (
    ArticleAttached,
    ArticleDetached,
    ArticleRevised,
    Event,
    StoryClosed,
    StoryReopened,
    StoryUpdated,
)
from storywire.testing import NOON
from storywire_timeline.processor import TimelineProcessor

NAMES = ("alba", "bella", "cora")
moves = st.tuples(
    st.sampled_from(("attach", "copy", "late", "revise", "retract", "close", "reopen")),
    st.sampled_from(NAMES),
)
lives = st.lists(moves, min_size=1, max_size=8)
cuts = st.lists(st.integers(1, 4), min_size=1, max_size=8)


def event(seq, kind, name):
    number = NAMES.index(name) + 1
    time = NOON + timedelta(minutes=seq)
    match kind:
        case "attach" | "copy" | "late":
            copy_of = "alba" if kind == "copy" and name != "alba" else None
            late = {"minutes": -seq, "backfill": True} if kind == "late" else {}
            step = steps.attached(seq, name, number=number, copy_of=copy_of, **late)
            return ArticleAttached.of(step, time=time)
        case "revise":
            text = f"The ferry {name} left the harbour with {seq} people."
            return ArticleRevised.of(
                steps.revised(seq, name, revision=seq + 1, text=text), time=time
            )
        case "retract":
            return ArticleDetached.of(steps.retracted(seq, name), time=time)
        case "close":
            return StoryClosed.of(steps.ended(seq), time=time)
        case _:
            return StoryReopened.of(steps.ended(seq), time=time)


def events_of(life):
    first = event(1, "attach", "alba")
    return [first, *(event(seq, *move) for seq, move in enumerate(life, start=2))]


def played(events, sizes, *, restarts=False, again=False):
    async def play():
        timeline = TimelineProcessor(
            SqliteStoryStore(Database(":memory:")), compose=steps.compose, read=steps.read
        )
        made: list[Event] = []
        start = 0
        for place in range(len(events)):
            end = start + sizes[place % len(sizes)]
            made += await timeline.handle(events[start:end])
            if restarts:
                timeline.reset()
            if again:
                await timeline.handle(events[:end])
            start = end
        return made

    return asyncio.run(play())


def encoded(made):
    return [event.encode() for event in made]


@settings(max_examples=40, deadline=None)
@given(life=lives, sizes=cuts, restarts=st.booleans(), again=st.booleans())
def test_batches_restarts_and_redeliveries_change_no_byte(life, sizes, restarts, again):
    events = events_of(life)

    assert encoded(played(events, sizes, restarts=restarts, again=again)) == encoded(
        played(events, [1])
    )


@settings(max_examples=40, deadline=None)
@given(life=lives)
def test_each_step_is_one_version_whose_changes_lead_to_it(life):
    updates = [made.data for made in played(events_of(life), [64]) if type(made) is StoryUpdated]

    assert [update.version for update in updates] == list(range(1, len(life) + 2))
    known = Outline()
    for update in updates:
        known = apply_changes(known, update.changes)
        assert known == outline(update.story)


@settings(max_examples=40, deadline=None)
@given(life=lives)
def test_a_copy_or_a_late_article_is_never_more_than_cosmetic(life):
    updates = [made.data for made in played(events_of(life), [64]) if type(made) is StoryUpdated]

    quiet = [
        update.significance
        for (kind, name), update in zip(life, updates[1:], strict=True)
        if kind == "late" or (kind == "copy" and name != "alba")
    ]
    assert set(quiet) <= {"cosmetic"}
