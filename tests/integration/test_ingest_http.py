"""POST /v1/articles over a real socket: what is taken, and what each bad input is told."""

import gzip
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.adapters.sqlite.tokens import SqliteTokenStore
from storywire.errors import StoreUnavailableError
from storywire.events import ArticleIngested, Event, decode
from storywire.http.auth import Guard, hash_of
from storywire.http.problem import problems
from storywire.http.routes import add_routes
from storywire.metrics import Metrics
from storywire.ports.log import Message
from storywire.ports.tokens import Scope, Token
from storywire_ingest.app import build
from storywire_ingest.settings import IngestSettings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://harbourpost.example/ferry"
FERRY = {"title": "Night ferry returns", "url": URL, "language": "en"}


class FullLog(SqliteEventLog):
    """A log that takes `room` more appends and then none."""

    room = 1_000

    async def append(self, messages: Sequence[Message]) -> None:
        if self.room == 0:
            raise StoreUnavailableError("disk full")
        self.room -= 1
        await super().append(messages)


class Wire:
    """ingest on a loopback port, and what it wrote."""

    def __init__(self) -> None:
        self.database = Database(":memory:")
        self.log = FullLog(self.database)
        self.offsets = SqliteGroupOffsets(self.database)
        self.tokens = SqliteTokenStore(self.database)
        self.clock = FixedClock(NOON)
        self.client: TestClient[web.Request, web.Application]

    async def start(self) -> None:
        service = build(
            IngestSettings(),
            sources=SqliteSourceStore(self.database),
            log=self.log,
            offsets=self.offsets,
            clock=self.clock,
            metrics=Metrics(),
            atomic=self.database.transaction,
        )
        app = web.Application(middlewares=[problems], client_max_size=64 * 1024 * 1024)
        add_routes(app, service.routes, Guard(self.tokens, self.clock))
        self.client = TestClient(TestServer(app))
        await self.client.start_server()
        scopes: Sequence[Scope] = ("publish", "subscribe", "edit", "admin")
        for scope in scopes:
            await self.tokens.add(Token(scope, hash_of(scope), (scope,), scope, NOON))

    async def order(
        self, path: str, command: Mapping[str, object], *, token: str = "edit"
    ) -> ClientResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.client.post(path, json=command, headers=headers)

    async def post(
        self, body: bytes | str, *, kind: str = "application/json", **headers: str
    ) -> ClientResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            "/v1/articles",
            data=io.BytesIO(body.encode() if isinstance(body, str) else body),
            headers={"Content-Type": kind, "Authorization": "Bearer publish", **named},
        )

    async def post_lines(
        self, *lines: object, kind: str = "application/x-ndjson"
    ) -> ClientResponse:
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        return await self.post("\n".join(texts), kind=kind)

    async def events(self) -> Sequence[Event]:
        records = await self.log.read(ArticleIngested.topic, limit=20_000)
        return [decode(r.topic, r.value, key=r.key, headers=r.headers) for r in records]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    await wire.start()
    yield wire
    await wire.client.close()
    wire.database.close()


async def errors_of(response: ClientResponse) -> list[dict[str, str | int]]:
    assert response.content_type == "application/problem+json"
    found: list[dict[str, str | int]] = (await response.json(content_type=None))["errors"]
    return found


async def test_an_article_is_in_the_log_when_it_is_accepted(wire: Wire):
    response = await wire.post(json.dumps(FERRY))

    assert response.status == 202
    answer = await response.json()
    (event,) = await wire.events()
    assert (answer["status"], answer["revision"], answer["edition"]) == ("accepted", 1, "en")
    assert event.data.article_id == answer["article_id"]
    assert dict(event.headers)["storywire-accepted-at"] == b"1772452800.000000"


async def test_the_same_article_again_is_a_duplicate_and_writes_nothing(wire: Wire):
    await wire.post(json.dumps(FERRY))

    response = await wire.post(json.dumps(FERRY))

    assert (await response.json())["status"] == "duplicate"
    assert len(await wire.events()) == 1


@pytest.mark.parametrize(
    "kind", ["application/x-ndjson", "application/ndjson", "application/jsonl"]
)
async def test_a_batch_is_answered_line_by_line(wire: Wire, kind: str):
    other = {"title": "Bakery wins prize", "id": 7, "outlet": "Crumb", "language": "en-GB"}

    response = await wire.post_lines(FERRY, "", FERRY, {"title": "no name"}, "{", other, kind=kind)

    answer = await response.json()
    assert response.status == 202
    assert [(line["line"], line["status"]) for line in answer["lines"]] == [
        (1, "accepted"), (3, "duplicate"), (4, "refused"), (5, "refused"), (6, "accepted"),
    ]  # fmt: skip
    assert [error["field"] for error in answer["lines"][2]["errors"]] == ["url"]
    assert (answer["accepted"], answer["duplicate"], answer["refused"]) == (2, 1, 2)


async def test_a_batch_of_nothing_usable_is_422_with_lines_and_fields(wire: Wire):
    response = await wire.post_lines({"title": ""}, {"url": "ftp://x.example/1", "title": "A"})

    assert response.status == 422
    found = [(error["line"], error["field"]) for error in await errors_of(response)]
    assert found == [(1, "url"), (1, "title"), (2, "url")]
    assert not await wire.events()


async def test_a_batch_longer_than_one_chunk_keeps_its_order(wire: Wire):
    lines = [{"title": f"Report {n}", "id": n, "edition": "en"} for n in range(150)]

    response = await wire.post_lines(*lines)

    assert (await response.json())["accepted"] == 150
    assert [event.data.title for event in await wire.events()] == [line["title"] for line in lines]


async def test_a_batch_stops_at_the_first_line_the_log_does_not_take(wire: Wire):
    wire.log.room = 1
    lines = [{"title": f"Report {n}", "id": n, "edition": "en"} for n in range(100)]

    response = await wire.post_lines(*lines)

    assert response.status == 503
    assert "64 of 100" in (await response.json(content_type=None))["detail"]
    assert "line 65" in (await response.json(content_type=None))["detail"]
    assert response.headers["Retry-After"] == "5"
    assert len(await wire.events()) == 64


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ('{"title": "A", "url"', 400, "line 1 column 20"),
        ("", 400, "line 1 column 0"),
        ('{"other": ' + "[" * 5_000 + "]" * 5_000 + "}", 400, "recursion"),
        (b'{"title": "caf\xe9", "id": 1}', 400, "not UTF-8"),
        (b"\xff\xfe{\x00}\x00", 400, "not UTF-8"),
        (b'{"title": "' + b"a" * (1024 * 1024) + b'"}', 413, "1048576"),
    ],
)
async def test_a_body_that_cannot_be_read_is_told_why(
    wire: Wire, body: bytes | str, status: int, told: str
):
    response = await wire.post(body)

    assert response.status == status
    assert told in (await response.json(content_type=None))["detail"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": None}, "title"),
        ({"title": " <br/> "}, "title"),
        ({"title": 7}, "title"),
        ({"title": "A\x00B"}, "title"),
        ({"title": "A\ud800"}, "title"),
        ({"text": ["a"]}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"url": "harbourpost.example/ferry"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https:///path"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"url": "https://a.example/" + "x" * 2_100}, "url"),
        ({"published_at": "yesterday"}, "published_at"),
        ({"published_at": "1899-12-31T23:59:59Z"}, "published_at"),
        ({"published_at": 1772452800}, "published_at"),
        ({"language": "English!"}, "language"),
        ({"edition": "E N"}, "edition"),
        ({"outlet": {"name": "x"}}, "outlet"),
        ({"authors": [1]}, "authors.0"),
        ({"backfill": "yes"}, "backfill"),
        ({"image_url": "data:image/png,x"}, "image_url"),
    ],
)
async def test_a_wrong_field_is_named(wire: Wire, fields: dict[str, object], field: str):
    response = await wire.post(json.dumps({**FERRY, **fields}))

    assert response.status == 422
    assert [error["field"] for error in await errors_of(response)] == [field]
    assert not await wire.events()


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null"])
async def test_json_that_is_no_object_is_422(wire: Wire, body: str):
    response = await wire.post(body)

    assert response.status == 422
    assert [error["field"] for error in await errors_of(response)] == ["(body)"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/json; charset=latin-1", ""]
)
async def test_another_content_type_is_415(wire: Wire, kind: str):
    response = await wire.post(json.dumps(FERRY), kind=kind)

    assert response.status == 415


async def test_gzip_is_unpacked(wire: Wire):
    response = await wire.post(gzip.compress(json.dumps(FERRY).encode()), Content_Encoding="gzip")

    assert response.status == 202


async def test_a_gzip_bomb_is_413(wire: Wire):
    bomb = gzip.compress(b'{"title": "' + b"0" * (200 * 1024 * 1024) + b'"}', 9)

    response = await wire.post(bomb, Content_Encoding="gzip")

    assert response.status == 413


async def test_broken_gzip_is_400(wire: Wire):
    response = await wire.post(b"\x1f\x8b no gzip at all", Content_Encoding="gzip")

    assert response.status == 400


async def test_too_many_lines_are_413(wire: Wire):
    response = await wire.post("{}\n" * 10_001, kind="application/x-ndjson")

    assert response.status == 413
    assert "10000" in (await response.json(content_type=None))["detail"]


async def test_a_line_over_one_mebibyte_is_refused_and_the_others_are_taken(wire: Wire):
    response = await wire.post_lines({"title": "a" * 1_100_000, "id": 1}, FERRY)

    answer = await response.json()
    assert [line["status"] for line in answer["lines"]] == ["refused", "accepted"]


async def test_a_batch_without_lines_is_400(wire: Wire):
    assert (await wire.post_lines("", " ", "")).status == 400


async def test_long_texts_are_cut_and_flagged(wire: Wire):
    long = {**FERRY, "title": "t" * 1_001, "text": "w" * 200_001}

    assert (await wire.post(json.dumps(long))).status == 202

    (event,) = await wire.events()
    assert (len(event.data.title), len(event.data.text)) == (1_000, 200_000)
    assert event.data.cut == ("title", "text")


async def test_a_withdrawal_is_the_next_revision(wire: Wire):
    article_id = (await (await wire.post(json.dumps(FERRY))).json())["article_id"]

    response = await wire.client.post(
        f"/v1/articles/{article_id}/retract",
        json={"reason": "wrong harbour"},
        headers={"Authorization": "Bearer publish"},
    )

    answer = await response.json()
    assert (response.status, answer["status"], answer["revision"]) == (202, "accepted", 2)
    event = (await wire.events())[-1]
    assert (event.data.article_id, event.data.reason) == (article_id, "wrong harbour")


async def test_a_withdrawal_needs_no_body_and_an_article_id(wire: Wire):
    headers = {"Authorization": "Bearer publish"}

    unknown = await wire.client.post(f"/v1/articles/{'a' * 20}/retract", headers=headers)
    malformed = await wire.client.post("/v1/articles/nonsense/retract", headers=headers)

    assert unknown.status == 202
    assert malformed.status == 404


@pytest.mark.parametrize(("token", "status"), [("subscribe", 403), ("unknown", 401)])
async def test_publishing_needs_its_scope(wire: Wire, token: str, status: int):
    response = await wire.post(json.dumps(FERRY), Authorization=f"Bearer {token}")

    assert response.status == status


async def test_while_attach_lags_a_caller_is_told_to_wait(wire: Wire):
    await wire.post(json.dumps(FERRY))
    wire.clock.set(NOON + timedelta(seconds=80))

    held = await wire.post(json.dumps({**FERRY, "url": URL + "/2"}))
    await wire.offsets.commit("attach", ArticleIngested.topic, 1)
    taken = await wire.post(json.dumps({**FERRY, "url": URL + "/2"}))

    assert (held.status, held.headers["Retry-After"]) == (429, "20")
    assert taken.status == 202


async def test_an_operator_adds_lists_and_removes_sources(wire: Wire):
    admin = {"Authorization": "Bearer admin"}
    body = {"url": "https://harbourpost.example/feed.xml", "outlet": "Harbour Post"}

    added = await wire.client.post("/v1/admin/sources", json=body, headers=admin)
    source_id = (await added.json())["source_id"]
    listed = await (await wire.client.get("/v1/admin/sources", headers=admin)).json()
    path = f"/v1/admin/sources/{source_id}"
    removed = [(await wire.client.delete(path, headers=admin)).status for _ in range(2)]

    assert added.status == 201
    assert [(s["source_id"], s["outlet"]) for s in listed["sources"]] == [
        (source_id, "Harbour Post")
    ]
    assert removed == [204, 404]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"url": "file:///etc/passwd"}, "url"), ({}, "url"),
     ({"url": "https://a.example/", "interval_seconds": 1}, "interval_seconds")],
)  # fmt: skip
async def test_a_wrong_source_is_refused_with_its_field(
    wire: Wire, body: dict[str, object], field: str
):
    response = await wire.client.post(
        "/v1/admin/sources", json=body, headers={"Authorization": "Bearer admin"}
    )

    assert response.status == 422
    assert [error["field"] for error in await errors_of(response)] == [field]


MERGE = {"kind": "merge", "survivor": "en-1", "absorbed": "en-2"}


async def test_a_command_is_in_the_log_of_its_edition_when_it_is_accepted(wire: Wire):
    command = {"edit": MERGE, "by": "ann", "why": "one fire", "edit_id": "x1"}

    answer = await wire.order("/v1/stories/en-1/edits", command)

    assert (answer.status, await answer.json()) == (202, {"edit_id": "x1", "edition": "en"})
    (record,) = await wire.log.read("article-ingested", limit=10)
    event = decode("article-ingested", record.value, key=record.key)
    assert (event.data.by, event.data.why, event.time) == ("ann", "one fire", NOON)
    assert event.data.edit.absorbed == "en-2"


async def test_a_command_without_an_id_gets_one(wire: Wire):
    rename = {"kind": "rename", "story_id": "en-1", "title": "Fire"}

    answers = [
        await (await wire.order("/v1/stories/en-1/edits", {"edit": rename, "by": "a"})).json()
        for _ in range(2)
    ]

    assert answers[0]["edit_id"] != answers[1]["edit_id"]


@pytest.mark.parametrize(
    ("story", "command", "says"),
    [
        ("en-3", {"edit": MERGE, "by": "a"}, "about en-1, not about en-3"),
        ("en-1", {"edit": {**MERGE, "absorbed": "de-2"}, "by": "a"}, "two editions"),
        ("none", {"edit": {"kind": "undo", "edit_id": "x"}, "by": "a"}, "no story's id"),
        ("E!-1", {"edit": {"kind": "undo", "edit_id": "x"}, "by": "a"}, "no story's id"),
        ("en-1", {"edit": MERGE, "by": "a", "edit_id": "two words"}, "edit_id"),
        ("en-1", {"edit": MERGE, "by": "a", "edit_id": "x" * 65}, "edit_id"),
        ("en-1", {"edit": {"kind": "paint"}, "by": "a"}, "paint"),
        ("en-1", {"edit": MERGE}, "by"),
        ("en-1", {"edit": {**MERGE, "absorbed": ""}, "by": "a", "colour": 1}, "colour"),
    ],
)
async def test_a_command_that_can_not_be_meant_is_told_why(wire: Wire, story, command, says):
    answer = await wire.order(f"/v1/stories/{story}/edits", command)

    assert answer.status == 422
    assert says in await answer.text()
    assert list(await wire.log.read("article-ingested", limit=10)) == []


async def test_commands_need_a_token_for_editing(wire: Wire):
    command = {"edit": MERGE, "by": "ann"}

    answer = await wire.order("/v1/stories/en-1/edits", command, token="publish")

    assert answer.status == 403
