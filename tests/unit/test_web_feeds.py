"""What `feeds.toml` may say, and which stories a feed holds."""

import pytest

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.errors import UsageError
from storywire.testing import a_story, an_update
from storywire_web.feeds import Selections, read_feeds


def feeds_in(tmp_path, text):
    file = tmp_path / "feeds.toml"
    file.write_text(text, "utf-8")
    return read_feeds(file)


def test_feeds_come_along():
    assert [feed.slug for feed in read_feeds(None)] == ["all", "important", "corrections"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[feeds]]\nslug = "A b"\ntitle = "x"', "slug"),
        ('[[feeds]]\nslug = "a"', "title"),
        ('[[feeds]]\nslug = "a"\ntitle = "x"\ncolour = "red"', "colour"),
        ('[[feeds]]\nslug = "a"\ntitle = "x"\nfilter = { entitty = ["x"] }', "entitty"),
        ('[[feeds]]\nslug = "a"\ntitle = "x"\n' * 2, "same slug"),
        ("feeds = 1", "feeds"),
        ("[[feeds]", "feeds.toml"),
    ],
)
def test_a_faulty_file_is_refused_with_the_reason(tmp_path, text, reason):
    with pytest.raises(UsageError, match=reason):
        feeds_in(tmp_path, text)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"none\.toml"):
        read_feeds(tmp_path / "none.toml")


async def test_a_feed_holds_what_its_filter_selects_by_any_version(tmp_path):
    feeds = feeds_in(
        tmp_path,
        '[[feeds]]\nslug = "a"\ntitle = "Ferries"\n'
        'filter = { q = ["ferries"], min_significance = "major" }',
    )
    ferry = {"story_id": "en-1", "title": "The ferry sails again"}
    with Database(":memory:") as database:
        read_model = SqliteReadModel(database)
        selections = Selections(read_model, feeds)
        await read_model.apply([an_update(a_story(**ferry), significance="minor")])
        before = await selections.stories(feeds[0])
        await read_model.apply([an_update(a_story(**ferry, version=2), significance="major")])
        await read_model.apply([an_update(a_story(**ferry, version=3), significance="cosmetic")])
        await read_model.apply([an_update(a_story(story_id="en-2"), significance="major")])

        after = await selections.stories(feeds[0])

    assert before == []
    assert [(one.story_id, one.version) for one in after] == [("en-1", 3)]
