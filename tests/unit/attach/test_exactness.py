"""An index that is read back answers as the one that was live, whatever the stream."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.edits import EditRequested, Forbid, Merge, Pin, Rename, Split, Undo
from storywire.domain.ids import story_id_of
from storywire.domain.model import Retraction
from storywire.events import ArticleIngested, ArticleRetracted, Event, StoryEditRequested
from storywire.runtimes.singly import outcome_of
from storywire.testing import NOON, an_article
from storywire_attach.processor import AttachProcessor

PLACES = ("Brenning", "Port Elling", "Colmont", "Lunde")
EVENTS = ("flood", "strike", "ferry accident", "trial", "school budget")
DETAILS = (
    "Crews worked through the night.",
    "The hearing opens on March 3.",
    "Talks go on in June, the mayor Ada Quist said.",
    "At least 14 people were hurt, 3 of them badly.",
    "Nobody was hurt, the coastguard said after the search of the bay had ended at dusk with all"
    " boats back in the harbour and every passenger counted twice by the crew on the pier.",
)


# The third tells that the first two are one story.
PARTS = (
    ("Ferry Morna aground", "The ferry Morna ran aground off Port Elling with 212 aboard."),
    ("212 brought ashore", "Volunteers brought travellers ashore after a vessel struck a reef."),
    (
        "All 212 of the ferry Morna ashore",
        "Volunteers brought all 212 of the ferry Morna ashore at Port Elling after the vessel"
        " struck a reef. The ferry ran aground with travellers aboard.",
    ),
)


@st.composite
def some_words(draw) -> tuple[str, str]:
    place, event = draw(st.sampled_from(PLACES)), draw(st.sampled_from(EVENTS))
    details = draw(st.lists(st.sampled_from(DETAILS), max_size=3))
    text = " ".join([f"A {event} in {place} kept the town busy.", *details])
    return f"New {event} in {place}", text


def a_story(edition="en"):
    return st.integers(0, 11).map(lambda n: story_id_of(edition, f"a{n}", 1))


def an_edit():
    articles = st.integers(0, 11).map("a{}".format)
    return st.one_of(
        st.builds(Merge, survivor=a_story(), absorbed=a_story()),
        st.builds(Split, story_id=a_story(), article_ids=st.tuples(articles)),
        st.builds(Pin, story_id=a_story(), article_id=articles),
        st.builds(Forbid, story_id=a_story(), article_id=articles),
        st.builds(Forbid, story_id=a_story(), other_story_id=a_story()),
        st.builds(Rename, story_id=a_story(), title=st.sampled_from(("Morna", "Quist"))),
        st.builds(Undo, edit_id=st.integers(0, 5).map("x{}".format)),
    )


@st.composite
def an_input(draw) -> Event:
    article_id = f"a{draw(st.integers(0, 11))}"
    revision = draw(st.integers(1, 4))
    edition = draw(st.sampled_from(("en", "en", "de")))
    moment = NOON + timedelta(hours=draw(st.sampled_from((0, 1, 30, 90, 250, 1_300, 4_000))))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        request = EditRequested(
            edition=edition, edit_id=f"x{draw(st.integers(0, 5))}", by="ed", edit=draw(an_edit())
        )
        return StoryEditRequested.of(request, time=moment)
    if kind <= 2:
        retraction = Retraction(
            edition=edition, article_id=article_id, revision=revision, retracted_at=moment
        )
        return ArticleRetracted.of(retraction, time=moment)
    title, text = draw(st.one_of(some_words(), st.sampled_from(PARTS)))
    article = an_article(
        edition=edition,
        article_id=article_id,
        revision=revision,
        title=title,
        text=text,
        published_at=moment,
        url=None,
    )
    return ArticleIngested.of(article, time=moment)


def unlike(inputs: Sequence[Event]) -> list[Event]:
    """Return the inputs whose ids differ: one log has one event of an id."""
    return list({event.id: event for event in inputs}.values())


async def outputs(inputs: Sequence[Event], *, batch: int, reset_before: Sequence[int] = ()):
    with Database(":memory:") as database:
        processor = AttachProcessor(SqliteMembershipStore(database))
        said: list[Event] = []
        for first in range(0, len(inputs), batch):
            if first // batch in reset_before:
                processor.reset()
            said += await outcome_of(processor, inputs[first : first + batch])
        return [event.encode() for event in said]


@settings(max_examples=60, deadline=None)
@given(st.lists(an_input(), max_size=40), st.integers(1, 7), st.sets(st.integers(0, 40)))
def test_dropping_the_index_anywhere_changes_no_byte(inputs, batch, resets):
    stream = unlike(inputs)

    live = asyncio.run(outputs(stream, batch=batch))

    assert asyncio.run(outputs(stream, batch=batch, reset_before=sorted(resets))) == live


@settings(max_examples=40, deadline=None)
@given(st.lists(an_input(), max_size=40), st.integers(1, 7), st.integers(1, 64))
def test_a_replay_in_other_batches_gives_the_same_bytes(inputs, batch, other_batch):
    stream = unlike(inputs)

    live = asyncio.run(outputs(stream, batch=batch))

    assert asyncio.run(outputs(stream, batch=other_batch)) == live


@settings(max_examples=40, deadline=None)
@given(st.lists(an_input(), min_size=1, max_size=25), st.data())
def test_a_redelivery_anywhere_gives_the_first_bytes_and_changes_nothing_after(inputs, data):
    stream = unlike(inputs)
    times = data.draw(st.lists(st.integers(0, 24), max_size=10))

    async def run(*, redeliver: bool):
        with Database(":memory:") as database:
            processor = AttachProcessor(SqliteMembershipStore(database))
            said = {}
            for place, event in enumerate(stream):
                said[event.id] = await encoded(processor, [event])
                # A command that was refused may be obeyed later, when its dead letter is put back.
                before = [
                    it for it in stream[: place + 1]
                    if it is event or said[it.id] or not is_command(it)
                ]  # fmt: skip
                for earlier in before if redeliver and place in times else ():
                    assert await encoded(processor, [earlier]) == said[earlier.id]
            return said

    assert asyncio.run(run(redeliver=True)) == asyncio.run(run(redeliver=False))


@settings(max_examples=40, deadline=None)
@given(st.lists(an_input(), max_size=40))
def test_every_story_counts_its_steps_without_a_gap_and_numbers_each_article_once(inputs):
    async def run():
        with Database(":memory:") as database:
            processor = AttachProcessor(SqliteMembershipStore(database))
            return [it for one in unlike(inputs) for it in await outcome_of(processor, [one])]

    said = asyncio.run(run())
    steps: dict[str, list[int]] = {}
    numbers: dict[tuple[str, int], set[str]] = {}
    for event in said:
        batch = event.data.batch
        if batch is None or batch.k == batch.n:
            steps.setdefault(event.data.story_id, []).append(event.data.story_seq)
        if "attached" in event.type:
            taken = numbers.setdefault((event.data.story_id, event.data.number), set())
            taken.add(event.data.article.article_id)

    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in steps.values())
    assert all(len(articles) == 1 for articles in numbers.values())


def is_command(event):
    return isinstance(event, StoryEditRequested)


async def encoded(processor, events):
    return [event.encode() for event in await outcome_of(processor, events)]
