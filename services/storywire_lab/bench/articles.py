"""Articles for load: many small stories, told from a fixed seed, in sentences of our own."""

import random
from collections.abc import Mapping, Sequence

_TOWNS = (
    "Arle", "Brevik", "Castor", "Dunmore", "Eldham", "Farrow", "Glenby", "Harle", "Ivry",
    "Jarrow", "Kelso", "Lomond", "Marlow", "Norden", "Oakley", "Penrith", "Quorn", "Ripley",
)  # fmt: skip
_EVENTS = (
    ("warehouse fire", "A fire broke out in a warehouse", "firefighters"),
    ("bridge closure", "Engineers closed the road bridge", "the highways agency"),
    ("ferry rescue", "A ferry lost power off the harbour", "the coast guard"),
    ("flood warning", "The river rose above its banks", "the weather service"),
    ("school strike", "Teachers walked out of the schools", "the union"),
    ("rail delay", "A freight train derailed", "the rail operator"),
    ("council vote", "The council voted on the new budget", "the mayor"),
    ("factory layoffs", "The plant announced it would cut jobs", "the company"),
)
_OUTLETS = tuple(f"Outlet {number}" for number in range(1, 25))
_NAMES = ("Ade Okoro", "Mira Lind", "Tomas Vega", "Jo Hartley", "Lena Fuchs", "Sam Whitlock")


def bench_articles(count: int, *, seed: int = 7) -> Sequence[Mapping[str, str]]:
    """Return `count` articles about roughly a third as many events; the same every time."""
    rng = random.Random(seed)  # noqa: S311  # load, not secrets
    events = [_event(rng, number) for number in range(max(1, count // 3))]
    return [_article(rng, events, number, count) for number in range(count)]


def _event(rng: random.Random, number: int) -> Mapping[str, str]:
    name, opening, authority = rng.choice(_EVENTS)
    place = (
        f"{rng.choice(_TOWNS)} {rng.choice(('North', 'South', 'Bay', 'Hill', 'Cross'))} {number}"
    )
    return {
        "name": name,
        "place": place,
        "opening": f"{opening} in {place} early in the day, {authority} said",
        "authority": authority,
        "person": rng.choice(_NAMES),
        "count": str(rng.randint(2, 90)),
    }


def _article(
    rng: random.Random, events: Sequence[Mapping[str, str]], number: int, count: int
) -> Mapping[str, str]:
    position = number * len(events) // count
    event = events[max(0, position - rng.randint(0, 6))]
    outlet = rng.choice(_OUTLETS)
    place, what, nth = event["place"], event["name"], rng.choice(("first", "second", "third"))
    sentences = [
        f"{event['opening']}.",
        f"At least {event['count']} people were affected by the {what} in {place}.",
        f"{event['person']}, who leads the response, said work would go on through the night.",
        f"Residents of {place} were asked to stay away while {event['authority']} worked.",
        f"It was the {nth} such case in the district this year.",
        f"A further statement on the {what} was expected in the evening.",
    ]
    body = [sentences[0], *rng.sample(sentences[1:], k=rng.randint(3, 5))]
    return {
        "title": f"{what.capitalize()} in {place} affects {event['count']} people",
        "url": f"https://news.example/{number}",
        "text": "\n\n".join(body),
        "outlet": outlet,
        "language": "en",
    }
