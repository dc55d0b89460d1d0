"""What a membership store promises, on every adapter."""

from dataclasses import replace
from typing import Any

import pytest
from tests.redis_server import BOTH

from storywire.adapters.redis.membership import RedisMembershipStore
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.attach.orders import Order
from storywire.domain.attach.records import (
    EditionRecord,
    Features,
    Member,
    StoredEdition,
    StoryRecord,
)
from storywire.domain.attach.vectors import Vector
from storywire.domain.model import Decision
from storywire.ports.membership import KEPT_RESULTS, MembershipStep

DECISION = Decision(matcher="simple-1", rule="opened", score=0.0, threshold=0.17)
FEATURES = Features(
    Vector(("ferri", "late", "@elling"), (32_768, 0, 0), (20_000, 9, 32_768)),
    sketch=(3, 99),
    windows=((20_500, 20_529),),
    time=1_000,
)


def a_story(story_id: str = "en-1", **fields: Any) -> StoryRecord:
    values: dict[str, Any] = {
        "seq": 1, "numbers": 1, "members": 1, "newest": 1_000, "oldest": 900, "touched": 1,
        "heard": 1, "horizon": 1_000, "closed": False, "into": "",
    }  # fmt: skip
    return StoryRecord(story_id, **{**values, **fields})


def a_member(article_id: str = "a1", **fields: Any) -> Member:
    values: dict[str, Any] = {
        "revision": 1, "state": "attached", "story_id": "en-1", "number": 1, "story_seq": 1,
        "features": FEATURES, "decision": DECISION,
    }  # fmt: skip
    return Member(article_id, **{**values, **fields})


def a_step(event_id: str = "e1", **fields: Any) -> MembershipStep:
    values: dict[str, Any] = {
        "edition_name": "en",
        "edition": EditionRecord(articles=1, stories=1, watermark=1_000, rival=0.1 + 0.2),
        "results": {event_id: (b'{"n":1}', "ü".encode())},
        "stories": (a_story(),),
        "members": (a_member(),),
        "held": {"ferri": 1, "late": 1},
    }
    return MembershipStep(**{**values, **fields})


@pytest.fixture
def database():
    with Database(":memory:") as database:
        yield database


async def loaded(store, edition="en", *, reach=10**9, articles=10**9):
    return await store.load(edition, reach=reach, articles=articles)


class TestMembershipStore:
    """Runs on every membership store."""

    @pytest.fixture(params=BOTH)
    def store(self, request):
        if request.param == "redis":
            return RedisMembershipStore(request.getfixturevalue("redis"))
        return SqliteMembershipStore(request.getfixturevalue("database"))

    async def test_an_unknown_edition_is_empty(self, store):
        assert await loaded(store) == StoredEdition()

    async def test_what_was_applied_is_read_back_whole(self, store):
        await store.apply(a_step())

        stored = await loaded(store)

        assert stored.edition == EditionRecord(1, 1, 1_000, 0.1 + 0.2)
        assert stored.held == {"ferri": 1, "late": 1}
        assert [(it.story, it.members) for it in stored.stories] == [(a_story(), (a_member(),))]

    async def test_a_later_step_replaces_what_it_names_and_keeps_the_rest(self, store):
        await store.apply(a_step())
        await store.apply(
            a_step(
                "e2",
                edition=EditionRecord(2, 1, 2_000),
                stories=(a_story(seq=2, members=0),),
                members=(a_member(revision=2, state="retracted"),),
                held={"ferri": 0},
            )
        )

        stored = await loaded(store)

        assert stored.edition == EditionRecord(2, 1, 2_000)
        assert stored.held == {"ferri": 0, "late": 1}
        assert [(it.story.seq, it.members) for it in stored.stories] == [(2, ())]

    async def test_members_of_a_story_come_by_number(self, store):
        members = tuple(a_member(f"a{n}", number=n) for n in (3, 1, 2))
        await store.apply(a_step(stories=(a_story(numbers=3, members=3),), members=members))

        (story,) = await store.stories("en", ["en-1", "en-9"])

        assert [member.number for member in story.members] == [1, 2, 3]

    async def test_stories_come_by_id(self, store):
        await store.apply(a_step(stories=(a_story("en-2"), a_story("en-1", into="en-2"))))

        found = await store.stories("en", ["en-2", "en-1"])

        assert [(it.story.story_id, it.story.into) for it in found] == [
            ("en-1", "en-2"), ("en-2", ""),
        ]  # fmt: skip

    async def test_only_stories_that_may_still_matter_are_loaded(self, store):
        await store.apply(
            a_step(
                edition=EditionRecord(articles=100, stories=5, watermark=1_000),
                stories=(
                    a_story("en-old", horizon=499, touched=49, closed=True),
                    a_story("en-near", horizon=500, touched=49, closed=True),
                    a_story("en-touched", horizon=499, touched=50, closed=True),
                    a_story("en-open", horizon=499, touched=49, closed=False),
                    a_story("en-empty", horizon=499, touched=49, closed=False, members=0),
                ),
                members=(),
            )
        )

        stored = await loaded(store, reach=500, articles=50)

        assert {it.story.story_id for it in stored.stories} == {
            "en-near", "en-open", "en-touched",
        }  # fmt: skip

    async def test_texts_of_articles_are_kept_until_they_are_gone(self, store):
        await store.apply(a_step(articles={"a1": b"one", "a2": "zwölf".encode()}))
        await store.apply(a_step("e2", articles={"a1": None, "a3": b"three"}))

        assert await store.articles("en", ["a1", "a2", "a3", "a9"]) == {
            "a2": "zwölf".encode(), "a3": b"three",
        }  # fmt: skip
        assert await store.articles("de", ["a2"]) == {}
        assert await store.articles("en", []) == {}

    async def test_orders_of_editors_are_kept_and_replaced_by_id(self, store):
        merge = Order("x1", "merge", "en-1", "en-2", ("a1", "a2"), place=0)
        rename = Order("x2", "rename", "en-1", text="Zwölf", place=1)
        await store.apply(a_step(orders=(merge, rename)))
        await store.apply(a_step("e2", orders=(replace(merge, undone=True),)))

        stored = await loaded(store)

        assert set(stored.orders) == {replace(merge, undone=True), rename}

    async def test_editions_do_not_see_each_other(self, store):
        await store.apply(a_step())

        assert await loaded(store, "de") == StoredEdition()
        assert list(await store.stories("de", ["en-1"])) == []
        recalled = await store.recall("de", event_ids=["e1"], article_ids=["a1"])
        assert (recalled.results, recalled.members) == ({}, {})

    async def test_results_and_members_are_recalled(self, store):
        step = a_step()
        await store.apply(step)

        recalled = await store.recall("en", event_ids=["e1", "e9"], article_ids=["a1", "a9"])

        assert recalled.results == step.results
        assert recalled.members == {"a1": a_member()}

    async def test_an_input_without_outputs_is_recalled_as_such(self, store):
        await store.apply(a_step(results={"e1": ()}))

        recalled = await store.recall("en", event_ids=["e1"], article_ids=[])

        assert recalled.results == {"e1": ()}

    async def test_a_repeated_step_returns_the_first_result_and_changes_nothing(self, store):
        first = a_step()
        await store.apply(first)
        before = await loaded(store)
        again = a_step(results={"e1": (b"other",)}, stories=(a_story(seq=9),), held={"ferri": 9})

        assert await store.apply(again) == first.results
        assert await loaded(store) == before

    async def test_the_last_10000_results_of_an_edition_are_kept(self, store):
        results = {f"e{n}": () for n in range(KEPT_RESULTS)}
        await store.apply(a_step(results=results))
        await store.apply(a_step("de1", edition_name="de", stories=(), members=()))
        await store.apply(a_step("last"))

        asked = ["e0", "e1", "last"]
        recalled = await store.recall("en", event_ids=asked, article_ids=[])

        assert sorted(recalled.results) == ["e1", "last"]

    async def test_the_place_of_an_article_says_where_and_why(self, store):
        await store.apply(a_step(members=(a_member(number=4, story_seq=7, revision=2),)))

        place = await store.place("a1")

        assert (place.edition, place.story_id, place.number) == ("en", "en-1", 4)
        assert (place.story_seq, place.revision, place.state) == (7, 2, "attached")
        assert place.decision == DECISION

    async def test_an_article_that_is_in_no_story_has_a_place_without_one(self, store):
        await store.apply(a_step(members=(Member("a1", 3, "unplaced"),)))

        place = await store.place("a1")

        assert (place.state, place.story_id, place.decision) == ("unplaced", "", None)


class TestRollback:
    """SQLite only: a store's step is part of the transaction around it."""

    async def test_a_step_that_crashes_midway_leaves_nothing(self, database):
        store = SqliteMembershipStore(database)
        with pytest.raises(RuntimeError, match="crash"), database.transaction():
            await store.apply(a_step())
            raise RuntimeError("crash")

        assert await loaded(store) == StoredEdition()
        assert await store.place("a1") is None
        recalled = await store.recall("en", event_ids=["e1"], article_ids=["a1"])
        assert (recalled.results, recalled.members) == ({}, {})
