"""What an edit line looked like when Enter was pressed, from the bytes that drew it.

A last resort: bash tells a command's text only through its history, and a line kept out of it
(a leading space) cannot be told from a repeated one (`HISTCONTROL=ignoreboth`, Debian's default).
The echo can. This is a line, not a terminal: what it does not understand it does not guess.
"""

from __future__ import annotations

LONGEST = 4096
ENDS = ("\x1b[?2004l", "\r", "\n")


def echoed(data: bytes) -> str | None:
    """The single line that `data` drew, from the end of the prompt to Enter; None when unsure."""
    if len(data) > LONGEST:
        return None
    text = data.decode("utf-8", "surrogateescape")
    while text.endswith(ENDS):
        for end in ENDS:
            text = text.removesuffix(end)
    cells: list[str] = []
    column = 0
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\x1b":
            final, count, at = _control(text, at)
            if final == "D":
                column -= count
            elif final == "C":
                column += count
            elif final == "K" and count == 0:
                del cells[column:]
            elif final == "P":
                del cells[column : column + count]
            elif final == "@":
                cells[column:column] = [" "] * count
            elif final != "m" and final != "2004":
                return None
        elif char == "\b":
            column -= 1
            at += 1
        elif char == "\a":
            at += 1
        elif char < " " or char == "\x7f":
            return None
        else:
            cells[column : column + 1] = [char]
            column += 1
            at += 1
        if not 0 <= column <= len(cells):
            return None
        if not text.isascii() and column != len(cells):
            return None  # cells and characters may differ: wide characters
    return "".join(cells)


def _control(text: str, at: int) -> tuple[str, int, int]:
    """The final character of the sequence at `at`, its number, and what follows it."""
    if text.startswith(("\x1b[?2004h", "\x1b[?2004l"), at):
        return "2004", 0, at + 8
    if not text.startswith("\x1b[", at):
        return "", 0, at + 1
    stop = at + 2
    while stop < len(text) and text[stop] in "0123456789;":
        stop += 1
    final = text[stop : stop + 1]
    digits = text[at + 2 : stop]
    if ";" in digits and final != "m":
        return "", 0, stop + 1
    if final == "m":
        return "m", 0, stop + 1
    return final, int(digits) if digits else (0 if final == "K" else 1), stop + 1
