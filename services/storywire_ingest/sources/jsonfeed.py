"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Mapping
from typing import Any

import orjson

from storywire_ingest.draft import plain
from storywire_ingest.sources.items import (
    MAX_ITEMS,
    Feed,
    FeedError,
    Item,
    absolute,
    instant,
    string,
)
from storywire_ingest.sources.markup import text_of_html


def parse_json(content: bytes, *, url: str) -> Feed:
    """Return the feed in a JSON document; items that are none are passed over.

    Raises:
        FeedError: it is not JSON, or no JSON Feed.
    """
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise FeedError(f"not JSON: {error}") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise FeedError("JSON, but no JSON Feed: it has no items")
    found = [_item(item, url) for item in items[:MAX_ITEMS] if isinstance(item, dict)]
    language = string(document.get("language")) or None
    return Feed("json", plain(string(document.get("title"))), language, tuple(found))


def _item(item: Mapping[str, Any], base: str) -> Item:
    markup, text = string(item.get("content_html")), string(item.get("content_text"))
    return Item(
        guid=string(item.get("id")) or None,
        url=absolute(item.get("url"), base) or absolute(item.get("external_url"), base),
        title=plain(string(item.get("title"))),
        text=text_of_html(markup) if markup else text or string(item.get("summary")),
        published_at=instant(item.get("date_published")),
        language=string(item.get("language")) or None,
        authors=_authors(item),
        image_url=absolute(item.get("image"), base),
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    authors = item.get("authors") or [item.get("author")]
    listed = authors if isinstance(authors, list) else []
    names = (string(author.get("name")) for author in listed if isinstance(author, dict))
    return tuple(name for name in names if name)
