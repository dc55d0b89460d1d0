"""The table of topics: partitions, clean-up and limits. `deploy/topics.yml` is made from it."""

from dataclasses import dataclass
from typing import Literal

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MAX_MESSAGE = 2 * 1024 * 1024
MAX_DEAD_LETTER = 8 * 1024 * 1024

# Each consumer group with the topic it reads, in the order of the flow.
GROUPS: tuple[tuple[str, str], ...] = (
    ("attach", "article-ingested"),
    ("timeline", "story-membership"),
    ("notify", "story-updated"),
    ("web", "story-updated"),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """How one topic is kept. `retention_ms` of -1 is for ever; partitions are frozen for life."""

    name: str
    partitions: int
    cleanup: Literal["delete", "compact"]
    retention_ms: int = -1
    max_message_bytes: int = MAX_MESSAGE
    min_compaction_lag_ms: int | None = None
    delete_retention_ms: int | None = None

    def configs(self) -> dict[str, str]:
        """Return the topic's Kafka settings."""
        lags = {
            "min.compaction.lag.ms": self.min_compaction_lag_ms,
            "delete.retention.ms": self.delete_retention_ms,
        }
        return {
            "cleanup.policy": self.cleanup,
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(self.max_message_bytes),
            **{name: str(value) for name, value in lags.items() if value is not None},
        }


def dead_letter_topic(topic: str, group: str) -> str:
    """Return where inputs of `topic` go that `group` can't handle."""
    return f"{topic}.{group}.dlq"


TOPICS: tuple[Topic, ...] = (
    # What the log's later life is rebuilt from is kept for ever (docs/operations.md: bytes a day).
    Topic("article-ingested", 12, "delete"),
    Topic("story-membership", 12, "delete"),
    Topic("story-updated", 12, "delete", retention_ms=14 * DAY_MS),
    Topic(
        "story-state", 12, "compact", min_compaction_lag_ms=HOUR_MS, delete_retention_ms=7 * DAY_MS
    ),
    *(
        Topic(dead_letter_topic(topic, group), 3, "delete", 30 * DAY_MS, MAX_DEAD_LETTER)
        for group, topic in GROUPS
    ),
)

_COMPACTED = frozenset(topic.name for topic in TOPICS if topic.cleanup == "compact")


def compacted(topic: str) -> bool:
    """Return whether only the newest record of each key is kept on `topic`."""
    return topic in _COMPACTED


_LIMITS = {topic.name: topic.max_message_bytes for topic in TOPICS}


def max_message_bytes(topic: str) -> int:
    """Return how large a message `topic` takes."""
    return _LIMITS.get(topic, MAX_MESSAGE)
