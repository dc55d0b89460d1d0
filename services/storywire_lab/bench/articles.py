"""Articles for load: many small stories, told from a fixed seed, in sentences of our own."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NOUNS = (
    "airport", "archive", "bakery", "barge", "bridge", "brewery", "cable", "canal", "castle",
    "cathedral", "cinema", "clinic", "college", "convoy", "court", "crane", "dairy", "dam",
    "depot", "dock", "embassy", "factory", "farm", "ferry", "festival", "forest", "fountain",
    "garage", "garden", "glacier", "granary", "harbour", "harvest", "hospital", "hostel",
    "hotel", "kiosk", "laboratory", "lake", "library", "lighthouse", "market", "marsh", "mill",
    "mine", "monastery", "museum", "nursery", "observatory", "opera", "orchard", "palace",
    "park", "pasture", "pier", "pipeline", "plant", "port", "prison", "quarry", "quay",
    "railway", "ranch", "reef", "refinery", "reservoir", "road", "satellite", "school",
    "shelter", "ship", "shop", "silo", "stadium", "station", "statue", "street", "studio",
    "swamp", "tanker", "temple", "theatre", "tower", "tram", "tunnel", "turbine", "university",
    "valley", "viaduct", "village", "vineyard", "warehouse", "wharf", "workshop", "zoo",
)  # fmt: skip
_VERBS = (
    "abandoned", "acquired", "blocked", "built", "closed", "damaged", "delayed", "demolished",
    "emptied", "evacuated", "expanded", "flooded", "halted", "inspected", "leased", "merged",
    "moved", "opened", "painted", "planned", "privatised", "rebuilt", "relocated", "rented",
    "repaired", "replaced", "rescued", "restored", "sealed", "searched", "secured", "sold",
    "surveyed", "tested",
)  # fmt: skip
_ISSUES = (
    "asbestos", "auctions", "bankruptcy", "beetles", "budgets", "bullying", "contracts",
    "copper", "corruption", "cracks", "debts", "diesel", "drought", "dust", "erosion", "fees",
    "fines", "flooding", "fraud", "fuel", "funding", "gas", "heating", "insurance",
    "landslides", "leaks", "licences", "mould", "noise", "parking", "pensions", "permits",
    "pollution", "rats", "rents", "salaries", "salt", "sewage", "smoke", "strikes", "subsidies",
    "subsidence", "tariffs", "taxes", "termites", "theft", "tickets", "timber", "traffic",
    "tuition", "vaccines", "vandalism", "wages", "waste", "wolves",
)  # fmt: skip
_SYLLABLES = (
    "ar", "bel", "cor", "dun", "el", "fen", "gar", "hol", "is", "jor", "kel", "lum", "mar",
    "nor", "ol", "pen", "quil", "ros", "sel", "tor", "ul", "vel",
)  # fmt: skip
_OUTLETS = tuple(f"Outlet {number}" for number in range(1, 25))


@dataclass(frozen=True, slots=True)
class _Event:
    town: str
    person: str
    body: str
    noun: str
    verb: str
    issues: tuple[str, ...]
    places: tuple[str, ...]
    names: tuple[str, ...]
    count: int


def bench_articles(count: int, *, seed: int = 7) -> Sequence[Mapping[str, str]]:
    """Return `count` articles about a third as many events; the same every time."""
    rng = random.Random(seed)  # noqa: S311  # load, not secrets
    events = [_event(rng) for _ in range(max(1, count // 3))]
    return [_article(rng, events, number, count) for number in range(count)]


def _name(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=3)).capitalize()


def _event(rng: random.Random) -> _Event:
    return _Event(
        town=_name(rng),
        person=f"{_name(rng)} {_name(rng)}",
        body=f"{_name(rng)} {rng.choice(('Council', 'Union', 'Trust', 'Agency', 'Group'))}",
        noun=rng.choice(_NOUNS),
        verb=rng.choice(_VERBS),
        issues=tuple(rng.sample(_ISSUES, k=4)),
        places=tuple(rng.sample(_NOUNS, k=3)),
        names=tuple(_name(rng) for _ in range(5)),
        count=rng.randint(12, 9_000),
    )


def _article(
    rng: random.Random, events: Sequence[_Event], number: int, count: int
) -> Mapping[str, str]:
    event = events[max(0, number * len(events) // count - rng.randint(0, 6))]
    lead, *rest = _sentences(event)
    body = [lead, *rng.sample(rest, k=rng.randint(4, len(rest)))]
    return {
        "title": f"{event.town} {event.noun} {event.verb} over {event.issues[0]}",
        "url": f"https://news.example/{number}",
        "text": "\n\n".join(body),
        "outlet": rng.choice(_OUTLETS),
        "language": "en",
    }


def _sentences(event: _Event) -> Sequence[str]:
    first, second, third, fourth = event.issues
    near, old, far = event.places
    street, project, expert, firm, party = event.names
    return (
        f"The {event.noun} of {event.town} was {event.verb} over {first}, {event.body} said.",
        f"{event.person}, who speaks for {event.body}, blamed {second} at {street} {near}.",
        f"About {event.count:,} people of {event.town} signed against {third} at {project}.",
        f"The old {old} on {street} Street had trouble with {fourth} when {firm} ran it.",
        f"{event.body} wants to spend the money on the {project} {far} instead.",
        f"{expert} told {event.person} that {firm} never measured {first} or {second}.",
        f"{party} asked for a hearing about the {near} of {event.town}.",
    )
