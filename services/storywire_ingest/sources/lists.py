"""Files that list sources: TOML (`[[source]]` tables) or OPML 2.0 (http://opml.org/spec2.opml)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from pydantic import ValidationError

from storywire.errors import UsageError
from storywire.http.problem import field_errors
from storywire.ports.sources import Source
from storywire_ingest.admin import SourceBody
from storywire_ingest.sources.safety import refuse_declarations


def read_sources(path: Path) -> Sequence[Source]:
    """Return the sources in a TOML or OPML file, known by its ending (`.toml`, or any other).

    TOML takes `url` and optionally `source_id`, `outlet`, `edition`, `language`, `full_text`,
    `interval_seconds`; of OPML the outlines with `xmlUrl` count, their title is the outlet.

    Raises:
        UsageError: the file can't be read, is neither, or a source has a wrong field; the
            message names file, entry and field.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    read = _toml if path.suffix == ".toml" else _opml
    bodies = [_body(path, n, fields) for n, fields in enumerate(read(path, content), 1)]
    sources = [body.source() for body in bodies]
    if not sources:
        raise UsageError(f"{path}: there is no source in it")
    return list({source.source_id: source for source in sources}.values())


def _toml(path: Path, content: bytes) -> Sequence[Mapping[str, Any]]:
    try:
        document = tomllib.loads(content.decode())
    except ValueError as error:
        raise UsageError(f"{path}: not TOML: {error}") from error
    tables = document.get("source", [])
    if not isinstance(tables, list) or any(not isinstance(table, dict) for table in tables):
        raise UsageError(f"{path}: write each source as a [[source]] table")
    return tables


def _opml(path: Path, content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        refuse_declarations(content)
        root = ET.fromstring(content)  # noqa: S314  # no declarations, so no entities
    except (ET.ParseError, ValueError, LookupError) as error:
        raise UsageError(f"{path}: neither TOML (.toml) nor OPML: {error}") from error
    for outline in root.iter("outline"):
        if url := outline.get("xmlUrl"):
            outlet = outline.get("title") or outline.get("text")
            language = outline.get("language")
            known = language if language and language != "unknown" else None
            yield {"url": url, "outlet": outlet or None, "language": known}


def _body(path: Path, number: int, fields: Mapping[str, Any]) -> SourceBody:
    try:
        return SourceBody.model_validate(fields)
    except ValidationError as error:
        first = field_errors(error)[0]
        told = f"{path}: source {number}: {first['field']}: {first['message']}"
        raise UsageError(told) from error
