"""RSS, RDF and Atom: fastfeedparser reads them, feedparser what is too broken for it."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import fastfeedparser
import feedparser

from storywire_ingest.draft import plain
from storywire_ingest.sources.items import MAX_ITEMS, Feed, FeedError, Item, Kind, absolute, instant
from storywire_ingest.sources.markup import text_of_html
from storywire_ingest.sources.repair import repaired
from storywire_ingest.sources.safety import refuse_declarations

_LANGUAGE = re.compile(rb"<language>\s*([A-Za-z_-]{2,35})\s*</language>")
_ATOM = re.compile(rb"<(?:\w+:)?feed[\s>]")
_HEAD = 8_192


def parse_xml(content: bytes, *, url: str) -> Feed:
    """Return the feed in an XML document, even one cut short or with stray ampersands.

    Raises:
        FeedError: it is no feed (say, an HTML page), or declares entities.
    """
    try:
        refuse_declarations(content)
    except ValueError as error:
        raise FeedError(str(error)) from error
    found = _read(repaired(content))
    info = found["feed"]
    base = urljoin(url, _base(info))
    items = tuple(_item(entry, base) for entry in found["entries"][:MAX_ITEMS])
    kind: Kind = "atom" if _ATOM.search(content[:_HEAD]) else "rss"
    return Feed(kind, plain(info.get("title") or ""), _language(info, content), items)


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = fastfeedparser.parse(content)
    except Exception as error:  # noqa: BLE001  # it meets what no one wrote down; the other one may cope
        fault = str(error)
    else:
        return found
    # A stream: feedparser would take bytes for the name of a file.
    second: Mapping[str, Any] = feedparser.parse(io.BytesIO(content))
    if not second.get("version") or not second["entries"]:
        raise FeedError(f"not a feed: {fault[:200]}")
    return second


def _base(info: Mapping[str, Any]) -> str:
    detail = info.get("title_detail") or {}
    return str(detail.get("base") or "")


def _language(info: Mapping[str, Any], content: bytes) -> str | None:
    named = _LANGUAGE.search(content[:_HEAD])
    return info.get("language") or (named[1].decode() if named else None)


def _item(entry: Mapping[str, Any], base: str) -> Item:
    published = entry.get("published") or entry.get("updated")
    return Item(
        guid=(entry.get("id") or "").strip() or None,
        url=absolute(entry.get("link"), base),
        title=plain(entry.get("title") or ""),
        text=_text(entry),
        published_at=instant(published) or _parsed(entry),
        authors=_authors(entry),
        image_url=_image(entry, base),
    )


def _text(entry: Mapping[str, Any]) -> str:
    bodies = [content.get("value") or "" for content in entry.get("content") or ()]
    bodies.append(entry.get("description") or entry.get("summary") or "")
    return max((text_of_html(body) for body in bodies), key=len)


def _parsed(entry: Mapping[str, Any]) -> datetime | None:
    """The times of feedparser are tuples, in UTC."""
    parts = entry.get("published_parsed") or entry.get("updated_parsed")
    if not parts:
        return None
    return instant("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*parts[:6]))


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    listed: Sequence[Mapping[str, Any]] = entry.get("authors") or ()
    names = (plain(author.get("name") or "") for author in listed)
    return tuple(name for name in names if name)


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    for media in (*(entry.get("media_content") or ()), *(entry.get("media_thumbnail") or ())):
        address = absolute(media.get("url"), base)
        if address and (media.get("medium") or media.get("type") or "image").startswith("image"):
            return address
    return None
