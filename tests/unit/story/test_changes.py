"""Changes lead from one version to the next, and say truly what happened."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.story import steps

from storywire.domain.model import ArticleRef, Change, Entry, Fact, Section, Sentence
from storywire.domain.story.changes import apply_changes, diff, happenings_of
from storywire.domain.story.members import Happening
from storywire.domain.story.outline import Outline, outline
from storywire.testing import NOON, a_story

NAMES = ("a", "b", "c", "d", "e")
texts = st.sampled_from(("Two died.", "Three died.", "The bridge opened.", "Ähm"))
happenings = st.lists(
    st.builds(
        Happening,
        kind=st.sampled_from(
            ("attached", "moved_in", "revised", "retracted", "moved_out", "absorbed", "closed")
        ),
        article_id=st.none() | st.sampled_from(NAMES),
    ),
    max_size=4,
)


def some(build, **fields):
    """A tuple of values with distinct ids out of five, in any order."""

    def built(names):
        return st.tuples(*(build(name, **fields) for name in names))

    return st.lists(st.sampled_from(NAMES), unique=True).flatmap(built)


def a_ref(name, **fields):
    return st.builds(
        ArticleRef, article_id=st.just(name), number=st.integers(1, 9), title=texts,
        published_at=st.just(NOON), cited=st.booleans(),
        copy_of=st.none() | st.sampled_from(NAMES),
    )  # fmt: skip


def a_section(name, **fields):
    said = st.builds(
        Sentence, text=texts, fact_id=st.sampled_from(NAMES), citations=st.just(("a",)),
        citation_count=st.just(1), support=st.just(()),
    )  # fmt: skip
    sentences = st.lists(said, max_size=2).map(tuple)
    return st.builds(Section, section_id=st.just(name), heading=texts, sentences=sentences)


def a_fact(name, **fields):
    return st.builds(
        Fact, fact_id=st.just(name), text=texts,
        date=st.none() | st.just(dt.date(2026, 1, 12)),
        status=st.sampled_from(("stated", "revised", "disputed")), outlets=st.integers(1, 3),
    )  # fmt: skip


def an_entry(name, **fields):
    return st.builds(
        Entry, entry_id=st.just(name), date=st.just(dt.date(2026, 1, 12)),
        time=st.none() | st.just(dt.time(9, 30)), text=texts, fact_id=st.sampled_from(NAMES),
        citations=st.just(("a",)), citation_count=st.just(1), support=st.just(()),
    )  # fmt: skip


stories = st.builds(
    a_story,
    title=texts, state=st.sampled_from(("open", "closed", "merged", "withdrawn")),
    article_count=st.integers(0, 9), articles=some(a_ref), summary=some(a_section),
    facts=some(a_fact), timeline=some(an_entry),
)  # fmt: skip


class TestApplying:
    @settings(max_examples=40)
    @given(before=st.none() | stories, after=stories, happened=happenings)
    def test_the_difference_applied_to_the_old_gives_the_new(self, before, after, happened):
        changes = diff(before, after, happened)

        assert apply_changes(outline(before), changes) == outline(after)

    @settings(max_examples=40)
    @given(before=st.none() | stories, after=stories)
    def test_changes_survive_the_wire(self, before, after):
        changes = [
            Change.model_validate_json(change.model_dump_json(by_alias=True))
            for change in diff(before, after)
        ]

        assert apply_changes(outline(before), changes) == outline(after)

    @settings(max_examples=40)
    @given(story=stories)
    def test_a_story_does_not_differ_from_itself(self, story):
        assert diff(story, story) == ()

    @settings(max_examples=40)
    @given(first=stories, second=stories, third=stories, happened=happenings)
    def test_merged_versions_lead_to_the_newest(self, first, second, third, happened):
        known = happenings_of((*diff(first, second, happened), *diff(second, third)))

        changes = diff(first, third, known)

        assert apply_changes(outline(first), changes) == outline(third)

    def test_nothing_applied_to_nothing_is_nothing(self):
        assert apply_changes(Outline(), ()) == outline(None)


def ref(name, **fields):
    values = {"number": 1, "title": f"Title {name}", "published_at": NOON, **fields}
    return ArticleRef(article_id=name, **values)


def a_story_of(*names, **fields):
    refs = tuple(ref(name, number=place) for place, name in enumerate(names, start=1))
    return a_story(articles=refs, article_count=len(refs), **fields)


def happened(kind, name=None, **fields):
    return (Happening(kind=kind, article_id=name, **fields),)


def kinds(changes):
    return [change.type for change in changes]


class TestArticles:
    def test_a_first_version_opens_the_story_and_adds_its_article(self):
        assert kinds(diff(None, a_story_of("a"))) == ["story_opened", "article_added"]

    def test_an_article_gone_was_retracted_or_moved_as_it_happened(self):
        before, after = a_story_of("a", "b"), a_story_of("a")

        assert kinds(diff(before, after, happened("retracted", "b"))) == ["article_retracted"]
        assert kinds(diff(before, after, happened("moved_out", "b"))) == ["article_moved_out"]

    def test_an_article_that_only_leaves_the_list_is_not_called_retracted(self):
        (change,) = diff(a_story_of("a", "b"), a_story_of("a"))

        assert (change.type, change.after) == ("article_changed", None)

    def test_an_article_beyond_the_list_is_still_told(self):
        story = a_story_of("a")

        assert kinds(diff(story, story, happened("attached", "z"))) == ["article_added"]
        assert kinds(diff(story, story, happened("retracted", "z"))) == ["article_retracted"]

    def test_a_revision_that_leaves_the_title_is_told(self):
        story = a_story_of("a")

        assert kinds(diff(story, story, happened("revised", "a"))) == ["article_revised"]

    def test_what_differs_of_an_article_is_told_from_and_to(self):
        before = a_story(articles=(ref("a"),))
        after = a_story(articles=(ref("a", cited=True),))

        (change,) = diff(before, after)

        assert (change.before, change.after) == ({"cited": False}, {"cited": True})

    def test_merged_versions_keep_the_reason_an_article_left(self):
        first, second = a_story_of("a", "b"), a_story_of("a")
        way = (
            *diff(first, second, happened("retracted", "b")),
            *diff(second, second, happened("closed")),
        )

        assert "article_retracted" in kinds(diff(first, second, happenings_of(way)))


class TestTheStory:
    def test_a_merge_names_the_other_story(self):
        story = a_story_of("a")

        (change,) = diff(story, story, happened("absorbed", other_story_id="en-b"))

        assert (change.type, change.other_story_id) == ("stories_merged", "en-b")

    def test_states_alone_tell_of_closing_and_reopening(self):
        opened, closed = a_story(), a_story(state="closed")

        assert kinds(diff(opened, closed)) == ["story_closed"]
        assert kinds(diff(closed, opened)) == ["story_reopened"]

    def test_a_closing_told_twice_is_said_once(self):
        told = happened("closed")

        assert kinds(diff(a_story(), a_story(state="closed"), told)) == ["story_closed"]


def side(change):
    """What the change leads from, which is an object here."""
    assert isinstance(change.before, dict)
    return change.before


class TestFacts:
    @staticmethod
    def change(was, now):
        before = a_story(facts=(Fact(fact_id="f", **was),))
        return kinds(diff(before, a_story(facts=(Fact(fact_id="f", **now),))))

    def test_another_number_in_the_same_words_is_a_revision(self):
        was = {"text": "The storm left 1,200 homes without power."}
        now = {"text": "The storm left 1,900 homes without power on Sunday."}

        assert self.change(was, now) == ["fact_revised"]

    def test_a_spelled_number_counts_as_one(self):
        was, now = {"text": "Three sailors were hurt."}, {"text": "Five sailors were hurt."}

        assert self.change(was, now) == ["fact_revised"]

    def test_one_number_more_is_no_revision(self):
        was = {"text": "The storm left 1,200 homes without power."}
        now = {"text": "The storm left 1,200 homes in 3 towns without power."}

        assert self.change(was, now) == ["fact_corroborated"]

    def test_another_sentence_with_other_numbers_is_no_revision(self):
        was = {"text": "The storm left 1,200 homes without power."}
        now = {"text": "Repairs will cost 4 million, officials expect."}

        assert self.change(was, now) == ["fact_corroborated"]

    def test_another_day_in_the_same_words_is_a_revision(self):
        was = {"text": "The vigil will be held in Pine Street on May 1."}
        now = {"text": "The vigil will be held in Pine Street on May 28."}

        assert self.change(was, now) == ["fact_revised"]

    def test_another_inferred_day_is_no_revision(self):
        was = {"text": "Officers look for the driver.", "date": dt.date(2026, 1, 12)}

        assert self.change(was, {**was, "date": dt.date(2026, 1, 13)}) == ["fact_corroborated"]

    def test_sources_that_come_to_disagree_are_told(self):
        assert self.change({"text": "x"}, {"text": "x", "status": "disputed"}) == ["fact_disputed"]

    def test_a_fact_gone_was_taken_back_only_by_an_article_that_stated_it(self):
        alba = steps.article("alba")
        fact = Fact(fact_id="f-alba", text=alba.text)
        before = a_story(facts=(fact,), timeline=(steps.entry(alba),))
        after = a_story(timeline=(steps.entry(alba),))

        (gave_way,) = diff(before, after)
        (_, withdrawn) = diff(before, after, happened("retracted", "alba"))

        kept = {"text": fact.text, "date": None, "status": "stated", "outlets": 1}
        assert gave_way.before == {**kept, "taken_back": False, "replaced_by": None}
        assert withdrawn.before == {**kept, "taken_back": True, "replaced_by": None}

    def test_a_new_fact_in_the_words_of_one_gone_takes_its_place(self):
        old = Fact(fact_id="f-1", text="The storm left 1,200 homes without power.")
        new = Fact(fact_id="f-2", text="The storm left 1,900 homes without power.")

        gone, revised = diff(a_story(facts=(old,)), a_story(facts=(new,)))

        assert (gone.type, side(gone)["replaced_by"]) == ("fact_withdrawn", "f-2")
        assert (revised.type, revised.fact_id) == ("fact_revised", "f-2")
        assert side(revised)["fact_id"] == "f-1"

    def test_a_fact_that_revises_a_number_names_the_one_that_stays(self):
        old = Fact(fact_id="f-1", text="The storm left 1,200 homes without power.")
        new = Fact(
            fact_id="f-2", text="Power failed in 1,900 homes during the storm.", status="revised"
        )

        (revised,) = diff(a_story(facts=(old,)), a_story(facts=(old, new)))

        assert (revised.type, side(revised)["fact_id"]) == ("fact_revised", "f-1")


class TestSections:
    @staticmethod
    def section(name, heading="Heading"):
        return Section(section_id=name, heading=heading, sentences=())

    def test_one_section_that_goes_to_the_front_is_the_only_one_moved(self):
        a, b, c = (self.section(name) for name in "abc")

        changes = diff(a_story(summary=(a, b, c)), a_story(summary=(c, a, b)))

        assert [(one.type, one.section_id) for one in changes] == [("section_moved", "c")]

    def test_a_new_heading_is_a_change_not_a_move(self):
        before = a_story(summary=(self.section("a"),))

        assert kinds(diff(before, a_story(summary=(self.section("a", "Other"),)))) == [
            "section_changed"
        ]
