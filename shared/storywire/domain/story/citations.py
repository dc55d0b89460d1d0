"""Citing by a support test: an article is cited only where it says what the page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from storywire.domain.model import Support
from storywire.domain.story import vectors, verbs, words
from storywire.domain.story.scale import Statement
from storywire.domain.story.statements import Told
from storywire.domain.story.vetoes import vetoed

TOGETHER, ALONE, SURE, NAMES = 0.60, 0.35, 0.85, 0.60
MIN_SHARED = 3
MAX_CITATIONS = 8
MAX_QUOTE = 300
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cited:
    """Who supports one shown sentence, in order of number; its own article among them.

    `following`: by position of a statement that says it only together with the next one, that one.
    """

    statements: tuple[Statement, ...]
    count: int
    outlets: int
    following: Mapping[int, Statement] = field(default_factory=dict)

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Return the articles that support it."""
        return tuple(s.sentence.article_id for s in self.statements)

    @cached_property
    def support(self) -> tuple[Support, ...]:
        """Return the sentences that support it, each with the next one where it takes both."""
        return tuple(
            support(each)
            for statement in self.statements
            for each in (statement, self.following.get(statement.position))
            if each
        )


class _Supporter(NamedTuple):
    statement: Statement
    following: Statement | None


class Supporters(dict[int, dict[int, _Supporter | None]]):
    """Who supports a sentence, found once for each article: a property of the two."""

    def of(self, told: Told, shown: Statement) -> list[_Supporter]:
        """Return, in order of number, the sentence of each article that says most of `shown`."""
        known = self.setdefault(id(shown), {})  # all keys live as long as these notes
        for number, said in told.said.items():
            if id(said) not in known:
                own = number == shown.member.number
                known[id(said)] = _Supporter(shown, None) if own else _best(told, shown, said)
        return [found for said in told.said.values() if (found := known[id(said)])]


def cite(told: Told, shown: Statement) -> Cited:
    """Return who supports `shown`: its own article always, others by the support test."""
    supporters = told.workings.notes(Supporters).of(told, shown)
    ordered = [each.statement for each in supporters]
    together = {each.statement.position: each.following for each in supporters if each.following}
    return Cited(
        statements=tuple(_listed(ordered, shown)),
        count=len(ordered),
        outlets=_outlets(ordered),
        following=together,
    )


def _best(told: Told, shown: Statement, said: tuple[Statement, ...]) -> _Supporter | None:
    best, found = 0.0, None
    floor = ALONE * shown.mass
    for statement in said:
        shared = shown.bag & statement.bag
        if len(shared) < MIN_SHARED:
            continue
        covered = vectors.mass(sorted(shared), told.idf)
        if covered < floor or covered <= best:
            continue
        following = told.after(statement)
        if _supports(told, shown, statement, None):
            best, found = covered, _Supporter(statement, None)
        elif following and _supports(told, shown, statement, following):
            best, found = covered, _Supporter(statement, following)
    return found


def _listed(ordered: list[Statement], shown: Statement) -> list[Statement]:
    """Return at most 8: the sentence's own article, originals before copies, then by number."""
    if len(ordered) <= MAX_CITATIONS:
        return ordered
    ranked = sorted(
        ordered,
        key=lambda s: (s is not shown, s.member.copy_of is not None, s.member.number),
    )
    return sorted(ranked[:MAX_CITATIONS], key=lambda s: s.member.number)


def support(statement: Statement) -> Support:
    """Return the sentence as a quote of its article revision, at most 300 characters of it."""
    sentence, article = statement.sentence, statement.member.read.article
    quote = sentence.text[:MAX_QUOTE].strip()
    if quote not in article.text:
        quote = _standing(sentence.text, _flat(article.text))
    if not quote:
        quote = _standing(sentence.text, " ".join(article.title.split())) or article.title
        quote = " ".join(quote.split())[:MAX_QUOTE]
    return Support(
        article_id=sentence.article_id,
        revision=sentence.revision,
        sentence=sentence.index,
        quote=quote,
    )


@lru_cache(maxsize=256)
def _flat(text: str) -> str:
    return " ".join(text.split())


def _standing(sentence: str, text: str) -> str:
    """Return the sentence, or its longest run of words that stands in `text`, "" if too short."""
    quote = sentence[:MAX_QUOTE].strip()
    if quote in text:
        return quote
    said = quote.split(" ")
    for size in range(len(said) - 1, min(4, len(said)) - 1, -1):
        for start in (0, len(said) - size):
            if (run := " ".join(said[start : start + size])) in text:
                return run
    return ""


def _outlets(statements: list[Statement]) -> int:
    """Return how many outlets say it themselves; unknown ones never count as a second."""
    original = [s.member for s in statements if not s.member.copy_of]
    known = {m.read.article.outlet for m in original if m.read.article.outlet}
    return max(1, len(known))


def _supports(
    told: Told, shown: Statement, statement: Statement, following: Statement | None
) -> bool:
    terms = statement.bag | (following.bag if following else frozenset())
    if len(shown.bag & statement.bag) < MIN_SHARED:
        return False
    coverage = vectors.mass(sorted(shown.bag & terms), told.idf) / (shown.mass or 1.0)
    if coverage < TOGETHER:
        return False
    one, other = shown.sentence, statement.sentence
    if _before_it_happened(shown, statement):
        return False
    dated = one.anchor == other.anchor == "text" and one.event_date != other.event_date
    if vetoed(one, other) or (coverage < SURE and (dated or not _same_deed(shown, terms))):
        return False
    return _details(shown, statement, following)


def _before_it_happened(shown: Statement, statement: Statement) -> bool:
    """Return whether an article is from before the day on which the sentence says that it was."""
    one = shown.sentence
    if one.event_date is None or one.anchor != "text" or one.future:
        return False
    return statement.published_at.date() + A_DAY < one.event_date


def _same_deed(shown: Statement, terms: frozenset[str]) -> bool:
    """Return whether `terms` have what the shown sentence says was done; only English can tell."""
    language = shown.sentence.language
    verb = verbs.main_verb(shown.sentence.text) if words.base(language) in {"en", "und"} else ""
    return not verb or words.stem(verb, language) in terms


def _details(shown: Statement, statement: Statement, following: Statement | None) -> bool:
    near = [s.sentence for s in (statement, following) if s]
    values = {q.value for s in near for q in s.quantities}
    if any(quantity.value not in values for quantity in shown.sentence.quantities):
        return False
    said: frozenset[str] = frozenset().union(*(words.tokens(s.text) for s in near))
    short: frozenset[str] = frozenset().union(*(s.names for s in near))
    names = [name.split() for name in sorted(shown.sentence.names)]
    # The short form of a name is its last word, or its first: Lee for Lee Jae Myung.
    known = sum(name[-1] in said or name[0] in short for name in names)
    return known >= NAMES * len(names)
