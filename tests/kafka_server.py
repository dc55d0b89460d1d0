"""One real Kafka broker for all tests of a session that ask for it, with empty topics for each."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest

from storywire.adapters.kafka.cluster import Cluster
from storywire.adapters.kafka.topics import WIRE, create_topics
from storywire.topics import TOPICS, Topic
from storywire_lab.kafka.broker import KafkaBroker
from storywire_lab.kafka.jars import missing_programs


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """A running broker. Who kills it starts it again before the test ends."""
    if missing := missing_programs():
        pytest.skip(f"a Kafka broker needs {' and '.join(missing)}")
    with KafkaBroker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


async def fresh_cluster(broker: KafkaBroker, topics: Sequence[Topic] = (*TOPICS, WIRE)) -> Cluster:
    """Return the broker's cluster with `topics`, empty, and none that an earlier test left."""
    cluster = Cluster(broker.servers)
    await delete_all_topics(cluster)
    made = await create_topics(cluster, topics)
    assert len(made) == len(topics)
    return cluster


@asynccontextmanager
async def broker_away(broker: KafkaBroker) -> AsyncIterator[None]:
    """Kill the broker with SIGKILL, and start it again at the end."""
    await asyncio.to_thread(broker.kill)
    try:
        yield
    finally:
        await asyncio.to_thread(broker.start)


async def delete_all_topics(cluster: Cluster) -> None:
    admin = cluster.admin()
    await admin.start()
    try:
        ours = [topic for topic in await admin.list_topics() if not topic.startswith("__")]
        if ours:
            await admin.delete_topics(ours)
        while [topic for topic in await admin.list_topics() if not topic.startswith("__")]:
            pass
    finally:
        await admin.close()
