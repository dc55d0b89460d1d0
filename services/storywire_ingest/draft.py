"""Draft: what a caller offers as an article, cleaned and checked. Refuses with the field named."""

import html
import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from storywire.domain.model import FIRST_YEAR, LAST_YEAR, Edition
from storywire_ingest.canonical import canonical_url

MAX_AUTHORS = 50
_LAST_DAY = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
_TAG = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][^<>]*|!--.{0,500}?--|![^<>]*)>", re.DOTALL)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Control characters that no page, feed or XML document may carry; tab and newlines stay.
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LANGUAGE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{1,8})*)", re.IGNORECASE)


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("refused", message.replace("{", "(").replace("}", ")"))


def _clean(value: object) -> object:
    """Return text without control characters; other types are left to pydantic."""
    if not isinstance(value, str):
        return value
    if "\x00" in value:
        raise _fault("contains a NUL character")
    if _SURROGATE.search(value):
        raise _fault("contains half of a surrogate pair")
    return _CONTROL.sub("", value).strip()


def _absent_if_empty(value: object) -> object:
    cleaned = _clean(value)
    return None if cleaned == "" else cleaned


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def plain(text: str) -> str:
    """Return one line of plain text: tags stripped, entities (also doubled ones) resolved."""
    for _ in range(2):
        text = html.unescape(_TAG.sub("", text))
    return " ".join(_CONTROL.sub("", text.replace("\x00", "")).split())


def instant_of(text: str) -> datetime:
    """Return the instant in an ISO 8601 date or time; UTC where it names no zone.

    What lies after 2199 is the last day of 2199: intake clips the future anyway.

    Raises:
        ValueError: it is no ISO 8601 date or time, or lies before 1900.
    """
    try:
        moment = datetime.fromisoformat(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        instant = zoned.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("is not an ISO 8601 date or time") from error
    if instant.year < FIRST_YEAR:
        raise ValueError(f"lies before {FIRST_YEAR}")
    return min(instant, _LAST_DAY)


def _instant(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return instant_of(value)
    except ValueError as error:
        raise _fault(str(error)) from error


def _url(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return canonical_url(value)
    except ValueError as error:
        raise _fault(str(error)) from error


def _language(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _LANGUAGE.fullmatch(value.replace("_", "-"))
    if match is None or len(value) > 35:
        raise _fault("is not a language tag such as en or en-GB")
    return match[1].lower() + match[2]


def _several(value: object) -> object:
    if isinstance(value, str):
        value = (value,)
    if isinstance(value, list | tuple):
        named = [name for name in map(_clean, value) if name not in ("", None)]
        return tuple(named[:MAX_AUTHORS])
    return value


Name = Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(_absent_if_empty)]
Guid = Annotated[
    Annotated[str, Field(max_length=4_096)] | None,
    BeforeValidator(_absent_if_empty),
    BeforeValidator(_number_as_text),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": 4_096}, {"type": "integer"}]}),
]
Url = Annotated[str | None, BeforeValidator(_url), BeforeValidator(_absent_if_empty)]
When = Annotated[datetime | None, BeforeValidator(_instant), BeforeValidator(_absent_if_empty)]
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_several),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": ["string", "null"]}}),
]


def _describe(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema what the validators do: null is absent, dates go without a time."""
    fields: dict[str, Any] = schema["properties"]
    fields["published_at"] = {"anyOf": [{"format": "date-time"}, {"format": "date"}]}
    fields["published_at"]["type"] = "string"
    for name, part in fields.items():
        fields[name] = {"anyOf": [part, {"type": "null"}]}
    named = [{"required": ["title", name]} for name in ("url", "id", "revision_of")]
    schema["anyOf"] = [*named, {"required": ["retract"]}]


class Draft(BaseModel):
    """An article, a new revision of one (`revision_of`), or its withdrawal (`retract`).

    A title and one of `url` and `id` are needed, but for a withdrawal; unknown fields and nulls
    are ignored. `url` is canonical, the title one line of plain text, instants are UTC.
    `text` is plain text and taken as it is.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        strict=True,
        populate_by_name=True,
        validate_default=True,
        json_schema_extra=_describe,
    )

    retract: Guid = None
    revision_of: Guid = None
    id: Guid = None
    url: Url = None
    title: Annotated[str, BeforeValidator(_clean)] = ""
    text: Annotated[str, BeforeValidator(_clean)] = ""
    published_at: When = None
    outlet: Annotated[Name, Field(validation_alias=AliasChoices("outlet", "source"))] = None
    language: Annotated[
        str | None, BeforeValidator(_language), BeforeValidator(_absent_if_empty)
    ] = None
    authors: Names = ()
    image_url: Url = None
    edition: Annotated[Edition | None, BeforeValidator(_absent_if_empty)] = None
    source_id: Name = None
    backfill: bool = False
    reason: Annotated[str, BeforeValidator(_clean), Field(max_length=1_000)] = ""

    @model_validator(mode="before")
    @classmethod
    def _nulls_are_absent(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None}

    @field_validator("url", mode="after")
    @classmethod
    def _is_named(cls, url: str | None, info: ValidationInfo) -> str | None:
        named = (url, *(info.data.get(field) for field in ("retract", "revision_of", "id")))
        if not any(named):
            raise _fault("a url or an id is needed")
        return url

    @field_validator("title", mode="after")
    @classmethod
    def _says_something(cls, title: str, info: ValidationInfo) -> str:
        cleaned = plain(title)
        if not cleaned and not info.data.get("retract"):
            raise _fault("a title is needed")
        return cleaned

    @property
    def scope(self) -> str | None:
        """Return whose ids `id` is one of: the source, else the outlet, else None."""
        return self.source_id or self.outlet

    def updated(self, **fields: Any) -> Self:
        """Return this draft with other `fields`, checked like the first ones."""
        return type(self).model_validate({**self.model_dump(), **fields})


class DraftFault(Exception):  # noqa: N818  # a value as often as it is raised
    """Why a draft is refused: `errors` name field and message."""

    def __init__(self, errors: tuple[tuple[str, str], ...], *, malformed: bool = False) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors))
        self.errors = errors
        self.malformed = malformed


def read_draft(value: bytes) -> Draft:
    """Return the draft in a JSON object.

    Raises:
        DraftFault: it is not JSON (`malformed`), not an object, or a field is wrong.
    """
    try:
        return Draft.model_validate_json(value)
    except ValidationError as error:
        fault = fault_of(error)
        if fault.malformed and b"\\u" in value:
            return _read_halves(value, fault)
        raise fault from error


def fault_of(error: ValidationError) -> DraftFault:
    """Return what pydantic found, with the fields by their public names."""
    faults = error.errors(include_url=False, include_input=False)
    named = ((".".join(map(str, fault["loc"])) or "(body)", fault["msg"]) for fault in faults)
    malformed = faults[0]["type"] == "json_invalid"
    return DraftFault(tuple(dict.fromkeys(named)), malformed=malformed)


def _read_halves(value: bytes, fault: DraftFault) -> Draft:
    """JSON may hold half of a surrogate pair; the fast parser refuses it without the field."""
    try:
        return Draft.model_validate(json.loads(value))
    except ValidationError as error:
        raise fault_of(error) from error
    except (ValueError, RecursionError) as error:
        raise fault from error
