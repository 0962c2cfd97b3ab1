"""The last N bytes of a stream, addressed by their absolute position in it."""

from __future__ import annotations


class Ring:
    """A bounded byte buffer that forgets the oldest bytes.

    Positions count every byte ever appended, so that a position stays valid (or is known to be
    forgotten) however much follows. Memory grows with use, up to `capacity` bytes.
    """

    __slots__ = ("_buffer", "capacity", "end")

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("a ring holds at least one byte")
        self.capacity = capacity
        self.end = 0
        self._buffer = bytearray()

    def __repr__(self) -> str:
        return f"<Ring [{self.start}:{self.end}] of {self.capacity}>"

    @property
    def start(self) -> int:
        """Position of the oldest byte still held."""
        return self.end - len(self._buffer)

    def append(self, data: bytes) -> None:
        """Add `data` at `end`."""
        buffer, capacity = self._buffer, self.capacity
        self.end += len(data)
        if len(data) >= capacity:
            data = data[-capacity:]
            buffer[:] = data[-(self.end % capacity) :] + data[: -(self.end % capacity)]
            return
        room = capacity - len(buffer)
        if room:  # still growing: byte p lives at index p, as it will once the buffer is full
            buffer += data[:room]
            data = data[room:]
        if data:
            at = (self.end - len(data)) % capacity
            first = capacity - at
            buffer[at : at + len(data[:first])] = data[:first]
            buffer[: len(data) - first if len(data) > first else 0] = data[first:]

    def read(self, start: int, end: int) -> bytes:
        """The bytes of [start, end) that are still held (or not yet forgotten)."""
        start, end = max(start, self.start), min(end, self.end)
        if start >= end:
            return b""
        capacity, buffer = self.capacity, self._buffer
        low, high = start % capacity, (end - 1) % capacity + 1
        if low < high:
            return bytes(buffer[low:high])
        return bytes(buffer[low:]) + bytes(buffer[:high])

    def excerpt(self, start: int, end: int, limit: int) -> tuple[bytes, int, int]:
        """[start, end) in at most `limit` bytes: (bytes, index of the gap, bytes left out there).

        A long stretch keeps its first eighth and its last seven: causes stand at either end,
        more often at the last.
        """
        length = end - start
        lost = max(0, min(self.start, end) - start)
        if length - lost <= limit:
            return self.read(start, end), 0, lost
        head = 0 if lost else limit // 8
        tail = limit - head
        joined = self.read(start, start + head) + self.read(end - tail, end)
        return joined, head, length - len(joined)
