"""The wiring of the attach service."""

import structlog

from storywire.domain.attach.kernels import COMPILED
from storywire.domain.attach.score import Rule
from storywire.ports.membership import MembershipStore
from storywire.service import Mount, Service
from storywire_attach.processor import AttachProcessor
from storywire_attach.settings import AttachSettings

log = structlog.get_logger()


def build(settings: AttachSettings, *, memberships: MembershipStore) -> Service:
    """Return the service over `memberships`."""
    if not COMPILED:
        log.warning("not_compiled", effect="attaching runs in numpy, slower; see README of attach")
    processor = AttachProcessor(
        memberships,
        Rule(settings.threshold, settings.uncertain_below, merges=settings.merge_young),
    )
    return Service("attach", mounts=[Mount("attach", "article-ingested", processor)])
