"""The one SQLite file and connection under all stores, and its transactions."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from storywire.errors import StoreUnavailableError

Row = tuple[Any, ...]
Parameters = Iterable[Any] | dict[str, Any]


class Database:
    """A connection in WAL mode whose commits are on disk when they return.

    Transactions nest by joining the outer one, so that several stores can make one step. A
    transaction belongs to one task: nothing in it may wait for anything but the database.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        """Open (and unless `read_only`, create) the database at `path`, or `:memory:`."""
        self._connection = _connect(str(path), read_only=read_only)
        self._read_only = read_only
        self._depth = 0
        self._owner: asyncio.Task[Any] | None = None
        self._on_commit: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; closing twice is fine."""
        self._connection.close()

    def create(self, schema: str) -> None:
        """Run the `CREATE … IF NOT EXISTS` statements of a store; nothing when read-only."""
        if not self._read_only:
            self._connection.executescript(schema)

    def execute(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Run one statement and return its rows."""
        try:
            return self._connection.execute(sql, parameters).fetchall()  # type: ignore[arg-type]  # sqlite3's own protocol is private
        except sqlite3.OperationalError as error:
            raise StoreUnavailableError(str(error)) from error

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each of `rows`."""
        try:
            self._connection.executemany(sql, rows)  # type: ignore[arg-type]  # as above
        except sqlite3.OperationalError as error:
            raise StoreUnavailableError(str(error)) from error

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call `call` after every commit from now on."""
        self._on_commit.append(call)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen or none do; inside another transaction, it is part of that."""
        if self._depth:
            self._join()
            yield
            return
        self._begin()
        try:
            yield
        except BaseException:
            self._end("ROLLBACK")
            raise
        self._end("COMMIT")
        for call in self._on_commit:
            call()

    @contextmanager
    def quick_transaction(self) -> Iterator[None]:
        """As `transaction`, but it outlives only the process's death, not the machine's.

        With WAL, NORMAL leaves out the wait for the disk at a commit and nothing else
        (https://www.sqlite.org/pragma.html#pragma_synchronous).
        """
        self._connection.execute("PRAGMA synchronous=NORMAL")
        try:
            with self.transaction():
                yield
        finally:
            self._connection.execute("PRAGMA synchronous=FULL")

    def _join(self) -> None:
        if self._owner is not _task():
            raise RuntimeError("a second task entered a transaction: its owner waited inside it")

    def _begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")
        self._depth, self._owner = 1, _task()

    def _end(self, verb: str) -> None:
        self._depth, self._owner = 0, None
        try:
            self.execute(verb)
        except StoreUnavailableError:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def _connect(path: str, *, read_only: bool) -> sqlite3.Connection:
    target = f"{Path(path).resolve().as_uri()}?mode=ro" if read_only else path
    try:
        connection = sqlite3.connect(
            target, uri=read_only, isolation_level=None, check_same_thread=False, timeout=5
        )
        for pragma in ("foreign_keys=ON", "temp_store=MEMORY", "cache_size=-64000"):
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
    except sqlite3.OperationalError as error:
        raise StoreUnavailableError(f"{path}: {error}") from error
    return connection
