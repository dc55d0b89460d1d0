"""What a replay leaves in its folder: three topics, the last snapshots, and a report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from storywire.domain.model import Article, Story
from storywire.domain.story.support import unsupported
from storywire.events import ArticleAttached, ArticleRevised, StoryUpdated, decode
from storywire.ports.log import EventLog, Record
from storywire.topics import GROUPS, dead_letter_topic

SHOWN_REFUSALS = 100


@dataclass(slots=True)
class Tally:
    """What became of the input's lines; `refusals` keeps the first 100 with line and field."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[Mapping[str, Any]] = field(default_factory=list)

    def refuse(self, line: int, errors: Sequence[Mapping[str, Any]]) -> None:
        """Note that `line` (from 1) was refused."""
        self.counts["refused"] += 1
        if len(self.refusals) < SHOWN_REFUSALS:
            self.refusals.append({"line": line, "errors": list(errors)})


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Counts are the same for the same input; only `timings` differ."""

    input: str
    lines: Mapping[str, int]
    refusals: Sequence[Mapping[str, Any]]
    articles: int
    attached: int
    stories: int
    versions: int
    gaps: Sequence[str]
    dead_letters: int
    unsupported_sentences: int
    unsupported_examples: Sequence[str]
    timings: Mapping[str, Any]

    def as_json(self) -> bytes:
        """Return the report as indented JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


@dataclass(slots=True)
class _Found:
    """What the topics hold, gathered in one pass."""

    articles: dict[str, Article] = field(default_factory=dict)
    texts: dict[tuple[str, int], Article] = field(default_factory=dict)
    last: dict[str, Story] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    gaps: list[str] = field(default_factory=list)

    def membership(self, record: Record) -> None:
        event = decode(record.topic, record.value, key=record.key)
        if isinstance(event, ArticleAttached | ArticleRevised):
            self.articles[event.data.article.article_id] = event.data.article

    def update(self, record: Record) -> None:
        event = decode(record.topic, record.value, key=record.key)
        if not isinstance(event, StoryUpdated):
            return
        story = event.data.story
        self.versions[story.story_id] += 1
        if story.version != self.versions[story.story_id]:
            self.gaps.append(f"{story.story_id} version {story.version}")
        self.last[story.story_id] = story


async def write_results(
    log: EventLog, out: Path, *, source: Path, tally: Tally, timings: Mapping[str, Any]
) -> ReplayReport:
    """Write the topics, snapshots and the report into `out`; return the report."""
    found = _Found()
    await _write_topic(log, out, "article-ingested", lambda _: None)
    await _write_topic(log, out, "story-membership", found.membership)
    await _write_topic(log, out, "story-updated", found.update)
    _write_stories(out, found.last)
    faults = [fault for story in found.last.values() for fault in _faults(story, found.articles)]
    report = ReplayReport(
        input=source.name,
        lines=dict(sorted(tally.counts.items())),
        refusals=tally.refusals,
        articles=sum((await log.ends("article-ingested")).values()),
        attached=len(found.articles),
        stories=len(found.last),
        versions=found.versions.total(),
        gaps=found.gaps,
        dead_letters=await _dead_letters(log),
        unsupported_sentences=len(faults),
        unsupported_examples=faults[:20],
        timings=timings,
    )
    (out / "report.json").write_bytes(report.as_json() + b"\n")
    return report


def _faults(story: Story, articles: Mapping[str, Article]) -> Sequence[str]:
    return [f"{story.story_id}: {fault}" for fault in unsupported(story, articles)]


async def _dead_letters(log: EventLog) -> int:
    names = [dead_letter_topic(topic, group) for group, topic in GROUPS]
    return sum([sum((await log.ends(name)).values()) for name in names])


async def _write_topic(log: EventLog, out: Path, topic: str, see: Any) -> None:
    offset = 0
    with (out / f"{topic}.jsonl").open("wb") as file:
        while records := await log.read(topic, offset=offset):
            for record in records:
                file.write((record.value or b"null") + b"\n")
                see(record)
            offset = records[-1].offset + 1


def _write_stories(out: Path, stories: Mapping[str, Story]) -> None:
    folder = out / "stories"
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.json"):
        stale.unlink()
    for story_id, story in stories.items():
        (folder / f"{story_id}.json").write_text(
            story.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8"
        )
