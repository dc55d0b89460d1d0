"""Errors that story detectors are known for, each with what must and what must not meet."""

import pytest
from tests.attach_inputs import ingested

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.events import ArticleAttached
from storywire_attach.processor import AttachProcessor
from storywire_lab.bench.articles import bench_articles

# Each: days after the first, title, text.
SAGA = (
    (
        0,
        "Sorrel and Aldis exchange fire at the Merrow crossing",
        "Soldiers of Sorrel and Aldis shot at each other at the Merrow crossing on Monday. Two were"
        " killed. Both sides blamed the other, and the border stayed shut.",
    ),
    (
        9,
        "Sorrel and Aldis swap 40 prisoners at Lunde airport",
        "Two planes brought 40 prisoners of war home on Wednesday. Families waited at Lunde airport"
        " through the night. The Red Cross had talked with both governments for weeks.",
    ),
    (
        16,
        "Parliament of Aldis votes for longer military service",
        "Men in Aldis will serve for two years instead of one. The bill passed with 71 votes"
        " against 50. Students marched through the capital; the defence minister spoke of hard"
        " times.",
    ),
)
TEMPLATE = (
    (
        0,
        "Man shot outside bar in Tolland",
        "A 34-year-old man was shot outside a bar on Mill Street in Tolland early on Sunday. Police"
        " are looking for a grey car. The victim is in stable condition.",
    ),
    (
        1,
        "Two wounded as gunman fires into Marrick car park",
        "Shots hit two women in a car park on Dock Road in Marrick late on Sunday. Police"
        " have arrested a suspect. One of the women died in hospital.",
    ),
    (
        3,
        "Teenager shot at bus stop in Brellin",
        "A 16-year-old boy was shot at a bus stop on Kestrel Avenue in Brellin on Wednesday. Police"
        " found the weapon. He is in critical condition.",
    ),
)
FOLLOW_UP = (
    (
        0,
        "Baker Osric Pell found dead in Tolland mill",
        "The baker Osric Pell, 51, was found dead in the old mill of Tolland on Friday. Police"
        " speak of a crime. His partner Wanda Reiss had reported him missing on Wednesday.",
    ),
    (
        6,
        "Nephew charged in death of Osric Pell",
        "Prosecutors in Tolland charged Milo Pell, 23, with the killing of his uncle, the baker"
        " Osric Pell, who was found in the old mill. Wanda Reiss said that she had feared it.",
    ),
)
NUMBERS = (
    (
        0,
        "Jobless claims in Karland rise by 12,000",
        "New claims for jobless benefits in Karland rose by 12,000 to 231,000 last week, the labour"
        " office said. Economists had expected 220,000.",
    ),
    (
        21,
        "Karland's economy adds 187,000 jobs in May",
        "Employers in Karland added 187,000 jobs in May, fewer than the 240,000 of April, the"
        " statistics bureau said. The rate of unemployment stayed at 3.9 percent.",
    ),
)
HEADLINES = (
    (0, "Chipmaker Quarzo buys rival Lumina for 9 billion", ""),
    (0.1, "Quarzo to swallow Lumina in 9 billion chip deal", ""),
    (0.1, "Lumina bought by chipmaker Quarzo", ""),
    (0.2, "Airline Norvel buys twelve jets from Aerola", ""),
)
REGISTER = (
    (0, "Minister Ilse Brandt resigns over villa loan",
     "Housing minister Ilse Brandt of Karland resigned on Tuesday. She had not declared a loan"
     " for a villa in Lunde from the builder Otto Krahn, the chancellor's office said."),
    (0.3, "VILLA-GATE! Bye-bye, Ilse: Brandt out after cosy Krahn cash",
     "It's curtains for Ilse Brandt! Karland's housing queen quit over the cheeky loan that mogul"
     " Otto Krahn slipped her for that dream villa in Lunde. Read her tearful goodbye."),
)  # fmt: skip

BOX = (
    " Get the best of the day in your inbox: sign up for the Morning Ledger letter here. Una Brack"
    " and Piet Olsen, reporters of the Morning Ledger, can be reached by telephone and letter. Tips"
    " are treated in confidence by the newsroom of the Morning Ledger. It belongs to the Karland"
    " Media Union and follows its code. Readers may comment once they have an account."
)
BOXED = tuple(
    (days, f"{title} | Morning Ledger", text + BOX)
    for days, title, text in (
        (0, "Beekeepers of Lunde lose a third of hives",
         "A mite killed a third of all hives around Lunde last winter. Inspectors counted 4,100"
         " empty boxes. Keepers ask the canton to pay for colonies before the lime trees bloom."),
        (0.2, "Velodrome in Brellin gets a new roof",
         "Workers lift the last of nine wooden beams over the cycling track in Brellin. Rain had"
         " stopped races since autumn. The club hopes to hold the sprint championship there."),
        (0.4, "Choir school of Marrick turns 200", "Three former pupils conduct the concert."),
        (0.6, "Library ship Anselma leaves for the isles", "It carries 12,000 books to readers."),
        (0.8, "Salt mine under Tolland opens to visitors", "A lift takes guests 300 metres down."),
    )
)  # fmt: skip


async def stories_of(articles):
    """Return the story of each article, which come among 60 of others."""
    others = [
        ingested(f"o{number}", (it["title"], it["text"]), days=(number - 60) / 24)
        for number, it in enumerate(bench_articles(60))
    ]
    own = [
        ingested(f"a{number}", (title, text), days=days)
        for number, (days, title, text) in enumerate(articles)
    ]
    stories = {}
    with Database(":memory:") as database:
        attach = AttachProcessor(SqliteMembershipStore(database))
        for article in (*others, *own):
            for event in await attach.handle([article]):
                if isinstance(event, ArticleAttached):
                    stories[event.data.article.article_id] = event.data.story_id
    return [stories[it.data.article_id] for it in own]


@pytest.mark.parametrize(
    "articles",
    [SAGA, TEMPLATE, NUMBERS, BOXED],
    ids=["sagas", "templates", "numbers that clash", "boilerplate"],
)
async def test_other_events_are_not_welded(articles):
    stories = await stories_of(articles)

    assert len(set(stories)) == len(articles)


@pytest.mark.parametrize(
    "articles",
    [FOLLOW_UP, HEADLINES[:3], REGISTER],
    ids=["follow-ups", "headlines only", "another register"],
)
async def test_reports_of_one_event_meet(articles):
    stories = await stories_of(articles)

    assert len(set(stories)) == 1


async def test_a_headline_of_the_same_kind_stays_apart():
    *deal, other = await stories_of(HEADLINES)

    assert other not in deal
