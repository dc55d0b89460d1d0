"""A story page as text, for the console."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from storywire.domain.model import ArticleRef, Entry, Section, Story

_WIDTH = 88


def page_text(story: Story) -> str:
    """Return the story's page: headline, sections, sources, timeline, all related articles."""
    numbers = {article.article_id: article.number for article in story.articles}
    return "\n".join(_lines(story, numbers))


def _lines(story: Story, numbers: Mapping[str, int]) -> Iterator[str]:
    yield from _wrapped(story.title)
    yield "=" * min(_WIDTH, len(story.title))
    state = "" if story.state == "open" else f" · {story.state}"
    yield (
        f"Updated {story.updated_at:%b %-d, %Y %H:%M} UTC ({_count(story.article_count)})"
        f" · version {story.version}{state} · {story.story_id}"
    )
    for section in story.summary:
        yield ""
        yield from _section(section, numbers)
    summary = {a for section in story.summary for s in section.sentences for a in s.citations}
    yield from _sources("Sources", [a for a in story.articles if a.article_id in summary])
    if story.timeline:
        yield from ("", "Timeline")
        for entry in story.timeline:
            yield from _wrapped(_entry(entry, numbers), indent="  ")
    yield from _sources("All related articles", story.articles)
    if story.entities:
        yield ""
        yield from _wrapped("About: " + ", ".join(entity.name for entity in story.entities))


def _section(section: Section, numbers: Mapping[str, int]) -> Iterator[str]:
    yield from _wrapped(section.heading)
    text = " ".join(s.text + _marks(s.citations, numbers) for s in section.sentences)
    yield from _wrapped(text, indent="  ")


def _entry(entry: Entry, numbers: Mapping[str, int]) -> str:
    when = f"{entry.date:%b} {entry.date.day}, {entry.date.year}"
    if entry.time is not None:
        when += f" ({entry.time:%H:%M} UTC)"
    mark = "" if entry.status == "reported" else f" [{entry.status}]"
    return f"{when} – {entry.text}{_marks(entry.citations, numbers)}{mark}"


def _marks(citations: Sequence[str], numbers: Mapping[str, int]) -> str:
    cited = sorted(numbers[article_id] for article_id in citations if article_id in numbers)
    return " " + "".join(f"[{number}]" for number in cited) if cited else ""


def _sources(title: str, articles: Sequence[ArticleRef]) -> Iterator[str]:
    yield from ("", f"{title} ({_count(len(articles))})")
    for article in sorted(articles, key=lambda a: a.number):
        outlet = f"{article.outlet}: " if article.outlet else ""
        copy = " (copy)" if article.copy_of else ""
        line = f"[{article.number}] {outlet}{article.title}{copy}"
        yield from _wrapped(f"{line} · {article.published_at:%b %-d, %H:%M}", indent="  ")


def _wrapped(text: str, *, indent: str = "") -> Sequence[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  " * bool(indent)
    )


def _count(articles: int) -> str:
    return f"{articles} article{'s' * (articles != 1)}"
