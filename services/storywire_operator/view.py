"""What the wire knows of itself: for the status page and for pages that follow the stream."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from storywire.domain.delivery.cursor import event_id
from storywire.ports.read_model import Lag, SourceLine, Status, WireView
from storywire.ports.sources import Poll, Source
from storywire.stores import Stores
from storywire.topics import GROUPS
from storywire_operator.letters import dead_letters


class StoresView:
    """The whole wire, seen through its stores."""

    def __init__(self, stores: Stores, epoch: str) -> None:
        self._stores = stores
        self._epoch = epoch
        self._document: Mapping[str, Any] = {}

    def describe(self, document: Mapping[str, Any]) -> None:
        """Keep the OpenAPI document, which is made last: it describes these pages too."""
        self._document = document

    async def cursor(self) -> str:
        """Return the event id from which a stream goes on where the read model stands."""
        offsets, topic = self._stores.offsets, "story-updated"
        read = {
            partition: await offsets.committed("web", topic, partition=partition)
            for partition in await self._stores.log.ends(topic)
        }
        return event_id(self._epoch, read)

    async def status(self) -> Status:
        """Return lags, sources and counts."""
        lags = [Lag(group, topic, await self._lag(group, topic)) for group, topic in GROUPS]
        sources = [_line(source, poll) for source, poll in await self._stores.sources.all()]
        letters = len(await dead_letters(self._stores.log, limit=1_000))
        return Status(tuple(lags), tuple(sources), {"dead letters": letters})

    def openapi(self) -> Mapping[str, Any]:
        """Return the OpenAPI document of all routes that are served together."""
        return self._document

    async def _lag(self, group: str, topic: str) -> int:
        ends = await self._stores.log.ends(topic)
        finished = [
            await self._stores.offsets.committed(group, topic, partition=partition)
            for partition in ends
        ]
        return sum(ends.values()) - sum(finished)


def _line(source: Source, poll: Poll) -> SourceLine:
    state = "failing" if poll.failures else "ok" if poll.last_ok else "new"
    return SourceLine(
        name=source.outlet or source.url,
        state=state,
        last_checked_at=poll.last_polled,
        note=poll.last_error if poll.failures else "",
    )


if TYPE_CHECKING:

    def _is_view(view: StoresView) -> WireView:
        return view
