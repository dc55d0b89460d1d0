"""Faust as a thin shell: an app and a worker with everything switched off that we don't use."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import faust
from faust.transport.drivers import aiokafka

from storywire.adapters.kafka.cluster import Cluster

_REBALANCE_SECONDS = 30.0
# Waiting for a store, however long, is no reason to leave the group.
_NEVER_SECONDS = 1_000_000.0
_LOOK_SECONDS = 0.02

Agent = Callable[[Any], Awaitable[None]]


def shell_app(cluster: Cluster, group: str, *, partitions: int, folder: Path) -> faust.App:
    """Return an app whose id is the consumer group; `folder` is what Faust insists on having."""
    session = cluster.session_ms / 1_000
    return _App(
        group,
        broker=";".join(f"kafka://{server}" for server in cluster.servers.split(",")),
        broker_client_id=cluster.client_id,
        datadir=folder,
        store="memory://",
        autodiscover=False,
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=partitions,
        table_standby_replicas=0,
        key_serializer="raw",
        value_serializer="raw",
        stream_wait_empty=False,
        worker_redirect_stdouts=False,
        broker_commit_interval=0.2,
        broker_session_timeout=session,
        broker_heartbeat_interval=session / 30,
        broker_rebalance_timeout=_REBALANCE_SECONDS,
        broker_max_poll_interval=_NEVER_SECONDS,
        broker_max_poll_records=500,
        consumer_auto_offset_reset="earliest",
        # Else a leader that joined while the broker was away gives nobody any partition.
        consumer_metadata_max_age_ms=10_000,
    )


class _Consumer(aiokafka.Consumer):
    """Faust's, without the whole second it sleeps whenever it has no partition yet."""

    async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109  # Faust's signature
        while self.flow_active and not self.should_stop and not self._get_active_partitions():
            await self.sleep(_LOOK_SECONDS)
        return await super()._wait_next_records(timeout)


class _Transport(aiokafka.Transport):
    Consumer = _Consumer


class _App(faust.App):
    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)


class Shell(faust.Worker):
    """A worker in a process that has its own logs, signals and console."""

    def __init__(self, app: faust.App) -> None:
        super().__init__(
            app,
            loop=asyncio.get_running_loop(),
            quiet=True,
            daemon=False,
            override_logging=False,
            redirect_stdouts=False,
        )
        self.spinner = None

    def install_signal_handlers(self) -> None:
        """Leave the signals to the process."""
