"""Two settings over one log: what is split, merged and moved, and what would be published."""

from pathlib import Path

import pytest

from storywire.domain.attach.score import RULE, Rule
from storywire.errors import UsageError
from storywire.events import ArticleIngested
from storywire.testing import NOON, an_article
from storywire_lab.evaluate.shadow import evaluate_shadow

FERRY = "The ferry Morna ran aground off Port Elling on Sunday with 212 passengers aboard."
TITLES = ("Ferry Morna aground", "Ferry Morna still aground", "Council passes budget")


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    lines = []
    for number, title in enumerate(TITLES):
        text = FERRY if "Morna" in title else "Brenning found money for two new schools."
        article = an_article(
            article_id=f"a{number}", title=title, text=text, published_at=NOON, url=None
        )
        lines.append(ArticleIngested.of(article, time=NOON).encode())
    path = tmp_path / "dump.jsonl"
    path.write_bytes(b"\n".join([*lines, b"no event", b""]))
    return path


async def test_the_same_setting_differs_in_nothing(dump: Path):
    found = await evaluate_shadow(dump, RULE, RULE, done=lambda _: None)

    assert (found.articles, found.stories, found.steps) == (3, (2, 2), (3, 3))
    assert (found.split, found.merged, found.moved, list(found.examples)) == (0, 0, 0, [])


async def test_a_higher_threshold_splits_and_a_lower_one_merges(dump: Path):
    told: list[int] = []

    split = await evaluate_shadow(dump, RULE, Rule(threshold=1e9), done=told.append)
    merged = await evaluate_shadow(dump, Rule(threshold=1e9), RULE, done=told.append)

    assert (split.stories, split.split, split.merged, split.moved) == ((2, 3), 1, 0, 1)
    assert (merged.stories, merged.split, merged.merged, merged.moved) == ((3, 2), 0, 1, 0)
    assert split.examples == [[[TITLES[0]], [TITLES[1]]]]
    assert sum(told) == 4 * len(TITLES)


async def test_a_dump_that_can_not_be_read_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="can't be read"):
        await evaluate_shadow(tmp_path, RULE, RULE, done=lambda _: None)
