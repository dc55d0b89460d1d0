"""Errors over HTTP: RFC 9457 problem documents that name the field and line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from storywire.errors import StorywireError, TransientError, UsageError

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
FieldError = Mapping[str, str | int]


class Problem(Exception):  # noqa: N818  # the name RFC 9457 gives it
    """An answer that says what is wrong; raise it anywhere in a handler."""

    def __init__(
        self,
        status: int,
        title: str,
        *,
        detail: str = "",
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        body: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = list(self.errors)
        return body

    def response(self) -> web.Response:
        """Return the problem as an HTTP response."""
        return web.Response(
            body=orjson.dumps(self.document()),
            status=self.status,
            content_type=MEDIA_TYPE,
            headers=self.headers,
        )


def field_errors(error: ValidationError, *, line: int | None = None) -> tuple[FieldError, ...]:
    """Return one `{field, message}` (and `line`, from 1) for each fault pydantic found."""
    return tuple(_field_errors(error, line))


def _field_errors(error: ValidationError, line: int | None) -> Iterable[FieldError]:
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        field = ".".join(str(part) for part in fault["loc"]) or "(body)"
        entry: dict[str, str | int] = {"field": field, "message": fault["msg"]}
        if line is not None:
            entry["line"] = line
        yield entry


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into a problem document; log what is a bug."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        kept = {name: text for name, text in error.headers.items() if name == hdrs.ALLOW}
        return Problem(error.status, error.reason, detail=_detail(error), headers=kept).response()
    except Exception as error:  # noqa: BLE001  # the outermost loop of a request
        return _problem_of(error, request).response()


def _detail(error: web.HTTPException) -> str:
    text = error.text or ""
    return "" if text == f"{error.status}: {error.reason}" else text


def _problem_of(error: Exception, request: web.Request) -> Problem:
    match error:
        case Problem():
            return error
        case ValidationError():
            return Problem(422, "Unprocessable Content", errors=field_errors(error))
        case TransientError():
            return Problem(503, "Service Unavailable", headers={"Retry-After": "5"})
        case UsageError():
            return Problem(422, "Unprocessable Content", detail=str(error))
        case StorywireError():
            return Problem(400, "Bad Request", detail=str(error))
    log.error("request_failed", path=request.path, method=request.method, exc_info=error)
    return Problem(500, "Internal Server Error")
