"""All stores of a wire, by their ports: one value to hand to whoever wires or looks into it."""

from dataclasses import dataclass

from storywire.ports.delivery import Deliveries, SubscriptionStore
from storywire.ports.log import EventLog, GroupOffsets, Tries
from storywire.ports.membership import Memberships
from storywire.ports.processing import Atomic
from storywire.ports.read_model import ReadModel
from storywire.ports.sources import SourceStore
from storywire.ports.stories import StoryStore
from storywire.ports.tokens import TokenStore


@dataclass(frozen=True, slots=True)
class Stores:
    """An adapter for each port; `atomic` makes one step of writes to several, where it can."""

    log: EventLog
    offsets: GroupOffsets
    tries: Tries
    sources: SourceStore
    memberships: Memberships
    stories: StoryStore
    subscriptions: SubscriptionStore
    deliveries: Deliveries
    read_model: ReadModel
    tokens: TokenStore
    atomic: Atomic
