"""The snapshot: a story's page and roll as downstream gets them, always under 64 kB."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

from storywire.domain.model import ArticleId, ArticleRef, Entry, Fact, Section, Sentence, Story
from storywire.domain.story.members import Listed, Roll, Wording
from storywire.domain.story.page import Page
from storywire.domain.story.trims import fit

MAX_ARTICLES = 50
MAX_CITATIONS = 8
MAX_ENTITIES = 10
MAX_OUTLETS = 50

Words = Mapping[str, Wording]
_Statement = TypeVar("_Statement", Sentence, Entry)


def snapshot(roll: Roll, page: Page) -> Story:
    """Return the story that `page` tells of the articles on `roll`, at the roll's version.

    `articles` are all cited ones by number, then the newest, to 50; a citation beyond those is
    counted and not shown. An editor's title and wordings win over the page's.

    Raises:
        ValueError: the roll has never had an article, so there is no instant to give it.
    """
    if roll.first_published_at is None or roll.updated_at is None:
        raise ValueError(f"story {roll.story_id} has no article yet")
    citations = _citations(page)
    listed = _to_list(roll, citations)
    shown = frozenset(ref.article_id for ref in listed)
    outlets = tuple(dict.fromkeys(entry.outlet for entry in roll.listed if entry.outlet))
    words = roll.rewrites
    story = Story(
        story_id=roll.story_id,
        version=roll.version,
        edition=roll.edition,
        language=language_of(roll.listed),
        state=roll.state,
        merged_into=roll.merged_into,
        title=roll.title or page.title,
        first_published_at=roll.first_published_at,
        updated_at=roll.updated_at,
        article_count=len(roll.listed),
        outlet_count=len(outlets),
        cited_count=len(citations),
        entities=page.entities[:MAX_ENTITIES],
        outlets=outlets[:MAX_OUTLETS],
        summary=_shown_sections(page.sections, shown, words),
        timeline=_shown(page.timeline, shown, words),
        facts=tuple(_reworded(fact, words) for fact in page.facts),
        articles=listed,
    )
    return fit(story)


def reworded(story: Story) -> frozenset[str]:
    """Return the ids of the facts and sections that stand in an editor's words."""
    said = {one.fact_id for section in story.summary for one in section.sentences if one.edited}
    dated = {one.fact_id for one in story.timeline if one.edited}
    stated = {one.fact_id for one in story.facts if one.edited}
    return frozenset(said | dated | stated | {s.section_id for s in story.summary if s.edited})


def language_of(listed: tuple[Listed, ...]) -> str:
    """Return the most frequent known language; of equals the one that came first by number."""
    counts = Counter(entry.language for entry in listed if entry.language != "und")
    return max(counts, key=lambda language: counts[language], default="und")


# --- citations and the list of articles ---------------------------------------------------------


def _citations(page: Page) -> list[ArticleId]:
    """Return who is cited: the first citation of each statement before any second one."""
    cited = [sentence.citations for section in page.sections for sentence in section.sentences]
    cited += [entry.citations for entry in page.timeline]
    ranks = zip_longest(*(citations[:MAX_CITATIONS] for citations in cited))
    return list(dict.fromkeys(article_id for rank in ranks for article_id in rank if article_id))


def _to_list(roll: Roll, citations: list[ArticleId]) -> tuple[ArticleRef, ...]:
    kept = frozenset(citations[:MAX_ARTICLES])
    cited = [entry for entry in roll.listed if entry.article_id in kept]
    others = sorted(
        (entry for entry in roll.listed if entry.article_id not in kept),
        key=lambda entry: (entry.published_at, entry.number),
        reverse=True,
    )
    original_of = roll.original_of
    return (
        *(_reference(entry, original_of, cited=True) for entry in cited),
        *(_reference(entry, original_of) for entry in others[: MAX_ARTICLES - len(cited)]),
    )


def _reference(
    listed: Listed, original_of: Mapping[ArticleId, ArticleId], *, cited: bool = False
) -> ArticleRef:
    return ArticleRef(
        article_id=listed.article_id,
        number=listed.number,
        title=listed.title,
        url=listed.url,
        outlet=listed.outlet,
        published_at=listed.published_at,
        cited=cited,
        copy_of=original_of.get(listed.article_id),
    )


def _shown_sections(
    sections: Sequence[Section], shown: frozenset[ArticleId], words: Words
) -> tuple[Section, ...]:
    cut = (
        _headed(section, words).model_copy(
            update={"sentences": _shown(section.sentences, shown, words)}
        )
        for section in sections
    )
    return tuple(section for section in cut if section.sentences)


def _headed(section: Section, words: Words) -> Section:
    worded = words.get(section.section_id)
    if worded is None or worded.instead_of not in {"", section.heading}:
        return section
    return section.model_copy(update={"heading": worded.text, "edited": True})


def _shown(
    statements: Sequence[_Statement], shown: frozenset[ArticleId], words: Words
) -> tuple[_Statement, ...]:
    cut = (_citing(_reworded(statement, words), shown) for statement in statements)
    return tuple(statement for statement in cut if statement.citations)


def _citing(statement: _Statement, shown: frozenset[ArticleId]) -> _Statement:
    citations = tuple(cited for cited in statement.citations if cited in shown)[:MAX_CITATIONS]
    support = tuple(support for support in statement.support if support.article_id in shown)
    if citations == statement.citations and support == statement.support:
        return statement
    return statement.model_copy(update={"citations": citations, "support": support})


_Worded = TypeVar("_Worded", Sentence, Entry, Fact)


def _reworded(stated: _Worded, words: Words) -> _Worded:
    worded = words.get(stated.fact_id)
    if worded is None or worded.instead_of not in {"", stated.text}:
        return stated
    return stated.model_copy(update={"text": worded.text, "edited": True})
