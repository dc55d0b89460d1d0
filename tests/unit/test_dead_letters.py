"""Dead letters that must fit, whatever was put aside."""

from storywire.errors import UnusableInputError
from storywire.ports.log import Record
from storywire.runtimes.dead_letters import dead_letter
from storywire.testing import NOON
from storywire.topics import MAX_DEAD_LETTER


def letter(value: bytes | None, why: str = "why"):
    record = Record("article-ingested", 0, 7, "en", value)
    return dead_letter(record, group="attach", error=UnusableInputError(why), attempts=1, at=NOON)


def test_a_value_is_kept_byte_for_byte():
    value = bytes(range(256)) * 8_192

    assert letter(value).value == value
    assert "dlq-cut-from" not in dict(letter(value).headers)
    assert letter(None).value is None


def test_a_value_that_no_topic_takes_is_cut_and_says_so():
    cut = letter(b"x" * (MAX_DEAD_LETTER + 1))

    assert 0 < len(cut.value or b"") < MAX_DEAD_LETTER
    assert dict(cut.headers)["dlq-cut-from"] == str(MAX_DEAD_LETTER + 1).encode()


def test_a_reason_with_half_a_character_is_told_all_the_same():
    assert dict(letter(b"", "half \ud800").headers)["dlq-error"] == b"half ?"
