"""A sqlite file that all terminals of a user share, opened at its first use. [sqlite3]

Two things are kept this way: answers of the model (`shelf.py`) and fixes that worked (`memory.py`).
Neither is worth waiting for. Transactions are short, a lock is waited for a quarter of a second,
the assistant works in a thread; and whatever is wrong with the file (locked, read-only, disk full,
written by a newer version) is a sentence for the log, after which life goes on without it. A file
that is no database any more is set aside as NAME.broken, and a new one begun.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from termproxy.assistant.trouble import note, note_error

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from sqlite3 import Connection

T = TypeVar("T")
Work = Callable[["Connection"], T]

# Seconds for which a lock of another terminal's is waited for.
PATIENCE = 0.25
# After as many failures in a row that are no locks, a session stops to try.
STRIKES = 3
BESIDE = ("-wal", "-shm", "-journal")


class StoreError(Exception):
    """The file cannot be used; the message is a sentence. `passing`: a lock, worth a new try."""

    def __init__(self, sentence: str, *, passing: bool = False) -> None:
        super().__init__(sentence)
        self.passing = passing


class Store:
    """The file at `path`. `schema` creates its tables; `version` is the schema's, from 1 on.

    `read` and `write` are for those who may wait, and raise StoreError. `aside` and `later` do the
    same in a thread of the store's own, in the order they are called, and never raise.
    """

    def __init__(
        self, path: str, schema: str, version: int, *, say: Callable[[str], None] = note
    ) -> None:
        self.path = path
        self._schema = schema
        self._version = version
        self._say = say
        self._said: set[str] = set()
        self._strikes = 0
        self._connection: Connection | None = None
        self._inode = 0
        self._thread: ThreadPoolExecutor | None = None

    # ------------------------------------------------------------------ in the caller's thread

    def read(self, work: Work[T]) -> T:
        """What `work` makes of the database. Raises StoreError."""
        return self._tried(work)

    def write(self, work: Work[T]) -> T:
        """The same in one transaction that may write: all of it happens, or nothing."""
        return self._tried(partial(_transaction, work))

    def compact(self) -> None:
        """Give back the room of what was deleted, as far as no other terminal is reading."""
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            with suppress(StoreError):
                self.read(partial(_all, statement))

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    # ------------------------------------------------------------------ in the store's thread

    async def aside(self, work: Callable[[], T]) -> T | None:
        """What `work`, which calls `read` or `write`, gives; None when the file cannot be used."""
        return await asyncio.wrap_future(self._threads().submit(self._bravely, work))

    def later(self, work: Callable[[], object]) -> None:
        """Do it when there is time; nobody waits for it."""
        self._threads().submit(self._bravely, work).add_done_callback(_noted)

    async def shut(self) -> None:
        """Finish what was begun, and close the file."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.submit(self.close)
            await asyncio.to_thread(thread.shutdown)

    def _threads(self) -> ThreadPoolExecutor:
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            name = os.path.basename(self.path)
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        return self._thread

    def _bravely(self, work: Callable[[], T]) -> T | None:
        if self._strikes >= STRIKES:
            return None
        try:
            result = work()
        except StoreError as error:
            self._strikes += not error.passing
            if str(error) not in self._said:
                self._said.add(str(error))
                self._say(str(error))
            return None
        self._strikes = 0
        return result

    # ------------------------------------------------------------------ the file

    def _tried(self, work: Work[T]) -> T:
        from sqlite3 import DatabaseError, sqlite_version_info  # 6 ms, and not every session

        if sqlite_version_info < (3, 24):  # ON CONFLICT DO UPDATE
            raise StoreError(f"sqlite is too old to keep {self.path}: 3.24 or newer is needed.")
        for again in (True, False):
            try:
                return work(self._opened())
            except DatabaseError as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                self.close()
                if code in (SQLITE_CORRUPT, SQLITE_NOTADB) and again:
                    self._set_aside()
                    continue
                busy = code in (SQLITE_BUSY, SQLITE_LOCKED)
                raise StoreError(f"{self.path} cannot be used: {error}.", passing=busy) from error
            except OSError as error:
                self.close()
                raise StoreError(f"{self.path} cannot be used: {error.strerror}.") from error
        raise AssertionError("unreachable")

    def _opened(self) -> Connection:
        if self._connection is not None and self._is_there():
            return self._connection
        self.close()
        import sqlite3

        self._inode = _private(self.path)
        connection = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        self._connection = connection
        for pragma in ("secure_delete=ON", "cache_size=-256", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > self._version:
            self.close()
            raise StoreError(f"{self.path} was written by a newer termproxy; it is left alone.")
        if version < self._version:
            # readers do not wait for writers; where that cannot be had, they do
            connection.execute("PRAGMA journal_mode=WAL")
            _transaction(self._made, connection)
        return connection

    def _made(self, connection: Connection) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0]:
            return  # another terminal was faster
        for statement in self._schema.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={self._version}")

    def _is_there(self) -> bool:
        """Whether the file that we opened is still the one of that name."""
        try:
            return os.stat(self.path).st_ino == self._inode
        except OSError:
            return False

    def _set_aside(self) -> None:
        """Keep what is left of the database for whoever wants to look, and make room.

        Raises StoreError.
        """
        if not self._is_there():
            return  # another terminal has done it
        try:
            os.replace(self.path, self.path + ".broken")
            for ending in BESIDE:
                with suppress(FileNotFoundError):
                    os.unlink(self.path + ending)
        except OSError as error:
            reason = f"is damaged, and cannot be set aside: {error.strerror}"
            raise StoreError(f"{self.path} {reason}.") from error
        self._say(f"{self.path} was damaged and is begun anew; {self.path}.broken is the old one.")


SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CORRUPT, SQLITE_NOTADB = 5, 6, 11, 26  # sqlite.org/rescode.html


def _all(statement: str, connection: Connection) -> list[object]:
    return connection.execute(statement).fetchall()


def _noted(done: Future[object]) -> None:
    if (error := done.exception()) is not None:
        note_error(error)


def _transaction(work: Work[T], connection: Connection) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _private(path: str) -> int:
    """See that `path` is a file for its user alone, in such a folder; its inode. Raises OSError,
    StoreError.

    A root shell with the home of its user must not leave files there that are root's.
    """
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if os.stat(folder).st_uid != os.geteuid():
        raise StoreError(f"{folder} belongs to somebody else, so nothing is kept there.")
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        found = os.fstat(fd)
        if stat.S_IMODE(found.st_mode) & 0o077:
            os.fchmod(fd, 0o600)
        return found.st_ino
    finally:
        os.close(fd)


def bytes_on_disk(path: str) -> int:
    """The size of a store with what sqlite keeps beside it; 0 when there is none."""
    total = 0
    for ending in ("", *BESIDE):
        with suppress(OSError):
            total += os.stat(path + ending).st_size
    return total
