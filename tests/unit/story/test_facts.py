"""Which sentences are one fact, which are not, and what becomes of numbers that differ."""

import pytest
from tests.unit.story import pages

from storywire.domain.story.facts import groups
from storywire.domain.story.page import PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.statements import told
from storywire.domain.story.values import Member

MORNING, NOON_TIDE, NEXT_DAY = (
    "2026-03-02T06:00:00+00:00",
    "2026-03-02T08:00:00+00:00",
    "2026-03-03T09:00:00+00:00",
)


def quake(published, dead):
    return (
        published,
        f"Quake kills {dead} people in Ostmark",
        f"A strong earthquake killed {dead} people in the mountain province of Ostmark on March 2,"
        " the governor said.",
    )


def statuses(*stories):
    return sorted(fact.status for fact in pages.page_of(*stories).facts if "killed" in fact.text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jonas Lind, a six-year veteran of the harbour police, was killed in the fire on Monday.",
         "Lind was a six-year veteran of the harbour police."),
        ("Jonas Lind, 18, who was celebrating his birthday, and Ola Berg, 16, were killed.",
         "The party was to celebrate the birthday of Jonas Lind."),
    ],
)  # fmt: skip
def test_what_is_said_in_passing_makes_no_fact_with_what_says_it(one, other):
    stories = [
        ("2026-01-13T08:00:00+00:00", "Fire at the harbour", one),
        ("2026-01-13T09:00:00+00:00", "Harbour fire", other),
    ]

    assert all(len(group) == 1 for group in groups(told(pages.members(*stories))))


def test_the_same_count_is_one_fact_of_two_outlets():
    (fact,) = pages.page_of(quake(MORNING, 3), quake(NEXT_DAY, 3)).facts

    assert fact.outlets == 2


def test_a_later_count_replaces_the_earlier_one():
    page = pages.page_of(quake(MORNING, 3), quake(NEXT_DAY, 7))

    assert statuses(quake(MORNING, 3), quake(NEXT_DAY, 7))[0] == "revised"
    assert ["7 people" in text for text in pages.shown(page)] == [True]


def test_what_is_corrected_leaves_the_page_within_the_hour():
    corrected = (
        NOON_TIDE,
        "Governor corrects toll of Ostmark quake",
        "A strong earthquake killed 7 people in the mountain province of Ostmark on March 2, the"
        " governor said, correcting a lower figure.",
    )

    page = pages.page_of(quake(MORNING, 3), corrected)

    assert ["7 people" in said.text for said in pages.statements(page)] == [True, True]


def test_counts_that_differ_at_the_same_time_are_disputed():
    assert statuses(quake(MORNING, 3), quake(NOON_TIDE, 7)) == ["disputed", "disputed"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arrested the harbour master of Velm over missing fuel", "released"),
        ("reopened the northern ring road of Velm after heavy floods", "closed"),
    ],
)
def test_opposite_events_are_not_one_fact(one, other):
    verb = one.split(" ", 1)[0]
    stories = [
        (day, f"Velm police {word} case", f"Police {one.replace(verb, word)} on March 2.")
        for day, word in ((MORNING, verb), (NOON_TIDE, other))
    ]

    page = pages.page_of(*stories)

    assert all(len(said.citations) == 1 for said in pages.statements(page))


def test_a_plan_is_not_cited_by_the_report_that_it_happened():
    plan = (MORNING, "Court to rule", "A court in Velm will rule on the port bribery case Tuesday.")
    ruled = (NEXT_DAY, "Court rules", "A court in Velm ruled on the port bribery case Tuesday.")

    page = pages.page_of(plan, ruled)

    assert all(len(entry.citations) == 1 for entry in page.timeline)


def test_two_deeds_are_not_one_fact_though_all_other_words_are_the_same():
    named = (
        MORNING,
        "Sailor named",
        "The harbour board identified the sailor as Jonas Lind of 12 Quay Street, a cook in Velm.",
    )
    dead = (
        NOON_TIDE,
        "Sailor dead",
        "Sailor Jonas Lind of 12 Quay Street was pronounced dead by a doctor in Velm after hours.",
    )

    facts = groups(told(pages.members(named, dead)))

    assert all(len(fact) == 1 for fact in facts)


def test_no_article_says_what_happened_after_it():
    freed = "Harbour master Jonas Lind was freed from the Velm town jail over missing fuel"
    early = ("2026-03-02T06:00:00+00:00", "Lind freed", f"{freed}.\nA band played.")
    later = ("2026-03-09T06:00:00+00:00", "Lind free", f"{freed} on March 8.\nA choir sang.")

    page = pages.page_of(early, later)

    citing = {said.citations for said in pages.statements(page) if "March 8" in said.text}
    assert citing == {("article-2",)}


def test_an_unknown_outlet_never_counts_as_a_second_one():
    known = pages.article(1, quake(MORNING, 3))
    unknown = pages.article(2, quake(NEXT_DAY, 3), outlet=None)

    page, _ = compose([Member(read(known), 1), Member(read(unknown), 2)], PageMemory())

    assert [fact.outlets for fact in page.facts] == [1]
