"""How the process handles memory."""

import gc

ALLOCATIONS, YOUNG, MIDDLE = 50_000, 20, 50


def collect_seldom() -> None:
    """Look for garbage in cycles seldom: what is made here is frozen and holds none.

    With Python's own thresholds a seventh of the time went into looking through the articles
    that timeline keeps read.
    """
    gc.set_threshold(ALLOCATIONS, YOUNG, MIDDLE)
