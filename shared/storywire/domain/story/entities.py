"""The people, places and bodies a story names most, from all its articles."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from storywire.domain.model import Entity
from storywire.domain.story import names
from storywire.domain.story.values import Member

MAX_ENTITIES = 10

_NOT_WORD = re.compile(r"[\W_]+")


def slug(name: str) -> str:
    """Return a name in lower case with hyphens; accents fall off, other scripts stay."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    ascii_slug = _NOT_WORD.sub("-", plain.lower()).strip("-")
    return ascii_slug or _NOT_WORD.sub("-", name.lower()).strip("-")


def entities(members: Sequence[Member]) -> tuple[Entity, ...]:
    """Return the ten entities named by most articles, then most often; surnames join full names.

    Outlets are left out.
    """
    articles: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    outlets = {slug(m.read.article.outlet) for m in members if m.read.article.outlet}
    for member in members:
        found = Counter[str]()
        for name in _named(member):
            found[slug(name)] += 1
            spellings.setdefault(slug(name), Counter())[name] += 1
        mentions.update(found)
        articles.update(found.keys())
    whole = _whole_names(mentions)
    for short, full in whole.items():
        mentions[full] += mentions.pop(short)
        articles[full] = max(articles[full], articles.pop(short))
    ranked = sorted(mentions, key=lambda k: (-articles[k], -mentions[k], k))
    kept = [k for k in ranked if k and k not in outlets][:MAX_ENTITIES]
    return tuple(Entity(slug=k, name=_best(spellings[k])) for k in kept)


def _named(member: Member) -> list[str]:
    return [name for s in member.read.sentences for name in names.spelled(s.text)]


def _best(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _whole_names(mentions: Counter[str]) -> dict[str, str]:
    """Return, for each surname, the one full name that ends in it (the most frequent)."""
    whole: dict[str, str] = {}
    for full in sorted(mentions, key=lambda k: (-mentions[k], k)):
        last = full.rsplit("-", 1)[-1]
        if last != full and last in mentions:
            whole.setdefault(last, full)
    return whole
