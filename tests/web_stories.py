"""Stories as a newsroom would see them, for tests of pages, API and feeds."""

import datetime as dt
from datetime import UTC, datetime, timedelta
from typing import Any

from storywire.domain.model import (
    ArticleRef,
    Change,
    Entity,
    Entry,
    Fact,
    Section,
    Sentence,
    Story,
    Support,
    Update,
)
from storywire.testing import a_story, an_update

MORNING = datetime(2026, 3, 4, 8, 20, tzinfo=UTC)
FERRY = "en-00000000000000fe"
_ARTICLES = (
    ("a1", "Night ferry runs aground off Skarvøy; all 412 aboard are safe", "Coast Herald", 0),
    ("a2", "Passengers taken ashore after ferry grounding", "North Wire", 40),
    ("a3", "Passengers taken ashore after ferry grounding", "Fjord Daily", 55),
    ("a4", "Ferry operator says a rudder fault was reported twice", "Harbour Post", 190),
    ("a5", "New night ferry to Skarvøy will sail in March", "Coast Herald", -60 * 24 * 41),
)


def _article(number: int) -> ArticleRef:
    article_id, title, outlet, minutes = _ARTICLES[number - 1]
    return ArticleRef(
        article_id=article_id,
        number=number,
        title=title,
        url=f"https://news.example/{article_id}",
        outlet=outlet,
        published_at=MORNING + timedelta(minutes=minutes),
        cited=number != 3,
        copy_of="a2" if number == 3 else None,
    )


def _support(cited: tuple[str, ...], quote: str) -> tuple[Support, ...]:
    return tuple(Support(article_id=a, revision=1, sentence=0, quote=quote) for a in cited)


def said(text: str, *cited: str, fact_id: str = "") -> Sentence:
    return Sentence(
        text=text,
        fact_id=fact_id or f"f{len(text)}",
        citations=cited,
        citation_count=len(cited),
        support=_support(cited, text),
    )


def entry(day: dt.date, text: str, *cited: str, **fields: Any) -> Entry:
    values: dict[str, Any] = {
        "entry_id": f"e{len(text)}",
        "date": day,
        "text": text,
        "fact_id": f"f{len(text)}",
        "citations": cited,
        "citation_count": len(cited),
        "support": _support(cited, text),
    }
    return Entry(**{**values, **fields})


def ferry(version: int = 2, **fields: Any) -> Story:
    """Return a story of five articles (one a copy, one six weeks old) and eight entries."""
    articles = tuple(_article(number) for number in range(1, 6))
    values: dict[str, Any] = {
        "story_id": FERRY,
        "version": version,
        "title": "Night ferry with 412 aboard runs aground off Skarvøy; everyone is safe",
        "first_published_at": articles[-1].published_at,
        "updated_at": MORNING + timedelta(minutes=190),
        "article_count": 5,
        "outlet_count": 4,
        "cited_count": 4,
        "entities": tuple(
            Entity(slug=slug, name=name)
            for slug, name in (
                ("skarvoy", "Skarvøy"),
                ("maritime-safety-board", "Maritime Safety Board"),
                ("ida-lund", "Ida Lund"),
                ("nordlinjen", "Nordlinjen"),
            )
        ),
        "outlets": ("Coast Herald", "North Wire", "Fjord Daily", "Harbour Post"),
        "summary": _SUMMARY,
        "timeline": _TIMELINE,
        "facts": (Fact(fact_id="f1", text="The ferry ran aground.", outlets=3),),
        "articles": articles,
    }
    return a_story(**{**values, **fields})


_SUMMARY = (
    Section(
        section_id="s1",
        heading="A night ferry ran aground and all 412 people were brought to land",
        sentences=(
            said(
                "The ferry Havsula ran aground 300 metres off Skarvøy shortly before 4 a.m. on"
                " March 4 with 412 people aboard.", "a1", "a2", "a4",
            ),
            said(
                "Lifeboats and two fishing vessels brought all passengers to the island's harbour"
                " within three hours, the coast guard said.", "a1", "a2",
            ),
            said("Six people were treated for minor injuries.", "a2"),
        ),
    ),
    Section(
        section_id="s2",
        heading="A rudder fault had been reported twice before the grounding",
        sentences=(
            said(
                "The operator, Nordlinjen, said that the crew had reported a fault in the rudder"
                " on February 26 and again on March 2.", "a4",
            ),
            said(
                "Ida Lund, who heads the Maritime Safety Board, said that investigators would"
                " board the ship as soon as the weather allowed it.", "a1", "a4",
            ),
        ),
    ),
    Section(
        section_id="s3",
        heading="The route stays closed until the ship has been towed to Bergen",
        sentences=(
            said("Nordlinjen cancelled all night sailings until March 11.", "a2", "a4"),
            said("A tug is expected at the site on Thursday morning.", "a1"),
        ),
    ),
)  # fmt: skip
_TIMELINE = (
    entry(dt.date(2026, 1, 22), "Nordlinjen announces a night ferry to Skarvøy.", "a5"),
    entry(dt.date(2026, 2, 26), "The crew reports a fault in the rudder.", "a4"),
    entry(dt.date(2026, 3, 2), "The crew reports the rudder fault a second time.", "a4"),
    entry(
        dt.date(2026, 3, 4), "The Havsula runs aground off Skarvøy with 412 people aboard.",
        "a1", "a2", "a4", time=dt.time(3, 50),
    ),
    entry(
        dt.date(2026, 3, 4), "The last passengers are brought ashore; six are hurt.", "a2",
        time=dt.time(6, 45), status="disputed",
    ),
    entry(dt.date(2026, 3, 11), "Night sailings are to start again.", "a2", status="scheduled"),
)  # fmt: skip


def ferry_updates() -> list[Update]:
    """Return the two versions of the ferry story."""
    first = ferry(
        1,
        title="Night ferry runs aground off Skarvøy",
        summary=_SUMMARY[:1],
        timeline=_TIMELINE[3:4],
        articles=(_article(1),),
        article_count=1,
        outlet_count=1,
        updated_at=MORNING,
    )
    second = ferry(2)
    changes = (
        Change(type="headline_changed", before=first.title, after=second.title),
        *(
            Change(type="article_added", article_id=name, after={"title": title, "outlet": outlet})
            for name, title, outlet, _ in _ARTICLES[1:]
        ),
        Change(type="fact_added", fact_id="f2",
               after={"text": _SUMMARY[1].sentences[0].text, "outlets": 1}),
        Change(type="fact_corroborated", fact_id="f1",
               before={"text": "The ferry ran aground.", "outlets": 1},
               after={"text": "The ferry ran aground.", "outlets": 3}),
        Change(type="fact_revised", fact_id="f3",
               before={"text": "Four people were treated.", "outlets": 1},
               after={"text": "Six people were treated for minor injuries.", "outlets": 1}),
    )  # fmt: skip
    return [
        an_update(first, significance="minor", changes=(Change(type="story_opened"),)),
        an_update(second, significance="major", changes=changes),
    ]


def other_stories() -> list[Update]:
    """Return more stories for lists: one closed, one in Arabic, one merged into the ferry's."""
    lead = Section(
        section_id="s",
        heading="Council backs the plan",
        sentences=(said("The city council voted 31 to 14 for a tram line along the river.", "b"),),
    )
    tram = a_story(
        story_id="en-00000000000000aa",
        title="City council votes for a river tram after two years of argument",
        summary=(lead,),
        article_count=3,
        outlet_count=2,
        updated_at=MORNING - timedelta(hours=7),
    )
    closed = a_story(
        story_id="en-00000000000000bb",
        state="closed",
        title="Museum returns bronze bell to the village that cast it",
        updated_at=MORNING - timedelta(days=12),
    )
    arabic = a_story(
        story_id="ar-00000000000000cc",
        edition="ar",
        language="ar",
        title="المدينة تفتتح مكتبة جديدة على النهر",
        updated_at=MORNING - timedelta(hours=2),
    )
    merged = a_story(
        story_id="en-00000000000000dd",
        state="merged",
        merged_into=FERRY,
        title="Ferry aground near Skarvøy",
    )
    return [an_update(story) for story in (tram, closed, arabic, merged)]
