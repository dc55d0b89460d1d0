"""Steps of membership, pages and a plain way to compose them, for the tests of timeline."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from storywire.domain.membership import (
    Attached,
    Detached,
    Ended,
    Merged,
    Revised,
    SplitOff,
)
from storywire.domain.model import (
    Article,
    Batch,
    Decision,
    Entry,
    Fact,
    Section,
    Sentence,
    Support,
)
from storywire.domain.story.page import Page, PageMemory
from storywire.domain.story.scale import Workings
from storywire.domain.story.values import Member, ReadArticle
from storywire.testing import NOON, an_article

STORY = "en-0123456789abcdef"
DECISION = Decision(matcher="test", rule="joined", score=0.5, threshold=0.4)


def article(name: str, *, minutes: int = 0, **fields: Any) -> Article:
    """Return an article `minutes` after noon, with one sentence of its own."""
    values: dict[str, Any] = {
        "article_id": name,
        "url": f"https://{name}.example/",
        "outlet": f"The {name.title()} Herald",
        "title": f"Ferry {name} leaves the harbour",
        "text": f"The ferry {name} left the harbour on Monday.",
        "published_at": NOON + timedelta(minutes=minutes),
    }
    return an_article(**{**values, **fields})


def attached(seq: int, name: str, *, number: int | None = None, **fields: Any) -> Attached:
    """Return the step that attaches article `name`, `seq` minutes after noon."""
    of_step: dict[str, Any] = {
        key: fields.pop(key)
        for key in ("copy_of", "moved_from", "batch", "story_id")
        if key in fields
    }
    values: dict[str, Any] = {"story_id": STORY, "batch": None, **of_step}
    return Attached(
        edition="en",
        story_seq=seq,
        article=article(name, minutes=fields.pop("minutes", seq), **fields),
        number=number or seq,
        decision=DECISION,
        **values,
    )


def revised(seq: int, name: str, *, revision: int = 2, **fields: Any) -> Revised:
    """Return the step in which article `name` has a new revision."""
    new = article(name, minutes=seq, revision=revision, **fields)
    return Revised(story_id=STORY, edition="en", story_seq=seq, article=new)


def retracted(seq: int, name: str) -> Detached:
    """Return the step in which article `name` is taken back."""
    return Detached(
        story_id=STORY, edition="en", story_seq=seq, article_id=name, reason="retracted"
    )


def moved_out(seq: int, name: str, to: str, *, batch: Batch | None = None) -> Detached:
    """Return the step in which article `name` goes to story `to`."""
    return Detached(
        story_id=STORY, edition="en", story_seq=seq, article_id=name,
        reason="moved", moved_to=to, batch=batch,
    )  # fmt: skip


def merged(seq: int, *, batch: Batch | None = None, **fields: Any) -> Merged:
    """Return the step in which two stories become one."""
    return Merged(story_id=STORY, edition="en", story_seq=seq, batch=batch, **fields)


def split_off(seq: int, other: str, *, batch: Batch | None = None) -> SplitOff:
    """Return the step in which a part of the story becomes story `other`."""
    return SplitOff(
        story_id=STORY, edition="en", story_seq=seq, batch=batch,
        other_story_id=other, direction="into",
    )  # fmt: skip


def ended(seq: int) -> Ended:
    """Return the body of a closing, a reopening or a drop."""
    return Ended(story_id=STORY, edition="en", story_seq=seq)


def read(of: Article) -> ReadArticle:
    """Read nothing but the title."""
    return ReadArticle(article=of, headline=of.title, sentences=())


def compose(
    members: Sequence[Member], memory: PageMemory, _: Workings | None = None
) -> tuple[Page, PageMemory]:
    """Return a page with one sentence, fact and entry for each original article."""
    assert members
    originals = [member.read.article for member in members if member.copy_of is None]
    page = Page(
        title=originals[0].title,
        sections=(
            Section(
                section_id="s1",
                heading=originals[0].title,
                sentences=tuple(sentence(of) for of in originals),
            ),
        ),
        timeline=tuple(entry(of) for of in originals),
        facts=tuple(Fact(fact_id=f"f-{of.article_id}", text=of.text) for of in originals),
        entities=(),
    )
    return page, memory


def sentence(of: Article, **fields: Any) -> Sentence:
    """Return the statement that article `of` supports."""
    values = {**_stated(of), **fields}
    return Sentence(**values)


def entry(of: Article, **fields: Any) -> Entry:
    """Return the entry that article `of` supports."""
    values = {"entry_id": f"e-{of.article_id}", "date": date(2026, 1, 12), **_stated(of), **fields}
    return Entry(**values)


def _stated(of: Article) -> dict[str, Any]:
    quote = Support(article_id=of.article_id, revision=of.revision, sentence=1, quote=of.text)
    return {
        "text": of.text,
        "fact_id": f"f-{of.article_id}",
        "citations": (of.article_id,),
        "citation_count": 1,
        "support": (quote,),
    }
