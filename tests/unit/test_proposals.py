"""What an editor is told might be one story, or does not quite belong where it is."""

import pytest
from tests.unit.story import steps

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.log import SqliteEventLog
from storywire.domain.membership import Merged, SplitOff
from storywire.domain.model import Decision, RunnerUp
from storywire.events import ArticleAttached, ArticleDetached, StoryMerged, StorySplit
from storywire.ports.log import Message
from storywire.testing import NOON
from storywire_operator.proposals import proposals

ONE, OTHER, THIRD = "en-00000000000000a1", "en-00000000000000b2", "en-00000000000000c3"


@pytest.fixture
def log():
    return SqliteEventLog(Database(":memory:"))


def joined(story, seq, name, *, score=0.6, second=None, fits=0.0, uncertain=False):
    decision = Decision(
        matcher="test", rule="joined" if score else "opened", score=score, threshold=0.5,
        runner_up=RunnerUp(story_id=second, score=fits) if second else None, uncertain=uncertain,
    )  # fmt: skip
    step = steps.attached(seq, name, story_id=story).model_copy(update={"decision": decision})
    return ArticleAttached.of(step, time=NOON)


async def proposed(log, *events, limit=10):
    await log.append([Message.of(event) for event in events])
    return await proposals(log, limit=limit)


async def test_stories_that_articles_fit_both_are_proposed_by_how_many_and_how_well(log):
    found = await proposed(
        log,
        joined(ONE, 1, "alba", score=0.0),
        joined(OTHER, 1, "bella", score=0.0, second=ONE, fits=0.46),
        joined(OTHER, 2, "cora", second=ONE, fits=0.55),
        joined(THIRD, 1, "dora", score=0.0, second=ONE, fits=0.3),
    )

    (merge,) = found.merge
    assert merge.stories == (ONE, OTHER)
    assert merge.titles == ("Ferry alba leaves the harbour", "Ferry bella leaves the harbour")
    assert (merge.articles, merge.score) == (("bella", "cora"), 1.1)


async def test_what_an_editor_or_the_matcher_settled_since_is_not_proposed(log):
    merged = Merged(story_id=OTHER, edition="en", story_seq=3, into=ONE)
    parted = SplitOff(
        story_id=ONE, edition="en", story_seq=2, other_story_id=THIRD, direction="into"
    )

    found = await proposed(
        log,
        joined(ONE, 1, "alba", score=0.0),
        joined(OTHER, 1, "bella", score=0.0, second=ONE, fits=0.5),
        StoryMerged.of(merged, time=NOON),
        joined(THIRD, 1, "cora", score=0.0, second=ONE, fits=0.5),
        StorySplit.of(parted, time=NOON),
    )

    assert found.merge == ()


async def test_an_article_that_joined_by_little_is_proposed_for_a_story_of_its_own(log):
    found = await proposed(
        log,
        joined(ONE, 1, "alba", score=0.0),
        joined(ONE, 2, "bella", score=0.51, uncertain=True),
        joined(ONE, 3, "cora", score=0.9),
    )

    (split,) = found.split
    assert (split.story, split.article, split.score) == (ONE, "bella", 1.02)
    assert split.article_title == "Ferry bella leaves the harbour"


async def test_an_article_that_left_is_no_reason_any_more(log):
    left = steps.retracted(2, "bella").model_copy(update={"story_id": OTHER})

    found = await proposed(
        log,
        joined(ONE, 1, "alba", score=0.0),
        joined(OTHER, 1, "bella", score=0.51, second=ONE, fits=0.5, uncertain=True),
        ArticleDetached.of(left, time=NOON),
    )

    assert (found.merge, found.split) == ((), ())
