"""Writing to a file that may be slow, from a loop that may not wait.

A regular file is always "ready" to poll(2), yet write(2) to it can take seconds on a network
file system, a full queue of dirty pages or a sleeping disk, and every key would wait with it. So a
thread writes. It sleeps on a lock when there is nothing to do and blocks all signals, which
remain the loop's.

Who encodes depends on how much there is. In a flood the loop does it, 32 KiB at a time: two
threads that both want the interpreter cost a tenth of the relay's throughput (measured). What is
less waits for the thread, which looks after a moment, so that a key costs the loop nothing.
"""

from __future__ import annotations

import errno
import os
from _thread import allocate_lock, start_new_thread

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from termproxy.core.events import TerminalEvent

# A time, and what happened then: output as bare bytes (the hot path), other events, or a note
# about output that is missing.
Item: TypeAlias = "tuple[float, bytes | str | TerminalEvent]"

# Once woken, the thread lets more come in before it starts: a flood wakes it 50 times a second and
# not at every read. This is also what a killed process may lose.
LINGER = 0.02
# So much is a flood, and encoded at once.
FLOOD = 32 * 1024
# glibc gives the free end of its heap back to the kernel from 128 KiB on, as each batch leaves, and
# takes it again page by page: 23,000 page faults for 40 MB, a tenth of the time. A block this large
# that was freed teaches it to keep twice as much (mallopt(3), M_MMAP_THRESHOLD).
KEPT = 1 << 20
# Size of an item that is not output; nearly right is enough to keep the queue bounded.
EVENT_COST = 256
# How long close() waits for a file that takes nothing any more.
PATIENCE = 5.0


class Writer:
    """A queue of items in front of a file descriptor, emptied in the background.

    `encode` makes whole lines of a batch of items, and of None the last lines; it is called by one
    thread at a time, in order. After an error a regular file ends with its last whole line.
    """

    def __init__(self, fd: int, encode: Callable[[list[Item] | None], bytes]) -> None:
        bytes(KEPT)
        self.error: Exception | None = None
        self._fd = fd
        self._encode = encode
        self._items: list[Item] = []
        self._encoding = allocate_lock()  # held by whoever turns items into lines
        self._lines: list[tuple[int, bytes]] = []  # with the size of the items they came from
        # Totals of bytes, each changed by one party only:
        self._given = 0  # the loop
        self._encoded = 0  # who holds `_encoding`
        self._taken = 0  # the thread
        self._started = False
        self._wake = allocate_lock()
        self._wake.acquire()
        self._hurry = allocate_lock()
        self._hurry.acquire()
        self._ended = allocate_lock()

    @property
    def backlog(self) -> int:
        """Bytes that are given but not yet written."""
        return self._given - self._taken

    def put(self, time: float, item: bytes | str | TerminalEvent) -> None:
        """Take one item. Never waits."""
        self._given += _size(item)
        self._items.append((time, item))
        if self._given - self._encoded >= FLOOD and self._encoding.acquire(False):
            self._encode_items()
            self.wake()

    def wake(self) -> None:
        """Have what was put written within `LINGER` seconds. Never waits."""
        if not self._started:
            self._started = True
            self._start()
        if self._wake.locked():  # only this thread releases it, so this is no race
            self._wake.release()

    def _start(self) -> None:
        self._ended.acquire()
        try:
            start_new_thread(self._run, ())
        except RuntimeError:  # `ulimit -u` or `ulimit -v`
            self.error = OSError(errno.EAGAIN, "no thread can be started to write it")
            os.close(self._fd)
            self._ended.release()

    def close(self) -> bool:
        """Write what is left and close the file; False if it would not take the rest in time."""
        self._hurry.release()
        self.wake()
        before = -1
        while not self._ended.acquire(timeout=PATIENCE):
            if self._taken == before:
                return False
            before = self._taken
        return True

    def _encode_items(self) -> None:
        """Turn all items into lines; `_encoding` is held, and given back."""
        try:
            items = self._items[:]
            del self._items[: len(items)]  # the loop may have added one meanwhile
            size = sum(_size(item) for _, item in items)
            self._encoded += size
            self._lines.append((size, self._encode(items) if self.error is None else b""))
        except Exception as error:  # a bug of ours must not reach the user's screen
            self.error = error
        finally:
            self._encoding.release()

    # ------------------------------------------------------------------ in the thread

    def _run(self) -> None:
        from termproxy.relay.signals import signal  # the relay has it by now

        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            closing = False
            while not closing:
                self._wake.acquire()
                closing = self._hurry.acquire(timeout=LINGER)
                while self._items or self._lines:
                    self._encoding.acquire()
                    self._encode_items()
                    while self._lines:
                        size, lines = self._lines.pop(0)
                        self._write(lines)
                        self._taken += size
            self._write(self._encode(None))
        except Exception as error:
            self.error = error
        finally:
            os.close(self._fd)
            self._ended.release()

    def _write(self, lines: bytes) -> None:
        done = 0
        try:
            while done < len(lines) and self.error is None:
                done += os.write(self._fd, lines[done:] if done else lines)
        except OSError as error:
            self.error = error
            torn = done - (lines.rfind(b"\n", 0, done) + 1)
            if torn:
                try:
                    os.ftruncate(self._fd, os.lseek(self._fd, 0, os.SEEK_CUR) - torn)
                except OSError:
                    pass  # a pipe or a device: nothing to take back


def _size(item: bytes | str | TerminalEvent) -> int:
    return len(item) if type(item) is bytes else EVENT_COST
