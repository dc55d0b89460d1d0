"""Makes the wire's topics in a cluster, tells what is wrong with them, and keeps the wire's id."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from storywire.adapters.kafka.cluster import Cluster, closed, reaching
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.errors import UsageError
from storywire.ports.log import Message
from storywire.topics import TOPICS, Topic

WIRE = Topic("storywire-wire", 1, "compact")
_CHECKED = ("cleanup.policy", "max.message.bytes")
_ALREADY_EXISTS = 36
_LEADER_SECONDS = 30.0


async def create_topics(
    cluster: Cluster, topics: Sequence[Topic] = (*TOPICS, WIRE), *, replicas: int = 1
) -> Sequence[str]:
    """Make those of `topics` that are missing, and the wire's id; return the names of the new.

    Raises:
        StoreUnavailableError: the cluster can't be reached.
        UsageError: it refused one; the message has its name and the reason.
    """
    wanted = [NewTopic(t.name, t.partitions, replicas, topic_configs=t.configs()) for t in topics]
    async with _admin(cluster) as admin:
        answer = await admin.create_topics(wanted)
        # Errors are returned, not raised.
        codes = {name: (code, why) for name, code, why in answer.topic_errors}
        for name, (code, why) in codes.items():
            if code not in (0, _ALREADY_EXISTS):
                raise UsageError(f"topic {name} was not made: {why or for_code(code).__name__}")
        await _led(admin, [topic.name for topic in topics])
    if WIRE in topics:
        await _ensure_wire_id(cluster)
    return [name for name, (code, _) in codes.items() if code == 0]


async def verify_topics(
    cluster: Cluster, topics: Sequence[Topic] = (*TOPICS, WIRE)
) -> Sequence[str]:
    """Return a sentence for each topic that is missing or kept otherwise than it must be.

    Raises:
        StoreUnavailableError: the cluster can't be reached.
    """
    async with _admin(cluster) as admin:
        described = await _described(admin, [topic.name for topic in topics])
        there = [topic for topic in topics if not described[topic.name]["error_code"]]
        configs = await _configs(admin, [topic.name for topic in there])
    missing = [f"topic {t.name} is missing" for t in topics if t not in there]
    return missing + [
        fault
        for topic in there
        for fault in _faults(topic, len(described[topic.name]["partitions"]), configs[topic.name])
    ]


async def wire_id(cluster: Cluster) -> str:
    """Return the wire's random id, which cursors carry; `create_topics` made it.

    Raises:
        StoreUnavailableError: the cluster can't be reached, or has no such topic.
        UsageError: the topics were not made by `create_topics`.
    """
    found = await _stored_wire_id(cluster)
    if found is None:
        raise UsageError("the wire has no id yet: run `storywire topics create`")
    return found


async def _ensure_wire_id(cluster: Cluster) -> None:
    if await _stored_wire_id(cluster) is not None:
        return
    log = KafkaEventLog(cluster)
    try:
        await log.append([Message(WIRE.name, "wire-id", secrets.token_hex(4).encode())])
    finally:
        await log.close()


async def _stored_wire_id(cluster: Cluster) -> str | None:
    """Return the newest record: two that were made at once agree on it, compacted or not."""
    log = KafkaEventLog(cluster)
    try:
        records = await log.read(WIRE.name)
    finally:
        await log.close()
    return (records[-1].value or b"").decode() if records else None


def _faults(topic: Topic, partitions: int, configs: Mapping[str, str]) -> list[str]:
    faults = []
    if partitions != topic.partitions:
        faults.append(f"topic {topic.name} has {partitions} partitions, not {topic.partitions}")
    wanted = topic.configs()
    faults += [
        f"topic {topic.name} has {name}={configs.get(name)}, not {wanted[name]}"
        for name in _CHECKED
        if configs.get(name) != wanted[name]
    ]
    return faults


async def _described(admin: Any, names: Sequence[str]) -> dict[str, Any]:
    return {each["topic"]: each for each in await admin.describe_topics(list(names))}


async def _configs(admin: Any, names: Sequence[str]) -> dict[str, dict[str, str]]:
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found: dict[str, dict[str, str]] = {}
    for answer in await admin.describe_configs(asked) if asked else ():
        for resource in answer.resources:
            name, entries = resource[3], resource[4]
            found[name] = {entry[0]: entry[1] for entry in entries}
    return found


async def _led(admin: Any, names: Sequence[str]) -> None:
    """Return when every partition has a leader, which comes a moment after the topic."""
    async with asyncio.timeout(_LEADER_SECONDS):
        while True:
            described = await _described(admin, names)
            if all(map(_is_led, described.values())):
                return
            await asyncio.sleep(0.05)


def _is_led(described: Mapping[str, Any]) -> bool:
    partitions = described["partitions"]
    return bool(partitions) and all(each["leader"] >= 0 for each in partitions)


@asynccontextmanager
async def _admin(cluster: Cluster) -> AsyncIterator[Any]:
    admin = cluster.admin()
    try:
        with reaching("topics"):
            await admin.start()
            yield admin
    finally:
        await closed(admin.close())
