"""An OpenAI-compatible endpoint: one question, one answer, and what it cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from storywire.errors import TransientError, UsageError

MAX_ANSWER = 1_000_000
_LATER = frozenset({408, 409, 425, 429})
_LETTERS_A_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, and the tokens of question and answer."""

    content: str
    tokens: int


class Endpoint:
    """`POST …/chat/completions`, as OpenAI's API has it and many servers speak it."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, model: str, *, key: str, seconds: float
    ) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._key = key
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def ask(self, messages: Sequence[Mapping[str, str]]) -> Answer:
        """Return the answer of the model at temperature 0; "" where it is too long or no text.

        Raises:
            TransientError: none came: not reachable, too slow or overloaded.
            UsageError: the endpoint refuses: a wrong key, address or model.
        """
        body = {"model": self._model, "messages": list(messages), "temperature": 0}
        try:
            async with self._session.post(
                self._url, json=body, headers=self._headers, timeout=self._timeout
            ) as response:
                status, raw = response.status, await response.content.read(MAX_ANSWER)
                whole = response.content.at_eof()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransientError(f"the model gives no answer: {type(error).__name__}") from error
        if status in _LATER or status >= 500:
            raise TransientError(f"the model's endpoint answers {status}")
        if status != 200:
            raise UsageError(f"the model's endpoint refuses with {status}: {self._told(raw)}")
        return _read(raw if whole else b"", asked=orjson.dumps(body))

    def _told(self, raw: bytes) -> str:
        """Return how a refusal begins, without the key, which some endpoints say back."""
        text = " ".join(raw.decode(errors="replace").split())
        return (text.replace(self._key, "[key]") if self._key else text)[:200]


def _read(raw: bytes, *, asked: bytes) -> Answer:
    try:
        fields: Any = orjson.loads(raw)
        content = fields["choices"][0]["message"]["content"]
        used = (fields.get("usage") or {}).get("total_tokens")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        content = used = None
    guess = (len(asked) + len(raw)) // _LETTERS_A_TOKEN
    return Answer(
        content if isinstance(content, str) else "",
        used if isinstance(used, int) and used >= 0 else guess,
    )


def cost(messages: Sequence[Mapping[str, str]]) -> int:
    """Return a guess, rather high, at the tokens of a question and its answer."""
    return 2 * len(orjson.dumps(list(messages))) // _LETTERS_A_TOKEN
