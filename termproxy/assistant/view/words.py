"""Words before they are styled: how wide they are, and commands folded into rows."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

_SGR = re.compile(r"\x1b\[[0-9;]*m")


# What compilers and models write around words, where only ASCII can be shown.
_TYPEWRITTEN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "…": "...", "•": "*"}
    | {"→": "->", "×": "x"}
)


def spelled(text: str, unicode: bool, *, exactly: bool = False) -> str:
    """`text` in what the terminal can show. `exactly`: no sign stands for another, as in commands,
    but for the `?` that says that one cannot be shown."""
    if unicode:
        return text
    if not exactly:
        text = text.translate(_TYPEWRITTEN)
    return text.encode("ascii", "replace").decode()


def widest(row: bytes) -> int:
    """The cells of a drawn row in the terminal that takes most for it.

    Spacing marks (category Mc) take none in some and one in others.
    """
    text = _SGR.sub("", row.decode())
    if text.isascii():
        return len(text)
    return sum(
        1 if unicodedata.category(character) == "Mc" else cell_len(character) for character in text
    )


def fold_command(command: str, width: int, indent: str = "  ") -> list[str]:
    """`command` in rows of at most `width` cells, none of it left out. `width` is 6 or more.

    It breaks at blanks outside quotes, where a backslash at the end of the row keeps what is on
    the screen a valid command. A row without one goes on in the middle of a word that is longer
    than a row.
    """
    if cell_len(command) <= width:
        return [command]
    rows: list[str] = []
    row = ""
    words = _words(command)
    for index, word in enumerate(words):
        room = width if index == len(words) - 1 else width - 2
        if index and cell_len(row) + 1 + cell_len(word) > room:
            rows.append(row + " \\")
            row = word if room - len(indent) < cell_len(word) <= room else indent + word
        else:
            row = row + " " + word if index else word
        while cell_len(row) > room:
            at = _cells_before(row, width if cell_len(row) > width else room)
            rows.append(row[:at])
            row = indent + row[at:]
    return [*rows, row]


def _words(command: str) -> list[str]:
    """`command` cut at single blanks that no quote and no backslash protects."""
    words = [""]
    quote = ""
    characters = iter(command)
    for character in characters:
        if character == " " and not quote:
            words.append("")
            continue
        words[-1] += character
        if character == "\\" and quote != "'":
            words[-1] += next(characters, "")
        elif character in "\"'" and quote in ("", character):
            quote = "" if quote else character
    return words


def _cells_before(text: str, width: int) -> int:
    """How many characters of `text` fit into `width` cells, at least one."""
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return max(1, index)
    return len(text)
