"""ttyrec: records of output with the wall-clock time of each.

A record is a header of three little-endian 32-bit numbers, seconds, microseconds and length, and
then that many bytes (ttyrec(1), ``io.c`` of ttyrec 1.0.8). The window's size is not recorded.
"""

from __future__ import annotations

from termproxy.core.events import Output
from termproxy.core.recording import LONGEST, DecodeError, Header
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from termproxy.core.recording import TimedEvent

# ttyrec reads the pty by the kilobyte; a record of 16 MB is damage, or another format.
LONGEST_RECORD = 1 << 24


def plausible(header: bytes) -> bool:
    """Whether these 12 bytes can be the header of a record."""
    length = int.from_bytes(header[8:12], "little")
    microseconds = int.from_bytes(header[4:8], "little")
    return len(header) == 12 and microseconds < 1_000_000 and length <= LONGEST_RECORD


class Decoder:
    """Bytes of a ttyrec, cut anywhere, to timed events (core/recording.py)."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.warnings: list[str] = []
        self._data = bytearray()
        self._number = 0
        self._start: float | None = None
        self._time = 0.0
        self._error: DecodeError | None = None

    def feed(self, data: bytes) -> list[TimedEvent]:
        """Take more of the file; give the records that are complete."""
        if self._error is not None:
            raise self._error
        self._data += data
        events: list[TimedEvent] = []
        at = 0
        while len(self._data) - at >= 12:
            head = bytes(self._data[at : at + 12])
            if not plausible(head):
                self._error = DecodeError(f"record {self._number + 1} is no ttyrec record")
                break
            self.header = self.header or Header("ttyrec")
            end = at + 12 + int.from_bytes(head[8:], "little")
            if end > len(self._data):
                break
            self._number += 1
            events.append((self._clock(head), Output(bytes(self._data[at + 12 : end]))))
            at = end
        del self._data[:at]
        return events

    def finish(self) -> list[TimedEvent]:
        """The end of the file: what there is of a record that was cut short."""
        if self._error is not None:
            raise self._error
        if self.header is None:
            raise DecodeError("it is empty" if not self._data else "it is no ttyrec")
        if not self._data:
            return []
        self.warnings.append(f"its last record ({self._number + 1}) is not whole")
        head, rest = bytes(self._data[:12]), bytes(self._data[12:])
        return [(self._clock(head), Output(rest))] if rest else []

    def _clock(self, head: bytes) -> float:
        """Seconds since the first record; a clock that was set back stands still."""
        now = int.from_bytes(head[:4], "little") + int.from_bytes(head[4:8], "little") / 1e6
        if self._start is None:
            self._start = now
        self._time = min(max(self._time, now - self._start), LONGEST)
        return self._time
