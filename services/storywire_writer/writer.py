"""The writer's work: notes what changes, and rewords the stories that rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from storywire.domain.ids import digest
from storywire.domain.model import Story
from storywire.domain.story.rewording import refusal
from storywire.errors import TransientError
from storywire.ports.processing import Clock
from storywire_writer.brief import Item, NonsenseError, answers, items_of, messages
from storywire_writer.endpoint import Endpoint, cost
from storywire_writer.notebook import Notebook
from storywire_writer.settings import WriterSettings
from storywire_writer.wire import Wire

MOST_ITEMS, TRIES = 20, 3
_log = structlog.get_logger()


@dataclass(slots=True)
class Tally:
    """What was done since the start."""

    asked: int = 0
    sent: int = 0
    refused: int = 0
    failed: int = 0


class Writer:
    """Follows the wire and sends its wordings as edits; a crash between the two repeats neither."""

    def __init__(
        self, wire: Wire, endpoint: Endpoint, notebook: Notebook, settings: WriterSettings,
        clock: Clock,
    ) -> None:  # fmt: skip
        self._wire = wire
        self._endpoint = endpoint
        self._notebook = notebook
        self._settings = settings
        self._clock = clock
        self.tally = Tally()

    async def note(self, *, wait: float) -> bool:
        """Note which stories changed; return whether there is more to note.

        Raises:
            TransientError: the wire does not answer.
            UsageError: it refuses.
        """
        news = await self._wire.news(self._notebook.cursor(), wait=wait)
        settle = timedelta(seconds=self._settings.settle_seconds)
        self._notebook.note(news.cursor, news.story_ids, self._clock.now(), settle=settle)
        return news.more

    async def write(self) -> bool:
        """Reword one story that has rested; return whether there was one.

        Raises:
            UsageError: the wire or the endpoint refuses: a wrong token, key, address or model.
        """
        story_id = self._notebook.due(self._clock.now())
        if story_id is None:
            return False
        try:
            await self._reword(story_id)
        except (TransientError, NonsenseError) as error:
            self.tally.failed += 1
            tries = self._notebook.later(story_id, self._clock.now())
            _log.warning("story waits", story_id=story_id, reason=str(error), tries=tries)
        return True

    async def _reword(self, story_id: str) -> None:
        story = await self._wire.story(story_id)
        if story is None or story.article_count < self._settings.least_articles:
            self._notebook.done(story_id)
            return
        items = items_of(story)
        known = self._notebook.known(self._settings.model, [item.key for item in items])
        unknown = [item for item in items if item.key not in known][:MOST_ITEMS]
        if unknown and not self._affordable(unknown):
            self._notebook.until_tomorrow(self._clock.now())
            _log.warning("budget spent: stories wait until tomorrow", tokens=self._spent())
            return
        if unknown:
            known = {**known, **await self._asked(story_id, unknown)}
        await self._send(story, items, known)
        self._notebook.done(story_id)

    def _spent(self) -> int:
        return self._notebook.spent(self._clock.now())

    def _affordable(self, items: Sequence[Item]) -> bool:
        return self._spent() + cost(messages(items)) <= self._settings.tokens_a_day

    async def _asked(self, story_id: str, items: Sequence[Item]) -> Mapping[str, str]:
        """Return the model's words by key; "" for what it leaves as it is."""
        self.tally.asked += 1
        answer = await self._endpoint.ask(messages(items))
        self._notebook.spend(answer.tokens, self._clock.now())
        try:
            worded = answers(items, answer.content)
        except NonsenseError:
            if self._notebook.tries(story_id) + 1 < TRIES:
                raise
            worded = {}  # it was asked often enough: these lines stay as they are
        found = {item.key: "" for item in items} | dict(worded)
        self._notebook.keep(self._settings.model, found)
        return found

    async def _send(self, story: Story, items: Sequence[Item], words: Mapping[str, str]) -> None:
        for item in items:
            if text := words.get(item.key):
                if reason := refusal(item.statement, text, story):
                    self._refuse(story, item, text, reason)
                else:
                    await self._wire.edit(story.story_id, self._command(story, item, text))
                    self.tally.sent += 1

    def _refuse(self, story: Story, item: Item, text: str, reason: str) -> None:
        self.tally.refused += 1
        self._notebook.keep(self._settings.model, {item.key: ""})
        _log.info(
            "wording refused", story_id=story.story_id, name=item.name, reason=reason, text=text
        )

    def _command(self, story: Story, item: Item, text: str) -> Mapping[str, object]:
        edit = {
            "kind": "rewrite",
            "story_id": story.story_id,
            "fact_id": item.name,
            "text": text,
            "instead_of": item.statement.text,
        }
        named = digest("edit", story.story_id, story.version, item.name, text, length=16)
        by = f"writer ({self._settings.model})"[:200]
        return {"edit": edit, "by": by, "why": "reworded by a program", "edit_id": f"w-{named}"}
