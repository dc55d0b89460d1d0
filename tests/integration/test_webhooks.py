"""Webhooks end to end: signatures, order, retries, and endpoints that do what they shouldn't."""

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from standardwebhooks import Webhook, WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook
from tests.notify_wire import endpoint, notify_wire, story_id, until, version

from storywire.adapters.clock import FixedClock
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.deliveries import SqliteDeliveryStore
from storywire.errors import StoreUnavailableError
from storywire.testing import NOON


def told(sink) -> list[tuple[str, int]]:
    bodies = [json.loads(body)["data"] for _, body in sink.received]
    return [(data["story_id"], data["version"]) for data in bodies]


def now() -> datetime:
    return datetime.now(UTC)


async def attempts(wire, made) -> list[dict[str, Any]]:
    _, answer = await wire.call("GET", f"/v1/subscriptions/{made['subscription_id']}/attempts")
    return list(answer["items"])


async def shown(wire, made) -> dict[str, Any]:
    _, answer = await wire.call("GET", f"/v1/subscriptions/{made['subscription_id']}")
    return dict(answer)


def status_is(wire, made, status: str):
    async def holds() -> bool:
        return bool((await shown(wire, made))["status"] == status)

    return holds


def attempted(wire, made, count: int):
    async def holds() -> bool:
        return len(await attempts(wire, made)) >= count

    return holds


async def test_a_delivery_verifies_with_the_official_libraries():
    async with notify_wire() as wire, endpoint() as sink:
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1, text="Ærø: 12 € – “ja”"))
        await sink.until(1)

    headers, body = sink.received[0]
    assert Webhook(made["secret"]).verify(body, headers)["type"] == "story.updated"
    SvixWebhook(made["secret"]).verify(body, headers)
    for wrong in (body.replace(b"12", b"13"), body + b" "):
        with pytest.raises(WebhookVerificationError):
            Webhook(made["secret"]).verify(wrong, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(body, {**headers, "webhook-id": "another"})


async def test_after_a_rotation_old_and_new_secret_verify():
    async with notify_wire() as wire, endpoint() as sink:
        made = await wire.subscribe(sink.url)
        path = f"/v1/subscriptions/{made['subscription_id']}/rotate-secret"
        _, rotated = await wire.call("POST", path)
        await wire.publish(version(1))
        await sink.until(1)

    headers, body = sink.received[0]
    assert rotated["secret"] != made["secret"]
    for secret in (made["secret"], rotated["secret"]):
        Webhook(secret).verify(body, headers)


async def test_versions_of_a_story_arrive_in_order_and_other_stories_pass_a_slow_one():
    async with notify_wire() as wire, endpoint() as sink:
        gate = asyncio.Event()

        async def hold_story_1(request: web.Request) -> web.StreamResponse:
            if json.loads(await request.read())["data"]["story_id"] == story_id(1):
                await gate.wait()
            return web.Response()

        sink.answer = hold_story_1
        await wire.subscribe(sink.url)
        await wire.publish(version(1), version(1, story=2))
        await sink.until(2)
        await wire.publish(version(2), version(2, story=2))
        await sink.until(3)
        await wire.publish(version(3))
        assert (story_id(1), 2) not in told(sink)
        gate.set()
        await sink.until(4)

    of_first = [number for story, number in told(sink) if story == story_id(1)]
    assert of_first == [1, 3]
    merged = json.loads(sink.received[-1][1])["data"]
    assert merged["previous_version"] == 1
    headline = next(c for c in merged["changes"] if c["type"] == "headline_changed")
    assert (headline["from"], headline["to"]) == ("Headline 1", "Headline 3")


async def test_a_newer_version_takes_the_place_of_one_that_failed():
    clock = FixedClock(now())
    async with notify_wire(clock=clock) as wire, endpoint() as sink:
        sink.saying(500)
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(attempted(wire, made, 1))
        sink.answer = sink.good
        await wire.publish(version(2))
        clock.set(clock.now() + timedelta(seconds=7))
        await wire.publish(version(1, story=2))
        await sink.until(3)

    assert sorted(told(sink)[1:]) == [(story_id(1), 2), (story_id(2), 1)]


async def test_retry_after_only_lengthens_the_wait():
    clock = FixedClock(now())
    async with notify_wire(clock=clock) as wire, endpoint() as sink:
        sink.saying(429, Retry_After="120")
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(attempted(wire, made, 1))
        assert await wire.deliveries.next_due() == clock.now() + timedelta(seconds=120)

        sink.saying(503, Retry_After="1")
        await wire.publish(version(1, story=2))
        await until(attempted(wire, made, 2))
        due = await wire.deliveries.next_due()
        assert due is not None
        wait = due - clock.now()

    assert timedelta(seconds=4) <= wait <= timedelta(seconds=6)


async def test_a_redirect_is_a_failure_and_is_not_followed():
    async with notify_wire() as wire, endpoint() as sink, endpoint() as other:
        sink.saying(302, Location=other.url)
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(attempted(wire, made, 1))

        assert (await attempts(wire, made))[0]["error"] == "HTTP 302"
    assert other.received == []


async def test_410_disables_and_enabling_sends_what_was_kept():
    async with notify_wire() as wire, endpoint() as sink:
        sink.saying(410)
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(status_is(wire, made, "disabled"))
        assert "410" in (await shown(wire, made))["disabled_reason"]
        sink.answer = sink.good
        await wire.publish(version(1, story=2))
        await wire.call("POST", f"/v1/subscriptions/{made['subscription_id']}/enable")
        await sink.until(2)

    assert told(sink) == [(story_id(1), 1)] * 2
    assert sink.received[0][0]["webhook-id"] == sink.received[1][0]["webhook-id"]


@pytest.mark.parametrize("pause", [0.0, 0.2])
async def test_an_endless_or_dripping_reply_does_not_hold_the_delivery(pause):
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * (1 if pause else 65_536))
                await asyncio.sleep(pause)
        except ConnectionError:
            return response

    async with notify_wire() as wire, endpoint() as sink:
        sink.answer = endless
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(attempted(wire, made, 1))
        attempt = (await attempts(wire, made))[0]

    assert attempt["status"] == 200
    assert len(attempt["reply"]) <= 1_000


async def test_a_silent_endpoint_times_out():
    async def silent(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    async with notify_wire(total_seconds=0.3) as wire, endpoint() as sink:
        sink.answer = silent
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(attempted(wire, made, 1))

        assert (await attempts(wire, made))[0]["error"] == "timed out"


class CrashingStore(SqliteDeliveryStore):
    """Keeps deliveries, and dies whenever what came of one is to be kept."""

    async def record(self, attempt, fate) -> None:
        raise RuntimeError("the machine stops here")


class FalteringStore(SqliteDeliveryStore):
    """Can't be reached the first time something is to be claimed."""

    faltered = False

    async def claim(self, now, *, lease, limit):
        if not self.faltered:
            self.faltered = True
            raise StoreUnavailableError("database is locked")
        return await super().claim(now, lease=lease, limit=limit)


async def test_a_store_that_falters_only_delays_a_delivery():
    store = FalteringStore(Database(":memory:"))
    async with notify_wire(store._database, deliveries=store) as wire, endpoint() as sink:
        await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await sink.until(1)

    assert store.faltered


async def test_a_crash_before_the_record_sends_the_same_id_again():
    database = Database(":memory:")
    clock = FixedClock(now())
    async with endpoint() as sink:
        crashing = CrashingStore(database)
        async with notify_wire(database, clock, deliveries=crashing) as wire:
            await wire.subscribe(sink.url)
            await wire.publish(version(1))
            await sink.until(1)
        clock.set(clock.now() + timedelta(seconds=31))
        async with notify_wire(database, clock):
            await sink.until(2)

    (first, body), (second, again) = sink.received
    assert first["webhook-id"] == second["webhook-id"]
    assert body == again


class Names(AbstractResolver):
    """Resolves every name to the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {
                "hostname": host, "host": address, "port": port, "proto": 0, "flags": 0,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
            }
            for address in self.addresses
        ]  # fmt: skip

    async def close(self):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "https://127.1/x", "https://[::ffff:127.0.0.1]/x", "https://[64:ff9b::7f00:1]/x",
        "https://0.0.0.0/x", "https://localhost/x", "https://2130706433/x", "https://0x7f.1/x",
        "https://10.1.2.3/x", "https://169.254.169.254/latest", "https://[fd00::1]/x",
        "https://[2002:7f00:1::]/x", "https://[::1]/x", "https://100.64.0.1/x",
        "http://8.8.8.8/x", "https://8.8.8.8:25/x", "ftp://8.8.8.8/x", "https://user:pw@8.8.8.8/",
        "https://", "https://8.8.8.8:99999/x",
    ],
)  # fmt: skip
async def test_addresses_that_are_not_public_are_refused_by_name_of_the_field(url):
    async with notify_wire(allow_networks=[]) as wire:
        status, problem = await wire.call("POST", "/v1/subscriptions", json={"url": url})

    assert status == 422
    assert problem["errors"][0]["field"] == "url"


@pytest.mark.parametrize("addresses", [("10.0.0.7",), ("93.184.216.34", "127.0.0.1")])
async def test_a_name_with_one_private_address_is_refused(addresses):
    async with notify_wire(allow_networks=[], resolver=Names(*addresses)) as wire:
        body = {"url": "https://hooks.example/x"}
        status, problem = await wire.call("POST", "/v1/subscriptions", json=body)

    assert (status, problem["errors"][0]["field"]) == (422, "url")
    assert addresses[0] not in str(problem)


async def test_a_name_that_turns_private_later_is_not_dialled():
    names = Names("93.184.216.34")
    async with notify_wire(allow_networks=[], resolver=names) as wire, endpoint() as sink:
        port = sink.url.split(":")[2].split("/")[0]
        made = await wire.subscribe(f"https://hooks.example:{port}/x")
        names.addresses = ("127.0.0.1",)
        await wire.publish(version(1))
        await until(status_is(wire, made, "disabled"))

        assert "address" in (await shown(wire, made))["disabled_reason"]
    assert sink.received == []


async def test_a_test_message_is_signed_and_a_secret_is_shown_once():
    async with notify_wire() as wire, endpoint() as sink:
        made = await wire.subscribe(sink.url)
        path = f"/v1/subscriptions/{made['subscription_id']}"
        status, result = await wire.call("POST", f"{path}/test")

        assert (status, result["delivered"], result["status"]) == (200, True, 204)
        assert (await shown(wire, made))["secret"] is None
    headers, body = sink.received[0]
    assert Webhook(made["secret"]).verify(body, headers)["type"] == "subscription.test"


async def test_initial_snapshots_bring_the_stories_as_they_are_and_then_what_follows():
    async with notify_wire() as wire, endpoint() as sink:
        await wire.publish(version(1), version(2), version(1, story=2))
        await wire.subscribe(sink.url, initial="snapshots", filter={"story": [story_id(1)]})
        await sink.until(1)
        await wire.publish(version(3), version(2, story=2))
        await sink.until(2)

    assert told(sink) == [(story_id(1), 2), (story_id(1), 3)]


async def test_recover_sends_the_newest_version_of_what_changed_since():
    clock = FixedClock(NOON + timedelta(days=10))
    old = version(1, story=3)
    early = old.model_copy(
        update={"story": old.story.model_copy(update={"updated_at": NOON - timedelta(days=3)})}
    )
    async with notify_wire(clock=clock) as wire, endpoint() as sink:
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1), version(1, story=2), early)
        await until(attempted(wire, made, 3))
        path = f"/v1/subscriptions/{made['subscription_id']}/recover"
        since = {"since": (NOON - timedelta(days=1)).isoformat()}
        status, answer = await wire.call("POST", path, params=since)
        await until(attempted(wire, made, 3))
        await sink.until(5)
        too_early = {"since": (NOON - timedelta(days=5)).isoformat()}
        refused, problem = await wire.call("POST", path, params=too_early)

    assert (status, answer["queued"]) == (202, 2)
    assert sorted(told(sink)[3:]) == [(story_id(1), 1), (story_id(2), 1)]
    assert (refused, problem["errors"][0]["field"]) == (422, "since")


async def test_an_attempt_can_be_repeated_until_a_newer_version_is_there():
    async with notify_wire() as wire, endpoint() as sink:
        made = await wire.subscribe(sink.url)
        await wire.publish(version(1))
        await until(attempted(wire, made, 1))
        attempt = (await attempts(wire, made))[0]
        path = f"/v1/subscriptions/{made['subscription_id']}/attempts/{attempt['attempt_id']}/retry"
        assert (await wire.call("POST", path))[0] == 202
        await until(attempted(wire, made, 2))
        await wire.publish(version(2))
        await until(attempted(wire, made, 3))

        assert (await wire.call("POST", path))[0] == 409
    assert [number for _, number in told(sink)] == [1, 1, 2]


async def test_wrong_fields_are_named():
    async with notify_wire() as wire, endpoint() as sink:
        body = {"url": sink.url, "filter": {"sotry": ["x"]}, "initial": "all"}
        status, problem = await wire.call("POST", "/v1/subscriptions", json=body)

    assert status == 422
    assert {error["field"] for error in problem["errors"]} == {"filter.sotry", "initial"}


async def test_a_removed_subscription_gets_nothing_more():
    async with notify_wire() as wire, endpoint() as sink:
        made = await wire.subscribe(sink.url)
        path = f"/v1/subscriptions/{made['subscription_id']}"
        assert (await wire.call("DELETE", path))[0] == 204
        await wire.publish(version(1))

        assert (await wire.call("GET", path))[0] == 404
        assert await wire.deliveries.next_due() is None
    assert sink.received == []
