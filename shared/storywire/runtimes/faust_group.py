"""One consumer group's member in this process, hosted by Faust."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from storywire.adapters.kafka.cluster import Cluster, kept_admin, partition_ids, reaching
from storywire.adapters.kafka.log import KafkaEventLog
from storywire.adapters.kafka.offsets import KafkaGroupOffsets
from storywire.adapters.kafka.records import partition_of
from storywire.errors import StoreUnavailableError
from storywire.runtimes.batches import Context, Pause
from storywire.runtimes.faust_shell import Shell, shell_app
from storywire.runtimes.feed import Feed, Inflow
from storywire.runtimes.lane import Lane, Shared
from storywire.runtimes.leaving import HUNG, Exit
from storywire.runtimes.reader import Fetch
from storywire.runtimes.share import REVOKE_SECONDS, STOP_SECONDS, Share
from storywire.service import Mount

log = structlog.get_logger()
# Faust retries a commit for ever while the broker is away.
_HUNG_SECONDS = 12.0


class FaustGroup:
    """Handles the partitions that Faust was given; `way_out` is taken after a crash."""

    def __init__(
        self, mount: Mount, cluster: Cluster, log: KafkaEventLog, context: Context, way_out: Exit
    ) -> None:
        self._mount = mount
        self._cluster = cluster
        self._log = log
        self._exit = way_out
        self._app: Any = None
        self._offsets = KafkaGroupOffsets(cluster, age_seconds=0.0)
        self._feeds: dict[int, Feed] = {}
        self._inflow = Inflow()
        self._leaving = False
        self.share = Share(mount, way_out, self._commit)
        self._shared = Shared(log.writer, context, self._commit, self._acknowledge)

    async def run(self, stop: asyncio.Event) -> None:
        """Be a member of the group until `stop` is set or the process was told to leave."""
        count = await self._partitions(stop)
        if not count:
            return
        home = self._shared.context
        context = replace(home, home=lambda key: partition_of(key, count))
        self._shared = replace(self._shared, context=context)
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            self._app = self._made_app(Path(folder), count)
            worker = Shell(self._app)
            try:
                await worker.start()
                await self._until(stop, worker)
            except Exception as error:  # noqa: BLE001  # Faust raises what it likes; the process starts anew
                self._exit.crash(error)
            await self._end(worker)

    def _made_app(self, folder: Path, count: int) -> Any:
        mount = self._mount
        app = shell_app(self._cluster, mount.group, partitions=count, folder=folder)
        topic = app.topic(mount.topic, key_type=bytes, value_type=bytes)
        app.agent(topic, name=mount.group, concurrency=1)(self._follow)
        app.on_partitions_revoked.connect(self._revoked)  # type: ignore[arg-type]  # mode types a signal as positional and by keyword
        app.on_partitions_assigned.connect(self._assigned)  # type: ignore[arg-type]  # as above
        return app

    async def _partitions(self, stop: asyncio.Event) -> int:
        """Wait for the cluster, which Faust would not; return how many partitions there are."""
        admin, pause = kept_admin(self._cluster), Pause()
        try:
            while not stop.is_set():
                try:
                    with reaching(f"topic {self._mount.topic}"):
                        return len(await partition_ids(await admin.get(), self._mount.topic))
                except StoreUnavailableError as error:
                    log.warning("waiting_for_kafka", group=self._mount.group, error=str(error))
                await pause.wait(stop)
        finally:
            await admin.drop()
        return 0

    async def _until(self, stop: asyncio.Event, worker: Shell) -> None:
        over = asyncio.create_task(self._exit.over.wait())
        stopping = asyncio.create_task(stop.wait())
        ended = await worker.wait_for_stopped(
            asyncio.wait((over, stopping), return_when=asyncio.FIRST_COMPLETED)
        )
        over.cancel()
        stopping.cancel()
        if ended and not stop.is_set():
            self._exit.crash(worker.crash_reason or RuntimeError("Faust stopped by itself"))

    async def _end(self, worker: Shell) -> None:
        self._leaving = True
        hung = threading.Timer(_HUNG_SECONDS, self._exit.leave, (HUNG,))
        hung.daemon = True
        hung.start()
        await self._drain(STOP_SECONDS)
        await worker.stop()
        await self._offsets.close()
        hung.cancel()

    async def _follow(self, stream: Any) -> None:
        async for event in stream.noack().events():
            try:
                await self._give(event)
            except asyncio.CancelledError:
                raise
            except BaseException as error:  # noqa: BLE001  # Faust would go on with the next event
                self._exit.crashed_at(event.message.partition, event.message.offset, error)

    async def _give(self, event: Any) -> None:
        message = event.message
        # Never left out: what is acknowledged after it would be committed past it.
        while message.generation_id == self._app.consumer_generation_id and not self._leaving:
            feed = self._feeds.get(message.partition)
            if feed is not None:
                await feed.put(event)
                return
            await asyncio.sleep(0.01)

    async def _revoked(self, _app: Any, *places: Any, **_: Any) -> None:
        if any(places) and not self._leaving:
            await self._drain(REVOKE_SECONDS)

    async def _assigned(self, _app: Any, given: Any, **_: Any) -> None:
        if self._leaving:
            return
        places = sorted(place.partition for place in given)
        lanes = await asyncio.gather(*(self._lane(partition) for partition in places))
        self.share.begin(
            dict(zip(places, lanes, strict=True)),
            home=self._shared.context.home,
            generation=self._app.consumer_generation_id,
        )

    async def _lane(self, partition: int) -> tuple[Lane, Fetch]:
        mount = self._mount
        expected = await self._offsets.committed(mount.group, mount.topic, partition=partition)
        feed = self._feeds[partition] = Feed(partition, self._log, expected, self._inflow)
        return Lane(mount, partition, self._shared), feed.fetch

    async def _drain(self, seconds: float) -> None:
        await self.share.end(seconds)
        self._feeds.clear()

    def _acknowledge(self) -> None:
        for partition, reader in self.share.readers.items():
            self._feeds[partition].acknowledge(reader.lane.finished)

    async def _commit(self) -> None:
        self._acknowledge()
        # One that finds another under way only waits for that, which may not have all.
        for _ in range(2):
            await self._app.consumer.commit()
