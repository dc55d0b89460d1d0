"""A crowd of open stories for load: articles in words of a made-up language, from a fixed seed.

Words come as often as in real text (Zipf's law over 60,000 words); each story has names, a town and
a few hundred words that it prefers, and gets one to three articles of some 200 words.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from storywire.domain.ids import article_id_of_guid, content_hash_of
from storywire.domain.model import Article

FIRST_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)
WORDS, OWN_WORDS, BODY_WORDS = 60_000, 120, 200
_SEED, _OWN_SHARE = 5, 0.35
# One article in three is about a story that is there: one and a half articles a story.
AGAIN = 1 / 3
_SYLLABLES = (
    "ba", "bo", "da", "de", "fi", "ga", "go", "ha", "ji", "ka", "ke", "la", "lo", "ma", "mi", "na",
    "no", "pa", "pe", "ra", "ri", "sa", "so", "ta", "ti", "va", "vo", "wa", "yo", "za",
)  # fmt: skip


class Crowd:
    """Gives articles, a second apart; the share `again` of one of the last 2,000 stories."""

    def __init__(self, again: float = AGAIN) -> None:
        self._again = again
        self._rng = random.Random(_SEED)  # noqa: S311  # load, not secrets
        self._words = [_word(number) for number in range(WORDS)]
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(WORDS)))
        self._lately: list[tuple[str, str, list[str]]] = []
        self._count = 0

    def articles(self, count: int) -> Iterator[Article]:
        """Yield the next `count` articles."""
        for _ in range(count):
            yield self._article()

    def _article(self) -> Article:
        rng = self._rng
        if self._lately and rng.random() < self._again:
            person, town, own = rng.choice(self._lately)
        else:
            person, town, own = self._event()
        said = [
            rng.choice(own) if rng.random() < _OWN_SHARE else word
            for word in rng.choices(self._words, cum_weights=self._weights, k=BODY_WORDS)
        ]
        title = f"{town}: {' '.join(rng.sample(own, 6))}"
        first, later, number = " ".join(said[:90]), " ".join(said[90:]), rng.randrange(10, 999)
        text = (
            f"In {town} {person} spoke. {first}. Later {person} of {town} said: {later} {number}."
        )
        return self._made(title, text)

    def _event(self) -> tuple[str, str, list[str]]:
        rng = self._rng
        person = f"{_name(rng)} {_name(rng)}"
        event = person, _name(rng), rng.choices(self._words[200:], k=OWN_WORDS)
        self._lately = [*self._lately[-1_999:], event]
        return event

    def _made(self, title: str, text: str) -> Article:
        self._count += 1
        moment = FIRST_INSTANT + timedelta(seconds=self._count)
        return Article(
            edition="en", article_id=article_id_of_guid("crowd", str(self._count)), revision=1,
            content_hash=content_hash_of(title, text), title=title, text=text, language="en",
            published_at=moment, ingested_at=moment,
        )  # fmt: skip


def _word(number: int) -> str:
    parts = [_SYLLABLES[number % 30], _SYLLABLES[number // 30 % 30]]
    parts += [_SYLLABLES[number // 900 % 30], _SYLLABLES[number // 27_000 % 30]]
    return "".join(parts)


def _name(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=4)).capitalize()
