"""What reading an article gives: its sentences with their dates, names, numbers and faults."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from storywire.domain.model import Article
from storywire.domain.story import verbs, words
from storywire.domain.story.asides import without_asides
from storywire.domain.story.display import display as displayed
from storywire.domain.story.faults import is_of_its_week, is_stale_claim
from storywire.domain.story.introductions import introduced
from storywire.domain.story.mentions import DateMention, Quantity
from storywire.domain.story.quantities import quantities as counted

_MAY = frozenset({"may", "might", "could", "would"})

Anchor = Literal["text", "speech", "inherited", "lead", "carried", "published", "background"]


@dataclass(frozen=True)
class ReadSentence:
    """One sentence of one article revision, and everything the page needs to know of it.

    `text` is the sentence as the article has it (cleaned of furniture around it). `headline`: it
    is the article's headline, which is shown as it stands and never grows stale. `index` counts
    from 0 within the article, junk left out. `confidence` of the event day: 3 named in the text,
    2 by rule, 1 publication day for want of better, 0 none. `people` are the full names of those
    that the article names in full, by the short ones that it has for them.
    """

    article_id: str
    revision: int
    index: int
    text: str
    language: str
    stems: tuple[str, ...]
    names: frozenset[str]
    dates: tuple[DateMention, ...]
    event_date: date | None
    anchor: Anchor
    confidence: int
    future: bool
    eventive: bool
    negated: bool
    speech: bool
    faults: frozenset[str]
    dangling: bool
    headline: bool = False
    people: Mapping[str, str] = field(default_factory=dict)

    # What few sentences are asked for is found when they are.

    @cached_property
    def display(self) -> str:
        """Return what a page shows: openers and outlets stripped, dates and full names put in."""
        if self.headline:
            return self.text
        return introduced(displayed(self.text, self.dates, self.language), self.people)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return its numbers, with what they count."""
        return counted(self.text, language=self.language, dates=self.dates)

    @cached_property
    def counts(self) -> Mapping[str, str]:
        """Return the one plain number of each unit; units with several numbers say too little."""
        found: dict[str, list[str]] = {}
        for quantity in self.quantities:
            if quantity.unit and quantity.unit != "age" and not quantity.value.endswith("+"):
                found.setdefault(quantity.unit, []).append(quantity.value)
        return {unit: values[0] for unit, values in found.items() if len(values) == 1}

    @cached_property
    def stale_claim(self) -> bool:
        """Return whether it states how things stand, which holds for a day at most."""
        return not self.headline and is_stale_claim(self.text, self.language)

    @cached_property
    def stands(self) -> bool:
        """Return whether it tells what is, which is so for some days; English alone can tell."""
        english = words.base(self.language) in {"en", "und"}
        return english and not self.headline and verbs.stands(self.text)

    @cached_property
    def passing(self) -> bool:
        """Return whether it is true, or to be understood, for some days only."""
        return self.stands or is_of_its_week(self.text, self.language)

    @cached_property
    def plan(self) -> bool:
        """Return whether it tells what is to come, or may at a time that then lay ahead."""
        ahead = any(mention.future for mention in self.dates)
        return self.future or (ahead and not _MAY.isdisjoint(words.tokens(self.text)))

    @cached_property
    def lasting(self) -> bool:
        """Return whether no time takes it out of date."""
        return not (self.stale_claim or self.passing or self.plan)

    @cached_property
    def inside(self) -> tuple[str, ...]:
        """Return its words as they stand in it, without the first, whose capital says nothing."""
        return tuple(map(sys.intern, words.written(self.text)[1:]))

    @cached_property
    def stated(self) -> frozenset[str]:
        """Return the stems of what it states, without what it says in passing of who is named."""
        return frozenset(words.stems(without_asides(self.text, self.language), self.language))

    @property
    def key(self) -> str:
        """Return the sentence's name within its story."""
        return f"{self.article_id}:{self.revision}:{self.index}"

    @property
    def showable(self) -> bool:
        """Return whether a page may show it at all."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, read: a pure function of the article alone, so it can be kept.

    `named` are its names as written, outlets left out, each with how often it stands there.
    `days_named` are the days in its text; `days_told` the days of the events it tells, each with
    the index of the first sentence that does, one that an entry may show before others.
    """

    article: Article
    headline: str
    sentences: tuple[ReadSentence, ...]
    named: tuple[tuple[str, int], ...] = ()
    days_named: frozenset[date] = frozenset()
    days_told: Mapping[date, int] = field(default_factory=dict)

    @property
    def published_at(self) -> datetime:
        """Return when the outlet published it."""
        return self.article.published_at


@dataclass(frozen=True, slots=True)
class Member:
    """An article as a member of a story: the number it is cited by, and whose copy it is."""

    read: ReadArticle
    number: int
    copy_of: str | None = None
