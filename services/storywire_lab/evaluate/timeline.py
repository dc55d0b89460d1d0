"""`storywire evaluate timeline`: days and sentences against journalists' timelines.

The protocol of Gholipour Ghalandari and Ifrim (ACL 2020): each timeline is one task over the
articles of its topic inside its first and last day; the number of days, the mean number of
sentences a day, and words of which each chosen sentence must hold one, are given. A page of the
topic's articles is held against the days too, as it is.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import orjson

from storywire.domain.model import Article
from storywire.domain.story import days, vectors
from storywire.domain.story.page import PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.values import Member, ReadSentence
from storywire.domain.story.vectors import Vector
from storywire.errors import UsageError
from storywire_lab.evaluate.alignment import Timeline, rouge, same_days
from storywire_lab.evaluate.clustering import Agreement
from storywire_lab.topics import read_topic

LEADS, PUBLISHED_WITHIN, MIN_CANDIDATES = 4, 2, 10
TOPIC, LENGTH, USUAL_WORDS = 0.2, 0.05, 25

Weigh = Callable[[Sequence[Member]], Mapping[date, float]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Agreement with a timeline: aligned ROUGE-1 and -2, and days."""

    ar1: Agreement
    ar2: Agreement
    days: Agreement


@dataclass(frozen=True, slots=True)
class Task:
    """One timeline: how many days were asked for, and the scores; beside them the baseline's.

    The baseline ranks days by how many articles were published on them.
    """

    name: str
    asked: int
    scores: Scores
    by_publications: Scores


@dataclass(frozen=True, slots=True)
class TopicPage:
    """The page of a whole topic: entries, those on a day of a timeline, and making it."""

    topic: str
    articles: int
    entries: int
    on_a_day: int
    seconds: float


def evaluate_timeline(
    folder: Path, *, done: Callable[[int], None]
) -> tuple[Sequence[Task], Sequence[TopicPage]]:
    """Return the tasks and the pages of all topics in `folder`; `done` is told after each topic.

    A topic is `NAME.articles.jsonl.gz`, `NAME.gold.json` (timeline -> day -> sentences) and
    `NAME.query.txt` (a word a line).

    Raises:
        UsageError: there is no topic, or a file of one can't be read.
    """
    paths = sorted(folder.glob("*.articles.jsonl.gz"))
    if not paths:
        raise UsageError(f"{folder} has no *.articles.jsonl.gz")
    tasks: list[Task] = []
    pages: list[TopicPage] = []
    for path in paths:
        name = path.name.partition(".")[0]
        gold, query = _gold(folder / f"{name}.gold.json"), _query(folder / f"{name}.query.txt")
        articles = read_topic(path)
        whole = [Member(read(_whole(each)), at) for at, each in enumerate(articles, 1)]
        tasks += [_task(task, true, whole, query) for task, true in gold.items()]
        pages.append(_page(name, articles, {day for true in gold.values() for day in true}))
        done(1)
    return tasks, pages


def mean(scores: Sequence[Scores]) -> Scores:
    """Return the means over tasks of precision and of recall."""

    def of(each: Sequence[Agreement]) -> Agreement:
        return Agreement(
            sum(one.precision for one in each) / len(each),
            sum(one.recall for one in each) / len(each),
        )

    return Scores(
        of([one.ar1 for one in scores]),
        of([one.ar2 for one in scores]),
        of([one.days for one in scores]),
    )


def _whole(article: Article) -> Article:
    """Return the article with its first sentence in its text, where the task has it."""
    text = f"{article.title}\n{article.text}"
    return article.model_copy(update={"title": "(none)", "text": text})


def _gold(path: Path) -> dict[str, Timeline]:
    try:
        return {
            name: {date.fromisoformat(day): said for day, said in timeline.items()}
            for name, timeline in orjson.loads(path.read_bytes()).items()
        }
    except (OSError, ValueError, AttributeError) as error:
        raise UsageError(f"{path.name} holds no timelines: {error}") from error


def _query(path: Path) -> Sequence[str]:
    try:
        return path.read_text("utf-8").lower().split()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} holds no words: {error}") from error


def _page(name: str, articles: Sequence[Article], gold: set[date]) -> TopicPage:
    members = [Member(read(each), number) for number, each in enumerate(articles, 1)]
    started = time.perf_counter()
    page, _ = compose(members, PageMemory())
    seconds = time.perf_counter() - started
    on_a_day = sum(entry.date in gold for entry in page.timeline)
    return TopicPage(name, len(members), len(page.timeline), on_a_day, seconds)


def _task(name: str, true: Timeline, members: Sequence[Member], query: Sequence[str]) -> Task:
    inside = [m for m in members if min(true) <= m.read.published_at.date() <= max(true)]
    desk = _Sentences(inside, query)
    per_day = max(1, round(sum(map(len, true.values())) / len(true)))
    found = [
        desk.timeline(_within(weigh(inside), true), len(true), per_day)
        for weigh in (days.weights, _published)
    ]
    own, baseline = (
        Scores(rouge(each, true, 1), rouge(each, true, 2), same_days(each, true)) for each in found
    )
    return Task(name, len(true), own, baseline)


def _within(weighed: Mapping[date, float], true: Timeline) -> Mapping[date, float]:
    return {day: weight for day, weight in weighed.items() if min(true) <= day <= max(true)}


def _published(members: Sequence[Member]) -> Mapping[date, float]:
    found: dict[date, float] = defaultdict(float)
    for member in members:
        found[member.read.published_at.date()] += 1
    return found


class _Sentences:
    """The sentences of a task's articles, by the days they name and the days they open."""

    def __init__(self, members: Sequence[Member], query: Sequence[str]) -> None:
        said = [sentence for member in members for sentence in member.read.sentences]
        idf = vectors.weights([sentence.stems for sentence in said])
        self._query = query
        self._vectors = {s.key: vectors.vector(s.stems, idf) for s in said}
        self._words = {s.key: max(1, len(s.text.split())) for s in said}
        self._topic = vectors.centroid(self._vectors[s.key] for s in said if self._wanted(s))
        self._naming: dict[date, list[ReadSentence]] = defaultdict(list)
        self._opening: dict[date, list[ReadSentence]] = defaultdict(list)
        self._leading: dict[date, list[ReadSentence]] = defaultdict(list)
        for member in members:
            published = member.read.published_at.date()
            for back in range(PUBLISHED_WITHIN):
                leads = member.read.sentences[:LEADS]
                self._leading[published - timedelta(days=back)] += leads
        for sentence in said:
            named = [mention.day for mention in sentence.dates if mention.day]
            for day in dict.fromkeys(named):
                self._naming[day].append(sentence)
            if named:
                self._opening[named[0]].append(sentence)

    def timeline(self, weighed: Mapping[date, float], count: int, per_day: int) -> Timeline:
        """Return `count` days with `per_day` sentences each, fewer where there are not so many."""
        found: dict[date, Sequence[str]] = {}
        for day in days.ranked(weighed):
            if len(found) == count:
                break
            if chosen := self._chosen(day, per_day):
                found[day] = chosen
        return found

    def _chosen(self, day: date, count: int) -> Sequence[str]:
        naming = self._opening.get(day) or self._naming.get(day, [])
        leading = self._leading.get(day, [])
        said = days.in_both(
            [self._vectors[s.key] for s in naming], [self._vectors[s.key] for s in leading]
        )
        wanted = {s.key: s for s in (*leading, *naming) if self._wanted(s)}
        near = sorted(
            ((vectors.cosine(self._vectors[key], said), key) for key in wanted),
            key=lambda pair: -pair[0],
        )
        room = max(MIN_CANDIDATES, _knee([cosine for cosine, _ in near]))
        return [wanted[key].text for key in self._covering([key for _, key in near[:room]], count)]

    def _covering(self, keys: Sequence[str], count: int) -> Iterator[str]:
        """Yield the sentences that together come nearest to the centre of all, greedily."""
        centre = vectors.centroid(self._vectors[key] for key in keys)
        rest, total = list(keys), dict[str, float]()
        while rest and count:
            best = max(rest, key=lambda key: self._worth(key, total, centre))
            yield best
            total = _sum(total, self._vectors[best])
            rest.remove(best)
            count -= 1

    def _worth(self, key: str, total: Vector, centre: Vector) -> float:
        vector = self._vectors[key]
        together = vectors.cosine(vectors.unit(_sum(total, vector)), centre)
        length = abs(math.log(self._words[key] / USUAL_WORDS))
        return together + TOPIC * vectors.cosine(vector, self._topic) - LENGTH * length

    def _wanted(self, sentence: ReadSentence) -> bool:
        text = sentence.text.lower()
        return any(word in text for word in self._query)


def _sum(one: Vector, other: Vector) -> Vector:
    return {term: one.get(term, 0.0) + other.get(term, 0.0) for term in (*one, *other)}


def _knee(falling: Sequence[float]) -> int:
    """Return how many stand before the knee of a falling curve: where it is farthest below a line.

    Satopää and others, Finding a "Kneedle" in a Haystack (ICDCSW 2011), without smoothing.
    """
    if len(falling) < 3 or falling[0] == falling[-1]:
        return len(falling)
    last, fall = len(falling) - 1, falling[0] - falling[-1]
    below = [1 - at / last - (value - falling[-1]) / fall for at, value in enumerate(falling)]
    return max(1, below.index(max(below)))
