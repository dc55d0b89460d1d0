"""What a member of a group keeps in memory when the group is shared out anew."""

import asyncio

import pytest

from storywire.adapters.clock import FixedClock
from storywire.adapters.kafka.records import partition_of
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteTries
from storywire.events import ArticleIngested
from storywire.metrics import Metrics
from storywire.ports.log import Record
from storywire.runtimes.batches import Context
from storywire.runtimes.lane import Lane, Shared
from storywire.runtimes.leaving import Exit
from storywire.runtimes.share import Share
from storywire.service import Mount
from storywire.testing import NOON, an_article

TOPIC = "article-ingested"


class Remembering:
    """Remembers editions; `gate` holds back what it handles."""

    def __init__(self) -> None:
        self.remembered: set[str] = {"en", "de", "fr"}
        self.gate = asyncio.Event()
        self.gate.set()

    async def handle(self, events):
        await self.gate.wait()
        return ()

    def reset(self) -> None:
        self.remembered.clear()

    def keep(self, mine) -> None:
        self.remembered = set(filter(mine, self.remembered))


class Silent:
    generation = 0

    async def send(self, messages, *, generation=None):
        return [asyncio.get_running_loop().create_future() for _ in messages]


class Member:
    """A share of a group whose topic has two partitions."""

    def __init__(self, database: Database) -> None:
        self.processor = Remembering()
        self.mount = Mount("attach", TOPIC, self.processor)
        self.share = Share(self.mount, Exit(self.mount, lambda code: None), self.commit)
        context = Context(SqliteTries(database), FixedClock(NOON), Metrics(), home=home)
        self._shared = Shared(Silent(), context, self.commit, lambda: None)
        self.records: list[Record] = []

    async def commit(self) -> None:
        """Commit nothing."""

    def given(self, *partitions: int, generation: int | None) -> None:
        lanes = {it: (Lane(self.mount, it, self._shared), self._fetch) for it in partitions}
        self.share.begin(lanes, home=home, generation=generation)

    async def _fetch(self):
        records, self.records = self.records, []
        await asyncio.sleep(0 if records else 1)
        return records


def home(key: str) -> int:
    return partition_of(key, 2)


EDITIONS = ("en", "de", "fr")


@pytest.fixture
async def member():
    with Database(":memory:") as database:
        member = Member(database)
        yield member
        member.processor.gate.set()
        await member.share.end(1)


async def test_a_member_has_joined_once_it_was_given_a_share_even_an_empty_one(member):
    assert member.share.joined() == "group attach: not joined yet"

    member.given(generation=1)

    assert member.share.joined() == ""
    assert member.share.positions() is None


async def test_what_stays_with_a_member_in_the_next_sharing_stays_in_memory(member):
    member.given(0, 1, generation=4)
    member.processor.remembered = set(EDITIONS)
    await member.share.end(1)

    member.given(0, generation=5)

    assert member.processor.remembered == {it for it in EDITIONS if home(it) == 0}


@pytest.mark.parametrize("generation", [4, 6, None])
async def test_where_others_may_have_had_it_in_between_nothing_stays(member, generation):
    member.given(0, 1, generation=4)
    member.processor.remembered = set(EDITIONS)
    await member.share.end(1)

    member.given(0, 1, generation=generation)

    assert member.processor.remembered == set()


async def test_after_a_batch_was_broken_off_nothing_stays(member):
    member.processor.gate.clear()
    event = ArticleIngested.of(an_article(edition="en"), time=NOON)
    member.records = [Record(TOPIC, home("en"), 0, "en", event.encode(), ())]
    member.given(home("en"), generation=4)
    member.processor.remembered = set(EDITIONS)
    await asyncio.sleep(0.05)

    await member.share.end(0.05)
    member.given(home("en"), generation=5)

    assert member.processor.remembered == set()
