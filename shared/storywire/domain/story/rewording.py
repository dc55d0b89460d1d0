"""Whether other words for a statement may be shown: refused unless they say what it says.

The independent checker (`support`) judges them against the quotes that support the statement alone;
the rules here are about what it can't see: an order turned round, a denial, a plan, a speaker or a
"nearly" that is gone. All of it judges words, not truth.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storywire.domain.model import Article, Section, Sentence, Story, Support
from storywire.domain.story import lexicon, words
from storywire.domain.story.names import spelled
from storywire.domain.story.quantities import quantities
from storywire.domain.story.support import unsupported
from storywire.domain.story.vetoes import opposite

LONGER, MAX_HEADING, MAX_SENTENCE = 1.3, 110, 400
MAX_UNSEEN = 0.1
_MARKUP = re.compile(r"[\n\r\t<>{}*#|`\[\]]|https?:|\bwww\.")
_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[^\W\d_a-z][^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_HEDGES = frozenset(
    words.listed("""about almost nearly around roughly approximately more less least most up over
    under alleged allegedly reportedly suspected apparently may might could would possibly
    probably likely if unless only""")
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a page, or a heading with the sentences under it, and what supports them."""

    text: str
    language: str
    heading: bool
    said: Sequence[Sentence]


def refusal(statement: Statement, text: str, story: Story) -> str | None:
    """Return why `text` may not stand instead of the statement of `story`, or None if it may."""
    checks = (_form, _claims, _order, _words)
    found = (check(statement, text) for check in checks)
    return next((reason for reason in found if reason), None) or _unsupported(
        statement, text, story
    )


def _form(statement: Statement, text: str) -> str | None:
    most = MAX_HEADING if statement.heading else MAX_SENTENCE
    if not text.strip() or _MARKUP.search(text):
        return "it is empty, or has markup, an address or several lines"
    if len(text) > min(most, max(60, LONGER * len(statement.text))):
        return "it is too long"
    if (text[-1] in ".!?。") != (statement.text[-1] in ".!?。"):
        return "a sentence ends with a full stop, a heading without"
    return None


def _claims(statement: Statement, text: str) -> str | None:
    own = lexicon.cues(statement.text, statement.language)
    other = lexicon.cues(text, statement.language)
    if own.negated != other.negated:
        return "one of the two is a denial"
    if own.future != other.future:
        return "one of the two is about the future"
    if own.speech != other.speech:
        return "who says it is gone, or new"
    if _HEDGES & words.tokens(statement.text) != _HEDGES & words.tokens(text):
        return "what limits it (nearly, may, alleged) is gone, or new"
    return "it says the opposite" if opposite(statement.text, text) else None


def _order(statement: Statement, text: str) -> str | None:
    """Return a reason where a name or number is gone, new, or on the other side of another."""
    if _numbers(statement.text, statement.language) != _numbers(text, statement.language):
        return "its numbers are others"
    own = _named(statement.text, statement.language)
    other = _named(text, statement.language)
    if [name for name in own if name in other] != [name for name in other if name in own]:
        return "its names stand in another order"
    return None


def _numbers(text: str, language: str) -> list[str]:
    counted = [quantity.value for quantity in quantities(text, language=language, dates=())]
    return sorted([*_NUMBER.findall(text), *counted])


def _named(text: str, language: str) -> list[str]:
    """Return the names in their order; months and titles, which a date moves, are none."""
    found = (match[0].lower() for match in _NAME.finditer(f" {text}"))
    return [name for name in dict.fromkeys(found) if name not in words.stops(language)]


def _words(statement: Statement, text: str) -> str | None:
    language = statement.language
    sources = [statement.text, *(said.text for said in statement.said)]
    sources += [one.quote for said in statement.said for one in said.support]
    known = {stem for source in sources for stem in words.stems(source, language)}
    stems = set(words.stems(text, language))
    unseen = sorted(stems - known)
    if len(unseen) > MAX_UNSEEN * len(stems):
        return f"its sources do not have: {', '.join(unseen)}"
    return None


def _unsupported(statement: Statement, text: str, story: Story) -> str | None:
    """Return what the checker has against `text`, its sources being only what was quoted."""
    sections = (_section(statement, text),)
    published = {ref.article_id: ref.published_at for ref in story.articles}
    quoted = _quoted(statement.said, story, published)
    alone = story.model_copy(update={"summary": sections, "timeline": ()})
    return next(iter(unsupported(alone, quoted)), None)


def _section(statement: Statement, text: str) -> Section:
    if statement.heading:
        return Section(section_id="s", heading=text, sentences=tuple(statement.said))
    (said,) = statement.said
    # The heading stands aside: a word of the sentence itself, which is supported by then.
    return Section(section_id="s", heading="", sentences=(said.model_copy(update={"text": text}),))


def _quoted(
    said: Sequence[Sentence], story: Story, published: Mapping[str, datetime]
) -> dict[str, Article]:
    quotes: dict[str, list[Support]] = {}
    for sentence in said:
        for one in sentence.support:
            quotes.setdefault(one.article_id, []).append(one)
    # The page names people in full, who stand in the article, and not always in the quote.
    names = " ".join(name for one in said for name in spelled(one.text))
    found: dict[str, Article] = {}
    for name, ones in quotes.items():
        at = published.get(name, story.updated_at)
        text = "\n".join([*(one.quote for one in ones), names])
        found[name] = Article(
            edition=story.edition, article_id=name, revision=ones[0].revision, content_hash=name,
            title="-", text=text, language=story.language,
            published_at=at, ingested_at=at,
        )  # fmt: skip
    return found
