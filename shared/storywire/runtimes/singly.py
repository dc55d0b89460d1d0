"""A batch through a processor without a log: what can't be used has no outcome."""

from collections.abc import Sequence

from storywire.errors import PermanentError
from storywire.events import Event
from storywire.ports.processing import Processor, Resettable


async def outcome_of(processor: Processor, events: Sequence[Event]) -> Sequence[Event]:
    """Return the outputs of `events`; where one is bad, all are handed over singly.

    An event that can't be used has none, as on a topic it would have a dead letter.
    """
    try:
        return await processor.handle(events)
    except PermanentError:
        if isinstance(processor, Resettable):
            processor.reset()
        if len(events) == 1:
            return ()
        return [it for event in events for it in await outcome_of(processor, [event])]
