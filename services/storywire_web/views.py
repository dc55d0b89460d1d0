"""A story as its page shows it: citations resolved, dates readable, only safe links."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from storywire.domain.model import ArticleRef, Entry, Sentence, Story, Support
from storywire_web.cards import path_of

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_NO_OUTLET = "Unknown outlet"


@dataclass(frozen=True, slots=True)
class Citation:
    """A `[number]`: `href` is the source, or its line on the page where it has no safe address.

    `tip` names the note that shows outlet, title and quotes; it is the only one on the page.
    """

    tip: str
    number: int
    outlet: str
    title: str
    href: str
    external: bool
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A cited sentence; `more` articles support it beyond those cited here.

    `edited`: its words are an editor's.
    """

    key: str
    text: str
    citations: tuple[Citation, ...]
    more: int
    edited: bool = False


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the summary."""

    key: str
    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the timeline: `when` to read, `machine` for programs."""

    key: str
    when: str
    machine: str
    statement: Statement
    status: str


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list; `copy_of` is the number of the article it repeats."""

    number: int
    title: str
    outlet: str
    href: str | None
    published_at: dt.datetime
    copy_of: int | None
    cited: bool


@dataclass(frozen=True, slots=True)
class StoryView:
    """All parts of a story page. `unlisted` articles are beyond those in `related`."""

    story: Story
    path: str
    direction: str
    sections: tuple[SectionView, ...]
    timeline: tuple[EntryView, ...]
    sources: tuple[ArticleLine, ...]
    related: tuple[ArticleLine, ...]
    unlisted: int


def view_of(story: Story) -> StoryView:
    """Return the page of `story`: sources are what its summary cites, in order of number."""
    cite = _Citing(story)
    sections = tuple(
        SectionView(part.section_id, part.heading, tuple(cite.all(part.sentences)))
        for part in story.summary
    )
    timeline = tuple(_entry(entry, cite) for entry in sorted(story.timeline, key=moment_of))
    summed = {
        cited for part in story.summary for said in part.sentences for cited in said.citations
    }
    related = tuple(cite.line(ref) for ref in sorted(story.articles, key=lambda ref: ref.number))
    numbers = {ref.number for ref in story.articles if ref.article_id in summed}
    return StoryView(
        story=story,
        path=path_of(story.story_id, story.title),
        direction=direction_of(story.language),
        sections=sections,
        timeline=timeline,
        sources=tuple(line for line in related if line.number in numbers),
        related=related,
        unlisted=max(0, story.article_count - len(related)),
    )


class _Citing:
    """Resolves article ids of one story, and numbers the notes on its page."""

    def __init__(self, story: Story) -> None:
        self._articles = {ref.article_id: ref for ref in story.articles}
        self._tips = count(1)

    def all(self, said: Sequence[Sentence]) -> Iterator[Statement]:
        return (self.statement(sentence, sentence.fact_id) for sentence in said)

    def statement(self, said: Sentence | Entry, key: str) -> Statement:
        known = [self._articles[cited] for cited in said.citations if cited in self._articles]
        known.sort(key=lambda ref: ref.number)
        cited = tuple(self._citation(ref, said.support) for ref in known)
        more = max(0, said.citation_count - len(cited))
        return Statement(key, said.text, cited, more, edited=said.edited)

    def line(self, ref: ArticleRef) -> ArticleLine:
        original = self._articles.get(ref.copy_of) if ref.copy_of else None
        return ArticleLine(
            number=ref.number,
            title=ref.title,
            outlet=ref.outlet or _NO_OUTLET,
            href=href_of(ref.url),
            published_at=ref.published_at,
            copy_of=original.number if original else None,
            cited=ref.cited,
        )

    def _citation(self, ref: ArticleRef, support: Sequence[Support]) -> Citation:
        href = href_of(ref.url)
        quotes = (one.quote for one in support if one.article_id == ref.article_id)
        return Citation(
            tip=f"t{next(self._tips)}",
            number=ref.number,
            outlet=ref.outlet or _NO_OUTLET,
            title=ref.title,
            href=href or f"#a{ref.number}",
            external=href is not None,
            quotes=tuple(dict.fromkeys(quotes)),
        )


def _entry(entry: Entry, cite: _Citing) -> EntryView:
    when, machine = readable_day(entry.date), entry.date.isoformat()
    if entry.time is not None:
        when = f"{when} ({entry.time:%H:%M} UTC)"
        machine = f"{machine}T{entry.time:%H:%M}Z"
    statement = cite.statement(entry, entry.fact_id)
    return EntryView(entry.entry_id, when, machine, statement, entry.status)


def moment_of(entry: Entry) -> tuple[dt.date, dt.time, str]:
    """Return what orders the timeline: the date, then the time where there is one."""
    return entry.date, entry.time or dt.time.min, entry.entry_id


def direction_of(language: str) -> str:
    """Return "rtl" for a language written from right to left, else "ltr"."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def href_of(url: str | None) -> str | None:
    """Return `url` if it is safe to link: http or https, with a host, no blanks in it."""
    if url is None or any(sign.isspace() or not sign.isprintable() for sign in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def readable_day(day: dt.date) -> str:
    """Return a date as people read it: Jan 12, 2026."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def readable(at: dt.datetime) -> str:
    """Return an instant as people read it, in UTC: Jan 12, 2026, 09:05 UTC."""
    utc = at.astimezone(dt.UTC)
    return f"{readable_day(utc.date())}, {utc:%H:%M} UTC"


def machine(at: dt.datetime) -> str:
    """Return an instant as programs read it (RFC 3339, UTC, whole seconds)."""
    return f"{at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"
