"""Articles over HTTP: one, a batch, a withdrawal. Answers 202 only after the log has them."""

import asyncio
import re
from collections.abc import Sequence
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from storywire.domain.model import Text
from storywire.errors import TransientError
from storywire.http.problem import FieldError, Problem
from storywire.http.routes import (
    JSON,
    LINES,
    MAX_BODY,
    Route,
    json_response,
    read_body,
    read_model,
)
from storywire_ingest.backlog import Backlog
from storywire_ingest.draft import Draft, DraftFault, read_draft
from storywire_ingest.intake import Intake, Outcome

MAX_BATCH_BODY = 64 * 1024 * 1024
MAX_LINES = 10_000
CHUNK = 64
BATCH = (LINES, "application/ndjson", "application/jsonl")
_HELD_BACK = {429: "Articles wait to be attached; try again later."}
_ARTICLE_ID = re.compile(r"[0-9a-f]{20}")


class Fault(BaseModel):
    """What is wrong with one field of an article."""

    field: str
    message: str


class Answer(BaseModel):
    """What became of one article; `line` counts from 1."""

    line: int = 1
    status: Literal["accepted", "duplicate", "refused"]
    article_id: str | None = None
    revision: int | None = None
    edition: str | None = None
    errors: tuple[Fault, ...] = ()


class BatchAnswer(BaseModel):
    """What became of a batch: how many of each, and each line."""

    accepted: int
    duplicate: int
    refused: int
    lines: tuple[Answer, ...]


class Withdrawal(BaseModel):
    """Why an article is withdrawn. The body may be left out."""

    reason: Annotated[Text, Field(max_length=1_000)] = ""


class ArticleRoutes:
    """Hands what callers send to the intake, unless attach lags `max_age` seconds behind."""

    def __init__(self, intake: Intake, backlog: Backlog, *, max_age: float) -> None:
        self._intake = intake
        self._backlog = backlog
        self._max_age = max_age

    def routes(self) -> Sequence[Route]:
        """Return the routes of articles."""
        return (
            Route(
                "POST",
                "/v1/articles",
                self.offer,
                f"Offer one article ({JSON}) or up to {MAX_LINES} ({LINES}).",
                scope="publish",
                body=Draft,
                answer=Answer,
                batch_answer=BatchAnswer,
                status=202,
                others=_HELD_BACK,
            ),
            Route(
                "POST",
                "/v1/articles/{article_id}/retract",
                self.retract,
                "Withdraw an article.",
                scope="publish",
                body=Withdrawal,
                body_optional=True,
                answer=Answer,
                status=202,
                others=_HELD_BACK,
            ),
        )

    async def offer(self, request: web.Request) -> web.Response:
        """Answer `POST /v1/articles`."""
        kind = _kind(request)
        await self._hold_back()
        if kind == JSON:
            body = _utf8(await read_body(request))
            return await self._take_one(_draft(body))
        return await self._take_batch(_lines(_utf8(await read_body(request, limit=MAX_BATCH_BODY))))

    async def retract(self, request: web.Request) -> web.Response:
        """Answer `POST /v1/articles/{article_id}/retract`."""
        article_id = request.match_info["article_id"]
        if not _ARTICLE_ID.fullmatch(article_id):
            raise Problem(404, "Not Found", detail="an article_id is 20 hexadecimal digits")
        await self._hold_back()
        why = await read_model(request, Withdrawal) if request.can_read_body else Withdrawal()
        return await self._take_one(Draft(retract=article_id, reason=why.reason))

    async def _hold_back(self) -> None:
        age = await self._backlog.age_seconds()
        if age > self._max_age:
            detail = f"the oldest article that waits to be attached came {age:.0f} s ago"
            headers = {"Retry-After": str(min(300, max(1, round(age / 4))))}
            raise Problem(429, "Too Many Requests", detail=detail, headers=headers)

    async def _take_one(self, draft: Draft) -> web.Response:
        (outcome,) = await self._intake.take([draft])
        answer = _answer(1, outcome)
        if answer.status == "refused":
            raise _all_refused([answer], lines=False)
        return json_response(answer, status=202)

    async def _take_batch(self, lines: Sequence[tuple[int, bytes]]) -> web.Response:
        answers: list[Answer] = []
        for start in range(0, len(lines), CHUNK):
            try:
                answers += await self._take_chunk(lines[start : start + CHUNK])
            except TransientError as error:
                raise _stopped(lines, start) from error
            await asyncio.sleep(0)
        counts = [answer.status for answer in answers]
        if counts.count("refused") == len(answers):
            raise _all_refused(answers, lines=True)
        return json_response(
            BatchAnswer(
                accepted=counts.count("accepted"),
                duplicate=counts.count("duplicate"),
                refused=counts.count("refused"),
                lines=tuple(answers),
            ),
            status=202,
        )

    async def _take_chunk(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[Answer]:
        read = [(number, _read_line(line)) for number, line in lines]
        drafts = [draft for _, draft in read if isinstance(draft, Draft)]
        taken = iter(await self._intake.take(drafts))
        return [
            _answer(number, next(taken) if isinstance(found, Draft) else _refused(found))
            for number, found in read
        ]


def _kind(request: web.Request) -> str:
    kind = request.content_type.lower()
    charset = (request.charset or "utf-8").lower()
    if kind not in (JSON, *BATCH) or charset not in ("utf-8", "utf8", "us-ascii"):
        detail = f"send {JSON} or {LINES}, in UTF-8"
        raise Problem(415, "Unsupported Media Type", detail=detail)
    return kind


def _utf8(body: bytes) -> bytes:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        detail = f"the body is not UTF-8: {error.reason} at byte {error.start}"
        raise Problem(400, "Bad Request", detail=detail) from error
    return body.removeprefix(b"\xef\xbb\xbf")


def _draft(body: bytes) -> Draft:
    try:
        return read_draft(body)
    except DraftFault as fault:
        if fault.malformed:
            raise Problem(400, "Malformed JSON", detail=fault.errors[0][1]) from fault
        raise _all_refused([_answer(1, _refused(fault))], lines=False) from fault


def _read_line(line: bytes) -> Draft | DraftFault:
    if len(line) > MAX_BODY:
        return DraftFault((("(body)", f"the line is longer than {MAX_BODY} bytes"),))
    try:
        return read_draft(line)
    except DraftFault as fault:
        return fault


def _lines(body: bytes) -> Sequence[tuple[int, bytes]]:
    lines = [(n, line) for n, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise Problem(400, "Bad Request", detail="the batch has no lines")
    if len(lines) > MAX_LINES:
        detail = f"the batch has {len(lines)} lines; the limit is {MAX_LINES}"
        raise Problem(413, "Content Too Large", detail=detail)
    return lines


def _answer(line: int, outcome: Outcome) -> Answer:
    return Answer(
        line=line,
        status=outcome.status,
        article_id=outcome.article_id,
        revision=outcome.revision,
        edition=outcome.edition,
        errors=tuple(Fault(field=field, message=message) for field, message in outcome.errors),
    )


def _refused(fault: DraftFault) -> Outcome:
    return Outcome("refused", errors=fault.errors)


def _all_refused(answers: Sequence[Answer], *, lines: bool) -> Problem:
    errors: list[FieldError] = [
        {"field": fault.field, "message": fault.message, **({"line": answer.line} if lines else {})}
        for answer in answers
        for fault in answer.errors
    ]
    return Problem(422, "Unprocessable Content", detail="nothing was taken", errors=errors)


def _stopped(lines: Sequence[tuple[int, bytes]], taken: int) -> Problem:
    detail = f"{taken} of {len(lines)} lines were handled; send again from line {lines[taken][0]}"
    return Problem(503, "Service Unavailable", detail=detail, headers={"Retry-After": "5"})
