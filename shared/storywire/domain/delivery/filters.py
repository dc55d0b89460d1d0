"""Which updates a reader asked for: the one grammar of streams, subscriptions and feeds."""

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from storywire.domain.model import SIGNIFICANCES, Significance, Update, Value
from storywire.domain.story.words import stems

MAX_TERMS = 64
_WORD = re.compile(r"[^\W_]")


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Term = Annotated[str, Field(min_length=1, max_length=200)]
Terms = Annotated[tuple[Term, ...], BeforeValidator(_several)]


class Filter(Value):
    """What an update must meet: one value of every key that is given; nothing given, all of them.

    `story` and `entity` are ids and slugs; `source` is the host name of an article (or of a
    parent domain); `q` asks for all its words, over title, headings, entities and article titles.
    """

    model_config = ConfigDict(strict=False, extra="forbid")

    story: Terms = ()
    edition: Terms = ()
    entity: Terms = ()
    outlet: Terms = ()
    source: Terms = ()
    q: Terms = ()
    min_significance: Significance | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        keys = (self.story, self.edition, self.entity, self.outlet, self.source)
        terms = sum(map(len, keys)) + sum(len(asked.split()) for asked in self.q)
        if terms > MAX_TERMS:
            raise ValueError(f"a filter has at most {MAX_TERMS} terms, this one {terms}")
        if not all(_WORD.search(asked) for asked in self.q):
            raise ValueError("q needs a word")
        return self

    @cached_property
    def is_empty(self) -> bool:
        """Return whether every update meets it."""
        keys = (self.story, self.edition, self.entity, self.outlet, self.source, self.q)
        return not any(keys) and self.min_significance in {None, "cosmetic"}

    def without_floor(self) -> Self:
        """Return the filter without its lowest significance."""
        return self.model_copy(update={"min_significance": None})


class Subject:
    """What filters ask about an update; made once, and judged by any number of filters."""

    def __init__(self, update: Update) -> None:
        self._update = update

    @cached_property
    def _outlets(self) -> frozenset[str]:
        return frozenset(outlet.casefold() for outlet in self._update.story.outlets)

    @cached_property
    def _entities(self) -> frozenset[str]:
        return frozenset(entity.slug for entity in self._update.story.entities)

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(
            domain for ref in self._update.story.articles for domain in _domains(ref.url or "")
        )

    @cached_property
    def _stems(self) -> frozenset[str]:
        story = self._update.story
        texts = [story.title, *(section.heading for section in story.summary)]
        texts += [entity.name for entity in story.entities]
        texts += [ref.title for ref in story.articles]
        return frozenset(stem for text in texts for stem in stems(text, story.language))

    def meets(self, asked: Filter) -> bool:
        """Return whether the update is one that `asked` asks for."""
        return asked.is_empty or (
            self._weighs(asked.min_significance)
            and (not asked.story or self._update.story_id in asked.story)
            and (not asked.edition or self._update.story.edition in asked.edition)
            and _any(asked.entity, self._entities)
            and _any([outlet.casefold() for outlet in asked.outlet], self._outlets)
            and _any([host.lower() for host in asked.source], self._hosts)
            and (not asked.q or any(self._says(words) for words in asked.q))
        )

    def _weighs(self, floor: Significance | None) -> bool:
        if floor is None:
            return True
        return SIGNIFICANCES.index(self._update.significance) >= SIGNIFICANCES.index(floor)

    def _says(self, words: str) -> bool:
        return self._stems.issuperset(stems(words, self._update.story.language))


def _any(wanted: Collection[str], there: frozenset[str]) -> bool:
    return not wanted or any(one in there for one in wanted)


def _domains(url: str) -> Iterable[str]:
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return ()
    return [".".join(labels[place:]) for place in range(max(1, len(labels) - 1))]


def matches(asked: Filter, update: Update) -> bool:
    """Return whether `update` meets `asked`: a repeated key is "or", different keys are "and"."""
    return Subject(update).meets(asked)
