"""Memberships in Redis: hashes of records for each edition, and sorted sets to find them by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import orjson

from storywire.adapters.redis.server import Argument, Server, connect
from storywire.adapters.rows import (
    member_of,
    member_row,
    order_of,
    order_row,
    outputs_of,
    outputs_value,
    story_of,
    story_row,
)
from storywire.domain.attach.records import (
    EditionRecord,
    Member,
    StoredEdition,
    StoredStory,
    StoryRecord,
)
from storywire.errors import FencedError
from storywire.ports.membership import (
    KEPT_RESULTS,
    MembershipStep,
    MembershipStore,
    Outputs,
    Place,
    Places,
    Recalled,
)

Item = TypeVar("Item")
_NAMES = (
    "edition", "terms", "stories", "horizons", "touched", "open", "members", "results", "inputs",
    "articles", "orders",
)  # fmt: skip
_CHUNK = 500
# Scores are floats: they find what may be in reach, and the records decide.
_SLACK = 64


class RedisMembershipStore:
    """Keeps memberships, each edition in one slot.

    `load` makes this instance the edition's one writer; an earlier one's steps are refused from
    then on. An instance that never loaded an edition writes only as long as none did.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._step = server.script("membership_apply")
        self._editions = server.key("editions", "names")
        # What this instance believes of each edition it writes: its epoch, and the steps made.
        self._standing: dict[str, tuple[Argument, Argument]] = {}
        self._listed: set[str] = set()

    async def load(self, edition: str, *, reach: int, articles: int) -> StoredEdition:
        """Return the edition with the stories that may still matter, and be its writer."""
        record = await self._enter(edition)
        if record is None:
            return StoredEdition()
        first, touched = record.watermark - reach, record.articles - articles
        near, late, open_, held, orders = await self._server.ask_all(
            [
                ("ZRANGEBYSCORE", self._key(edition, "horizons"), first - _SLACK, "+inf"),
                ("ZRANGEBYSCORE", self._key(edition, "touched"), touched, "+inf"),
                ("SMEMBERS", self._key(edition, "open")),
                ("HGETALL", self._key(edition, "terms")),
                ("HVALS", self._key(edition, "orders")),
            ]
        )
        found = await self._records(edition, sorted({*near, *late, *open_}))
        matter = [it for it in found if it.horizon >= first or it.touched >= touched or _open(it)]
        counts = {term.decode(): int(count) for term, count in held.items()}
        stories = await self._with_members(edition, matter)
        kept = tuple(order_of(orjson.loads(value)) for value in orders)
        return StoredEdition(record, counts, stories, kept)

    async def recall(
        self, edition: str, *, event_ids: Sequence[str], article_ids: Sequence[str]
    ) -> Recalled:
        """Return the results and members that are known."""
        asked = ((event_ids, "results"), (article_ids, "members"))
        results, members = await self._server.ask_all(
            [("HMGET", self._key(edition, name), *ids, "") for ids, name in asked]
        )
        return Recalled(
            results={name: outputs_of(it) for name, it in _known(event_ids, results)},
            members={name: _member(it) for name, it in _known(article_ids, members)},
        )

    async def stories(self, edition: str, story_ids: Sequence[str]) -> Sequence[StoredStory]:
        """Return these stories with their attached members, by story_id."""
        found = await self._records(edition, sorted(set(story_ids)))
        return await self._with_members(edition, found)

    async def articles(self, edition: str, article_ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return the encoded texts of these articles; unknown ones left out."""
        values = await self._server.ask("HMGET", self._key(edition, "articles"), *article_ids, "")
        return dict(_known(article_ids, values))

    async def apply(self, step: MembershipStep) -> Mapping[str, Outputs]:
        """Keep all of `step` or none of it; a repeated step gives the first results.

        Raises:
            FencedError: another instance loaded the edition since, or the server lost steps.
        """
        edition = step.edition_name
        await self._list(edition)
        epoch, steps = self._standing.get(edition, (0, ""))
        shelves = sorted({member.story_id for member in step.members})
        keys = [self._key(edition, name) for name in _NAMES]
        keys += [self._shelf(edition, story_id) for story_id in shelves]
        word, *found = await self._step(keys, [epoch, steps, *_arguments(step, shelves)])
        if word == b"fenced":
            raise FencedError(f"another process writes the edition {edition}, or steps were lost")
        if edition in self._standing:
            self._standing[edition] = (epoch, found[0])
        return step.results if word == b"applied" else _results(found[1:])

    async def place(self, article_id: str) -> Place | None:
        """Return where the article is, or None where it is unknown."""
        editions = sorted(await self._server.ask("SMEMBERS", self._editions))
        asked = [("HGET", self._key(name.decode(), "members"), article_id) for name in editions]
        for edition, value in zip(editions, await self._server.ask_all(asked), strict=True):
            if value is not None:
                return _place(edition.decode(), _member(value))
        return None

    async def _enter(self, edition: str) -> EditionRecord | None:
        await self._list(edition)
        key = self._key(edition, "edition")
        epoch, (articles, stories, watermark, rival, steps) = await self._server.ask_all(
            [
                ("HINCRBY", key, "epoch", 1),
                ("HMGET", key, "articles", "stories", "watermark", "rival", "steps"),
            ],
            whole=True,
        )
        self._standing[edition] = (epoch, steps or 0)
        if articles is None:
            return None
        return EditionRecord(int(articles), int(stories), int(watermark), float(rival))

    async def _list(self, edition: str) -> None:
        if edition not in self._listed:
            await self._server.ask("SADD", self._editions, edition)
            self._listed.add(edition)

    async def _records(
        self, edition: str, story_ids: Sequence[str | bytes]
    ) -> Sequence[StoryRecord]:
        key = self._key(edition, "stories")
        found = await self._server.ask_all([("HMGET", key, *ids) for ids in _chunks(story_ids)])
        return [story_of(orjson.loads(it)) for values in found for it in values if it is not None]

    async def _with_members(
        self, edition: str, stories: Sequence[StoryRecord]
    ) -> tuple[StoredStory, ...]:
        found: list[StoredStory] = []
        for some in _chunks(stories):
            shelves = await self._server.ask_all(
                [("ZRANGE", self._shelf(edition, it.story_id), 0, -1) for it in some]
            )
            members = await self._members(edition, [it for shelf in shelves for it in shelf])
            for story, shelf in zip(some, shelves, strict=True):
                here = (members[it] for it in shelf)
                attached = (it for it in here if it.story_id == story.story_id)
                found.append(StoredStory(story, tuple(attached)))
        return tuple(found)

    async def _members(self, edition: str, ids: Sequence[bytes]) -> Mapping[bytes, Member]:
        key = self._key(edition, "members")
        found = await self._server.ask_all([("HMGET", key, *some) for some in _chunks(ids)])
        values = (value for some in found for value in some)
        return {name: _member(value) for name, value in zip(ids, values, strict=True)}

    def _key(self, edition: str, name: str) -> str:
        return self._server.key(edition, "membership", name)

    def _shelf(self, edition: str, story_id: str) -> str:
        return self._server.key(edition, "membership", "story", story_id)


def _open(story: StoryRecord) -> bool:
    return not story.closed and story.members > 0


def _known(names: Sequence[str], values: Sequence[bytes | None]) -> Iterator[tuple[str, bytes]]:
    # One value more than names: HMGET needs at least one.
    return ((name, it) for name, it in zip(names, values, strict=False) if it is not None)


def _member(value: bytes) -> Member:
    return member_of(orjson.loads(value))


def _place(edition: str, member: Member) -> Place:
    return Place(
        edition, member.article_id, member.revision, member.state, member.story_id,
        member.number, member.story_seq, member.decision,
    )  # fmt: skip


def _results(pairs: Sequence[bytes]) -> Mapping[str, Outputs]:
    found = zip(pairs[::2], pairs[1::2], strict=True)
    return {event_id.decode(): outputs_of(value) for event_id, value in found}


def _chunks(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))


def _arguments(step: MembershipStep, shelves: Sequence[str]) -> list[Argument]:
    record = step.edition
    terms = [part for pair in step.held.items() for part in pair]
    return [
        KEPT_RESULTS, record.articles, record.stories, record.watermark, repr(record.rival),
        orjson.dumps(terms),
        len(step.results), *_result_arguments(step),
        len(step.stories), *_story_arguments(step),
        len(step.members), *_member_arguments(step, shelves),
        len(step.articles), *_article_arguments(step),
        len(step.orders), *_order_arguments(step),
    ]  # fmt: skip


def _result_arguments(step: MembershipStep) -> Iterator[Argument]:
    for event_id, outputs in step.results.items():
        yield from (event_id, outputs_value(outputs))


def _story_arguments(step: MembershipStep) -> Iterator[Argument]:
    for story in step.stories:
        value = orjson.dumps(story_row(story))
        yield from (story.story_id, value, story.horizon, story.touched, int(_open(story)))


def _member_arguments(step: MembershipStep, shelves: Sequence[str]) -> Iterator[Argument]:
    at = {story_id: place for place, story_id in enumerate(shelves, 1)}
    for member in step.members:
        value = orjson.dumps(member_row(member))
        number = member.number if member.state == "attached" else ""
        yield from (member.article_id, value, at[member.story_id], number)


def _article_arguments(step: MembershipStep) -> Iterator[Argument]:
    for article_id, text in step.articles.items():
        yield from (article_id, text or b"")


def _order_arguments(step: MembershipStep) -> Iterator[Argument]:
    for order in step.orders:
        yield from (order.edit_id, orjson.dumps(order_row(order)))


if TYPE_CHECKING:
    _: MembershipStore = RedisMembershipStore(connect("redis://"))
    _places: Places = RedisMembershipStore(connect("redis://"))
