"""Addresses that may be fetched, text out of markup, pages, and when sources are due."""

import gzip
import json
import re
import statistics
from collections import Counter
from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.ports.sources import Poll, Source
from storywire.testing import NOON
from storywire_ingest.guard import Gate
from storywire_ingest.poller import due_at
from storywire_ingest.sources.feeds import parse
from storywire_ingest.sources.items import FeedError
from storywire_ingest.sources.markup import text_of_html
from storywire_ingest.sources.pages import read_page
from storywire_ingest.sources.repair import repaired
from storywire_ingest.sources.safety import parts

PAGE = "https://www.harbourpost.example.com/news/ferry"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::",
     "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fc00::1",
     "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "5f00::1"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_not_admitted(address: str):
    assert not Gate(()).admits(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9"])
def test_public_addresses_are_admitted(address: str):
    assert Gate(()).admits(address)


def test_an_operator_may_allow_a_network():
    gate = Gate((ip_network("10.0.0.0/8"),))

    assert gate.admits("10.1.2.3")
    assert gate.admits("::ffff:10.1.2.3")
    assert not gate.admits("192.168.0.1")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("a <b>bold</b> word", "a bold word"),
        ("<style>p{}</style>x<script>y</script> z", "x z"),
        ("<!-- c -->seen", "seen"),
        ("3 < 4", "3 < 4"),
        ("", ""),
    ],
)
def test_markup_becomes_text_with_paragraphs(markup: str, text: str):
    assert text_of_html(markup) == text


@settings(deadline=None)
@given(st.text(alphabet="<>/ab!-&;\x00 \n\x0b"))
def test_no_markup_breaks_the_reader(markup: str):
    assert "\n\n" not in text_of_html(markup)


_MARKS = [b"<?", b"?>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!ENTITY", b"x"]


@settings(deadline=None)
@given(st.binary(max_size=60) | st.lists(st.sampled_from(_MARKS)).map(b"".join))
def test_the_parts_of_a_document_are_the_document(content: bytes):
    assert b"".join(part for part, _ in parts(content)) == content


@settings(deadline=None)
@given(
    st.binary(max_size=300) | st.text("<rsitemfdl>?&;{}[]\"':/! \n", max_size=200).map(str.encode)
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes):
    with pytest.raises(FeedError):
        parse(content, url=PAGE)


@pytest.mark.parametrize(
    ("written", "read"),
    [(b"a & b", b"a &amp; b"), (b"&amp;&#8217;&lt;", b"&amp;&#8217;&lt;"), (b"&eacute;", b"&#233;"),
     (b"&unheard;", b"&amp;unheard;"), (b"<![CDATA[a & b]]>&", b"<![CDATA[a & b]]>&amp;")],
)  # fmt: skip
def test_ampersands_are_repaired_outside_cdata(written: bytes, read: bytes):
    assert repaired(written) == read


def test_the_charset_of_the_server_counts_where_the_feed_names_none():
    item = "<item><title>Café opens</title><guid>1</guid></item>"
    body = f"<rss version='2.0'><channel><title>T</title>{item}</channel></rss>".encode("latin-1")

    (found,) = parse(body, url=PAGE, charset="iso-8859-1").items

    assert found.title == "Café opens"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/news/ferry-returns", "https://www.harbourpost.example.com/news/ferry-returns"),
        ("https://m.example.com/ferry", "https://m.example.com/ferry"),
        ("https://harbourpost.example.org/ferry", PAGE),
        ("https://www.harbourpost.example.com/", PAGE),
        ("javascript:void(0)", PAGE),
    ],
)
def test_a_canonical_address_is_believed_on_its_own_domain(href: str, url: str):
    body = f"<html><head><link rel='canonical' href='{href}'></head><body>x</body></html>"

    assert read_page(body.encode(), url=PAGE).url == url


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"<", b"%PDF-1.7 \x00\x01", b"<html>" * 3_000]
)
def test_a_page_that_is_none_gives_no_text(body: bytes):
    assert read_page(body, url=PAGE).text == ""


def test_rows_of_a_table_are_no_sentences():
    sentence = "The night ferry sailed at nine, for the first time since the fire in November. "
    table = "<table><tr><td>Line</td><td>Fare</td></tr><tr><td>Night</td><td>12</td></tr></table>"
    article = f"<article><p>{sentence * 4}</p>{table}<p>{sentence * 4}</p></article>"
    body = f"<html><body>{article}</body></html>"

    text = read_page(body.encode(), url=PAGE).text

    assert "sailed at nine" in text
    assert "|" not in text


@pytest.mark.data
def test_the_bodies_of_real_pages_are_found(development_data):
    folder = development_data / "extraction"
    truth = json.loads((folder / "ground-truth.json").read_text())
    precision, recall = [], []
    for page in sorted(truth)[::4]:
        body = gzip.decompress((folder / f"{page}.html.gz").read_bytes())
        found = four_grams(read_page(body, url=truth[page]["url"]).text)
        wanted = four_grams(truth[page]["articleBody"])
        precision.append((found & wanted).total() / max(1, found.total()))
        recall.append((found & wanted).total() / wanted.total())

    assert statistics.mean(precision) > 0.94
    assert statistics.mean(recall) > 0.94


def four_grams(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + 4]) for n in range(len(words) - 3))


def test_a_source_is_due_at_its_interval_and_at_most_a_day_later():
    source = Source("a", PAGE, interval_seconds=600)

    assert due_at(source, Poll()) < NOON
    assert due_at(source, Poll(last_polled=NOON)) == NOON + timedelta(minutes=10)
    assert due_at(source, Poll(last_polled=NOON, failures=2)) == NOON + timedelta(minutes=40)
    assert due_at(source, Poll(last_polled=NOON, failures=99)) == NOON + timedelta(days=1)
