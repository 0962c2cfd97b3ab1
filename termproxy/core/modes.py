"""The modes of a terminal that outlive a command and decide whether a hint may be placed.

A program that was killed leaves them behind: the alternate screen, a scroll region, wrapping off.
They are followed through all output, so this must cost next to nothing: a few searches of the
chunk done by C, and a closer look only where one of them hits. Sources: xterm's ctlseqs, VT510.
"""

from __future__ import annotations

_ESC = b"\x1b"
_DIGITS = b"0123456789;"
_ONE_FINAL = bytes.maketrans(b"h", b"r")
# A sequence cut by the end of a chunk waits for the rest, if it is no longer than this.
_LONGEST = 64
_ALTERNATE = (b"47", b"1047", b"1049")


class Modes:
    """What the output so far left switched on or off; the fields start as terminals do."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._cut = b""
        self.alternate_used = False  # since the caller last set this to False
        self.reset()

    def reset(self) -> None:
        """As after ESC c (RIS)."""
        self.cursor_visible = True  # ?25
        self.synchronised = False  # ?2026: an update of the screen is under way
        self.alternate = False  # ?47, ?1047, ?1049: the alternate screen
        self.margins = False  # a scroll region is set (DECSTBM)
        self.sides = False  # ?69: side margins may be set
        self.origin = False  # ?6: rows count from the scroll region
        self.autowrap = True  # ?7
        self.insert = False  # 4: text pushes the rest of its row
        self.newline = False  # 20: LF goes to the first column
        self.paste = False  # ?2004: pasted text comes between brackets

    @property
    def obstacle(self) -> str:
        """Why rows cannot be inserted above a prompt now, or ""."""
        if self.alternate:
            return "the alternate screen is on"
        if self.margins or self.sides or self.origin:
            return "a scroll region is set"
        if self.insert or self.newline:
            return "the terminal is in an unusual mode"
        return ""

    def resize(self, rows: int) -> None:
        """The window has a new height; terminals drop the scroll region then."""
        self._rows = rows
        self.margins = False

    def scan(self, data: bytes) -> None:
        """Follow a chunk of output; sequences may be cut anywhere between chunks."""
        if self._cut:
            data, self._cut = self._cut + data, b""
        last = data.rfind(_ESC)
        if last < 0:
            return
        if len(data) - last < _LONGEST and _incomplete(data, last):
            self._cut, data = data[last:], data[:last]
        self._switches(data)
        usual = self.autowrap and self.cursor_visible and not self.paste
        if self.obstacle or not usual or self.synchronised:
            self._resets(data)

    def _switches(self, data: bytes) -> None:
        # What cannot be there is ruled out by the cheapest search; rfind is CPython's faster one.
        if b"?" in data:
            self._private(data)
        # With the digits gone and h for r, all scroll regions and mode switches look the same.
        found = data.translate(_ONE_FINAL, _DIGITS).rfind(b"\x1b[r") >= 0
        if found:
            self._scroll_region(data)
        if found or self.insert or self.newline:
            self.insert = _last_of(data, b"\x1b[4h", b"\x1b[4l", self.insert)
            self.newline = _last_of(data, b"\x1b[20h", b"\x1b[20l", self.newline)

    def _resets(self, data: bytes) -> None:
        """RIS and DECSTR put things right; what follows them in the chunk counts again."""
        if (start := data.rfind(b"\x1bc")) >= 0:
            self.reset()
            data = data[start + 2 :]
            self._switches(data)
        if (start := data.rfind(b"\x1b[!p")) >= 0:
            self.margins = self.sides = self.origin = self.insert = False
            self.cursor_visible = True
            self._switches(data[start + 4 :])

    def _private(self, data: bytes) -> None:
        for part in data.split(b"\x1b[?")[1:]:
            if part.startswith((b"25h", b"25l")):  # by far the most frequent
                self.cursor_visible = part[2] == 0x68
                continue
            end = 0
            while end < len(part) and part[end] in _DIGITS:
                end += 1
            if part[end : end + 1] in (b"h", b"l"):
                for number in part[:end].split(b";"):
                    self._set(number, part[end] == 0x68)

    def _set(self, number: bytes, on: bool) -> None:
        if number in _ALTERNATE:
            self.alternate = on
            self.alternate_used = self.alternate_used or on
        elif number == b"25":
            self.cursor_visible = on
        elif number == b"2004":
            self.paste = on
        elif number == b"2026":
            self.synchronised = on
        elif number == b"6":
            self.origin = on
        elif number == b"7":
            self.autowrap = on
        elif number == b"69":
            self.sides = on

    def _scroll_region(self, data: bytes) -> None:
        """The last DECSTBM says whether the screen still scrolls as a whole."""
        end = len(data)
        while (start := data.rfind(b"\x1b[", 0, end)) >= 0:
            final = _final(data, start + 2)
            rows = data[start + 2 : final]
            if data[final : final + 1] == b"r" and not rows.strip(_DIGITS):
                top, _, bottom = rows.partition(b";")
                whole = int(top or 0) <= 1 and not 0 < int(bottom or 0) < self._rows
                self.margins = not whole
                return
            end = start


def _final(data: bytes, start: int) -> int:
    """Where the final byte of a CSI sequence stands, whose parameters begin at `start`."""
    while start < len(data) and not 0x40 <= data[start] <= 0x7E:
        start += 1
    return start


def _incomplete(data: bytes, start: int) -> bool:
    """True if the sequence at `start`, in the last bytes of `data`, may be cut off there."""
    if start + 1 == len(data):
        return True
    return data[start + 1] == 0x5B and _final(data, start + 2) == len(data)


def _last_of(data: bytes, on: bytes, off: bytes, before: bool) -> bool:
    """The state of a mode after `data`: as its last switch there left it."""
    set_at, reset_at = data.rfind(on), data.rfind(off)
    return before if set_at == reset_at else set_at > reset_at
