"""The OpenAPI 3.1 document, made from the route table and the pydantic models."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from storywire.http.problem import MEDIA_TYPE
from storywire.http.routes import LINES, Route

JsonObject = dict[str, Any]
Mode = Literal["validation", "serialization"]
Schemas = Mapping[tuple[type[BaseModel], Mode], JsonObject]
_REF = "#/components/schemas/{model}"
_PROBLEM: JsonObject = {
    "type": "object",
    "description": "What is wrong (RFC 9457); `errors` name fields, and lines counted from 1.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "line": {"type": "integer"},
                },
            },
        },
    },
}


def openapi(routes: Sequence[Route], *, title: str, version: str) -> JsonObject:
    """Return the document for those of `routes` that stand below /v1."""
    public = [route for route in routes if route.path.startswith("/v1/")]
    schemas, definitions = _schemas(public)
    paths: JsonObject = {}
    for route in public:
        path = re.sub(r"\{(\w+):[^}]*\}", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": {**definitions, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[Schemas, JsonObject]:
    """Return how each model is referred to, as it is read or written, and all definitions."""
    read = {route.body for route in routes if route.body}
    written = {m for route in routes for m in (route.answer, route.batch_answer) if m}
    modes: list[tuple[type[BaseModel], Mode]] = [
        *((model, "validation") for model in sorted(read, key=_name)),
        *((model, "serialization") for model in sorted(written, key=_name)),
    ]
    schemas, whole = models_json_schema(modes, by_alias=True, ref_template=_REF)
    definitions: JsonObject = whole.get("$defs", {})
    return {mode: schemas[mode] for mode in modes}, definitions


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(route: Route, schemas: Schemas) -> JsonObject:
    operation: JsonObject = {
        "summary": route.summary,
        "operationId": re.sub(r"[^a-z0-9]+", "_", f"{route.method}{route.path}".lower()).strip("_"),
        "parameters": [*_path_parameters(route.path), *_query_parameters(route.query)],
        "responses": _responses(route, schemas),
    }
    if route.body is not None:
        content: JsonObject = {"application/json": {"schema": schemas[route.body, "validation"]}}
        if route.batch_answer is not None:
            items = schemas[route.body, "validation"]
            content[LINES] = {"schema": {"type": "array", "minItems": 1, "items": items}}
        operation["requestBody"] = {"required": not route.body_optional, "content": content}
    if route.scope is not None:
        operation["security"] = [{"token": []}]
        operation["description"] = f"Needs a token with the scope `{route.scope}`."
    return operation


def _responses(route: Route, schemas: Schemas) -> JsonObject:
    responses: JsonObject = {str(route.status): _good(route, schemas)}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, why in sorted(_others(route).items()):
        answer: JsonObject = {"description": why}
        if status >= 400:
            answer["content"] = dict(problem)
        if status == 400:  # what is no HTTP reaches no handler
            answer["content"]["text/plain"] = {"schema": {"type": "string"}}
        responses[str(status)] = answer
    return responses


def _good(route: Route, schemas: Schemas) -> JsonObject:
    good: JsonObject = {"description": HTTPStatus(route.status).phrase}
    models = [model for model in (route.answer, route.batch_answer) if model]
    refs = [schemas[model, "serialization"] for model in models]
    if refs:
        schema = refs[0] if len(refs) == 1 else {"oneOf": refs}
        good["content"] = {route.media_type: {"schema": schema}}
    elif route.status != 204:
        good["content"] = {route.media_type: {"schema": {}}}
    return good


def _others(route: Route) -> Mapping[int, str]:
    """Return what else the route may answer: what its parts bring with them, and its own."""
    found = {400: "The request can't be read.", 503: "Not now; try again later."}
    if route.scope is not None:
        found |= {401: "No token that is in use.", 403: "The token lacks the scope."}
    if "{" in route.path:
        found |= {404: "There is no such thing."}
    if route.body is not None:
        found |= {413: "The body is too large.", 415: "Not a media type taken here."}
    if route.body is not None or route.query is not None:
        found |= {422: "A field or parameter is wrong; each is named."}
    return {**found, **route.others}


def _path_parameters(path: str) -> Sequence[JsonObject]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _text(pattern)}
        for name, pattern in re.findall(r"\{(\w+):?([^}]*)\}", path)
    ]


def _text(pattern: str) -> JsonObject:
    return {"type": "string", **({"pattern": f"^{pattern}$"} if pattern else {})}


def _query_parameters(query: type[BaseModel] | None) -> Sequence[JsonObject]:
    if query is None:
        return ()
    schema: Mapping[str, Any] = query.model_json_schema()
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]
