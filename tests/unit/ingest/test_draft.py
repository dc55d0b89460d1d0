"""What a caller may offer, and how it is cleaned."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire_ingest.draft import Draft, DraftFault, read_draft


def read(**fields: object) -> Draft:
    return read_draft(json.dumps({"title": "Ferry returns", "id": "7", **fields}).encode())


def read_or_faults(value: bytes) -> Draft | tuple[tuple[str, str], ...]:
    try:
        return read_draft(value)
    except DraftFault as fault:
        return fault.errors


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("<b>Ferry</b> returns", "Ferry returns"),
        ("Salt &amp; pepper", "Salt & pepper"),
        ("Mayor&amp;#8217;s plan", "Mayor’s plan"),
        ("Ferry\n\t returns ", "Ferry returns"),
        ("<!-- x -->Ferry<br/>", "Ferry"),
        ("Inflation < 3 and growth > 2", "Inflation < 3 and growth > 2"),
        ("Bell\x07 rings", "Bell rings"),
    ],
)
def test_titles_become_one_line_of_plain_text(title: str, plain: str):
    assert read(title=title).title == plain


def test_text_stays_as_it_is_but_for_control_characters():
    assert read(text=" a <b> &amp;\n\nb\x0b ").text == "a <b> &amp;\n\nb"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T12:30:00", datetime(2026, 3, 2, 12, 30, tzinfo=UTC)),
        ("2026-03-02T12:30:00Z", datetime(2026, 3, 2, 12, 30, tzinfo=UTC)),
        ("2026-03-02 12:30+02:00", datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
    ],
)
def test_times_are_utc_unless_they_say_otherwise(text: str, instant: datetime):
    assert read(published_at=text).published_at == instant


def test_nulls_and_empty_values_are_absent():
    draft = read(url=None, outlet=None, source="Harbour Post", language="", text=None)

    assert (draft.url, draft.outlet, draft.language, draft.text) == (None, "Harbour Post", None, "")


def test_outlet_wins_over_source():
    assert read(outlet="A", source="B").outlet == "A"


def test_ids_may_be_numbers_and_authors_one_name():
    draft = read(id=7, authors="Ada Reed")

    assert (draft.id, draft.authors) == ("7", ("Ada Reed",))


def test_unknown_fields_are_ignored_whatever_they_hold():
    assert read(story={"deep": [1]}, tags="\ud800").title == "Ferry returns"


def test_a_withdrawal_needs_only_the_name_of_its_article():
    draft = read_draft(b'{"retract": "https://harbourpost.example/ferry"}')

    assert draft.retract == "https://harbourpost.example/ferry"


def test_a_withdrawal_of_nothing_is_no_withdrawal():
    with pytest.raises(DraftFault) as caught:
        read_draft(b'{"retract": ""}')

    assert [field for field, _ in caught.value.errors] == ["url", "title"]


@pytest.mark.parametrize("field", ["title", "text", "outlet", "id", "reason", "source_id"])
@pytest.mark.parametrize("bad", ["\x00", "\ud800", "a\ud83d"])
def test_characters_that_no_text_has_are_refused_with_their_field(field: str, bad: str):
    with pytest.raises(DraftFault) as caught:
        read(url="https://harbourpost.example/1", **{field: f"a{bad}b"})

    assert [name for name, _ in caught.value.errors] == [field]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(value: bytes):
    assert read_or_faults(value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*Draft.model_fields, "source"]), _json))
def test_no_json_object_breaks_the_reader_and_what_it_reads_is_clean(fields: dict[str, object]):
    found = read_or_faults(json.dumps(fields).encode())

    if isinstance(found, Draft):
        assert found.retract or (found.title and (found.url or found.id or found.revision_of))
        assert "\x00" not in found.title + found.text
        (found.title + found.text).encode()
    else:
        assert found
        assert all(field and message for field, message in found)
