"""A read model that starts anew also knows the stories whose versions `story-updated` let go."""

import asyncio
from collections.abc import Sequence

import structlog

from storywire.domain.model import Update
from storywire.errors import PermanentError, TransientError
from storywire.events import StoryStated
from storywire.ports.log import EventLog, Record
from storywire.ports.read_model import ReadModel
from storywire.runtimes.batches import Pause
from storywire.runtimes.follower import Follower

log = structlog.get_logger()
_TOPIC = "story-state"
_BATCH = 100


class CatchUp:
    """Once the follower has read all updates there are, takes what only `story-state` still has."""

    def __init__(self, read_model: ReadModel, event_log: EventLog, follower: Follower) -> None:
        self._read_model = read_model
        self._log = event_log
        self._follower = follower

    async def run(self, stop: asyncio.Event) -> None:
        """Take it when it is time, and wait until `stop` is set."""
        pause = Pause()
        while not stop.is_set():
            try:
                if await self._follower.lag() == 0:
                    log.info("caught_up", stories=await self.take())
                    break
            except TransientError as error:
                log.warning("catching_up_waits", error=str(error))
            await pause.wait(stop)
        await stop.wait()

    async def take(self) -> int:
        """Take the stories that are unknown, each as one version of it; return how many."""
        taken = 0
        for partition, end in (await self._log.ends(_TOPIC)).items():
            offset = 0
            while offset < end:
                records = await self._log.read(
                    _TOPIC, partition=partition, offset=offset, limit=_BATCH
                )
                if not records:
                    break
                taken += await self._take(records)
                offset = records[-1].offset + 1
        return taken

    async def _take(self, records: Sequence[Record]) -> int:
        stated = [story for record in records if (story := _stated(record)) is not None]
        unknown = [
            _as_update(event)
            for event in stated
            if await self._read_model.snapshot(event.data.story_id) is None
        ]
        await self._read_model.apply(unknown)
        return len(unknown)


def _stated(record: Record) -> StoryStated | None:
    try:
        return StoryStated.read(record.value) if record.value else None
    except PermanentError:
        return None


def _as_update(event: StoryStated) -> Update:
    story = event.data
    return Update(
        story_id=story.story_id,
        version=story.version,
        previous_version=story.version - 1,
        significance="cosmetic",
        reasons=("earlier_versions_gone",),
        story=story,
    )
