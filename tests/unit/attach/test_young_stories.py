"""Two stories that turn out to be one are merged while they are young; readers are told."""

import pytest
from tests.attach_inputs import ingested, retracted

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire_attach.processor import AttachProcessor

GROUNDED = (
    "Ferry Morna runs aground near Port Elling",
    "The ferry Morna ran aground off Port Elling on Sunday with 212 passengers aboard.",
)
RESCUED = (
    "Lifeboats bring 212 people ashore",
    "Volunteers brought travellers ashore after a vessel struck Skarv Reef at dusk, the coastguard"
    " said.",
)
BOTH = (
    "Coastguard: all 212 of the ferry Morna ashore",
    "Lifeboats brought all 212 people of the ferry Morna ashore at Port Elling after the vessel"
    " struck Skarv Reef at dusk, volunteers and the coastguard said. The ferry ran aground on"
    " Sunday.",
)
PLANTS = [
    (f"Works at Plant{n}", f"Crews fix the Plant{n} gate in Town{n} today.") for n in range(15)
]


def kinds(events):
    return [event.type.split(".")[2] for event in events]


@pytest.fixture
def attach():
    with Database(":memory:") as database:
        yield AttachProcessor(SqliteMembershipStore(database))


async def handled(attach, *inputs):
    plants = [ingested(f"p{n}", words) for n, words in enumerate(PLANTS)]
    return (await attach.handle([*plants, *inputs]))[len(plants) :]


async def test_a_story_whose_article_prefers_another_is_merged_into_it(attach):
    first, second, joined, moved, absorbed, ended = await handled(
        attach, ingested("a", GROUNDED), ingested("b", RESCUED), ingested("c", BOTH)
    )

    survivor, gone = joined.data.story_id, first.data.story_id
    assert second.data.story_id == survivor != gone
    assert kinds([moved, absorbed, ended]) == ["attached", "merged", "merged"]
    assert (moved.data.moved_from, moved.data.decision.rule) == (gone, "moved")
    assert (moved.data.story_id, moved.data.number) == (survivor, 3)
    assert (absorbed.data.story_id, absorbed.data.absorbed) == (survivor, gone)
    assert (ended.data.story_id, ended.data.into) == (gone, survivor)


async def test_a_merge_is_one_step_of_each_story_and_its_batch_says_so(attach):
    *_, moved, absorbed, ended = await handled(
        attach, ingested("a", GROUNDED), ingested("b", RESCUED), ingested("c", BOTH)
    )

    assert [it.data.story_seq for it in (moved, absorbed, ended)] == [3, 3, 2]
    batches = [it.data.batch for it in (moved, absorbed)]
    assert [(it.k, it.n) for it in batches] == [(1, 2), (2, 2)]
    assert batches[0].batch_id == batches[1].batch_id
    assert len({it.id for it in (moved, absorbed, ended)}) == 3


async def test_later_articles_join_the_survivor_only(attach):
    first, *_, ended = await handled(
        attach, ingested("a", GROUNDED), ingested("b", RESCUED), ingested("c", BOTH)
    )

    (later,) = await attach.handle([ingested("d", GROUNDED)])

    assert later.data.story_id == ended.data.into != first.data.story_id


async def test_an_article_retracted_before_the_merge_returns_to_the_survivor(attach):
    again = ("Morna off Port Elling", "Ferry Morna is aground off Port Elling, 212 aboard.")
    *_, ended = await handled(
        attach,
        ingested("a", GROUNDED),
        ingested("a2", again),
        retracted("a2"),
        ingested("b", RESCUED),
        ingested("c", BOTH),
    )

    (back,) = await attach.handle([ingested("a2", again, revision=3)])

    assert kinds([back]) == ["attached"]
    assert (back.data.story_id, back.data.number) == (ended.data.into, 4)


async def test_a_revision_that_belongs_elsewhere_moves(attach):
    story, _, other = await handled(
        attach, ingested("a", GROUNDED), ingested("a2", GROUNDED), ingested("q", PLANTS[0])
    )

    left, joined = await attach.handle([ingested("a2", PLANTS[0], revision=2)])

    assert kinds([left, joined]) == ["detached", "attached"]
    assert (left.data.reason, left.data.moved_to) == ("moved", other.data.story_id)
    assert (joined.data.story_id, joined.data.moved_from) == (
        other.data.story_id, story.data.story_id,
    )  # fmt: skip
