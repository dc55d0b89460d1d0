"""What is cut from a snapshot that is too large, gentlest first; totals never shrink with it."""

from collections.abc import Callable

from storywire.domain.model import ArticleRef, Entry, Section, Sentence, Story

MAX_BYTES = 64_000
QUOTE = 160
TITLE = 160
URL = 500

Trim = Callable[[Story], Story]


def fit(story: Story) -> Story:
    """Return `story` in less than `MAX_BYTES` of JSON, trimmed no further than needed."""
    trims = iter(TRIMS)
    trim = next(trims)
    while size_of(story) >= MAX_BYTES:
        smaller = trim(story)
        while smaller == story:
            trim = next(trims)
            smaller = trim(story)
        story = smaller
    return story


def size_of(story: Story) -> int:
    """Return the bytes of the story's JSON."""
    return len(story.model_dump_json().encode())


def short_quotes(story: Story) -> Story:
    """Cut every quote to its first `QUOTE` characters; what is left still stands in the article."""

    def short(stated: Sentence | Entry) -> dict[str, object]:
        cut = tuple(
            support.model_copy(update={"quote": support.quote[:QUOTE].rstrip()})
            for support in stated.support
        )
        return {"support": cut}

    return _restated(story, short)


def one_quote_each(story: Story) -> Story:
    """Keep the first supporting sentence of each statement."""
    return _restated(story, lambda stated: {"support": stated.support[:1]})


def short_references(story: Story) -> Story:
    """Cut the titles of articles to `TITLE` characters; leave out addresses beyond `URL`."""

    def short(ref: ArticleRef) -> ArticleRef:
        url = ref.url if ref.url and len(ref.url) <= URL else None
        return ref.model_copy(update={"title": ref.title[:TITLE], "url": url})

    return _with(story, articles=tuple(short(ref) for ref in story.articles))


def fewer_uncited(story: Story) -> Story:
    """Leave out the older half of the articles that no statement cites."""
    uncited = [ref for ref in story.articles if not ref.cited]
    gone = {ref.article_id for ref in uncited[len(uncited) // 2 :]}
    kept = tuple(ref for ref in story.articles if ref.article_id not in gone)
    return _with(story, articles=kept)


def fewer_facts(story: Story) -> Story:
    """Leave out the last half of the facts that are not shown."""
    shown = {stated.fact_id for stated in _statements(story)}
    hidden = [fact.fact_id for fact in story.facts if fact.fact_id not in shown]
    gone = set(hidden[len(hidden) // 2 :])
    return _with(story, facts=tuple(fact for fact in story.facts if fact.fact_id not in gone))


def fewer_entries(story: Story) -> Story:
    """Leave out the older half of the timeline."""
    return _recited(_with(story, timeline=story.timeline[(len(story.timeline) + 1) // 2 :]))


def fewer_sections(story: Story) -> Story:
    """Leave out the last section."""
    return _recited(_with(story, summary=story.summary[:-1]))


def fewer_names(story: Story) -> Story:
    """Keep ten outlets, no entities, and the first `TITLE` characters of the title."""
    return _with(story, outlets=story.outlets[:10], entities=(), title=story.title[:TITLE])


TRIMS: tuple[Trim, ...] = (
    short_quotes,
    one_quote_each,
    short_references,
    fewer_uncited,
    fewer_facts,
    fewer_entries,
    fewer_sections,
    fewer_names,
    fewer_facts,
    fewer_uncited,
)


def _statements(story: Story) -> list[Sentence | Entry]:
    sentences = [sentence for section in story.summary for sentence in section.sentences]
    return [*sentences, *story.timeline]


def _restated(story: Story, cut: Callable[[Sentence | Entry], dict[str, object]]) -> Story:
    def section(of: Section) -> Section:
        sentences = tuple(stated.model_copy(update=cut(stated)) for stated in of.sentences)
        return of.model_copy(update={"sentences": sentences})

    return _with(
        story,
        summary=tuple(section(of) for of in story.summary),
        timeline=tuple(entry.model_copy(update=cut(entry)) for entry in story.timeline),
    )


def _recited(story: Story) -> Story:
    cited = {article_id for stated in _statements(story) for article_id in stated.citations}
    refs = (ref.model_copy(update={"cited": ref.article_id in cited}) for ref in story.articles)
    return _with(story, articles=tuple(sorted(refs, key=lambda ref: not ref.cited)))


def _with(story: Story, **fields: object) -> Story:
    return story.model_copy(update=fields)
