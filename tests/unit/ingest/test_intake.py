"""How articles get their id, revision, edition and marks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.errors import StoreUnavailableError
from storywire.events import Event, decode
from storywire.metrics import Metrics
from storywire.ports.sources import Seen
from storywire_ingest.canonical import article_id_at
from storywire_ingest.draft import Draft
from storywire_ingest.intake import Intake, Outcome, Writing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://harbourpost.example/ferry"
ENGLISH = (
    "The night ferry between the two harbours is running again after repairs that took the "
    "company most of the winter and cost more than it had planned."
)
GERMAN = (
    "Die Nachtfähre zwischen den beiden Häfen fährt wieder, nachdem die Reparatur fast den "
    "ganzen Winter gedauert und mehr gekostet hat, als die Reederei geplant hatte."
)


def a_draft(**fields: Any) -> Draft:
    return Draft.model_validate({"title": "Night ferry returns", "language": "en", **fields})


class BrokenStore(SqliteSourceStore):
    async def record(self, seen: Seen) -> None:
        raise StoreUnavailableError("disk full")


class Desk:
    """An intake with its log, on a clock that stands at noon."""

    def __init__(self, store: type[SqliteSourceStore] = SqliteSourceStore) -> None:
        database = Database(":memory:")
        self.log = SqliteEventLog(database)
        self.clock = FixedClock(NOON)
        writing = Writing(store(database), self.log, database.transaction)
        self.intake = Intake(writing, clock=self.clock, metrics=Metrics())

    async def take(self, *drafts: Draft) -> Sequence[Outcome]:
        return await self.intake.take(drafts)

    async def one(self, **fields: Any) -> Outcome:
        (outcome,) = await self.take(a_draft(**fields))
        return outcome

    async def poll(self, **fields: Any) -> Outcome:
        (outcome,) = await self.intake.take([a_draft(**fields)], polled=True)
        return outcome

    async def replay(self, *drafts: Draft) -> Sequence[Outcome]:
        return await self.intake.take(drafts, as_of_publication=True)

    async def events(self) -> Sequence[Event]:
        records = await self.log.read("article-ingested")
        return [decode(r.topic, r.value, key=r.key, headers=r.headers) for r in records]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def brief(outcomes: Sequence[Outcome]) -> list[tuple[str, int | None]]:
    return [(outcome.status, outcome.revision) for outcome in outcomes]


async def test_revisions_count_up_and_a_return_to_an_older_text_is_a_new_one(desk):
    outcomes = [await desk.one(url=URL, text=text) for text in ("a", "a", "b", "a")]

    assert brief(outcomes) == [("accepted", 1), ("duplicate", 1), ("accepted", 2), ("accepted", 3)]


async def test_a_batch_sees_its_own_articles(desk):
    drafts = [a_draft(url=URL, text=text) for text in ("a", "a", "b")]

    outcomes = await desk.take(*drafts, Draft(retract=URL), Draft(retract=URL))

    assert brief(outcomes) == [
        ("accepted", 1), ("duplicate", 1), ("accepted", 2), ("accepted", 3), ("duplicate", 3),
    ]  # fmt: skip


async def test_the_url_names_the_article_and_an_id_only_where_there_is_none(desk):
    by_url = await desk.one(url=URL + "?utm_source=x", id="7", outlet="Harbour Post")
    by_id = await desk.one(id="8", outlet="Harbour Post")
    elsewhere = await desk.one(id="8", outlet="Crumb")

    assert by_url.article_id == article_id_at(URL)
    assert len({by_url.article_id, by_id.article_id, elsewhere.article_id}) == 3


@pytest.mark.parametrize("name", [URL, URL + "/#top", "7"])
async def test_a_line_may_name_the_article_it_replaces_by_url_or_id(desk, name: str):
    first = await desk.one(url=URL, id="7", outlet="Harbour Post")

    second = await desk.one(revision_of=name, url=URL + "-update", title="Ferry is late")

    assert (second.article_id, second.revision) == (first.article_id, 2)
    assert (await desk.events())[-1].data.url == URL + "-update"


async def test_the_address_of_a_replacement_belongs_to_the_article_it_replaced(desk):
    first = await desk.one(url=URL)
    await desk.one(revision_of=URL, url=URL + "-update", title="Ferry is late")

    again = await desk.one(url=URL + "-update", title="Ferry is very late")
    gone = await desk.one(retract=URL + "-update")

    assert (again.article_id, again.revision) == (first.article_id, 3)
    assert (gone.article_id, gone.revision) == (first.article_id, 4)


async def test_an_id_of_two_outlets_names_neither_without_the_outlet(desk):
    await desk.take(a_draft(id="7", outlet="A"), a_draft(id="7", outlet="B"))

    unclear = await desk.one(retract="7")
    clear = await desk.one(retract="7", outlet="A")

    assert (unclear.status, unclear.errors[0][0]) == ("refused", "retract")
    assert (clear.status, clear.revision) == ("accepted", 2)


async def test_an_article_id_of_our_own_names_its_article_too(desk):
    first = await desk.one(url=URL)

    assert brief([await desk.one(retract=first.article_id)]) == [("accepted", 2)]


async def test_a_withdrawn_text_comes_back_if_a_caller_offers_it_but_not_from_a_poll(desk):
    await desk.one(url=URL)
    await desk.one(retract=URL)

    polled = await desk.poll(url=URL)
    offered = await desk.one(url=URL)

    assert brief([polled, offered]) == [("duplicate", 2), ("accepted", 3)]


async def test_a_poll_brings_a_withdrawn_article_back_with_a_new_text(desk):
    await desk.one(url=URL)
    await desk.one(retract=URL)

    assert brief([await desk.poll(url=URL, text="corrected")]) == [("accepted", 3)]


async def test_a_withdrawal_that_comes_first_is_remembered(desk):
    early = await desk.one(retract=URL, published_at=NOON.isoformat())

    late = await desk.one(url=URL, published_at=(NOON - timedelta(hours=1)).isoformat())
    newer = await desk.one(url=URL, published_at=(NOON + timedelta(minutes=1)).isoformat())

    assert brief([early, late, newer]) == [("accepted", 1), ("refused", 1), ("accepted", 2)]
    assert late.errors[0][0] == "published_at"


async def test_a_withdrawal_by_id_that_comes_first_finds_its_article(desk):
    early = await desk.one(retract="7")

    late = await desk.one(url=URL, id="7", outlet="Harbour Post")

    assert (late.status, late.article_id) == ("refused", early.article_id)


@pytest.mark.parametrize(
    ("fields", "edition", "language"),
    [
        ({"edition": "uk", "language": "en-GB"}, "uk", "en-GB"),
        ({"language": "en-GB"}, "en", "en-GB"),
        ({"language": None, "text": ENGLISH}, "en", "en"),
        ({"language": None, "text": GERMAN}, "de", "de"),
        ({"language": None, "text": "Too short."}, "und", "und"),
    ],
)
async def test_editions_are_configured_declared_or_detected(
    desk, fields: dict[str, object], edition: str, language: str
):
    outcome = await desk.one(url=URL, **fields)

    (event,) = await desk.events()
    assert outcome.edition == edition
    assert (event.key, event.data.language) == (edition, language)


async def test_a_short_text_goes_where_its_source_was_last(desk):
    await desk.one(url=URL, language="cy", source_id="harbour")

    same = await desk.one(url=URL + "/2", language=None, source_id="harbour")
    other = await desk.one(url=URL + "/3", language=None, source_id="crumb")

    assert (same.edition, other.edition) == ("cy", "und")


async def test_the_edition_is_fixed_when_an_article_is_first_seen(desk):
    await desk.one(url=URL, language="cy")

    revised = await desk.one(url=URL, language="en", text="b")
    gone = await desk.one(retract=URL, edition="en")

    assert (revised.edition, gone.edition) == ("cy", "cy")


@pytest.mark.parametrize(
    ("age", "asked", "marked"),
    [(timedelta(hours=47), False, False), (timedelta(hours=49), False, True),
     (timedelta(0), True, True)],
)  # fmt: skip
async def test_backfill_is_what_is_old_or_asked_for(
    desk, age: timedelta, asked: bool, marked: bool
):
    await desk.one(url=URL, published_at=(NOON - age).isoformat(), backfill=asked)

    (event,) = await desk.events()
    assert event.data.backfill is marked


async def test_the_future_is_clipped_and_a_missing_time_is_now(desk):
    await desk.take(a_draft(url=URL, published_at="2030-01-01"), a_draft(url=URL + "/2"))

    clipped, missing = await desk.events()
    assert clipped.time == clipped.data.published_at == NOON + timedelta(minutes=5)
    assert missing.data.published_at == missing.data.ingested_at == NOON


async def test_a_replay_takes_publication_for_ingest_and_bears_no_stamp(desk):
    await desk.replay(a_draft(url=URL, published_at="2012-05-01"))

    (event,) = await desk.events()
    assert event.data.ingested_at == event.data.published_at == datetime(2012, 5, 1, tzinfo=UTC)
    assert event.data.backfill is False
    assert event.headers == ()


async def test_a_replay_of_the_far_future_ends_in_2199(desk):
    (outcome,) = await desk.replay(a_draft(url=URL, published_at="9999-12-31T23:59:59Z"))

    (event,) = await desk.events()
    assert (outcome.status, event.time.year) == ("accepted", 2199)


async def test_the_same_replay_gives_the_same_bytes():
    drafts = [a_draft(id=str(n), published_at="2012-05-01", text=ENGLISH[n:]) for n in range(9)]
    logs = []
    for start in (NOON, NOON + timedelta(days=9)):
        desk = Desk()
        desk.clock.set(start)
        await desk.replay(*drafts)
        logs.append([event.encode() for event in await desk.events()])

    assert logs[0] == logs[1]


async def test_what_is_remembered_and_what_is_logged_are_one_step():
    desk = Desk(BrokenStore)

    with pytest.raises(StoreUnavailableError):
        await desk.one(url=URL)

    assert await desk.events() == []
