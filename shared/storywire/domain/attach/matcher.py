"""One edition's articles in log order become steps of stories: the rules, without any store."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from storywire.domain.attach.decide import (
    Match,
    decision_of,
    fits,
    kept_decision,
    matches,
    moved_decision,
    ordered_decision,
    shared_terms,
)
from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.reading import read, read_apart, shares_a_sentence
from storywire.domain.attach.records import Features, Member, instant, micros
from storywire.domain.attach.score import TELLING_WORDS, Rule
from storywire.domain.attach.steps import Changes, Happening, Moving, Steps
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.terms import WORD
from storywire.domain.attach.vectors import Columns
from storywire.domain.attach.young import NEARLY, Union, union_of
from storywire.domain.model import Article, Retraction, Term

CLOSINGS = 32
RIVAL_RATE = 0.01


class EditionMatcher:
    """Decides for one edition.

    For each input: `take` or `take_back`, then, where `union` is set, `unite`, then `close`.
    """

    def __init__(self, edition: str, index: EditionIndex, rule: Rule) -> None:
        self.index = index
        self.union: Union | None = None
        self.steps = Steps(edition, index)
        self._rule = rule

    @property
    def changes(self) -> Changes:
        """Return what changed since `begin`."""
        return self.steps.changes

    def begin(self, known: Mapping[str, Member]) -> None:
        """Start a batch; `known` are the stored members that it names, their stories loaded."""
        self.steps.begin(known)

    def take(self, article: Article) -> list[Happening]:
        """Return what follows from `article`: nothing for a revision that is overtaken."""
        self.index.articles += 1
        known = self.steps.known.get(article.article_id)
        if known and article.revision <= known.revision:
            return []
        self.index.watermark = max(self.index.watermark, micros(article.published_at))
        if known is None or known.state == "unplaced":
            return list(self._place(article))
        if known.state == "attached":
            return list(self._revise(article, known))
        return list(self._return(article, known))

    def take_back(self, retraction: Retraction) -> list[Happening]:
        """Return what follows from `retraction`; it counts even before its article is known."""
        self.index.articles += 1
        known = self.steps.known.get(retraction.article_id)
        if known and retraction.revision <= known.revision:
            return []
        if known and known.state == "attached":
            return [self.steps.retract(retraction, known)]
        before = known or Member(retraction.article_id, 0, "unplaced")
        self.steps.keep(replace(before, revision=retraction.revision))
        return []

    def unite(self, moving: Sequence[Moving], article: Article) -> list[Happening]:
        """Return the steps of the merge that `union` says; `article` led to it."""
        union, self.union = self.union, None
        if union is None:
            return []
        decision = moved_decision(union.score, self._rule)
        time = article.published_at
        return list(
            self.steps.merge(union.absorbed, union.survivor, moving, decision, time, "alike")
        )

    def send_away(self, it: Moving, edit_id: str, why: str) -> Iterator[Happening]:
        """Move an article that an editor barred from its story to where it fits next best."""
        columns = self.index.columns(it.member.features.vector)
        barred = self.index.orders.barred(it.article.article_id)
        now = micros(it.article.published_at)
        ranked = matches(self.index, columns, now, barred=barred)
        joins = bool(ranked) and ranked[0].score >= self._rule.threshold
        goal = ranked[0].story if joins else self.steps.open(it.article, edit_id)
        decision = moved_decision(ranked[0].score if ranked else 0.0, self._rule)
        return self.steps.move(it, goal, decision, why)

    def close(self) -> Iterator[Happening]:
        """Yield the closing of stories that are due at the watermark, the longest due first."""
        for _ in range(CLOSINGS):
            story = self.index.next_due()
            if story is None:
                return
            yield self.steps.end("closed", story, instant(self.index.watermark), "idle")

    def _place(self, article: Article) -> Iterator[Happening]:
        features, now = (
            read(article, self.index, self._rule.shared_by),
            micros(article.published_at),
        )
        pinned = self.index.orders.pinned(article.article_id)
        if pinned:
            goal = self.index.ended_in(pinned)
            yield from self.steps.attach(article, goal, features, ordered_decision("pinned"))
            return
        barred = self.index.orders.barred(article.article_id)
        columns, ranked = self._ranked(features, now, barred)
        joins = bool(ranked) and ranked[0].score >= self._rule.threshold
        apart = self._read_apart(article, columns, ranked[0].story) if joins else None
        if apart:
            features = apart
            columns, ranked = self._ranked(features, now, barred)
            joins = bool(ranked) and ranked[0].score >= self._rule.threshold
        decision = decision_of(ranked, self._rule, self._terms(columns))
        self._hear_rival(columns, ranked[1:] if joins else ranked)
        story = ranked[0].story if joins else self.steps.open(article)
        yield from self.steps.attach(article, story, features, decision)
        if joins and self._rule.merges:
            self.union = union_of(self.index, ranked, now, self._rule)

    def _revise(self, article: Article, known: Member) -> Iterator[Happening]:
        story = self.index.stories[known.story_id]
        self.index.remove(story, known)
        features, now = (
            read(article, self.index, self._rule.shared_by),
            micros(article.published_at),
        )
        columns = self.index.columns(features.vector)
        pinned = self.index.orders.pinned(article.article_id)
        if (
            story.members
            and not pinned
            and (better := self._better(article.article_id, story, columns, now))
        ):
            decision = moved_decision(better.score, self._rule)
            yield self.steps.leave(article, story, better.story, "revised")
            yield from self.steps.attach(
                article, better.story, features, decision, moved_from=story.story_id
            )
        else:
            member = replace(known, revision=article.revision, features=features)
            yield self.steps.revise(article, story, member)

    def _return(self, article: Article, known: Member) -> Iterator[Happening]:
        story = self.index.ended_in(known.story_id)
        if self.index.orders.pinned(article.article_id) or (
            story.story_id in self.index.orders.barred(article.article_id)
        ):
            yield from self._place(article)
            return
        number = known.number if story.story_id == known.story_id else 0
        features, now = (
            read(article, self.index, self._rule.shared_by),
            micros(article.published_at),
        )
        columns = self.index.columns(features.vector)
        found = fits(self.index, [story] if story.members else [], columns, now)
        decision = kept_decision(found[0] if found else None, self._rule, self._terms(columns))
        yield from self.steps.attach(article, story, features, decision, number)

    def _better(
        self, article_id: str, story: LiveStory, columns: Columns, now: int
    ) -> Match | None:
        """Return the other story that a revised article belongs to, if it clearly does."""
        barred = self.index.orders.barred(article_id)
        ranked = matches(self.index, columns, now, always=story, barred=barred)
        best, own = ranked[0], next(it for it in ranked if it.story is story)
        belongs = best.score >= self._rule.threshold > own.score / NEARLY
        return best if belongs else None

    def _read(self, article: Article) -> Features:
        return read(article, self.index, self._rule.shared_by)

    def _read_apart(self, article: Article, columns: Columns, story: LiveStory) -> Features | None:
        if not shares_a_sentence(columns, story):
            return None
        return read_apart(article, self.index, self._rule.shared_by, story)

    def _ranked(
        self, features: Features, now: int, barred: frozenset[str]
    ) -> tuple[Columns, list[Match]]:
        columns = self.index.columns(features.vector)
        return columns, matches(self.index, columns, now, barred=barred)

    def _terms(self, columns: Columns) -> Callable[[LiveStory], tuple[Term, ...]]:
        return lambda story: shared_terms(self.index, story, columns)

    def _hear_rival(self, columns: Columns, others: Sequence[Match]) -> None:
        """Let the best story that was not joined count in the running mean of rivals."""
        words = int((columns.kinds == WORD).sum())
        if others and words >= TELLING_WORDS:
            index, best = self.index, max(match.blend for match in others)
            index.rival += RIVAL_RATE * (best - index.rival)
