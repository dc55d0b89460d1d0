"""`GET /v1/updates`: the stream's updates for those who ask again and again; same cursor."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from storywire.domain.delivery.cursor import event_id, positions_of
from storywire.domain.delivery.filters import Filter
from storywire.domain.delivery.notice import Notice
from storywire.http.routes import Route, read_query
from storywire.ports.log import EventLog
from storywire_notify.frames import news_in
from storywire_notify.hub import TOPIC

LATEST = "latest"
_BATCH = 100
_MAX_READ = 2_000
_MAX_BYTES = 4 * 1024 * 1024


class UpdatesQuery(Filter):
    """A filter, where to go on (`latest`: now; nothing: the oldest there is), and how long."""

    after: Annotated[str, Field(max_length=1_024)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    wait: Annotated[float, Field(ge=0, le=30)] = 0.0


class UpdatesPage(BaseModel):
    """Updates in order; ask again with `cursor`. `complete` is False where some are missing."""

    items: tuple[Notice, ...]
    cursor: str
    complete: bool
    more: bool


class UpdatesRoutes:
    """The poll's one address."""

    def __init__(self, log: EventLog, epoch: str) -> None:
        self._log = log
        self._epoch = epoch

    def routes(self) -> Sequence[Route]:
        """Return the route."""
        return (
            Route(
                "GET",
                "/v1/updates",
                self._updates,
                "What changed since a cursor; waits up to `wait` seconds for the first.",
                query=UpdatesQuery,
                answer=UpdatesPage,
            ),
        )

    async def _updates(self, request: web.Request) -> web.Response:
        query = read_query(request, UpdatesQuery)
        ends = await self._log.ends(TOPIC)
        at, complete = await self._start(query.after, ends)
        items, at = await self._read(query, at)
        deadline = asyncio.get_running_loop().time() + query.wait
        while not items:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await self._log.wait(TOPIC, at, timeout=left):
                break
            items, at = await self._read(query, at)
        ends = await self._log.ends(TOPIC)
        more = any(at.get(partition, 0) < end for partition, end in ends.items())
        return self._page(items, at, complete=complete, more=more)

    async def _start(self, after: str, ends: Mapping[int, int]) -> tuple[dict[int, int], bool]:
        if not after:
            return dict.fromkeys(ends, 0), True
        if after == LATEST:
            return dict(ends), True
        known = positions_of(after, self._epoch)
        if known is None or any(known[p] > ends.get(p, 0) for p in known):
            return dict(ends), False
        at = {partition: known.get(partition, 0) for partition in ends}
        for partition, offset in at.items():
            first = await self._log.read(TOPIC, partition=partition, limit=1)
            if first and first[0].offset > offset:
                return at, False
        return at, True

    async def _read(
        self, query: UpdatesQuery, start: Mapping[int, int]
    ) -> tuple[list[bytes], dict[int, int]]:
        items: list[bytes] = []
        at, size, left = dict(start), 0, _MAX_READ
        for partition in sorted(at):
            while left > 0:
                records = await self._log.read(
                    TOPIC, partition=partition, offset=at[partition], limit=_BATCH
                )
                for record in records:
                    if len(items) >= query.limit or size >= _MAX_BYTES:
                        return items, at
                    at[partition] = record.offset + 1
                    news = news_in(record)
                    if news is not None and news.subject.meets(query):
                        items.append(news.body)
                        size += len(news.body)
                left -= len(records)
                if not records:
                    break
                await asyncio.sleep(0)
        return items, at

    def _page(
        self, items: Sequence[bytes], at: Mapping[int, int], *, complete: bool, more: bool
    ) -> web.Response:
        body = b'{"items":[%s],"cursor":"%s","complete":%s,"more":%s}' % (
            b",".join(items),
            event_id(self._epoch, at).encode(),
            b"true" if complete else b"false",
            b"true" if more else b"false",
        )
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=body, content_type="application/json", headers=headers)
