"""The stories as they are now, read from the compacted topic `story-state`."""

from collections.abc import AsyncIterator
from datetime import datetime

from storywire.domain.delivery.filters import Filter, matches
from storywire.domain.delivery.notice import Notice
from storywire.domain.model import Update
from storywire.domain.story.changes import diff
from storywire.errors import PermanentError
from storywire.events import StoryStated, decode
from storywire.ports.log import EventLog, Record

_BATCH = 200


async def snapshots(
    log: EventLog, asked: Filter, *, since: datetime | None = None
) -> AsyncIterator[Notice]:
    """Yield the newest version of each story that `asked` asks for, as if it were the first.

    With `since`, only stories whose `updated_at` is not before it. Merged and withdrawn stories
    are told only with `since`. The filter's lowest significance is not asked here.
    """
    content = asked.without_floor()
    for partition in sorted(await log.ends(StoryStated.topic)):
        offset = 0
        while records := await log.read(
            StoryStated.topic, partition=partition, offset=offset, limit=_BATCH
        ):
            offset = records[-1].offset + 1
            for record in records:
                notice = _notice(record)
                if notice and _is_due(notice, since) and matches(content, notice.data):
                    yield notice


def _is_due(notice: Notice, since: datetime | None) -> bool:
    story = notice.data.story
    return story.updated_at >= since if since else story.state in {"open", "closed"}


def _notice(record: Record) -> Notice | None:
    if record.value is None:
        return None
    try:
        event = decode(record.topic, record.value, key=record.key)
    except PermanentError:
        return None
    if not isinstance(event, StoryStated):
        return None
    story = event.data
    update = Update(
        story_id=story.story_id,
        version=story.version,
        previous_version=0,
        significance="minor",
        reasons=("snapshot",),
        changes=diff(None, story),
        story=story,
    )
    return Notice(timestamp=event.time, data=update)
