"""The timeline dates events by their articles and gives a time only where there is one."""

from datetime import date, time, timedelta

from tests.unit.story import pages
from tests.unit.story.pages import ANNOUNCED, DEPARTURE, SUMMIT


def entries(*stories):
    return {entry.text: entry for entry in pages.page_of(*stories).timeline}


def entry_with(words, *stories):
    return next(entry for text, entry in entries(*stories).items() if words in text)


def test_an_announcement_stands_on_the_day_it_was_made():
    assert entry_with("will travel to Sudria", *SUMMIT).date == date(2025, 11, 27)


def test_an_interview_stands_on_the_day_it_was_given_and_has_no_time():
    entry = entry_with("told broadcaster SRB", *SUMMIT)

    assert (entry.date, entry.time) == (date(2026, 1, 12), None)


def test_the_report_of_an_event_has_the_time_of_its_first_article():
    assert entry_with("arrived in Port Amber", *SUMMIT).time == time(2, 38)
    assert entry_with("left the Norland capital", *SUMMIT).time == time(0, 55)


def test_a_source_that_knows_only_days_gives_no_time():
    midnight = ("2026-01-13T00:00:00+00:00", *DEPARTURE[1:])

    assert entry_with("left the Norland capital", midnight).time is None


def test_what_lies_ahead_is_scheduled():
    entry = entry_with("fishing treaty", *SUMMIT)

    assert (entry.date, entry.status) == (date(2026, 1, 14), "scheduled")


def test_a_plan_whose_day_has_come_gives_way_to_what_happened():
    signed = (
        "2026-01-14T12:00:00+00:00",
        "Lind and Rey sign fishing treaty",
        "President Mara Lind and Prime Minister Tomas Rey signed a fishing treaty on Wednesday.",
    )

    treaty = [e for text, e in entries(*SUMMIT, signed).items() if "treaty" in text]

    assert [(e.date, e.status) for e in treaty] == [(date(2026, 1, 14), "reported")]
    assert "signed" in treaty[0].text


def test_how_things_stand_is_no_entry():
    stands = (
        "2026-01-14T12:00:00+00:00",
        "Sudria asks for more time",
        "Sudria is asking the court in Velm to lift the Jan. 13 ban on its oysters.\n"
        "The ban is the latest move in a dispute of Sudria and Norland that began Tuesday.",
    )

    assert entries(stands) == {}


def test_what_an_article_told_before_did_not_happen_later():
    early = (
        "2026-01-10T08:00:00+00:00",
        "Ferry captain dead",
        "Captain Jonas Lind of the ferry Morna died of a heart attack in Port Ellis harbour.",
    )
    late = (
        "2026-01-14T08:00:00+00:00",
        "Ferry named for captain",
        "Captain Jonas Lind of the ferry Morna died of a heart attack in Port Ellis harbour.\n"
        "The council of Port Ellis named a pier for Lind on Tuesday.",
    )

    assert entry_with("heart attack", early, late).date == date(2026, 1, 10)


def test_the_same_victims_of_one_day_are_one_entry():
    killed = (
        "2026-01-14T12:00:00+00:00",
        "Sailor killed in Velm",
        "A sailor of 44 was killed on a pier of the old harbour of Velm on Tuesday.",
    )
    shot = (
        "2026-01-14T15:00:00+00:00",
        "Jonas Lind shot in Velm",
        "Jonas Lind was shot on a pier near the fish market of Velm on Tuesday after a quarrel.",
    )

    assert len(entries(killed, shot)) == 1


def test_entries_come_oldest_first_and_none_twice():
    page = pages.page_of(*SUMMIT, *SUMMIT)

    days = [entry.date for entry in page.timeline]
    assert days == sorted(days)
    assert len({entry.text for entry in page.timeline}) == len(page.timeline) <= 12


def test_an_entry_is_named_by_its_fact():
    page = pages.page_of(ANNOUNCED)

    assert [e.entry_id for e in page.timeline] == [f"e-{e.fact_id}" for e in page.timeline]


TOWNS = ("Alm", "Berg", "Corrin", "Dale", "Esk", "Fenn", "Garth", "Holm")
STRIKE = (
    "walked out at the harbour of",
    "reopened the fish market of",
    "took the mayor's offer in",
)


def _strike(day, *, paper):
    """Return what one paper reports on a day; on day 30 all tell of what happened on day 20."""
    published = date(2025, 5, 1) + timedelta(days=day)
    on, town = f"{published:%B} {published.day}", TOWNS[day % len(TOWNS)]
    text = f"Dock workers {STRIKE[day % 3]} {town} on {on}, union leader {paper} Roe said."
    if day >= 30:
        text += "\nA crane collapsed in the port of Velm on May 21, killing two dock workers."
    return f"{published}T09:30:00+00:00", f"Dock strike reaches day {day}", text


def test_of_many_articles_each_day_has_one_entry_and_days_that_many_tell_come_first():
    told = [_strike(day, paper=paper) for day in range(40) for paper in ("Ann", "Bob")]

    page = pages.page_of(*told)

    days = [entry.date for entry in page.timeline]
    assert len(set(days)) == len(days) >= 8
    crane = next(entry for entry in page.timeline if entry.date == date(2025, 5, 21))
    assert "A crane collapsed in the port of Velm" in crane.text
    assert crane.citation_count >= 2
