"""Inputs of attach, made of a title and a text."""

from datetime import timedelta
from typing import Any

from storywire.domain.model import Retraction
from storywire.events import ArticleIngested, ArticleRetracted
from storywire.testing import NOON, an_article


def ingested(
    article_id: str, words: tuple[str, str], *, days: float = 0.0, **fields: Any
) -> ArticleIngested:
    """Return an article with this title and text, published so many days after noon."""
    title, text = words
    moment = NOON + timedelta(days=days)
    article = an_article(
        article_id=article_id, title=title, text=text, published_at=moment, url=None, **fields
    )
    return ArticleIngested.of(article, time=moment)


def retracted(
    article_id: str, *, days: float = 0.0, revision: int = 2, reason: str = ""
) -> ArticleRetracted:
    """Return the retraction of an article, so many days after noon."""
    moment = NOON + timedelta(days=days)
    retraction = Retraction(
        edition="en", article_id=article_id, revision=revision, reason=reason, retracted_at=moment
    )
    return ArticleRetracted.of(retraction, time=moment)
