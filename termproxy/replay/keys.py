"""Keys pressed during a replay, told apart from what the terminal itself says.

A recording may hold queries (cursor position, colours, device attributes), and the terminal
answers them on the same line that keys come in. Answers are whole control sequences or strings,
so those are taken off first, wherever the reads cut them; a q within one is no key.
"""

from __future__ import annotations

import re
from typing import Final

PAUSE: Final = "pause"
STEP: Final = "step"
SKIP: Final = "skip"
MARKER: Final = "marker"
FASTER: Final = "faster"
SLOWER: Final = "slower"
QUIT: Final = "quit"

_KEYS: Final = {
    b" ": PAUSE,
    b".": STEP,
    b"]": MARKER,
    b"+": FASTER,
    b"=": FASTER,
    b"-": SLOWER,
    b"q": QUIT,
    b"Q": QUIT,
    b"\x03": QUIT,  # should the terminal's interrupt character be another one
    b"\x04": QUIT,
    b"\x1b[A": FASTER,
    b"\x1bOA": FASTER,
    b"\x1b[B": SLOWER,
    b"\x1bOB": SLOWER,
    b"\x1b[C": SKIP,
    b"\x1bOC": SKIP,
}

# ECMA-48: control sequences, SS3, and strings (DCS, OSC, SOS, PM, APC) up to BEL or ST.
# A string that holds ^C is none: it is an Alt key, and ^C must always be heard.
_TOKEN = re.compile(
    rb"\x1b\[M[^\x03]{3}|\x1b\[(?!M)[0-?]*[ -/]*[@-~]|\x1bO[ -~]"
    rb"|\x1b[PX\]^_][^\x1b\x07\x03]*(?:\x1b\\|\x07)"
    rb"|\x1b[^\[OPX\]^_\x1b\x03]|[^\x1b]",
    re.DOTALL,
)
_BEGINNING = re.compile(
    rb"\x1b(?:\[M[^\x03]{0,2}|\[[0-?]*[ -/]*|O|[PX\]^_][^\x1b\x07\x03]*\x1b?)?\Z", re.DOTALL
)
# A person's ESC is followed by nothing for a while, an answer's never.
PATIENCE = 0.3


class Keys:
    """Bytes from the terminal, cut anywhere, to actions."""

    def __init__(self) -> None:
        self._begun = b""
        self._when = 0.0

    def feed(self, data: bytes, now: float) -> list[str]:
        """The actions asked for; `now` is in seconds."""
        if now - self._when < PATIENCE:
            data = self._begun + data
        self._begun = b""
        actions = []
        at = 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None:
                if _BEGINNING.match(data, at):
                    self._begun, self._when = data[at:], now
                    break
                at += 1  # an ESC that begins nothing
                continue
            at = token.end()
            if action := _KEYS.get(token[0]):
                actions.append(action)
        return actions
