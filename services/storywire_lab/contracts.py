"""The public documents made from the code: JSON Schemas, AsyncAPI, topics.yml, docs/events.md.

`python -m storywire_lab.contracts` writes them into the checkout; a test compares them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from storywire import __version__
from storywire.events import EVENTS, SCHEMA_ROOT, Event
from storywire.topics import GROUPS, TOPICS, Topic

ROOT = Path(__file__).resolve().parents[2]
_SCHEMAS = "shared/storywire/schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> Mapping[str, str]:
    """Return the text of each generated document by its path within the checkout."""
    schemas = {
        f"{_SCHEMAS}/{_name(event)}.json": _json(_schema(event)) for event in EVENTS.values()
    }
    return {
        **schemas,
        f"{_SCHEMAS}/asyncapi.json": _json(asyncapi()),
        "deploy/topics.yml": topics_yml(),
        "docs/events.md": events_md(),
    }


def write(root: Path = ROOT) -> None:
    """Write all documents below `root`."""
    for path, text in documents().items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document, with Kafka bindings."""
    by_topic = {topic.name: topic for topic in TOPICS}
    used = {event.topic for event in EVENTS.values()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "storywire",
            "version": __version__,
            "description": "News articles in, stories out. Values are CloudEvents 1.0 in JSON.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {name: _channel(by_topic[name]) for name in sorted(used)},
        "operations": {f"receive-{name}": _operation(name) for name in sorted(used)},
        "components": {
            "messages": {_name(event): _message(event) for event in EVENTS.values()},
            "schemas": _shared_schemas(),
        },
    }


def topics_yml() -> str:
    """Return the table of topics for the job that creates them."""
    lines = ["# Made from storywire/topics.py by `make docs`; change it there.", "topics:"]
    for topic in TOPICS:
        lines += [f"  {topic.name}:", f"    partitions: {topic.partitions}", "    configs:"]
        lines += [f'      {name}: "{value}"' for name, value in topic.configs().items()]
    return "\n".join(lines) + "\n"


def events_md() -> str:
    """Return the reference of all events for downstream teams."""
    lines = [
        "# Events",
        "",
        "Made from `storywire/events.py` by `make docs`. Values are CloudEvents 1.0 in structured",
        "JSON mode. Readers ignore unknown fields; fields are only ever added. The schema of each",
        "type is in `shared/storywire/schemas/`, all of them in `asyncapi.json` there.",
        "",
        "| type | topic · key | says | body |",
        "|---|---|---|---|",
    ]
    lines += [_row(event) for event in EVENTS.values()]
    lines += ["", "## Topics", "", "| topic | partitions | clean-up | kept | read by |"]
    lines += ["|---|---|---|---|---|", *map(_topic_row, TOPICS)]
    return "\n".join(lines) + "\n"


def _row(event: type[Event]) -> str:
    says = " ".join((event.__doc__ or "").split())
    fields = ", ".join(_body(event).model_fields)
    return f"| `{_type(event)}` | `{event.topic}` · {event.keyed_by} | {says} | {fields} |"


def _topic_row(topic: Topic) -> str:
    days = topic.retention_ms // 86_400_000
    kept = "newest of each key" if topic.cleanup == "compact" else f"{days} days"
    if topic.cleanup == "delete" and topic.retention_ms < 0:
        kept = "for ever"
    readers = ", ".join(group for group, name in GROUPS if name == topic.name) or "—"
    return f"| `{topic.name}` | {topic.partitions} | {topic.cleanup} | {kept} | {readers} |"


def _channel(topic: Topic) -> dict[str, Any]:
    names = [_name(event) for event in EVENTS.values() if event.topic == topic.name]
    return {
        "address": topic.name,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": [topic.cleanup],
                    "retention.ms": topic.retention_ms,
                    "max.message.bytes": topic.max_message_bytes,
                },
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(name: str) -> dict[str, Any]:
    return {"action": "receive", "channel": {"$ref": f"#/channels/{name}"}}


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": _type(event),
        "title": event.__name__,
        "summary": " ".join((event.__doc__ or "").split()),
        "contentType": "application/cloudevents+json",
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": event.keyed_by},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _schema(event: type[Event]) -> dict[str, Any]:
    schema = _with_envelope(event.model_json_schema(by_alias=True))
    return {"$schema": _DIALECT, "$id": f"{SCHEMA_ROOT}/{_name(event)}.json", **schema}


def _shared_schemas() -> dict[str, Any]:
    _, found = models_json_schema(
        [(event, "validation") for event in EVENTS.values()],
        by_alias=True,
        ref_template="#/components/schemas/{model}",
    )
    events = {event.__name__ for event in EVENTS.values()}
    schemas: dict[str, Any] = _without_discriminators(found["$defs"])
    return {n: _with_envelope(s) if n in events else s for n, s in sorted(schemas.items())}


def _without_discriminators(node: Any) -> Any:
    """Return `node` without OpenAPI's discriminator objects, which AsyncAPI writes otherwise."""
    if isinstance(node, list):
        return [_without_discriminators(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: part for key, part in node.items() if key != "discriminator"}
    return {key: _without_discriminators(part) for key, part in kept.items()}


def _with_envelope(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema with all that CloudEvents requires, defaults or not."""
    required = [name for name in schema["properties"] if name != "datacontenttype"]
    return {**schema, "required": required}


def _body(event: type[Event]) -> Any:
    return event.model_fields["data"].annotation


def _type(event: type[Event]) -> str:
    return str(event.model_fields["type"].default)


def _name(event: type[Event]) -> str:
    return _type(event).removeprefix("storywire.")


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write()
