"""How the read model ranks and finds: the order of headlines, stems, and the SQL of a query."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Any

import orjson

from storywire.adapters.sqlite.database import Row
from storywire.domain.model import Story
from storywire.domain.story.words import stems
from storywire.errors import UsageError
from storywire.ports.read_model import Sort, StoryQuery

HALF_LIFE = timedelta(hours=12)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER: dict[Sort, str] = {"top": "rank", "new": "updated_at"}


def micros(at: datetime) -> int:
    """Return `at` as microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def rank_of(story: Story) -> float:
    """Return the story's place among headlines: the greater, the higher; rounded to 4 places.

    log2 of weight, plus the story's newest event time in half-lives of 12 hours, where weight =
    (1 + outlets) · √(1 + articles). So of two equal stories one that is 12 hours older stands
    like one with half the weight. That is decay relative to any common "now" (which would only
    subtract the same number from all), so no clock is asked and a stored rank never ages.
    """
    weight = log2(1 + story.outlet_count) + 0.5 * log2(1 + story.article_count)
    return round(weight + (story.updated_at - _EPOCH) / HALF_LIFE, 4)


def index_words(story: Story) -> tuple[str, str, str, str]:
    """Return the stems of title, headings, entities and article titles, as text for FTS5."""
    fields = (
        [story.title],
        [section.heading for section in story.summary],
        [entity.name for entity in story.entities],
        [article.title for article in story.articles],
    )
    title, headings, entities, articles = (
        " ".join(stems(" . ".join(texts), story.language)) for texts in fields
    )
    return title, headings, entities, articles


def match_of(words: str, language: str) -> str:
    """Return the FTS5 expression for "all of `words`", "" where no word carries content.

    What stands between blanks is a phrase: "two-day", or a word of a script without spaces.
    """
    phrases = [" ".join(stems(word, language)) for word in words.split()]
    return " AND ".join(f'"{phrase}"' for phrase in phrases if phrase)


def select_of(query: StoryQuery, languages: Sequence[str]) -> tuple[str, Sequence[Any]]:
    """Return the SELECT for one more row than `query` asks for, and its parameters.

    Raises:
        UsageError: `query.after` is not the `next` of any page.
    """
    order = _ORDER[query.sort]
    conditions = [*_plain(query), *_words(query, languages)]
    if query.after:
        at, story_id = _after(query)
        conditions.append((f"({order} < ? OR ({order} = ? AND story_id > ?))", [at, at, story_id]))
    where = " AND ".join(sql for sql, _ in conditions) or "1"
    return (
        f"SELECT story_id, version, body, peak, rank, updated_at FROM web_story WHERE {where}"  # noqa: S608  # built of constants
        f" ORDER BY {order} DESC, story_id LIMIT ?",
        [*(value for _, values in conditions for value in values), query.limit + 1],
    )


def _plain(query: StoryQuery) -> Sequence[tuple[str, list[Any]]]:
    holes = ",".join("?" * len(query.states))
    table: Sequence[tuple[object, str, list[Any]]] = (
        (query.edition, "edition = ?", [query.edition]),
        (query.states, f"state IN ({holes})", list(query.states)),
        (query.entity, "row IN (SELECT row FROM web_entity WHERE slug = ?)", [query.entity]),
        (query.outlet, "row IN (SELECT row FROM web_outlet WHERE outlet = ?)", [query.outlet]),
        (query.since, "updated_at >= ?", [micros(query.since) if query.since else 0]),
    )
    return [(sql, values) for asked, sql, values in table if asked]


def _words(query: StoryQuery, languages: Sequence[str]) -> Sequence[tuple[str, list[Any]]]:
    """Ask in the stems of each language, once for all languages that stem the words alike."""
    if not query.words.strip():
        return []
    alike: dict[str, list[str]] = defaultdict(list)
    for language in languages:
        alike[match_of(query.words, language)].append(language)
    alike.pop("", None)  # words without content match nothing
    parts, values = [], list[Any]()
    for match, spoken in alike.items():
        holes = ",".join("?" * len(spoken))
        found = "SELECT rowid FROM web_words WHERE web_words MATCH ?"
        parts.append(f"(language IN ({holes}) AND row IN ({found}))")
        values += [*spoken, match]
    return [(f"({' OR '.join(parts)})", values)] if parts else [("0", [])]


def cursor_of(sort: Sort, row: Row) -> str:
    """Return the opaque name of the place after `row` (a row of `select_of`)."""
    story_id, _, _, _, rank, updated_at = row
    place = orjson.dumps([sort, rank if sort == "top" else updated_at, story_id])
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def _after(query: StoryQuery) -> tuple[float, str]:
    padded = query.after + "=" * (-len(query.after) % 4)
    try:
        sort, at, story_id = orjson.loads(base64.urlsafe_b64decode(padded.encode()))
        if sort != query.sort or not isinstance(story_id, str):
            raise ValueError("of another order")  # noqa: TRY301  # told as the faults above
        return float(at), story_id
    except (binascii.Error, ValueError, TypeError) as error:
        raise UsageError("`cursor` is not the `next` of an earlier page in this order") from error
