"""Stories that are long over leave memory, and nothing else changes."""

from datetime import timedelta

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.attach.index import TOUCHED_ARTICLES, EditionIndex
from storywire.domain.attach.matcher import EditionMatcher
from storywire.domain.attach.records import StoredEdition
from storywire.domain.attach.score import RULE
from storywire.events import ArticleIngested, Event
from storywire.testing import NOON, an_article
from storywire_attach.processor import AttachProcessor
from storywire_lab.bench.articles import bench_articles

ARTICLES = TOUCHED_ARTICLES + 300


def stream():
    """Yield articles half a day apart: most stories are over long before the last one."""
    for number, it in enumerate(bench_articles(ARTICLES)):
        yield an_article(
            article_id=f"a{number}", title=it["title"], text=it["text"], url=None,
            published_at=NOON + timedelta(hours=12 * number),
        )  # fmt: skip


def test_stories_that_are_over_are_forgotten():
    matcher = EditionMatcher("en", EditionIndex(StoredEdition()), RULE)
    for article in stream():
        matcher.begin({})
        matcher.take(article)
        matcher.union = None
        list(matcher.close())
        matcher.index.evict()

    assert matcher.index.opened > len(matcher.index.stories) > 0
    assert len(matcher.index.stories) <= TOUCHED_ARTICLES


async def test_forgetting_stories_changes_no_byte():
    events = [ArticleIngested.of(article, time=article.published_at) for article in stream()]
    said = []
    for resets in (False, True):
        with Database(":memory:") as database:
            attach = AttachProcessor(SqliteMembershipStore(database))
            outputs: list[Event] = []
            for first in range(0, len(events), 16):
                if resets and first % 64 == 0:
                    attach.reset()
                outputs += await attach.handle(events[first : first + 16])
            said.append([event.encode() for event in outputs])

    assert said[0] == said[1]
