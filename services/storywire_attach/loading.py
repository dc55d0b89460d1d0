"""What the matcher needs from the store in the middle of a batch."""

from collections.abc import Sequence

from storywire.domain.attach.index import EditionIndex
from storywire.domain.attach.steps import Changes, Moving
from storywire.domain.model import Article
from storywire.ports.membership import MembershipStore


async def hold(
    memberships: MembershipStore, edition: str, index: EditionIndex, story_ids: set[str]
) -> None:
    """Have these stories in `index`, and those that they were merged into."""
    while story_ids:
        missing = sorted(story_ids - index.stories.keys())
        if missing:
            index.load(await memberships.stories(edition, missing))
        story_ids = {index.stories[it].into for it in story_ids if it in index.stories} - {""}


async def members_of(
    memberships: MembershipStore, edition: str, changes: Changes, story_id: str
) -> Sequence[Moving]:
    """Return the attached articles of a story, by number, as of the changes not yet stored."""
    members = {
        member.article_id: member
        for stored in await memberships.stories(edition, [story_id])
        for member in stored.members
    }
    members |= changes.members
    here = [it for it in members.values() if (it.story_id, it.state) == (story_id, "attached")]
    unread = [it.article_id for it in here if it.article_id not in changes.articles]
    texts = await memberships.articles(edition, unread)
    articles = {key: Article.model_validate_json(text) for key, text in texts.items()}
    articles |= {key: article for key, article in changes.articles.items() if article}
    here.sort(key=lambda member: member.number)
    return [Moving(member, articles[member.article_id]) for member in here]
