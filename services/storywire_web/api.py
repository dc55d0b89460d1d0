"""The reading half of the JSON API: stories, versions, changes, headlines, one article's way."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from storywire.domain.model import Change, Significance, Story, StoryState, Update
from storywire.http.problem import Problem
from storywire.http.routes import Moment, Route, read_query
from storywire.ports.read_model import (
    SHOWN,
    ArticleTrace,
    Found,
    ReadModel,
    Snapshot,
    Sort,
    StoryQuery,
    WireView,
)
from storywire_web.answers import answer, not_found, number_in, redirect, tag_of, tag_of_list
from storywire_web.cards import Card, card_of

MAX_STEPS = 500
Text = Annotated[str, Field(max_length=200)]


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoQuery(_Query):
    """No parameter at all."""


class StoriesQuery(_Query):
    """Which stories, in which order. `cursor` is the `next` of the page before."""

    edition: Text = ""
    state: tuple[StoryState, ...] = SHOWN
    q: Text = ""
    entity: Text = ""
    outlet: Text = ""
    since: Moment | None = None
    sort: Sort = "top"
    cursor: Text = ""
    limit: int = Field(default=30, ge=1, le=100)


class HeadlinesQuery(_Query):
    """Which headlines."""

    edition: Text = ""
    limit: int = Field(default=30, ge=1, le=100)


class SpanQuery(_Query):
    """The versions between which to tell the changes: after `from`, up to `to`."""

    first: int = Field(alias="from", ge=0, lt=2**31)
    last: int = Field(alias="to", ge=1, lt=2**31)


class StoriesPage(BaseModel):
    """A page of stories in brief; `next` is the cursor of the following page, null on the last."""

    stories: tuple[Card, ...]
    next: str | None


class Headlines(BaseModel):
    """The top stories, the first the most important."""

    headlines: tuple[Card, ...]


class Step(BaseModel):
    """What made one version."""

    version: int
    previous_version: int
    significance: Significance
    reasons: tuple[str, ...]
    changes: tuple[Change, ...]


class ChangesBetween(BaseModel):
    """The steps from one version to another, oldest first."""

    story_id: str
    from_version: int = Field(alias="from")
    to_version: int = Field(alias="to")
    steps: tuple[Step, ...]


class InStory(BaseModel):
    """A story that an article is or was in, by [first, last] versions; null: it still is."""

    story_id: str
    versions: tuple[tuple[int, int | None], ...]


class ArticleWhereabouts(BaseModel):
    """Where an article is. What else the wire's stages know of it stands beside these."""

    model_config = ConfigDict(extra="allow")

    article_id: str
    stage: str
    stories: tuple[InStory, ...]


class Api:
    """Answers `/v1/…` from the read model and from what other services trace."""

    def __init__(
        self, read_model: ReadModel, traces: Sequence[ArticleTrace], wire: WireView
    ) -> None:
        self._read_model = read_model
        self._traces = traces
        self._wire = wire

    def routes(self) -> Sequence[Route]:
        """Return the table of addresses."""
        known = {304: "As the caller has it (`If-None-Match`)."}
        merged = {**known, 308: "It is part of another story now."}
        story = "/v1/stories/{story_id}"
        number = "{version:[0-9]+}"
        return (
            Route("GET", "/v1/stories", self.stories, "Stories by rank or time.",
                  query=StoriesQuery, answer=StoriesPage, others=known),
            Route("GET", "/v1/headlines", self.headlines, "The top stories.",
                  query=HeadlinesQuery, answer=Headlines, others=known),
            Route("GET", story, self.story, "A story as it is now (308 if it was merged).",
                  query=NoQuery, answer=Story, others=merged),
            Route("GET", f"{story}/versions/{number}", self.version,
                  "One version: what changed, and the story after it.",
                  query=NoQuery, answer=Update, others=known),
            Route("GET", f"{story}/changes", self.changes, "What changed between two versions.",
                  query=SpanQuery, answer=ChangesBetween, others=known),
            Route("GET", "/v1/articles/{article_id}", self.article, "Where an article is.",
                  query=NoQuery, answer=ArticleWhereabouts),
            Route("GET", "/openapi.json", self.openapi, "This API as OpenAPI 3.1."),
        )  # fmt: skip

    async def stories(self, request: web.Request) -> web.Response:
        """GET /v1/stories."""
        asked = read_query(request, StoriesQuery)
        found = await self._read_model.find(
            StoryQuery(
                edition=asked.edition,
                states=asked.state,
                words=asked.q,
                entity=asked.entity,
                outlet=asked.outlet,
                since=asked.since,
                sort=asked.sort,
                after=asked.cursor,
                limit=asked.limit,
            )
        )
        return _listed(request, found, StoriesPage(stories=_cards(found), next=found.next or None))

    async def headlines(self, request: web.Request) -> web.Response:
        """GET /v1/headlines."""
        asked = read_query(request, HeadlinesQuery)
        found = await self._read_model.find(StoryQuery(edition=asked.edition, limit=asked.limit))
        return _listed(request, found, Headlines(headlines=_cards(found)))

    async def story(self, request: web.Request) -> web.Response:
        """GET /v1/stories/{story_id}."""
        read_query(request, NoQuery)
        snapshot = await self._known(request)
        into = merged_into(snapshot)
        if into:
            return redirect(308, f"/v1/stories/{into}")
        tag = tag_of(snapshot.story_id, snapshot.version)
        return answer(request, snapshot.body, tag=tag)

    async def version(self, request: web.Request) -> web.Response:
        """GET /v1/stories/{story_id}/versions/{n}."""
        read_query(request, NoQuery)
        story_id, version = request.match_info["story_id"], number_in(request, "version")
        update = await self._read_model.update(story_id, version)
        if update is None:
            raise not_found("such version of this story")
        tag = tag_of("version", story_id, version)
        return answer(request, update.model_dump_json(by_alias=True).encode(), tag=tag)

    async def changes(self, request: web.Request) -> web.Response:
        """GET /v1/stories/{story_id}/changes?from=n&to=m."""
        asked = read_query(request, SpanQuery)
        snapshot = await self._known(request)
        _check_span(asked, snapshot.version)
        steps = await self._read_model.steps(snapshot.story_id, asked.first + 1, asked.last)
        body = {
            "story_id": snapshot.story_id,
            "from": asked.first,
            "to": asked.last,
            "steps": [
                {key: value for key, value in step.items() if key != "story_id"} for step in steps
            ],
        }
        tag = tag_of("changes", snapshot.story_id, asked.first, asked.last)
        return answer(request, orjson.dumps(body), tag=tag)

    async def article(self, request: web.Request) -> web.Response:
        """GET /v1/articles/{article_id}."""
        read_query(request, NoQuery)
        article_id = request.match_info["article_id"]
        known: dict[str, Any] = {}
        for trace in self._traces:
            known |= await trace.trace(article_id)
        stories = await self._read_model.appearances(article_id)
        if not known and not stories:
            raise not_found("such article")
        stage = "published" if stories else "known"
        body: Mapping[str, Any] = {"stage": stage, **known, "article_id": article_id}
        return answer(request, orjson.dumps({**body, "stories": stories}))

    async def openapi(self, request: web.Request) -> web.Response:
        """GET /openapi.json."""
        return answer(request, orjson.dumps(self._wire.openapi()))

    async def _known(self, request: web.Request) -> Snapshot:
        snapshot = await self._read_model.snapshot(request.match_info["story_id"])
        if snapshot is None:
            raise not_found("such story")
        return snapshot


def merged_into(snapshot: Snapshot) -> str | None:
    """Return the story that this one ended in, if it was merged."""
    story = orjson.loads(snapshot.body)
    into: str | None = story["merged_into"] if story["state"] == "merged" else None
    return into


def _cards(found: Found) -> tuple[Card, ...]:
    return tuple(card_of(snapshot) for snapshot in found.snapshots)


def _listed(request: web.Request, found: Found, page: BaseModel) -> web.Response:
    tag = tag_of_list(found.next, found.snapshots)
    return answer(request, page.model_dump_json(by_alias=True).encode(), tag=tag)


def _check_span(asked: SpanQuery, newest: int) -> None:
    if asked.last > newest:
        fault = f"the newest version is {newest}"
    elif asked.first >= asked.last:
        fault = "must be greater than `from`"
    elif asked.last - asked.first > MAX_STEPS:
        fault = f"at most {MAX_STEPS} after `from`"
    else:
        return
    errors = ({"field": "to", "message": fault},)
    raise Problem(422, "Unprocessable Content", errors=errors)
