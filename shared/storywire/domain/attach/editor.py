"""Obeys editors' commands: each becomes steps of stories, and an order that holds from then on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from storywire.domain.attach.decide import ordered_decision
from storywire.domain.attach.matcher import EditionMatcher
from storywire.domain.attach.orders import Order, Orders
from storywire.domain.attach.steps import Happening, Moving
from storywire.domain.attach.story import LiveStory
from storywire.domain.edits import (
    Edit,
    EditRequested,
    Forbid,
    Merge,
    Pin,
    Rename,
    Rewrite,
    Split,
    Undo,
)
from storywire.errors import UnusableInputError

Members = Mapping[str, Sequence[Moving]]
"""The attached articles by story_id, by number."""


class Editor:
    """Obeys one edition's commands, on the matcher that decides for it."""

    def __init__(self, matcher: EditionMatcher) -> None:
        self._matcher = matcher
        self._index = matcher.index
        self._steps = matcher.steps
        self._orders = matcher.index.orders
        self._why = ""

    def obey(self, request: EditRequested, time: datetime, members: Members) -> list[Happening]:
        """Return the steps that follow; `members` has those of the stories that `named` names.

        Raises:
            UnusableInputError: the command can't be obeyed; the message says why. Nothing changed.
        """
        edit_id, edit = request.edit_id, request.edit
        self._why = request.why or "editor"
        if edit_id in self._orders:
            raise UnusableInputError(f"edit {edit_id} was obeyed already")
        return list(self._obeyed(edit_id, edit, time, members))

    def _obeyed(
        self, edit_id: str, edit: Edit, time: datetime, members: Members
    ) -> Iterator[Happening]:
        match edit:
            case Merge():
                return self._merge(edit_id, edit, time, members)
            case Split():
                return self._split(edit_id, edit, time, members)
            case Pin():
                return self._pin(edit_id, edit, members)
            case Forbid():
                return self._forbid(edit_id, edit, members)
            case Undo():
                return self._undo(edit.edit_id, time, members)
            case _:
                return self._reworded(edit_id, edit, time)

    def _merge(
        self, edit_id: str, edit: Merge, time: datetime, members: Members
    ) -> Iterator[Happening]:
        survivor, absorbed = self._story(edit.survivor), self._story(edit.absorbed)
        if survivor is absorbed:
            raise UnusableInputError(f"{edit.absorbed} is part of {survivor.story_id} already")
        moving = members[absorbed.story_id]
        articles = tuple(it.member.article_id for it in moving)
        order = Order(edit_id, "merge", survivor.story_id, absorbed.story_id, articles)
        self._orders.put(order)
        return self._merged(absorbed, survivor, moving, time)

    def _split(
        self, edit_id: str, edit: Split, time: datetime, members: Members
    ) -> Iterator[Happening]:
        story = self._story(edit.story_id)
        moving = _chosen(members[story.story_id], edit.article_ids, story)
        if len(moving) == story.members:
            raise UnusableInputError(f"{story.story_id} would be empty: it has only these articles")
        goal = self._steps.open(moving[0].article, edit_id)
        articles = tuple(it.member.article_id for it in moving)
        self._orders.put(Order(edit_id, "split", story.story_id, goal.story_id, articles))
        return self._parted(story, goal, moving, time)

    def _pin(self, edit_id: str, edit: Pin, members: Members) -> Iterator[Happening]:
        goal = self._story(edit.story_id)
        found = _found(members, edit.article_id)
        came_from = found.member.story_id if found else ""
        order = Order(edit_id, "pin", goal.story_id, came_from, (edit.article_id,))
        self._orders.put(order)
        if found is None or came_from == goal.story_id:
            return iter(())
        return self._steps.move(found, goal, ordered_decision("pinned"), self._why)

    def _forbid(self, edit_id: str, edit: Forbid, members: Members) -> Iterator[Happening]:
        story = self._story(edit.story_id)
        articles = (edit.article_id,) if edit.article_id else ()
        other = self._story(edit.other_story_id).story_id if edit.other_story_id else ""
        if not articles and other in {"", story.story_id}:
            raise UnusableInputError("forbid needs an article, or another story")
        if any(self._orders.pinned(it) == story.story_id for it in articles):
            raise UnusableInputError(f"{edit.article_id} is pinned to {story.story_id}")
        self._orders.put(Order(edit_id, "forbid", story.story_id, other, articles))
        found = _found(members, edit.article_id or "")
        if found is None or found.member.story_id != story.story_id:
            return iter(())
        return self._matcher.send_away(found, edit_id, self._why)

    def _reworded(
        self, edit_id: str, edit: Rename | Rewrite, time: datetime
    ) -> Iterator[Happening]:
        story = self._story(edit.story_id)
        if isinstance(edit, Rename):
            order = Order(edit_id, "rename", story.story_id, text=edit.title)
        else:
            order = Order(
                edit_id, "rewrite", story.story_id, text=edit.text, fact_id=edit.fact_id,
                instead_of=edit.instead_of,
            )  # fmt: skip
        self._orders.put(order)
        yield self._steps.reword(story, order, time, self._why)

    def _undo(self, edit_id: str, time: datetime, members: Members) -> Iterator[Happening]:
        if edit_id not in self._orders or self._orders[edit_id].undone:
            raise UnusableInputError(f"there is no edit {edit_id} to undo")
        order = replace(self._orders[edit_id], undone=True)
        self._orders.put(order)
        match order.kind:
            case "merge":
                return self._part(order, time, members)
            case "split":
                return self._rejoin(order, time, members)
            case "pin":
                return self._unpin(order, members)
            case "forbid":
                return iter(())
            case "rename" | "rewrite":
                story = self._story(order.story_id)
                holds = self._orders.wording(order.kind, order.story_id, order.fact_id)
                now = holds or replace(order, text="", instead_of="")
                return iter((self._steps.reword(story, now, time, self._why),))

    def _part(self, order: Order, time: datetime, members: Members) -> Iterator[Happening]:
        """Let the articles that a merge moved, as far as they are still there, leave again."""
        story = self._index.ended_in(order.story_id)
        moving = [it for it in members[story.story_id] if it.member.article_id in order.article_ids]
        if not moving or len(moving) == story.members:
            return iter(())
        goal = self._steps.open(moving[0].article, f"undo {order.edit_id}")
        apart = Order(f"undo {order.edit_id}", "forbid", story.story_id, goal.story_id)
        self._orders.put(apart)
        return self._parted(story, goal, moving, time)

    def _rejoin(self, order: Order, time: datetime, members: Members) -> Iterator[Happening]:
        story, other = self._index.ended_in(order.story_id), self._index.ended_in(order.other_id)
        if story is other or not other.members:
            return iter(())
        return self._merged(other, story, members[other.story_id], time)

    def _unpin(self, order: Order, members: Members) -> Iterator[Happening]:
        found = _found(members, order.article_ids[0])
        if found is None or not order.other_id:
            return iter(())
        goal = self._index.ended_in(order.other_id)
        if goal.story_id == found.member.story_id:
            return iter(())
        return self._steps.move(found, goal, ordered_decision("moved"), self._why)

    def _merged(
        self, absorbed: LiveStory, survivor: LiveStory, moving: Sequence[Moving], time: datetime
    ) -> Iterator[Happening]:
        decision = ordered_decision("moved")
        return self._steps.merge(absorbed, survivor, moving, decision, time, self._why)

    def _parted(
        self, story: LiveStory, goal: LiveStory, moving: Sequence[Moving], time: datetime
    ) -> Iterator[Happening]:
        decision = ordered_decision("moved")
        return self._steps.split(story, goal, moving, decision, time, self._why)

    def _story(self, story_id: str) -> LiveStory:
        if story_id not in self._index.stories:
            raise UnusableInputError(f"there is no story {story_id} in this edition")
        return self._index.ended_in(story_id)


def named(edit: Edit, orders: Orders) -> tuple[set[str], set[str]]:
    """Return the stories and the articles that must be at hand for `obey`."""
    match edit:
        case Merge():
            return {edit.survivor, edit.absorbed}, set()
        case Split():
            return {edit.story_id}, set(edit.article_ids)
        case Pin():
            return {edit.story_id}, {edit.article_id}
        case Forbid():
            return {edit.story_id, edit.other_story_id or ""} - {""}, {edit.article_id or ""} - {""}
        case Undo() if edit.edit_id in orders:
            order = orders[edit.edit_id]
            return {order.story_id, order.other_id} - {""}, set(order.article_ids)
        case _:
            return {getattr(edit, "story_id", "")} - {""}, set()


def _found(members: Members, article_id: str) -> Moving | None:
    every = (it for moving in members.values() for it in moving)
    return next((it for it in every if it.member.article_id == article_id), None)


def _chosen(
    moving: Sequence[Moving], article_ids: Sequence[str], story: LiveStory
) -> Sequence[Moving]:
    here = {it.member.article_id for it in moving}
    missing = [it for it in article_ids if it not in here]
    if missing:
        raise UnusableInputError(f"{story.story_id} has no article {missing[0]}")
    return [it for it in moving if it.member.article_id in article_ids]
