"""A small exact terminal for the tests: cells with their colours, wrap flags, scrollback.

Where real terminals differ it can be either: `quirks` names the behaviours of the second kind.
What is right for both is right for a user. Written apart from `core/region.py` on purpose.
"""

from __future__ import annotations

import codecs
import re

from wcwidth import wcwidth

TOKEN = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[([<=>?]?)([0-9;:]*)[ -/]*([@-~])|\x1b[(][0-B]"
    r"|\x1b([78MDEc=>])|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]"
)
BLANK = (" ", "")
# tmux counts BS and CUB from beyond the last cell; some terminals keep the pending wrap through
# erasing, moving and saving; DL goes to the first column in some.
QUIRKS = ("left-from-beyond", "pending-survives", "dl-homes")


class Terminal:
    """`lines` is scrollback and screen in one; the screen is the last `rows` of it."""

    def __init__(self, cols: int, rows: int, quirks: tuple[str, ...] = ()) -> None:
        self.cols, self.rows, self.quirks = cols, rows, quirks
        self.lines: list[dict[int, tuple[str, str]]] = [{} for _ in range(rows)]
        self.wrapped: set[int] = set()  # lines that go on in the next one
        self.y, self.x, self.pending = 0, 0, False
        self.sgr = ""
        self.saved = (0, 0, False, "")
        self.visible = True
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.rest = ""  # a sequence that is not complete
        self.origin = 0  # the first line that counts: the screen's top at the last wipe

    @property
    def top(self) -> int:
        return len(self.lines) - self.rows

    def feed(self, data: bytes) -> None:
        text, self.rest = self.rest + self.decode(data), ""
        position = 0
        while position < len(text):
            match = TOKEN.match(text, position)
            if match is None or match.group() == "\x1b":
                self.rest = text[position:]
                assert len(self.rest) < 20, f"the model does not know {self.rest!r}"
                return
            position = match.end()
            token, (prefix, parameters, final, escape) = match.group(), match.groups()
            if final:
                if prefix:
                    self.private(prefix, parameters, final)
                else:
                    self.csi(parameters, final)
            elif escape:
                self.escape(escape)
            elif token < " " or token == "\x7f":
                self.control(token)
            elif token[0] != "\x1b":
                self.draw(token)

    def resize(self, cols: int) -> None:
        """A new width, without reflow (as xterm does it)."""
        self.cols = cols
        self.lines = [{x: line[x] for x in line if x < cols} for line in self.lines]
        self.x, self.pending = min(self.x, cols - 1), False

    def draw(self, char: str) -> None:
        width = wcwidth(char)
        if width == 0:
            at = self.cols - 1 if self.pending else self.x - 1
            if at >= 0:
                old, sgr = self.line.get(at, BLANK)
                self.line[at] = (old + char, sgr)
            return
        if self.pending or self.x + width > self.cols:
            self.wrapped.add(self.top + self.y)
            self.index()
            self.x, self.pending = 0, False
        self.line[self.x] = (char, self.sgr)
        if width == 2:
            self.line[self.x + 1] = ("", self.sgr)
        self.x += width
        if self.x == self.cols:
            self.x, self.pending = self.cols - 1, True

    @property
    def line(self) -> dict[int, tuple[str, str]]:
        return self.lines[self.top + self.y]

    def index(self) -> None:
        if self.y == self.rows - 1:
            self.lines.append({})
        else:
            self.y += 1

    def control(self, char: str) -> None:
        if char == "\r":
            self.x, self.pending = 0, False
        elif char == "\n":
            self.clear_pending()
            self.index()
        elif char == "\b" and self.x:
            self.left(1)

    def clear_pending(self) -> None:
        if "pending-survives" not in self.quirks:
            self.pending = False

    def left(self, count: int) -> None:
        if self.pending and "left-from-beyond" in self.quirks:
            count -= 1
        self.x, self.pending = max(0, self.x - count), False

    def escape(self, final: str) -> None:
        if final == "7":
            self.saved = (self.y, self.x, self.pending, self.sgr)
        elif final == "8":
            self.y, self.x, self.pending, self.sgr = self.saved
            self.clear_pending()
        elif final == "M":
            self.clear_pending()
            assert self.y, "RI at the top would scroll back"
            self.y -= 1
        elif final == "D":
            self.control("\n")
        elif final == "E":
            self.control("\r")
            self.control("\n")

    def private(self, prefix: str, parameters: str, final: str) -> None:
        if prefix == "?" and parameters == "25":
            self.visible = final == "h"

    def csi(self, parameters: str, final: str) -> None:
        numbers = [int(number or 0) for number in parameters.split(";")] if final != "m" else [0]
        count = max(1, numbers[0])
        if final == "m":
            self.sgr = "" if parameters in ("", "0") else self.sgr + parameters + ";"
            return
        if final == "D":
            self.left(count)
            return
        if final == "G":
            self.x, self.pending = min(count, self.cols) - 1, False
        elif final == "H":
            row, column = (*numbers, 0)[:2]
            self.y, self.x = min(max(row, 1), self.rows) - 1, min(max(column, 1), self.cols) - 1
            self.pending = False
        self.clear_pending()
        if final in "AF":
            self.y = max(0, self.y - count)
        elif final in "BE":
            self.y = min(self.rows - 1, self.y + count)
        elif final == "C":
            self.x, self.pending = min(self.cols - 1, self.x + count), False
        elif final == "J":
            self.erase(numbers[0])
        elif final == "K":
            self.erase_line(
                {0: (self.x, self.cols), 1: (0, self.x + 1), 2: (0, self.cols)}[numbers[0]]
            )
        elif final in "LM":
            self.shift(count, final)
        elif final in "@P":
            self.shift_cells(count if final == "@" else -count)
        if final in "EF" or (final in "LM" and "dl-homes" in self.quirks):
            self.x, self.pending = 0, False

    def erase_line(self, span: tuple[int, int], y: int | None = None) -> None:
        number = self.top + (self.y if y is None else y)
        for x in range(*span):
            self.lines[number].pop(x, None)
        if span[1] == self.cols:
            self.wrapped.discard(number)

    def erase(self, part: int) -> None:
        if part == 0:
            self.erase_line((self.x, self.cols))
        for y in {0: range(self.y + 1, self.rows), 1: range(self.y), 2: range(self.rows)}[part]:
            self.erase_line((0, self.cols), y)
        if part == 2:
            self.origin = self.top

    def shift(self, count: int, final: str) -> None:
        """IL pushes rows off the bottom of the screen, DL pulls blank ones in: both lose rows."""
        at = self.top + self.y
        for _ in range(min(count, self.rows - self.y)):
            if final == "L":
                del self.lines[-1]
                self.lines.insert(at, {})
                moved = {line + 1 if line >= at else line for line in self.wrapped}
            else:
                del self.lines[at]
                self.lines.append({})
                moved = {line - 1 if line > at else line for line in self.wrapped if line != at}
            self.wrapped = {line for line in moved if line < len(self.lines)}

    def shift_cells(self, by: int) -> None:
        """ICH and DCH within a row; narrow characters only."""
        cells = [self.line.get(x, BLANK) for x in range(self.cols)]
        if by > 0:
            cells[self.x : self.x] = [BLANK] * by
        else:
            del cells[self.x : self.x - by]
        self.lines[self.top + self.y] = {
            x: cell for x, cell in enumerate(cells[: self.cols]) if cell != BLANK
        }

    # ----------------------------------------------------------------- looking at it

    def picture(
        self, added: str = ""
    ) -> tuple[list[tuple[object, ...]], tuple[int, int, bool], str]:
        """Lines that count with cells, colours and wrap flags, the cursor, its colours.

        Lines that hold the text `added` are left out, as if they had never been written.
        """
        rows: list[tuple[object, ...]] = []
        cursor = None
        for number in range(self.origin, len(self.lines)):
            cells = self.lines[number]
            if added and added in "".join(char for char, _ in cells.values()):
                assert number != self.top + self.y, "the cursor stands in the hint"
                continue
            if number == self.top + self.y:
                cursor = (len(rows), self.x, self.pending)
            shown = tuple(sorted((x, cell) for x, cell in cells.items() if cell != BLANK))
            rows.append((shown, number in self.wrapped))
        while rows and rows[-1] == ((), False):
            rows.pop()
        assert cursor is not None
        return rows, cursor, self.sgr
