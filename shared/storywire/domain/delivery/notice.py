"""What subscribers, streams and pollers get: one update of one story, encoded once."""

from typing import Literal

from storywire.domain.model import Instant, Update, Value


class Notice(Value):
    """The body of a webhook, the `data` of the stream, an item of `/v1/updates`."""

    type: Literal["story.updated"] = "story.updated"
    timestamp: Instant
    data: Update

    def encode(self) -> bytes:
        """Return its JSON on one line."""
        return self.model_dump_json(by_alias=True).encode()
