"""Puts dead letters back where they stood: same key, bytes and event id, three times at most."""

from collections.abc import Sequence

from storywire.errors import UsageError
from storywire.ports.log import EventLog, Message, Record
from storywire.topics import GROUPS, dead_letter_topic

MAX_REDRIVES = 3
COUNT = "dlq-redrive-count"


async def redrive(log: EventLog, letter_ids: Sequence[str], *, dry: bool) -> Sequence[str]:
    """Return one line for each of `letter_ids`: where it goes; nothing is appended if `dry`.

    Raises:
        UsageError: there is no such letter, or it was put back three times already.
    """
    messages = [_again(letter_id, await _letter(log, letter_id)) for letter_id in letter_ids]
    if not dry:
        await log.append(messages)
    return [
        f"{letter_id} → {message.topic} (key {message.key})"
        for letter_id, message in zip(letter_ids, messages, strict=True)
    ]


async def _letter(log: EventLog, letter_id: str) -> Record:
    known = {dead_letter_topic(topic, group) for group, topic in GROUPS}
    pile, _, place = letter_id.partition("/")
    partition, _, offset = place.partition("/")
    if pile in known and partition.isdecimal() and offset.isdecimal():
        found = await log.read(pile, partition=int(partition), offset=int(offset), limit=1)
        if found and found[0].offset == int(offset):
            return found[0]
    raise UsageError(f"there is no dead letter {letter_id}; `storywire dlq list` shows all")


def _again(letter_id: str, letter: Record) -> Message:
    headers = dict(letter.headers)
    times = int(headers.get(COUNT, b"0"))
    if times >= MAX_REDRIVES:
        raise UsageError(f"{letter_id} was put back {times} times already, and failed each time")
    return Message(
        topic=headers["dlq-topic"].decode(),
        key=letter.key or "",
        value=letter.value,
        headers=(
            *((name, value) for name, value in letter.headers if not name.startswith("dlq-")),
            (COUNT, str(times + 1).encode()),
        ),
    )
