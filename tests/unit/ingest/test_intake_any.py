"""Whatever a caller may offer, intake has an answer, and the log only what decodes."""

import asyncio
import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.events import decode
from storywire.metrics import Metrics
from storywire_ingest.draft import Draft, DraftFault, read_draft
from storywire_ingest.intake import Intake, Outcome, Writing

NAMES = ["1", "2", "https://a.example/1", "https://a.example/2?utm_id=1", "f" * 20]
TIMES = st.datetimes(timezones=st.none() | st.just(UTC)).map(datetime.isoformat)
MORE = {
    "text": st.sampled_from(["", "a", "b"]) | st.text(max_size=30),
    "outlet": st.sampled_from(["A", "B"]),
    "language": st.sampled_from(["en", "en_GB", "zh-Hant-TW"]),
    "edition": st.sampled_from(["en", "uk_news"]),
    "published_at": TIMES,
    "authors": st.lists(st.text(max_size=5), max_size=60),
    "image_url": st.just("https://a.example/é.png"),
}
TITLES = st.sampled_from(["Ferry returns", "Ferry is late"]) | st.text(max_size=30)
NAMED = st.fixed_dictionaries({"title": TITLES, "id": st.sampled_from(NAMES)}, optional=MORE)
PLACED = st.fixed_dictionaries(
    {"title": TITLES, "url": st.sampled_from(NAMES[2:4])},
    optional={**MORE, "id": st.sampled_from(NAMES), "revision_of": st.sampled_from(NAMES)},
)
WITHDRAWN = st.fixed_dictionaries(
    {"retract": st.sampled_from(NAMES)},
    optional={"outlet": MORE["outlet"], "published_at": TIMES, "reason": st.text(max_size=5)},
)
OFFERS = NAMED | PLACED | WITHDRAWN


def drafts_of(offers: list[dict[str, object]]) -> list[Draft]:
    drafts = []
    for offer in offers:
        try:
            drafts.append(read_draft(json.dumps(offer).encode()))
        except DraftFault:
            continue
    return drafts


async def took(
    drafts: list[Draft], *, replayed: bool, size: int
) -> tuple[list[Outcome], list[bytes]]:
    database = Database(":memory:")
    log = SqliteEventLog(database)
    writing = Writing(SqliteSourceStore(database), log, database.transaction)
    clock = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    intake = Intake(writing, clock=clock, metrics=Metrics())
    outcomes: list[Outcome] = []
    for start in range(0, len(drafts), size):
        part = drafts[start : start + size]
        outcomes += await intake.take(part, as_of_publication=replayed)
    records = await log.read("article-ingested")
    values = [decode(r.topic, r.value, key=r.key).encode() for r in records]
    database.close()
    return outcomes, values


@settings(deadline=None, max_examples=60)
@given(offers=st.lists(OFFERS, min_size=3, max_size=12), replayed=st.booleans())
def test_every_draft_is_answered_and_batches_change_nothing(offers, replayed):
    drafts = drafts_of(offers)

    at_once, values = asyncio.run(took(drafts, replayed=replayed, size=64))
    one_by_one, same = asyncio.run(took(drafts, replayed=replayed, size=1))

    assert len(at_once) == len(drafts)
    assert (at_once, values) == (one_by_one, same)
    assert len(values) == [outcome.status for outcome in at_once].count("accepted")
    accepted = [o for o in at_once if o.status == "accepted"]
    numbered = {(o.article_id, o.revision) for o in accepted}
    assert len(numbered) == len(accepted)
