"""Timeline's processor over the SQLite store: one step, one version, the same bytes again."""

from datetime import timedelta

import pytest
from tests.unit.story import steps

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.domain.membership import Renamed, Rewritten
from storywire.domain.model import Batch
from storywire.domain.story.support import unsupported
from storywire.errors import TransientError
from storywire.events import (
    ArticleAttached,
    ArticleDetached,
    ArticleRevised,
    StoryClosed,
    StoryDropped,
    StoryMerged,
    StoryRenamed,
    StoryReopened,
    StoryRewritten,
)
from storywire.testing import NOON
from storywire_timeline.processor import TimelineProcessor

TEXTS = {
    "alba": "A ferry ran aground outside Port Haven on Monday, the coast guard said.\n"
    "The ferry carried 212 passengers and nobody was hurt.\n"
    "Tugs from Lindholm will try to pull the ferry free on Tuesday, the coast guard said.",
    "bella": "A ferry with 212 passengers ran aground outside Port Haven on Monday.\n"
    "Rescue boats brought all passengers ashore by midnight.\n"
    "Captain Ida Moss told reporters that the steering had failed.",
    "cora": "The ferry that ran aground outside Port Haven was pulled free on Tuesday.\n"
    "Two tugs from Lindholm pulled the ferry off the rocks at high water.",
}


@pytest.fixture
def store():
    return SqliteStoryStore(Database(":memory:"))


@pytest.fixture
def timeline(store):
    return TimelineProcessor(store, compose=steps.compose, read=steps.read)


def joins(seq, name, **fields):
    step = steps.attached(seq, name, **fields)
    return ArticleAttached.of(step, time=step.article.published_at)


def at(seq):
    return NOON + timedelta(minutes=seq)


async def last_story(timeline, *events):
    made = [await timeline.handle([event]) for event in events]
    updated, stated = made[-1]
    assert updated.data.story == stated.data
    return stated.data


class TestOneStepOneVersion:
    async def test_an_attached_article_opens_version_1(self, timeline):
        updated, stated = await timeline.handle([joins(1, "alba")])

        assert (updated.data.version, updated.data.previous_version) == (1, 0)
        assert (updated.topic, stated.topic) == ("story-updated", "story-state")
        assert updated.data.reasons == ("story_opened",)
        assert stated.data.title == "Ferry alba leaves the harbour"
        assert updated.time == at(1)

    async def test_several_steps_of_several_stories_come_out_in_their_order(self, timeline):
        other = "en-fedcba9876543210"
        events = [joins(1, "alba"), joins(1, "cora", story_id=other), joins(2, "bella")]

        made = await timeline.handle(events)

        assert [(event.key, event.data.version) for event in made[::2]] == [
            (steps.STORY, 1),
            (other, 1),
            (steps.STORY, 2),
        ]

    async def test_a_batch_is_one_version_made_by_its_last_event(self, timeline):
        await timeline.handle([joins(1, "alba")])
        batch = [
            joins(2, name, number=k + 1, moved_from="en-b", batch=Batch(batch_id="m", k=k, n=3))
            for k, name in ((1, "bella"), (2, "cora"))
        ]
        merge = steps.merged(2, absorbed="en-b", batch=Batch(batch_id="m", k=3, n=3))

        assert await timeline.handle(batch[:1]) == []
        timeline.reset()
        assert await timeline.handle(batch) == []
        updated, _ = await timeline.handle([StoryMerged.of(merge, time=at(2))])

        assert updated.data.version == 2
        assert updated.data.story.article_count == 3
        assert updated.data.reasons[0] == "merge"

    async def test_a_step_before_its_turn_waits_and_writes_nothing(self, timeline, store):
        with pytest.raises(TransientError):
            await timeline.handle([joins(1, "alba"), joins(3, "cora")])

        assert await store.load(steps.STORY) is None

    async def test_a_batch_with_a_hole_waits(self, timeline):
        merge = steps.merged(1, absorbed="en-b", batch=Batch(batch_id="m", k=3, n=3))

        with pytest.raises(TransientError):
            await timeline.handle([StoryMerged.of(merge, time=at(1))])


class TestAgain:
    async def test_a_step_handled_again_gives_the_same_bytes(self, timeline):
        event = joins(1, "alba")
        first = [made.encode() for made in await timeline.handle([event, joins(2, "bella")])]

        again = [made.encode() for made in await timeline.handle([event])]

        assert again == first[:2]

    async def test_one_batch_gives_the_bytes_that_single_events_and_restarts_give(self, timeline):
        events = [joins(seq, name) for seq, name in enumerate(["alba", "bella", "cora"], start=1)]
        together = [made.encode() for made in await timeline.handle(events)]
        other = SqliteStoryStore(Database(":memory:"))

        singly = []
        for event in events:
            fresh = TimelineProcessor(other, compose=steps.compose, read=steps.read)
            singly += [made.encode() for made in await fresh.handle([event])]

        assert singly == together

    async def test_outputs_inherit_the_headers_of_what_led_to_them(self, timeline):
        event = joins(1, "alba").stamped((("traceparent", b"00-1"),))

        assert [made.headers for made in await timeline.handle([event])] == [event.headers] * 2

    async def test_what_was_rolled_back_is_forgotten_after_a_reset(self):
        database = Database(":memory:")
        store = SqliteStoryStore(database)
        timeline = TimelineProcessor(store, compose=steps.compose, read=steps.read)

        async def fails():
            with database.transaction():
                await timeline.handle([joins(1, "alba")])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fails()
        timeline.reset()

        updated, _ = await timeline.handle([joins(1, "alba")])
        assert updated.data.version == 1

    async def test_an_article_is_read_once_while_its_story_is_held(self, store):
        reads = []

        def read(article):
            reads.append(article.article_id)
            return steps.read(article)

        timeline = TimelineProcessor(store, compose=steps.compose, read=read)
        for seq, name in enumerate(["alba", "bella", "cora"], start=1):
            await timeline.handle([joins(seq, name)])

        assert reads == ["alba", "bella", "cora"]

    async def test_a_cache_of_nothing_gives_the_same_stories(self, store, timeline):
        other = SqliteStoryStore(Database(":memory:"))
        small = TimelineProcessor(other, cache_size=0, compose=steps.compose, read=steps.read)
        events = [
            joins(seq, f"{name}-{seq}", story_id=name) for seq in (1, 2) for name in ("a", "b")
        ]

        expected = [made.encode() for made in await timeline.handle(events)]
        made = [await small.handle([event]) for event in events]

        assert [event.encode() for pair in made for event in pair] == expected


class TestStates:
    async def test_closing_and_reopening_leave_the_page_and_compose_nothing(self, store):
        timeline = TimelineProcessor(store, compose=steps.compose, read=steps.read)
        before = await last_story(timeline, joins(1, "alba"))

        def refuses(members, memory, _):
            raise AssertionError

        still = TimelineProcessor(store, compose=refuses, read=steps.read)
        closed = await last_story(still, StoryClosed.of(steps.ended(2), time=at(9)))
        opened = await last_story(still, StoryReopened.of(steps.ended(3), time=at(10)))

        assert (closed.state, opened.state) == ("closed", "open")
        assert opened.summary == before.summary
        assert opened.updated_at == at(10)

    async def test_a_story_whose_last_article_is_retracted_is_withdrawn_and_empty(self, timeline):
        story = await last_story(
            timeline,
            joins(1, "alba"),
            ArticleDetached.of(steps.retracted(2, "alba"), time=at(2)),
        )

        assert (story.state, story.title) == ("withdrawn", "Ferry alba leaves the harbour")
        assert (story.summary, story.timeline, story.articles) == ((), (), ())
        assert story.first_published_at == at(1)

    async def test_an_article_that_returns_opens_a_withdrawn_story(self, timeline):
        story = await last_story(
            timeline,
            joins(1, "alba"),
            ArticleDetached.of(steps.retracted(2, "alba"), time=at(2)),
            joins(3, "alba", number=1, revision=3),
        )

        assert (story.state, story.article_count) == ("open", 1)

    async def test_a_merged_story_says_where_it_went(self, timeline):
        story = await last_story(
            timeline, joins(1, "alba"), StoryMerged.of(steps.merged(2, into="en-b"), time=at(2))
        )

        assert (story.state, story.merged_into) == ("merged", "en-b")

    async def test_a_dropped_story_is_withdrawn_and_keeps_no_text(self, timeline, store):
        story = await last_story(
            timeline, joins(1, "alba"), StoryDropped.of(steps.ended(2), time=at(2))
        )

        assert (story.state, story.summary) == ("withdrawn", ())
        assert await store.articles(steps.STORY) == {}

    async def test_an_editors_title_stays_until_it_is_taken_back(self, timeline):
        def renamed(seq, title):
            step = Renamed(story_id=steps.STORY, edition="en", story_seq=seq, title=title)
            return StoryRenamed.of(step, time=at(seq))

        named = await last_story(
            timeline, joins(1, "alba"), renamed(2, "Ferries leave"), joins(3, "bella")
        )
        undone = await last_story(timeline, renamed(4, ""))

        assert named.title == "Ferries leave"
        assert undone.title == "Ferry alba leaves the harbour"

    async def test_an_editors_wording_stays_wherever_its_fact_is_told(self, timeline):
        step = Rewritten(
            story_id=steps.STORY, edition="en", story_seq=2, fact_id="f-alba", text="Alba left."
        )

        story = await last_story(
            timeline, joins(1, "alba"), StoryRewritten.of(step, time=at(2)), joins(3, "bella")
        )

        assert story.summary[0].sentences[0].text == "Alba left."
        assert story.timeline[0].text == "Alba left."
        assert story.facts[0].text == "Alba left."
        assert story.facts[0].edited
        assert not story.facts[1].edited

    async def test_a_programs_wording_holds_as_long_as_the_page_would_say_the_same(self, timeline):
        own = (await last_story(timeline, joins(1, "alba"))).facts[0].text
        step = Rewritten(
            story_id=steps.STORY, edition="en", story_seq=2, fact_id="f-alba", text="Alba left.",
            instead_of=own,
        )  # fmt: skip
        revision = steps.revised(4, "alba", text="The ferry alba stays in the harbour.")

        worded = await last_story(timeline, StoryRewritten.of(step, time=at(2)), joins(3, "bella"))
        changed = await last_story(timeline, ArticleRevised.of(revision, time=at(4)))
        again = steps.revised(5, "alba", revision=3)
        back = await last_story(timeline, ArticleRevised.of(again, time=at(5)))

        assert worded.summary[0].sentences[0].text == "Alba left."
        assert changed.facts[0].text != own
        assert not changed.facts[0].edited
        assert back.facts[0].text == own

    async def test_a_heading_is_reworded_by_its_sections_id(self, timeline):
        section = (await last_story(timeline, joins(1, "alba"))).summary[0]
        step = Rewritten(
            story_id=steps.STORY, edition="en", story_seq=2, fact_id=section.section_id,
            text="Alba is at sea", instead_of=section.heading,
        )  # fmt: skip

        (worded,) = (await last_story(timeline, StoryRewritten.of(step, time=at(2)))).summary

        assert (worded.heading, worded.edited) == ("Alba is at sea", True)


class TestWithTheRealPage:
    """What ships: articles are read and composed, and the page stands in them."""

    async def test_each_version_is_supported_by_its_articles(self, store):
        timeline = TimelineProcessor(store)
        articles = {name: steps.article(name, text=text) for name, text in TEXTS.items()}
        titles = ("Ferry runs aground outside Port Haven", "Passengers of ferry brought ashore",
                  "Ferry pulled free outside Port Haven")  # fmt: skip

        updates = []
        for seq, (name, title) in enumerate(zip(articles, titles, strict=True), start=1):
            minutes = (seq - 1) * 700
            event = joins(seq, name, text=TEXTS[name], title=title, minutes=minutes)
            articles[name] = event.data.article
            updated, _ = await timeline.handle([event])
            updates.append(updated.data)
            assert unsupported(updated.data.story, articles) == ()

        assert [update.version for update in updates] == [1, 2, 3]
        assert updates[0].story.summary
        assert updates[1].reasons[0] == "second_outlet"
        assert updates[2].story.cited_count >= 2

    async def test_a_corrected_number_is_a_correction_and_a_changed_word_is_not(self, store):
        timeline = TimelineProcessor(store)
        title, text = "Ferry runs aground outside Port Haven", TEXTS["alba"]
        number = text.replace("212", "241")
        word = number.replace("nobody was", "no one was")

        def revision(seq, new):
            step = steps.revised(seq, "alba", revision=seq, title=title, text=new)
            return ArticleRevised.of(step, time=at(seq))

        await timeline.handle([joins(1, "alba", text=text, title=title)])
        corrected, _ = await timeline.handle([revision(2, number)])
        reworded, _ = await timeline.handle([revision(3, word)])

        assert corrected.data.significance == "correction"
        assert corrected.data.reasons == ("corrected_fact",)
        assert reworded.data.significance == "cosmetic"


class TestGivingUp:
    @pytest.fixture
    def touchy(self, store):
        def compose(members, memory, _):
            if any("poison" in member.read.article.text for member in members):
                raise RuntimeError("a fault in the page")
            return steps.compose(members, memory)

        return TimelineProcessor(store, compose=compose, read=steps.read)

    async def test_the_version_is_made_with_the_article_listed_and_not_cited(self, touchy):
        await touchy.handle([joins(1, "alba")])
        bad = joins(2, "bella", text="poison")
        with pytest.raises(RuntimeError):
            await touchy.handle([bad])
        touchy.reset()

        updated, _ = await touchy.give_up(bad)

        assert updated.data.version == 2
        assert [(ref.article_id, ref.cited) for ref in updated.data.story.articles] == [
            ("alba", True),
            ("bella", False),
        ]

    async def test_a_story_can_open_with_an_article_given_up(self, touchy):
        updated, _ = await touchy.give_up(joins(1, "alba", text="poison"))

        assert updated.data.story.title == "Ferry alba leaves the harbour"
        assert updated.data.story.summary == ()

    async def test_later_steps_pass_it_over_until_it_is_revised(self, touchy):
        await touchy.handle([joins(1, "alba")])
        await touchy.give_up(joins(2, "bella", text="poison"))

        third = await last_story(touchy, joins(3, "cora"))
        fixed = ArticleRevised.of(steps.revised(4, "bella"), time=at(4))
        fourth = await last_story(touchy, fixed)

        assert {ref.article_id for ref in third.articles if not ref.cited} == {"bella"}
        assert all(ref.cited for ref in fourth.articles)

    async def test_a_revision_given_up_takes_the_old_text_off_the_page(self, touchy):
        await touchy.handle([joins(1, "alba"), joins(2, "bella")])
        bad = ArticleRevised.of(steps.revised(3, "bella", text="poison"), time=at(3))

        updated, _ = await touchy.give_up(bad)

        said = [s.text for s in updated.data.story.summary[0].sentences]
        assert said == ["The ferry alba left the harbour on Monday."]

    async def test_a_redriven_event_makes_no_version_and_the_next_step_reads_the_article(
        self, store, timeline, touchy
    ):
        await touchy.handle([joins(1, "alba")])
        event = joins(2, "bella", text="poison")
        first = [made.encode() for made in await touchy.give_up(event)]

        again = [made.encode() for made in await timeline.handle([event])]
        story = await last_story(timeline, joins(3, "cora"))

        assert again == first
        assert all(ref.cited for ref in story.articles)
