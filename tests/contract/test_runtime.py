"""What every runtime promises: order, nothing lost, nothing counted twice, nothing in the way."""

import json
import signal
from collections.abc import AsyncIterator
from functools import partial
from typing import ClassVar

import pytest
from tests.integration.test_topic_input import BAD
from tests.kafka_server import fresh_cluster
from tests.runtime_wire import DLQ, OUT, RuntimeWire, Worker, in_first_order, message, until
from tests.runtime_worker import TOPIC

from storywire.ports.log import Message

pytestmark = pytest.mark.timeout(240)


def versions(records, edition: str = "en") -> list[int]:
    """Return the versions of the edition's story as a reader sees them that drops doubles."""
    bodies = [json.loads(value or b"{}")["data"] for value in in_first_order(records)]
    return [body["version"] for body in bodies if body["story_id"].startswith(edition)]


class RuntimeContract:
    """Runs on every runtime, each in a process of its own."""

    runtime: ClassVar[str]

    @pytest.fixture
    async def wire(self, request, tmp_path) -> AsyncIterator[RuntimeWire]:
        servers = ""
        if self.runtime != "embedded":
            servers = (await fresh_cluster(request.getfixturevalue("kafka_broker"))).servers
        wire = RuntimeWire(self.runtime, tmp_path, servers)
        yield wire
        await wire.close()

    async def test_everything_is_handled_in_order_and_its_outputs_stand_in_order(self, wire):
        titles = [f"t{n}" for n in range(200)]
        for edition in ("en", "de", "fr"):
            await wire.send(*titles, edition=edition)
        worker = await wire.start()

        for edition in ("en", "de", "fr"):
            await wire.until_seen(200, edition)
        assert await worker.stop() == 0

        outputs = await wire.records(OUT)
        for edition in ("en", "de", "fr"):
            assert wire.seen(edition) == titles
            assert versions(outputs, edition) == list(range(1, 201))

    async def test_what_has_queued_up_is_handled_together_but_not_too_much_of_it(self, wire):
        await wire.send(*[f"t{n}" for n in range(300)])
        await wire.start()

        await wire.until_seen(300)

        sizes = [row[0] for row in wire.database.execute("SELECT size FROM batch")]
        assert max(sizes) <= 64
        assert len(sizes) < 100

    async def test_what_comes_while_it_runs_is_handled(self, wire):
        await wire.start()
        await wire.send("one")
        await wire.until_seen(1)

        await wire.send("two")
        await wire.send("drei", edition="de")

        await wire.until_seen(2)
        await wire.until_seen(1, "de")

    async def test_headers_travel_on(self, wire):
        await wire.send("one")
        await wire.start()

        await until(lambda: has_records(wire, OUT, 1))

        (output,) = await wire.records(OUT)
        assert dict(output.headers)["trace"] == b"one"

    async def test_a_worker_started_again_goes_on_where_the_last_one_stopped(self, wire):
        first = await wire.start()
        await wire.send(*[f"a{n}" for n in range(50)])
        await wire.until_seen(50)
        assert await first.stop() == 0
        handled = total(wire)

        await wire.send(*[f"b{n}" for n in range(50)])
        second = await wire.start()
        await wire.until_seen(100)
        assert await second.stop() == 0

        assert total(wire) == handled + 50
        assert versions(await wire.records(OUT)) == list(range(1, 101))

    async def test_killed_at_any_moment_it_counts_each_once_and_loses_none(self, wire):
        for n in range(6):
            await wire.send(*[f"t{n}-{m}" for m in range(100)])
            worker = await wire.start()
            await wire.until_seen(80 * n + 10)
            await worker.end(signal.SIGKILL)

        # The last one that was killed may have done all there was: this is for who comes after it.
        await wire.send("last")
        last = await wire.start()
        await wire.until_seen(601)
        assert await last.stop() == 0

        assert len(set(wire.seen())) == 601
        assert versions(await wire.records(OUT)) == list(range(1, 602))
        assert await wire.dead() == []

    async def test_an_outage_of_the_store_delays_and_loses_nothing(self, wire):
        wire.database.execute("INSERT INTO outage VALUES (1)")
        await wire.send(*[f"t{n}" for n in range(20)])
        worker = await wire.start()
        await until(lambda: len(wire.waited()) >= 6)

        wire.database.execute("DELETE FROM outage")

        await wire.until_seen(20)
        assert await worker.stop() == 0
        assert wire.seen() == [f"t{n}" for n in range(20)]
        assert await wire.dead() == []

    async def test_it_stops_in_the_middle_of_an_outage_which_is_no_crash(self, wire):
        wire.database.execute("INSERT INTO outage VALUES (1)")
        await wire.send("one")
        for n in range(5):
            worker = await wire.start()
            await until(partial(has_waited, wire, processes=n + 1))
            assert await worker.stop() == 0
        wire.database.execute("DELETE FROM outage")

        await wire.start()
        await wire.until_seen(1)

        assert await wire.dead() == []

    async def test_one_bad_input_is_one_dead_letter_and_the_rest_moves_on(self, wire):
        await wire.send("one", "poison", "three")
        await wire.start()

        await wire.until_seen(2)
        await until(lambda: has_records(wire, DLQ, 1))

        assert wire.seen() == ["one", "three"]
        (letter,) = await wire.records(DLQ)
        headers = {name: value.decode() for name, value in letter.headers}
        assert letter.value == message("poison").value
        assert letter.key == "en"
        assert headers.pop("dlq-first-failed-at")
        assert headers.pop("dlq-app-version")
        assert headers == {
            "trace": "poison", "dlq-topic": TOPIC, "dlq-partition": str(place(wire)),
            "dlq-offset": "1", "dlq-group": "attach", "dlq-error-class": "unusable-input",
            "dlq-error": "poison", "dlq-attempts": "1",
        }  # fmt: skip

    async def test_bytes_that_are_no_event_are_dead_letters_each(self, wire):
        for n, value in enumerate(BAD.values()):
            await wire.log.append([Message(TOPIC, "en", value)])
            await wire.send(f"good {n}")
        await wire.start()

        await wire.until_seen(len(BAD))
        await until(lambda: has_records(wire, DLQ, len(BAD)))

        letters = await wire.records(DLQ)
        assert [letter.value for letter in letters] == list(BAD.values())

    async def test_an_event_under_a_wrong_key_is_a_dead_letter(self, wire):
        wrong = message("one")
        await wire.log.append([Message(wrong.topic, "de", wrong.value)])
        await wire.start()

        await until(lambda: has_records(wire, DLQ, 1))

        (letter,) = await wire.dead()
        assert letter["dlq-error-class"] == "wrong-key"
        assert wire.seen() == []

    @pytest.mark.parametrize(("way", "code"), [("bug", 70), ("kill", -9)])
    async def test_the_third_crash_at_one_input_is_a_dead_letter_not_a_crash_loop(
        self, wire, way, code
    ):
        await wire.send("one", way, "three")
        codes = []

        while len(wire.seen()) < 2:
            worker = await wire.start()
            await until(partial(ended_or_seen, wire, worker, 2))
            if worker.over:
                codes.append(await worker.ended())

        await until(lambda: has_records(wire, DLQ, 1))
        (letter,) = await wire.dead()
        assert set(codes) == {code}
        assert len(codes) <= 4
        assert wire.seen() == ["one", "three"]
        assert letter["dlq-error-class"] == "crashed"
        assert letter["dlq-attempts"] == "3"
        assert versions(await wire.records(OUT)) == [1, 2]


class TestEmbedded(RuntimeContract):
    runtime = "embedded"


@pytest.mark.kafka
class TestKafka(RuntimeContract):
    runtime = "kafka"


@pytest.mark.kafka
class TestFaust(RuntimeContract):
    runtime = "faust"


async def has_records(wire: RuntimeWire, topic: str, count: int) -> bool:
    return sum((await wire.log.ends(topic)).values()) >= count


def total(wire: RuntimeWire) -> int:
    """Return how many inputs were handed to the processor, those handed again included."""
    return sum(row[0] for row in wire.database.execute("SELECT size FROM batch"))


def has_waited(wire: RuntimeWire, *, processes: int) -> bool:
    return len(set(wire.waited())) >= processes


def ended_or_seen(wire: RuntimeWire, worker: Worker, count: int) -> bool:
    return worker.over or len(wire.seen()) >= count


def place(wire: RuntimeWire) -> int:
    return 7 if wire.servers else 0
