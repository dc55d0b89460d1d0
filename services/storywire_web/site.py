"""What all pages share: the stores they read, how they are rendered, styled problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from storywire.http.problem import MEDIA_TYPE, problems
from storywire.http.routes import Answering, Route
from storywire.ports.read_model import ReadModel, WireView
from storywire_web.answers import REVALIDATE, answer, tag_of
from storywire_web.render import Renderer
from storywire_web.settings import WebSettings

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Site:
    """The pages' surroundings."""

    settings: WebSettings
    read_model: ReadModel
    wire: WireView
    renderer: Renderer

    def base_of(self, request: web.Request) -> str:
        """Return what absolute links begin with, without a slash at the end."""
        return self.settings.public_url or f"{request.scheme}://{request.host}"

    def html(
        self,
        request: web.Request,
        template: str,
        context: Mapping[str, Any],
        *,
        tag: str = "",
        cache: str = REVALIDATE,
    ) -> web.Response:
        """Return the page; `tag` names what it shows, the templates' own tag is added."""
        whole = tag_of(tag, template, self.renderer.fingerprint) if tag else ""
        body = self.renderer.page(template, {"here": "", **context})
        return answer(request, body, media_type=HTML, tag=whole, cache=cache)

    def page(self, path: str, handler: Answering, summary: str) -> Route:
        """Return the route of a page, whose problems are pages too."""

        async def styled(request: web.Request) -> web.StreamResponse:
            response = await problems(request, handler)
            body = response.body if isinstance(response, web.Response) else None
            if response.content_type != MEDIA_TYPE or not isinstance(body, bytes):
                return response
            problem = {"detail": "", "errors": (), **orjson.loads(body)}
            page = self.html(request, "problem.html", {"problem": problem}, cache="no-store")
            page.set_status(response.status)
            return page

        return Route("GET", path, styled, summary, media_type=HTML)
