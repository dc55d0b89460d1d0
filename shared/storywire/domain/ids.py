"""Identifiers: every id is a hash of what it names, so a replay gives the same ones."""

import hashlib

_SEPARATOR = "\x1f"


def digest(*parts: str | int, length: int = 32) -> str:
    """Return `length` hex digits (at most 64) that name `parts`: equal parts, equal digits.

    BLAKE2b (RFC 7693) over the parts joined by the ASCII unit separator.
    """
    joined = _SEPARATOR.join(str(part) for part in parts)
    return hashlib.blake2b(joined.encode(), digest_size=32).hexdigest()[:length]


def article_id_of(canonical_url: str) -> str:
    """Return the id of the article at `canonical_url`."""
    return digest("article", canonical_url, length=20)


def article_id_of_guid(source_id: str, guid: str) -> str:
    """Return the id of an article without a URL: its source and the source's own id for it."""
    return digest("article-guid", source_id, guid, length=20)


def story_id_of(edition: str, founding_article_id: str, nth: int) -> str:
    """Return the id of the `nth` (from 1) story that `founding_article_id` opens in `edition`."""
    return f"{edition}-{digest('story', edition, founding_article_id, nth, length=16)}"


def content_hash_of(title: str, text: str) -> str:
    """Return the hash that tells one text of an article from another."""
    return digest("content", title, text)
