"""Topics: files of one long story's articles, each split into sentences, as timeline sets are."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from storywire.domain.ids import digest
from storywire.domain.model import MAX_TEXT, MAX_TITLE, Article
from storywire.errors import UsageError
from storywire_lab.replay import lines_of


def read_topic(path: Path, *, tokenised: bool = True) -> list[Article]:
    """Return the articles of `path`, oldest first, its lines `{"id", "published", "sentences"}`.

    The first sentence is taken as the headline: these sets have none. Articles of fewer than three
    sentences are left out, and what is beyond the longest text that ingest takes is cut off.

    They are split as a tokeniser splits them, and scored so; where not `tokenised`, words are
    joined to their marks again, to be read.

    Raises:
        UsageError: the file can't be read, or a line is no such article.
    """
    written = str.strip if tokenised else untokenised
    found = _articles(path.name, lines_of(path), written)
    return sorted(found, key=lambda article: article.published_at)


# As the Penn Treebank splits words: `He did n't say , `` No '' -LRB- yet -RRB- .`
_JOINS = (
    (re.compile(r"-L[RSC]B- ?"), "("),
    (re.compile(r" ?-R[RSC]B-"), ")"),
    (re.compile(r"(?:` `|``) ?"), "“"),
    (re.compile(r" ?''"), "”"),
    (re.compile(r"(?<!`)` (?=\w)"), "‘"),
    (re.compile(r" (n't|'(?:s|re|ve|ll|d|m)\b|'(?= |$))"), r"\1"),
    (re.compile(r" ([,.;:?!%])(?=\s|$|[”)])"), r"\1"),
    (re.compile(r"([$#(“‘]) "), r"\1"),
    (re.compile(r"(?<=\w) - (?=\w)"), "-"),
    (re.compile(r"\\/"), "/"),
)


def untokenised(sentence: str) -> str:
    """Return a sentence with its words joined again to the marks that a tokeniser parted off."""
    for pattern, joined in _JOINS:
        sentence = pattern.sub(joined, sentence)
    return " ".join(sentence.split())


def _articles(
    name: str, lines: Iterable[bytes], written: Callable[[str], str]
) -> Iterator[Article]:
    for number, line in enumerate(lines, start=1):
        try:
            fields = orjson.loads(line)
            published = datetime.fromisoformat(fields["published"]).replace(tzinfo=UTC)
            said = [written(sentence) for sentence in fields["sentences"]]
            if len(said) >= 3:
                yield _article(str(fields["id"]), published, said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{name}:{number} is no article of a topic: {error}") from error


def _article(name: str, published: datetime, said: list[str]) -> Article:
    text = "\n".join(said[1:])[:MAX_TEXT]
    return Article(
        edition="en",
        article_id=f"a-{digest('topic', name, length=16)}",
        revision=1,
        content_hash=digest("topic", text, length=32),
        title=said[0][:MAX_TITLE],
        text=text,
        language="en",
        published_at=published,
        ingested_at=published,
    )
