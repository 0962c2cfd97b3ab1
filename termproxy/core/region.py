"""Where the prompt stands: a model of the cursor that keeps no cell contents.

To insert rows above a live prompt one must know how far below the prompt's first row the cursor
is, and which is the last row that the shell uses. Both follow from what the shell wrote since the
prompt began, without knowing where on the screen that was. The rules, each bought with a failure:

1. `last` is the lowest row the cursor ever visited, blank or not: zsh comes back to blank rows
   by moving down, which does not scroll.
2. When the shell draws the same prompt anew further down, the region begins there.
3. A prompt may begin at any column: output without a final newline.
4. After an absolute move, a scroll, another screen or a resize nothing is known until the next
   prompt. `ESC [ H` alone is well known: row 0 of the screen.
5. Where terminals disagree (widths, what follows the last column), nothing is known either.

Rows count from the region's first, columns from 0; `x == cols` is the pending wrap: the last cell
is written and the next character goes to the next row.
"""

from __future__ import annotations

from termproxy.core.ansi import BROKEN, CONTROL, CSI, ESCAPE, STRING, TEXT, Token, Tokenizer
from termproxy.core.cells import UNSURE, cell_width
from termproxy.core.editline import EditLine

# Sequences that neither move the cursor nor shift rows: colours, erasing in a row, queries,
# cursor shape, keyboard protocols, window titles.
_HARMLESS = frozenset(b'm n c i t q x >c =c ?n >n ?m >m ?u <u =u >u >q "q $p ?$p'.split()) | {b" q"}
_WITHIN_ROW = frozenset(b"K ?K X P @".split())
_HARMLESS_ESCAPES = frozenset((b"=", b">", b"\\", b"%G", b"Z"))
_CHARSETS = b"()*+-./"
# Private modes that change what later sequences do to the cursor, or which screen they reach.
_DISTURBING = frozenset((3, 6, 45, 47, 66, 69, 95, 1047, 1048, 1049))
# Control strings that draw: sixel and other DCS apart from queries, kitty's pictures and scaled
# text, iTerm2's files.
_DRAWING = (b"\x1b_G", b"\x1b]66;", b"\x1b]1337;File", b"\x1b]1337;MultipartFile")
_QUERYING = (b"\x1bP+q", b"\x1bP$q")

_PRINTABLE = bytes(range(0x20, 0x7F))
_ENDLESS = 1 << 30
_ABOVE = -_ENDLESS


class Region:
    """The rows from a prompt's first to the last that the shell has used since.

    `reason` is empty while position and extent are known, else it says what was lost, and the
    other fields mean nothing until the next `begin`.
    """

    def __init__(self, cols: int, rows: int) -> None:
        self.reason = "no prompt yet"
        self._tokens = Tokenizer()
        self._start(cols, rows, 0, True)

    def _start(self, cols: int, rows: int, column: int, autowrap: bool) -> None:
        self.cols = max(1, cols)  # a terminal may not tell its size
        self.rows = rows
        self.y = 0
        self.x = min(column, self.cols)
        self.last = 0
        self.clears = 0  # how often the screen was wiped since the prompt began
        self.line = EditLine()
        self._wraps = autowrap
        self.unsure = False  # terminals differ on whether the wrap is still pending
        # At DECSC: y, x, unsure; and what must not have changed since, last and wraps.
        self._saved: tuple[int, int, bool, int, bool] | None = None
        self._top = False  # row 0 is the screen's first
        self._wiped = False  # everything on the screen was erased, nothing written since

    def begin(self, cols: int, rows: int, column: int, *, autowrap: bool = True) -> None:
        """A prompt begins at `column` of the row that is from now on row 0."""
        self._start(cols, rows, column, autowrap)
        self._tokens = Tokenizer()
        self.reason = ""

    def begin_again(self) -> None:
        """The same prompt is drawn anew, from the cursor's row on."""
        self.last -= self.y
        self.line.moved_up(self.y * self.cols)
        self._top = self._top and self.y == 0
        if self._saved is not None:
            y, x, unsure, last, wraps = self._saved
            self._saved = (y - self.y, x, unsure, last - self.y, wraps)
        self.y = 0

    def pushed_down(self) -> None:
        """Rows were inserted above row 0."""
        self._top = False

    @property
    def cell(self) -> int:
        """The cell that the next character goes to, counted from the region's first."""
        return self.y * self.cols + self.x

    def lose(self, reason: str) -> None:
        """From here on the model does not know; the first reason is the one that counts."""
        self.reason = self.reason or reason

    @property
    def unsettled(self) -> str:
        """Why the present instant is no moment to write in between, or ""."""
        if self._tokens.midway:
            return "an escape sequence or a character is not complete"
        if self.unsure or self.x >= self.cols:
            return "the cursor's column is not certain"
        if self._saved is not None:
            return "a saved cursor position waits for its return"
        return ""

    def feed(self, data: bytes) -> None:
        """Follow what the shell wrote."""
        if self.reason:
            return
        if not self._tokens.midway and not data.translate(None, _PRINTABLE):
            self._text(data)  # the echo of a key: by far the most frequent
            return
        for token in self._tokens.feed(data):
            self.apply(token)

    def apply(self, token: Token) -> None:
        """Follow one token of what the shell wrote."""
        kind = token.kind
        if self.reason:
            pass
        elif kind == TEXT:
            self._text(token.raw)
        elif kind == CSI:
            self._csi(token)
        elif kind == CONTROL:
            self._control(token.raw[0])
        elif kind == ESCAPE:
            self._escape(token.code)
        elif kind == STRING:
            raw = token.raw
            if raw.startswith(_DRAWING):
                self.lose("a picture was drawn")
            elif raw.startswith(b"\x1bP") and not raw.startswith(_QUERYING):
                self.lose("a device control string was sent")
        elif kind == BROKEN:
            self.lose("a broken escape sequence was written")

    # ----------------------------------------------------------------- text

    def _text(self, raw: bytes) -> None:
        self._wiped = False
        if self.unsure:
            self.lose("text was written at a column that is not certain")
        elif raw.isascii():
            self._cells(len(raw))
        else:
            self._characters(raw)

    def _cells(self, count: int) -> None:
        """`count` characters of one cell each."""
        end = self.x + count
        self.line.wrote(self.cell, count)
        if not self._wraps:
            self.x = min(end, self.cols - 1)
        elif end <= self.cols:
            self.x = end
        else:
            wraps = (end - 1) // self.cols
            self.x = end - wraps * self.cols
            self._down(wraps)

    def _characters(self, raw: bytes) -> None:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self.lose("the text is not UTF-8")
            return
        for char in text:
            width = cell_width(char)
            if width == UNSURE:
                self.lose(f"terminals differ on the width of U+{ord(char):04X}")
                return
            if width == 2 and self.x == self.cols - 1:
                # It does not fit any more: the last cell stays empty.
                if not self._wraps or self.cols < 2:
                    self.lose("a wide character was written at the right edge")
                    return
                self.x = self.cols
            if width:
                self._cells(width)

    # ----------------------------------------------------------------- moves

    def _down(self, count: int) -> None:
        """Down as a line feed goes, the screen scrolling where it must."""
        self.y += count
        if self.y > self.last:
            self.last = self.y

    def _move_down(self, count: int) -> None:
        """Down as CUD goes: it stops at the screen's last row, wherever that is."""
        if self.y + count > self.last:
            self.lose("the cursor moved below the rows in use")
        self.y += count

    def _up(self, count: int) -> None:
        self.y -= count
        if self._top and self.last < self.rows:
            # fish goes up after a wipe as far as it had been down, and the screen's edge stops it.
            self.y = max(0, self.y)
        elif self.y < 0 or self.last - self.y >= self.rows:
            self.lose("the cursor moved above the prompt")

    def _left(self, count: int) -> None:
        # From a pending wrap, tmux counts from beyond the last cell and xterm from on it.
        if self.x >= self.cols:
            self.unsure = True
        self.x = max(0, min(self.x, self.cols - 1) - count)

    def _column(self, x: int) -> None:
        self.x = max(0, min(x, self.cols - 1))
        self.unsure = False

    def _edge(self) -> None:
        """Something happens that clears a pending wrap in some terminals and not in others."""
        if self.x >= self.cols:
            self.x = self.cols - 1
            self.unsure = True

    # ----------------------------------------------------------------- controls

    def _control(self, byte: int) -> None:
        if byte == 0x0D:
            self._column(0)
        elif byte in (0x0A, 0x0B, 0x0C):
            self._edge()
            self._down(1)
        elif byte == 0x08:
            if self.x:
                self._left(1)
        elif byte == 0x09:
            # The stops may have been moved, by tabs(1): who writes on must find the column first.
            self.unsure = True
            self.x = min(self.x - self.x % 8 + 8, self.cols - 1)
        elif byte in (0x18, 0x1A):
            self.lose("a broken escape sequence was written")

    def _escape(self, code: bytes) -> None:
        if code == b"7":
            self._save()
        elif code == b"8":
            self._restore()
        elif code == b"D":
            self._edge()
            self._down(1)
        elif code == b"E":
            self._column(0)
            self._down(1)
        elif code == b"M":
            self._edge()
            if self.y == 0 and not (self._top and self._wiped):  # fish does so after ^L
                self.lose("the screen was scrolled down")
            self._up(1)
        elif code not in _HARMLESS_ESCAPES and code[0] not in _CHARSETS:
            self.lose(f"the shell sent ESC {code.decode('ascii', 'replace')}")

    def _save(self) -> None:
        self._edge()
        self._saved = (self.y, self.x, self.unsure, self.last, self._wraps)

    def _restore(self) -> None:
        saved = self._saved
        if saved is None or saved[0] < 0 or saved[3:] != (self.last, self._wraps):
            # Saved before or above the prompt, or the screen may have scrolled since.
            self.lose("the cursor went back to an unknown place")
            return
        self.y, self.x, self.unsure = saved[:3]
        self._saved = None

    # ----------------------------------------------------------------- CSI

    def _csi(self, token: Token) -> None:
        code = token.code
        if code in _HARMLESS:
            return
        if code in _WITHIN_ROW:
            self._edge()
            self._within_row(code, token.numbers()[0])
            return
        numbers = token.numbers()
        count = max(1, numbers[0])
        if code == b"A":
            self._edge()
            self._up(count)
        elif code in (b"B", b"e"):
            self._edge()
            self._move_down(count)
        elif code in (b"C", b"a"):
            self._edge()
            self.x = min(self.x + count, self.cols - 1)
        elif code == b"D":
            self._left(count)
        elif code in (b"G", b"`"):
            self._column(count - 1)
        elif code == b"E":
            self._column(0)
            self._move_down(count)
        elif code == b"F":
            self._column(0)
            self._up(count)
        elif code == b"J":
            self._edge()
            self._erase(numbers[0])
        elif code in (b"H", b"f"):
            self._home(numbers)
        elif code == b"M":
            # DL takes the cursor to the first column in some terminals.
            self.unsure = self.unsure or self.x > 0
            self.line.shifted(self.y * self.cols)
        elif code in (b"?h", b"?l"):
            self._modes(numbers, code == b"?h")
        elif code == b"s" and token.raw == b"\x1b[s":
            self._save()
        elif code == b"u" and token.raw == b"\x1b[u":
            self._restore()
        else:
            self.lose(f"the shell sent {token.raw[1:].decode('ascii', 'replace')}")

    def _within_row(self, code: bytes, number: int) -> None:
        """What changes cells of the cursor's row: EL, ECH, DCH, ICH."""
        row = self.y * self.cols
        if self.unsure and number != 2:
            return
        if code == b"X":
            self.line.erased(self.cell, self.cell + max(1, number))
        elif code in (b"P", b"@"):
            self.line.shifted(self.cell)
        elif number == 1:
            self.line.erased(row, self.cell + 1)
        else:
            self.line.erased(row if number == 2 else self.cell, row + self.cols)

    def _erase(self, part: int) -> None:
        everything = part == 2 or (part == 0 and self._top and self.y == self.x == 0)
        if part < 3:
            before = self.cell + 1 if part == 1 else _ENDLESS
            self.line.erased(self.cell if part == 0 else -_ENDLESS, before)
        if everything or part == 1:
            self.clears += 1
        if everything:
            self._wiped = True
            if self._top:
                self.last = self.y

    def _home(self, numbers: list[int]) -> None:
        if any(number > 1 for number in numbers):
            self.lose("the cursor was sent to a fixed place on the screen")
            return
        self._column(0)
        self.y = 0
        self._top = True
        if self._saved is not None:
            self._saved = (_ABOVE, *self._saved[1:])
        # Unless it was wiped, the rows below hold something that must not be pushed away.
        self.last = 0 if self._wiped else self.rows - 1

    def _modes(self, numbers: list[int], on: bool) -> None:
        for number in numbers:
            if number == 7:
                self._edge()
                self._wraps = on
            elif number in _DISTURBING:
                self.lose(f"the shell switched mode ?{number}")
