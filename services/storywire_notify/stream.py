"""`GET /v1/stream`: live updates as server-sent events, resumed without a hole or a repeat."""

import asyncio
from collections.abc import Mapping, Sequence

from aiohttp import web

from storywire.domain.delivery.cursor import event_id, positions_of
from storywire.domain.delivery.filters import Filter
from storywire.domain.ids import digest
from storywire.http.routes import Route, read_query
from storywire.metrics import Metrics
from storywire_notify.connection import Connection
from storywire_notify.frames import note_frame, update_frame
from storywire_notify.hub import Hub
from storywire_notify.settings import NotifySettings

_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    "Access-Control-Allow-Origin": "*",
}
_RETRY_MS = 2_000
_PATIENCE = 60.0


class StreamQuery(Filter):
    """A filter, and where to go on."""

    last_event_id: str = ""


class StreamRoutes:
    """The live stream's one address."""

    def __init__(self, hub: Hub, settings: NotifySettings, metrics: Metrics) -> None:
        self._hub = hub
        self._settings = settings
        self._metrics = metrics
        self._open = 0
        self._served = 0

    def routes(self) -> Sequence[Route]:
        """Return the route."""
        return (
            Route(
                "GET",
                "/v1/stream",
                self._stream,
                "What changes, as it changes (server-sent events).",
                query=StreamQuery,
                media_type="text/event-stream",
            ),
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        query = read_query(request, StreamQuery)
        # A browser sets the header when it reconnects; it is newer than the address.
        resumed_at = request.headers.get("Last-Event-ID") or query.last_event_id
        response = web.StreamResponse(headers=_HEADERS)
        if request.version >= (1, 1):
            response.enable_chunked_encoding()
        await response.prepare(request)
        self._served += 1
        try:
            async with asyncio.timeout(5):
                await self._hub.started.wait()
        except TimeoutError:
            pass
        if self._open >= self._settings.max_streams or not self._hub.started.is_set():
            await response.write(note_frame("overloaded", {}, retry=self._spread()))
            return response
        self._open += 1
        try:
            with self._metrics.streams.track_inprogress():
                await self._serve(request, response, query, resumed_at)
        except ConnectionError:
            pass
        finally:
            self._open -= 1
        return response

    def _spread(self) -> int:
        """Return a `retry` in ms (5 to 30 s) that differs from stream to stream."""
        return 5_000 + int(digest("retry", self._served, length=6), 16) % 25_000

    async def _serve(
        self,
        request: web.Request,
        response: web.StreamResponse,
        asked: Filter,
        resumed_at: str,
    ) -> None:
        positions = self._hub.positions
        if resumed_at:
            positions, first = await self._resume(asked, resumed_at)
        else:
            place = event_id(self._hub.epoch, positions)
            first = note_frame("cursor", {"cursor": place}, place=place, retry=_RETRY_MS)
        await response.write(first)
        connection = Connection(request, asked)
        try:
            await self._catch_up(connection, positions)
            await self._follow(connection)
        finally:
            self._hub.detach(connection)

    async def _resume(self, asked: Filter, resumed_at: str) -> tuple[Mapping[int, int], bytes]:
        known = positions_of(resumed_at, self._hub.epoch)
        start = await self._hub.place_of(known, limit=self._settings.max_history)
        end = self._hub.positions
        if start is None:
            data = {"complete": False, "missed": None}
            place = event_id(self._hub.epoch, end)
            return end, note_frame("resumed", data, place=place, retry=_RETRY_MS)
        missed = 0
        async for _, news in self._hub.history(start, end):
            missed += int(news is not None and news.subject.meets(asked))
        known_gap = {"complete": True, "missed": missed}
        place = event_id(self._hub.epoch, start)
        return start, note_frame("resumed", known_gap, place=place, retry=_RETRY_MS)

    async def _catch_up(self, connection: Connection, positions: Mapping[int, int]) -> None:
        """Write history until the hub's place is reached, and listen from there on."""
        at = positions
        while at != (until := self._hub.positions):
            async for place, news in self._hub.history(at, until):
                if news is not None and news.subject.meets(connection.filter):
                    connection.write(update_frame(self._hub.epoch, place, news.body))
                    async with asyncio.timeout(_PATIENCE):
                        await connection.drain()
            at = until
        # Nothing is awaited between the comparison and this: no update falls in between.
        self._hub.attach(connection)
        if self._hub.stopping:
            connection.finish()

    async def _follow(self, connection: Connection) -> None:
        while connection.open:
            try:
                async with asyncio.timeout(self._settings.cursor_seconds):
                    await connection.stirred.wait()
                    connection.stirred.clear()
                    await connection.flush()
            except TimeoutError:
                self._tick(connection)

    def _tick(self, connection: Connection) -> None:
        if connection.idle:
            place = event_id(self._hub.epoch, self._hub.positions)
            connection.write(note_frame("cursor", {"cursor": place}, place=place))
        else:
            connection.stirred.set()
