"""The people, places and bodies a story names most, from all its articles."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

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


def entities(members: Sequence[Member]) -> tuple[Entity, ...]:
    """Return the ten entities named by most articles, then most often; surnames join full names.

    Outlets are left out.
    """
    articles: dict[str, set[int]] = defaultdict(set)
    mentions: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    outlets = {slug(m.read.article.outlet) for m in members if m.read.article.outlet}
    for place, member in enumerate(members):
        for name, count in member.read.named:
            label = slug(name)
            articles[label].add(place)
            mentions[label] += count
            spellings[label][name] += count
    for short, full in _whole_names(mentions).items():
        mentions[full] += mentions.pop(short)
        articles[full] |= articles.pop(short)
    ranked = sorted(mentions, key=lambda label: (-len(articles[label]), -mentions[label], label))
    kept = [label for label in ranked if label and label not in outlets][:MAX_ENTITIES]
    return tuple(Entity(slug=label, name=_best(spellings[label])) for label in kept)


def _best(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _whole_names(mentions: Counter[str]) -> dict[str, str]:
    """Return, for each lone surname, the most frequent full name that it ends.

    A surname that comes first (`Lee Jae Myung`) counts in names of three words.
    """
    whole: dict[str, str] = {}
    for full in sorted(mentions, key=lambda label: (-mentions[label], label)):
        tokens = full.split("-")
        edges = [tokens[-1]] if len(tokens) > 1 else []
        if len(tokens) == 3 and _BODIES.isdisjoint(tokens):
            edges.append(tokens[0])
        for edge in edges:
            if edge in mentions:
                whole.setdefault(edge, full)
    return whole
