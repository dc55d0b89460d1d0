"""The console, beside a wire that is served and without one."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest
from tests.serving import ENVIRONMENT, ServedWire, served

ARTICLE = {
    "title": "Harbour bridge opens after two years of repairs",
    "url": "https://harbourpost.example/bridge",
    "outlet": "Harbour Post",
    "text": "The harbour bridge opened on Monday after two years of repairs, the city said.",
}


OTHER = {
    "title": "Council of Brenning agrees on money for two schools",
    "url": "https://valleytimes.example/schools",
    "outlet": "Valley Times",
    "text": "After a long night the council of Brenning found money for two new schools.",
}


def storywire(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    place = ["--data", str(folder)] if folder else []
    return subprocess.run(
        [sys.executable, "-m", "storywire_cli", *arguments, *place],
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def printed(*arguments: str, folder: Path | None = None) -> str:
    done = storywire(*arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def publish(wire: ServedWire, article: Mapping[str, str] = ARTICLE) -> str:
    async with (
        aiohttp.ClientSession(wire.address, headers=wire.headers) as client,
        client.post("/v1/articles", json=article) as response,
    ):
        assert response.status == 202
        article_id = str((await response.json())["article_id"])
    while (
        '"published"'
        not in storywire("where", article_id, "--json", folder=wire.folder.path).stdout
    ):
        pass
    return article_id


async def test_an_operator_finds_an_article_its_story_and_the_reason(tmp_path):
    async with served(tmp_path) as wire:
        article_id = await publish(wire)

        found = json.loads(printed("where", ARTICLE["url"], "--json", folder=tmp_path))
        page = printed("story", found["story_id"], folder=tmp_path)
        state = printed("tail", "story-state", "--all", folder=tmp_path).splitlines()

    assert found["article_id"] == article_id
    assert found["decision"]["rule"] == "opened"
    assert ARTICLE["title"] in page
    assert "All related articles (1 article)" in page
    assert json.loads(state[-1])["data"]["story_id"] == found["story_id"]


async def test_an_editor_names_merges_and_undoes_while_a_process_serves(tmp_path):
    async with served(tmp_path) as wire:
        one = json.loads(printed("where", await publish(wire), "--json", folder=tmp_path))
        other_id = await publish(wire, OTHER)
        other = json.loads(printed("where", other_id, "--json", folder=tmp_path))
        story = one["story_id"]
        printed("edit", "rename", story, "The harbour bridge", folder=tmp_path)
        merge = ("edit", "merge", story, other["story_id"], "--why", "one city", "--json")
        merged = json.loads(printed(*merge, folder=tmp_path))
        page = await shown(story, "All related articles (2 articles)", tmp_path)
        async with aiohttp.ClientSession(wire.address) as client:
            path = f"/v1/stories/{other['story_id']}"
            async with client.get(path, allow_redirects=False) as answer:
                led = (answer.status, answer.headers["Location"])
        printed("edit", "undo", story, merged["edit_id"], folder=tmp_path)
        await shown(story, "All related articles (1 article)", tmp_path)
        refused = storywire("edit", "merge", story, "de-1", folder=tmp_path)
        nameless = storywire("edit", "rename", story, "", folder=tmp_path)

    assert "The harbour bridge" in page
    assert led == (308, f"/v1/stories/{story}")
    assert (refused.returncode, "two editions" in refused.stderr) == (1, True)
    assert (nameless.returncode, nameless.stderr[:17]) == (1, "storywire: title:")


async def shown(story_id: str, text: str, folder: Path) -> str:
    """Return the page of the story once it has `text`."""
    for _ in range(100):
        page = printed("story", story_id, folder=folder)
        if text in page:
            return page
    raise AssertionError(f"{story_id} does not show: {text}")


@pytest.mark.parametrize("serving", [True, False])
async def test_tokens_are_made_listed_and_revoked_whether_a_process_serves_or_not(
    tmp_path, serving
):
    wire = ServedWire(tmp_path)
    await wire.start()
    if not serving:
        await wire.end()

    options = ("--name", "desk", "--scope", "publish", "--json")
    made = json.loads(printed("token", "create", *options, folder=tmp_path))
    listed = json.loads(printed("token", "list", "--json", folder=tmp_path))
    printed("token", "revoke", made["token_id"], folder=tmp_path)
    twice = storywire("token", "revoke", made["token_id"], folder=tmp_path)
    await wire.end()

    assert made["secret"] not in json.dumps(listed)
    assert [token["scopes"] for token in listed if token["name"] == "desk"] == [["publish"]]
    assert twice.returncode == 1
    assert "no token" in twice.stderr


async def test_sources_are_added_listed_and_removed_while_a_process_serves(tmp_path):
    async with served(tmp_path):
        printed("sources", "add", "https://a.example/feed", "--outlet", "A", folder=tmp_path)
        (source,) = json.loads(printed("sources", "list", "--json", folder=tmp_path))
        printed("sources", "remove", source["source_id"], folder=tmp_path)

        assert printed("sources", "list", folder=tmp_path).strip() == "no sources"
        assert source["outlet"] == "A"
        assert printed("dlq", "list", folder=tmp_path).strip() == "no dead letters"


async def test_a_folder_is_served_by_one_process(tmp_path):
    async with served(tmp_path):
        second = storywire("serve", "--port", "0", folder=tmp_path)

    assert second.returncode == 1
    assert "served by another process" in second.stderr


def test_a_folder_without_a_wire_is_told(tmp_path):
    done = storywire("where", "x", folder=tmp_path)

    assert done.returncode == 1
    assert "there is no wire" in done.stderr


def test_demo_once_prints_the_story_pages():
    text = printed("demo", "--once")

    assert text.count("All related articles") >= 8
    assert "Timeline" in text
    assert "[1][2]" in text


@pytest.mark.parametrize(
    "command",
    [
        (), ("demo",), ("serve",), ("writer",), ("replay",), ("tail",), ("where",), ("story",),
        ("sources",), ("token",), ("dlq",), ("evaluate", "attach"), ("evaluate", "announced"),
        ("evaluate", "ablation"), ("evaluate", "shadow"), ("evaluate", "robustness"),
        ("evaluate", "tuning"), ("evaluate", "merges"),
        ("evaluate", "dates"), ("evaluate", "facts"), ("evaluate", "pages"),
        ("evaluate", "timeline"), ("evaluate", "churn"), ("evaluate", "significance"),
        ("edit",), ("edit", "proposals"), ("edit", "merge"), ("edit", "split"), ("edit", "pin"),
        ("edit", "forbid"),
        ("edit", "rename"), ("edit", "rewrite"), ("edit", "undo"), ("bench", "wire"),
        ("bench", "scaling"), ("bench", "attach"), ("bench", "story"),
    ],
)  # fmt: skip
def test_every_command_has_help(command):
    assert "Usage" in printed(*command, "--help")


def test_evaluate_attach_scores_labelled_articles(tmp_path):
    lines = [
        {"id": f"{story}{n}", "title": title, "text": title, "story": story, "language": "en"}
        for story, title in (
            ("a", "Harbour bridge in Brevik opens after repairs"),
            ("b", "Rocket launch from Alcantara scrubbed over weather"),
        )
        for n in range(3)
    ]
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "predictions.jsonl"

    (score,) = json.loads(
        printed("evaluate", "attach", str(file), "--predictions", str(out), "--json")
    )

    assert score["bcubed"] == {"precision": 1.0, "recall": 1.0}
    assert score["found_stories"] == 2
    assert len(out.read_text().splitlines()) == 6


def test_the_bench_times_webhooks_and_the_stream():
    figures = json.loads(
        printed("bench", "wire", "--rate", "5", "--seconds", "2", "--burst", "5", "--json")
    )["embedded"]

    assert figures["latency"]["webhook"]["received"] == 10
    assert figures["latency"]["stream"]["received"] == 10
    assert figures["full_load"]["articles"] == 5
