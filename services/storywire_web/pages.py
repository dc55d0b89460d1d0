"""The pages that list stories: Top Headlines, search, status; static files; the unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web

from storywire.http.routes import Route
from storywire.ports.processing import Clock
from storywire.ports.read_model import SHOWN, Found, Status, StoryQuery
from storywire_web.answers import FOREVER, answer, not_found, tag_of_list
from storywire_web.cards import card_of
from storywire_web.render import Asset
from storywire_web.site import Site
from storywire_web.views import readable

_LONGEST = 200
_WATCH_FOR = timedelta(seconds=10)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Watch:
    """How well the sources are watched: when one was last checked, and how many fail."""

    checked: str
    failing: int

    @classmethod
    def of(cls, status: Status) -> "Watch":
        """Return what `status` says of the sources; `checked` is "" where there are none."""
        times = [line.last_checked_at for line in status.sources if line.last_checked_at]
        failing = sum(line.state == "failing" for line in status.sources)
        return cls(readable(max(times)) if times else "", failing)


class ListPages:
    """Serves what lists stories."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self._site = site
        self._clock = clock
        self._watch = Watch("", 0)
        self._watched_until = _LONG_AGO

    def routes(self) -> Sequence[Route]:
        """Return the table of addresses."""
        page = self._site.page
        return (
            page("/", self.headlines, "Top Headlines."),
            page("/headlines/fragment", self.fragment, "Top Headlines without the frame."),
            page("/search", self.search, "Search."),
            page("/status", self.status, "What the wire knows of itself."),
        )

    async def headlines(self, request: web.Request) -> web.Response:
        """GET /."""
        return await self._headlines(request, "headlines.html", await self._site.wire.cursor())

    async def fragment(self, request: web.Request) -> web.Response:
        """GET /headlines/fragment?story=…: what the live page swaps in.

        It tells the version known of `story`, so that the page sees whether it came too early.
        """
        named = await self._site.read_model.snapshot(request.query.get("story", ""))
        response = await self._headlines(request, "_headlines.html", "")
        response.headers["X-Story-Version"] = str(named.version if named else 0)
        return response

    async def _headlines(self, request: web.Request, template: str, cursor: str) -> web.Response:
        edition = request.query.get("edition", "")
        editions = await self._site.read_model.editions()
        found = await self._site.read_model.find(
            StoryQuery(
                edition=edition,
                after=request.query.get("cursor", ""),
                limit=self._site.settings.headlines,
            )
        )
        watch = await self._watched()
        context = {
            "here": "headlines",
            "watch": watch,
            "editions": editions,
            "edition": edition,
            "cursor": cursor,
            "query": request.rel_url.raw_query_string,
            **_listed(found),
        }
        tag = tag_of_list(f"{request.query_string} {editions} {watch}", found.snapshots)
        return self._site.html(request, template, context, tag=tag)

    async def _watched(self) -> Watch:
        """Return how well sources are watched, asked of the wire at most every 10 s."""
        now = self._clock.now()
        if now >= self._watched_until:
            self._watched_until = now + _WATCH_FOR
            self._watch = Watch.of(await self._site.wire.status())
        return self._watch

    async def search(self, request: web.Request) -> web.Response:
        """GET /search?q=…&entity=…: all states but merged, the newest first."""
        words = request.query.get("q", "").strip()[:_LONGEST]
        entity = request.query.get("entity", "").strip()[:_LONGEST]
        query = StoryQuery(
            words=words,
            entity=entity,
            states=(*SHOWN, "withdrawn"),
            sort="new",
            after=request.query.get("cursor", ""),
        )
        found = await self._site.read_model.find(query) if words or entity else Found(())
        context = {"words": words, "entity": entity, **_listed(found)}
        return self._site.html(request, "search.html", context)

    async def status(self, request: web.Request) -> web.Response:
        """GET /status."""
        context = {
            "now": self._clock.now(),
            "counts": await self._site.read_model.counts(),
            "status": await self._site.wire.status(),
        }
        return self._site.html(request, "status.html", context, cache="no-store")


def _listed(found: Found) -> dict[str, object]:
    return {"found": [card_of(snapshot) for snapshot in found.snapshots], "next": found.next}


def asset_routes(assets: Sequence[Asset]) -> Sequence[Route]:
    """Return the routes of the static files."""
    return [_asset_route(asset) for asset in assets]


def _asset_route(asset: Asset) -> Route:
    async def serve(request: web.Request) -> web.Response:
        return answer(request, asset.body, media_type=asset.media_type, cache=FOREVER)

    return Route("GET", asset.path, serve, "A static file.", media_type=asset.media_type)


def unknown_route(site: Site) -> Route:
    """Return the route of every other address outside the API: a styled 404."""

    async def unknown(_: web.Request) -> web.Response:
        raise not_found("such page")

    return site.page(r"/{path:(?!v1/).*}", unknown, "No such page.")
