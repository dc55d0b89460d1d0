"""The OpenAPI 3.1 document, made from the route table and the pydantic models."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from storywire.http.problem import MEDIA_TYPE
from storywire.http.routes import Route

JsonObject = dict[str, Any]
_REF = "#/components/schemas/{model}"
_PROBLEM: JsonObject = {
    "type": "object",
    "required": ["title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def openapi(routes: Sequence[Route], *, title: str, version: str) -> JsonObject:
    """Return the document for those of `routes` that stand below /v1."""
    public = [route for route in routes if route.path.startswith("/v1/")]
    models = sorted({m for r in public for m in (r.body, r.answer) if m}, key=lambda m: m.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models], by_alias=True, ref_template=_REF
    )
    paths: JsonObject = {}
    for route in public:
        path = re.sub(r"\{(\w+):[^}]*\}", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": {**schemas.get("$defs", {}), "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route) -> JsonObject:
    names = re.findall(r"\{(\w+)", route.path)
    operation: JsonObject = {
        "summary": route.summary,
        "operationId": re.sub(r"[^a-z0-9]+", "_", f"{route.method}{route.path}".lower()).strip("_"),
        "parameters": [*map(_path_parameter, names), *_query_parameters(route.query)],
        "responses": _responses(route),
    }
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.body)}
    if route.scope is not None:
        operation["security"] = [{"token": []}]
        operation["description"] = f"Needs a token with the scope `{route.scope}`."
    return operation


def _responses(route: Route) -> JsonObject:
    content = _content(route.answer) if route.answer else {route.media_type: {"schema": {}}}
    if route.status == 204:
        content = {}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    good: JsonObject = {"description": "As asked."}
    if content:
        good["content"] = content
    return {str(route.status): good, "default": {"description": "A problem.", "content": problem}}


def _content(model: type[BaseModel]) -> JsonObject:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _path_parameter(name: str) -> JsonObject:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(query: type[BaseModel] | None) -> Sequence[JsonObject]:
    if query is None:
        return ()
    schema: Mapping[str, Any] = query.model_json_schema()
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]
