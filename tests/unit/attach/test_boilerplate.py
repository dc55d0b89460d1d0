"""What several stories share is left out of titles and texts."""

import pytest

from storywire.domain.attach.boilerplate import ENDING, SENTENCE, parts_of, without

BOX = "Sign up for our letter, sent at 6 every day."
TEXT = f"A ferry ran aground. {BOX}\nNobody was hurt. Yes."


def keys_of(title, text):
    return parts_of(title, text).keys


def read_without(title, text, *told):
    return without(parts_of(title, text), set(told))


def test_what_nobody_knows_stays_as_it_is():
    assert read_without("Ferry aground", TEXT) == ("Ferry aground", TEXT)


def test_a_sentence_that_is_told_elsewhere_is_left_out():
    (box,) = keys_of("", BOX)

    assert read_without("", TEXT, box) == ("", "A ferry ran aground. Nobody was hurt. Yes.")


def test_numbers_and_case_make_no_other_sentence():
    assert keys_of("", BOX) == keys_of("", BOX.upper().replace("6", "7"))


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Ferry aground off Elling - Morning Ledger", "Ferry aground off Elling"),
        ("Ferry aground off Elling|Morning Ledger", "Ferry aground off Elling"),
        (
            "Ferry aground - again - off Elling — Morning Ledger",
            "Ferry aground - again - off Elling",
        ),
    ],
)
def test_the_end_of_a_title_that_is_told_elsewhere_is_left_out(title, rest):
    name = ENDING + "morning ledger"

    assert keys_of(title, "") == (name,)
    assert read_without(title, "", name) == (rest, "")


@pytest.mark.parametrize(
    "title",
    ["Ferry aground off Elling", "Ferry - a ground", "All-in-one", "Q: Is it safe to sail?",
     "Ferry aground off Elling - one two three four five six seven eight nine"],
)  # fmt: skip
def test_other_titles_have_no_name_at_their_end(title):
    assert keys_of(title, "") == ()


def test_keys_are_told_once_and_none_is_of_a_few_letters():
    keys = keys_of("Ferry aground off Elling - Ledger", f"{BOX} {BOX} Yes. 12,000.")

    assert len(keys) == 2
    assert all(key.startswith(SENTENCE) for key in keys)
