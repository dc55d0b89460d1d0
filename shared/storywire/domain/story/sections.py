"""Sections: which facts stand together, in which order, under which heading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from storywire.domain.story import vectors
from storywire.domain.story.choice import Choice
from storywire.domain.story.facts import Stated
from storywire.domain.story.headings import Heading, fresh
from storywire.domain.story.pairs import name_stems
from storywire.domain.story.scale import Statement
from storywire.domain.story.vectors import Vector
from storywire.domain.story.vetoes import opposed

MAX_SEEDS = 24
SEED_FLOOR, FILL_FLOOR = 0.45, 0.6
FIRST_ROUND, SECOND_ROUND, FOLD = 0.20, 0.12, 0.10
PER_SECTION, PER_FOLDED, ALONE_WORDS = 3, 4, 14
# What must be gained before a section of the page before gives way, or a fact moves away from it;
# and how near a fact must stand to stay, of what a new one must.
HELD_SEED, AWAY, STAYS = 1.6, 0.1, 0.25
TWIN_COSINE, TWIN_SHARE = 0.42, 0.60
# Two that share so much, names aside, say the same sooner; two of one day soonest.
PLAIN_SHARE, PLAIN_COSINE, DAY_COSINE = 0.42, 0.30, 0.24

Headed = Mapping[str, Sequence[Heading]]


@dataclass
class Draft:
    """A section in the making: its heading, its facts (seed first), and how much it matters."""

    heading: Heading
    facts: list[Stated] = field(default_factory=list)
    opens: bool = False

    @property
    def seed(self) -> Stated:
        """Return the fact that the heading says."""
        return self.facts[0]

    @property
    def repeats(self) -> bool:
        """Return whether the heading says all that the seed says."""
        said = self.seed.shown.vector
        return vectors.cosine(said, self.heading.vector) > 0.9

    @property
    def weight(self) -> float:
        """Return what orders sections: the seed's importance, more if an article opens with it."""
        return self.seed.importance + 0.6 * self.seed.lead + 2.0 * self.opens


def wanted(shown: int) -> int:
    """Return how many sections a story with `shown` facts has."""
    return next((k for k, below in ((1, 4), (2, 8), (3, 14), (4, 26)) if shown < below), 5)


def drafts(chosen: Choice, headed: Headed, title: Vector, *, before: frozenset[str]) -> list[Draft]:
    """Return the filled sections, unordered; `before` are the seeds of the version before."""
    found = _seeded(chosen, headed, title, before)
    if not found:
        found = _any_headed(chosen, headed)
    rest = [f for f in chosen.facts if all(f is not d.seed for d in found)]
    rest = _fill(chosen, found, rest, least=FIRST_ROUND, floor=FILL_FLOOR)
    rest = _fill(chosen, found, rest, least=SECOND_ROUND, floor=0.0)
    # What an article of the day opens with is told, wherever there is room.
    left = [f for f in rest if f.lead and chosen.recent(f) and chosen.freshness(f)]
    _fill(chosen, found, left, least=0.0, floor=0.0)
    return _folded(chosen, found)


def _seeded(chosen: Choice, headed: Headed, title: Vector, before: frozenset[str]) -> list[Draft]:
    candidates = [f for f in chosen.facts if headed.get(f.fact_id)]
    found = _opening(chosen, candidates, headed, title)
    shared = sum(len(f.articles) > 1 for f in candidates) >= 2
    twins = chosen.told.workings.notes(Twins)
    for _ in range(wanted(len(chosen.facts)) - len(found)):
        best: tuple[float, Draft] | None = None
        for fact in candidates:
            if twins.among((d.seed for d in found), fact):
                continue
            heading = _free(headed[fact.fact_id], found, title)
            if heading is None:
                continue
            score = _seed_score(chosen, fact, found) * (
                0.7 if shared and len(fact.articles) == 1 else 1.0
            )
            score *= (1.25 if heading.headline else 1.0) * (
                HELD_SEED if fact.fact_id in before else 1.0
            )
            if best is None or score > best[0]:
                best = score, Draft(heading, [fact])
        if best is None or best[0] < SEED_FLOOR:
            break
        found.append(best[1])
    return found


def _opening(
    chosen: Choice, candidates: Sequence[Stated], headed: Headed, title: Vector
) -> list[Draft]:
    """Return the first section: the news, that is a weighty lead of the last day.

    Only here may the heading say what the title says.
    """
    leads = [fact for fact in candidates if fact.lead and chosen.recent(fact)]
    if not leads:
        return []
    fact = max(leads, key=lambda f: (_newness(chosen, f), -f.shown.position))
    return [
        Draft(_free(headed[fact.fact_id], [], title) or headed[fact.fact_id][0], [fact], opens=True)
    ]


def _newness(chosen: Choice, fact: Stated) -> tuple[bool, float]:
    """Return how well a lead opens the page: told in a sentence, weighty, and fresh."""
    return not fact.shown.sentence.headline, fact.importance + chosen.freshness(fact)


def _free(headings: Sequence[Heading], found: Sequence[Draft], title: Vector) -> Heading | None:
    used = [draft.heading.vector for draft in found]
    return next((h for h in headings if fresh(h, used, title)), None)


def _seed_score(chosen: Choice, fact: Stated, found: Sequence[Draft]) -> float:
    nearest = max((chosen.alike(fact, draft.seed) for draft in found), default=0.0)
    return fact.importance * (1 - min(1.0, 1.6 * nearest))


def _any_headed(chosen: Choice, headed: Headed) -> list[Draft]:
    for fact in chosen.facts:
        if headings := headed.get(fact.fact_id):
            return [Draft(headings[0], [fact])]
    return []


class Twins(dict[tuple[int, int], bool]):
    """Whether two statements say one thing; they live as long as these notes."""

    def among(self, facts: Iterable[Stated], fact: Stated) -> bool:
        """Return whether one of `facts` says the same thing as `fact`."""
        shown = fact.shown
        for other in facts:
            key = id(shown), id(other.shown)
            if (same := self.get(key)) is None:
                same = self[key] = _same(shown, other.shown)
            if same:
                return True
        return False


def _same(one: Statement, other: Statement) -> bool:
    if one.bag.isdisjoint(other.bag) or opposed(one.sentence, other.sentence):
        return False
    cosine = vectors.cosine(one.vector, other.vector)
    if cosine > TWIN_COSINE or share(one.bag, other.bag) >= TWIN_SHARE:
        return True
    day = _sure_day(one)
    same_day = day is not None and day == _sure_day(other)
    if cosine < (DAY_COSINE if same_day else PLAIN_COSINE):
        return False
    return share(one.bag - name_stems(one), other.bag - name_stems(other)) >= PLAIN_SHARE


def share(left: frozenset[str], right: frozenset[str]) -> float:
    """Return how much of the smaller of two sets the other has; 0 if it is of less than three."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller >= 3 else 0.0


def _sure_day(statement: Statement) -> date | None:
    return statement.sentence.event_date if statement.sentence.confidence > 1 else None


def _fill(
    chosen: Choice, found: list[Draft], rest: list[Stated], *, least: float, floor: float
) -> list[Stated]:
    left = []
    twins = chosen.told.workings.notes(Twins)
    for fact in rest:
        if twins.among((f for draft in found for f in draft.facts), fact):
            continue
        roomy = [draft for draft in found if len(draft.facts) < PER_SECTION]
        target = _nearest(chosen, fact, roomy)
        enough = least * (STAYS if fact.fact_id in chosen.seed_of else 1.0)
        home = _home(chosen, fact, roomy)
        if target and home and target[0] - _near(chosen, fact, home) <= AWAY:
            home.facts.append(fact)
        elif target is None or target[0] < enough or fact.importance < floor:
            left.append(fact)
        else:
            target[1].facts.append(fact)
    return left


def _home(chosen: Choice, fact: Stated, drafts: Sequence[Draft]) -> Draft | None:
    """Return the draft that has the most of the facts it stood with on the page before."""
    seed = chosen.seed_of.get(fact.fact_id)
    if seed is None:
        return None
    beside = [sum(chosen.seed_of.get(f.fact_id) == seed for f in draft.facts) for draft in drafts]
    most = max(beside, default=0)
    return drafts[beside.index(most)] if most else None


def _near(chosen: Choice, fact: Stated, draft: Draft) -> float:
    """Return how near a fact stands to a section: to its nearest fact, and to its seed."""
    alike = [chosen.alike(fact, member) for member in draft.facts]
    return max(alike) + 0.3 * alike[0]


def _nearest(chosen: Choice, fact: Stated, targets: Sequence[Draft]) -> tuple[float, Draft] | None:
    best: tuple[float, Draft] | None = None
    for draft in targets:
        score = _near(chosen, fact, draft)
        if best is None or score > best[0]:
            best = score, draft
    return best


def _folded(chosen: Choice, found: list[Draft]) -> list[Draft]:
    """Return the sections with those of one sentence folded away, kept if long enough."""
    full = [draft for draft in found if len(draft.facts) > 1]
    hosts = full or found[:1]
    kept = list(hosts)
    for draft in found:
        if any(draft is host for host in hosts):
            continue
        roomy = [d for d in hosts if len(d.facts) < PER_FOLDED]
        nearest = _nearest(chosen, draft.seed, roomy)
        minor = not draft.seed.lead and len(draft.seed.articles) == 1
        if nearest and ((nearest[0] > FOLD and minor) or (draft.repeats and not draft.opens)):
            nearest[1].facts.append(draft.seed)
        elif len(draft.seed.shown.sentence.text.split()) >= ALONE_WORDS or not full:
            kept.append(draft)
    return kept


def ordered(found: Sequence[Draft], before: Mapping[str, int]) -> list[Draft]:
    """Return sections by weight; those known from `before` (seed to place) swap only when clear."""
    known = sorted(
        (d for d in found if d.seed.fact_id in before), key=lambda d: before[d.seed.fact_id]
    )
    for end in range(len(known) - 1, 0, -1):
        for at in range(end):
            if known[at + 1].weight > known[at].weight + 1.0:
                known[at], known[at + 1] = known[at + 1], known[at]
    fresh_ones = [d for d in found if d.seed.fact_id not in before]
    for draft in sorted(fresh_ones, key=lambda d: (-d.weight, d.seed.shown.position)):
        at = next((n for n, d in enumerate(known) if d.weight < draft.weight), len(known))
        known.insert(at, draft)
    for draft in known:
        draft.facts[1:] = sorted(draft.facts[1:], key=lambda f: (-f.importance, f.shown.position))
    return known
