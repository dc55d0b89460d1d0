"""Sources over HTTP, for operators: list, add, remove."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, field_validator

from storywire.domain.ids import digest
from storywire.domain.model import Edition, Text
from storywire.http.problem import Problem
from storywire.http.routes import Route, json_response, read_model
from storywire.ports.sources import Poll, PolledSources, Source
from storywire_ingest.canonical import checked_url

MIN_INTERVAL, MAX_INTERVAL = 60, 86_400
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class SourceBody(BaseModel):
    """A feed to poll. `source_id` is made from the URL unless given; intervals are seconds."""

    model_config = ConfigDict(extra="forbid")

    url: str
    source_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = None
    outlet: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    edition: Edition | None = None
    language: Language | None = None
    full_text: bool = True
    interval_seconds: Annotated[int, Field(ge=MIN_INTERVAL, le=MAX_INTERVAL)] = 600

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        return checked_url(url)

    def source(self) -> Source:
        """Return the source that is meant."""
        fields = self.model_dump()
        return Source(**{**fields, "source_id": self.source_id or source_id_of(self.url)})


class SourceState(BaseModel):
    """A source and how its polls go; `failures` counts those since the last good poll."""

    source_id: str
    url: str
    outlet: str | None
    edition: str | None
    language: str | None
    full_text: bool
    interval_seconds: int
    kind: str | None
    last_polled: datetime | None
    last_ok: datetime | None
    failures: int
    last_error: str


class SourceStates(BaseModel):
    """All sources, by id."""

    sources: tuple[SourceState, ...]


def source_id_of(url: str) -> str:
    """Return the id of a source that was given none."""
    return digest("source", url, length=16)


class SourceRoutes:
    """The operators' view of the sources."""

    def __init__(self, sources: PolledSources) -> None:
        self._sources = sources

    def routes(self) -> Sequence[Route]:
        """Return the routes of sources."""
        path = "/v1/admin/sources"
        return (
            Route(
                "GET", path, self.list, "All sources and how polling them goes.",
                scope="admin", answer=SourceStates,
            ),
            Route(
                "POST", path, self.put, "Add a source, or replace the one with its id.",
                scope="admin", body=SourceBody, answer=SourceState, status=201,
            ),
            Route(
                "DELETE", f"{path}/{{source_id}}", self.remove, "Stop polling a source.",
                scope="admin", status=204,
            ),
        )  # fmt: skip

    async def list(self, _: web.Request) -> web.Response:
        """Answer `GET /v1/admin/sources`."""
        states = [state_of(source, poll) for source, poll in await self._sources.all()]
        return json_response(SourceStates(sources=tuple(states)))

    async def put(self, request: web.Request) -> web.Response:
        """Answer `POST /v1/admin/sources`."""
        source = (await read_model(request, SourceBody)).source()
        await self._sources.put(source)
        polls = {each.source_id: poll for each, poll in await self._sources.all()}
        return json_response(state_of(source, polls[source.source_id]), status=201)

    async def remove(self, request: web.Request) -> web.Response:
        """Answer `DELETE /v1/admin/sources/{source_id}`."""
        if not await self._sources.remove(request.match_info["source_id"]):
            raise Problem(404, "Not Found", detail="no source has this id")
        return web.Response(status=204)


def state_of(source: Source, poll: Poll) -> SourceState:
    """Return what an operator is told of a source."""
    return SourceState(
        source_id=source.source_id,
        url=source.url,
        outlet=source.outlet,
        edition=source.edition,
        language=source.language,
        full_text=source.full_text,
        interval_seconds=source.interval_seconds,
        kind=poll.kind,
        last_polled=poll.last_polled,
        last_ok=poll.last_ok,
        failures=poll.failures,
        last_error=poll.last_error,
    )
