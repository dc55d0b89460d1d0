"""What earlier versions worked out makes the next one come sooner, and never another."""

import random
from datetime import datetime, timedelta

import pytest
from tests.unit.story import pages

from storywire.domain.story.page import PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.scale import Workings, settled
from storywire.domain.story.values import Member

SAID = (
    "Dock workers walked out at the harbour of {town} on {day}, union leader {name} Roe said.",
    "A crane collapsed in the port of {town} on {day}, killing {n} dock workers.",
    "The port of {town} lost {n} million crowns on {day}, the mayor's office said.",
    "Police arrested {n} people in {town} on {day} after a clash at the gate.",
    "{name} Roe told reporters that the strike in {town} would go on until the offer was better.",
    "The owner of the port raised its offer to {n} per cent on {day}, {name} Roe said.",
    "A ferry with {n} passengers was turned away from {town} on {day}.",
)
TOWNS, NAMES = ("Alm", "Berg", "Corrin", "Dale", "Esk", "Velm"), ("Ann", "Bob", "Cleo", "Dan")


def told(seed: int, number: int, *, revision: int = 1, copy_of: str | None = None) -> Member:
    """Return a member that tells of the strike; the same for the same seed, number and revision."""
    drawn = random.Random(f"{seed} {number} {revision}")
    published = datetime.fromisoformat("2025-05-01T08:00:00+00:00") + timedelta(hours=7 * number)
    lines = [
        drawn.choice(SAID).format(
            town=drawn.choice(TOWNS), name=drawn.choice(NAMES), n=drawn.randint(2, 9),
            day=f"{published - timedelta(days=drawn.randint(0, 3)):%B %-d}",
        )
        for _ in range(drawn.randint(2, 6))
    ]  # fmt: skip
    title = f"Dock strike reaches {drawn.choice(TOWNS)}"
    article = pages.article(number, (published.isoformat(), title, "\n".join(lines)))
    article = article.model_copy(update={"revision": revision})
    return Member(read(article), number, copy_of)


def lives(seed: int, versions: int):
    """Yield the members of each version of a story: most come, some are revised, some leave."""
    drawn = random.Random(seed)
    members: dict[int, Member] = {}
    for number in range(1, versions + 1):
        step = drawn.random()
        if members and step < 0.08:
            members.pop(drawn.choice(list(members)))
        elif members and step < 0.16:
            old = drawn.choice(list(members))
            members[old] = told(seed, old, revision=number + 1)
        else:
            copied = drawn.choice([None, None, None, *members]) if members else None
            copy_of = f"article-{copied}" if copied else None
            members[number] = told(seed, number, copy_of=copy_of)
        if members:
            yield list(members.values())


@pytest.mark.parametrize("seed", range(6))
def test_a_version_is_the_same_with_and_without_what_was_worked_out(seed: int):
    kept, alone, workings = PageMemory(), PageMemory(), Workings()

    for members in lives(seed, 45):
        page, kept = compose(members, kept, workings)
        anew, alone = compose(members[::-1], alone)

        assert page == anew
        assert kept == alone


def test_so_is_that_of_a_story_of_more_articles_than_are_read():
    kept, alone, workings = PageMemory(), PageMemory(), Workings()
    members = [told(7, number) for number in range(1, 86)]

    for size in range(58, len(members) + 1):
        page, kept = compose(members[:size], kept, workings)
        anew, alone = compose(members[:size], alone)

        assert page == anew
        assert kept == alone


def test_a_copy_whose_original_left_is_no_copy_in_a_large_story_either():
    kept, alone, workings = PageMemory(), PageMemory(), Workings()
    members = [told(7, number) for number in range(1, 71)]
    copied = [Member(m.read, m.number, "article-9" if m.number <= 4 else None) for m in members]

    for version in (copied, members, copied):
        page, kept = compose(version, kept, workings)
        anew, alone = compose(version, alone)

        assert (page, kept) == (anew, alone)
        assert workings.scale(version).read[0].copy_of == version[0].copy_of


def test_a_story_is_weighed_anew_at_each_size_up_to_8_and_then_with_every_quarter():
    assert [settled(size) for size in range(1, 9)] == list(range(1, 9))
    assert [settled(size) for size in (9, 10, 11, 12, 14, 15, 17, 18)] == [
        8, 10, 10, 12, 12, 15, 15, 18,
    ]  # fmt: skip
    assert settled(500) > 400
