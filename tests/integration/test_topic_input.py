"""Bad input on a topic: exactly one dead letter each, while the rest moves on."""

import json
from typing import Any

import pytest

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.domain.edits import EditRequested, Rename
from storywire.events import ArticleIngested, StoryEditRequested
from storywire.metrics import Metrics
from storywire.ports.log import Message
from storywire.runtimes.embedded import EmbeddedRuntime
from storywire.service import Mount
from storywire.testing import NOON, an_article
from storywire_attach.processor import AttachProcessor
from storywire_timeline.processor import TimelineProcessor

TOPIC = "article-ingested"
GOOD = ArticleIngested.of(an_article(), time=NOON).encode()


def with_data(**fields: Any) -> bytes:
    body = json.loads(GOOD)
    body["data"] |= fields
    return json.dumps(body).encode()


def with_envelope(**fields: Any) -> bytes:
    return json.dumps(json.loads(GOOD) | fields).encode()


def without(field: str) -> bytes:
    body = json.loads(GOOD)
    del body["data"][field]
    return json.dumps(body).encode()


EDIT = StoryEditRequested.of(
    EditRequested(edition="en", edit_id="e1", by="Ana", edit=Rename(story_id="en-1", title="T")),
    time=NOON,
).encode()

BAD: dict[str, bytes | None] = {
    "null value": None,
    "empty value": b"",
    "not JSON": b"{'title': 1}",
    "not UTF-8": b'{"type": "\xff"}',
    "JSON of another shape": b'{"hello": "world"}',
    "a list": b"[]",
    "unknown type": with_envelope(type="storywire.article.imagined.v1"),
    "unknown version": with_envelope(type="storywire.article.ingested.v9"),
    "wrong type of a field": with_data(title=5),
    "missing field": without("content_hash"),
    "empty title": with_data(title=""),
    "text over the limit": with_data(text="x" * 200_001),
    "NUL in a text": with_data(text="a\x00b"),
    "lone surrogate": GOOD.replace(b"Harbour bridge", b"\\ud800 bridge"),
    "deep nesting": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "year 1": with_data(published_at="0001-01-01T00:00:00Z"),
    "year 9999": with_data(published_at="9999-12-31T23:59:59Z"),
    "everything in year 9999": with_data(
        published_at="9999-12-31T23:59:59Z", ingested_at="9999-12-31T23:59:59Z"
    ),
    "no time zone": with_data(published_at="2026-01-12T12:00:00"),
    "from the future": with_data(published_at="2026-01-13T12:00:00Z"),
    "edition that is none": with_data(edition="../etc"),
    "a command for a later release": EDIT,
}


@pytest.fixture
def wire():
    with Database(":memory:") as database:
        yield Wire(database)


class Wire:
    def __init__(self, database: Database) -> None:
        self.log = SqliteEventLog(database)
        mounts = [
            Mount("attach", TOPIC, AttachProcessor(SqliteMembershipStore(database))),
            Mount("timeline", "story-membership", TimelineProcessor(SqliteStoryStore(database))),
        ]
        self.runtime = EmbeddedRuntime(
            database, self.log, mounts, clock=FixedClock(NOON), metrics=Metrics()
        )

    async def send(self, value: bytes | None, key: str = "en") -> None:
        await self.log.append([Message(TOPIC, key, value)])

    async def dead(self) -> list[bytes | None]:
        return [record.value for record in await self.log.read(f"{TOPIC}.attach.dlq")]

    async def count(self, topic: str) -> int:
        return sum((await self.log.ends(topic)).values())


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_input_is_one_dead_letter_and_the_next_article_is_published(wire, name):
    await wire.send(BAD[name])
    await wire.send(GOOD)

    await wire.runtime.drain()

    assert await wire.dead() == [BAD[name]]
    assert await wire.count("story-updated") == 1


async def test_many_bad_inputs_among_good_ones_leave_each_its_dead_letter(wire):
    articles = [an_article(url=f"https://a.example/{n}") for n in range(len(BAD))]
    for value, article in zip(BAD.values(), articles, strict=True):
        await wire.send(value)
        await wire.send(ArticleIngested.of(article, time=NOON).encode())

    await wire.runtime.drain()

    assert await wire.dead() == list(BAD.values())
    assert await wire.count("story-updated") == len(articles)


async def test_an_article_under_another_key_than_its_edition_is_a_dead_letter(wire):
    await wire.send(GOOD, key="de")

    await wire.runtime.drain()

    assert await wire.dead() == [GOOD]
    assert await wire.count("story-updated") == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"title": "<script>alert(1)</script>"},
        {"text": "word " * 40_000},
        {"title": "٣" * 900, "text": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 " * 500},
        {"published_at": "1900-01-01T00:00:00Z"},
        {"outlet": None, "url": None, "language": "und"},
    ],
)
async def test_odd_but_valid_articles_are_published(wire, fields):
    await wire.send(with_data(**fields))

    await wire.runtime.drain()

    assert await wire.dead() == []
    assert await wire.count("story-updated") == 1
