"""A Kafka broker of one node (KRaft) as a child process: start, stop, kill -9, start again."""

import random
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from storywire.errors import UsageError
from storywire_lab.kafka.jars import broker_jars

_LOGGING = Path(__file__).with_name("log4j2.properties")
_CLUSTER_ID = "c3Rvcnl3aXJlLWxhYi0wMQ"
_START_SECONDS = 90
_STOP_SECONDS = 30
# Outside the range that outgoing connections get: while the broker is down, a client that
# reconnects could else be given this very port, and keep the broker from coming back.
_PORTS = range(20_000, 32_000)
_JAVA = (
    "java", "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
    "-Djava.awt.headless=true", f"-Dlog4j2.configurationFile={_LOGGING}",
)  # fmt: skip
# The last four let a restarted broker lead at once, rather than after its old session's end.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
default.replication.factor=1
min.insync.replicas=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
log.cleaner.backoff.ms=1000
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
controller.quorum.election.timeout.ms=300
controller.quorum.fetch.timeout.ms=1000
"""


class KafkaBroker:
    """A broker with its data in `folder`; it keeps its port over restarts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port, self._controller = _free_ports()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def servers(self) -> str:
        """Return the address that clients bootstrap from."""
        return f"127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, over the data that is there, and return when it answers.

        Raises:
            UsageError: it did not come up; the message has the end of its output.
        """
        classpath = f"{broker_jars()}/*"
        properties = self._configured()
        if not (self._folder / "data").exists():
            self._format(classpath, properties)
        with (self._folder / "broker.log").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603  # its own arguments
                [*_JAVA, "-cp", classpath, "kafka.Kafka", str(properties)],
                stdout=output, stderr=subprocess.STDOUT, cwd=self._folder,
            )  # fmt: skip
        self._wait_until_ready()

    def kill(self) -> None:
        """End it with SIGKILL; nothing is flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; ending it twice is fine."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen broker go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        self._signal(number)
        if self._process is not None:
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _configured(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / "server.properties"
        text = _PROPERTIES.format(
            port=self._port, controller=self._controller, data=self._folder / "data"
        )
        path.write_text(text, encoding="utf-8")
        return path

    def _format(self, classpath: str, properties: Path) -> None:
        tool = ["kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c", str(properties)]
        done = subprocess.run(  # noqa: S603  # its own arguments
            [*_JAVA, "-cp", classpath, *tool], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise UsageError(f"the broker's storage was not made: {done.stderr[-2_000:]}")

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + _START_SECONDS
        while not self._answers():
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > give_up:
                self.kill()
                said = (self._folder / "broker.log").read_text("utf-8", errors="replace")
                raise UsageError(f"the broker did not start: {said[-2_000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        """Return whether it answers ApiVersions, version 0 (https://kafka.apache.org/protocol)."""
        client = b"lab"
        body = struct.pack(">hhih", 18, 0, 1, len(client)) + client
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=2) as connection:
                connection.sendall(struct.pack(">i", len(body)) + body)
                return len(connection.recv(8)) > 0
        except OSError:
            return False


def _free_ports() -> tuple[int, int]:
    found: list[int] = []
    for port in random.SystemRandom().sample(_PORTS, 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == 2:
            return found[0], found[1]
    raise UsageError("no free port on 127.0.0.1")
