"""Subscriptions in SQLite, one JSON document each. The secrets in it sign, so they are readable."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storywire.adapters.sqlite.database import Database
from storywire.ports.delivery import Subscription, SubscriptionStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS subscription (
    subscription_id TEXT PRIMARY KEY, created_at TEXT NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
"""


class SqliteSubscriptionStore:
    """Keeps subscriptions in the table `subscription`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(_SCHEMA)

    async def put(self, subscription: Subscription) -> None:
        """Keep `subscription`; the same id again replaces it."""
        self._database.execute(
            "INSERT OR REPLACE INTO subscription VALUES (?,?,?)",
            (
                subscription.subscription_id,
                subscription.created_at.isoformat(),
                subscription.model_dump_json(),
            ),
        )

    async def get(self, subscription_id: str) -> Subscription | None:
        """Return it, or None."""
        rows = self._database.execute(
            "SELECT document FROM subscription WHERE subscription_id = ?", (subscription_id,)
        )
        return Subscription.model_validate_json(rows[0][0]) if rows else None

    async def all(self) -> Sequence[Subscription]:
        """Return all subscriptions, oldest first."""
        rows = self._database.execute(
            "SELECT document FROM subscription ORDER BY created_at, subscription_id"
        )
        return [Subscription.model_validate_json(row[0]) for row in rows]

    async def remove(self, subscription_id: str) -> bool:
        """Remove it; return whether there was one."""
        rows = self._database.execute(
            "DELETE FROM subscription WHERE subscription_id = ? RETURNING 1", (subscription_id,)
        )
        return bool(rows)


if TYPE_CHECKING:
    _: SubscriptionStore = SqliteSubscriptionStore(Database(":memory:"))
