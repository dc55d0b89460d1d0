"""`storywire evaluate announced`: late reports of announced events, and look-alikes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from storywire.errors import UsageError
from storywire_lab.evaluate.attach import Labelled, attach_all, labelled_of, read_labelled

ROLES = ("announcement", "late", "look_alike")


@dataclass(frozen=True, slots=True)
class Case:
    """An announcement, reports of what it announced, and reports that only look alike."""

    name: str
    half: str
    announcement: tuple[Labelled, ...]
    late: tuple[Labelled, ...]
    look_alike: tuple[Labelled, ...]

    @property
    def articles(self) -> tuple[Labelled, ...]:
        """Return all articles of the case."""
        return self.announcement + self.late + self.look_alike


@dataclass(frozen=True, slots=True)
class AnnouncedScores:
    """How many of the late reports joined, and of the look-alikes were welded, in one half.

    `missed` and `welded_ids` are the ids of articles that went wrong.
    """

    half: str
    cases: int
    late: int
    joined: int
    look_alikes: int
    welded: int
    missed: tuple[str, ...]
    welded_ids: tuple[str, ...]


async def evaluate_announced(
    path: Path, *, among: Path | None = None, half: str | None = None
) -> Sequence[AnnouncedScores]:
    """Return the scores of each half of the cases of `path`, one JSON object a line.

    All articles make one stream in order of time. `among` is a labelled file, as for `evaluate
    attach`, whose articles surround the cases: its middle is moved to theirs. `half` runs and
    scores only the cases of this name.

    Raises:
        UsageError: a file can't be read, or a line isn't a case or a labelled article.
    """
    cases = [case for case in read_cases(path) if half in {None, case.half}]
    own = [article for case in cases for article in case.articles]
    around = _moved(list(read_labelled(among)), own) if among else []
    stream = sorted([*own, *around], key=lambda it: (it.article.published_at, it.id))
    found = await attach_all(stream)
    halves = sorted({case.half for case in cases})
    return [_scores(name, [it for it in cases if it.half == name], found) for name in halves]


def read_cases(path: Path) -> Iterator[Case]:
    """Yield the cases of `path`.

    Raises:
        UsageError: the file can't be read, or a line isn't a case.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        where = f"{path.name}:{number}"
        try:
            fields = orjson.loads(line)
            name, half = str(fields["case"]), str(fields["half"])
            articles = (tuple(_labelled(it, name, where) for it in fields[role]) for role in ROLES)
            yield Case(name, half, *articles)
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{where} is not a case: {error}") from error


def _labelled(fields: dict[str, Any], name: str, where: str) -> Labelled:
    return labelled_of({**fields, "story": name}, where)


def _moved(around: Sequence[Labelled], own: Sequence[Labelled]) -> Sequence[Labelled]:
    apart = _middle(own) - _middle(around)
    days = timedelta(days=round(apart / 86_400))
    return [it.at(it.article.published_at + days) for it in around]


def _middle(articles: Sequence[Labelled]) -> float:
    times = [it.article.published_at.timestamp() for it in articles]
    return (min(times) + max(times)) / 2


def _scores(half: str, cases: Sequence[Case], found: dict[str, str]) -> AnnouncedScores:
    missed: list[str] = []
    welded: list[str] = []
    for case in cases:
        stories = {found[it.id] for it in case.announcement}
        missed += [it.id for it in case.late if found[it.id] not in stories]
        welded += [it.id for it in case.look_alike if found[it.id] in stories]
    late = sum(len(case.late) for case in cases)
    look_alikes = sum(len(case.look_alike) for case in cases)
    return AnnouncedScores(
        half, len(cases), late, late - len(missed), look_alikes, len(welded),
        tuple(missed), tuple(welded),
    )  # fmt: skip
