"""What attach answers to articles, revisions and retractions."""

from datetime import timedelta

import pytest
from tests import attach_inputs

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.ids import story_id_of
from storywire.testing import NOON
from storywire_attach.processor import AttachProcessor

FERRY = (
    "Ferry Morna runs aground near Port Elling",
    "The ferry Morna ran aground off Port Elling on Sunday with 212 passengers aboard. Lifeboats"
    " brought all of them ashore before dusk, the coastguard said, and divers will inspect the"
    " hull when the tide allows it.",
)
FERRY_LATER = (
    "Divers inspect grounded ferry Morna",
    "Divers inspected the hull of the ferry Morna off Port Elling. All 212 passengers are safe.",
)
BUDGET = (
    "Council of Brenning passes school budget",
    "After a long night the council of Brenning agreed on money for two new schools.",
)


def ingested(article_id="a1", words=FERRY, **fields):
    return attach_inputs.ingested(article_id, words, **fields)


def retracted(article_id="a1", **fields):
    return attach_inputs.retracted(article_id, reason="wrong ship", **fields)


def kinds(events):
    return [event.type.removeprefix("storywire.").removesuffix(".v1") for event in events]


@pytest.fixture
def store():
    with Database(":memory:") as database:
        yield SqliteMembershipStore(database)


@pytest.fixture
def attach(store):
    return AttachProcessor(store)


async def test_the_first_article_opens_a_story(attach):
    (event,) = await attach.handle([ingested()])

    data = event.data
    assert (data.story_id, data.story_seq, data.number) == (story_id_of("en", "a1", 1), 1, 1)
    assert (data.decision.rule, data.decision.matcher, data.copy_of) == (
        "opened",
        "loglinear-1",
        None,
    )
    assert (event.time, event.key) == (NOON, data.story_id)
    assert data.article.title == FERRY[0]


async def test_a_report_of_the_same_event_joins_and_says_why(attach):
    first, second = await attach.handle([ingested(), ingested("a2", FERRY_LATER, days=0.5)])

    data = second.data
    assert (data.story_id, data.story_seq, data.number) == (first.data.story_id, 2, 2)
    assert (data.decision.rule, data.decision.gap_days) == ("joined", 0.5)
    assert data.decision.score >= data.decision.threshold
    assert 5 <= len(data.decision.terms) <= 8
    assert "morna" in {term.term for term in data.decision.terms}


async def test_another_event_opens_another_story_with_the_runner_up_named(attach):
    first, second, third = await attach.handle(
        [ingested(), ingested("b1", BUDGET), ingested("a2", FERRY_LATER)]
    )

    assert second.data.story_id != first.data.story_id
    assert third.data.story_id == first.data.story_id
    assert second.data.decision.margin > 0


async def test_months_later_the_same_words_open_a_new_story(attach):
    first, *_, last = await attach.handle([ingested(), ingested("a2", FERRY_LATER, days=60)])

    assert kinds([last]) == ["story.closed"]
    assert last.data.story_id == first.data.story_id


async def test_editions_have_stories_of_their_own(attach):
    first, second = await attach.handle([ingested(), ingested("a2", FERRY_LATER, edition="en_gb")])

    assert second.data.decision.rule == "opened"
    assert second.data.story_id == story_id_of("en_gb", "a2", 1) != first.data.story_id


async def test_a_repeated_input_gives_the_same_bytes(attach):
    batch = [ingested(), ingested("a2", FERRY_LATER)]
    first = await attach.handle(batch)

    again = await attach.handle(batch)

    assert [event.encode() for event in again] == [event.encode() for event in first]


async def test_outputs_inherit_the_headers_of_their_input(attach):
    headers = (("traceparent", b"00-1"),)

    (event,) = await attach.handle([ingested().stamped(headers)])
    (again,) = await attach.handle([ingested().stamped((("traceparent", b"00-2"),))])

    assert event.headers == headers
    assert again.headers == (("traceparent", b"00-2"),)


async def test_a_revision_keeps_the_story_and_the_number(attach):
    (first,) = await attach.handle([ingested()])

    (revised,) = await attach.handle([ingested("a1", BUDGET, revision=2)])

    assert kinds([revised]) == ["article.revised"]
    assert (revised.data.story_id, revised.data.story_seq) == (first.data.story_id, 2)
    assert revised.data.article.revision == 2


async def test_what_a_revised_article_says_now_is_what_counts(attach):
    await attach.handle([ingested(), ingested("a1", BUDGET, revision=2)])

    ferry, budget = await attach.handle([ingested("a2", FERRY_LATER), ingested("b2", BUDGET)])

    assert ferry.data.decision.rule == "opened"
    assert budget.data.story_id == story_id_of("en", "a1", 1)


async def test_an_overtaken_revision_has_no_outcome(attach):
    await attach.handle([ingested(revision=3)])

    assert await attach.handle([ingested(revision=2)]) == []
    assert await attach.handle([retracted(revision=1)]) == []


async def test_a_retracted_article_leaves_and_its_story_draws_nothing_more(attach, store):
    (first,) = await attach.handle([ingested()])

    (left,) = await attach.handle([retracted(days=0.1)])
    (second,) = await attach.handle([ingested("a2", FERRY_LATER)])

    assert kinds([left]) == ["article.detached"]
    assert (left.data.reason, left.data.why, left.data.story_seq) == ("retracted", "wrong ship", 2)
    assert left.time == NOON + timedelta(days=0.1)
    assert second.data.story_id != first.data.story_id
    assert (await store.place("a1")).state == "retracted"


async def test_a_retracted_article_returns_under_its_number(attach):
    await attach.handle([ingested(), ingested("a2", FERRY_LATER), retracted("a2")])

    (back,) = await attach.handle([ingested("a2", FERRY_LATER, revision=3)])

    assert kinds([back]) == ["article.attached"]
    assert (back.data.number, back.data.story_seq) == (2, 4)
    assert (back.data.story_id, back.data.decision.rule) == (story_id_of("en", "a1", 1), "revised")


async def test_a_retraction_counts_even_before_its_article(attach, store):
    assert await attach.handle([retracted(revision=2)]) == []
    assert await attach.handle([ingested(revision=1)]) == []
    assert (await store.place("a1")).state == "unplaced"

    (attached,) = await attach.handle([ingested(revision=3)])

    assert kinds([attached]) == ["article.attached"]


async def test_a_story_closes_after_eight_days_without_an_article(attach):
    (first,) = await attach.handle([ingested()])

    assert kinds(await attach.handle([ingested("b1", BUDGET, days=7.9)])) == ["article.attached"]
    *_, closed = await attach.handle([ingested("b2", BUDGET, days=8)])

    assert kinds([closed]) == ["story.closed"]
    assert (closed.data.story_id, closed.data.story_seq) == (first.data.story_id, 2)
    assert closed.time == NOON + timedelta(days=8)


async def test_a_closed_story_that_gets_an_article_reopens_first(attach):
    await attach.handle([ingested(), ingested("b1", BUDGET, days=8)])

    reopened, attached = await attach.handle([ingested("a2", FERRY, days=4)])

    assert kinds([reopened, attached]) == ["story.reopened", "article.attached"]
    assert (reopened.data.story_seq, attached.data.story_seq) == (3, 4)
    assert reopened.data.story_id == attached.data.story_id == story_id_of("en", "a1", 1)


async def test_at_most_32_stories_close_with_one_article_oldest_first(attach):
    crowd = [
        ingested(f"c{n}", (f"zz{n}a yy{n}b xx{n}c", ""), days=n / 100) for n in range(40, 0, -1)
    ]
    opened = await attach.handle(crowd)

    _, *closed = await attach.handle([ingested("b1", BUDGET, days=20)])
    _, *rest = await attach.handle([ingested("b2", BUDGET, days=20)])

    assert len({event.data.story_id for event in opened}) == 40
    in_order = [story_id_of("en", f"c{n}", 1) for n in range(1, 41)]
    assert [event.data.story_id for event in closed] == in_order[:32]
    assert [event.data.story_id for event in rest] == in_order[32:]


ANNOUNCED = (
    "Ferry Morna inquiry set for March 3",
    "A hearing into the grounding of the ferry Morna off Port Elling opens on March 3.",
)
HEARD = (
    "Captain of the Morna heard in Port Elling",
    "The captain of the ferry Morna told the hearing in Port Elling how it ran aground.",
)
LOOK_ALIKE = (
    "Captain of the Skarv heard in Lunde",
    "The captain of the ferry Skarv told the hearing in Lunde how it ran aground.",
)


async def surrounded(attach, last, *, by=15):
    """Return the outcome of `last` after an announcement and `by` other stories."""
    others = [
        ingested(f"o{n}", (f"Works at Plant{n}", f"Crews fix the Plant{n} gate in Town{n} today."))
        for n in range(by)
    ]
    await attach.handle([ingested(words=ANNOUNCED), *others])
    return (await attach.handle([last]))[0].data


@pytest.mark.parametrize("stories", [0, 1, 2, 15])
async def test_a_report_on_an_announced_day_joins_the_story_that_announced_it(attach, stories):
    data = await surrounded(attach, ingested("a9", HEARD, days=50), by=stories)

    assert data.story_id == story_id_of("en", "a1", 1)
    assert data.decision.rule == "announced"
    assert str(data.decision.announced_date) == "2026-03-03"


@pytest.mark.parametrize("stories", [0, 1, 2, 15])
async def test_a_look_alike_on_an_announced_day_opens_its_own_story(attach, stories):
    data = await surrounded(attach, ingested("a9", LOOK_ALIKE, days=50), by=stories)

    assert data.decision.rule == "opened"


async def test_a_story_with_an_announced_day_stays_open_until_it_is_past(attach):
    await attach.handle([ingested(words=ANNOUNCED)])

    before = await attach.handle([ingested("b1", BUDGET, days=54)])
    after = await attach.handle([ingested("b2", BUDGET, days=55)])

    assert kinds(before) == ["article.attached"]
    assert kinds(after) == ["article.attached", "story.closed"]


async def test_a_near_duplicate_is_a_copy_of_the_oldest(attach):
    title, text = FERRY
    _, second, third = await attach.handle(
        [
            ingested(),
            ingested("a2", (title, text + " Agency report."), days=0.1),
            ingested("a3", FERRY, days=0.2),
        ]
    )

    assert (second.data.copy_of, second.data.decision.rule) == ("a1", "copy")
    assert third.data.copy_of == "a1"


async def test_a_short_article_is_never_a_copy(attach):
    _, second = await attach.handle([ingested(words=BUDGET), ingested("a2", BUDGET)])

    assert (second.data.copy_of, second.data.decision.rule) == (None, "joined")


async def test_an_article_without_a_word_opens_a_story_of_its_own(attach):
    first, second = await attach.handle(
        [ingested(words=("!", "")), ingested("a2", words=("?", ""))]
    )

    assert first.data.story_id != second.data.story_id
