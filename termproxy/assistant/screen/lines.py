"""Lines that move the cursor within themselves, played on one row of cells.

Nothing here needs a screen: a carriage return goes to the start of the *row*, and a line longer
than the screen is wide has several, of which only the last can still be changed. The rows are
joined again at the end.
"""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

# Movements to another row. (D, E, M and c stand alone after ESC as well as after CSI.)
VERTICAL = re.compile(r"\x1b(?:\[[0-9;]*[ABEFHJLMSTdefrsu]|[78DEMc])")
TOKEN = re.compile(r"([\r\x08\t]|\x1b\[[0-9;]*[@-~])")
FARTHEST = 9999

_RETURN = re.compile(r"[\r\x08]")
_CONTROL = re.compile(r"[\r\x08\x1b]")


class _Widths(dict[str, int]):
    """Cells per character, by Unicode's East Asian Width; ambiguous ones are narrow."""

    def __missing__(self, character: str) -> int:
        if category(character) in ("Mn", "Me", "Cf"):
            width = 0
        else:
            width = 2 if east_asian_width(character) in "WF" else 1
        self[character] = width
        return width


WIDTHS = _Widths()


def spread(text: str) -> list[str]:
    """The cells that `text` fills: a wide character fills two, the second one empty.

    Characters without a width of their own share the cell of the one before them.
    """
    if text.isascii():
        return list(text)
    cells: list[str] = []
    for character in text:
        width = WIDTHS[character]
        if width == 1:
            cells.append(character)
        elif width == 2:
            cells += (character, "")
        elif cells:
            cells[-2 if cells[-1] == "" and len(cells) > 1 else -1] += character
    return cells


def parameters(sequence: str) -> list[int]:
    """The numbers of a plain CSI sequence; one left out is 0."""
    return [min(int(number[:5] or 0), FARTHEST) for number in sequence[2:-1].split(";")]


def play(text: str, cols: int) -> list[str]:
    """The lines of `text`, those with controls in them resolved."""
    out: list[str] = []
    position = 0
    while found := _CONTROL.search(text, position):
        start = text.rfind("\n", position, found.start()) + 1 or position
        end = text.find("\n", found.start())
        end = len(text) if end < 0 else end
        if start > position:
            out += text[position : start - 1].split("\n")
        out.append(resolve(text[start:end], cols))
        position = end + 1
    if position <= len(text):
        out += text[position:].split("\n")
    return out


def resolve(line: str, cols: int) -> str:
    """What `line` shows in the end."""
    line = line.lstrip("\r")
    if _RETURN.search(line) is None and line.count("\x1b") == line.count("\x1b[K"):
        # Erasing to the right where nothing has been written is what gcc and git do all the time.
        line = line.replace("\x1b[K", "")
    if _CONTROL.search(line) is None:
        return line
    row = _Row(cols)
    pieces = TOKEN.split(line)
    if pieces[0]:
        row.write(pieces[0])
    for index in range(1, len(pieces), 2):
        control = pieces[index]
        if control == "\r":
            row.x = 0
        else:
            row.control(control)
        if pieces[index + 1]:
            row.write(pieces[index + 1])
    return row.text()


class _Row:
    """The row that the cursor is in, and the text of the rows of the same line above it.

    `x` is the cursor's column; x == cols is the pending wrap after the last column was written.
    Erasing there leaves that last character alone, unlike xterm: gcc and cargo erase after text
    that happens to fill a row, and they did print it.
    """

    __slots__ = ("above", "cells", "cols", "last", "x")

    def __init__(self, cols: int) -> None:
        self.cols = cols
        self.above: list[str] = []
        self.cells: list[str] = []
        self.x = 0
        self.last = ""

    def text(self) -> str:
        return "".join([*self.above, *self.cells])

    def write(self, text: str) -> None:
        self.last = text[-1]
        self._place(spread(text))

    def _place(self, cells: list[str]) -> None:
        cols, start = self.cols, 0
        while start < len(cells):
            if self.x >= cols:
                self._wrap()
            count = min(cols - self.x, len(cells) - start)
            if start + count < len(cells) and cells[start + count] == "":
                count -= 1  # the second half of a wide character does not fit
                if count == 0:
                    self._wrap()
                    continue
            self._overwrite(self.x, cells[start : start + count])
            start += count
            self.x += count
            if start < len(cells):
                self.x = cols

    def _wrap(self) -> None:
        self.above.append("".join(self.cells))
        self.cells = []
        self.x = 0

    def _overwrite(self, x: int, new: list[str]) -> None:
        cells, end = self.cells, x + len(new)
        if x > len(cells):
            cells.extend(" " * (x - len(cells)))
        if 0 < x < len(cells) and cells[x] == "":
            cells[x - 1] = " "
        if end < len(cells) and cells[end] == "":
            cells[end] = " "
        cells[x:end] = new

    def control(self, control: str) -> None:
        """Backspace, tab, or one of the CSI sequences that stay in the row."""
        final = control[-1]
        if final == "\t":
            self.x = min(self.x - self.x % 8 + 8, self.cols - 1)
            return
        numbers = [0] if final == "\x08" else parameters(control)
        count = numbers[0] or 1
        if final in "\x08D":
            self.x = max(0, min(self.x, self.cols - 1) - count)
        elif final in "Ca":
            self.x = min(self.x + count, self.cols - 1)
        elif final in "G`":
            self.x = min(count, self.cols) - 1
        elif final == "I":
            self.x = min(self.x - self.x % 8 + 8 * count, self.cols - 1)
        elif final == "Z":
            self.x = max(0, (min(self.x, self.cols - 1) + 7) // 8 * 8 - 8 * count)
        elif final == "b" and self.last:
            self._place(spread(self.last) * min(count, self.cols))
        else:
            self._edit(final, numbers[0], count)

    def _edit(self, final: str, how: int, count: int) -> None:
        cells, x = self.cells, self.x
        if final == "K":
            if how == 2:
                cells.clear()
            elif how == 1:
                self._overwrite(0, [" "] * min(x + 1, self.cols))
            elif how == 0 and x < len(cells):
                self._overwrite(x, [" "])
                del cells[x:]
        elif final == "X" and x < len(cells):
            self._overwrite(x, [" "] * min(count, len(cells) - x))
        elif final == "P":
            del cells[x : x + count]
        elif final == "@" and x < len(cells):
            cells[x:x] = " " * min(count, self.cols)
            del cells[self.cols :]
