"""A sentence names in full whom its article has named in full."""

import pytest
from tests.unit.story import pages

from storywire.domain.story import names
from storywire.domain.story.introductions import introduced, people

TEXTS = (
    "Officer Mara Lind, 31, pulled Jonas Brook Jr., a cook, from the harbour.",
    "The cook, Jonas Brook Jr., who lives in Velm, told police spokesman Tom Holm of the storm.",
    "Otto Lane, 9, and the yard of Berta Lane are known in Velm.",
    "Ida Holm said her son Karl Rey, 9, and her niece Ada Rey, 7, swam ashore near Port Ellis.",
)


def known() -> dict[str, str]:
    return people(TEXTS, names.by_sentence(TEXTS, "en"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lind swam out to the ferry.", "Mara Lind swam out to the ferry."),
        ("On Monday, Lind’s boat sank.", "On Monday, Mara Lind’s boat sank."),
        ("The ferry had left, Lind said.", "The ferry had left, Mara Lind said."),
        ("Lind swam, and Lind was cold.", "Mara Lind swam, and Lind was cold."),
        ("Brook Jr. was brought to Velm.", "Jonas Brook Jr. was brought to Velm."),
        ("Brook and Lind went home.", "Jonas Brook Jr. and Mara Lind went home."),
        ("Karl swam to the pier.", "Karl Rey swam to the pier."),
    ],
)
def test_a_bare_name_becomes_the_full_one_where_it_comes_first(text: str, expected: str):
    assert introduced(text, known()) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mara Lind and Lind's mother swam.",
        "Officer Lind swam.",
        "Lind Street is closed.",
        "The Lind case is closed.",
        "A boat from Lind was seen.",
        "“Lind was cold,” said a witness.",
        "Rey swam to the pier.",
        "Lane swam to the pier.",
        "Holm spoke of the storm.",
        "Ellis was dark.",
    ],
)
def test_titles_places_quotations_and_doubtful_names_stay(text: str):
    assert introduced(text, known()) == text


def test_what_a_page_says_of_somebody_names_him_in_full():
    told = (
        "2026-01-13T02:38:00+00:00",
        "Ferry cook freed from wreck",
        "Divers freed a cook from the wreck of the ferry Ida in Velm on Tuesday.\n"
        "The cook, Jonas Brook, 44, had been in the galley for two days.\n"
        "Brook was brought to a hospital in Velm on Tuesday with a broken arm.",
    )

    page = pages.page_of(told)

    assert any(text.startswith("Jonas Brook was brought") for text in pages.shown(page))
