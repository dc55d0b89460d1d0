"""The wire as the writer sees it: its public API, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from pydantic import ValidationError

from storywire.domain.model import Story
from storywire.errors import TransientError, UsageError


@dataclass(frozen=True, slots=True)
class News:
    """Stories that have a new version, and where to go on."""

    story_ids: Sequence[str]
    cursor: str
    more: bool


class Wire:
    """`/v1/updates`, `/v1/stories/{id}` and its edits, of one wire."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def news(self, cursor: str, *, wait: float) -> News:
        """Return what changed since `cursor` ("": since now), waiting for the first so long.

        Raises:
            TransientError: the wire does not answer.
            UsageError: it refuses.
        """
        after = cursor or "latest"
        found = await self._call("GET", "/v1/updates", {"after": after, "wait": f"{wait:g}"})
        try:
            page = orjson.loads(found)
            changed = [item["data"]["story_id"] for item in page["items"] if _is_news(item)]
            return News(list(dict.fromkeys(changed)), page["cursor"], bool(page["more"]))
        except (ValueError, KeyError, TypeError) as error:
            raise TransientError(f"the wire's updates can't be read: {error}") from error

    async def story(self, story_id: str) -> Story | None:
        """Return the story as it is; None if it is merged away or not there."""
        found = await self._call("GET", f"/v1/stories/{story_id}", none_for=(308, 404, 410))
        try:
            return Story.model_validate_json(found) if found else None
        except ValidationError as error:
            raise TransientError(f"{story_id} can't be read: {error}") from error

    async def edit(self, story_id: str, command: Mapping[str, Any]) -> None:
        """Order an edit of the story."""
        await self._call("POST", f"/v1/stories/{story_id}/edits", body=command)

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        body: Mapping[str, Any] | None = None,
        none_for: Sequence[int] = (),
    ) -> bytes:
        try:
            async with self._session.request(
                method, self._url + path, params=query, json=body, headers=self._headers,
                allow_redirects=False, timeout=aiohttp.ClientTimeout(total=60),
            ) as response:  # fmt: skip
                status, raw = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransientError(f"the wire does not answer: {type(error).__name__}") from error
        if status in none_for:
            return b""
        if status == 429 or status >= 500:
            raise TransientError(f"the wire answers {status}")
        if status >= 300:
            raise UsageError(
                f"the wire refuses with {status}: {raw[:300].decode(errors='replace')}"
            )
        return raw


def _is_news(item: Mapping[str, Any]) -> bool:
    """Return whether more changed than an editor's words, the writer's own among them."""
    return bool(item["data"]["reasons"] != ["rewritten"])
