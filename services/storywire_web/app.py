"""The wiring of the web service, top to bottom."""

from collections.abc import Sequence

from storywire.ports.processing import Clock
from storywire.ports.read_model import ArticleTrace, ReadModel, WireView
from storywire.service import Mount, Service
from storywire_web.api import Api
from storywire_web.feed_pages import FeedPages
from storywire_web.feeds import read_feeds
from storywire_web.pages import ListPages, asset_routes, unknown_route
from storywire_web.processor import WebProcessor
from storywire_web.render import Renderer, read_assets
from storywire_web.settings import WebSettings
from storywire_web.site import Site
from storywire_web.story_pages import StoryPages


def build(
    settings: WebSettings,
    *,
    read_model: ReadModel,
    traces: Sequence[ArticleTrace],
    wire: WireView,
    clock: Clock,
) -> Service:
    """Return the service. Its last route takes every address outside /v1/ that no other has.

    Raises:
        UsageError: the file of feeds can't be used; the message says why.
    """
    assets = read_assets()
    site = Site(settings, read_model, wire, Renderer(settings.title, assets))
    feeds = read_feeds(settings.feeds_file)

    async def readable() -> str:
        await read_model.snapshot("")
        return ""

    return Service(
        name="web",
        routes=(
            *Api(read_model, traces, wire).routes(),
            *asset_routes(tuple(assets.values())),
            *ListPages(site, clock).routes(),
            *FeedPages(site, feeds).routes(),
            *StoryPages(site).routes(),
            unknown_route(site),
        ),
        mounts=(Mount("web", "story-updated", WebProcessor(read_model)),),
        checks=(readable,),
    )
