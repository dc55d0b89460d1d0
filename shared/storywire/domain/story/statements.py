"""The sentences of a story as its facts are made of them: bounded, weighed, and findable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from storywire.domain.story import days, words
from storywire.domain.story.days import Day
from storywire.domain.story.roundups import RoundUps
from storywire.domain.story.scale import STRIDE, Scale, Statement, Workings
from storywire.domain.story.values import Member
from storywire.domain.story.vectors import Vector, Weights


@dataclass(frozen=True)
class Told:
    """Everything a story's members state, in the order of their numbers.

    `said`: the statements of each member, by its number. `days`: the days that matter most in a
    story of more members than are read; else empty.
    """

    members: tuple[Member, ...]
    said: Mapping[int, tuple[Statement, ...]]
    scale: Scale
    workings: Workings
    language: str
    days: Mapping[date, Day] = field(default_factory=dict)

    @property
    def idf(self) -> Weights:
        """Return what each term weighs."""
        return self.scale.idf

    @property
    def centroid(self) -> Vector:
        """Return the centre of the first 8 sentences of each article that was weighed."""
        return self.scale.centre

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Return all statements in order of position."""
        return tuple(chain.from_iterable(self.said.values()))

    @cached_property
    def newest(self) -> datetime:
        """Return when the newest member was published."""
        return max(member.read.published_at for member in self.members)

    @cached_property
    def astray(self) -> frozenset[int]:
        """Return the positions of what is of other matters, as round-ups tell them."""
        notes = self.workings.notes(RoundUps)
        return notes.astray(self.said, self.scale)

    @property
    def english(self) -> bool:
        """Return whether English rules apply."""
        return words.base(self.language) in {"en", "und"}

    def after(self, statement: Statement) -> Statement | None:
        """Return the next sentence of the same article."""
        number, place = divmod(statement.position, STRIDE)
        said = self.said[number]
        return said[place + 1] if place + 1 < len(said) else None


def told(members: Sequence[Member], workings: Workings | None = None) -> Told:
    """Return what `members` state; of more than 60, at most 60 are read.

    These are the 4 oldest, two that tell each of the 16 days that matter most, and the newest.
    """
    workings = workings or Workings()
    ordered = sorted(members, key=lambda member: member.number)
    scale = workings.scale(ordered)
    chosen, weighty = days.to_read(ordered, workings.lasting(days.Days))
    said = {member.number: workings.said(member, scale) for member in chosen}
    return Told(tuple(chosen), said, scale, workings, _language(chosen), weighty)


def _language(members: Sequence[Member]) -> str:
    counts: dict[str, int] = {}
    for member in members:
        tag = words.base(member.read.article.language)
        if tag != "und":
            counts[tag] = counts.get(tag, 0) + 1
    return max(counts, key=lambda tag: counts[tag], default="und")
