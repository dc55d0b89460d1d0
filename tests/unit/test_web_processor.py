"""The web service's processor: updates go in once, nothing comes out."""

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.events import StoryStated, StoryUpdated
from storywire.testing import NOON, a_story, an_update
from storywire_web.processor import WebProcessor


async def test_updates_are_kept_once_and_nothing_follows():
    with Database(":memory:") as database:
        read_model = SqliteReadModel(database)
        processor = WebProcessor(read_model)
        updated = StoryUpdated.of(an_update(), time=NOON)

        followed = [await processor.handle([updated, updated]), await processor.handle([updated])]

        assert followed == [(), ()]
        assert (await read_model.counts()).versions == 1


async def test_events_of_other_types_are_passed_over():
    with Database(":memory:") as database:
        read_model = SqliteReadModel(database)

        await WebProcessor(read_model).handle([StoryStated.of(a_story(), time=NOON)])

        assert (await read_model.counts()).versions == 0
