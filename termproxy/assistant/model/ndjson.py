"""Records of a stream, however the network cut them. Pure."""

from __future__ import annotations

# The official client's own bound for one record.
LONGEST = 8 * 1024 * 1024


class RecordTooLongError(ValueError):
    """A record without end: more than `LONGEST` bytes and no newline."""


class Records:
    """Splits bytes at newlines. Blank records and a carriage return before the newline vanish.

    aiohttp's own line reader gives up at 128 to 512 KiB, depending on its version. Bytes are
    split before they are decoded, so that a character cut by the network is never an issue.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The records that `data` completes. Raises RecordTooLongError."""
        *complete, rest = data.split(b"\n")
        records = []
        for piece in complete:
            self._hold(piece)
            records.append(self._take())
        if rest:
            self._hold(rest)
        return [record for record in records if record]

    def finish(self) -> list[bytes]:
        """The last record, if it had no newline."""
        record = self._take()
        return [record] if record else []

    def _hold(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > self._longest:
            raise RecordTooLongError(f"a record of more than {self._longest} bytes")

    def _take(self) -> bytes:
        record = b"".join(self._pieces).strip()
        self._pieces.clear()
        self._size = 0
        return record
