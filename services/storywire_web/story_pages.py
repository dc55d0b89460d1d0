"""The pages of one story: as it is now, its versions, and what differs between two."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from storywire.domain.model import Story, Update
from storywire.http.routes import Route
from storywire.ports.read_model import Snapshot
from storywire_web.answers import not_found, number_in, redirect, tag_of
from storywire_web.cards import path_of
from storywire_web.diffs import compare
from storywire_web.site import Site
from storywire_web.views import view_of
from storywire_web.wording import MAX_LINES, in_words

_MATTERS = {
    "cosmetic": "Nothing new: wording, order, or a copy of a known article.",
    "corroboration": "Another outlet confirms what was known.",
    "minor": "Something new.",
    "major": "Important news.",
    "correction": "A correction.",
}


class StoryPages:
    """Serves `/stories/…`; only the id counts, the slug follows the headline."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> Sequence[Route]:
        """Return the table of addresses; those of Atom are elsewhere and come before these."""
        page, story = self._site.page, "/stories/{story_id}"
        return (
            page(f"{story}/fragment", self.fragment, "A story without the frame."),
            page(story + "/versions/{version:[0-9]+}", self.version, "A story as it was."),
            page(story + "/diff/{first:[0-9]+}..{last:[0-9]+}", self.diff, "What differs."),
            page(story, self.story, "A story, without the readable end of its address."),
            page(story + "/{slug}", self.story, "A story."),
        )

    async def story(self, request: web.Request) -> web.Response:
        """GET /stories/{id}/{slug}: 301 to the right slug, 308 from a merged story."""
        cursor = await self._site.wire.cursor()  # before the story: nothing between is missed
        snapshot = await self._known(request)
        moved = await moved_to(self._site, request, snapshot)
        if moved is not None:
            return moved
        context = await self._context(snapshot.story)
        base = self._site.base_of(request)
        context |= {"cursor": cursor, "base": base}
        tag = tag_of(snapshot.story_id, snapshot.version, base)
        return self._site.html(request, "story.html", context, tag=tag)

    async def fragment(self, request: web.Request) -> web.Response:
        """GET /stories/{id}/fragment: what the live page swaps in, with its version."""
        snapshot = await self._known(request)
        story = snapshot.story
        if story.state == "merged" and story.merged_into:
            return redirect(308, f"/stories/{story.merged_into}/fragment")
        tag = tag_of(snapshot.story_id, snapshot.version)
        context = await self._context(story)
        response = self._site.html(request, "_story.html", context, tag=tag)
        response.headers["X-Story-Version"] = str(snapshot.version)
        return response

    async def version(self, request: web.Request) -> web.Response:
        """GET /stories/{id}/versions/{n}."""
        snapshot = await self._known(request)
        update = await self._update(snapshot.story_id, number_in(request, "version"))
        context = {
            **of_update(update),
            "history": await self._site.read_model.history(snapshot.story_id),
            "newest": path_of(snapshot.story_id, snapshot.story.title),
            "newest_version": snapshot.version,
        }
        tag = tag_of(snapshot.story_id, update.version, snapshot.version)
        return self._site.html(request, "version.html", context, tag=tag)

    async def diff(self, request: web.Request) -> web.Response:
        """GET /stories/{id}/diff/{a}..{b}."""
        snapshot = await self._known(request)
        first, last = number_in(request, "first"), number_in(request, "last")
        before = await self._update(snapshot.story_id, first)
        after = await self._update(snapshot.story_id, last)
        newest = path_of(snapshot.story_id, snapshot.story.title)
        context = {
            "story": after.story,
            "first": first,
            "last": last,
            "newest": newest,
            "diff": compare(before.story, after.story),
        }
        tag = tag_of(snapshot.story_id, first, last, newest)
        return self._site.html(request, "diff.html", context, tag=tag)

    async def _context(self, story: Story) -> dict[str, Any]:
        return of_update(await self._update(story.story_id, story.version))

    async def _known(self, request: web.Request) -> Snapshot:
        return await known(self._site, request.match_info["story_id"])

    async def _update(self, story_id: str, version: int) -> Update:
        update = await self._site.read_model.update(story_id, version)
        if update is None:
            raise not_found("such version of this story")
        return update


async def known(site: Site, story_id: str) -> Snapshot:
    """Return the story.

    Raises:
        Problem: 404 where it is unknown.
    """
    snapshot = await site.read_model.snapshot(story_id)
    if snapshot is None:
        raise not_found("such story")
    return snapshot


async def moved_to(
    site: Site, request: web.Request, snapshot: Snapshot, *, suffix: str = ""
) -> web.Response | None:
    """Return the redirect to the story's right address, or None if the request is there."""
    story, query = snapshot.story, request.rel_url.raw_query_string
    if story.state == "merged" and story.merged_into:
        into = await site.read_model.snapshot(story.merged_into)
        path = path_of(into.story_id, into.story.title) + suffix if into else None
        return redirect(308, path or f"/stories/{story.merged_into}", query)
    path = path_of(story.story_id, story.title) + suffix
    if request.rel_url.raw_path != path:
        return redirect(301, path, query)
    return None


def of_update(update: Update) -> dict[str, Any]:
    """Return what templates show of a step: the story after it, and its changes in words."""
    return {
        "view": view_of(update.story),
        "lines": in_words(update.changes, update.significance),
        "max_lines": MAX_LINES,
        "significance": _MATTERS[update.significance],
    }
