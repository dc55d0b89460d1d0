"""Webhooks by Standard Webhooks 1.0: one signed POST. Follows no redirect, reads 16 kB of reply."""

import asyncio
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from aiohttp.abc import AbstractResolver

from storywire.domain.delivery.signing import signed_headers
from storywire.ports.delivery import Subscription
from storywire_notify.channels.channel import Channel, ChannelFactory, Message, Reply
from storywire_notify.settings import NotifySettings
from storywire_notify.ssrf import Gate, is_forbidden

MAX_REPLY = 16 * 1024
KEPT = 1_000
# Once the status is known the rest of the reply is only for the log.
_READING_SECONDS = 2.0
_THROTTLED = frozenset({429, 503})


class WebhookChannel:
    """Sends by POST; https to public addresses, plain http to allowed networks only."""

    def __init__(self, settings: NotifySettings, resolver: AbstractResolver) -> None:
        self._settings = settings
        self._resolver = resolver
        self._gates = {
            "https": Gate(settings.allow_networks),
            "http": Gate(settings.allow_networks, public=False),
        }
        self._sessions: dict[str, ClientSession] = {}

    async def check(self, url: str) -> None:
        """Return if webhooks may go to `url`.

        Raises:
            ValueError: they may not; the message says why.
        """
        await self._gates.get(_scheme(url), self._gates["https"]).check(url, self._resolver)

    async def send(self, subscription: Subscription, message: Message) -> Reply:
        """POST the message, signed with the subscription's secrets."""
        headers = {
            "Content-Type": "application/json",
            **signed_headers(
                subscription.secrets(message.at), message.message_id, message.at, message.body
            ),
        }
        session = self._session(_scheme(subscription.url))
        try:
            async with session.post(
                subscription.url, data=message.body, headers=headers, allow_redirects=False
            ) as response:
                return await _reply(response, message.at)
        except TimeoutError:
            return Reply(None, error="timed out")
        except (ClientError, OSError, ValueError) as error:
            if is_forbidden(error):
                return Reply(None, error="the host's address is not allowed", forbidden=True)
            return Reply(None, error=f"{type(error).__name__}: {error}"[:300])

    async def close(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _session(self, scheme: str) -> ClientSession:
        if scheme not in self._sessions:
            settings = self._settings
            self._sessions[scheme] = ClientSession(
                connector=self._gates[scheme].connector(
                    self._resolver, limit=2 * settings.max_in_flight
                ),
                timeout=ClientTimeout(
                    total=settings.total_seconds,
                    connect=settings.connect_seconds,
                    sock_connect=settings.connect_seconds,
                ),
                headers={"User-Agent": "storywire"},
                cookie_jar=DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
            )
        return self._sessions[scheme]


def _scheme(url: str) -> str:
    return "http" if url.lower().startswith("http:") else "https"


async def _reply(response: ClientResponse, at: datetime) -> Reply:
    text = await _beginning(response)
    status = response.status
    wait = _retry_after(response.headers.get("Retry-After"), at) if status in _THROTTLED else None
    error = "" if 200 <= status < 300 else f"HTTP {status}"
    return Reply(status, error=error, text=text, retry_after=wait)


async def _beginning(response: ClientResponse) -> str:
    """Return the reply's first 1,000 bytes; a reply that is endless or slow is cut off."""
    read = bytearray()
    try:
        async with asyncio.timeout(_READING_SECONDS):
            async for part in response.content.iter_any():
                read += part
                if len(read) > MAX_REPLY:
                    response.close()
                    break
    except (TimeoutError, ClientError, OSError):
        response.close()
    return bytes(read[:KEPT]).decode(errors="replace").replace("\x00", "")


def _retry_after(text: str | None, at: datetime) -> timedelta | None:
    if text is None:
        return None
    try:
        if text.strip().isdigit():
            return timedelta(seconds=min(int(text[:12]), 10**7))
        return parsedate_to_datetime(text) - at
    except (ValueError, TypeError, OverflowError):
        return None


if TYPE_CHECKING:
    _: ChannelFactory = WebhookChannel

    def _is_channel(channel: WebhookChannel) -> Channel:
        return channel
