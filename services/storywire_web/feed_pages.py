"""Serves feeds: pages that list them, and Atom and JSON Feed for feed readers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

from storywire.http.routes import Route
from storywire.ports.read_model import Snapshot, StoryQuery
from storywire_web.answers import answer, not_found, tag_of, tag_of_list
from storywire_web.atom import ATOM, JSON_FEED, FeedDocument, Item, atom, json_feed
from storywire_web.cards import card_of, path_of
from storywire_web.feeds import MAX_ITEMS, Feed, Selections, by_slug
from storywire_web.site import Site
from storywire_web.story_pages import known, moved_to, of_update
from storywire_web.views import view_of

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class FeedPages:
    """Serves `/feeds…`, `/headlines.atom` and each story's own Atom feed."""

    def __init__(self, site: Site, feeds: Sequence[Feed]) -> None:
        self._site = site
        self._feeds = by_slug(feeds)
        self._selections = Selections(site.read_model, feeds)

    def routes(self) -> Sequence[Route]:
        """Return the table of addresses; the endings stand before the slugs they would match."""
        page = self._site.page
        return (
            Route("GET", "/headlines.atom", self.headlines, "Top Headlines.", media_type=ATOM),
            Route("GET", "/stories/{story_id}/{slug}.atom", self.story, "A story's versions.",
                  media_type=ATOM),
            page("/feeds", self.listed, "The feeds."),
            Route("GET", "/feeds/{slug}.atom", self.as_atom, "A feed.", media_type=ATOM),
            Route("GET", "/feeds/{slug}.json", self.as_json, "A feed.", media_type=JSON_FEED),
            page("/feeds/{slug}", self.feed, "A feed."),
        )  # fmt: skip

    async def listed(self, request: web.Request) -> web.Response:
        """GET /feeds."""
        context = {"here": "feeds", "feeds": list(self._feeds.values())}
        return self._site.html(request, "feeds.html", context)

    async def feed(self, request: web.Request) -> web.Response:
        """GET /feeds/{slug}."""
        feed = self._known(request)
        stories = await self._selections.stories(feed)
        context = {"here": "feeds", "feed": feed, "found": [card_of(one) for one in stories]}
        tag = tag_of_list(feed.model_dump_json(), stories)
        return self._site.html(request, "feed.html", context, tag=tag)

    async def as_atom(self, request: web.Request) -> web.Response:
        """GET /feeds/{slug}.atom."""
        return await self._feed_out(request, ATOM, atom)

    async def as_json(self, request: web.Request) -> web.Response:
        """GET /feeds/{slug}.json."""
        return await self._feed_out(request, JSON_FEED, json_feed)

    async def headlines(self, request: web.Request) -> web.Response:
        """GET /headlines.atom?edition=…."""
        edition = request.query.get("edition", "")
        query = StoryQuery(edition=edition, limit=self._site.settings.headlines)
        found = await self._site.read_model.find(query)
        top = Feed(slug="headlines", title="Top Headlines")
        document = self._document(request, top, "/", found.snapshots)
        if edition:
            document = replace(document, name=f"{document.name}/{quote(edition)}")
        tag = tag_of_list(document.address, found.snapshots)
        return answer(request, atom(document), media_type=ATOM, tag=tag)

    async def story(self, request: web.Request) -> web.Response:
        """GET /stories/{id}/{slug}.atom: an entry for each version but the cosmetic ones."""
        snapshot = await known(self._site, request.match_info["story_id"])
        moved = await moved_to(self._site, request, snapshot, suffix=".atom")
        if moved is not None:
            return moved
        base = self._site.base_of(request)
        tag = tag_of(base, snapshot.story_id, snapshot.version)
        document = await self._story_document(base, snapshot)
        return answer(request, atom(document), media_type=ATOM, tag=tag)

    async def _feed_out(
        self, request: web.Request, media_type: str, write: Callable[[FeedDocument], bytes]
    ) -> web.Response:
        feed = self._known(request)
        stories = await self._selections.stories(feed)
        document = self._document(request, feed, f"/feeds/{feed.slug}", stories)
        tag = tag_of_list(document.address + feed.model_dump_json(), stories)
        return answer(request, write(document), media_type=media_type, tag=tag)

    def _known(self, request: web.Request) -> Feed:
        feed = self._feeds.get(request.match_info["slug"])
        if feed is None:
            raise not_found("such feed")
        return feed

    def _document(
        self, request: web.Request, feed: Feed, page: str, stories: Sequence[Snapshot]
    ) -> FeedDocument:
        base = self._site.base_of(request)
        items = [self._item(base, snapshot) for snapshot in stories]
        return FeedDocument(
            name=f"feed/{feed.slug}",
            title=f"{feed.title} · {self._site.settings.title}",
            description=feed.description,
            page=base + page,
            address=base + request.raw_path,
            author=self._site.settings.title,
            updated=max((item.updated for item in items), default=_NEVER),
            items=items,
        )

    def _item(self, base: str, snapshot: Snapshot) -> Item:
        story = snapshot.story
        content = self._site.renderer.page("_item.html", {"view": view_of(story)})
        return Item(
            name=f"story/{story.story_id}",
            url=base + path_of(story.story_id, story.title),
            title=story.title,
            content=content.decode(),
            published=story.first_published_at,
            updated=story.updated_at,
            language=story.language,
        )

    async def _story_document(self, base: str, snapshot: Snapshot) -> FeedDocument:
        story = snapshot.story
        history = await self._site.read_model.history(story.story_id)
        told = [line.version for line in history if line.significance != "cosmetic"]
        items = [await self._step(base, snapshot, version) for version in told[:MAX_ITEMS]]
        path = path_of(story.story_id, story.title)
        return FeedDocument(
            name=f"versions-of/{story.story_id}",
            title=story.title,
            description="What changed, version by version.",
            page=base + path,
            address=f"{base}{path}.atom",
            author=self._site.settings.title,
            updated=story.updated_at,
            items=[item for item in items if item is not None],
        )

    async def _step(self, base: str, snapshot: Snapshot, version: int) -> Item | None:
        update = await self._site.read_model.update(snapshot.story_id, version)
        if update is None:
            return None
        story = update.story
        content = self._site.renderer.page("_step.html", of_update(update))
        return Item(
            name=f"story/{story.story_id}/{version}",
            url=f"{base}/stories/{story.story_id}/versions/{version}",
            title=story.title,
            content=content.decode(),
            published=story.updated_at,
            updated=story.updated_at,
            language=story.language,
        )
