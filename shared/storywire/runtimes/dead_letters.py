"""Dead letters: the original bytes, key and headers of an input, and why it was put aside."""

from datetime import datetime

from storywire import __version__
from storywire.errors import PermanentError
from storywire.ports.log import Message, Record
from storywire.topics import MAX_DEAD_LETTER, MAX_MESSAGE, dead_letter_topic

# The rest is room for the headers, which a message's own limit bounds.
_MOST_VALUE = MAX_DEAD_LETTER - MAX_MESSAGE


class CrashedError(PermanentError):
    """Handling this input ended the process three times."""

    code = "crashed"


def dead_letter(
    record: Record, *, group: str, error: PermanentError, attempts: int, at: datetime
) -> Message:
    """Return the message that puts `record` aside for `group` at instant `at`.

    A value that was small only while compressed is cut to what the topic takes, and says so.
    """
    why = {
        "dlq-topic": record.topic,
        "dlq-partition": str(record.partition),
        "dlq-offset": str(record.offset),
        "dlq-group": group,
        "dlq-error-class": error.code,
        "dlq-error": str(error)[:2_000],
        "dlq-attempts": str(attempts),
        "dlq-first-failed-at": at.isoformat(),
        "dlq-app-version": __version__,
    }
    if len(record.value or b"") > _MOST_VALUE:
        why["dlq-cut-from"] = str(len(record.value or b""))
    headers = tuple((name, value.encode("utf-8", "replace")) for name, value in why.items())
    return Message(
        topic=dead_letter_topic(record.topic, group),
        key=record.key or "",
        value=None if record.value is None else record.value[:_MOST_VALUE],
        headers=(*record.headers, *headers),
    )
