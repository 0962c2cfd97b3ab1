"""Bytes on their way to a descriptor that may not take them yet."""

from __future__ import annotations

import os


class WriteQueue:
    """What has to be written to one non-blocking descriptor.

    The usual case copies nothing: `write` hands the bytes to the kernel, and only what it refuses
    is kept. `full` tells the loop to stop reading the opposite side: that is all the
    back-pressure there is, and it bounds the memory.
    """

    __slots__ = ("_pending", "broken", "fd", "high")

    def __init__(self, fd: int, high: int) -> None:
        self.fd = fd
        self.high = high
        self.broken = False
        self._pending = bytearray()

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def full(self) -> bool:
        """Whether the other side should wait."""
        return len(self._pending) >= self.high

    def write(self, data: bytes) -> None:
        """Write `data` now as far as that goes, after what is pending."""
        if self.broken:
            return
        if self._pending:
            self._pending += data
            return
        try:
            written = os.write(self.fd, data)
        except BlockingIOError:
            written = 0
        except OSError:  # the reader is gone
            self.broken = True
            return
        if written < len(data):
            self._pending += data[written:]

    def abandon(self) -> None:
        """Nobody reads any more: what is pending, and what comes, is dropped."""
        self.broken = True
        self._pending.clear()

    def flush(self) -> None:
        """Write what is pending, as far as the kernel takes it."""
        pending = self._pending
        while pending and not self.broken:
            try:
                with memoryview(pending) as view, view[:65536] as head:
                    written = os.write(self.fd, head)
            except BlockingIOError:
                return
            except OSError:
                self.broken = True
                break
            del pending[:written]
        if self.broken:
            self.abandon()
