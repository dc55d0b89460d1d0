"""One open stream: writes straight to the connection, and keeps what a slow reader can't take.

A full buffer keeps only the newest version per story; a buffer that is full of those ends the
stream, and the reader resumes by its event id.
"""

import asyncio

from aiohttp import web
from aiohttp.http_writer import HttpVersion11

from storywire.domain.delivery.filters import Filter
from storywire_notify.frames import News, note_frame

MAX_FRAMES, MAX_BYTES = 256, 256 * 1024
_HIGH_WATER = 64 * 1024
_LAST_WORDS = 2.0
_RETRY_MS = 2_000


class Connection:
    """A listener of the hub over one HTTP response; `stirred` is set when there is work."""

    def __init__(self, request: web.Request, asked: Filter) -> None:
        """The response is prepared and its first frame written, so that its head is sent."""
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the reader is gone")
        self.filter = asked
        self.stirred = asyncio.Event()
        self._transport = transport
        self._writer = request.writer
        self._chunked = request.version >= HttpVersion11
        self._waiting: list[tuple[str, bytes]] = []
        self._waiting_bytes = 0

    @property
    def open(self) -> bool:
        """Return whether the reader is still there."""
        return not self._transport.is_closing()

    @property
    def idle(self) -> bool:
        """Return whether the reader has taken everything."""
        return not self._waiting and self._transport.get_write_buffer_size() < _HIGH_WATER

    def offer(self, news: News, frame: bytes) -> None:
        """Write `frame`, or keep it while the reader is slow."""
        if not self.open:
            return
        if self.idle:
            self.write(frame)
            return
        self._waiting.append((news.story_id, frame))
        self._waiting_bytes += len(frame)
        if self._is_full():
            self._keep_newest()
            if self._is_full():
                self.end(note_frame("lagged", {"reason": "too slow"}, retry=_RETRY_MS))
        self.stirred.set()

    def finish(self) -> None:
        """End the stream, in a moment that differs from reader to reader when it comes back."""
        retry = 1_000 + id(self) // 64 % 4_000
        self.end(note_frame("closing", {}, retry=retry))

    def end(self, last_words: bytes) -> None:
        """Write `last_words` and close; a reader that doesn't take them is cut off."""
        if not self.open:
            return
        self._waiting.clear()
        self._waiting_bytes = 0
        self.write(last_words)
        if self._chunked:
            self._transport.write(b"0\r\n\r\n")
        self._transport.close()
        asyncio.get_running_loop().call_later(_LAST_WORDS, self._transport.abort)
        self.stirred.set()

    def write(self, frame: bytes) -> None:
        """Hand `frame` to the connection; it is framed as a chunk where that is due."""
        if not self.open:
            return
        framed = b"%x\r\n%s\r\n" % (len(frame), frame) if self._chunked else frame
        self._transport.write(framed)

    async def drain(self) -> None:
        """Wait until the reader has taken most of what was written.

        Raises:
            ConnectionError: the reader is gone.
        """
        await self._writer.drain()

    async def flush(self) -> None:
        """Write what was kept, as fast as the reader takes it.

        Raises:
            ConnectionError: the reader is gone.
        """
        await self.drain()
        while self._waiting and self.open:
            _, frame = self._waiting.pop(0)
            self._waiting_bytes -= len(frame)
            self.write(frame)
            await self.drain()

    def _is_full(self) -> bool:
        return len(self._waiting) > MAX_FRAMES or self._waiting_bytes > MAX_BYTES

    def _keep_newest(self) -> None:
        newest = {story_id: place for place, (story_id, _) in enumerate(self._waiting)}
        self._waiting = [self._waiting[place] for place in sorted(newest.values())]
        self._waiting_bytes = sum(len(frame) for _, frame in self._waiting)
