"""Editors' commands in the log: what they need from the store, and what follows."""

from collections.abc import Iterable

from storywire.domain.attach.editor import Editor, named
from storywire.domain.attach.matcher import EditionMatcher
from storywire.domain.attach.orders import Orders
from storywire.domain.attach.steps import Happening
from storywire.events import Event, StoryEditRequested
from storywire.ports.membership import MembershipStore
from storywire_attach.loading import hold, members_of


def named_by(inputs: Iterable[Event], orders: Orders) -> tuple[set[str], set[str]]:
    """Return the articles and the stories that a batch names, also by what was pinned."""
    articles: set[str] = set()
    stories: set[str] = set()
    for event in inputs:
        if isinstance(event, StoryEditRequested):
            of_edit, its_articles = named(event.data.edit, orders)
            stories |= of_edit
            articles |= its_articles
        else:
            articles.add(event.data.article_id)
    return articles, stories | {orders.pinned(it) for it in articles} - {""}


async def obeyed(
    memberships: MembershipStore, edition: str, matcher: EditionMatcher, event: StoryEditRequested
) -> list[Happening]:
    """Return what follows from a command.

    Raises:
        UnusableInputError: it can't be obeyed.
    """
    index = matcher.index
    stories, articles = named(event.data.edit, index.orders)
    known = matcher.steps.known
    stories |= {known[it].story_id for it in articles if it in known} - {""}
    await hold(memberships, edition, index, stories)
    ended = {index.ended_in(it).story_id for it in stories if it in index.stories}
    members = {it: await members_of(memberships, edition, matcher.changes, it) for it in ended}
    return Editor(matcher).obey(event.data, event.time, members)
