"""`storywire evaluate significance`: what a version weighs, and what a reader says it should."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.domain.membership import Attached, Detached, Revised
from storywire.domain.model import SIGNIFICANCES, Article, Decision
from storywire.errors import UsageError
from storywire.events import ArticleAttached, ArticleDetached, ArticleRevised, Event, StoryUpdated
from storywire_timeline.processor import TimelineProcessor

_STORY = "en-0123456789abcdef"
_DECISION = Decision(matcher="labelled", rule="joined", score=1.0, threshold=0.5)
Wanted = Literal["cosmetic", "corroboration", "minor", "major", "correction"]


class _Lined(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Told(_Lined):
    """An article of a case; `minutes` after the story began, where it is no revision."""

    title: str
    text: str
    outlet: str = ""
    minutes: int = 0


class _Update(_Lined):
    """What comes next: an article, a revision of the n-th article, or its retraction."""

    kind: str
    want: Wanted
    article: _Told | None = None
    copy_of: Annotated[int, Field(ge=0)] | None = None
    backfill: bool = False
    revise: Annotated[int, Field(ge=0)] | None = None
    retract: Annotated[int, Field(ge=0)] | None = None


class _Line(_Lined):
    story: str
    begun: datetime
    articles: tuple[_Told, ...]
    updates: tuple[_Update, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One update: what a reader says it weighs, what it was found to weigh, and why."""

    story: str
    kind: str
    want: str
    found: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class SignificanceScores:
    """All updates, and for each significance its precision and recall; 1 where there are none."""

    weighed: Sequence[Weighed]

    @property
    def by_significance(self) -> Mapping[str, tuple[float, float]]:
        """Return precision and recall of each significance."""
        return {name: (self._share(name, "found"), self._share(name, "want")) for name in _NAMES}

    @property
    def right(self) -> int:
        """Return how many weigh what they should."""
        return sum(each.found == each.want for each in self.weighed)

    def _share(self, name: str, of: str) -> float:
        those = [each for each in self.weighed if getattr(each, of) == name]
        return sum(each.found == each.want for each in those) / len(those) if those else 1.0


_NAMES = tuple(SIGNIFICANCES)


async def evaluate_significance(file: Path) -> SignificanceScores:
    """Weigh each update of each story of `file` as the first after the story's articles.

    Raises:
        UsageError: a line is no case.
    """
    found = [await _weighed(line, update) for line in _lines(file) for update in line.updates]
    return SignificanceScores(found)


def _lines(file: Path) -> Iterator[_Line]:
    for number, text in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            line = _Line.model_validate_json(text)
        except ValidationError as error:
            raise UsageError(f"{file}, line {number}: {error}") from error
        for update in line.updates:
            named = {update.copy_of, update.revise, update.retract} - {None}
            if any(place >= len(line.articles) for place in named if place is not None):
                raise UsageError(f"{file}, line {number}: {update.kind!r} names no article")
        yield line


async def _weighed(line: _Line, update: _Update) -> Weighed:
    with Database(":memory:") as database:
        timeline = TimelineProcessor(SqliteStoryStore(database))
        steps = [_attached(line, seq, told) for seq, told in enumerate(line.articles, start=1)]
        await timeline.handle(steps)
        given = await timeline.handle([_next(line, update)])
    (updated,) = [event for event in given if isinstance(event, StoryUpdated)]
    weight = updated.data
    return Weighed(line.story, update.kind, update.want, weight.significance, weight.reasons)


def _next(line: _Line, update: _Update) -> Event:
    seq, later = len(line.articles) + 1, line.begun + timedelta(days=1)
    if update.retract is not None:
        gone = Detached(
            story_id=_STORY, edition="en", story_seq=seq, reason="retracted",
            article_id=_name(update.retract + 1),
        )  # fmt: skip
        return ArticleDetached.of(gone, time=later)
    told = update.article or line.articles[0]
    if update.revise is not None:
        first = line.articles[update.revise]
        again = told.model_copy(update={"outlet": first.outlet, "minutes": first.minutes})
        article = _article(line, update.revise + 1, again, revision=2)
        revised = Revised(story_id=_STORY, edition="en", story_seq=seq, article=article)
        return ArticleRevised.of(revised, time=later)
    copied = None if update.copy_of is None else _name(update.copy_of + 1)
    return _attached(line, seq, told, copy_of=copied, backfill=update.backfill)


def _attached(
    line: _Line, seq: int, told: _Told, *, copy_of: str | None = None, backfill: bool = False
) -> Event:
    article = _article(line, seq, told, backfill=backfill)
    step = Attached(
        story_id=_STORY, edition="en", story_seq=seq, article=article, number=seq,
        copy_of=copy_of, decision=_DECISION,
    )  # fmt: skip
    return ArticleAttached.of(step, time=article.ingested_at)


def _article(
    line: _Line, number: int, told: _Told, *, revision: int = 1, backfill: bool = False
) -> Article:
    published = line.begun + timedelta(minutes=told.minutes)
    return Article(
        edition="en", article_id=_name(number), revision=revision, content_hash=told.title,
        title=told.title, text=told.text, language="en", outlet=told.outlet,
        published_at=published, ingested_at=max(published, line.begun), backfill=backfill,
    )  # fmt: skip


def _name(number: int) -> str:
    return f"a{number}"
