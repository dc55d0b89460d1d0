"""An article as the matcher sees it: read without what is no news of its own."""

from collections.abc import Sequence

from storywire.domain.attach.announced import announced_windows
from storywire.domain.attach.boilerplate import parts_of, shared_sentences, without
from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.kernels import sketch_of
from storywire.domain.attach.records import Features, micros
from storywire.domain.attach.story import LiveStory
from storywire.domain.attach.terms import SENTENCE
from storywire.domain.attach.tokens import BODY_CHARACTERS, tokens_of
from storywire.domain.attach.vectors import Columns, frozen_vector
from storywire.domain.model import Article


def read(article: Article, index: EditionIndex, shared_by: int) -> Features:
    """Return the features of `article`; what `shared_by` stories hold already is not read."""
    parts = parts_of(article.title, article.text[:BODY_CHARACTERS])
    held = index.held(parts.keys)
    told = {key for key, stories in zip(parts.keys, held, strict=True) if stories >= shared_by}
    return _features(article, index, parts.keys, *without(parts, told))


def shares_a_sentence(columns: Columns, story: LiveStory) -> bool:
    """Return whether `story` has a sentence, or the end of the title, of an article."""
    return any(story.holds(columns.ids[columns.kinds == SENTENCE]))


def read_apart(
    article: Article, index: EditionIndex, shared_by: int, story: LiveStory
) -> Features | None:
    """Return the features without what `story` has word for word, if that is boilerplate.

    It is where the article's title is another, and none of its words are in those sentences: a
    copy under another headline says in them what the headline says.
    """
    parts = parts_of(article.title, article.text[:BODY_CHARACTERS])
    held = story.holds(index.terms.numbered(parts.keys))
    told = {key for key, here in zip(parts.keys, held, strict=True) if here}
    shared = shared_sentences(parts, told)
    if not shared:
        return None
    title, _ = without(parts, told)
    language = article.language
    titled = tuple(tokens_of(title, "", language=language).title)
    said = tokens_of("", shared, language=language).body
    known = index.terms.numbered(titled)
    alike = sum(story.titled(known))
    if not said.keys().isdisjoint(titled) or 2 * alike > len(titled):
        return None
    few = index.held(parts.keys)
    told |= {key for key, stories in zip(parts.keys, few, strict=True) if stories >= shared_by}
    return _features(article, index, parts.keys, *without(parts, told))


def _features(
    article: Article, index: EditionIndex, keys: Sequence[str], title: str, body: str
) -> Features:
    tokens = tokens_of(title, body, language=article.language)
    text = f"{article.title} . {article.text}"
    return Features(
        vector=frozen_vector(tokens, index.worth, keys),
        sketch=sketch_of(tokens.words),
        windows=announced_windows(text, words=tokens.words, published=article.published_at.date()),
        time=micros(article.published_at),
    )
