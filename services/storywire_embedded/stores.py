"""All stores of the wire over one database."""

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.adapters.sqlite.log import SqliteEventLog, SqliteGroupOffsets, SqliteTries
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.adapters.sqlite.sources import SqliteSourceStore
from storywire.adapters.sqlite.stories import SqliteStoryStore
from storywire.adapters.sqlite.subscriptions import SqliteSubscriptionStore
from storywire.adapters.sqlite.tokens import SqliteTokenStore
from storywire.stores import Stores


def sqlite_stores(database: Database) -> Stores:
    """Return the stores in `database`, making the tables that are missing.

    They share `database`, so they can make one step together.
    """
    return Stores(
        log=SqliteEventLog(database),
        offsets=SqliteGroupOffsets(database),
        tries=SqliteTries(database),
        sources=SqliteSourceStore(database),
        memberships=SqliteMembershipStore(database),
        stories=SqliteStoryStore(database),
        subscriptions=SqliteSubscriptionStore(database),
        deliveries=SqliteDeliveryStore(database),
        read_model=SqliteReadModel(database),
        tokens=SqliteTokenStore(database),
        atomic=database.transaction,
    )
