"""Takes story updates into the read model; nothing follows from them."""

from collections.abc import Sequence

from storywire.events import Event, StoryUpdated
from storywire.ports.read_model import StoryWriter


class WebProcessor:
    """Handles `story-updated` for the group `web`."""

    def __init__(self, read_model: StoryWriter) -> None:
        self._read_model = read_model

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        """Keep the updates among `events`; a repeated one changes nothing."""
        updates = [event.data for event in events if isinstance(event, StoryUpdated)]
        await self._read_model.apply(updates)
        return ()
