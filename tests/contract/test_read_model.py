"""What every read model promises: any order, any repetition, the same answers."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.domain.model import ArticleRef, Change, Entity, Section, Story, Update
from storywire.errors import UsageError
from storywire.ports.read_model import Appearance, StoryQuery
from storywire.testing import NOON, a_story, an_update


def ref(article_id: str, **fields: Any) -> ArticleRef:
    values: dict[str, Any] = {"number": 1, "title": "A title", "published_at": NOON}
    return ArticleRef(article_id=article_id, **{**values, **fields})


def story(story_id: str = "en-1", version: int = 1, **fields: Any) -> Story:
    return a_story(story_id=story_id, version=version, **fields)


@pytest.fixture
def database():
    with Database(":memory:") as opened:
        yield opened


class TestReadModel:
    @pytest.fixture
    def store(self, database):
        return SqliteReadModel(database)

    async def test_the_greatest_version_is_the_newest_in_any_order(self, store):
        await store.apply([an_update(story(version=2, title="Second"))])
        await store.apply([an_update(story(version=1, title="First"))])

        newest = await store.snapshot("en-1")

        assert (newest.version, newest.story.title) == (2, "Second")

    async def test_a_repeated_update_changes_nothing(self, store):
        update = an_update(story(title="First"))
        await store.apply([update])
        await store.apply([update, an_update(story(title="Another text for the same version"))])

        assert (await store.snapshot("en-1")).story.title == "First"
        assert await store.update("en-1", 1) == update

    async def test_every_version_is_kept_as_it_was(self, store):
        updates = [an_update(story(version=n, title=f"Version {n}")) for n in (1, 2, 3)]
        await store.apply(updates)

        assert [await store.update("en-1", n) for n in (1, 2, 3)] == updates
        assert await store.update("en-1", 4) is None

    async def test_an_unknown_story_is_none(self, store):
        assert await store.snapshot("en-unknown") is None
        assert await store.history("en-unknown") == []

    async def test_steps_tell_the_changes_without_the_story(self, store):
        change = Change(type="headline_changed", before="Old", after="New")
        await store.apply([an_update(story()), an_update(story(version=2), changes=(change,))])

        (step,) = await store.steps("en-1", 2, 2)

        assert step["changes"][0]["from"] == "Old"
        assert "story" not in step

    async def test_history_counts_changes_by_type_newest_first(self, store):
        added = [Change(type="fact_added", fact_id=name) for name in "ab"]
        await store.apply([an_update(story()), an_update(story(version=2), changes=tuple(added))])

        lines = await store.history("en-1")

        assert [(line.version, dict(line.changed)) for line in lines] == [
            (2, {"fact_added": 2}),
            (1, {}),
        ]

    async def test_the_peak_is_the_greatest_significance_of_all_versions(self, store):
        await store.apply([an_update(story(), significance="major")])
        await store.apply([an_update(story(version=2), significance="cosmetic")])

        assert (await store.snapshot("en-1")).peak == "major"

    async def test_a_failure_inside_a_transaction_leaves_nothing(self, store, database):
        async def crash():
            with database.transaction():
                await store.apply([an_update(story())])
                raise RuntimeError("crash")

        with pytest.raises(RuntimeError):
            await crash()

        assert await store.snapshot("en-1") is None
        assert (await store.counts()).versions == 0

    async def test_top_prefers_newer_and_wider_covered_stories(self, store):
        old_and_wide = story("en-wide", outlet_count=8, article_count=9)
        narrow = story("en-narrow")
        fresh = story("en-fresh", updated_at=NOON + timedelta(days=3))
        await store.apply([an_update(one) for one in (narrow, old_and_wide, fresh)])

        found = await store.find(StoryQuery(sort="top"))

        assert [one.story_id for one in found.snapshots] == ["en-fresh", "en-wide", "en-narrow"]

    async def test_equal_stories_stand_by_story_id(self, store):
        await store.apply([an_update(story(f"en-{name}")) for name in "cab"])

        for sort in ("top", "new"):
            found = await store.find(StoryQuery(sort=sort))
            assert [one.story_id for one in found.snapshots] == ["en-a", "en-b", "en-c"]

    @pytest.mark.parametrize("sort", ["top", "new"])
    async def test_pages_hold_every_story_once(self, store, sort):
        times = [NOON + timedelta(minutes=n % 3) for n in range(11)]
        await store.apply(
            [an_update(story(f"en-{n:02}", updated_at=at)) for n, at in enumerate(times)]
        )
        seen, after = [], ""

        while True:
            found = await store.find(StoryQuery(sort=sort, limit=4, after=after))
            seen += [one.story_id for one in found.snapshots]
            after = found.next
            if not after:
                break

        everything = await store.find(StoryQuery(sort=sort, limit=100))
        assert seen == [one.story_id for one in everything.snapshots]
        assert len(seen) == len(set(seen)) == 11

    @pytest.mark.parametrize(
        "after", ["x", "%%%", "W10", "WyJhIiwxXQ", "é", "MQ", "WyJ0b3AiLHt9LCJhIl0"]
    )
    async def test_a_made_up_place_is_refused(self, store, after):
        with pytest.raises(UsageError, match="cursor"):
            await store.find(StoryQuery(after=after))

    async def test_a_place_in_another_order_is_refused(self, store):
        await store.apply([an_update(story(f"en-{n}")) for n in (1, 2)])
        found = await store.find(StoryQuery(sort="new", limit=1))

        with pytest.raises(UsageError, match="order"):
            await store.find(StoryQuery(sort="top", after=found.next))

    async def test_conditions_narrow_the_answer(self, store):
        await store.apply(
            [
                an_update(story("en-1", entities=(Entity(slug="oslo", name="Oslo"),))),
                an_update(story("de-1", edition="de", outlets=("Hafenblatt",))),
                an_update(story("en-2", state="closed", updated_at=NOON + timedelta(days=1))),
                an_update(story("en-3", state="merged", merged_into="en-1")),
            ]
        )

        async def ids(**conditions: Any) -> list[str]:
            found = await store.find(StoryQuery(**conditions))
            return sorted(one.story_id for one in found.snapshots)

        assert await ids() == ["de-1", "en-1", "en-2"]
        assert await ids(edition="de") == ["de-1"]
        assert await ids(entity="oslo") == ["en-1"]
        assert await ids(outlet="Hafenblatt") == ["de-1"]
        assert await ids(states=("merged",)) == ["en-3"]
        assert await ids(since=NOON + timedelta(hours=1)) == ["en-2"]

    async def test_search_finds_all_forms_of_all_words(self, store):
        await store.apply(
            [
                an_update(story("en-1", title="Bridges reopened in Bergen")),
                an_update(story("en-2", title="A bridge closes in Oslo")),
            ]
        )

        async def ids(words: str) -> list[str]:
            found = await store.find(StoryQuery(words=words))
            return sorted(one.story_id for one in found.snapshots)

        assert await ids("bridge") == ["en-1", "en-2"]
        assert await ids("BRIDGING closed") == ["en-2"]
        assert await ids("the bridge") == ["en-1", "en-2"]
        assert await ids("bridge tunnel") == []
        assert await ids("...") == []

    async def test_search_reads_headings_entities_and_article_titles(self, store):
        await store.apply(
            [
                an_update(
                    story(
                        summary=(Section(section_id="s", heading="Ferries stop", sentences=()),),
                        entities=(Entity(slug="sjo", name="Sjøfartsdirektoratet"),),
                        articles=(ref("a", title="Storm warning issued"),),
                    )
                )
            ]
        )

        for words in ("ferry", "sjøfartsdirektoratet", "storms warn"):
            assert (await store.find(StoryQuery(words=words))).snapshots, words

    async def test_search_stems_by_the_language_of_the_story(self, store):
        german = story("de-1", edition="de", language="de", title="Neue Brücken im Hafen")
        await store.apply([an_update(german), an_update(story("en-1", title="Brücken"))])

        found = await store.find(StoryQuery(words="Brücke", edition="de"))

        assert [one.story_id for one in found.snapshots] == ["de-1"]

    async def test_search_finds_part_of_a_line_without_spaces(self, store):
        await store.apply([an_update(story("ja-1", language="ja", title="東京で橋が開通"))])

        assert (await store.find(StoryQuery(words="開通"))).snapshots
        assert not (await store.find(StoryQuery(words="通開"))).snapshots

    async def test_search_sees_the_newest_version_only(self, store):
        await store.apply([an_update(story(title="Ferry"))])
        await store.apply([an_update(story(version=2, title="Tunnel"))])

        assert not (await store.find(StoryQuery(words="ferry"))).snapshots
        assert (await store.find(StoryQuery(words="tunnel"))).snapshots

    @pytest.mark.parametrize(
        "words", ['"', "NEAR(a b)", "a* OR b", "title:x", "'; DROP", "-x", "("]
    )
    async def test_search_syntax_is_only_words(self, store, words):
        await store.apply([an_update(story())])

        assert (await store.find(StoryQuery(words=words))).snapshots == ()

    async def test_an_article_appears_in_the_versions_between_joining_and_leaving(self, store):
        def step(version: int, kind: str) -> Update:
            change = Change.model_validate({"type": kind, "article_id": "a"})
            return an_update(story(version=version), changes=(change,))

        first = an_update(story(articles=(ref("a"),)))
        await store.apply([step(5, "article_added"), step(3, "article_retracted"), first])

        assert await store.appearances("a") == [Appearance("en-1", ((1, 2), (5, None)))]

    async def test_an_article_ends_with_a_story_that_merged(self, store):
        await store.apply(
            [
                an_update(story(articles=(ref("a"),))),
                an_update(story(version=2, state="merged", merged_into="en-9")),
            ]
        )

        assert await store.appearances("a") == [Appearance("en-1", ((1, 2),))]

    async def test_editions_are_those_of_the_stories(self, store):
        await store.apply([an_update(story(f"{name}-1", edition=name)) for name in ("no", "de")])

        assert await store.editions() == ["de", "no"]

    async def test_counts_tell_how_much_there_is(self, store):
        await store.apply([an_update(story(articles=(ref("a"), ref("b"))))])

        counts = await store.counts()

        assert (counts.versions, counts.articles) == (1, 2)
        assert (dict(counts.stories), counts.last_update_at) == ({"open": 1}, NOON)


@given(order=st.permutations(range(6)), cut=st.integers(0, 6))
async def test_any_order_and_batching_gives_the_same_read_model(order, cut):
    updates = [
        an_update(
            story("en-1" if n < 4 else "en-2", version=n + 1, title=f"Title {n}"),
            significance="major" if n == 1 else "minor",
        )
        for n in range(6)
    ]
    shuffled = [updates[n] for n in order]
    seen = []
    for batches in ([updates], [shuffled[:cut], shuffled[cut:], shuffled]):
        with Database(":memory:") as database:
            store = SqliteReadModel(database)
            for batch in batches:
                await store.apply(batch)
            seen.append((await store.find(StoryQuery()), await store.history("en-1")))

    assert seen[0] == seen[1]
