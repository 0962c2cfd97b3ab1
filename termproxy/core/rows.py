"""A hint's rows as bytes for the terminal: in front of a prompt, or above one that is up."""

from __future__ import annotations

from termproxy.core.ansi import CSI, TEXT, Tokenizer
from termproxy.core.cells import widest

_RESET = b"\x1b[0m"


def put_before(rows: tuple[bytes, ...]) -> bytes:
    """Rows at the cursor, which is in the first column, and the cursor below them.

    The colours that the output left on belong to the prompt. They are saved with the cursor, which
    then comes down as many rows as the hint took, or to the last of the screen.
    """
    return b"".join(
        [
            b"\x1b7" + _RESET,
            *[b"\x1b[K" + _closed(row) + b"\r\n" for row in rows],
            b"\x1b8" + _move(len(rows), b"B"),
        ]
    )


def inserted(rows: tuple[bytes, ...], y: int, last: int, *, hide: bool) -> bytes:
    """Rows above a region whose last row is `last`, with the cursor in its row `y` (from 0).

    Everything moves, nothing is drawn anew. `hide` a cursor that is visible meanwhile.
    """
    count, below = len(rows), last - y
    return b"".join(
        [
            b"\x1b[?25l" if hide else b"",
            _move(below, b"B"),
            b"\n" * count,
            _move(below, b"A"),
            b"\x1b7",
            _move(y + count, b"A"),
            b"\r" + _RESET + b"\x1b[%dL" % count,
            b"\r\n".join(_closed(row) for row in rows),
            b"\x1b8",
            b"\x1b[?25h" if hide else b"",
        ]
    )


def fit(rows: tuple[bytes, ...], cols: int, height: int) -> bool:
    """True if there are rows, of text and colours only, narrower than `cols`, fewer than `height`.

    Whoever drew them promised so; but a row that wraps or moves the cursor would ruin the prompt.
    """
    return 0 < len(rows) < height and all(_plain(row, cols) for row in rows)


def _plain(row: bytes, cols: int) -> bool:
    tokenizer = Tokenizer()
    width = 0
    for token in tokenizer.feed(row):
        if token.kind == TEXT:
            try:
                text = token.raw.decode()
            except UnicodeDecodeError:
                return False
            if any("\x80" <= char <= "\x9f" for char in text):  # C1: xterm obeys them
                return False
            width += widest(text)
        elif token.kind != CSI or token.code != b"m":
            return False
    return width < cols and not tokenizer.midway


def _move(count: int, final: bytes) -> bytes:
    """CUU or CUD by `count` rows; nothing for none, which would mean one."""
    return b"\x1b[%d%b" % (count, final) if count else b""


def _closed(row: bytes) -> bytes:
    """The row with its colours switched off at the end."""
    return row if b"\x1b" not in row or row.endswith((_RESET, b"\x1b[m")) else row + _RESET
