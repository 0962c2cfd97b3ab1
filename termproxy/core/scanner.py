"""The fast path over a chunk of output: our own marks come out, all else passes unchanged.

A mark is `ESC ] 6977 ; NONCE ; LETTER [; FIELDS] BEL`. The number is ours alone, so no terminal
gives it a meaning; the nonce is a secret of this session, so `cat evil.log` cannot forge a mark.
Anything that does not start with exactly that, a 6977 with another nonce as well as everyone's
OSC 133 and 633, is somebody else's and none of our business.

Two shapes of body. An ordinary one is printable: it ends at BEL, and an ESC within says that it
was cut short (^C makes the kernel drop what the terminal has not read yet), so it is no mark.
Letter E carries a line of history as it stands, control characters and all, and ends at
`; NONCE BEL`. In both, a mark is one only if it ends within LIMIT bytes; where it starts decides,
never how the stream was cut into chunks.
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from typing import TypeAlias

INTRODUCER = b"\x1b]6977;"

# Fits a command line of any sane length: Linux allows 128 KiB for one argument.
LIMIT = 256 * 1024

ESC = b"\x1b"
BEL = b"\x07"
RAW_LETTER = 0x45  # "E"


@value
class Mark:
    """One mark: its letter, and the undecoded bytes of its fields, without the first ";"."""

    letter: str
    body: bytes


if TYPE_CHECKING:
    Piece: TypeAlias = bytes | Mark


class Scanner:
    """Takes the marks that carry `nonce` out of a stream of output.

    `held` are bytes that are held back, because they may be the beginning of a mark. The
    caller gives a mark a moment (50 ms) to be completed and then takes the bytes with `flush()`.
    """

    def __init__(self, nonce: bytes) -> None:
        if not nonce.isalnum():
            raise ValueError("a nonce is made of ASCII letters and digits")
        self._intro = INTRODUCER + nonce + b";"
        self._raw_end = b";" + nonce + BEL
        self._reach = len(self._intro) - 1  # the longest part of an introducer that can be cut off
        self._held = b""
        self._seen = 0  # up to here the held mark is known to have no end

    @property
    def held(self) -> bytes:
        """The bytes that are held back."""
        return self._held

    def feed(self, chunk: bytes) -> list[Piece]:
        """The next pieces of the stream, in order: bytes to relay and marks to act upon."""
        if not self._held:
            if chunk.find(self._intro) < 0:
                # Nearly always. Only a beginning of an introducer at the very end can matter now,
                # and ESC occurs in it but once, so it can only be the last one.
                last = chunk.rfind(ESC, -self._reach) if chunk else -1
                if last < 0 or not self._intro.startswith(chunk[last:]):
                    return [chunk] if chunk else []
            return self._scan(chunk, 0)
        return self._scan(self._held + chunk, self._seen)

    def flush(self) -> bytes:
        """Give up waiting: the held bytes, which are plain output from now on."""
        held, self._held, self._seen = self._held, b"", 0
        return held

    def _scan(self, data: bytes, seen: int) -> list[Piece]:
        """Cut `data`; no mark that starts at its first byte ends before `seen`."""
        self._held, self._seen = b"", 0
        pieces: list[Piece] = []
        done = 0  # everything before is in `pieces`
        look = 0  # where to look for the next introducer
        while (at := data.find(self._intro, look)) >= 0:
            start = at + len(self._intro)
            end = self._end(data, at, start, seen if at == 0 else 0)
            if end > 0:
                if at > done:
                    pieces.append(data[done:at])
                pieces.append(_mark(data[start:end]))
                done = look = end + (len(self._raw_end) if data[start] == RAW_LETTER else 1)
            elif end < 0:
                look = start  # no mark after all
            else:
                self._seen = len(data) - at
                break
        if at < 0:
            at = data.rfind(ESC, max(look, len(data) - self._reach))
            if at < 0 or not self._intro.startswith(data[at:]):
                at = len(data)
        if at > done:
            pieces.append(data[done:at])
        self._held = data[at:]
        return pieces

    def _end(self, data: bytes, at: int, start: int, seen: int) -> int:
        """Where the mark's terminator stands; 0 when it is yet to come, -1 when there is none."""
        stop = at + LIMIT
        if start >= len(data):
            return 0
        if not 0x41 <= data[start] <= 0x5A:
            return -1
        if data[start] == RAW_LETTER:
            end = data.find(self._raw_end, max(start, seen - len(self._raw_end)), stop)
        else:
            end = data.find(BEL, max(start, seen), stop)
            if data.find(ESC, max(start, seen), end if end > 0 else stop) >= 0:
                return -1
        if end > 0:
            return end
        return -1 if len(data) >= stop else 0


def _mark(inner: bytes) -> Mark:
    letter, _, body = inner.partition(b";")
    return Mark(letter.decode("latin-1"), body)
