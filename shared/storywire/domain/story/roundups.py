"""Round-ups: articles that tell other matters, too, which have no place on a story's page."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from storywire.domain.story.scale import Scale, Statement

FROM, NEAR, APART = 3, 3, 0.10
Said = tuple[Statement, ...]


class RoundUps:
    """What of each article is of other matters, found once for the names that others have, too."""

    def __init__(self) -> None:
        self._names: dict[int, frozenset[str]] = {}
        self._found: dict[tuple[int, frozenset[str]], tuple[int, ...]] = {}

    def astray(self, told: Mapping[int, Said], scale: Scale) -> frozenset[int]:
        """Return the positions of what is far from all that others name, and unlike their centre.

        Nothing in stories of fewer than three articles, copies aside, or in an article that names
        nothing that others do.
        """
        if sum(said[0].member.copy_of is None for said in told.values() if said) < FROM:
            return frozenset()
        names = {id(said): self._named(said) for said in told.values()}
        naming = Counter(chain.from_iterable(names.values()))
        common = frozenset(name for name, count in naming.items() if count > 1)
        found: list[int] = []
        for said in told.values():
            key = id(said), names[id(said)] & common  # `said` lives as long as these notes
            if key not in self._found:
                self._found[key] = tuple(_astray(said, key[1], scale))
            found += self._found[key]
        return frozenset(found)

    def _named(self, said: Said) -> frozenset[str]:
        if id(said) not in self._names:
            named = chain.from_iterable(one.sentence.names for one in said)
            self._names[id(said)] = frozenset(named)
        return self._names[id(said)]


def _astray(said: Said, shared: frozenset[str], scale: Scale) -> Iterator[int]:
    near = [at for at, one in enumerate(said) if not shared.isdisjoint(one.sentence.names)]
    if not near:
        return
    far = [one for at, one in enumerate(said) if min(abs(at - other) for other in near) > NEAR]
    if not far:
        return
    nearness = scale.nearness_to_others(said)
    for one in far:
        if nearness(one.vector) < APART:
            yield one.position
