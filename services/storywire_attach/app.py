"""The wiring of the attach service."""

from storywire.domain.attach.score import Rule
from storywire.ports.membership import MembershipStore
from storywire.service import Mount, Service
from storywire_attach.processor import AttachProcessor
from storywire_attach.settings import AttachSettings


def build(settings: AttachSettings, *, memberships: MembershipStore) -> Service:
    """Return the service over `memberships`."""
    processor = AttachProcessor(
        memberships,
        Rule(settings.threshold, settings.uncertain_below, merges=settings.merge_young),
    )
    return Service("attach", mounts=[Mount("attach", "article-ingested", processor)])
