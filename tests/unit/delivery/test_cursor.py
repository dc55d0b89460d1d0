"""Cursors: what was written is read back, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from storywire.domain.delivery.cursor import event_id, positions_of

POSITIONS = st.dictionaries(st.integers(0, 1_000), st.integers(0, 1 << 60), min_size=1, max_size=9)


@given(POSITIONS)
def test_a_cursor_is_read_back_as_it_was_written(positions):
    text = event_id("epoch", positions)

    assert positions_of(text, "epoch") == positions
    assert text.isascii()
    assert text.isprintable()


@given(POSITIONS)
def test_a_cursor_of_another_wire_means_nothing(positions):
    assert positions_of(event_id("other", positions), "epoch") is None


@given(st.text())
def test_any_text_is_read_or_refused_without_an_error(text):
    for cursor in (text, f"epoch.{text}"):
        found = positions_of(cursor, "epoch")
        assert found is None or positions_of(event_id("epoch", found), "epoch") == found
