"""Steps of stories: they number themselves, change the index, and note what is to be stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.orders import Order
from storywire.domain.attach.records import Features, Member, StoryRecord, micros
from storywire.domain.attach.story import LiveStory
from storywire.domain.ids import digest, story_id_of
from storywire.domain.membership import (
    Attached,
    Detached,
    Ended,
    Merged,
    Renamed,
    Revised,
    Rewritten,
    SplitOff,
    Step,
)
from storywire.domain.model import Article, Batch, Decision, Retraction

Kind = Literal[
    "attached", "revised", "detached", "merged", "split", "renamed", "rewritten", "closed",
    "reopened",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a story's life, and its time."""

    kind: Kind
    time: datetime
    step: Step


@dataclass(slots=True)
class Changes:
    """What a batch changed: by article_id members and texts (None: gone), by story_id stories."""

    members: dict[str, Member] = field(default_factory=dict)
    articles: dict[str, Article | None] = field(default_factory=dict)
    stories: dict[str, LiveStory] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moving:
    """An attached article that is to move, with its text."""

    member: Member
    article: Article


class Steps:
    """Makes the steps of one edition; `changes` grow until `begin` is called again."""

    def __init__(self, edition: str, index: EditionIndex) -> None:
        self.index = index
        self.changes = Changes()
        self.known: dict[str, Member] = {}
        self._edition = edition

    def begin(self, known: Mapping[str, Member]) -> None:
        """Start a batch; `known` are the stored members that it names."""
        self.known = dict(known)
        self.changes = Changes()
        self.index.terms.forget_changes()
        self.index.orders.changed.clear()

    def open(self, article: Article, named: str = "") -> LiveStory:
        """Return a new story for `article`, still empty; its id is made of `named`, if given."""
        now = micros(article.published_at)
        story_id = story_id_of(self._edition, named or article.article_id, 1)
        return self.index.open(StoryRecord(story_id, 0, 0, 0, now, now, 0, 0, now))

    def attach(
        self, article: Article, story: LiveStory, features: Features, decision: Decision,
        number: int = 0, moved_from: str | None = None,
    ) -> Iterator[Happening]:  # fmt: skip
        """Put `article` into `story`, under a new number unless it has one; reopen a closed one."""
        yield from self._reopened(story, article.published_at)
        story.numbers += not number
        number = number or story.numbers
        copy_of = story.kept.copied_by(features.sketch, number)
        if copy_of and decision.rule == "joined":
            decision = decision.model_copy(update={"rule": "copy"})
        self._hear(story, micros(article.published_at))
        step = self._step(story)
        member = Member(
            article.article_id, article.revision, "attached", story.story_id, number,
            story.seq, features, decision,
        )  # fmt: skip
        self._put(story, member, article)
        attached = Attached(
            **step, article=article, number=number, copy_of=copy_of, moved_from=moved_from,
            decision=decision,
        )  # fmt: skip
        yield Happening("attached", article.published_at, attached)

    def revise(self, article: Article, story: LiveStory, member: Member) -> Happening:
        """Count in the new text of `member`, whose old one was counted out."""
        copy_of = story.kept.copied_by(member.features.sketch, member.number)
        self._hear(story, micros(article.published_at))
        step = self._step(story)
        self._put(story, replace(member, story_seq=story.seq), article)
        revised = Revised(**step, article=article, copy_of=copy_of)
        return Happening("revised", article.published_at, revised)

    def retract(self, retraction: Retraction, known: Member) -> Happening:
        """Take a retracted article out of its story."""
        story = self.index.stories[known.story_id]
        self.index.remove(story, known)
        step = self._step(story)
        self.index.expect(story)
        self.keep(
            replace(known, revision=retraction.revision, state="retracted", story_seq=story.seq)
        )
        self.changes.articles[known.article_id] = None
        detached = Detached(
            **step, article_id=known.article_id, reason="retracted", why=retraction.reason
        )
        return Happening("detached", retraction.retracted_at, detached)

    def leave(self, article: Article, story: LiveStory, goal: LiveStory, why: str) -> Happening:
        """Say that `article`, which was counted out of `story`, moves to `goal`."""
        step = self._step(story)
        self.index.expect(story)
        detached = Detached(
            **step, article_id=article.article_id, reason="moved", why=why, moved_to=goal.story_id
        )
        return Happening("detached", article.published_at, detached)

    def merge(
        self, absorbed: LiveStory, survivor: LiveStory, moving: Sequence[Moving],
        decision: Decision, time: datetime, why: str,
    ) -> Iterator[Happening]:  # fmt: skip
        """Move all articles of `absorbed`, in the order of their numbers, and end it."""
        yield from self._reopened(survivor, time)
        survivor.newest = max(survivor.newest, absorbed.newest)
        survivor.oldest = min(survivor.oldest, absorbed.oldest)
        survivor.heard = max(survivor.heard, absorbed.heard)
        step, count = self._step(survivor), len(moving) + 1
        batch_id = digest("merge", absorbed.story_id, survivor.story_id, survivor.seq)
        for k, it in enumerate(moving, start=1):
            batch = Batch(batch_id=batch_id, k=k, n=count)
            yield self._move(it, absorbed, survivor, decision, {**step, "batch": batch})
        absorbed.into = survivor.story_id
        self.index.expect(survivor)
        self.index.orders.merged(absorbed.story_id, survivor.story_id)
        last = Batch(batch_id=batch_id, k=count, n=count)
        yield Happening(
            "merged", time, Merged(**step, batch=last, absorbed=absorbed.story_id, reason=why)
        )
        ended = Merged(**self._step(absorbed), into=survivor.story_id, reason=why)
        yield Happening("merged", time, ended)

    def split(
        self, story: LiveStory, goal: LiveStory, moving: Sequence[Moving], decision: Decision,
        time: datetime, why: str,
    ) -> Iterator[Happening]:  # fmt: skip
        """Move some articles of `story` to `goal`, which is new: one step of each."""
        count = len(moving) + 1
        batch_id = digest("split", story.story_id, goal.story_id)
        batches = [Batch(batch_id=batch_id, k=k, n=count) for k in range(1, count + 1)]
        left, come = self._step(story), self._step(goal)
        for it, batch in zip(moving, batches, strict=False):
            self._hear(goal, micros(it.article.published_at))
            yield self._move(it, story, goal, decision, {**come, "batch": batch})
        for it, batch in zip(moving, batches, strict=False):
            detached = Detached(
                **left, batch=batch, article_id=it.member.article_id, reason="moved", why=why,
                moved_to=goal.story_id,
            )  # fmt: skip
            yield Happening("detached", time, detached)
        self.index.expect(story)
        self.index.expect(goal)
        ends: Sequence[tuple[dict[str, Any], LiveStory, Literal["into", "out_of"]]] = (
            (come, story, "out_of"),
            (left, goal, "into"),
        )
        for step, other, direction in ends:
            parted = SplitOff(
                **step, batch=batches[-1], other_story_id=other.story_id, direction=direction,
                reason=why,
            )  # fmt: skip
            yield Happening("split", time, parted)

    def move(
        self, it: Moving, goal: LiveStory, decision: Decision, why: str
    ) -> Iterator[Happening]:
        """Move one article, as it is, to `goal`."""
        story = self.index.stories[it.member.story_id]
        self.index.remove(story, it.member)
        yield self.leave(it.article, story, goal, why)
        features = it.member.features
        yield from self.attach(it.article, goal, features, decision, moved_from=story.story_id)

    def reword(self, story: LiveStory, order: Order, time: datetime, why: str) -> Happening:
        """Give the story a title, or one of its facts a wording ("": as composed)."""
        step = self._step(story)
        if not order.fact_id:
            return Happening("renamed", time, Renamed(**step, title=order.text, reason=why))
        rewritten = Rewritten(
            **step, fact_id=order.fact_id, text=order.text, instead_of=order.instead_of, reason=why
        )
        return Happening("rewritten", time, rewritten)

    def end(
        self, kind: Literal["closed", "reopened"], story: LiveStory, time: datetime, reason: str
    ) -> Happening:
        """Close or reopen `story`."""
        story.closed = kind == "closed"
        return Happening(kind, time, Ended(**self._step(story), reason=reason))

    def keep(self, member: Member) -> None:
        """Note that `member` is to be stored."""
        self.known[member.article_id] = member
        self.changes.members[member.article_id] = member

    def _move(
        self, it: Moving, absorbed: LiveStory, survivor: LiveStory, decision: Decision,
        step: Mapping[str, Any],
    ) -> Happening:  # fmt: skip
        self.index.remove(absorbed, it.member)
        survivor.numbers += 1
        number, sketch = survivor.numbers, it.member.features.sketch
        copy_of = survivor.kept.copied_by(sketch, number)
        member = replace(
            it.member, story_id=survivor.story_id, number=number, story_seq=survivor.seq,
            decision=decision,
        )  # fmt: skip
        self.index.add(survivor, member)
        self.keep(member)
        attached = Attached(
            **step, article=it.article, number=number, copy_of=copy_of,
            moved_from=absorbed.story_id, decision=decision,
        )  # fmt: skip
        return Happening("attached", it.article.published_at, attached)

    def _reopened(self, story: LiveStory, time: datetime) -> Iterator[Happening]:
        if story.closed:
            yield self.end("reopened", story, time, "article")

    def _hear(self, story: LiveStory, now: int) -> None:
        story.heard = self.index.articles
        story.newest, story.oldest = max(story.newest, now), min(story.oldest, now)

    def _step(self, story: LiveStory) -> dict[str, Any]:
        story.seq += 1
        story.touched = self.index.articles
        self.changes.stories[story.story_id] = story
        return {
            "story_id": story.story_id, "edition": self._edition, "story_seq": story.seq,
        }  # fmt: skip

    def _put(self, story: LiveStory, member: Member, article: Article) -> None:
        self.index.add(story, member)
        self.index.expect(story)
        self.changes.articles[article.article_id] = article
        self.keep(member)
