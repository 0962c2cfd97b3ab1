"""What a recording has done to the terminal, and how to undo it.

A recording that is left half-way, or that a crash cut short, leaves the terminal in the alternate
screen, without a cursor, reporting the mouse. We note what is switched on as it goes by.
"""

from __future__ import annotations

import re

# Private modes that are off in a terminal at rest; 25 (the cursor) and 7 (wrap) are on.
_RESTING_OFF = {
    1, 5, 6, 9, 12, 47, 66, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016,
    1047, 1049, 2004, 2026, 2031, 2048,
}  # fmt: skip
_RESTING_ON = {7, 25}
_LEAVE_FIRST = (2026, 1049, 1047, 47)

_TOKEN = re.compile(
    rb"\x1b(?:"
    rb"\[(?P<params>[0-?]*)(?P<final>[ -/]*[@-~])"
    rb"|(?P<string>[PX\]^_])(?P<body>[^\x1b\x07]{64}|[^\x1b\x07]*(?=[\x1b\x07]))"
    rb"|\((?P<charset>[ -~])"
    rb"|(?P<single>[=>cZ])"
    rb"|(?P<other>[^\[PX\]^_(=>cZ]))",
    re.DOTALL,
)
_LONGEST_BEGINNING = 128

# Control sequences that make a terminal answer: DA, DSR, DECRQM, XTVERSION, window reports, ...
_ASKING = re.compile(rb"[0-?]*c|\??[56]n|\?[0-9]+n|[0-?]*\$p|>[0-9]*q|1[13-689]t|2[01]t|\?u|[01]?x")


class Modes:
    """Follow output, cut anywhere; `undo` gives the bytes that put a terminal at rest."""

    def __init__(self) -> None:
        self.asked = False  # the recording holds queries, and answers may be on their way
        self._begun = b""
        self._reset()

    def _reset(self) -> None:
        self._changed: set[int] = set()  # private modes that are not as at rest
        self._pushed = 0  # sets of kitty's keyboard flags
        self._other: dict[str, bytes] = {}  # what else is not, and what mends it

    def feed(self, data: bytes) -> None:
        """Note what `data` does."""
        if b"\x1b" not in data and not self._begun:
            return
        data = self._begun + data
        end = 0
        for token in _TOKEN.finditer(data):
            self._note(token)
            end = token.end()
        rest = data.find(b"\x1b", end)
        begun = data[rest:] if rest >= 0 else b""
        self._begun = begun if len(begun) <= _LONGEST_BEGINNING else b""

    @property
    def midway(self) -> bool:
        """Whether the output stops within a control sequence."""
        return bool(self._begun)

    def undo(self) -> bytes:
        """Bytes that undo what is left; nothing when the recording cleaned up after itself."""
        late = sorted(self._changed - set(_LEAVE_FIRST))
        first = [mode for mode in _LEAVE_FIRST if mode in self._changed]
        modes = b"".join(
            b"\x1b[?%d%c" % (mode, b"h" if mode in _RESTING_ON else b"l") for mode in first + late
        )
        mended = modes + b"".join(self._other.values())
        self._reset()
        return mended

    def _note(self, token: re.Match[bytes]) -> None:
        if (final := token["final"]) is not None:
            self._control(token["params"], final)
        elif string := token["string"]:
            body = token["body"]
            if string == b"]":  # "OSC 11 ; ?" asks for a colour
                self.asked |= b"?" in body
            elif string == b"P":  # DECRQSS, XTGETTCAP
                self.asked |= body[:2] in (b"$q", b"+q")
            elif string == b"_":  # kitty's graphics
                self.asked |= body[:1] == b"G"
        elif (charset := token["charset"]) is not None:
            self._set("charset", charset != b"B", b"\x1b(B")
        elif single := token["single"]:
            if single == b"c":
                self._reset()
            elif single == b"Z":
                self.asked = True
            else:
                self._set("keypad", single == b"=", b"\x1b>")

    def _control(self, params: bytes, final: bytes) -> None:
        if final in (b"h", b"l") and params[:1] == b"?":
            for number in params[1:].split(b";"):
                if number.isdigit() and len(number) < 6:
                    self._switch(int(number), final == b"h")
        elif final == b"m" and params[:1] not in (b">", b"?"):
            self._set("sgr", params.strip(b"0") != b"", b"\x1b[0m")
        elif final == b"m" and params[:2] == b">4":
            self._set("modify", params not in (b">4", b">4;0"), b"\x1b[>4m")
        elif final == b"u" and params[:1] in (b">", b"<"):
            count = int(params[1:]) if params[1:].isdigit() and len(params) < 4 else 1
            self._pushed = self._pushed + 1 if params[:1] == b">" else max(0, self._pushed - count)
            self._set("kitty", self._pushed > 0, b"\x1b[<%du" % self._pushed)
        elif final == b"r" and params[:1] != b"?":
            self._set("margins", params.strip(b";") != b"", b"\x1b7\x1b[r\x1b8")
        elif final == b" q":
            self._set("cursor", params.strip(b"0") != b"", b"\x1b[0 q")
        elif final == b"!p":
            self._reset()
        elif _ASKING.fullmatch(params + final):
            self.asked = True

    def _switch(self, mode: int, on: bool) -> None:
        if mode in _RESTING_OFF | _RESTING_ON:
            if on == (mode in _RESTING_ON):
                self._changed.discard(mode)
            else:
                self._changed.add(mode)

    def _set(self, name: str, changed: bool, mend: bytes) -> None:
        if changed:
            self._other[name] = mend
        else:
            self._other.pop(name, None)
