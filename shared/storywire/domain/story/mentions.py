"""What stands at a place in a text: times and numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Granularity = Literal["day", "week", "month", "quarter", "season", "year", "decade", "range", "ref"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression: `value` as in TIMEX3 (2026-01-13, 2026-01, 2025-Q4), span in the text."""

    start: int
    end: int
    value: str
    granularity: Granularity
    future: bool = False

    @property
    def day(self) -> date | None:
        """Return the day it names, or None where it names a longer time."""
        return date.fromisoformat(self.value) if self.granularity == "day" else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text with the stem of what it counts (`unit`, "" where unclear)."""

    value: str
    unit: str
