"""A summit told by five articles in the project's own words, and a plain way to compose a page."""

from datetime import datetime

from storywire.domain.model import Article, Entry, Sentence
from storywire.domain.story.page import Page, PageMemory, compose
from storywire.domain.story.reading import read
from storywire.domain.story.values import Member
from storywire.testing import an_article

ANNOUNCED = (
    "2025-11-27T08:00:00+00:00",
    "Norland president to visit Sudria in January",
    "President Mara Lind of Norland will travel to Sudria for a two-day summit with Prime Minister"
    " Tomas Rey in January, her office said Thursday.\n"
    "The visit will be Lind's second trip to Sudria since March.",
)
INTERVIEW = (
    "2026-01-12T09:00:00+00:00",
    "Lind says lifting the oyster ban will take time",
    "President Mara Lind told broadcaster SRB on Monday that lifting Norland's ban on oyster"
    " imports from Sudria would take time.\n"
    "Norland banned oyster imports from eight Sudrian counties in 2014.\n"
    "Lind leaves for the summit with Prime Minister Tomas Rey on Tuesday.",
)
DEPARTURE = (
    "2026-01-13T00:55:00+00:00",
    "Lind leaves for two-day summit in Port Amber",
    "President Mara Lind left the Norland capital Velm on Tuesday for a two-day summit with Prime"
    " Minister Tomas Rey in Port Amber.\n"
    "Norland banned oyster imports from eight Sudrian counties in 2014.\n"
    "Lind and Rey will sign a fishing treaty on Wednesday.",
)
ARRIVAL = (
    "2026-01-13T02:38:00+00:00",
    "Lind arrives in Port Amber and begins summit with Rey",
    "President Mara Lind arrived in Port Amber on Tuesday and was greeted by Foreign Minister Ada"
    " Holm at the airport.\n"
    "Norland banned oyster imports from eight Sudrian counties in 2014, after a refinery spill.\n"
    "Lind and Rey will sign a fishing treaty on Wednesday, Rey's office said.",
)
GREETED = (
    "2026-01-13T04:10:00+00:00",
    "Sudria greets Norland president with oysters",
    "President Mara Lind arrived in Port Amber on Tuesday, greeted at the airport by Foreign"
    " Minister Ada Holm.\n"
    "Sudria has offered to let Norland inspectors visit every oyster farm on its eastern coast.",
)
SUMMIT = (ANNOUNCED, INTERVIEW, DEPARTURE, ARRIVAL, GREETED)


def article(number: int, told: tuple[str, str, str], **fields: object) -> Article:
    """Return article `number` as (published, title, text) tells it, from an outlet of its own."""
    published, title, text = told
    values: dict[str, object] = {
        "article_id": f"article-{number}",
        "url": f"https://outlet{number}.example/story",
        "outlet": f"Outlet {number}",
        "title": title,
        "text": text,
        "language": "en",
        "published_at": datetime.fromisoformat(published),
        "ingested_at": datetime.fromisoformat(published),
    }
    return an_article(**{**values, **fields})


def members(*stories: tuple[str, str, str]) -> list[Member]:
    """Return the members of a story, numbered from 1 in the order given."""
    return [Member(read(article(n, told)), n) for n, told in enumerate(stories, start=1)]


def page_of(*stories: tuple[str, str, str]) -> Page:
    """Return the page of a story without a past."""
    return compose(members(*stories), PageMemory())[0]


def statements(page: Page) -> list[Sentence | Entry]:
    """Return all that the page states with citations: sentences, then entries."""
    return [*(said for section in page.sections for said in section.sentences), *page.timeline]


def shown(page: Page) -> list[str]:
    """Return the sentences of all sections."""
    return [said.text for section in page.sections for said in section.sentences]
