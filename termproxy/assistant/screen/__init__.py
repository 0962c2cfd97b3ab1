"""Bytes that a terminal received -> the text that a person could read when the command had ended.

Three speeds, and each part of an output takes the cheapest that is exact for it:

* *plain*: colours, titles, modes and the like are taken out by one regular expression. Lines
  stay what the program printed, however often the screen wrapped them.
* *in-line* (`lines.py`): lines that move the cursor within themselves (progress bars with a
  carriage return, backspaces, erase-line) are played on a row of cells.
* *grid* (`grid.py`): stretches that move the cursor between rows (docker, npm, cargo, apt) are
  played on pyte's screen, together with as many rows around them as the cursor can reach.

The grid costs about ten times as much as the rest, so it has a budget (`grid.LIMIT`). Where an
output moves up and down for longer than that, the end of it is exact, and of the part before
every distinct line is kept, once, in order: nothing that may be the cause is lost.

References: ECMA-48 (control functions), xterm's ctlseqs(ms), DEC STD 070 (pending wrap).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from termproxy.assistant.screen import lines as inline

__all__ = ["Text", "clean", "warm_up"]

# C0 controls that show nothing and end nothing. BEL, CAN, SUB and ESC delimit sequences and stay
# for now; VT and FF act as line feeds (xterm, ctlseqs). SO and SI are ignored in UTF-8 mode.
_SILENT = bytes([*range(0x07), *range(0x0E, 0x18), 0x19, *range(0x1C, 0x20), 0x7F])
_LINE_FEEDS = bytes.maketrans(b"\x0b\x0c", b"\n\n")

# Everything that prints nothing and moves nothing. What begins with ESC and is left standing
# afterwards is a cursor movement that `lines` or `grid` knows.
_NOISE = re.compile(
    r"\x1b(?:"
    r"\[[0-9;]*m"  # SGR: by far the most frequent
    r"|\[(?![0-9;]*[@-MPSTXZ`abdefrsu])[0-?]*[ -/]*[@-~]?"  # other CSI, private, or broken off
    r"|\][^\x07\x18\x1a\x1b]*+(?:[\x07\x18\x1a]|\x1b\\|(?=\x1b))"  # OSC
    r"|[PX^_][^\x18\x1a\x1b]*+(?:[\x18\x1a]|\x1b\\|(?=\x1b))"  # DCS, SOS, PM, APC
    r"|[]PX^_][^\n]*"  # a string that never ends: a terminal would wait for ever, we for one line
    r"|[ -/]+[0-~]?"  # nF: character sets, DECALN
    r"|(?![78DEMc])[0-Z\\`-~]"  # two characters, without those that move
    r"|(?=[\x00-\x1f\x7f-\U0010ffff])|\Z"  # an escape that escapes nothing
    r")"
)
_ALTERNATE_ON = re.compile(r"\x1b\[\?(?:[0-9]+;)*(?:1049|1047|47)(?:;[0-9]+)*h")
_ALTERNATE_OFF = re.compile(r"\x1b\[\?(?:[0-9]+;)*(?:1049|1047|47)(?:;[0-9]+)*l")
_C1 = re.compile("[\x80-\x9f]")
_OVERPRINT = re.compile(r"[\r\x08\x1b]")
_RETURNS = re.compile(r"\r+\n")
# Screen and scrollback erased at once: `clear`, `reset`, `tsc --watch`. Nobody can read it again.
_WIPED = re.compile(
    r"\x1bc|\x1b\[2J(?:\x1b\[[01;]*H)?\x1b\[3J|\x1b\[3J(?:\x1b\[[01;]*H)?\x1b\[2J"
    r"|\x1b\[[01;]*H\x1b\[0?J\x1b\[3J"
)

# What shells print when the cursor is not in column 0 at the end of a command, and zsh and fish
# always, with a row of blanks that only wraps if it is not: a mark, blanks, back, blank, back.
_STYLE = rb"(?:\x1b\[[0-9;]*m|\x1b\(B)"
_SHELL_TAIL = re.compile(
    rb"(?:" + _STYLE + rb"+(?:[^\x1b\r\n]{1,8}?)?" + _STYLE + rb"+ {4,}\r \r"  # zsh PROMPT_SP
    rb"|" + _STYLE + rb"*(\xe2\x8f\x8e|\xc2\xb6|~|\^J)" + _STYLE + rb"* *\r\1 +\r"  # fish
    rb")(?:\r|\x1b\[K)*\Z"
)
_TAIL_REACH = 4096


@dataclass(frozen=True)
class Text:
    """Clean text. `text` has lines separated by "\\n", none at its end, no control but tabs.

    Where the caller left bytes out of a long output, `gap` is the index of the line that says so.
    """

    text: str
    gap: int | None = None

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n") if self.text else []


def clean(
    raw: bytes, cols: int = 80, *, rows: int = 24, cut: int | None = None, skipped: int = 0
) -> Text:
    """The text that `raw` leaves on a terminal of `cols` x `rows` cells and in its scrollback.

    Total: any bytes will do, and equal bytes give equal text. Bytes that are no UTF-8 become
    U+FFFD. `cut` and `skipped` are those of `Failure`: bytes missing at index `cut`, and how many.
    """
    cols = cols if cols > 1 else 80
    rows = rows if rows > 1 else 24
    if cut is None or not skipped:
        return Text("\n".join(_trimmed(_read(without_shell_tail(raw), cols, rows))))
    head = _trimmed(_read(raw[:cut], cols, rows))
    tail = _trimmed(_read(without_shell_tail(_whole_lines(raw[cut:])), cols, rows, opened=True))
    return Text("\n".join([*head, f"[... {skipped} bytes left out ...]", *tail]), gap=len(head))


def warm_up() -> None:
    """Import what the first real output would otherwise wait for (pyte: 25 ms)."""
    clean(b"a\r\nb\x1b[A\x1b[K")


def _whole_lines(raw: bytes) -> bytes:
    """Without the first line, which begins somewhere in its middle, unless there is but one."""
    return raw[raw.find(b"\n") + 1 :]


def without_shell_tail(raw: bytes) -> bytes:
    if not raw.endswith((b"\r", b"\r\x1b[K")):
        return raw
    start = max(0, len(raw) - _TAIL_REACH)
    found = _SHELL_TAIL.search(raw, start)
    return raw[: found.start()] if found else raw


def _read(raw: bytes, cols: int, rows: int, *, opened: bool = False) -> list[str]:
    """`opened`: `raw` begins in the middle of an output, maybe within the alternate screen."""
    text = raw.translate(_LINE_FEEDS, _SILENT).decode("utf-8", "replace")
    if b"\xc2" in raw:
        text = _C1.sub("", text)
    if "\x1b" in text:
        if "\x1b[?" in text:
            text = "".join(_main_screen(text, opened))
        text = _NOISE.sub("", text)
    for delimiter in "\x07\x18\x1a":
        if delimiter in text:
            text = text.replace(delimiter, "")
    if "\r" in text:
        text = _RETURNS.sub("\n", text)
    if _OVERPRINT.search(text) is None:
        return text.split("\n")
    return _played(text, cols, rows)


def _main_screen(text: str, opened: bool) -> Iterator[str]:
    """The parts of `text` that went to the main screen."""
    position = 0
    entered = _ALTERNATE_ON.search(text)
    if opened:
        left = _ALTERNATE_OFF.search(text)
        if left and (entered is None or left.start() < entered.start()):
            position = left.end()
    while entered:
        yield text[position : entered.start()]
        left = _ALTERNATE_OFF.search(text, entered.end())
        if left is None:
            return
        position = left.end()
        entered = _ALTERNATE_ON.search(text, position)
    yield text[position:]


def _played(text: str, cols: int, rows: int) -> list[str]:
    text = text.replace("\x1b[0K", "\x1b[K")
    if "\x1b" in text:
        for wiped in reversed(list(_WIPED.finditer(text))):
            text = text[wiped.end() :]
            break
        if inline.VERTICAL.search(text):
            from termproxy.assistant.screen import grid  # pyte: only for those who need it

            return grid.play(text, cols, rows)
    return inline.play(text, cols)


def _trimmed(lines: list[str]) -> list[str]:
    """Without blanks at the ends of lines and without empty lines at the end."""
    lines = [line.rstrip(" \t") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines
