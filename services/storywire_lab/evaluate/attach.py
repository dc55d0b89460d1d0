"""`storywire evaluate attach`: labelled articles through the real processor, and its scores."""

import asyncio
import gzip
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any, TextIO

import orjson

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.attach.score import RULE, Rule
from storywire.domain.ids import article_id_of_guid, content_hash_of
from storywire.domain.membership import Attached, Step
from storywire.domain.model import MAX_TEXT, MAX_TITLE, Article
from storywire.errors import UsageError
from storywire.events import ArticleIngested
from storywire_attach.processor import AttachProcessor
from storywire_lab.evaluate.clustering import (
    Agreement,
    adjusted_mutual_information,
    bcubed,
    pairwise,
)

FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=1)
BATCH = 64


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article of a labelled file, its own id there, and the story it belongs to."""

    id: str
    story: str
    dated: bool
    article: Article

    def at(self, moment: datetime) -> "Labelled":
        """Return the same article, published at `moment`."""
        moved = self.article.model_copy(update={"published_at": moment, "ingested_at": moment})
        return Labelled(self.id, self.story, self.dated, moved)


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation over shuffled orders."""

    orders: int
    bcubed: float
    bcubed_deviation: float
    pairwise: float
    pairwise_deviation: float


@dataclass(frozen=True, slots=True)
class AttachScores:
    """The scores of one file in its own order; `singleton_floor` is BCubed F1 of no joining.

    `predictions` are story ids by the file's article ids, in its order; `spread` is None unless
    shuffles were asked for.
    """

    name: str
    bcubed: Agreement
    pairwise: Agreement
    ami: float
    articles: int
    true_stories: int
    found_stories: int
    singleton_floor: float
    articles_per_second: float
    predictions: Mapping[str, str]
    spread: Spread | None = None


def evaluate_attach(path: Path, *, shuffles: int = 0) -> AttachScores:
    """Return how well the articles of `path`, one JSON object a line, find their stories.

    Fields: id, title, story, and optionally text, source, language, published_at (without it, one
    minute after the line before). `shuffles` more orders are scored too: shuffled inside a day,
    or altogether where no article has a time; the first is always the file's own.

    Raises:
        UsageError: the file can't be read, or a line isn't a labelled article.
    """
    labelled = list(read_labelled(path))
    started = time.process_time()
    found = asyncio.run(attach_all(labelled))
    seconds = time.process_time() - started
    true = [line.story for line in labelled]
    stories = [found[line.id] for line in labelled]
    return AttachScores(
        name=path.name,
        bcubed=bcubed(stories, true),
        pairwise=pairwise(stories, true),
        ami=adjusted_mutual_information(stories, true),
        articles=len(true),
        true_stories=len(set(true)),
        found_stories=len(set(stories)),
        singleton_floor=bcubed(range(len(true)), true).f1,
        articles_per_second=len(true) / seconds if seconds else 0.0,
        predictions=found,
        spread=_spread(labelled, shuffles) if shuffles else None,
    )


def write_predictions(scores: Sequence[AttachScores], path: Path) -> None:
    """Write one `{"article_id", "story_id"}` a line, in the order of the files."""
    with path.open("wb") as out:
        for score in scores:
            for article_id, story_id in score.predictions.items():
                out.write(orjson.dumps({"article_id": article_id, "story_id": story_id}) + b"\n")


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Yield the articles of `path` (gzip'd where it ends in .gz), in the edition of their language.

    Raises:
        UsageError: the file can't be read, or a line isn't a labelled article.
    """
    published = FIRST_INSTANT - STEP
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                where = f"{path.name}:{number}"
                labelled = labelled_of(_fields(line, where), where, published + STEP)
                published = labelled.article.published_at
                yield labelled
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error}") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _fields(line: str, where: str) -> Mapping[str, Any]:
    try:
        fields: Mapping[str, Any] = orjson.loads(line)
    except ValueError as error:
        raise UsageError(f"{where} is not a labelled article: {error}") from error
    return fields


def labelled_of(
    fields: Mapping[str, Any], where: str, otherwise: datetime = FIRST_INSTANT
) -> Labelled:
    """Return the labelled article of `fields`, published `otherwise` if they don't say when.

    Raises:
        UsageError: it isn't one; the message begins with `where`.
    """
    try:
        stamp = fields.get("published_at")
        published = datetime.fromisoformat(stamp) if stamp else otherwise
        article = _article(fields, published)
        return Labelled(str(fields["id"]), str(fields["story"]), bool(stamp), article)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise UsageError(f"{where} is not a labelled article: {error}") from error


def _article(fields: Mapping[str, str], published: datetime) -> Article:
    title, text = fields["title"][:MAX_TITLE], (fields.get("text") or "")[:MAX_TEXT]
    language = fields.get("language") or "und"
    return Article(
        edition=language.partition("-")[0].lower(),
        article_id=article_id_of_guid("labelled", str(fields["id"])),
        revision=1,
        content_hash=content_hash_of(title, text),
        outlet=fields.get("source") or None,
        title=title,
        text=text,
        language=language,
        published_at=published,
        ingested_at=published,
    )


async def attach_all(labelled: Sequence[Labelled], rule: Rule = RULE) -> dict[str, str]:
    """Return the story of each, by the file's ids, found in this order."""
    stories = {
        step.article.article_id: step.story_id
        for step in await attached_steps(labelled, rule)
        if isinstance(step, Attached)
    }
    return {it.id: stories[it.article.article_id] for it in labelled}


async def attached_steps(labelled: Sequence[Labelled], rule: Rule = RULE) -> Sequence[Step]:
    """Return the steps of stories that follow from the articles in this order."""
    with Database(":memory:") as database:
        processor = AttachProcessor(SqliteMembershipStore(database), rule)
        events = [ArticleIngested.of(it.article, time=it.article.published_at) for it in labelled]
        steps: list[Step] = []
        for first in range(0, len(events), BATCH):
            with database.transaction():
                outputs = await processor.handle(events[first : first + BATCH])
            steps += [output.data for output in outputs]
    return steps


def _spread(labelled: Sequence[Labelled], shuffles: int) -> Spread:
    whole, pairs = scores_in_orders(labelled, shuffles)
    return Spread(shuffles, fmean(whole), pstdev(whole), fmean(pairs), pstdev(pairs))


def scores_in_orders(
    labelled: Sequence[Labelled], orders: int, rule: Rule = RULE
) -> tuple[Sequence[float], Sequence[float]]:
    """Return BCubed and pairwise F1 of so many orders, which are the same for every `rule`."""
    scores: list[tuple[float, float]] = []
    for seed in range(orders):
        order = _shuffled(labelled, seed)
        found = asyncio.run(attach_all(order, rule))
        stories, true = [found[it.id] for it in order], [it.story for it in order]
        scores.append((bcubed(stories, true).f1, pairwise(stories, true).f1))
    whole, pairs = zip(*scores, strict=True)
    return whole, pairs


def _shuffled(labelled: Sequence[Labelled], seed: int) -> list[Labelled]:
    """Return the articles in another order, with times that rise as far as the file dates them."""
    rng = random.Random(seed)  # noqa: S311 - the order of an experiment
    if not any(it.dated for it in labelled):
        times = [it.article.published_at for it in labelled]
        order = rng.sample(labelled, len(labelled))
        return [it.at(moment) for it, moment in zip(order, times, strict=True)]
    order = []
    for _, day in groupby(labelled, key=lambda it: it.article.published_at.date()):
        of_day = list(day)
        order += rng.sample(of_day, len(of_day))
    return order
