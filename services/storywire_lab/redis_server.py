"""A real redis-server as a child process, on a free loopback port, with an append-only file."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from storywire.errors import UsageError

_START_SECONDS = 30
_STOP_SECONDS = 30


class RedisServer:
    """One server process; it can be stopped, killed and started again with what it kept."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once it answers.

        Raises:
            UsageError: redis-server is not installed, or did not start.
        """
        binary = shutil.which("redis-server")
        if binary is None:
            raise UsageError("redis-server is not installed")
        self._folder.mkdir(parents=True, exist_ok=True)
        command = [
            binary, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "",
            "--appendonly", "yes", "--dir", str(self._folder), "--logfile", "server.log",
            *self._options,
        ]  # fmt: skip
        self._process = subprocess.Popen(command)  # noqa: S603  # its own arguments
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.end(signal.SIGKILL)
                raise UsageError(f"redis-server did not start: see {self._folder}/server.log")
            time.sleep(0.01)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal to this process and wait until it is gone; twice is fine."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.send_signal(signal.SIGCONT)
            self._process.wait(_STOP_SECONDS)
            self._process = None

    def pause(self) -> None:
        """Let it hang until it is ended."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                link.sendall(b"PING\r\n")
                return link.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
