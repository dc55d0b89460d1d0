"""`storywire tail`, `where`, `story`: look into a wire, also while another process serves it."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import orjson
import typer

from storywire.domain.model import Story
from storywire.errors import UsageError
from storywire.ports.log import EventLog
from storywire.topics import TOPICS
from storywire_cli.folders import DEFAULT_DATA, AsJson, Data, Remote, look
from storywire_cli.output import print_json
from storywire_cli.page_text import page_text

if TYPE_CHECKING:
    from storywire.stores import Stores

_PAUSE = 0.2


def tail(
    topic: Annotated[str, typer.Argument(help=f"One of {', '.join(t.name for t in TOPICS)}.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Print the whole topic and end, as a dump.")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print a topic, one event a line, as it grows; with --all what is there, and end."""
    known = [each.name for each in TOPICS]
    if topic not in known:
        raise typer.BadParameter(f"{topic!r} is not one of {', '.join(known)}")
    try:
        look(data, lambda stores: _tail(stores, topic, everything=everything))
    except KeyboardInterrupt:
        return


async def _tail(stores: "Stores", topic: str, *, everything: bool) -> None:
    ends = await stores.log.ends(topic)
    places = dict.fromkeys(ends, 0) if everything else dict(ends)
    while True:
        grown = [await _print_from(stores.log, topic, places, each) for each in places]
        sys.stdout.buffer.flush()
        if everything and not any(grown):
            return
        if not any(grown):
            await stores.log.wait(topic, places, timeout=_PAUSE)


async def _print_from(log: EventLog, topic: str, places: dict[int, int], partition: int) -> bool:
    """Print what comes next in `partition` and move its place; return whether there was any."""
    records = await log.read(topic, partition=partition, offset=places[partition])
    for record in records:
        sys.stdout.buffer.write((record.value or b"null") + b"\n")
        places[partition] = record.offset + 1
    return bool(records)


def where(
    article: Annotated[str, typer.Argument(help="The article's id or URL.")],
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Tell where an article is: its stage, its story and why, its versions, its deliveries."""
    from storywire_operator.trace import Trace

    article_id = _article_id(article)
    found = look(
        data,
        lambda stores: Trace(stores).trace(article_id),
        remotely=lambda remote: remote.call("GET", f"/v1/articles/{article_id}"),
    )
    if not found:
        raise UsageError(f"no article {article} has come in")
    if as_json:
        print_json(found)
        return
    _print_fields(found)


def _article_id(text: str) -> str:
    from storywire.domain.ids import article_id_of
    from storywire_ingest.canonical import canonical_url

    return article_id_of(canonical_url(text)) if "://" in text else text


def _print_fields(fields: Mapping[str, Any], indent: str = "") -> None:
    for name, value in fields.items():
        label = name.replace("_", " ")
        if isinstance(value, Mapping):
            print(f"{indent}{label}")
            _print_fields(value, indent + "  ")
        elif isinstance(value, list | tuple) and any(isinstance(v, Mapping) for v in value):
            print(f"{indent}{label}")
            for each in value:
                print(f"{indent}  - " + ", ".join(f"{k} {v}" for k, v in each.items()))
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            print(f"{indent}{label:<18} {'' if shown is None else shown}")


def story(
    story_id: Annotated[str, typer.Argument(help="As on its page's address.")],
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Print a story's page."""
    found = _story(data, story_id)
    if as_json:
        print(found.model_dump_json(by_alias=True, indent=2))
    else:
        print(page_text(found))


def _story(data: Path, story_id: str) -> Story:
    found = look(
        data,
        lambda stores: _shown(stores, story_id),
        remotely=lambda remote: _shown_there(remote, story_id),
    )
    if found is None:
        raise UsageError(f"there is no story {story_id}")
    return found


async def _shown(stores: "Stores", story_id: str) -> Story | None:
    snapshot = await stores.read_model.snapshot(story_id)
    return snapshot.story if snapshot else None


async def _shown_there(remote: Remote, story_id: str) -> Story:
    found = await remote.call("GET", f"/v1/stories/{quote(story_id, safe='')}")
    return Story.model_validate_json(orjson.dumps(found))
