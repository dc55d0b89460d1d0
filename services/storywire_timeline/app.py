"""The wiring of the timeline service."""

from storywire.ports.stories import StoryStore
from storywire.service import Mount, Service
from storywire_timeline.processor import TimelineProcessor
from storywire_timeline.settings import TimelineSettings


def build(settings: TimelineSettings, *, stories: StoryStore) -> Service:
    """Return the service over `stories`."""
    processor = TimelineProcessor(stories, cache_size=settings.cache_size)
    return Service("timeline", mounts=[Mount("timeline", "story-membership", processor)])
