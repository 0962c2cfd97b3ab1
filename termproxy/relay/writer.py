"""Writing to a file that may be slow, from a loop that may not wait.

A regular file is always "ready" to poll(2), yet write(2) to it can take seconds on a network
file system, a full queue of dirty pages or a sleeping disk, and every key would wait with it. So a
thread does the writing. It holds the interpreter only for a few instructions per 64 KiB, sleeps
on a lock when there is nothing to do, and blocks all signals, which remain the loop's.
"""

from __future__ import annotations

import os
from _thread import allocate_lock, start_new_thread

# How long close() waits for a file that takes nothing any more.
PATIENCE = 5.0


class Writer:
    """A queue of bytes in front of a file descriptor, emptied in the background.

    Each piece given to `put` is written whole or, after an error on a regular file, not at all.
    """

    def __init__(self, fd: int) -> None:
        self.error: OSError | None = None
        self._fd = fd
        self._queue: list[bytes | None] = []
        self._given = 0  # changed by the loop only
        self._taken = 0  # changed by the thread only
        self._wake = allocate_lock()
        self._wake.acquire()
        self._ended = allocate_lock()
        self._started = False

    @property
    def backlog(self) -> int:
        """Bytes that are given but not yet written."""
        return self._given - self._taken

    def put(self, data: bytes) -> None:
        """Write `data` soon. Never waits; dropped when `error` is set."""
        if self.error is not None:
            return
        self._given += len(data)
        self._send(data)

    def close(self) -> bool:
        """Write what is left and close the file; False if it would not take the rest in time."""
        self._send(None)
        before = -1
        while not self._ended.acquire(timeout=PATIENCE):
            if self._taken == before:
                return False
            before = self._taken
        return True

    def _send(self, data: bytes | None) -> None:
        self._queue.append(data)
        if not self._started:
            self._started = True
            self._ended.acquire()
            start_new_thread(self._run, ())
        if self._wake.locked():  # only this thread releases it, so this is no race
            self._wake.release()

    def _run(self) -> None:
        import signal  # the relay has it by now

        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            while True:
                self._wake.acquire()
                while self._queue:
                    data = self._queue.pop(0)
                    if data is None:
                        return
                    if self.error is None:
                        self._write(data)
                    self._taken += len(data)
        finally:
            os.close(self._fd)
            self._ended.release()

    def _write(self, data: bytes) -> None:
        done = 0
        try:
            while done < len(data):
                done += os.write(self._fd, data[done:] if done else data)
        except OSError as error:
            self.error = error
            if done:
                try:  # leave no half line behind
                    os.ftruncate(self._fd, os.lseek(self._fd, 0, os.SEEK_CUR) - done)
                except OSError:
                    pass  # a pipe or a device: nothing to take back
