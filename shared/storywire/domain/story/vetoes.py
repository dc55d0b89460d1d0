"""Why two alike sentences may not be one fact: other numbers, a denial, a plan, the opposite."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from storywire.domain.story import words
from storywire.domain.story.mentions import Quantity
from storywire.domain.story.values import ReadSentence

FAR = 2
_OPPOSITES = (
    ("left leave leaves depart departed departs", "arrived arrive arrives land landed lands"),
    ("arrested arrest arrests detained", "released release releases freed"),
    ("convicted convict guilty", "acquitted acquit cleared"),
    # one after the other
    ("arrested detained", "charged indicted convicted sentenced"),
    ("accused charged indicted", "convicted guilty sentenced jailed"),
    ("convicted guilty", "sentenced jailed"),
    ("charged charges", "indicted indictment"),
    ("opened opens open reopened reopens", "closed closes close shut"),
    ("rose rise rises gained climbed", "fell fall falls dropped lost declined"),
    ("won win wins", "lost lose loses"),
    ("approved approves passed", "rejected rejects blocked"),
    # German, French, Spanish, Italian, Portuguese, Dutch
    ("abgeflogen abgereist aufgebrochen", "angekommen eingetroffen gelandet"),
    ("festgenommen verhaftet", "freigelassen entlassen"),
    ("verurteilt", "freigesprochen"),
    ("gestiegen stieg stiegen", "gefallen fiel fielen gesunken sank"),
    ("parti partie partis quitté", "arrivé arrivée arrivés"),
    ("arrêté arrêtée arrêtés", "libéré libérée libérés relâché"),
    ("salió salieron partió partieron", "llegó llegaron aterrizó"),
    ("detenido detenida detenidos", "liberado liberada liberados"),
    ("partito partita partiti", "arrivato arrivata arrivati"),
    ("arrestato arrestata arrestati", "rilasciato scarcerato"),
    ("partiu partiram", "chegou chegaram"),
    ("detido detida detidos preso presa", "libertado libertada solto"),
    ("vertrokken vertrok", "aangekomen arriveerde"),
    ("aangehouden gearresteerd", "vrijgelaten"),
)


def numbers_clash(left: Iterable[Quantity], right: Iterable[Quantity]) -> bool:
    """Return whether both count the same thing and no count agrees; ages set apart."""
    counts, others = _by_unit(left), _by_unit(right)
    return any(unit in others and counts[unit].isdisjoint(others[unit]) for unit in sorted(counts))


def _by_unit(quantities: Iterable[Quantity]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quantity in quantities:
        if quantity.unit and quantity.unit != "age":
            found.setdefault(quantity.unit, set()).add(quantity.value)
    return found


def opposed(left: ReadSentence, right: ReadSentence) -> bool:
    """Return whether one tells the opposite of the other: arrested and released, rose and fell."""
    return opposite(left.text, right.text)


def opposite(left: str, right: str) -> bool:
    """Return whether one text has a word whose opposite, and not the word, the other has."""
    these, those = _sides(left), _sides(right)
    return any(those.get(pair) == -side for pair, side in these.items())


@lru_cache(maxsize=16_384)
def _sides(text: str) -> Mapping[int, int]:
    """Return the pairs of which a text has words of one side only: 1 for the left one, else -1."""
    found: dict[int, set[int]] = {}
    known = _sides_by_word()
    for word in words.tokens(text) & known.keys():
        for pair, side in known[word]:
            found.setdefault(pair, set()).add(side)
    return {pair: sides.pop() for pair, sides in found.items() if len(sides) == 1}


@cache
def _sides_by_word() -> Mapping[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for pair, both in enumerate(_OPPOSITES):
        for side, said in zip((1, -1), both, strict=True):
            for word in said.split():
                found[word] = (*found.get(word, ()), (pair, side))
    return found


def vetoed(left: ReadSentence, right: ReadSentence) -> bool:
    """Return whether two sentences cannot state one event."""
    return (
        left.negated != right.negated
        or numbers_clash(left.quantities, right.quantities)
        or left.future != right.future
        or opposed(left, right)
    )


def days_apart(left: date | None, right: date | None) -> int | None:
    """Return the days between two event days, or None where one is unknown."""
    return abs((left - right).days) if left and right else None
