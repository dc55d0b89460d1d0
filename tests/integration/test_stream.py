"""The live stream and the poll: nothing missed, nothing twice, and readers that don't read."""

import asyncio
import json
import socket

import httpx
import pytest
from httpx_sse import aconnect_sse
from tests.notify_wire import EPOCH, notify_wire, story_id, until, version

from storywire.domain.delivery.cursor import event_id


class Reader:
    """An open stream, read event by event."""

    def __init__(self, source) -> None:
        self._events = source.aiter_sse()
        self.source = source
        self.last_id = ""

    async def next(self):
        async with asyncio.timeout(10):
            event = await anext(self._events)
        self.last_id = event.id or self.last_id
        return event

    async def versions(self, count: int) -> list[int]:
        return [json.loads((await self.next()).data)["data"]["version"] for _ in range(count)]


class reading:  # noqa: N801  # reads as a function
    """Open a stream with httpx-sse."""

    def __init__(self, wire, *, resume: str = "", **params) -> None:
        self._client = httpx.AsyncClient(base_url=wire.url, timeout=30)
        headers = {"Last-Event-ID": resume} if resume else {}
        self._opening = aconnect_sse(
            self._client, "GET", "/v1/stream", params=params, headers=headers
        )

    async def __aenter__(self) -> Reader:
        return Reader(await self._opening.__aenter__())

    async def __aexit__(self, *error) -> None:
        await self._opening.__aexit__(*error)
        await self._client.aclose()


async def test_an_update_arrives_with_its_id_and_the_shape_of_a_webhook():
    async with notify_wire() as wire, reading(wire) as reader:
        assert (await reader.next()).event == "cursor"
        await wire.publish(version(1, text="line\nbreak \u2028 and ü"))
        event = await reader.next()

    assert (event.event, event.id) == ("story.updated", event_id(EPOCH, {0: 1}))
    body = json.loads(event.data)
    assert (body["type"], body["data"]["version"]) == ("story.updated", 1)
    assert body["data"]["story"]["facts"][0]["text"] == "line\nbreak \u2028 and ü"


async def test_a_cut_stream_resumes_with_every_version_once():
    async with notify_wire() as wire:
        async with reading(wire) as reader:
            await reader.next()
            await wire.publish(version(1), version(2))
            seen = await reader.versions(1)
            last_id = reader.last_id
        await wire.publish(*[version(number) for number in range(3, 40)])
        async with reading(wire, resume=last_id) as reader:
            resumed = await reader.next()
            await wire.publish(version(40))
            seen += await reader.versions(39)

    assert resumed.event == "resumed"
    assert json.loads(resumed.data) == {"complete": True, "missed": 38}
    assert seen == list(range(1, 41))


async def test_nothing_is_missed_or_doubled_between_history_and_live():
    async with notify_wire() as wire:
        await wire.publish(*[version(number) for number in range(1, 150)])

        async def publish_on() -> None:
            for number in range(150, 300):
                await wire.publish(version(number))
                await asyncio.sleep(0)

        publishing = asyncio.create_task(publish_on())
        async with reading(wire, last_event_id=event_id(EPOCH, {0: 0})) as reader:
            assert json.loads((await reader.next()).data)["complete"] is True
            seen = await reader.versions(299)
        await publishing

    assert seen == list(range(1, 300))


async def test_a_wire_that_was_restarted_resumes_out_of_its_log():
    async with notify_wire() as wire:
        await wire.publish(version(1), version(2), version(3))
        database = wire.database
        async with (
            notify_wire(database) as again,
            reading(again, resume=event_id(EPOCH, {0: 1})) as reader,
        ):
            assert json.loads((await reader.next()).data) == {"complete": True, "missed": 2}
            assert await reader.versions(2) == [2, 3]


@pytest.mark.parametrize(
    "wrong",
    ["", "x.aaaa", event_id("other", {0: 0}), event_id(EPOCH, {0: 99}), f"{EPOCH}.!!", "\u00e6"],
)
async def test_an_unknown_cursor_says_so_and_goes_on_live(wrong):
    async with notify_wire() as wire:
        await wire.publish(version(1))
        async with reading(wire, last_event_id=wrong or "nothing") as reader:
            resumed = await reader.next()
            await wire.publish(version(2))
            assert await reader.versions(1) == [2]

    assert json.loads(resumed.data) == {"complete": False, "missed": None}


async def test_a_cursor_older_than_the_history_is_not_complete():
    async with notify_wire(max_history=3) as wire:
        await wire.publish(*[version(number) for number in range(1, 6)])
        async with reading(wire, resume=event_id(EPOCH, {0: 0})) as reader:
            assert json.loads((await reader.next()).data)["complete"] is False
        async with reading(wire, resume=event_id(EPOCH, {0: 2})) as reader:
            assert json.loads((await reader.next()).data) == {"complete": True, "missed": 3}


async def test_filters_choose_and_a_wrong_one_is_named():
    async with notify_wire() as wire:
        async with reading(wire, story=[story_id(2), story_id(3)]) as reader:
            await reader.next()
            await wire.publish(version(1), version(1, story=2), version(1, story=3))
            bodies = [json.loads((await reader.next()).data)["data"] for _ in range(2)]
        status, problem = await wire.call("GET", "/v1/stream", params={"sotry": "x"})

    assert [body["story_id"] for body in bodies] == [story_id(2), story_id(3)]
    assert (status, problem["errors"][0]["field"]) == (422, "sotry")


async def test_a_cursor_event_comes_while_nothing_happens():
    async with notify_wire(cursor_seconds=0.05) as wire, reading(wire, story="none") as reader:
        await reader.next()
        await wire.publish(version(1))
        event = await reader.next()
        while event.id != event_id(EPOCH, {0: 1}):
            event = await reader.next()

    assert event.event == "cursor"
    assert json.loads(event.data) == {"cursor": event.id}


async def test_stopping_ends_the_stream_with_a_pause_to_come_back_after():
    async with notify_wire() as wire, reading(wire) as reader:
        await reader.next()
        wire.stop.set()
        last = await reader.next()
        with pytest.raises(StopAsyncIteration):
            await reader.next()

    assert last.event == "closing"
    assert 1_000 <= last.retry <= 5_000


async def stalled(wire, path: str = "/v1/stream") -> socket.socket:
    """Open a stream and never read it."""
    host, port = wire.url.removeprefix("http://").rstrip("/").split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, (host, int(port)))
    await loop.sock_sendall(connection, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return connection


async def read_all(connection: socket.socket) -> bytes:
    loop, read = asyncio.get_running_loop(), b""
    async with asyncio.timeout(10):
        try:
            while part := await loop.sock_recv(connection, 1 << 20):
                read += part
        except ConnectionResetError:
            pass
    return read


async def test_readers_that_never_read_are_let_go_and_a_healthy_one_gets_everything():
    long = "An update that is long. " * 4_000

    async with notify_wire() as wire:
        slow = [await stalled(wire) for _ in range(5)]
        async with reading(wire) as reader:
            await reader.next()
            await until(lambda: open_streams(wire, 6))

            async def publish() -> None:
                for number in range(1, 121):
                    await wire.publish(version(1, story=number, text=long))
                    await asyncio.sleep(0)

            publishing = asyncio.create_task(publish())
            assert await reader.versions(120) == [1] * 120
            await publishing
            await until(lambda: open_streams(wire, 1))
        for connection in slow:
            connection.close()


async def test_a_slow_reader_that_wakes_up_finds_the_newest_version_or_is_told_it_lagged():
    long = "An update that is long. " * 500

    async with notify_wire() as wire:
        connection = await stalled(wire)
        await until(lambda: open_streams(wire, 1))
        for number in range(1, 700):
            await wire.publish(version(number, text=long))
        reading_on = asyncio.create_task(read_all(connection))
        await asyncio.sleep(0.2)
        wire.stop.set()
        read = await reading_on
        connection.close()

    assert b'"version":699,' in read or b"event: lagged" in read
    numbers = [int(part.split(b",")[0]) for part in read.split(b'","version":')[1:]]
    assert len(numbers) < 1_398  # each frame names its version twice: some were passed over
    assert numbers == sorted(numbers)


async def open_streams(wire, count: int) -> bool:
    return bool(wire.metrics.registry.get_sample_value("storywire_stream_connections") == count)


async def test_a_reconnect_is_never_answered_with_an_error():
    async with notify_wire(max_streams=1) as wire, reading(wire) as first:
        await first.next()
        async with reading(wire, resume="whatever.x") as second:
            event = await second.next()

            assert second.source.response.status_code == 200
            assert event.retry >= 5_000
            with pytest.raises(StopAsyncIteration):
                await second.next()


async def test_a_stream_writes_line_feeds_only():
    async with notify_wire() as wire:
        connection = await stalled(wire)
        await until(lambda: open_streams(wire, 1))
        await wire.publish(version(1, text="a\r\nb"))
        await asyncio.sleep(0.1)
        wire.stop.set()
        read = await read_all(connection)
        connection.close()

    _, _, body = read.partition(b"\r\n\r\n")
    chunks = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        chunks.append(rest[: int(size, 16)])
        body = rest[int(size, 16) + 2 :]
    assert b"\r" not in b"".join(chunks)
    assert b"".join(chunks).count(b"event: story.updated\ndata: ") == 1
    assert chunks[-1] == b""


async def test_the_poll_gives_the_streams_updates_and_goes_on_with_its_cursor():
    async with notify_wire() as wire:
        await wire.publish(version(1), version(2, story=2), version(3))
        _, page = await wire.call("GET", "/v1/updates", params={"limit": "2"})
        _, rest = await wire.call("GET", "/v1/updates", params={"after": page["cursor"]})
        _, other = await wire.call("GET", "/v1/updates", params={"after": "x.y"})
        _, now = await wire.call("GET", "/v1/updates", params={"after": "latest"})

    assert [item["data"]["version"] for item in page["items"] + rest["items"]] == [1, 2, 3]
    assert (page["more"], rest["more"], rest["complete"]) == (True, False, True)
    assert rest["cursor"] == event_id(EPOCH, {0: 3}) == now["cursor"] == other["cursor"]
    assert (other["items"], other["complete"]) == ([], False)


async def test_a_poll_that_waits_is_answered_by_the_next_update():
    async with notify_wire() as wire:
        params = {"after": "latest", "wait": "20", "story": story_id(2)}
        asked = asyncio.create_task(wire.call("GET", "/v1/updates", params=params))
        await asyncio.sleep(0.05)
        await wire.publish(version(1))
        await asyncio.sleep(0.05)
        assert not asked.done()
        await wire.publish(version(1, story=2))
        status, page = await asyncio.wait_for(asked, 10)

    assert status == 200
    assert [item["data"]["story_id"] for item in page["items"]] == [story_id(2)]
    assert page["complete"] is True
