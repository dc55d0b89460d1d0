"""One article, one address; two articles, two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire_ingest.canonical import article_id_at, canonical_url

PLAIN = "https://harbourpost.example/ferry"


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://HarbourPost.EXAMPLE/ferry",
        "https://harbourpost.example:443/ferry",
        "https://harbourpost.example/ferry/",
        "https://harbourpost.example/ferry/index.html",
        "https://harbourpost.example/ferry#comments",
        "https://harbourpost.example/ferry?utm_source=mail&utm_medium=x&fbclid=1&gclid=2",
        "https://reader:secret@harbourpost.example/ferry",
        "  https://harbourpost.example./ferry ",
    ],
)
def test_spellings_of_one_address_are_one(url: str):
    assert canonical_url(url) == PLAIN
    assert article_id_at(url) == article_id_at(PLAIN)


@pytest.mark.parametrize(
    "query",
    ["?id=1", "?12345", "?cid=9", "?source=desk", "?game=2", "?uid=4", "?a=&b=1", "?b=1&a=2"],
)
def test_parameters_that_may_name_an_article_stay(query: str):
    assert canonical_url(PLAIN + query) == PLAIN + query


def test_tracking_goes_and_the_rest_keeps_its_order():
    assert canonical_url(PLAIN + "?b=1&utm_id=3&a=2") == PLAIN + "?b=1&a=2"


def test_a_host_in_another_script_is_its_ascii_form():
    assert canonical_url("https://bücher.example/ä") == "https://xn--bcher-kva.example/%C3%A4"


@pytest.mark.parametrize(
    "url",
    ["", "ferry", "ftp://a.example/x", "https://", "https://a.example:0/", "https://a.example:x/",
     "https://[::1", "https://a.example/a b", "https://a.example/\x00", "https://" + "a" * 2_100],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str):
    with pytest.raises(ValueError, match=r"is|has|contains"):
        canonical_url(url)


@settings(deadline=None)
@given(
    st.from_regex(
        r"https?://[a-z]{1,8}\.example(:[1-9][0-9]{1,3})?(/[a-zé0-9%._-]{0,8}|/index\.html){0,4}"
        r"(\?([a-z_]{1,9}=[a-z0-9]{0,4}&){0,3})?(#[a-z]{0,3})?",
        fullmatch=True,
    )
)
def test_the_canonical_form_is_its_own_canonical_form(url: str):
    once = canonical_url(url)

    assert canonical_url(once) == once
