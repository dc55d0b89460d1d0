"""Where is article X: ingest's, attach's, the pages' and the subscribers' view of it, joined."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from storywire.ports.membership import Place
from storywire.ports.read_model import Appearance, ArticleTrace
from storywire.ports.sources import Known
from storywire.stores import Stores


class Trace:
    """Reads through the ports of every service; writes nothing."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def trace(self, article_id: str) -> Mapping[str, Any]:
        """Return what is known of the article, its `stage` first; {} for an unknown one.

        Stages: `ingested` (in the log, not yet attached), `attached` (in a story, not yet on
        its page), `published` (on the story's page), `retracted`.
        """
        known = (await self._stores.sources.find([article_id])).get(article_id)
        place = await self._stores.memberships.place(article_id)
        pages = await self._stores.read_model.appearances(article_id)
        if known is None and place is None:
            return {}
        return {
            "stage": _stage(known, place, shown=bool(pages)),
            "article_id": article_id,
            **_ingested(known),
            **(_placed(place) if place else {}),
            "versions": [_appearance(page) for page in pages],
            "deliveries": await self._deliveries(pages),
        }

    async def _deliveries(self, pages: Sequence[Appearance]) -> Sequence[Mapping[str, Any]]:
        return [
            delivery
            for page in pages
            for delivery in await self._stores.deliveries.of_story(page.story_id)
        ]


def _stage(known: Known | None, place: Place | None, *, shown: bool) -> str:
    if known is not None and known.retracted_at is not None:
        return "retracted"
    if place is None or not place.story_id:
        return "ingested"
    return "published" if shown else "attached"


def _ingested(known: Known | None) -> Mapping[str, Any]:
    if known is None:
        return {}
    return {"edition": known.edition, "last_revision": known.revision}


def _placed(place: Place) -> Mapping[str, Any]:
    decision = place.decision.model_dump(mode="json") if place.decision else None
    return {
        "edition": place.edition,
        "revision": place.revision,
        "story_id": place.story_id or None,
        "number": place.number,
        "story_seq": place.story_seq,
        "decision": decision,
    }


def _appearance(page: Appearance) -> Mapping[str, Any]:
    spans = [f"{first}-{last or 'now'}" for first, last in page.versions]
    return {"story_id": page.story_id, "versions": ", ".join(spans)}


if TYPE_CHECKING:

    def _is_trace(trace: Trace) -> ArticleTrace:
        return trace
