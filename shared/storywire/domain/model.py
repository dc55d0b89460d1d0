"""The values of the wire: articles, decisions, stories. Frozen, strict, and public.

Readers ignore unknown fields; writers are strict. Whatever stands here travels in events, so
fields are only ever added.
"""

import datetime as dt
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

MAX_TITLE = 1_000
MAX_TEXT = 200_000
FUTURE_TOLERANCE = timedelta(minutes=5)
FIRST_YEAR, LAST_YEAR = 1900, 2199


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("contains a NUL character")
    return text


def _plausible(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"year {moment.year} is outside {FIRST_YEAR}-{LAST_YEAR}")
    return moment


Text = Annotated[str, AfterValidator(_no_nul)]
Instant = Annotated[AwareDatetime, AfterValidator(_plausible)]
Edition = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,31}$")]
ArticleId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
StoryId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]


class Value(BaseModel):
    """A frozen value: equal when its fields are equal."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, populate_by_name=True)


# --- articles ----------------------------------------------------------------------------------


class Article(Value):
    """One revision of one article, as ingest publishes it. All instants are aware (UTC)."""

    edition: Edition
    article_id: ArticleId
    revision: Annotated[int, Field(ge=1)]
    content_hash: Annotated[str, Field(min_length=1, max_length=64)]
    url: Annotated[Text, Field(max_length=2_048)] | None = None
    outlet: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    title: Annotated[Text, Field(min_length=1, max_length=MAX_TITLE)]
    text: Annotated[Text, Field(max_length=MAX_TEXT)] = ""
    language: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{2,35}$")] = "und"
    published_at: Instant
    ingested_at: Instant
    source_id: Annotated[Text, Field(max_length=200)] | None = None
    authors: Annotated[tuple[Text, ...], Field(max_length=50)] = ()
    image_url: Annotated[Text, Field(max_length=2_048)] | None = None
    backfill: bool = False
    cut: tuple[Literal["title", "text"], ...] = ()

    @model_validator(mode="after")
    def _not_from_the_future(self) -> Self:
        if self.published_at > self.ingested_at + FUTURE_TOLERANCE:
            raise ValueError("published_at is more than 5 minutes after ingested_at")
        return self


class Retraction(Value):
    """An article taken back by its outlet. It is the article's next revision."""

    edition: Edition
    article_id: ArticleId
    revision: Annotated[int, Field(ge=1)]
    reason: Annotated[Text, Field(max_length=1_000)] = ""
    retracted_at: Instant


# --- membership ---------------------------------------------------------------------------------


class RunnerUp(Value):
    """The story that came second, and how near it came."""

    story_id: StoryId
    score: float


class Term(Value):
    """A word or name that article and story share, and what it added to the score."""

    term: str
    weight: float


class Decision(Value):
    """Why an article is where it is. Scores are rounded to 4 places."""

    matcher: str
    rule: Literal["joined", "opened", "copy", "announced", "revised", "pinned", "moved"]
    score: float
    threshold: float
    runner_up: RunnerUp | None = None
    margin: float | None = None
    terms: tuple[Term, ...] = ()
    gap_days: float | None = None
    announced_date: dt.date | None = None
    uncertain: bool = False


class Batch(Value):
    """The k-th of n events that make one step together."""

    batch_id: str
    k: Annotated[int, Field(ge=1)]
    n: Annotated[int, Field(ge=1)]


# --- stories ------------------------------------------------------------------------------------


class Support(Value):
    """The sentence of an article revision that supports a statement (`sentence`: from 0)."""

    article_id: ArticleId
    revision: int
    sentence: int
    quote: str


class Sentence(Value):
    """One statement of the summary. `citations` shows at most 8 of `citation_count` articles.

    `edited`, here and below: the words are an editor's.
    """

    text: str
    fact_id: str
    citations: tuple[ArticleId, ...]
    citation_count: int
    support: tuple[Support, ...]
    edited: bool = False


class Section(Value):
    """A heading that is a statement, and the sentences under it."""

    section_id: str
    heading: str
    sentences: tuple[Sentence, ...]
    edited: bool = False


EntryStatus = Literal["reported", "scheduled", "disputed"]


class Entry(Value):
    """One line of the timeline; `time` (UTC) only where the event is the report itself."""

    entry_id: str
    date: dt.date
    time: dt.time | None = None
    text: str
    fact_id: str
    citations: tuple[ArticleId, ...]
    citation_count: int
    support: tuple[Support, ...]
    status: EntryStatus = "reported"
    edited: bool = False


FactStatus = Literal["stated", "scheduled", "revised", "disputed"]


class Fact(Value):
    """What the articles state, in one representative sentence."""

    fact_id: str
    text: str
    date: dt.date | None = None
    status: FactStatus = "stated"
    outlets: int = 1
    edited: bool = False


class ArticleRef(Value):
    """An article as a story lists it; `number` is the `[1]` on the page, given once for ever."""

    article_id: ArticleId
    number: int
    title: str
    url: str | None = None
    outlet: str | None = None
    published_at: Instant
    cited: bool = False
    copy_of: ArticleId | None = None


class Entity(Value):
    """A person, place or body that the story names often."""

    slug: str
    name: str


StoryState = Literal["open", "closed", "merged", "withdrawn"]


class Story(Value):
    """A whole story at one version: the snapshot that downstream keeps. Stays under 64 kB."""

    story_id: StoryId
    version: Annotated[int, Field(ge=1)]
    edition: Edition
    language: str
    state: StoryState = "open"
    merged_into: StoryId | None = None
    title: str
    first_published_at: Instant
    updated_at: Instant
    article_count: int
    outlet_count: int
    cited_count: int
    entities: tuple[Entity, ...] = ()
    outlets: tuple[str, ...] = ()
    summary: tuple[Section, ...] = ()
    timeline: tuple[Entry, ...] = ()
    facts: tuple[Fact, ...] = ()
    articles: tuple[ArticleRef, ...] = ()


# --- changes ------------------------------------------------------------------------------------

ChangeType = Literal[
    "story_opened", "article_added", "article_revised", "article_changed", "article_retracted",
    "article_moved_in", "article_moved_out", "headline_changed", "section_added",
    "section_changed", "section_moved", "section_removed", "fact_added", "fact_corroborated",
    "fact_revised", "fact_disputed", "fact_withdrawn", "entry_added", "entry_changed",
    "entry_removed", "stories_merged", "story_split", "story_closed", "story_reopened",
]  # fmt: skip

Side = dict[str, str | int | bool | list[dict[str, str]] | None] | str | int


class Change(Value):
    """One thing that differs between two versions; `from`/`to` hold what it was and is."""

    type: ChangeType
    article_id: ArticleId | None = None
    fact_id: str | None = None
    entry_id: str | None = None
    section_id: str | None = None
    other_story_id: StoryId | None = None
    before: Side | None = Field(default=None, alias="from")
    after: Side | None = Field(default=None, alias="to")


Significance = Literal["cosmetic", "corroboration", "minor", "major", "correction"]
SIGNIFICANCES: tuple[Significance, ...] = (
    "cosmetic",
    "corroboration",
    "minor",
    "major",
    "correction",
)


class Update(Value):
    """One step of one story, from `previous_version` to `version`, and the story after it."""

    story_id: StoryId
    version: Annotated[int, Field(ge=1)]
    previous_version: Annotated[int, Field(ge=0)]
    significance: Significance
    reasons: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    story: Story
