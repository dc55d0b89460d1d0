"""Changes in plain words, as the box "What changed" and feeds tell them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storywire.domain.model import Change, ChangeType, Significance

Kind = Literal["new", "changed", "gone"]
MAX_LINES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One change to read: what happened, the text now, and the text before where it matters."""

    kind: Kind
    label: str
    text: str
    before: str = ""
    other_story_id: str | None = None


def in_words(changes: Iterable[Change], significance: Significance) -> Sequence[Line]:
    """Return the changes a reader cares for, weightiest first.

    Left out: what only lists and counts (`article_changed`), a section's place, and a fact
    whose text is also said by a line above. A fact that is gone weighs most in a correction;
    elsewhere it only made room for others, and comes last.
    """
    corrected = significance == "correction"
    told = sorted(
        (
            (_place(change.type, corrected=corrected), line)
            for change in changes
            if (line := _line(change, corrected=corrected)) is not None
        ),
        key=lambda pair: pair[0],
    )
    first: dict[str, Line] = {}
    for _, line in told:
        first.setdefault(line.text or line.label, line)
    return tuple(first.values())


def _place(kind: ChangeType, *, corrected: bool) -> int:
    made_room = kind == "fact_withdrawn" and not corrected
    return len(_WORDS) if made_room else _PLACE[kind]


def _line(change: Change, *, corrected: bool) -> Line | None:
    words = _WORDS.get(change.type)
    if words is None or _only_wording(change):
        return None
    kind, label, text_of = words
    if change.type == "fact_withdrawn" and not corrected:
        label = "Off the page"
    after, before = text_of(change.after), text_of(change.before)
    revised = kind == "changed" and bool(after) and before != after
    return Line(
        kind=kind,
        label=_confirmed(change) or label,
        text=after or before,
        before=before if revised else "",
        other_story_id=change.other_story_id,
    )


def _only_wording(change: Change) -> bool:
    """Tell whether "corroborated" has no outlet more than before: then only words changed."""
    if change.type != "fact_corroborated":
        return False
    return _outlets(change.after) <= _outlets(change.before)


def _confirmed(change: Change) -> str:
    if change.type != "fact_corroborated":
        return ""
    return f"Now reported by {_outlets(change.after)} outlets"


def _outlets(side: object) -> int:
    found = side.get("outlets") if isinstance(side, Mapping) else 0
    return found if isinstance(found, int) else 0


def _plain(side: object) -> str:
    return side if isinstance(side, str) else ""


def _field(name: str) -> Callable[[object], str]:
    def text_of(side: object) -> str:
        return str(side.get(name) or "") if isinstance(side, Mapping) else ""

    return text_of


def _article(side: object) -> str:
    if not isinstance(side, Mapping) or not side.get("title"):
        return ""
    outlet = side.get("outlet")
    return f"{side['title']} ({outlet})" if outlet else str(side["title"])


_TEXT, _HEADING = _field("text"), _field("heading")
_WORDS: Mapping[ChangeType, tuple[Kind, str, Callable[[object], str]]] = {
    "article_retracted": ("gone", "Withdrawn by its outlet", _article),
    "fact_withdrawn": ("gone", "No longer stated", _TEXT),
    "stories_merged": ("changed", "Merged with another story", _plain),
    "story_split": ("changed", "Split: part of it is another story", _plain),
    "headline_changed": ("changed", "New headline", _plain),
    "fact_revised": ("changed", "Revised", _TEXT),
    "fact_disputed": ("changed", "Sources disagree", _TEXT),
    "fact_added": ("new", "New", _TEXT),
    "entry_added": ("new", "New on the timeline", _TEXT),
    "fact_corroborated": ("changed", "Confirmed", _TEXT),
    "section_added": ("new", "New section", _HEADING),
    "entry_changed": ("changed", "Changed on the timeline", _TEXT),
    "entry_removed": ("gone", "Off the timeline", _TEXT),
    "section_changed": ("changed", "Section rewritten", _HEADING),
    "section_removed": ("gone", "Section dropped", _HEADING),
    "story_reopened": ("changed", "Reopened", _plain),
    "story_closed": ("changed", "Closed: nothing more is expected", _plain),
    "article_added": ("new", "New article", _article),
    "article_moved_in": ("new", "Article moved here from another story", _article),
    "article_moved_out": ("gone", "Article moved to another story", _article),
    "article_revised": ("changed", "Article revised by its outlet", _article),
    "story_opened": ("new", "Story opened", _plain),
}
_PLACE = {kind: place for place, kind in enumerate(_WORDS)}
