"""What is known of the articles of one batch: those in the store, and those just accepted."""

import re
from collections.abc import Mapping, Sequence
from typing import Self

from storywire.ports.sources import AMBIGUOUS, Known, Revisions, Seen
from storywire_ingest.canonical import article_id_at, article_id_named, is_web_address
from storywire_ingest.draft import Draft, DraftFault

_ARTICLE_ID = re.compile(r"[0-9a-f]{20}")


class Ledger:
    """Finds articles by their names, so that a batch sees what it has itself accepted."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._ids = {name: known.article_id for name, known in known.items()}
        self._articles = {article.article_id: article for article in known.values()}
        self._added: list[str] = []
        self._names: list[tuple[str, str]] = []
        self._editions: dict[str, str] = {}

    @classmethod
    async def of(cls, revisions: Revisions, drafts: Sequence[Draft]) -> Self:
        """Return the ledger of all that `drafts` name."""
        names = [name for draft in drafts for name in (*names_of(draft), *_referred(draft))]
        return cls(await revisions.find(list(dict.fromkeys(names))))

    def find(self, name: str) -> Known | None:
        """Return the article called `name`; None if there is none, or more than one."""
        article_id = self._ids.get(name)
        return self._articles[article_id] if article_id else None

    def referred(self, draft: Draft, field: str) -> tuple[str, Known | None]:
        """Return the id, and what is known, of the article that `field` of `draft` names.

        Raises:
            DraftFault: two articles have that name.
        """
        names = _names_in(str(getattr(draft, field)), draft.scope)
        for name in names:
            if self._ids.get(name) == AMBIGUOUS.article_id:
                message = "more than one article has this id; name the outlet, or use the url"
                raise DraftFault(((field, message),))
            if known := self.find(name):
                return known.article_id, known
        is_own = _ARTICLE_ID.fullmatch(names[-1])
        return (names[-1] if is_own else names[0]), None

    def last_edition(self, source: str) -> str | None:
        """Return the edition that `source` last showed in this batch."""
        return self._editions.get(source)

    def add(self, known: Known, names: Sequence[str]) -> None:
        """Keep that `known` is the last revision, and that `names` are its article's."""
        self._articles[known.article_id] = known
        self._ids[known.article_id] = known.article_id
        self._added.append(known.article_id)
        for name in names:
            self._call(name, known.article_id)

    def add_edition(self, source: str, edition: str) -> None:
        """Keep that `source` showed `edition`."""
        self._editions[source] = edition

    def seen(self) -> Seen:
        """Return what this batch adds to the store."""
        added = [self._articles[article_id] for article_id in dict.fromkeys(self._added)]
        return Seen(added, self._names, self._editions)

    def _call(self, name: str, article_id: str) -> None:
        earlier = self._ids.get(name)
        if earlier in (name, article_id):
            return
        self._names.append((name, article_id))
        self._ids[name] = article_id if earlier is None else AMBIGUOUS.article_id


def names_of(draft: Draft) -> Sequence[str]:
    """Return what the draft's article is called, the name that makes its id first."""
    names = [] if draft.url is None else [article_id_at(draft.url)]
    if draft.id is not None:
        names += _names_in(draft.id, draft.scope, guid=True)
        names += [_at(draft.id)] if is_web_address(draft.id) else []
    return names


def _referred(draft: Draft) -> Sequence[str]:
    names: list[str] = []
    for reference in (draft.retract, draft.revision_of):
        if reference is not None:
            names += _names_in(reference, draft.scope)
    return names


def _names_in(reference: str, scope: str | None, *, guid: bool = False) -> list[str]:
    """Return the names that `reference`, a URL or a source's own id, may stand for."""
    if not guid and is_web_address(reference):
        return [_at(reference)]
    scopes = dict.fromkeys((scope, None))
    names = [article_id_named(each, reference) for each in scopes]
    return names if guid else [*names, reference]


def _at(url: str) -> str:
    try:
        return article_id_at(url)
    except ValueError:
        return article_id_named(None, url)
