"""Feeds for feed readers: Atom (RFC 4287) and JSON Feed 1.1, from one value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

import orjson

from storywire_web.views import machine

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
# What XML 1.0 can't carry, not even escaped (https://www.w3.org/TR/xml/#charsets).
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AUTHORITY = "tag:storywire.dev,2026:"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: `name` is its id for ever; `content` is HTML, already escaped where it must be."""

    name: str
    url: str
    title: str
    content: str
    published: datetime
    updated: datetime
    language: str


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed: `page` is its address for people, `address` its own. All addresses are absolute."""

    name: str
    title: str
    description: str
    page: str
    address: str
    author: str
    updated: datetime
    items: Sequence[Item]


def tag_uri(name: str) -> str:
    """Return the id (RFC 4151) of what is called `name`; it outlives any address."""
    return _AUTHORITY + name


def atom(feed: FeedDocument) -> bytes:
    """Return the feed as an Atom document."""
    root = ET.Element("feed", {"xmlns": _NAMESPACE})
    _text(root, "id", tag_uri(feed.name))
    _text(root, "title", feed.title)
    if feed.description:
        _text(root, "subtitle", feed.description)
    _text(root, "updated", machine(feed.updated))
    _text(ET.SubElement(root, "author"), "name", feed.author)
    ET.SubElement(root, "link", {"rel": "self", "type": ATOM, "href": feed.address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for item in feed.items:
        _entry(root, item)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: ET.Element, item: Item) -> None:
    entry = ET.SubElement(root, "entry", {f"{{{_XML}}}lang": item.language})
    _text(entry, "id", tag_uri(item.name))
    _text(entry, "title", item.title)
    _text(entry, "published", machine(item.published))
    _text(entry, "updated", machine(item.updated))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item.url})
    _text(entry, "content", item.content).set("type", "html")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _UNSAYABLE.sub("", text)
    return element


def json_feed(feed: FeedDocument) -> bytes:
    """Return the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.description,
            "home_page_url": feed.page,
            "feed_url": feed.address,
            "authors": [{"name": feed.author}],
            "items": [
                {
                    "id": tag_uri(item.name),
                    "url": item.url,
                    "title": item.title,
                    "content_html": item.content,
                    "date_published": machine(item.published),
                    "date_modified": machine(item.updated),
                    "language": item.language,
                }
                for item in feed.items
            ],
        }
    )
