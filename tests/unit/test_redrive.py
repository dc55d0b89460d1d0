"""Dead letters go back with the same key, bytes and id; at most three times."""

from datetime import UTC, datetime

import pytest

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.errors import InvalidEventError, UsageError
from storywire.ports.log import Message
from storywire.runtimes.dead_letters import dead_letter
from storywire_operator.redrive import redrive

TOPIC, PILE = "article-ingested", "article-ingested.attach.dlq"
FIRST = f"{PILE}/0/0"


@pytest.fixture
async def log():
    with Database(":memory:") as database:
        log = SqliteEventLog(database)
        await log.append([Message(TOPIC, "en", b"not JSON", (("traceparent", b"00-1"),))])
        await bury_the_newest(log)
        yield log


async def bury_the_newest(log):
    record = (await log.read(TOPIC))[-1]
    error = InvalidEventError("not JSON")
    now = datetime(2026, 1, 2, tzinfo=UTC)
    await log.append([dead_letter(record, group="attach", error=error, attempts=1, at=now)])


async def test_a_dry_run_tells_and_changes_nothing(log):
    (line,) = await redrive(log, [FIRST], dry=True)

    assert "article-ingested" in line
    assert len(await log.read(TOPIC)) == 1


async def test_a_letter_goes_back_as_it_came(log):
    await redrive(log, [FIRST], dry=False)

    first, again = await log.read(TOPIC)
    assert (again.key, again.value) == (first.key, first.value)
    assert dict(again.headers) == {"traceparent": b"00-1", "dlq-redrive-count": b"1"}


async def test_the_fourth_time_is_refused(log):
    for number in range(3):
        await redrive(log, [f"{PILE}/0/{number}"], dry=False)
        await bury_the_newest(log)

    with pytest.raises(UsageError, match="3 times already"):
        await redrive(log, [f"{PILE}/0/3"], dry=False)


@pytest.mark.parametrize("unknown", [f"{PILE}/0/9", f"{TOPIC}/0/0", "nonsense", f"{PILE}/x/0"])
async def test_an_unknown_letter_is_refused_and_none_goes_back(log, unknown):
    with pytest.raises(UsageError, match="no dead letter"):
        await redrive(log, [FIRST, unknown], dry=False)

    assert len(await log.read(TOPIC)) == 1
