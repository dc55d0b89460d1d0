"""The web service over HTTP: addresses, redirects, entity tags, feeds, and hostile content."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from tests.web_stories import FERRY, MORNING, ferry, ferry_updates, other_stories, said
from yarl import URL

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.read_model import SqliteReadModel
from storywire.adapters.sqlite.tokens import SqliteTokenStore
from storywire.domain.model import ArticleRef, Entity, Section
from storywire.http.auth import Guard
from storywire.http.openapi import openapi
from storywire.http.problem import problems
from storywire.http.routes import add_routes
from storywire.ports.read_model import Lag, SourceLine, Status
from storywire.testing import a_story, an_update
from storywire_web.app import build
from storywire_web.settings import WebSettings

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FERRY_PAGE = (
    f"/stories/{FERRY}/night-ferry-with-412-aboard-runs-aground-off-skarv%C3%B8y-everyone-is-safe"
)


class Wire:
    """The rest of the wire, as one that is well."""

    async def cursor(self) -> str:
        return "epoch.place"

    async def status(self) -> Status:
        source = SourceLine("Harbour Post", "failing", MORNING, None, "HTTP 503")
        return Status((Lag("attach", "article-ingested", 3),), (source,), {"subscriptions": 2})

    def openapi(self) -> Mapping[str, Any]:
        return {"openapi": "3.1.0"}


class AttachTrace:
    """A stage that knows one article."""

    async def trace(self, article_id: str) -> Mapping[str, Any]:
        return {"stage": "attached", "decision": {"rule": "opened"}} if article_id == "x1" else {}


@pytest.fixture
def database():
    with Database(":memory:") as opened:
        yield opened


@pytest.fixture
def read_model(database):
    return SqliteReadModel(database)


@pytest.fixture
def service(read_model):
    return build(
        WebSettings(),
        read_model=read_model,
        traces=(AttachTrace(),),
        wire=Wire(),
        clock=FixedClock(MORNING),
    )


@pytest.fixture
async def client(service, database, read_model):
    await read_model.apply([*ferry_updates(), *other_stories()])
    app = web.Application(middlewares=[problems])
    add_routes(app, service.routes, Guard(SqliteTokenStore(database), FixedClock(MORNING)))
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def get(client: TestClient[Any, Any], path: str | URL, **headers: str) -> Any:
    return await client.get(path, allow_redirects=False, headers=headers)


class TestApi:
    async def test_stories_come_in_pages(self, client):
        first = await (await get(client, "/v1/stories?limit=3")).json()
        rest = await (await get(client, f"/v1/stories?limit=3&cursor={first['next']}")).json()

        ids = [story["story_id"] for story in [*first["stories"], *rest["stories"]]]
        assert len(ids) == len(set(ids)) == 4
        assert rest["next"] is None
        assert ids[0] == FERRY

    async def test_stories_are_narrowed_by_edition_state_words_and_entity(self, client):
        async def ids(query: str) -> list[str]:
            body = await (await get(client, f"/v1/stories?{query}")).json()
            return [story["story_id"][:2] + story["story_id"][-2:] for story in body["stories"]]

        assert await ids("edition=ar") == ["arcc"]
        assert await ids("state=merged&state=closed&sort=new") == ["enbb", "endd"]
        assert await ids("q=ferries") == ["enfe"]
        assert await ids("entity=ida-lund") == ["enfe"]
        assert await ids("outlet=Fjord+Daily&since=2026-03-04T00:00:00Z") == ["enfe"]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("sort=best", "sort"),
            ("state=lost", "state.0"),
            ("since=yesterday", "since"),
            ("colour=red", "colour"),
        ],
    )
    async def test_a_wrong_or_unknown_parameter_is_named(self, client, query, field):
        answer = await get(client, f"/v1/stories?{query}")

        body = await answer.json(content_type="application/problem+json")
        assert answer.status == 422
        assert body["errors"][0]["field"] == field

    async def test_a_made_up_cursor_is_422(self, client):
        assert (await get(client, "/v1/stories?cursor=x")).status == 422

    async def test_a_story_is_the_whole_snapshot(self, client):
        body = await (await get(client, f"/v1/stories/{FERRY}")).json()

        assert body == ferry().model_dump(mode="json")

    async def test_a_merged_story_leads_to_where_it_went(self, client):
        answer = await get(client, "/v1/stories/en-00000000000000dd")

        assert answer.status == 308
        assert answer.headers["Location"] == f"/v1/stories/{FERRY}"

    async def test_an_unknown_story_version_or_article_is_a_problem(self, client):
        for path in (
            "/v1/stories/en-no",
            f"/v1/stories/{FERRY}/versions/{10**40}",
            "/v1/articles/no",
        ):
            answer = await get(client, path)
            assert answer.status == 404, path
            assert answer.content_type == "application/problem+json"

    async def test_a_version_is_the_update_that_made_it(self, client):
        body = await (await get(client, f"/v1/stories/{FERRY}/versions/1")).json()

        assert body == ferry_updates()[0].model_dump(mode="json", by_alias=True)

    async def test_changes_tell_each_step(self, client):
        body = await (await get(client, f"/v1/stories/{FERRY}/changes?from=1&to=2")).json()

        assert [step["version"] for step in body["steps"]] == [2]
        assert body["steps"][0]["changes"][0]["from"] == "Night ferry runs aground off Skarvøy"

    @pytest.mark.parametrize("span", ["from=2&to=1", "from=0&to=9", "to=2", "from=-1&to=2"])
    async def test_changes_need_a_span_that_there_is(self, client, span):
        assert (await get(client, f"/v1/stories/{FERRY}/changes?{span}")).status == 422

    async def test_headlines_come_by_rank(self, client):
        body = await (await get(client, "/v1/headlines?edition=en")).json()

        assert [one["story_id"][-2:] for one in body["headlines"]] == ["fe", "aa", "bb"]

    async def test_an_article_is_found_in_its_versions(self, client):
        body = await (await get(client, "/v1/articles/a1")).json()

        assert body == {
            "stage": "published",
            "article_id": "a1",
            "stories": [{"story_id": FERRY, "versions": [[1, None]]}],
        }

    async def test_an_article_is_found_by_what_a_stage_traces(self, client):
        body = await (await get(client, "/v1/articles/x1")).json()

        assert (body["stage"], body["decision"], body["stories"]) == (
            "attached",
            {"rule": "opened"},
            [],
        )

    async def test_all_routes_are_in_the_openapi_document(self, service):
        document = openapi(service.routes, title="storywire", version="1")

        assert "/v1/stories/{story_id}/versions/{version}" in document["paths"]
        assert all(path.startswith("/v1/") for path in document["paths"])


class TestEntityTags:
    @pytest.mark.parametrize(
        "path",
        [
            f"/v1/stories/{FERRY}", "/v1/stories", "/v1/headlines", "/", FERRY_PAGE,
            "/headlines.atom", "/feeds/all.atom", "/feeds/all.json", f"{FERRY_PAGE}.atom",
        ],
    )  # fmt: skip
    async def test_what_did_not_change_is_304_until_it_changes(self, client, read_model, path):
        tag = (await get(client, path)).headers["ETag"]

        again = await get(client, path, **{"If-None-Match": f'"other", {tag}'})
        await read_model.apply([an_update(ferry(3))])
        later = await get(client, path, **{"If-None-Match": tag})

        assert (again.status, later.status) == (304, 200)

    async def test_static_files_are_kept_for_ever_under_the_name_of_their_content(self, client):
        html = await (await get(client, "/")).text()

        for path in sorted(set(re.findall(r'"(/static/[^"]+)"', html))):
            answer = await get(client, path)
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]


class TestPages:
    async def test_the_story_page_has_all_its_parts(self, client):
        html = await (await get(client, FERRY_PAGE)).text()

        for part in (
            "Top Headlines", ">Feeds<", 'action="/search"', "Updated (", ">5 articles<",
            '<time datetime="2026-03-04T11:30:00Z">Mar 4, 2026, 11:30 UTC</time>', ">open<",
            "A rudder fault had been reported twice before the grounding",
            'href="https://news.example/a1" rel="noopener nofollow ugc"', ">[1]</a>",
            "Sources (3 articles)", "Timeline", ">Jan 22, 2026<", ">Mar 4, 2026 (03:50 UTC)<",
            ">scheduled<", ">disputed<", "All related articles (5)", "copy of [2]",
            'href="/search?entity=ida-lund"', "What changed", "Now reported by 3 outlets",
            f"/stories/{FERRY}/diff/1..2", f"{FERRY_PAGE}.atom", f"/v1/stories/{FERRY}",
            'data-cursor="epoch.place"',
        ):  # fmt: skip
            assert part in html, part

    async def test_an_editors_words_are_marked(self, client, read_model):
        update = ferry_updates()[-1]
        first, *rest = update.story.summary
        edited = first.sentences[0].model_copy(update={"text": "All are safe.", "edited": True})
        section = first.model_copy(update={"sentences": (edited, *first.sentences[1:])})
        story = update.story.model_copy(
            update={"summary": (section, *rest), "version": update.version + 1}
        )
        await read_model.apply([an_update(story=story, version=story.version)])

        page = await (await get(client, FERRY_PAGE)).text()

        assert page.count('class="edited"') == 1
        assert page.index("All are safe.") < page.index('class="edited"')

    @pytest.mark.parametrize("slug", ["", "/x", "/Night-Ferry"])
    async def test_a_wrong_slug_leads_to_the_right_one(self, client, slug):
        answer = await get(client, f"/stories/{FERRY}{slug}?utm_source=mail")

        assert answer.status == 301
        assert answer.headers["Location"] == f"{FERRY_PAGE}?utm_source=mail"
        assert answer.headers["Cache-Control"] == "no-cache"

    async def test_a_merged_story_leads_to_the_page_of_where_it_went(self, client):
        answer = await get(client, "/stories/en-00000000000000dd/ferry-aground-near-skarv%C3%B8y")

        assert (answer.status, answer.headers["Location"]) == (308, FERRY_PAGE)

    async def test_the_fragment_is_the_story_alone_with_its_version(self, client):
        answer = await get(client, f"/stories/{FERRY}/fragment")

        html = await answer.text()
        assert answer.headers["X-Story-Version"] == "2"
        assert "<html" not in html
        assert "Timeline" in html

    async def test_a_diff_shows_old_and_new(self, client):
        html = await (await get(client, f"/stories/{FERRY}/diff/1..2")).text()

        assert "<ins> with 412 aboard</ins>" in html
        assert '<span class="badge added" lang="en">added</span>' in html

    async def test_a_version_lists_the_others(self, client):
        html = await (await get(client, f"/stories/{FERRY}/versions/1")).text()

        assert "This is version 1 of" in html
        assert f"/stories/{FERRY}/versions/2" in html

    async def test_search_finds_and_says_when_it_does_not(self, client):
        found = await (await get(client, "/search?q=ferries+aground")).text()
        missed = await (await get(client, "/search?q=submarine")).text()

        assert FERRY_PAGE in found
        assert "No story has all these words" in missed

    async def test_headlines_tell_when_sources_were_last_checked(self, client):
        html = await (await get(client, "/")).text()

        assert "Sources last checked Mar 4, 2026, 08:20 UTC" in html
        assert "1 of them fails" in html

    async def test_status_tells_of_lag_and_sources(self, client):
        html = await (await get(client, "/status")).text()

        for part in ("article-ingested", "HTTP 503", "Mar 4, 2026, 11:30 UTC", "subscriptions"):
            assert part in html

    async def test_a_language_written_from_the_right_is_marked(self, client):
        html = await (await get(client, "/search?q=مكتبة")).text()

        assert 'lang="ar" dir="rtl"' in html

    @pytest.mark.parametrize("path", ["/nope", "/stories/en-no", "/feeds/no", "/static/0/x.css"])
    async def test_an_unknown_page_is_a_page(self, client, path):
        answer = await get(client, path)

        assert answer.status == 404
        assert answer.content_type == "text/html"
        assert "Top Headlines" in await answer.text()

    async def test_an_unknown_address_of_the_api_stays_a_problem_document(self, client):
        answer = await get(client, "/v1/nope")

        assert (answer.status, answer.content_type) == (404, "application/problem+json")

    async def test_a_fault_is_a_page_too(self, client, database):
        database.close()

        answer = await get(client, "/")

        assert answer.status == 500
        assert answer.content_type == "text/html"

    @pytest.mark.parametrize("path", ["/", FERRY_PAGE, "/nope", "/status", "/feeds"])
    async def test_every_page_forbids_inline_code_and_frames(self, client, path):
        answer = await get(client, path)

        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        html = await answer.text()
        assert " style=" not in html
        assert "<script>" not in html
        assert not re.search(r"\son\w+=", html)

    async def test_pages_are_compressed_for_who_asks(self, client):
        answer = await client.get("/", headers={"Accept-Encoding": "gzip"})

        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"


class TestFeedsOut:
    @pytest.mark.parametrize("path", ["/headlines.atom", "/feeds/all.atom", f"{FERRY_PAGE}.atom"])
    async def test_atom_has_what_it_must_have(self, client, path):
        answer = await get(client, path)

        feed = ET.fromstring(await answer.read())
        assert answer.content_type == "application/atom+xml"
        for element in (feed, *feed.findall("a:entry", ATOM)):
            for name in ("id", "title", "updated"):
                assert element.findtext(f"a:{name}", namespaces=ATOM)
        assert feed.findall("a:entry", ATOM)
        ids = [one.findtext("a:id", namespaces=ATOM) for one in feed.findall("a:entry", ATOM)]
        assert len(ids) == len(set(ids))

    async def test_addresses_in_feeds_are_absolute(self, client):
        feed = ET.fromstring(await (await get(client, "/headlines.atom")).read())

        links = [link.get("href", "") for link in feed.iter(f"{{{ATOM['a']}}}link")]
        assert links
        assert all(link.startswith("http://127.0.0.1:") for link in links)

    async def test_json_feed_has_the_same_stories(self, client):
        body = await (await get(client, "/feeds/all.json")).json(
            content_type="application/feed+json"
        )

        assert body["version"] == "https://jsonfeed.org/version/1.1"
        assert body["items"][0]["id"] == f"tag:storywire.dev,2026:story/{FERRY}"
        assert len(body["items"]) == 4

    async def test_a_feed_holds_only_what_it_selects(self, client):
        html = await (await get(client, "/feeds/important")).text()

        assert FERRY in html
        assert "en-00000000000000aa" not in html

    async def test_a_story_stays_in_a_feed_after_a_small_change(self, client, read_model):
        await read_model.apply([an_update(ferry(3), significance="cosmetic")])

        assert FERRY in await (await get(client, "/feeds/important")).text()

    async def test_a_storys_feed_has_an_entry_for_each_version(self, client):
        feed = ET.fromstring(await (await get(client, f"{FERRY_PAGE}.atom")).read())

        ids = [one.findtext("a:id", namespaces=ATOM) for one in feed.findall("a:entry", ATOM)]
        assert [one.rpartition("/")[2] for one in ids if one] == ["2", "1"]


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\x0b"


class TestHostileContent:
    @pytest.fixture
    async def hostile(self, client, read_model):
        urls = (
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "//evil",
            'https://x.example/"onmouseover="alert(1)', "https://ok.example/a", None, "https://[",
            " javascript:alert(1)", "https://a.example/\njavascript:alert(1)",
        )  # fmt: skip
        articles = tuple(
            ArticleRef(article_id=f"h{n}", number=n, title=HOSTILE, url=url, outlet=HOSTILE,
                       published_at=MORNING, cited=True)
            for n, url in enumerate(urls, 1)
        )  # fmt: skip
        section = Section(
            section_id=HOSTILE,
            heading=HOSTILE,
            sentences=(said(HOSTILE, *(ref.article_id for ref in articles), fact_id=HOSTILE),),
        )
        story = a_story(
            story_id="en-hostile", title=HOSTILE, language='en" onload="x', articles=articles,
            entities=(Entity(slug='"><script>', name=HOSTILE),), outlets=(HOSTILE,),
            summary=(section,), article_count=len(articles),
        )  # fmt: skip
        await read_model.apply(
            [an_update(story), an_update(story.model_copy(update={"version": 2}))]
        )

    @pytest.mark.parametrize(
        "path",
        [
            "/stories/en-hostile", "/stories/en-hostile/fragment", "/", "/feeds/all",
            "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/stories/en-hostile/versions/1",
            "/stories/en-hostile/diff/1..2", "/?edition=%22%3E%3Cscript%3E",
            "/search?entity=%22%3E%3Cscript%3E", "/stories/%3Cscript%3E/x",
        ],
    )  # fmt: skip
    @pytest.mark.usefixtures("hostile")
    async def test_nothing_in_a_story_or_address_becomes_markup(self, client, path):
        html = await (await client.get(path)).text()

        assert "<script>" not in html
        assert "<img" not in html
        assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', html))

    @pytest.mark.usefixtures("hostile")
    async def test_only_http_addresses_are_linked(self, client):
        html = await (await client.get("/stories/en-hostile")).text()

        targets = set(re.findall(r'href="([^"]*)"', html))
        outside = {target for target in targets if not target.startswith(("/", "#"))}
        assert {target for target in outside if not target.startswith("http://127.0.0.1")} == {
            "https://ok.example/a",
            "https://x.example/&#34;onmouseover=&#34;alert(1)",
        }

    @pytest.mark.usefixtures("hostile")
    async def test_feeds_stay_well_formed(self, client):
        for path in ("/feeds/all.atom", "/headlines.atom"):
            feed = ET.fromstring(await (await client.get(path)).read())
            contents = " ".join(one.text or "" for one in feed.iter(f"{{{ATOM['a']}}}content"))
            assert "<script>" not in contents
            assert "javascript:" not in contents


STRANGE = ["%ff%fe", "%00", "%ed%a0%80", "a%0d%0ab", "%F0%9F%9A%80" * 20, "'--", "%25", "..", "*"]


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize(
    "path",
    [
        "/v1/stories?q={}", "/v1/stories?entity={}&outlet={}&edition={}", "/v1/stories?cursor={}",
        "/v1/stories/{}", "/v1/stories/{}/changes?from=0&to=1", "/v1/articles/{}",
        "/v1/headlines?edition={}", "/?edition={}", "/?cursor={}", "/search?q={}&entity={}",
        "/stories/{}", "/stories/{}/{}", f"/stories/{FERRY}/" + "{}", "/feeds/{}",
        f"/stories/{FERRY}?utm=" + "{}", "/headlines.atom?edition={}",
        "/headlines/fragment?story={}",
    ],
)  # fmt: skip
async def test_no_address_is_a_fault(client, path, text):
    answer = await get(client, URL(path.replace("{}", text), encoded=True))

    assert answer.status < 500
