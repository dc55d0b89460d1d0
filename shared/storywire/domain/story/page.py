"""A story's page: title, sections, timeline and facts, composed from its members and its memory.

Pure: the same members and memory give the same page, in whatever order the members come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from storywire.domain.model import Entity, Entry, Fact, FactStatus, Section, Sentence, Value
from storywire.domain.story import entities as named
from storywire.domain.story import facts as grouping
from storywire.domain.story import headline, sections, timeline, vectors, words
from storywire.domain.story.choice import choice
from storywire.domain.story.compression import candidates
from storywire.domain.story.desk import Desk, desk_of
from storywire.domain.story.facts import Stated
from storywire.domain.story.headings import Heading, headings
from storywire.domain.story.scale import Statement, Workings
from storywire.domain.story.sections import Draft
from storywire.domain.story.statements import told
from storywire.domain.story.values import Member

MAX_FACTS, MAX_REMEMBERED = 40, 12
MAX_LEAD_HEADING = 20
STICKY, SETTLED = 1.1, 6


class PageMemory(Value):
    """What keeps ids and choices stable from version to version.

    `facts`: statement key to fact id; `shown`: fact id to the statement key it was shown by;
    `seeds`: section id to seed fact, in the order of the page; `members`: fact id to section id;
    `headings`: section id to heading.
    """

    facts: dict[str, str] = Field(default_factory=dict)
    shown: dict[str, str] = Field(default_factory=dict)
    seeds: dict[str, str] = Field(default_factory=dict)
    members: dict[str, str] = Field(default_factory=dict)
    headings: dict[str, str] = Field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a story shows; the timeline oldest first. Every sentence and entry cites an article."""

    title: str
    sections: tuple[Section, ...]
    timeline: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    entities: tuple[Entity, ...]


def compose(
    members: Sequence[Member], memory: PageMemory, workings: Workings | None = None
) -> tuple[Page, PageMemory]:
    """Return the page of the story's members (at least one) and what the next version needs.

    With the `workings` of the versions before, it comes sooner, and is the same.

    Raises:
        ValueError: there is no member.
    """
    if not members:
        raise ValueError("a page needs at least one member")
    said = told(members, workings)
    desk = desk_of(said, known=memory.facts, shown=memory.shown, title=memory.title)
    drafts = _drafts(desk, memory)
    shown = _sections(desk, drafts, memory)
    current = [f for f in desk.facts if f.fact_id not in desk.conflicts.corrected]
    events = timeline.events(desk.told, current, desk.conflicts.disputed)
    entries = tuple(_entry(desk, event) for event in events)
    page = Page(
        title=desk.title,
        sections=shown,
        timeline=entries,
        facts=_facts(desk, drafts, events),
        entities=named.entities(members, said.workings.lasting(named.Names)),
    )
    return page, _memory(desk, page, drafts)


# --- sections -----------------------------------------------------------------------------------


def _drafts(desk: Desk, memory: PageMemory) -> list[Draft]:
    kept = [f for f in desk.facts if f.fact_id not in desk.conflicts.replaced]
    chosen = choice(desk.told, kept or desk.facts, _seed_of(desk, memory))
    if desk.single:
        return [_only(desk, chosen.facts or desk.facts[:1])]
    headed = _headed(desk, chosen.facts, memory)
    title = vectors.vector(words.stems(desk.title, desk.told.language), desk.told.idf)
    before = frozenset(memory.seeds.values())
    found = sections.drafts(chosen, headed, title, before=before)
    if not found:
        return [_only(desk, chosen.facts or desk.facts[:1])]
    places = {seed: place for place, seed in enumerate(memory.seeds.values())}
    return sections.ordered(found, places)


def _seed_of(desk: Desk, memory: PageMemory) -> dict[str, str]:
    """Return the seed of each fact's section before; a young story's are still to be found."""
    if len(desk.told.members) < SETTLED:
        return {}
    return {fact: memory.seeds[s] for fact, s in memory.members.items() if s in memory.seeds}


def _headed(
    desk: Desk, facts: Sequence[Stated], memory: PageMemory
) -> dict[str, Sequence[Heading]]:
    by_fact = headline.anchored(desk.told, desk.headlines, facts)
    held = {memory.seeds[s]: text for s, text in memory.headings.items() if s in memory.seeds}
    found: dict[str, Sequence[Heading]] = {}
    for place, fact in enumerate(facts):
        if place < sections.MAX_SEEDS or fact.fact_id in held or fact.fact_id in by_fact:
            cited = frozenset(desk.cite(fact.shown).citations)
            own = by_fact.get(fact.fact_id, ())
            possible = headings(desk.told, fact, own, cited)
            if fact.lead and not possible:
                loose = headline.leading(desk.told, desk.headlines, fact)
                possible = headings(desk.told, fact, loose, cited)
            found[fact.fact_id] = _sticky(possible, held.get(fact.fact_id))
    return found


def _sticky(possible: list[Heading], held: str | None) -> list[Heading]:
    """Return the headings with the held one first, unless another is a tenth better."""
    same = [h for h in possible if h.text == held]
    if same and possible[0].score <= same[0].score * STICKY:
        return [*same, *(h for h in possible if h.text != held)]
    return possible


def _only(desk: Desk, facts: Sequence[Stated]) -> Draft:
    """Return the one section of a story without a choice of headings: lead first, then in order."""
    lead = min(facts, key=lambda f: f.shown.position)
    rest = [f for f in facts if f is not lead]
    picked: list[Stated] = [lead]
    twins = desk.told.workings.notes(sections.Twins)
    for fact in rest:
        if len(picked) < sections.PER_SECTION and not twins.among(picked, fact):
            picked.append(fact)
    text = _only_heading(desk, lead)
    vector = vectors.vector(words.stems(text, desk.told.language), desk.told.idf)
    in_order = sorted(picked, key=lambda f: f.shown.position)
    return Draft(Heading(text, vector, 0.0, headline=True), in_order)


def _only_heading(desk: Desk, lead: Stated) -> str:
    cited = set(desk.cite(lead.shown).citations)
    own = [h for h in desk.headlines if h.member.read.article.article_id in cited]
    if fit := next((h for h in own if h.fit), None):
        return fit.text
    if desk.told.english:
        for text, _ in candidates(lead.shown.sentence.display):
            return text
    spoken = lead.shown.sentence.display.rstrip(".。 ")
    short = words.length(spoken, desk.told.language) <= MAX_LEAD_HEADING
    return spoken if short or not own else own[0].text


def _sections(desk: Desk, drafts: Sequence[Draft], memory: PageMemory) -> tuple[Section, ...]:
    ids = _section_ids(drafts, memory)
    return tuple(
        Section(
            section_id=section_id,
            heading=draft.heading.text,
            sentences=tuple(_sentence(desk, fact) for fact in _said(desk, draft)),
        )
        for section_id, draft in zip(ids, drafts, strict=True)
    )


def _said(desk: Desk, draft: Draft) -> list[Stated]:
    """Return the facts of a section; the seed is left out where the heading says all of it."""
    seed = draft.seed.shown
    stems = frozenset(words.stems(draft.heading.text, desk.told.language))
    told_all = headline.share(seed.bag, stems) >= 0.85 and len(draft.facts) > 2
    rest = frozenset(c for fact in draft.facts[1:] for c in desk.cite(fact.shown).citations)
    cited = rest.issuperset(desk.cite(seed).citations)
    return draft.facts[1:] if told_all and cited else draft.facts


def _section_ids(drafts: Sequence[Draft], memory: PageMemory) -> list[str]:
    """Return each section's id: that of the one most of its facts were in, else its seed's."""
    seeded = {seed: section_id for section_id, seed in memory.seeds.items()}
    taken = {seeded[d.seed.fact_id] for d in drafts if d.seed.fact_id in seeded}
    ids: list[str] = []
    for draft in drafts:
        section_id = seeded.get(draft.seed.fact_id)
        if section_id is None:
            was = [memory.members.get(f.fact_id) for f in draft.facts]
            same = next((w for w in was if w and 2 * was.count(w) > len(was)), None)
            section_id = same if same and same not in taken else f"s-{draft.seed.fact_id[2:]}"
            while section_id in taken:
                section_id += "x"
        taken.add(section_id)
        ids.append(section_id)
    return ids


def _sentence(desk: Desk, fact: Stated) -> Sentence:
    cited = desk.cite(fact.shown)
    return Sentence(
        text=fact.shown.sentence.display,
        fact_id=fact.fact_id,
        citations=cited.citations,
        citation_count=cited.count,
        support=cited.support,
    )


# --- timeline and facts -------------------------------------------------------------------------


def _entry(desk: Desk, event: timeline.Event) -> Entry:
    cited = desk.cite(event.statement)
    return Entry(
        entry_id=f"e-{event.fact.fact_id}",
        date=event.day,
        time=event.time,
        text=event.statement.sentence.display,
        fact_id=event.fact.fact_id,
        citations=cited.citations,
        citation_count=cited.count,
        support=cited.support,
        status=event.status,
    )


def _facts(
    desk: Desk, drafts: Sequence[Draft], events: Sequence[timeline.Event]
) -> tuple[Fact, ...]:
    told_by = {event.fact.fact_id: event.statement for event in events}
    shown = [fact for draft in drafts for fact in _said(desk, draft)]
    for fact in shown:
        told_by[fact.fact_id] = fact.shown
    disputed = desk.conflicts.disputed
    others = [f for f in desk.facts if f.voices >= 2 or f.fact_id in disputed]
    others = [f for f in others if grouping.showable(desk.told, f.shown)]
    listed = {f.fact_id: f for f in (*shown, *(event.fact for event in events), *others)}
    return tuple(
        _fact(desk, fact, told_by.get(fact_id, fact.shown))
        for fact_id, fact in list(listed.items())[:MAX_FACTS]
    )


def _fact(desk: Desk, fact: Stated, statement: Statement) -> Fact:
    return Fact(
        fact_id=fact.fact_id,
        text=statement.sentence.display,
        date=statement.sentence.event_date,
        status=_status(desk, fact, statement),
        outlets=desk.cite(statement).outlets,
    )


def _status(desk: Desk, fact: Stated, statement: Statement) -> FactStatus:
    day = statement.sentence.event_date
    ahead = day is not None and day > desk.told.newest.date()
    if ahead and statement.sentence.future:
        return "scheduled"
    if fact.fact_id in desk.conflicts.revised:
        return "revised"
    return "disputed" if fact.fact_id in desk.conflicts.disputed else "stated"


def _memory(desk: Desk, page: Page, drafts: Sequence[Draft]) -> PageMemory:
    listed = frozenset(fact.fact_id for fact in page.facts)
    kept = [fact for fact in desk.facts if fact.fact_id in listed]
    pairs = list(zip(page.sections, drafts, strict=True))
    return PageMemory(
        facts={s.key: f.fact_id for f in kept for s in f.statements[:MAX_REMEMBERED]},
        shown={f.fact_id: f.shown.key for f in kept},
        seeds={section.section_id: draft.seed.fact_id for section, draft in pairs},
        members={f.fact_id: s.section_id for s, draft in pairs for f in draft.facts},
        headings={section.section_id: section.heading for section in page.sections},
        title=page.title,
    )
