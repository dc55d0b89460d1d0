"""Files of articles and lists of sources."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storywire.errors import UsageError
from storywire.ports.sources import Source
from storywire_ingest.draft import Draft, DraftFault
from storywire_ingest.files import MAX_LINE, read_drafts
from storywire_ingest.sources.lists import read_sources

TEN = datetime(2000, 1, 1, 10, tzinfo=UTC)


def write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_bytes("\n".join(texts).encode())
    return path


def test_lines_keep_their_numbers_and_faults_stand_where_they_are(tmp_path):
    path = write(tmp_path / "in.jsonl", {"title": "A", "id": 1}, "", "{", {"title": "B", "id": 2})

    found = list(read_drafts(path))

    assert [(n, type(draft)) for n, draft in found] == [(1, Draft), (3, DraftFault), (4, Draft)]


def test_a_missing_time_is_one_minute_after_the_line_before(tmp_path):
    lines = [{"title": "A", "id": n} for n in range(4)]
    lines[2]["published_at"] = TEN.isoformat()

    found = [draft for _, draft in read_drafts(write(tmp_path / "in.jsonl", *lines))]

    times = [draft.published_at for draft in found if isinstance(draft, Draft)]
    assert times == [
        datetime(2000, 1, 1, 0, 0, tzinfo=UTC),
        datetime(2000, 1, 1, 0, 1, tzinfo=UTC),
        TEN,
        TEN.replace(minute=1),
    ]


def test_gzip_is_known_by_its_content(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(gzip.compress(b'\xef\xbb\xbf{"title": "A", "id": 1, "source": "Crumb"}\n'))

    ((number, draft),) = read_drafts(path)

    assert isinstance(draft, Draft)
    assert (number, draft.outlet) == (1, "Crumb")


def test_a_line_that_is_too_long_is_passed_over(tmp_path):
    long = {"title": "A", "id": 1, "text": "x" * (2 * MAX_LINE)}
    path = write(tmp_path / "in.jsonl", long, {"title": "B", "id": 2})

    (_, first), (number, second) = read_drafts(path)

    assert isinstance(first, DraftFault)
    assert isinstance(second, Draft)
    assert (number, second.title) == (2, "B")


def test_broken_gzip_says_after_which_line(tmp_path):
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"title": "A", "id": 1}\n' * 9)[:-12])

    with pytest.raises(UsageError, match=r"in\.jsonl\.gz: after line"):
        list(read_drafts(path))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.jsonl"):
        list(read_drafts(tmp_path / "nowhere.jsonl"))


def test_sources_are_read_from_toml(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(
        '[[source]]\nurl = "https://a.example/feed"\noutlet = "A"\nedition = "en"\n'
        'source_id = "a"\nfull_text = false\ninterval_seconds = 60\n'
        '[[source]]\nurl = "https://b.example/feed"\n'
    )

    first, second = read_sources(path)

    assert first == Source("a", "https://a.example/feed", "A", "en", None, False, 60)
    assert (second.outlet, second.full_text, len(second.source_id)) == (None, True, 16)


def test_sources_are_read_from_opml(tmp_path):
    path = tmp_path / "sources.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="Coast"><outline type="rss" text="Post"'
        ' title="Harbour Post" xmlUrl="https://a.example/feed" language="unknown"/>'
        '<outline text="Crumb" xmlUrl="https://b.example/feed"/></outline></body></opml>'
    )

    assert [(source.outlet, source.url) for source in read_sources(path)] == [
        ("Harbour Post", "https://a.example/feed"),
        ("Crumb", "https://b.example/feed"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("s.toml", "url = ", "not TOML"),
        ("s.toml", 'source = "x"', "[[source]] table"),
        ("s.toml", "", "no source"),
        ("s.toml", '[[source]]\nurl = "ftp://a.example"', "source 1: url"),
        ("s.toml", '[[source]]\nurl = "https://a.example"\nfull_txt = true', "source 1: full_txt"),
        ("s.opml", "<opml><body>", "nor OPML"),
        ("s.opml", "<opml><body/></opml>", "no source"),
        ("s.opml", '<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "entities"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_why(tmp_path, name: str, content: str, told: str):
    path = tmp_path / name
    path.write_text(content)

    with pytest.raises(UsageError) as caught:
        read_sources(path)

    assert told in str(caught.value)
    assert name in str(caught.value)
