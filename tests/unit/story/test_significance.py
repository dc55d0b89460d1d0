"""What a version weighs, and why."""

import pytest
from tests.unit.story import steps

from storywire.domain.model import ArticleRef, Fact, Section
from storywire.domain.story.changes import diff
from storywire.domain.story.members import Happening
from storywire.domain.story.significance import weigh
from storywire.testing import NOON, a_story


def told_by(*names, lead=(), facts=(), copies=(), outlets=None, **fields):
    """A story of articles `names`, with a sentence, an entry and a fact for each not a copy."""
    outlets = outlets or {}
    refs = tuple(
        ArticleRef(
            article_id=name,
            number=place,
            title=name,
            outlet=outlets.get(name, f"The {name} Herald"),
            published_at=NOON,
            copy_of=names[0] if name in copies else None,
        )
        for place, name in enumerate(names, start=1)
    )
    originals = [steps.article(name) for name in (*lead, *names) if name not in copies]
    originals = list({of.article_id: of for of in originals}.values())
    values = {
        "articles": refs,
        "article_count": len(refs),
        "outlets": tuple(dict.fromkeys(ref.outlet for ref in refs if ref.outlet)),
        "summary": (
            Section(
                section_id="s",
                heading="Ferries leave",
                sentences=tuple(steps.sentence(of) for of in originals),
            ),
        ),
        "timeline": tuple(steps.entry(of) for of in originals),
        "facts": facts
        or tuple(Fact(fact_id=f"f-{of.article_id}", text=of.text) for of in originals),
        **fields,
    }
    return a_story(**values)


def weighed(before, after, *happened):
    return weigh(diff(before, after, happened), before, after, happened)


def joins(name, **fields):
    return Happening(kind="attached", article_id=name, **fields)


class TestOrdinarySteps:
    def test_a_story_opened_by_one_outlet_is_minor(self):
        assert weighed(None, told_by("a"), joins("a")) == ("minor", ("story_opened",))

    def test_a_second_outlet_is_major(self):
        significance, reasons = weighed(told_by("a"), told_by("a", "b"), joins("b"))

        assert significance == "major"
        assert reasons[0] == "second_outlet"

    def test_a_third_outlet_with_a_new_fact_is_minor(self):
        significance, reasons = weighed(told_by("a", "b"), told_by("a", "b", "c"), joins("c"))

        assert significance == "minor"
        assert reasons == ("new_fact", "new_entry", "another_outlet")

    @pytest.mark.parametrize("outlet", [None, "The a Herald"])
    def test_an_unknown_outlet_or_the_same_one_is_no_second(self, outlet):
        after = told_by("a", "b", outlets={"b": outlet})

        assert weighed(told_by("a"), after, joins("b")) == ("minor", ("new_fact", "new_entry"))

    def test_a_known_outlet_after_an_unknown_one_is_no_second(self):
        unknown = {"a": None}

        _, reasons = weighed(
            told_by("a", outlets=unknown), told_by("a", "b", outlets=unknown), joins("b")
        )

        assert "second_outlet" not in reasons

    def test_a_new_fact_in_the_lead_is_major(self):
        after = told_by("a", "b", "c", lead=("c",))

        assert weighed(told_by("a", "b"), after, joins("c"))[1][0] == "new_fact_in_lead"

    def test_another_outlet_without_a_new_fact_corroborates(self):
        before = told_by("a", "b")
        facts = (Fact(fact_id="f-a", text=before.facts[0].text, outlets=2), before.facts[1])
        after = told_by("a", "b", "c", facts=facts, timeline=before.timeline)

        assert weighed(before, after, joins("c")) == (
            "corroboration",
            ("corroborated_fact", "another_outlet"),
        )

    def test_an_old_sentence_that_only_now_counts_as_a_fact_is_no_news(self):
        after = told_by("a", "b", "c")
        before = told_by("a", "b", "c", facts=after.facts[:2])
        old = Happening(kind="attached", article_id="a")

        assert weighed(before, after, old) == ("cosmetic", ("wording",))

    def test_another_number_by_another_outlet_is_major(self):
        before = told_by("a", "b", facts=(Fact(fact_id="f-a", text="Two sailors were hurt."),))
        after = told_by(
            "a", "b", "c",
            facts=(Fact(fact_id="f-a", text="Four sailors were hurt."),),
            timeline=before.timeline,
        )  # fmt: skip

        assert weighed(before, after, joins("c"))[1] == ("revised_number", "another_outlet")


class TestQuietArticles:
    def test_a_copy_is_cosmetic(self):
        after = told_by("a", "b", copies=("b",))

        assert weighed(told_by("a"), after, joins("b", quiet="copy")) == ("cosmetic", ("copy",))

    def test_a_late_article_with_new_facts_is_cosmetic(self):
        late = joins("b", quiet="backfill")

        assert weighed(told_by("a"), told_by("a", "b"), late) == ("cosmetic", ("backfill",))
        assert weighed(None, told_by("b"), late) == ("cosmetic", ("backfill",))

    def test_a_copy_that_is_retracted_corrects(self):
        before = told_by("a", "b", copies=("b",))
        gone = Happening(kind="retracted", article_id="b", quiet="copy")

        assert weighed(before, told_by("a"), gone) == ("correction", ("retraction",))

    def test_a_late_article_in_a_batch_does_not_silence_the_others(self):
        after = told_by("a", "b", "c")

        significance, reasons = weighed(
            told_by("a"), after, joins("b", quiet="backfill"), joins("c")
        )

        assert significance == "major"
        assert reasons[0] == "second_outlet"
        assert reasons[-1] == "backfill"


class TestCorrections:
    def test_a_number_its_own_article_revises_is_a_correction(self):
        before = told_by("a", facts=(Fact(fact_id="f-a", text="Two sailors were hurt."),))
        after = told_by("a", facts=(Fact(fact_id="f-a", text="Four sailors were hurt."),))

        revised = Happening(kind="revised", article_id="a")

        assert weighed(before, after, revised) == ("correction", ("corrected_fact",))

    def test_a_fact_that_went_with_a_revision_is_a_correction(self):
        before = told_by("a", "b")
        after = told_by("a", "b", facts=before.facts[:1])

        revised = Happening(kind="revised", article_id="b")

        assert weighed(before, after, revised)[1] == ("withdrawn_fact",)

    def test_a_fact_that_gave_way_to_a_better_one_is_no_correction(self):
        before = told_by("a", "b")
        after = told_by("a", "b", facts=before.facts[:1])

        assert weighed(before, after, joins("b", quiet="backfill"))[0] == "cosmetic"

    def test_a_revision_of_the_wording_alone_is_cosmetic(self):
        story = told_by("a")

        revised = Happening(kind="revised", article_id="a")

        assert weighed(story, story, revised) == ("cosmetic", ("wording",))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("closed", ("cosmetic", ("closed",))),
        ("reopened", ("major", ("reopened",))),
        ("absorbed", ("major", ("merge",))),
        ("merged_into", ("major", ("merge",))),
        ("split", ("major", ("split",))),
        ("renamed", ("cosmetic", ("renamed",))),
        ("dropped", ("cosmetic", ("dropped",))),
    ],
)
def test_each_turn_of_a_story_has_its_weight(kind, expected):
    story = told_by("a")

    assert weighed(story, story, Happening(kind=kind)) == expected
