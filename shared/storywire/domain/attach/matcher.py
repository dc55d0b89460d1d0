"""One edition's articles in log order become steps of stories: the rules, without any store."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from storywire.domain.attach.announced import announced_windows
from storywire.domain.attach.decide import (
    Match,
    decision_of,
    fits,
    kept_decision,
    matches,
    shared_terms,
)
from storywire.domain.attach.duplicates import sketch_of
from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.records import Features, Member, StoryRecord, instant, micros
from storywire.domain.attach.score import TELLING_WORDS, Rule
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.tokens import is_word, tokens_of
from storywire.domain.attach.vectors import Columns, frozen_vector
from storywire.domain.ids import story_id_of
from storywire.domain.membership import Attached, Detached, Ended, Revised, Step
from storywire.domain.model import Article, Decision, Retraction, Term

CLOSINGS = 32
RIVAL_RATE = 0.01


@dataclass(frozen=True, slots=True)
class Happening:
    """One step of one story, and its event time."""

    kind: Literal["attached", "revised", "detached", "closed", "reopened"]
    time: datetime
    step: Step


@dataclass(slots=True)
class Changes:
    """What a batch changed: members by article_id, stories by story_id."""

    members: dict[str, Member] = field(default_factory=dict)
    stories: dict[str, LiveStory] = field(default_factory=dict)


class EditionMatcher:
    """Decides for one edition; `changes` grow until `begin` is called again."""

    def __init__(self, edition: str, index: EditionIndex, rule: Rule) -> None:
        self.index = index
        self.changes = Changes()
        self._edition = edition
        self._rule = rule
        self._known: dict[str, Member] = {}

    def begin(self, known: Mapping[str, Member]) -> None:
        """Start a batch; `known` are the stored members that it names, their stories loaded."""
        self._known = dict(known)
        self.changes = Changes()
        self.index.terms.forget_changes()

    def take(self, article: Article) -> list[Happening]:
        """Return what follows from `article`: nothing for a revision that is overtaken."""
        index = self.index
        index.articles += 1
        known = self._known.get(article.article_id)
        if known and article.revision <= known.revision:
            return []
        index.watermark = max(index.watermark, micros(article.published_at))
        if known is None or known.state == "unplaced":
            happened = self._place(article)
        elif known.state == "attached":
            happened = [self._revise(article, known)]
        else:
            happened = self._return(article, known)
        return [*happened, *self._close_idle()]

    def take_back(self, retraction: Retraction) -> list[Happening]:
        """Return what follows from `retraction`; it counts even before its article is known."""
        self.index.articles += 1
        known = self._known.get(retraction.article_id)
        if known and retraction.revision <= known.revision:
            return []
        if known and known.state == "attached":
            return [self._detach(retraction, known)]
        before = known or Member(retraction.article_id, 0, "unplaced")
        self._keep(replace(before, revision=retraction.revision))
        return []

    def _place(self, article: Article) -> list[Happening]:
        features, now = self._features(article), micros(article.published_at)
        columns = self.index.columns(features.vector)
        ranked = matches(self.index, columns, now)
        joins = bool(ranked) and ranked[0].score >= self._rule.threshold
        decision = decision_of(ranked, self._rule, self._terms(columns))
        self._hear_rival(features, ranked[1:] if joins else ranked)
        story = ranked[0].story if joins else self._open(article)
        story.numbers += 1
        return self._attach(article, story, story.numbers, features, decision)

    def _return(self, article: Article, known: Member) -> list[Happening]:
        story = self.index.stories[known.story_id]
        features, now = self._features(article), micros(article.published_at)
        columns = self.index.columns(features.vector)
        found = fits(self.index, [story] if story.members else [], columns, now)
        decision = kept_decision(found[0] if found else None, self._rule, self._terms(columns))
        return self._attach(article, story, known.number, features, decision)

    def _attach(
        self, article: Article, story: LiveStory, number: int, features: Features,
        decision: Decision,
    ) -> list[Happening]:  # fmt: skip
        copy_of = story.kept.copied_by(features.sketch, number)
        happened = []
        if story.closed:
            story.closed = False
            happened.append(self._ended("reopened", story, article.published_at))
        if copy_of and decision.rule == "joined":
            decision = decision.model_copy(update={"rule": "copy"})
        seq = self._step(story, article)
        member = Member(
            article.article_id, article.revision, "attached", story.story_id, number, seq,
            features, decision,
        )  # fmt: skip
        self._put(story, member)
        attached = Attached(
            **self._named(story), article=article, number=number, copy_of=copy_of,
            decision=decision,
        )  # fmt: skip
        return [*happened, Happening("attached", article.published_at, attached)]

    def _revise(self, article: Article, known: Member) -> Happening:
        story = self.index.stories[known.story_id]
        self.index.remove(story, known)
        features = self._features(article)
        copy_of = story.kept.copied_by(features.sketch, known.number)
        seq = self._step(story, article)
        member = replace(known, revision=article.revision, story_seq=seq, features=features)
        self._put(story, member)
        revised = Revised(**self._named(story), article=article, copy_of=copy_of)
        return Happening("revised", article.published_at, revised)

    def _detach(self, retraction: Retraction, known: Member) -> Happening:
        story = self.index.stories[known.story_id]
        self.index.remove(story, known)
        seq = self._step(story)
        self.index.expect(story)
        self._keep(replace(known, revision=retraction.revision, state="retracted", story_seq=seq))
        detached = Detached(
            **self._named(story),
            article_id=known.article_id,
            reason="retracted",
            why=retraction.reason,
        )
        return Happening("detached", retraction.retracted_at, detached)

    def _close_idle(self) -> Iterator[Happening]:
        for _ in range(CLOSINGS):
            story = self.index.next_due()
            if story is None:
                return
            story.closed = True
            yield self._ended("closed", story, instant(self.index.watermark))

    def _ended(
        self, kind: Literal["closed", "reopened"], story: LiveStory, time: datetime
    ) -> Happening:
        self._step(story)
        reason = "idle" if kind == "closed" else "article"
        return Happening(kind, time, Ended(**self._named(story), reason=reason))

    def _open(self, article: Article) -> LiveStory:
        now = micros(article.published_at)
        story_id = story_id_of(self._edition, article.article_id, 1)
        return self.index.open(StoryRecord(story_id, 0, 0, 0, now, now, 0, 0, now, closed=False))

    def _terms(self, columns: Columns) -> Callable[[LiveStory], tuple[Term, ...]]:
        return lambda story: shared_terms(self.index, story, columns)

    def _hear_rival(self, features: Features, others: Sequence[Match]) -> None:
        """Let the best story that was not joined count in the running mean of rivals."""
        words = sum(map(is_word, features.vector.terms))
        if others and words >= TELLING_WORDS:
            index, best = self.index, max(match.blend for match in others)
            index.rival += RIVAL_RATE * (best - index.rival)

    def _step(self, story: LiveStory, article: Article | None = None) -> int:
        story.seq += 1
        story.touched = self.index.articles
        if article:
            now = micros(article.published_at)
            story.heard = self.index.articles
            story.newest, story.oldest = max(story.newest, now), min(story.oldest, now)
        self.changes.stories[story.story_id] = story
        return story.seq

    def _named(self, story: LiveStory) -> dict[str, Any]:
        return {
            "story_id": story.story_id, "edition": self._edition, "story_seq": story.seq,
        }  # fmt: skip

    def _put(self, story: LiveStory, member: Member) -> None:
        self.index.add(story, member)
        self.index.expect(story)
        self._keep(member)

    def _keep(self, member: Member) -> None:
        self._known[member.article_id] = member
        self.changes.members[member.article_id] = member

    def _features(self, article: Article) -> Features:
        tokens = tokens_of(article.title, article.text, language=article.language)
        text = f"{article.title} . {article.text}"
        return Features(
            vector=frozen_vector(tokens, self.index.worth),
            sketch=sketch_of(tokens.words),
            windows=announced_windows(text, published=article.published_at.date()),
            time=micros(article.published_at),
        )
