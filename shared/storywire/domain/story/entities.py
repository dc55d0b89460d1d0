"""The people, places and bodies a story names most, from all its articles."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from heapq import nsmallest

from storywire.domain.model import Entity
from storywire.domain.story import words
from storywire.domain.story.values import Member

MAX_ENTITIES = 10

_BODIES = frozenset(
    words.listed(
        """police department county city university college school court office hospital center
        centre house park street avenue road party church bank company team state federal national
        international committee council union of the and in for"""
    )
)
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=16_384)
def slug(name: str) -> str:
    """Return a name in lower case with hyphens; accents fall off, other scripts stay."""
    plain = unicodedata.normalize("NFKD", name.replace(".", "")).encode("ascii", "ignore").decode()
    ascii_slug = _NOT_WORD.sub("-", plain.lower()).strip("-")
    return ascii_slug or _NOT_WORD.sub("-", name.lower()).strip("-")


class Names:
    """Who is named in a story's articles, counted as they come."""

    def __init__(self) -> None:
        self._counted: list[tuple[str, int]] = []
        self._clear()

    def _clear(self) -> None:
        self._counted.clear()
        self.articles: dict[str, set[int]] = defaultdict(set)
        self.mentions: Counter[str] = Counter()
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.outlets: set[str] = set()
        self._ending: dict[str, set[str]] = defaultdict(set)

    def count(self, members: Sequence[Member]) -> None:
        """Count what `members` name, which are in the order of their numbers."""
        revisions = [(m.read.article.article_id, m.read.article.revision) for m in members]
        if self._counted != revisions[: len(self._counted)]:
            self._clear()
        for member in members[len(self._counted) :]:
            self._add(member)
        self._counted = revisions

    def _add(self, member: Member) -> None:
        if member.read.article.outlet:
            self.outlets.add(slug(member.read.article.outlet))
        for name, count in member.read.named:
            label = slug(name)
            if label not in self.mentions:
                for edge in _edges(label):
                    self._ending[edge].add(label)
            self.articles[label].add(member.number)
            self.mentions[label] += count
            self.spellings[label][name] += count

    def whole(self) -> dict[str, str]:
        """Return, for each lone surname, the most frequent full name that it ends."""
        return {
            edge: min(full, key=lambda label: (-self.mentions[label], label))
            for edge, full in self._ending.items()
            if edge in self.mentions
        }


def entities(members: Sequence[Member], names: Names) -> tuple[Entity, ...]:
    """Return the ten entities named by most articles, then most often; surnames join full names.

    Outlets are left out. `names` are those of the version before, or new.
    """
    names.count(sorted(members, key=lambda member: member.number))
    mentions, articles = names.mentions.copy(), dict(names.articles)
    for short, full in names.whole().items():
        mentions[full] += mentions.pop(short)
        articles[full] = articles[full] | articles.pop(short)
    known = (label for label in mentions if label and label not in names.outlets)
    kept = nsmallest(
        MAX_ENTITIES, known, key=lambda label: (-len(articles[label]), -mentions[label], label)
    )
    return tuple(Entity(slug=label, name=_best(names.spellings[label])) for label in kept)


def _edges(label: str) -> list[str]:
    """Return the surnames a full name may be called by: its last word, and the first of three.

    A surname that comes first (`Lee Jae Myung`) counts in names of three words.
    """
    tokens = label.split("-")
    edges = [tokens[-1]] if len(tokens) > 1 else []
    if len(tokens) == 3 and _BODIES.isdisjoint(tokens):
        edges.append(tokens[0])
    return edges


def _best(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))
