"""What editors ordered, kept for ever: who belongs to which story whatever the matcher says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["merge", "split", "pin", "forbid", "rename", "rewrite"]


@dataclass(frozen=True, slots=True)
class Order:
    """One command that was obeyed.

    `story_id` is the story it is about; `other_id` the absorbed, split off or forbidden one, or
    the one that a pinned article came from; `article_ids` those that moved, or that are meant;
    `text` a title or wording, `fact_id` the fact that is reworded; `place` counts an edition's
    orders from 0.
    """

    edit_id: str
    kind: Kind
    story_id: str
    other_id: str = ""
    article_ids: tuple[str, ...] = ()
    text: str = ""
    fact_id: str = ""
    undone: bool = False
    place: int = 0

    def after_merge(self, absorbed: str, survivor: str) -> "Order":
        """Return the order as it holds once `absorbed` is part of `survivor`."""
        if self.kind == "merge" or absorbed not in {self.story_id, self.other_id}:
            return self
        return replace(
            self,
            story_id=survivor if self.story_id == absorbed else self.story_id,
            other_id=survivor if self.other_id == absorbed else self.other_id,
        )


class Orders:
    """All orders of an edition; `changed` are those to be stored."""

    def __init__(self, orders: Iterable[Order] = ()) -> None:
        self.changed: dict[str, Order] = {}
        in_order = sorted(orders, key=lambda order: order.place)
        self._orders = {order.edit_id: order for order in in_order}

    def __getitem__(self, edit_id: str) -> Order:
        """Return the order; raises KeyError where there is none."""
        return self._orders[edit_id]

    def __contains__(self, edit_id: str) -> bool:
        """Return whether the edit was obeyed."""
        return edit_id in self._orders

    def put(self, order: Order) -> None:
        """Keep `order`, in the place of one with its id."""
        known = self._orders.get(order.edit_id)
        order = replace(order, place=known.place if known else len(self._orders))
        self._orders[order.edit_id] = self.changed[order.edit_id] = order

    def merged(self, absorbed: str, survivor: str) -> None:
        """Have what was ordered for `absorbed` hold for `survivor`."""
        for order in list(self._orders.values()):
            moved = order.after_merge(absorbed, survivor)
            if moved is not order:
                self.put(moved)

    def pinned(self, article_id: str) -> str:
        """Return the story that the article is pinned to last, or ""."""
        pins = [it.story_id for it in self._active("pin") if article_id in it.article_ids]
        return pins[-1] if pins else ""

    def barred(self, article_id: str) -> frozenset[str]:
        """Return the stories that the article may not be in."""
        if not self._orders:
            return frozenset()
        return frozenset(
            it.story_id for it in self._active("forbid") if article_id in it.article_ids
        )

    def apart(self, one: str, other: str) -> bool:
        """Return whether these two stories may not be merged by the matcher."""
        pair = {one, other}
        kept_apart = (*self._active("forbid"), *self._active("split"))
        return any({it.story_id, it.other_id} == pair for it in kept_apart)

    def text_of(self, kind: Kind, story_id: str, fact_id: str = "") -> str:
        """Return the title, or the wording of a fact, that holds now, or ""."""
        texts = [
            it.text for it in self._active(kind) if (it.story_id, it.fact_id) == (story_id, fact_id)
        ]
        return texts[-1] if texts else ""

    def _active(self, kind: Kind) -> Iterator[Order]:
        return (it for it in self._orders.values() if it.kind == kind and not it.undone)
