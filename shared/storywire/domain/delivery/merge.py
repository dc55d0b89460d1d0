"""Versions that were not delivered become one: from what the receiver has to the newest."""

from collections.abc import Sequence

from storywire.domain.model import SIGNIFICANCES, Change, ChangeType, Significance, Story, Update
from storywire.domain.story.changes import diff, happenings_of
from storywire.domain.story.significance import REASONS

_CORRECTING: frozenset[ChangeType] = frozenset({"fact_withdrawn", "fact_revised"})


def merged(had: Story | None, waiting: Update, newest: Update, *, attempted: bool) -> Update | None:
    """Return the update that takes a receiver of `had` to `newest`; None if nothing differs.

    `waiting` was not delivered; `attempted` says that it may have arrived all the same, and then
    something is always sent. The significance is the greatest of both, but `correction` stays
    only if the receiver has, or may have, the text that was wrong.
    """
    told = happenings_of((*waiting.changes, *newest.changes))
    changes = diff(had, newest.story, told)
    if not changes and not attempted:
        return None
    keep = attempted or _corrects(changes)
    significance, reasons = _weight(waiting, newest, corrections=keep)
    return newest.model_copy(
        update={
            "previous_version": had.version if had else 0,
            "changes": changes or newest.changes,
            "significance": significance,
            "reasons": reasons,
        }
    )


def _corrects(changes: Sequence[Change]) -> bool:
    return any(
        change.type in _CORRECTING
        or (change.type == "article_retracted" and change.before is not None)
        for change in changes
    )


def _weight(
    waiting: Update, newest: Update, *, corrections: bool
) -> tuple[Significance, tuple[str, ...]]:
    reasons = [
        reason
        for reason in dict.fromkeys((*waiting.reasons, *newest.reasons))
        if corrections or REASONS.get(reason) != "correction"
    ]
    found = [REASONS.get(reason, SIGNIFICANCES[0]) for reason in reasons]
    found += [
        update.significance
        for update in (waiting, newest)
        if corrections or update.significance != "correction"
    ]
    weightiest = max(found, key=SIGNIFICANCES.index, default=SIGNIFICANCES[0])
    reasons.sort(key=lambda reason: -SIGNIFICANCES.index(REASONS.get(reason, SIGNIFICANCES[0])))
    return weightiest, tuple(reasons)
