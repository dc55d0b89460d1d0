"""Deliveries and their attempts in Redis, claimed by any number of processes.

All of them stand in one slot: a claim is fair over all subscriptions, so it sees all of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from storywire.adapters.redis.packing import pack, unpack
from storywire.adapters.redis.server import Argument, Reply, Server, connect
from storywire.adapters.rows import attempt_of, attempt_row
from storywire.errors import OvertakenError
from storywire.ports.delivery import Attempt, Deliveries, Delivery, Fate, Standing

_ATTEMPTS_KEPT = timedelta(days=30)
_QUEUED_AT_ONCE = 500


class RedisDeliveryStore:
    """Keeps deliveries; what it is told here may wake only those who wait in this process."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._root = server.key("deliveries")
        self._script = server.script("deliveries")
        self._calls: list[Callable[[], None]] = []

    async def standing(self, subscription_id: str, story_id: str) -> Standing:
        """Return what is known of the pair."""
        mark, *rest = await self._run("standing", subscription_id, story_id)
        found = {
            row[0].decode(): _delivery(row[1], subscription_id, story_id, *row[2:])
            for row in _rows(rest, 7)
        }
        delivered = found.get("delivered")
        return Standing(
            version=max((one.version for one in found.values()), default=0),
            waiting=found.get("waiting") or found.get("held") or found.get("failed"),
            sending=found.get("sending"),
            delivered=delivered.body if delivered else None,
            mark=mark.decode(),
        )

    async def queue(self, deliveries: Sequence[Delivery]) -> None:
        """Owe `deliveries`; an id that is known changes nothing. One without a body is not sent."""
        bodies = {body: _kept(body) for body in {one.body for one in deliveries}}
        overtaken = 0
        for at in range(0, len(deliveries), _QUEUED_AT_ONCE):
            some = deliveries[at : at + _QUEUED_AT_ONCE]
            parts = (part for one in some for part in _parts(one, bodies[one.body]))
            overtaken += await self._run("queue", *parts)
        self._wake()
        if overtaken:
            raise OvertakenError(f"{overtaken} deliveries went on while their successors were made")

    async def claim(self, now: datetime, *, lease: float, limit: int) -> Sequence[Delivery]:
        """Return up to `limit` due deliveries, taken for `lease` s, fairly over subscriptions."""
        moment = now.timestamp()
        taken = _rows(await self._run("claim", moment, moment + lease, limit), 8)
        return [_delivery(row[0], row[1].decode(), row[2].decode(), *row[3:]) for row in taken]

    async def record(self, attempt: Attempt, fate: Fate) -> None:
        """Keep `attempt` and let `fate` happen to its delivery, as one step."""
        newer = fate.newer
        overtaken = await self._run(
            "record", attempt.attempt_id, attempt.subscription_id, attempt.story_id,
            attempt.at.timestamp(), orjson.dumps(attempt_row(attempt)),
            (attempt.at - _ATTEMPTS_KEPT).timestamp(), attempt.delivery_id, attempt.version,
            fate.state, fate.due.timestamp() if fate.due else 0,
            newer.delivery_id if newer else "", _kept(newer.body) if newer else "", fate.seen,
        )  # fmt: skip
        if overtaken:
            raise OvertakenError(f"{attempt.delivery_id} went on while it was sent")

    # --- what routes do and see -----------------------------------------------------------------

    async def hold(self, subscription_id: str) -> None:
        """Stop what waits for the subscription; it is kept."""
        await self._run("move", subscription_id, "waiting", "held")

    async def release(self, subscription_id: str) -> None:
        """Make due what was held."""
        await self._run("move", subscription_id, "held", "waiting")
        self._wake()

    async def requeue(self, delivery_id: str) -> bool:
        """Make it due anew; False if it is gone or a newer version took its place."""
        done = bool(await self._run("requeue", delivery_id))
        self._wake()
        return done

    async def forget(self, subscription_id: str) -> None:
        """Drop all deliveries and attempts of the subscription, some at a time."""
        while await self._run("forget", subscription_id):
            pass

    async def attempts(self, subscription_id: str, *, limit: int) -> Sequence[Attempt]:
        """Return the newest attempts, newest first."""
        found = await self._run("attempts", subscription_id, limit)
        return [attempt_of(orjson.loads(value)) for value in found]

    async def of_story(self, story_id: str) -> Sequence[Mapping[str, Any]]:
        """Return the newest deliveries of a story as JSON values, by subscription."""
        rows = _rows(await self._run("of_story", story_id), 5)
        found = [_seen(story_id, *row) for row in rows]
        return sorted(found, key=lambda one: (one["subscription_id"], one["version"]))

    async def next_due(self) -> datetime | None:
        """Return when the next delivery becomes due, None if none waits."""
        first = await self._server.ask("ZRANGE", f"{self._root}:heads", 0, 0, "WITHSCORES")
        return datetime.fromtimestamp(float(first[1]), UTC) if first else None

    def on_queued(self, call: Callable[[], None]) -> None:
        """Call `call` whenever this process may have made deliveries due."""
        self._calls.append(call)

    def _wake(self) -> None:
        for call in self._calls:
            call()

    async def _run(self, operation: str, *arguments: Argument) -> Reply:
        return await self._script([self._root], [operation, *arguments])


def _rows(flat: Reply, width: int) -> Iterator[Sequence[bytes]]:
    return (flat[at : at + width] for at in range(0, len(flat), width))


def _kept(body: bytes) -> bytes:
    return pack(body) if body else b""


def _parts(delivery: Delivery, body: bytes) -> tuple[Argument, ...]:
    accepted = "" if delivery.accepted_at is None else delivery.accepted_at
    return (
        delivery.delivery_id, delivery.subscription_id, delivery.story_id, delivery.version,
        body, accepted, int(delivery.attempted), delivery.seen,
    )  # fmt: skip


def _delivery(delivery_id: bytes, subscription_id: str, story_id: str, *rest: bytes) -> Delivery:
    version, body, accepted_at, tries, attempted = rest
    return Delivery(
        delivery_id=delivery_id.decode(),
        subscription_id=subscription_id,
        story_id=story_id,
        version=int(version),
        body=unpack(body)[0] if body else b"",
        accepted_at=float(accepted_at) if accepted_at else None,
        tries=int(tries),
        attempted=attempted == b"1",
    )


def _seen(story_id: str, *row: bytes) -> Mapping[str, Any]:
    subscription_id, version, state, delivery_id, tries = row
    return {
        "story_id": story_id,
        "subscription_id": subscription_id.decode(),
        "version": int(version),
        "state": state.decode(),
        "delivery_id": delivery_id.decode(),
        "failed_tries": int(tries),
    }


if TYPE_CHECKING:
    _: Deliveries = RedisDeliveryStore(connect("redis://"))
