"""How far attach lags behind what ingest wrote: the measure of back-pressure."""

from typing import Protocol

from storywire.events import ArticleIngested
from storywire.ports.log import EventLog, GroupOffsets, Record
from storywire.ports.processing import Clock
from storywire_ingest.intake import ACCEPTED_AT

READER = "attach"


class Backlog(Protocol):
    """What waits between ingest and attach."""

    async def age_seconds(self) -> float:
        """Return how long ago the oldest article that still waits was accepted; 0 if none does."""
        ...


class LogBacklog:
    """Reads the age from the log: the stamp of the first record attach has not finished."""

    def __init__(self, log: EventLog, offsets: GroupOffsets, clock: Clock) -> None:
        self._log = log
        self._offsets = offsets
        self._clock = clock

    async def age_seconds(self) -> float:
        """Return the greatest age over the partitions; articles without a stamp have none."""
        topic = ArticleIngested.topic
        stamps = []
        for partition in await self._log.ends(topic):
            first = await self._offsets.committed(READER, topic, partition=partition)
            waiting = await self._log.read(topic, partition=partition, offset=first, limit=1)
            stamps += [stamp for record in waiting if (stamp := _accepted_at(record)) is not None]
        now = self._clock.now().timestamp()
        return max((now - stamp for stamp in stamps), default=0.0)


def _accepted_at(record: Record) -> float | None:
    stamp = dict(record.headers).get(ACCEPTED_AT)
    try:
        return float(stamp) if stamp is not None else None
    except ValueError:
        return None
