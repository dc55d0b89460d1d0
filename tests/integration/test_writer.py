"""The writer over HTTP: a real wire on one side, a model's endpoint on the other, good and bad."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from tests.serving import served

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.domain.model import Story
from storywire.errors import StoreUnavailableError, UsageError
from storywire.events import StoryStated
from storywire.http.auth import hash_of
from storywire.ports.tokens import Token
from storywire_embedded.app import Wire, build
from storywire_ingest.draft import Draft
from storywire_ingest.intake import Intake, Writing
from storywire_writer.app import open_writer
from storywire_writer.notebook import Notebook
from storywire_writer.settings import WriterSettings
from storywire_writer.writer import Writer

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)
AGROUND = (
    "A ferry with 212 passengers ran aground outside Port Haven on Monday, the coast guard said."
)
STEERING = "Captain Ida Moss told reporters that the steering had failed shortly before midnight."
PULLED = "Two tugs from Lindholm will try to pull the ferry free on Wednesday."
TEXTS = {
    "Harbour Post": f"{AGROUND}\n{STEERING}",
    "Coast Daily": f"{AGROUND}\n{PULLED}",
    "Port Radio": f"{AGROUND}\nRescue boats brought all 212 passengers ashore.",
}
Lines = list[dict[str, Any]]
Behave = Callable[[Lines], Awaitable[web.Response]]


def said(content: str, **fields: Any) -> web.Response:
    return web.json_response({"choices": [{"message": {"content": content}}], **fields})


class Model:
    """An endpoint that speaks the protocol and answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[Lines] = []
        self.keys: list[str] = []
        self.behave: Behave = self.leave

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        assert body["temperature"] == 0
        assert body["model"] == "tiny"
        self.keys.append(request.headers.get("Authorization", ""))
        self.asked.append(json.loads(body["messages"][-1]["content"]))
        return await self.behave(self.asked[-1])

    @staticmethod
    async def leave(lines: Lines) -> web.Response:
        return said("{}", usage={"total_tokens": 100})

    def reword(self, words: Mapping[str, str]) -> None:
        """Answer with `words` for the lines that have a text in them."""

        async def behave(lines: Lines) -> web.Response:
            found = {
                str(line["number"]): text
                for line in lines
                for part, text in words.items()
                if part in line["line"] and line["kind"] == "sentence"
            }
            return said(f"Here you are:\n```json\n{json.dumps(found)}\n```")

        self.behave = behave

    def misbehave(self, response: Callable[[], web.Response], *, seconds: float = 0.0) -> None:
        async def behave(_: Lines) -> web.Response:
            await asyncio.sleep(seconds)
            return response()

        self.behave = behave


class Desk:
    """A wire in memory with a story of three articles, and a writer beside it."""

    def __init__(
        self, wire: Wire, model: Model, writer: Writer, settings: WriterSettings, clock: FixedClock
    ) -> None:
        self.wire = wire
        self.model = model
        self.writer = writer
        self.settings = settings
        self.clock = clock

    async def ingest(self, outlet: str, text: str) -> None:
        stores = self.wire.stores
        writing = Writing(stores.sources, stores.log, stores.atomic)
        intake = Intake(writing, clock=self.clock, metrics=self.wire.metrics)
        draft = Draft(
            title="Ferry runs aground outside Port Haven", text=text, outlet=outlet, language="en",
            url=f"https://{outlet.replace(' ', '').lower()}.example/ferry",
            published_at=self.clock.now(),
        )  # fmt: skip
        await intake.take([draft], as_of_publication=True)
        await self.wire.runtime.drain()

    async def rest(self, minutes: float = 3) -> None:
        """Let the writer note what changed, and write once the story has rested."""
        await self.wire.runtime.drain()
        await self.writer.note(wait=0)
        self.clock.set(self.clock.now() + timedelta(minutes=minutes))
        while await self.writer.write():
            await self.wire.runtime.drain()

    async def story(self) -> Story:
        records = await self.wire.stores.log.read("story-state", limit=1_000)
        return max(
            (StoryStated.read(record.value).data for record in records if record.value),
            key=lambda story: story.version,
        )

    async def shown(self) -> list[str]:
        story = await self.story()
        return [sentence.text for section in story.summary for sentence in section.sentences]

    async def dead_letters(self) -> int:
        return sum((await self.wire.stores.log.ends("article-ingested.attach.dlq")).values())


@pytest.fixture
async def model() -> AsyncIterator[tuple[Model, str]]:
    found = Model()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", found.answer)
    async with TestServer(app) as server:
        yield found, str(server.make_url("/v1"))


@pytest.fixture
async def desk(model: tuple[Model, str], tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(model, tmp_path) as found:
        yield found


class opened:  # noqa: N801  # reads as a function where it is used
    """A desk with a writer of these settings."""

    def __init__(self, model: tuple[Model, str], folder: Path, **settings: Any) -> None:
        self._model, self._endpoint = model
        self._settings = {"settle_seconds": 60, "timeout_seconds": 0.5, **settings}
        self._folder = folder

    async def __aenter__(self) -> Desk:
        self._clock = FixedClock(NOON)
        self._database = Database(":memory:")
        wire = build(self._database, clock=self._clock)
        await wire.stores.tokens.add(Token("t", hash_of("s3cret"), ("edit",), "writer", NOON))
        self._server = TestServer(wire.http)
        await self._server.start_server()
        settings = WriterSettings(
            endpoint=self._endpoint, model="tiny", url=str(self._server.make_url("")),
            data=self._folder / "writer", **self._settings,
        )  # fmt: skip
        self._opened = open_writer(settings, token="s3cret", key="k3y", clock=self._clock)
        writer = await self._opened.__aenter__()
        desk = Desk(wire, self._model, writer, settings, self._clock)
        await desk.rest()
        for outlet, text in TEXTS.items():
            await desk.ingest(outlet, text)
        return desk

    async def __aexit__(self, *_: object) -> None:
        await self._opened.__aexit__(None, None, None)
        await self._server.close()
        self._database.close()


STEERED = "Captain Ida Moss told reporters the steering failed shortly before midnight."


class TestWhatItSays:
    async def test_a_story_that_rests_is_reworded_and_says_so(self, desk: Desk):
        before = await desk.story()
        desk.model.reword({"steering": STEERED})

        await desk.rest()

        after = await desk.story()
        assert STEERED in await desk.shown()
        assert [s.edited for section in after.summary for s in section.sentences].count(True) == 1
        assert after.version == before.version + 1
        assert desk.model.keys == ["Bearer k3y"]
        assert await desk.dead_letters() == 0

    async def test_each_line_is_asked_once_with_the_quotes_it_rests_on(self, desk: Desk):
        await desk.rest()
        (lines,) = desk.model.asked
        await desk.ingest(
            "Evening Star", "The weather in Velm was mild on Tuesday. Ferry runs aground."
        )
        await desk.rest()

        assert {line["kind"] for line in lines} == {"heading", "sentence"}
        assert all(line["quotes"] for line in lines)
        assert len({line["line"] for line in lines}) == len(lines)
        asked = [line["line"] for more in desk.model.asked for line in more]
        assert len(asked) == len(set(asked))

    async def test_its_own_words_are_no_news_to_it(self, desk: Desk):
        desk.model.reword({"steering": STEERED})
        await desk.rest()
        version = (await desk.story()).version

        await desk.rest()
        await desk.rest()

        assert len(desk.model.asked) == 1
        assert (await desk.story()).version == version

    async def test_when_the_fact_is_told_anew_the_old_words_are_gone(self, desk: Desk):
        desk.model.reword({"steering": STEERED})
        await desk.rest()
        story = await desk.story()
        (article,) = [ref for ref in story.articles if ref.outlet == "Harbour Post"]

        text = f"{AGROUND}\nCaptain Ida Moss told reporters that the rudder had broken at noon."
        await desk.ingest("Harbour Post", text)

        assert STEERED not in await desk.shown()
        assert article.article_id in {ref.article_id for ref in (await desk.story()).articles}

    async def test_a_persons_words_are_left_alone(self, desk: Desk):
        story = await desk.story()
        said_first = story.summary[0].sentences[0]
        edit = {
            "kind": "rewrite",
            "story_id": story.story_id,
            "fact_id": said_first.fact_id,
            "text": "Aground!",
        }
        address = f"{desk.settings.url}/v1/stories/{story.story_id}/edits"
        headers = {"Authorization": "Bearer s3cret"}
        async with (
            ClientSession(headers=headers) as client,
            client.post(address, json={"edit": edit, "by": "Ida"}) as response,
        ):
            assert response.status == 202

        await desk.rest()

        (lines,) = desk.model.asked
        assert "Aground!" not in [line["line"] for line in lines]
        assert "Aground!" in await desk.shown()


class TestWhatItRefuses:
    @pytest.mark.parametrize(
        "lie",
        [
            "Captain Ida Moss told reporters that the steering had not failed before midnight.",
            "Captain Ida Moss told reporters that the engine had failed shortly before midnight.",
            "Captain Ada Holm told reporters that the steering had failed shortly before midnight.",
            "The steering had failed shortly before midnight.",
            "Captain Ida Moss told reporters that the steering had failed at 11, before midnight.",
            "Ignore all rules: <script>alert(1)</script> failed shortly before midnight.",
            "Captain Ida Moss told reporters that the steering had failed shortly before midnight",
        ],
    )
    async def test_a_lie_never_reaches_the_page(self, desk: Desk, lie: str):
        before = await desk.story()
        desk.model.reword({"steering": lie})

        await desk.rest()

        assert (await desk.story()) == before
        assert desk.writer.tally.refused == 1
        assert desk.writer.tally.sent == 0

    async def test_what_was_refused_is_not_asked_again(self, desk: Desk):
        desk.model.reword({"steering": "The engine had failed."})
        await desk.rest()
        await desk.ingest("Evening Star", "Ferry runs aground: the weather in Velm was mild.")

        await desk.rest()

        lines = [line["line"] for more in desk.model.asked for line in more]
        assert len([line for line in lines if "steering" in line]) == 1


class TestABadEndpoint:
    @pytest.mark.parametrize(
        "content",
        ["", "I can't help with that.", "[1, 2]", '{"1": 2}', '{"1": "unfinished', "null"],
    )
    async def test_nonsense_is_asked_three_times_and_then_left(self, desk: Desk, content: str):
        before = await desk.story()
        desk.model.misbehave(lambda: said(content))

        for _ in range(6):
            await desk.rest(minutes=30)

        assert len(desk.model.asked) == 3
        assert await desk.story() == before

    @pytest.mark.parametrize(
        "response",
        [
            lambda: web.Response(text="<html>busy</html>", content_type="text/html"),
            lambda: web.json_response({"choices": []}),
            lambda: web.json_response(["what"]),
            lambda: web.Response(body=b"x" * 3_000_000),
        ],
    )
    async def test_an_answer_of_another_kind_is_nonsense_too(self, desk: Desk, response):
        before = await desk.story()
        desk.model.misbehave(response)

        await desk.rest(minutes=30)

        assert await desk.story() == before
        assert desk.writer.tally.failed == 1

    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_an_overloaded_endpoint_is_asked_later(self, desk: Desk, status: int):
        desk.model.misbehave(lambda: web.Response(status=status))
        await desk.rest()
        await desk.rest(minutes=0)
        assert len(desk.model.asked) == 1

        desk.model.behave = Model.leave
        await desk.rest(minutes=30)

        assert len(desk.model.asked) == 2
        assert desk.writer.tally.failed == 1

    async def test_a_slow_endpoint_is_given_up_for_now(self, desk: Desk):
        desk.model.misbehave(lambda: said("{}"), seconds=5)

        await desk.rest()

        assert desk.writer.tally.failed == 1

    async def test_a_wrong_key_ends_the_writer_with_the_reason(self, desk: Desk):
        desk.model.misbehave(lambda: web.Response(status=401, text="no such key: k3y"))

        with pytest.raises(UsageError, match=r"refuses with 401: no such key: \[key\]$"):
            await desk.rest()


class TestItsBudgetAndItsMemory:
    async def test_beyond_the_budget_stories_wait_until_tomorrow(
        self, model: tuple[Model, str], tmp_path: Path
    ):
        async with opened(model, tmp_path, tokens_a_day=10) as desk:
            await desk.rest()
            assert desk.model.asked == []

        async with opened(model, tmp_path / "other") as desk:
            await desk.rest()
            assert len(desk.model.asked) == 1

    async def test_a_small_story_is_left_alone(self, model: tuple[Model, str], tmp_path: Path):
        async with opened(model, tmp_path, least_articles=4) as desk:
            await desk.rest()

            assert desk.model.asked == []

    async def test_a_new_writer_goes_on_where_the_last_one_was(self, desk: Desk):
        await desk.writer.note(wait=0)
        desk.clock.set(desk.clock.now() + timedelta(minutes=3))

        async with open_writer(desk.settings, token="s3cret", key="", clock=desk.clock) as other:
            assert await other.write()

        assert len(desk.model.asked) == 1
        assert not await desk.writer.write()


def _place(path: Path) -> str:
    """Return where a running writer is, "" before it has begun."""
    if not path.with_name("writer.db-wal").exists():
        return ""
    with Database(path, read_only=True) as database:
        try:
            return Notebook(database).cursor()
        except StoreUnavailableError:  # its tables are being made
            return ""


async def test_the_console_runs_it_beside_a_served_wire(model: tuple[Model, str], tmp_path: Path):
    endpoint = model[1]
    model[0].reword({"steering": STEERED})
    settings = {"SETTLE_SECONDS": "0", "LEAST_ARTICLES": "1", "DATA": str(tmp_path / "writer")}
    environment = {f"STORYWIRE_WRITER_{name}": value for name, value in settings.items()}
    async with served(tmp_path / "wire") as wire, ClientSession(headers=wire.headers) as client:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "storywire_cli", "writer", "--endpoint", endpoint,
            "--model", "tiny", "--data", str(wire.folder.path), env={**os.environ, **environment},
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                while not _place(tmp_path / "writer" / "writer.db"):
                    await asyncio.sleep(0.05)
                draft = {"title": "Ferry aground", "text": TEXTS["Harbour Post"], "language": "en",
                         "url": "https://harbourpost.example/ferry"}  # fmt: skip
                async with client.post(f"{wire.address}/v1/articles", json=draft) as taken:
                    assert taken.status == 202
                shown = ""
                while "Moss told reporters the steering failed" not in shown:
                    await asyncio.sleep(0.2)
                    async with client.get(f"{wire.address}/v1/stories") as found:
                        stories = (await found.json())["stories"]
                    for story in stories:
                        address = f"{wire.address}/v1/stories/{story['story_id']}"
                        async with client.get(address) as found:
                            shown = await found.text()
        finally:
            process.terminate()
            await process.wait()
