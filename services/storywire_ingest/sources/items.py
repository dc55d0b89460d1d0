"""What a feed holds, whatever its format: items with absolute addresses and plain text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

from storywire_ingest.canonical import checked_url
from storywire_ingest.draft import instant_of

Kind = Literal["rss", "atom", "json"]
MAX_ITEMS = 500


class FeedError(ValueError):
    """The document is no feed that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `guid` is the feed's own id for it, `text` is plain."""

    guid: str | None
    url: str | None
    title: str
    text: str = ""
    published_at: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was found: at most 500 items, in its own order."""

    kind: Kind
    title: str
    language: str | None
    items: tuple[Item, ...]


def absolute(address: object, base: str) -> str | None:
    """Return `address` as a web address, None if it is none."""
    if not isinstance(address, str) or not address.strip():
        return None
    try:
        return checked_url(urljoin(base, address.strip()))
    except ValueError:
        return None


def instant(text: object) -> datetime | None:
    """Return the instant in an ISO 8601 text; None for anything else, or before 1900."""
    if not isinstance(text, str):
        return None
    try:
        return instant_of(text.strip())
    except ValueError:
        return None


def string(value: object) -> str:
    """Return a text or number as text, "" for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
