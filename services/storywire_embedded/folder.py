"""The data folder: its lock, the address of who serves it, the first admin token, the wire's id."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storywire.adapters.sqlite.database import Database
from storywire.errors import UsageError
from storywire.ports.processing import Clock
from storywire.ports.tokens import TokenStore
from storywire_operator.tokens import new_token

_TRIES, _PAUSE = 25, 0.02
_WIRE = "CREATE TABLE IF NOT EXISTS wire (name TEXT PRIMARY KEY, value TEXT NOT NULL);"


class Folder:
    """A folder that holds one wire. One process at a time serves it; others may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def database(self) -> Path:
        """Return where the SQLite file is."""
        return self.path / "storywire.db"

    @property
    def admin_token(self) -> Path:
        """Return where the first admin token is."""
        return self.path / "admin-token"

    def address(self) -> str | None:
        """Return the URL of the process that serves this folder now, if one does."""
        if not self.path.is_dir() or self._lockable():
            return None
        try:
            return (self.path / "address").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def announce(self, address: str) -> None:
        """Leave the address for other commands."""
        (self.path / "address").write_text(address + "\n", encoding="utf-8")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process, making it where it is missing.

        Raises:
            UsageError: another process serves it, or it can't be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("w")
        except OSError as error:
            raise UsageError(f"{self.path} can't be used: {error.strerror}") from error
        with lock:
            if not _taken(lock.fileno()):
                raise UsageError(f"{self.path} is served by another process")
            yield
            (self.path / "address").unlink(missing_ok=True)

    def _lockable(self) -> bool:
        try:
            with (self.path / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


def _taken(lock: int) -> bool:
    """Return whether the lock could be taken; a command that asks who serves holds it, too.

    It does so for an instant, hence the tries.
    """
    for _ in range(_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return True
    return False


def wire_epoch(database: Database) -> str:
    """Return the wire's random id, made when it is first asked for; cursors carry it."""
    database.create(_WIRE)
    with database.transaction():
        rows = database.execute("SELECT value FROM wire WHERE name = 'epoch'")
        if rows:
            return str(rows[0][0])
        epoch = secrets.token_hex(4)
        database.execute("INSERT INTO wire VALUES ('epoch', ?)", (epoch,))
        return epoch


async def ensure_admin_token(folder: Folder, tokens: TokenStore, clock: Clock) -> bool:
    """Make the first admin token and leave it in the folder, readable by its owner only.

    Returns whether one was made now; a folder that has tokens keeps what it has.
    """
    if await tokens.all():
        return False
    text, token = new_token(("admin",), name="first admin token", clock=clock)
    # Written first: a token that is stored but nowhere to be read would lock its owner out.
    descriptor = os.open(folder.admin_token, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    await tokens.add(token)
    return True
