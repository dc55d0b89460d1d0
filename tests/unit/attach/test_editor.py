"""What editors order is done at once and obeyed for ever."""

import pytest
from tests.attach_inputs import ingested

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.edits import (
    EditRequested,
    Forbid,
    Merge,
    Pin,
    Rename,
    Rewrite,
    Split,
    Undo,
)
from storywire.domain.ids import story_id_of
from storywire.errors import UnusableInputError
from storywire.events import StoryEditRequested
from storywire.testing import NOON
from storywire_attach.processor import AttachProcessor

FERRY = (
    "Ferry Morna runs aground near Port Elling",
    "The ferry Morna ran aground off Port Elling on Sunday with 212 passengers aboard.",
)
DIVERS = (
    "Divers inspect grounded ferry Morna",
    "Divers inspected the hull of the ferry Morna off Port Elling. All 212 are safe.",
)
BUDGET = (
    "Council of Brenning passes school budget",
    "After a long night the council of Brenning agreed on money for two new schools.",
)
FERRY_STORY, BUDGET_STORY = story_id_of("en", "a", 1), story_id_of("en", "q", 1)


def ordered(edit, edit_id="x1"):
    request = EditRequested(edition="en", edit_id=edit_id, by="ed", why="one event", edit=edit)
    return StoryEditRequested.of(request, time=NOON)


def outline(events):
    """Return kind, story and article of each event."""
    return [
        (
            event.type.split(".")[2],
            {FERRY_STORY: "ferry", BUDGET_STORY: "budget"}.get(event.data.story_id, "new"),
            getattr(getattr(event.data, "article", event.data), "article_id", ""),
        )
        for event in events
    ]


@pytest.fixture
def store():
    with Database(":memory:") as database:
        yield SqliteMembershipStore(database)


@pytest.fixture
async def attach(store):
    attach = AttachProcessor(store)
    articles = [ingested("a", FERRY), ingested("b", DIVERS), ingested("q", BUDGET)]
    said = await attach.handle(articles)
    assert [event.data.story_id for event in said] == [FERRY_STORY, FERRY_STORY, BUDGET_STORY]
    return attach


async def test_a_merge_moves_all_articles_and_ends_the_absorbed_story(attach):
    said = await attach.handle([ordered(Merge(survivor=BUDGET_STORY, absorbed=FERRY_STORY))])

    assert outline(said) == [
        ("attached", "budget", "a"), ("attached", "budget", "b"), ("merged", "budget", ""),
        ("merged", "ferry", ""),
    ]  # fmt: skip
    assert [event.data.story_seq for event in said] == [2, 2, 2, 3]
    assert [event.data.number for event in said[:2]] == [2, 3]
    assert (said[3].data.into, said[3].data.reason) == (BUDGET_STORY, "one event")


async def test_an_undone_merge_parts_the_stories_for_good(attach, store):
    await attach.handle([ordered(Merge(survivor=BUDGET_STORY, absorbed=FERRY_STORY))])

    said = await attach.handle([ordered(Undo(edit_id="x1"), "x2")])

    assert outline(said) == [
        ("attached", "new", "a"), ("attached", "new", "b"), ("detached", "budget", "a"),
        ("detached", "budget", "b"), ("split", "new", ""), ("split", "budget", ""),
    ]  # fmt: skip
    assert (await store.place("a")).story_id == said[0].data.story_id


async def test_a_split_gives_articles_a_story_of_their_own(attach):
    said = await attach.handle([ordered(Split(story_id=FERRY_STORY, article_ids=("b",)))])

    assert outline(said) == [
        ("attached", "new", "b"), ("detached", "ferry", "b"), ("split", "new", ""),
        ("split", "ferry", ""),
    ]  # fmt: skip
    assert said[2].data.direction == "out_of"
    assert said[3].data.other_story_id == said[0].data.story_id


async def test_an_undone_split_brings_the_articles_back(attach, store):
    await attach.handle([ordered(Split(story_id=FERRY_STORY, article_ids=("b",)))])

    said = await attach.handle([ordered(Undo(edit_id="x1"), "x2")])

    assert [kind for kind, _, _ in outline(said)] == ["attached", "merged", "merged"]
    assert (await store.place("b")).story_id == FERRY_STORY


async def test_a_pinned_article_moves_and_stays_whatever_its_revisions_say(attach, store):
    said = await attach.handle([ordered(Pin(article_id="b", story_id=BUDGET_STORY))])
    revised = await attach.handle([ingested("b", FERRY, revision=2)])

    assert outline(said) == [("detached", "ferry", "b"), ("attached", "budget", "b")]
    assert said[1].data.decision.rule == "pinned"
    assert outline(revised) == [("revised", "budget", "b")]


async def test_an_article_may_be_pinned_before_it_comes(attach, store):
    await attach.handle([ordered(Pin(article_id="z", story_id=BUDGET_STORY))])
    attach.reset()

    (came,) = await attach.handle([ingested("z", FERRY)])

    assert (came.data.story_id, came.data.decision.rule) == (BUDGET_STORY, "pinned")


async def test_an_undone_pin_lets_the_article_go_back(attach, store):
    await attach.handle([ordered(Pin(article_id="b", story_id=BUDGET_STORY))])

    said = await attach.handle([ordered(Undo(edit_id="x1"), "x2")])

    assert outline(said) == [("detached", "budget", "b"), ("attached", "ferry", "b")]


async def test_a_forbidden_article_leaves_and_never_comes_back(attach):
    said = await attach.handle([ordered(Forbid(story_id=FERRY_STORY, article_id="b"))])
    attach.reset()
    again = await attach.handle([ingested("b", FERRY, revision=2)])

    assert outline(said) == [("detached", "ferry", "b"), ("attached", "new", "b")]
    assert outline(again) == [("revised", "new", "b")]


async def test_an_article_that_is_forbidden_before_it_comes_opens_its_own_story(attach):
    await attach.handle([ordered(Forbid(story_id=FERRY_STORY, article_id="z"))])

    (came,) = await attach.handle([ingested("z", FERRY)])

    assert came.data.story_id == story_id_of("en", "z", 1)


async def test_a_title_is_set_and_taken_back_to_the_one_before(attach):
    first, second, undone, composed = await attach.handle(
        [
            ordered(Rename(story_id=FERRY_STORY, title="The Morna"), "x1"),
            ordered(Rename(story_id=FERRY_STORY, title="Morna aground"), "x2"),
            ordered(Undo(edit_id="x2"), "x3"),
            ordered(Undo(edit_id="x1"), "x4"),
        ]
    )

    titles = [it.data.title for it in (first, second, undone, composed)]
    assert titles == ["The Morna", "Morna aground", "The Morna", ""]


async def test_a_fact_is_reworded_and_taken_back(attach):
    reworded, undone = await attach.handle(
        [
            ordered(Rewrite(story_id=FERRY_STORY, fact_id="f1", text="All are safe.")),
            ordered(Undo(edit_id="x1"), "x2"),
        ]
    )

    assert [(it.data.fact_id, it.data.text) for it in (reworded, undone)] == [
        ("f1", "All are safe."), ("f1", ""),
    ]  # fmt: skip


async def test_a_wording_taken_back_leaves_the_one_before_it_with_its_condition(attach):
    first = Rewrite(story_id=FERRY_STORY, fact_id="f1", text="All safe.", instead_of="Safe all.")
    second = Rewrite(story_id=FERRY_STORY, fact_id="f1", text="Everybody is safe.")

    *_, undone = await attach.handle(
        [ordered(first), ordered(second, "x2"), ordered(Undo(edit_id="x2"), "x3")]
    )

    assert (undone.data.text, undone.data.instead_of) == ("All safe.", "Safe all.")


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Merge(survivor=FERRY_STORY, absorbed="en-none"), "no story en-none"),
        (Merge(survivor=FERRY_STORY, absorbed=FERRY_STORY), "part of .* already"),
        (Split(story_id=FERRY_STORY, article_ids=("q",)), "has no article q"),
        (Split(story_id=FERRY_STORY, article_ids=("a", "b")), "would be empty"),
        (Pin(article_id="a", story_id="en-none"), "no story en-none"),
        (Forbid(story_id=FERRY_STORY), "needs an article"),
        (Rename(story_id="en-none", title="x"), "no story en-none"),
        (Undo(edit_id="x9"), "no edit x9"),
    ],
)
async def test_what_can_not_be_done_is_refused_and_changes_nothing(attach, store, edit, why):
    with pytest.raises(UnusableInputError, match=why):
        await attach.handle([ordered(edit)])

    assert (await store.place("a")).story_id == FERRY_STORY


async def test_a_command_is_obeyed_once(attach):
    merge = ordered(Merge(survivor=BUDGET_STORY, absorbed=FERRY_STORY))
    said = await attach.handle([merge])

    assert [it.encode() for it in await attach.handle([merge])] == [it.encode() for it in said]
    undo = ordered(Undo(edit_id="x1"), "x2")
    await attach.handle([undo])
    with pytest.raises(UnusableInputError, match="no edit x1 to undo"):
        await attach.handle([ordered(Undo(edit_id="x1"), "x3")])
