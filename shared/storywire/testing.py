"""For tests of storywire and of what is built on it: builders of valid values."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storywire.domain.ids import article_id_of, content_hash_of
from storywire.domain.model import Article, Story, Update

NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)


def an_article(**fields: Any) -> Article:
    """Return a valid article; `fields` replace the builder's."""
    title = fields.get("title", "Harbour bridge opens after two years of repairs")
    text = fields.get("text", "The harbour bridge opened on Monday, the city said.")
    url = fields.get("url", "https://harbourpost.example/bridge")
    published_at = fields.get("published_at", NOON)
    values: dict[str, Any] = {
        "edition": "en",
        "article_id": article_id_of(url or title),
        "revision": 1,
        "content_hash": content_hash_of(title, text),
        "url": url,
        "outlet": "Harbour Post",
        "title": title,
        "text": text,
        "language": "en",
        "published_at": published_at,
        "ingested_at": published_at + timedelta(seconds=1),
    }
    return Article(**{**values, **fields})


def a_story(**fields: Any) -> Story:
    """Return a valid snapshot; `fields` replace the builder's."""
    values: dict[str, Any] = {
        "story_id": "en-0123456789abcdef",
        "version": 1,
        "edition": "en",
        "language": "en",
        "title": "Harbour bridge opens after two years of repairs",
        "first_published_at": NOON,
        "updated_at": NOON,
        "article_count": 1,
        "outlet_count": 1,
        "cited_count": 1,
    }
    return Story(**{**values, **fields})


def an_update(story: Story | None = None, **fields: Any) -> Update:
    """Return a valid update to `story`; `fields` replace the builder's."""
    after = story or a_story()
    values: dict[str, Any] = {
        "story_id": after.story_id,
        "version": after.version,
        "previous_version": after.version - 1,
        "significance": "minor",
        "reasons": ("new_fact",),
        "story": after,
    }
    return Update(**{**values, **fields})
