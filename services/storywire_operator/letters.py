"""Dead letters, as the API and the console show them."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from storywire.ports.log import EventLog, Record
from storywire.topics import GROUPS, dead_letter_topic


class DeadLetter(BaseModel):
    """An input that was put aside: where it stood, why, and how it begins."""

    id: str
    topic: str
    group: str
    offset: int
    key: str | None
    error_class: str
    error: str
    attempts: int
    first_failed_at: str
    size: int
    value: str


async def dead_letters(
    log: EventLog, *, limit: int = 100, shown: int = 500
) -> Sequence[DeadLetter]:
    """Return up to `limit` dead letters, each with the first `shown` characters of its value."""
    found: list[DeadLetter] = []
    for group, topic in GROUPS:
        pile = dead_letter_topic(topic, group)
        for partition in await log.ends(pile):
            records = await log.read(pile, partition=partition, limit=limit)
            found += [_dead_letter(record, shown) for record in records]
    return found[:limit]


def _dead_letter(record: Record, shown: int) -> DeadLetter:
    why: Mapping[str, str] = {name: value.decode() for name, value in record.headers}
    value = (record.value or b"").decode("utf-8", "replace")
    return DeadLetter(
        id=f"{record.topic}/{record.partition}/{record.offset}",
        topic=why.get("dlq-topic", ""),
        group=why.get("dlq-group", ""),
        offset=int(why.get("dlq-offset", -1)),
        key=record.key,
        error_class=why.get("dlq-error-class", ""),
        error=why.get("dlq-error", ""),
        attempts=int(why.get("dlq-attempts", 0)),
        first_failed_at=why.get("dlq-first-failed-at", ""),
        size=len(record.value or b""),
        value=value[:shown],
    )
