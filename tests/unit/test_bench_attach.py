"""What `storywire bench attach` measures, on a small crowd."""

from datetime import timedelta

from storywire.testing import NOON, an_article
from storywire_lab.bench.attach import bench_attach, bench_read_back
from storywire_lab.bench.crowd import Crowd
from storywire_lab.bench.reference import Reference


def test_what_was_stored_is_read_back_five_articles_a_story():
    told: list[int] = []

    read = bench_read_back(1_280, done=told.append)

    assert (read.articles, sum(told)) == (1_280, 1_280)
    assert 150 < read.stories < 400
    assert read.seconds >= 0


def test_each_size_is_timed_with_so_many_stories_open():
    told: list[int] = []

    crowded, stored = bench_attach([300, 100], done=told.append)

    assert [it.stories >= size for it, size in zip(crowded, (100, 300), strict=True)] == [True] * 2
    assert all(0 < it.p50_ms <= it.p99_ms and it.scan_ms > 0 < it.reference_ms for it in crowded)
    assert sum(told) <= crowded[-1].stories
    assert stored[0].store == "SQLite"
    assert stored[0].stories >= 100


def test_a_crowd_is_the_same_each_time():
    assert list(Crowd().articles(3)) == list(Crowd().articles(3))


def test_the_reference_design_keeps_one_events_reports_together_and_others_apart():
    reference = Reference()
    reports = [
        an_article(
            article_id=f"a{n}", title=title, text=f"{title}, the harbour office said.", url=None,
            published_at=NOON + timedelta(hours=n),
        )
        for n, title in enumerate((
            "Ferry Morna aground off Port Elling", "Brenning council passes school budget",
            "Ferry Morna aground off Port Elling with 212 aboard",
        ))
    ]  # fmt: skip

    for report in reports:
        reference.take(report)

    assert reference.opened == 2
