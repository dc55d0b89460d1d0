"""Deliveries and their attempts in SQLite. Of a pair, what a newer delivered one made old goes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from storywire.adapters.rows import attempt_of, attempt_row
from storywire.adapters.sqlite.database import Database, Row
from storywire.errors import OvertakenError
from storywire.ports.delivery import Attempt, Deliveries, Delivery, Fate, Standing

PER_SUBSCRIPTION = 8
MAX_INHERITED_TRIES = 3
_ATTEMPTS_KEPT = timedelta(days=30)

# `due` of a delivery in flight is the end of its lease.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT, delivery_id TEXT NOT NULL UNIQUE,
    subscription_id TEXT NOT NULL, story_id TEXT NOT NULL, version INTEGER NOT NULL,
    state TEXT NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL, attempted INTEGER NOT NULL,
    accepted_at REAL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_pair ON delivery (subscription_id, story_id, version);
CREATE INDEX IF NOT EXISTS delivery_story ON delivery (story_id);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due, subscription_id)
    WHERE state IN ('waiting', 'sending');
CREATE INDEX IF NOT EXISTS delivery_next ON delivery (subscription_id, due)
    WHERE state IN ('waiting', 'sending');
CREATE TABLE IF NOT EXISTS delivery_attempt (
    attempt_id TEXT PRIMARY KEY, delivery_id TEXT NOT NULL, subscription_id TEXT NOT NULL,
    story_id TEXT NOT NULL, version INTEGER NOT NULL, at REAL NOT NULL, status INTEGER,
    milliseconds INTEGER NOT NULL, error TEXT NOT NULL, reply TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_attempt_at ON delivery_attempt (subscription_id, at);
CREATE INDEX IF NOT EXISTS delivery_attempt_age ON delivery_attempt (at);
"""
_DELIVERY = "delivery_id, subscription_id, story_id, version, body, accepted_at, tries, attempted"


class SqliteDeliveryStore:
    """Keeps deliveries in the table `delivery`, the last delivered one of each pair among them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queued = False
        self._calls: list[Callable[[], None]] = []
        database.create(_SCHEMA)
        database.on_commit(self._wake)

    async def standing(self, subscription_id: str, story_id: str) -> Standing:
        """Return what is known of the pair."""
        rows = self._database.execute(
            f"SELECT state, {_DELIVERY} FROM delivery"  # noqa: S608  # a constant
            " WHERE subscription_id = ? AND story_id = ? ORDER BY version",
            (subscription_id, story_id),
        )
        found = {row[0]: _delivery(row[1:]) for row in rows}
        delivered = found.get("delivered")
        return Standing(
            version=max((row[4] for row in rows), default=0),
            waiting=found.get("waiting") or found.get("held") or found.get("failed"),
            sending=found.get("sending"),
            delivered=delivered.body if delivered else None,
            mark=_mark(rows),
        )

    def _compare(self, seen: str, subscription_id: str, story_id: str) -> None:
        if not seen:
            return
        rows = self._database.execute(
            f"SELECT state, {_DELIVERY} FROM delivery"  # noqa: S608  # a constant
            " WHERE subscription_id = ? AND story_id = ? ORDER BY version",
            (subscription_id, story_id),
        )
        if seen != _mark(rows):
            raise OvertakenError(f"{story_id} for {subscription_id} went on meanwhile")

    async def queue(self, deliveries: Sequence[Delivery]) -> None:
        """Owe `deliveries`; an id that is known changes nothing. One without a body is not sent."""
        with self._database.transaction():
            for delivery in deliveries:
                self._queue(delivery)
            self._stir()

    def _queue(self, delivery: Delivery) -> None:
        if self._database.execute(
            "SELECT 1 FROM delivery WHERE delivery_id = ?", (delivery.delivery_id,)
        ):
            return
        self._compare(delivery.seen, delivery.subscription_id, delivery.story_id)
        replaced = self._database.execute(
            "DELETE FROM delivery WHERE subscription_id = ? AND story_id = ?"
            " AND state IN ('waiting', 'held', 'failed', 'void')"
            " RETURNING state, due, tries, attempted",
            (delivery.subscription_id, delivery.story_id),
        )
        waited = next((row for row in replaced if row[0] == "waiting"), None)
        _, due, tries, _ = waited or ("", 0.0, 0, 0)
        attempted = delivery.attempted or any(row[3] for row in replaced)
        self._database.execute(
            "INSERT INTO delivery (delivery_id, subscription_id, story_id, version, state, due,"
            " tries, attempted, accepted_at, body) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                delivery.delivery_id, delivery.subscription_id, delivery.story_id,
                delivery.version, "waiting" if delivery.body else "void", due,
                min(tries, MAX_INHERITED_TRIES), attempted, delivery.accepted_at, delivery.body,
            ),
        )  # fmt: skip

    async def claim(self, now: datetime, *, lease: float, limit: int) -> Sequence[Delivery]:
        """Return up to `limit` due deliveries, taken for `lease` s, fairly over subscriptions."""
        moment = now.timestamp()
        with self._database.quick_transaction():
            queues = [self._due(one, moment) for one in self._subscriptions_due(moment)]
            turns = chain.from_iterable(zip_longest(*queues))
            taken = [delivery for delivery in turns if delivery is not None][:limit]
            self._database.execute_many(
                "UPDATE delivery SET state = 'sending', due = ? WHERE delivery_id = ?",
                [(moment + lease, delivery.delivery_id) for delivery in taken],
            )
        return taken

    def _subscriptions_due(self, moment: float) -> Sequence[str]:
        rows = self._database.execute(
            "SELECT subscription_id FROM delivery"
            " WHERE state IN ('waiting', 'sending') AND due <= ?"
            " GROUP BY subscription_id ORDER BY min(due), min(number)",
            (moment,),
        )
        return [row[0] for row in rows]

    def _due(self, subscription_id: str, moment: float) -> Sequence[Delivery]:
        busy = self._database.execute(
            "SELECT count(*) FROM delivery WHERE subscription_id = ? AND due > ?"
            " AND state IN ('waiting', 'sending') AND state = 'sending'",
            (subscription_id, moment),
        )[0][0]
        rows = self._database.execute(
            f"SELECT {_DELIVERY} FROM delivery AS one"  # noqa: S608  # a constant
            " WHERE subscription_id = ? AND state IN ('waiting', 'sending') AND due <= ?"
            " AND NOT EXISTS (SELECT 1 FROM delivery AS other"
            " WHERE other.subscription_id = one.subscription_id"
            " AND other.story_id = one.story_id AND other.state = 'sending'"
            " AND other.number <> one.number) ORDER BY due, number LIMIT ?",
            (subscription_id, moment, max(0, PER_SUBSCRIPTION - busy)),
        )
        return [_delivery(row) for row in rows]

    async def record(self, attempt: Attempt, fate: Fate) -> None:
        """Keep `attempt` and let `fate` happen to its delivery, as one step."""
        with self._database.transaction():
            self._compare(fate.seen, attempt.subscription_id, attempt.story_id)
            self._database.execute(
                "INSERT OR REPLACE INTO delivery_attempt VALUES (?,?,?,?,?,?,?,?,?,?)",
                attempt_row(attempt),
            )
            self._database.execute(
                "DELETE FROM delivery_attempt WHERE at < ?",
                ((attempt.at - _ATTEMPTS_KEPT).timestamp(),),
            )
            self._settle(attempt, fate)

    def _settle(self, attempt: Attempt, fate: Fate) -> None:
        pair = (attempt.subscription_id, attempt.story_id, attempt.version)
        due = fate.due.timestamp() if fate.due else 0.0
        if fate.state == "delivered":
            self._database.execute(
                "DELETE FROM delivery WHERE subscription_id = ? AND story_id = ? AND version < ?",
                pair,
            )
        if fate.state == "replaced":
            self._replace(attempt.delivery_id, fate.newer, due)
            return
        failed = int(fate.state != "delivered")
        self._database.execute(
            "UPDATE delivery SET state = ?, due = ?, tries = tries + ?, attempted = 1"
            " WHERE delivery_id = ?",
            (fate.state, due, failed, attempt.delivery_id),
        )

    def _replace(self, delivery_id: str, newer: Delivery | None, due: float) -> None:
        rows = self._database.execute(
            "DELETE FROM delivery WHERE delivery_id = ? RETURNING tries", (delivery_id,)
        )
        if newer is not None and rows:
            self._database.execute(
                "UPDATE delivery SET body = ?, due = ?, tries = ?, attempted = 1"
                " WHERE delivery_id = ?",
                (newer.body, due, min(rows[0][0] + 1, MAX_INHERITED_TRIES), newer.delivery_id),
            )

    # --- what routes do and see -----------------------------------------------------------------

    async def hold(self, subscription_id: str) -> None:
        """Stop what waits for the subscription; it is kept."""
        self._move(subscription_id, "waiting", "held")

    async def release(self, subscription_id: str) -> None:
        """Make due what was held."""
        with self._database.transaction():
            self._move(subscription_id, "held", "waiting")
            self._stir()

    def _move(self, subscription_id: str, old: str, new: str) -> None:
        self._database.execute(
            "UPDATE delivery SET state = ?, due = 0 WHERE subscription_id = ? AND state = ?",
            (new, subscription_id, old),
        )

    async def requeue(self, delivery_id: str) -> bool:
        """Make it due anew; False if it is gone or a newer version took its place."""
        with self._database.transaction():
            rows = self._database.execute(
                "UPDATE delivery AS one SET state = 'waiting', due = 0, tries = 0"
                " WHERE delivery_id = ? AND state NOT IN ('sending', 'void') AND NOT EXISTS"
                " (SELECT 1 FROM delivery AS newer WHERE newer.story_id = one.story_id AND"
                " newer.subscription_id = one.subscription_id AND newer.version > one.version)"
                " RETURNING 1",
                (delivery_id,),
            )
            self._stir()
        return bool(rows)

    async def forget(self, subscription_id: str) -> None:
        """Drop all deliveries and attempts of the subscription."""
        with self._database.transaction():
            for table in ("delivery", "delivery_attempt"):
                self._database.execute(
                    f"DELETE FROM {table} WHERE subscription_id = ?",  # noqa: S608  # constants
                    (subscription_id,),
                )

    async def attempts(self, subscription_id: str, *, limit: int) -> Sequence[Attempt]:
        """Return the newest attempts, newest first."""
        rows = self._database.execute(
            "SELECT * FROM delivery_attempt WHERE subscription_id = ?"
            " ORDER BY at DESC, rowid DESC LIMIT ?",
            (subscription_id, limit),
        )
        return [attempt_of(row) for row in rows]

    async def of_story(self, story_id: str) -> Sequence[Mapping[str, Any]]:
        """Return the newest deliveries of a story as JSON values, by subscription."""
        rows = self._database.execute(
            "SELECT subscription_id, version, state, delivery_id, tries FROM delivery"
            " WHERE story_id = ? ORDER BY subscription_id, version",
            (story_id,),
        )
        names = ("subscription_id", "version", "state", "delivery_id", "failed_tries")
        return [{"story_id": story_id, **dict(zip(names, row, strict=True))} for row in rows]

    async def next_due(self) -> datetime | None:
        """Return when the next delivery becomes due, None if none waits."""
        rows = self._database.execute(
            "SELECT min(due) FROM delivery WHERE state IN ('waiting', 'sending')"
        )
        return datetime.fromtimestamp(rows[0][0], UTC) if rows[0][0] is not None else None

    def on_queued(self, call: Callable[[], None]) -> None:
        """Call `call` whenever deliveries may have become due."""
        self._calls.append(call)

    def _stir(self) -> None:
        self._queued = True

    def _wake(self) -> None:
        if self._queued:
            self._queued = False
            for call in self._calls:
                call()


def _mark(rows: Sequence[Row]) -> str:
    parts = (f"{delivery_id}={state}{attempted}" for state, delivery_id, *_, attempted in rows)
    return f"{len(rows)}:" + ",".join(parts)


def _delivery(row: Row) -> Delivery:
    delivery_id, subscription_id, story_id, version, body, accepted_at, tries, attempted = row
    return Delivery(
        delivery_id=delivery_id,
        subscription_id=subscription_id,
        story_id=story_id,
        version=version,
        body=body,
        accepted_at=accepted_at,
        tries=tries,
        attempted=bool(attempted),
    )


if TYPE_CHECKING:
    _: Deliveries = SqliteDeliveryStore(Database(":memory:"))
