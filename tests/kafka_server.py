"""One real Kafka broker for all tests of a session that ask for it."""

from collections.abc import Iterator

import pytest

from storywire_lab.kafka.broker import KafkaBroker
from storywire_lab.kafka.jars import missing_programs


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """A running broker. Who kills it starts it again before the test ends."""
    if missing := missing_programs():
        pytest.skip(f"a Kafka broker needs {' and '.join(missing)}")
    with KafkaBroker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker
