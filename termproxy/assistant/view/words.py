"""Words before they are styled: strangers' text made harmless, commands folded into rows."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|[]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)"
    r"|\x9b[0-?]*[ -/]*[@-~]?"
)
# Without a width of their own, or with one that terminals disagree about: joiners, variation
# selectors and tags (category Cf and U+FE00), keycaps, skin tones.
_UNSTEADY = re.compile("[\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]")
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_PILED = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")


@lru_cache(512)
def plain(text: str, *, visibly: bool = False) -> str:
    """`text` on one line, without anything that a terminal would obey or that hides or reorders.

    `visibly` puts U+FFFD where something was taken out or would look like a blank, so that a
    command never looks more innocent than it is: it is safe to run as shown if this changes
    nothing.
    """
    instead = "\ufffd" if visibly else ""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", _ESCAPES.sub(instead, text))
    text = _FLAGS.sub(lambda flag: chr(ord(flag[0]) - 0x1F1E6 + ord("A")), text)
    text = _PILED.sub(r"\1", _JAMO.sub("\ufffd", _UNSTEADY.sub(instead, text)))
    kept: list[str] = []
    for character in text:
        kind = unicodedata.category(character)
        if character == " ":
            kept.append(" ")
        elif kind == "Zs" or character in "\n\r\t\v\f\x85\u2028\u2029":
            kept.append(instead or " ")
        elif kind in ("Cc", "Cf", "Zl", "Zp"):
            kept.append(instead)
        elif kind in ("Cs", "Co", "Cn"):
            kept.append("\ufffd")
        else:
            kept.append(character)
    joined = "".join(kept).strip()
    return joined if visibly else re.sub(" {2,}", " ", joined)


def spelled(text: str, unicode: bool) -> str:
    """`text` in what the terminal can show."""
    return text if unicode else text.encode("ascii", "replace").decode()


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
