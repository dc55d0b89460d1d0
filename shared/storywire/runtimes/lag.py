"""How far a consumer group is behind."""

from storywire.ports.log import EventLog, GroupOffsets
from storywire.service import Mount


async def lag_of(mount: Mount, log: EventLog, offsets: GroupOffsets) -> int:
    """Return how many records of its topic the group has not finished, over all partitions."""
    behind = 0
    for partition, end in (await log.ends(mount.topic)).items():
        done = await offsets.committed(mount.group, mount.topic, partition=partition)
        behind += max(0, end - done)
    return behind
