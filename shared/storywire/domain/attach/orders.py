"""What editors ordered, kept for ever: who belongs to which story whatever the matcher says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["merge", "split", "pin", "forbid", "rename", "rewrite"]


@dataclass(frozen=True, slots=True)
class Order:
    """One command that was obeyed.

    `story_id` is the story it is about; `other_id` the absorbed, split off or forbidden one, or
    the one that a pinned article came from; `article_ids` those that moved, or that are meant;
    `text` a title or wording, `fact_id` the fact or section that is reworded, `instead_of` what the
    wording stands for; `place` counts an edition's orders from 0.
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
    instead_of: str = ""

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
    """All orders of an edition, found by the stories and articles that they name.

    `changed` are those to be stored.
    """

    def __init__(self, orders: Iterable[Order] = ()) -> None:
        self.changed: dict[str, Order] = {}
        self._orders: dict[str, Order] = {}
        self._naming: dict[str, set[str]] = {}
        for order in orders:
            self._index(order)

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
        self._index(order)
        self.changed[order.edit_id] = order

    def merged(self, absorbed: str, survivor: str) -> None:
        """Have what was ordered for `absorbed` hold for `survivor`."""
        for order in self._about(absorbed):
            moved = order.after_merge(absorbed, survivor)
            if moved is not order:
                self.put(moved)

    def pinned(self, article_id: str) -> str:
        """Return the story that the article is pinned to last, or ""."""
        pins = [it.story_id for it in self._active("pin", article_id)]
        return pins[-1] if pins else ""

    def barred(self, article_id: str) -> frozenset[str]:
        """Return the stories that the article may not be in."""
        return frozenset(it.story_id for it in self._active("forbid", article_id))

    def apart(self, one: str, other: str) -> bool:
        """Return whether these two stories may not be merged by the matcher."""
        pair = {one, other}
        kept_apart = (*self._active("forbid", one), *self._active("split", one))
        return any({it.story_id, it.other_id} == pair for it in kept_apart)

    def wording(self, kind: Kind, story_id: str, fact_id: str = "") -> Order | None:
        """Return the order whose title, or wording of a fact, holds now, or None."""
        found = [
            it
            for it in self._active(kind, story_id)
            if (it.story_id, it.fact_id) == (story_id, fact_id)
        ]
        return found[-1] if found else None

    def _index(self, order: Order) -> None:
        self._orders[order.edit_id] = order
        for name in {order.story_id, order.other_id, *order.article_ids} - {""}:
            self._naming.setdefault(name, set()).add(order.edit_id)

    def _active(self, kind: Kind, name: str) -> list[Order]:
        return [it for it in self._about(name) if it.kind == kind and not it.undone]

    def _about(self, name: str) -> list[Order]:
        """Return the orders that name, or named before a merge, this story or article, in order."""
        found = (self._orders[edit_id] for edit_id in self._naming.get(name, ()))
        return sorted(found, key=lambda order: order.place)
