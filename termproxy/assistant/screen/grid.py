"""Output that moves between rows, played on pyte's screen.

pyte's parser is not used: it works character by character, prints the payload of sequences that
it does not know, and raises on some. What comes here is filtered (`screen.clean`) and cut into
tokens, and each token calls pyte's screen directly. Its `draw` is replaced too, by one that takes
a run of text at a time; together that is 8 to 10 times as fast.

pyte keeps neither what scrolled off the top nor which rows continue the one above. Both are added
here, because what scrolled off is still there to read, and a long line is one line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, cast

from pyte.modes import LNM
from pyte.screens import Char, Cursor, Screen

from termproxy.assistant.screen.lines import VERTICAL, parameters, spread
from termproxy.assistant.screen.lines import play as play_in_line

# Characters that may go through the grid for one output, which bounds its time.
LIMIT = 64 * 1024
# The tallest screen that sequences with row numbers can make us believe in.
TALLEST = 200

_TOKEN = re.compile(r"([\n\r\x08\t]|\x1b\[[0-9;]*[@-~]|\x1b[78DEMc])")
_ABSOLUTE = re.compile(r"\x1b\[(?:([0-9]+)(?:;[0-9]*)?[Hfd]|[0-9]*;([0-9]+)r)")
_MARGINS = re.compile(r"\x1b\[[0-9]*;[0-9]+r")
_BLANK = Char(" ")


def play(text: str, cols: int, rows: int) -> list[str]:
    """The lines of `text`. Parts without vertical movement take the cheap way."""
    rows = _believable(text, rows)
    lines = text.split("\n")
    out: list[str] = []
    position = 0
    for start, end, exact in _windows(lines, rows, whole=_MARGINS.search(text) is not None):
        out += play_in_line("\n".join(lines[position:start]), cols) if start > position else []
        part = "\n".join(lines[start:end])
        out += _grid(part, cols, rows) if exact else _flat(part, cols)
        position = end
    if position < len(lines):
        out += play_in_line("\n".join(lines[position:]), cols)
    return out


def _believable(text: str, rows: int) -> int:
    """At least as many rows as the program addressed: it asked the terminal, we may not know."""
    for found in _ABSOLUTE.finditer(text):
        row = int((found[1] or found[2])[:5])
        if rows < row <= TALLEST:
            rows = row
    return rows


def _windows(lines: list[str], rows: int, *, whole: bool) -> Iterator[tuple[int, int, bool]]:
    """Spans of lines to be played on the grid, in order, and whether within the budget.

    `rows` lines before a movement fill the screen, so that nothing earlier can be reached;
    `rows` line feeds after one bring the cursor to the bottom again, so that nothing is left to
    change. With a scroll region (`whole`) neither holds, and the window goes on to the end.
    """
    spans: list[list[int]] = []
    for index, line in enumerate(lines):
        if "\x1b" in line and VERTICAL.search(line):
            start, end = max(0, index - rows), index + rows + 1
            if spans and start <= spans[-1][1]:
                spans[-1][1] = end
            else:
                spans.append([start, end])
    if whole:
        spans = [[spans[0][0], len(lines)]]
    budget = LIMIT
    windows: list[tuple[int, int, bool]] = []
    for start, end in reversed(spans):
        end = first = min(end, len(lines))
        while first > start and budget >= len(lines[first - 1]):
            first -= 1
            budget -= len(lines[first]) + 1
        if first < end:
            windows.append((first, end, True))
        if first > start:
            windows.append((start, first, False))
            budget = 0
    return reversed(windows)


def _flat(text: str, cols: int) -> list[str]:
    """Every distinct line, once, in order: redraws fold, nothing is lost."""
    return list(dict.fromkeys(play_in_line(VERTICAL.sub("\n", text), cols)))


def _grid(text: str, cols: int, rows: int) -> list[str]:
    screen = _Screen(cols, rows)
    pieces = _TOKEN.split(text)
    if pieces[0]:
        screen.draw(pieces[0])
    for index in range(1, len(pieces), 2):
        control = pieces[index]
        simple = screen.simple.get(control)
        if simple:
            simple()
        else:
            screen.sequence(control[-1], parameters(control))
        if pieces[index + 1]:
            screen.draw(pieces[index + 1])
    return screen.text()


class _Cells(dict[str, Char]):
    """pyte's cells, made once per character."""

    def __missing__(self, character: str) -> Char:
        cell = self[character] = Char(character)
        return cell


_CELLS = _Cells()


class _Row(dict[int, Char]):
    """Cells by column. `wraps`: the width at which the next row continues this one, or 0."""

    wraps = 0

    def __missing__(self, column: int) -> Char:
        return _BLANK

    def text(self) -> str:
        if not self:
            return ""
        width = max(max(self) + 1, self.wraps)
        return "".join([self[column][0] for column in range(width)])


class _Screen(Screen):
    """pyte's screen, told by tokens, with a memory of what scrolled off its top."""

    def __init__(self, cols: int, rows: int) -> None:
        super().__init__(cols, rows)
        self.rows: defaultdict[int, _Row] = defaultdict(_Row)
        self.buffer = cast(Any, self.rows)  # for pyte's own methods: the same rows
        self.gone: list[_Row] = []
        self.saved: tuple[int, int] | None = None
        self.last = ""
        self.set_mode(LNM)
        self.simple: dict[str, Callable[[], None]] = {
            "\n": self.linefeed,
            "\r": self.carriage_return,
            "\x08": self.backspace,
            "\t": self.tab,
            "\x1b7": self.save_cursor,
            "\x1b8": self.restore_cursor,
            "\x1bD": self.index,
            "\x1bE": self.linefeed,
            "\x1bM": self.reverse_index,
            "\x1bc": self.wipe,
        }
        self.counted: dict[str, Callable[[int], None]] = {
            "@": self.insert_characters,
            "A": self.cursor_up,
            "B": self.cursor_down,
            "C": self.cursor_forward,
            "D": self.cursor_back,
            "E": self.cursor_down1,
            "F": self.cursor_up1,
            "G": self.cursor_to_column,
            "I": self.tabs,
            "L": self.insert_lines,
            "M": self.delete_lines,
            "P": self.delete_characters,
            "S": self.scroll_up,
            "T": self.scroll_down,
            "X": self.erase_characters,
            "Z": self.back_tabs,
            "`": self.cursor_to_column,
            "a": self.cursor_forward,
            "b": self.repeat,
            "d": self.cursor_to_line,
            "e": self.cursor_down,
            "J": self.erase_in_display,
            "K": self.erase_in_line,
        }

    def sequence(self, final: str, numbers: list[int]) -> None:
        """One CSI sequence; the others of its kind have been filtered out."""
        if final in "Hf":
            self.cursor_position(numbers[0], numbers[1] if len(numbers) > 1 else 0)
        elif final == "r":
            bottom = numbers[1] if len(numbers) > 1 else 0
            self.set_margins(numbers[0], bottom or self.lines)
        elif final == "s":
            self.save_cursor()
        elif final == "u":
            self.restore_cursor()
        else:
            self.counted[final](numbers[0])

    def text(self) -> list[str]:
        """All lines, from the first one that scrolled off to the last one on the screen."""
        last = max((y for y, row in self.rows.items() if row), default=-1)
        last = max(last, self.cursor.y)
        rows = [*self.gone, *(self.rows[y] for y in range(last + 1))]
        lines: list[str] = []
        joined = ""
        for row in rows:
            joined += row.text()
            if not row.wraps:
                lines.append(joined)
                joined = ""
        return [*lines, joined] if joined else lines

    def draw(self, data: str) -> None:
        """Put a run of text at the cursor, wrapping at the right edge."""
        self.last = data[-1]
        cells, cols, start = spread(data), self.columns, 0
        while start < len(cells):
            if self.cursor.x >= cols:
                row = self.rows[self.cursor.y]
                row.wraps = row.wraps or cols
                self.carriage_return()
                self.index()
            x, row = self.cursor.x, self.rows[self.cursor.y]
            count = min(cols - x, len(cells) - start)
            if start + count < len(cells) and cells[start + count] == "":
                count -= 1
                row.wraps = x + count
            if cells[start] != "" and row[x].data == "":
                row[x - 1] = _BLANK
            if row[x + count].data == "":
                row[x + count] = _BLANK
            piece = cells[start : start + count]
            row.update(zip(range(x, x + count), map(_CELLS.__getitem__, piece), strict=True))
            start += count
            self.cursor.x = x + count if start == len(cells) else cols

    def index(self) -> None:
        top, bottom = self.margins or (0, self.lines - 1)
        if self.cursor.y < bottom:
            self.cursor.y += 1
        elif self.cursor.y > bottom:
            self.cursor.y = min(self.cursor.y + 1, self.lines - 1)
        else:
            if top == 0:
                self.gone.append(self.rows[0])
            for y in range(top, bottom):
                self.rows[y] = self.rows[y + 1]
            self.rows[bottom] = _Row()

    def tab(self) -> None:
        self.tabs(1)

    def tabs(self, count: int) -> None:
        self.cursor.x = min(self.cursor.x - self.cursor.x % 8 + 8 * (count or 1), self.columns - 1)

    def back_tabs(self, count: int) -> None:
        x = min(self.cursor.x, self.columns - 1)
        self.cursor.x = max(0, (x + 7) // 8 * 8 - 8 * (count or 1))

    def repeat(self, count: int) -> None:
        if self.last:
            self.draw(self.last * min(count or 1, self.columns))

    def linefeed(self) -> None:
        self.last = ""
        super().linefeed()

    def delete_lines(self, count: int | None = None) -> None:
        """pyte leaves a line alone if the one that should replace it was never written to."""
        top, bottom = self.margins or (0, self.lines - 1)
        if top <= self.cursor.y <= bottom:
            for y in range(self.cursor.y, bottom + 1):
                below = y + (count or 1)
                self.rows[y] = self.rows[below] if below <= bottom else _Row()
            self.carriage_return()

    def insert_characters(self, count: int | None = None) -> None:
        """pyte pushes one cell past the right edge, where deleting would bring it back."""
        super().insert_characters(count)
        self.rows[self.cursor.y].pop(self.columns, None)

    def save_cursor(self) -> None:
        self.saved = (self.cursor.x, self.cursor.y)

    def restore_cursor(self) -> None:
        """Unlike pyte's stack, a terminal has one slot, and restoring does not empty it."""
        self.cursor = Cursor(*(self.saved or (0, 0)))

    def scroll_up(self, count: int) -> None:
        x, y = self.cursor.x, self.cursor.y
        _, bottom = self.margins or (0, self.lines - 1)
        for _ in range(min(count or 1, self.lines)):
            self.cursor.y = bottom
            self.index()
        self.cursor.x, self.cursor.y = x, y

    def scroll_down(self, count: int) -> None:
        x, y = self.cursor.x, self.cursor.y
        top, _ = self.margins or (0, self.lines - 1)
        for _ in range(min(count or 1, self.lines)):
            self.cursor.y = top
            self.reverse_index()
        self.cursor.x, self.cursor.y = x, y

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        row, x = self.rows[self.cursor.y], self.cursor.x
        if how == 1:
            row.update(dict.fromkeys(range(min(x + 1, self.columns)), _BLANK))
        elif how == 2:
            self.rows[self.cursor.y] = _Row()
        elif how == 0 and x < self.columns:
            if row[x].data == "":
                row[x - 1] = _BLANK
            for column in range(x, self.columns):
                row.pop(column, None)
            row.wraps = 0

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        """0 below, 1 above, 2 all. 3 is the scrollback, which `clean` looks after."""
        if how in (0, 1):
            self.erase_in_line(how)
        gone = {0: range(self.cursor.y + 1, self.lines), 1: range(self.cursor.y)}
        for y in gone.get(how, range(self.lines) if how == 2 else ()):
            self.rows[y] = _Row()

    def wipe(self) -> None:
        """RIS in the middle of what could not be dropped as a whole."""
        self.reset()
        self.set_mode(LNM)
        self.gone.clear()
