"""All stores of the wire over one database."""

from dataclasses import dataclass
from typing import Self

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.adapters.sqlite.subscriptions import SqliteSubscriptionStore
from storywire.adapters.sqlite.tokens import SqliteTokenStore


@dataclass(frozen=True, slots=True)
class Stores:
    """Each port's SQLite adapter; they share `database`, so they can make one step together."""

    database: Database
    log: SqliteEventLog
    offsets: SqliteGroupOffsets
    sources: SqliteSourceStore
    memberships: SqliteMembershipStore
    stories: SqliteStoryStore
    subscriptions: SqliteSubscriptionStore
    deliveries: SqliteDeliveryStore
    read_model: SqliteReadModel
    tokens: SqliteTokenStore

    @classmethod
    def over(cls, database: Database) -> Self:
        """Return the stores in `database`, making the tables that are missing."""
        return cls(
            database=database,
            log=SqliteEventLog(database),
            offsets=SqliteGroupOffsets(database),
            sources=SqliteSourceStore(database),
            memberships=SqliteMembershipStore(database),
            stories=SqliteStoryStore(database),
            subscriptions=SqliteSubscriptionStore(database),
            deliveries=SqliteDeliveryStore(database),
            read_model=SqliteReadModel(database),
            tokens=SqliteTokenStore(database),
        )
