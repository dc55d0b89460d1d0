"""A follower keeps a local store at the log's pace; a new read model knows old stories too."""

import pytest

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets, SqliteTries
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.events import StoryStated, StoryUpdated
from storywire.metrics import Metrics
from storywire.ports.log import Message
from storywire.runtimes.batches import Context
from storywire.runtimes.follower import Follower
from storywire.service import Mount
from storywire.testing import NOON, a_story, an_update
from storywire_distributed.catch_up import CatchUp
from storywire_web.processor import WebProcessor

TOPIC = "story-updated"
OLD = a_story(story_id="en-00000000000000aa", version=7)


class Web:
    """A read model and its follower, over a log elsewhere."""

    def __init__(self, log, database) -> None:
        self.read_model = SqliteReadModel(database)
        self.follower = Follower(
            database,
            log,
            Mount("web", TOPIC, WebProcessor(self.read_model)),
            offsets=SqliteGroupOffsets(database),
            context=Context(SqliteTries(database), FixedClock(NOON), Metrics()),
        )


@pytest.fixture
def log():
    with Database(":memory:") as database:
        yield SqliteEventLog(database)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "read-model.db") as database:
        yield database


def updated(version: int) -> Message:
    update = an_update(version=version, story=a_story(version=version))
    return Message.of(StoryUpdated.of(update, time=NOON))


async def test_it_takes_what_is_there_and_what_comes(log, database):
    web = Web(log, database)
    await log.append([updated(1)])
    await web.follower.turn()
    await log.append([updated(2)])

    await web.follower.turn()

    snapshot = await web.read_model.snapshot(a_story().story_id)
    assert snapshot is not None
    assert snapshot.version == 2
    assert await web.follower.lag() == 0


async def test_it_goes_on_where_it_was_after_a_restart(log, database):
    await log.append([updated(1)])
    await Web(log, database).follower.turn()
    await log.append([updated(2)])

    again = Web(log, database)

    assert await again.follower.turn()
    assert not await again.follower.turn()
    assert (await again.read_model.counts()).versions == 2


async def test_a_bad_record_is_one_dead_letter(log, database):
    await log.append([Message(TOPIC, "s", b"not JSON"), updated(1)])
    web = Web(log, database)

    while await web.follower.turn():
        pass

    assert len(await log.read(f"{TOPIC}.web.dlq")) == 1
    assert (await web.read_model.counts()).versions == 1
    assert await web.follower.lag() == 0


async def test_a_new_read_model_takes_old_stories_from_their_state(log, database):
    await log.append([Message.of(StoryStated.of(OLD, time=NOON)), updated(1)])
    web = Web(log, database)
    await web.follower.turn()
    catch_up = CatchUp(web.read_model, log, web.follower)

    taken = await catch_up.take()

    snapshot = await web.read_model.snapshot(OLD.story_id)
    assert snapshot is not None
    assert snapshot.version == 7
    assert (taken, await catch_up.take()) == (1, 0)
