"""Routes as a table: the server is built from it, and so is the OpenAPI document."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

import orjson
from aiohttp import web
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ValidationError

from storywire.http.auth import Guard
from storywire.http.problem import Problem, field_errors
from storywire.ports.tokens import Scope

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
Model = TypeVar("Model", bound=BaseModel)
MAX_BODY = 1024 * 1024
JSON, LINES = "application/json", "application/x-ndjson"


def _written_out(value: object) -> object:
    if isinstance(value, str) and "-" not in value[1:]:
        raise ValueError("write it out, as in 2026-01-31T12:00:00Z")
    return value


# An instant in a query: pydantic alone would take a number for seconds since 1970.
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]


@dataclass(frozen=True, slots=True)
class Route:
    """One address: how it is called, who may call it, what goes in and what comes out.

    With `batch_answer`, many bodies may come as lines of JSON and get that answer. `others` are
    the answers besides `status` that the parts of a route (a body, a scope) don't bring along.
    """

    method: str
    path: str
    handler: Answering
    summary: str
    scope: Scope | None = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    media_type: str = JSON
    body_optional: bool = False
    batch_answer: type[BaseModel] | None = None
    others: Mapping[int, str] = field(default_factory=dict)


def add_routes(app: web.Application, routes: Sequence[Route], guard: Guard) -> None:
    """Serve `routes`; a route with a scope asks for a token that has it."""
    for route in routes:
        handler = _guarded(route, guard)
        if route.method == "GET":
            app.router.add_get(route.path, handler)  # and HEAD
        else:
            app.router.add_route(route.method, route.path, handler)


def _guarded(route: Route, guard: Guard) -> Answering:
    scope = route.scope
    if scope is None:
        return route.handler

    async def handler(request: web.Request) -> web.StreamResponse:
        await guard.admit(request, scope)
        return await route.handler(request)

    return handler


async def read_body(request: web.Request, *, limit: int = MAX_BODY) -> bytes:
    """Return the body, decompressed, of at most `limit` bytes.

    Raises:
        Problem: 413 over the limit; 400 if the body can't be read (say, broken gzip).
    """
    body = bytearray()
    try:
        async for part in request.content.iter_chunked(65_536):
            body += part
            if len(body) > limit:
                break
    except Exception as error:
        raise Problem(400, "Bad Request", detail="the body can't be read") from error
    if len(body) > limit:
        raise Problem(413, "Content Too Large", detail=f"the limit is {limit} bytes")
    return bytes(body)


async def read_model(request: web.Request, model: type[Model], *, limit: int = MAX_BODY) -> Model:
    """Return the JSON body as `model`.

    Raises:
        Problem: 415 not called JSON, 413 over `limit` bytes, 400 not JSON, 422 with each wrong
            field named.
    """
    if request.content_type != JSON:
        raise Problem(415, "Unsupported Media Type", detail=f"send {JSON}")
    body = await read_body(request, limit=limit)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise Problem(400, "Malformed JSON", detail=first["msg"]) from error
        raise Problem(422, "Unprocessable Content", errors=field_errors(error)) from error


def read_query(request: web.Request, model: type[Model]) -> Model:
    """Return the query string as `model`; a repeated key is a list.

    Raises:
        Problem: 422 with each wrong or unknown parameter named.
    """
    values: dict[str, Any] = {}
    for key in dict.fromkeys(request.query.keys()):
        found = request.query.getall(key)
        many = _takes_many(model, key)
        values[key] = found if many else found[-1]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Problem(422, "Unprocessable Content", errors=field_errors(error)) from error


def _takes_many(model: type[BaseModel], key: str) -> bool:
    field = model.model_fields.get(key)
    return field is not None and "tuple" in str(field.annotation)


def json_response(value: object, *, status: int = 200, **headers: str) -> web.Response:
    """Return `value` (a pydantic model, or what orjson takes) as a JSON response."""
    body = (
        value.model_dump_json(by_alias=True).encode()
        if isinstance(value, BaseModel)
        else orjson.dumps(value)
    )
    named = {key.replace("_", "-"): text for key, text in headers.items()}
    return web.Response(body=body, status=status, content_type=JSON, headers=named)
