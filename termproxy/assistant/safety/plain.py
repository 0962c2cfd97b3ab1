"""Text from a stranger, made harmless for a terminal. Pure.

What a model or a server writes is untrusted: a log can tell the model to print escape sequences
("terminal DiLLMa"), and bidirectional or zero-width characters can make a command look like
another. `Cleaner` removes whole escape sequences, every control, format, surrogate, private-use
and unassigned-noncharacter code point, and keeps newline. `steady` leaves, besides, one line
that takes the same cells in every terminal, for what is drawn into rows. Both are idempotent.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, normalize

# ESC [ params final; ESC ] P X ^ _ string up to BEL, ESC or ST; other ESC sequences; C1 forms.
# Strings end at the first character that cannot be part of one, so that an unterminated one
# swallows at most its own line (ECMA-48 section 5.6 allows 08-0D in them, but what a model writes
# after a line feed is text).
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-Z\\^-~]?"
)
# Longest sequence that is waited for across pieces; beyond it its beginning is dropped alone.
_PATIENCE = 4096
# With a width that terminals disagree about: emoji with joiners and selectors, keycaps, skin
# tones, pairs of regional indicators, jamo that compose, marks piled upon each other.
_UNSTEADY = frozenset("\u20e3" + "".join(map(chr, range(0x1F3FB, 0x1F400))))
_FLAGS = {0x1F1E6 + at: ord("A") + at for at in range(26)}
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_PILED = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
_SUSPECT = re.compile(r"[^ -~\n]")


def plain(text: str) -> str:
    """`text` without escape sequences, controls (newline stays, tab becomes a space), bidi,
    zero-width and other invisible characters."""
    if not _SUSPECT.search(text):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(map(_shown, _SEQUENCE.sub("", text)))


def one_line(text: str, limit: int = 200) -> str:
    """`plain(text)` with its white space folded, cut to `limit` characters with an ellipsis.

    The cut is after a whole word where one ends nearby.
    """
    line = " ".join(plain(text).split())
    if len(line) <= limit:
        return line
    end = limit - 1
    word = line.rfind(" ", 0, end + 1)
    return line[: word if word > end - 20 and word > limit // 2 else end].rstrip() + "…"


@lru_cache(512)
def steady(text: str, *, visibly: bool = False) -> str:
    """`text` on one line, without anything that a terminal would obey, that hides or reorders, or
    whose width is uncertain.

    `visibly` puts U+FFFD where something was taken out or would look like a blank, so that a
    command never looks more innocent than it is: it is safe to run as shown if this changes
    nothing.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    instead = "\ufffd" if visibly else ""
    text = _SEQUENCE.sub(instead, text).translate(_FLAGS)
    text = normalize("NFC", "".join(_steady(char, instead) for char in text))
    text = _PILED.sub(r"\1", _JAMO.sub("\ufffd", text)).strip()
    return text if visibly else re.sub(" {2,}", " ", text)


def _steady(char: str, instead: str) -> str:
    if " " <= char <= "~":
        return char
    kind = category(char)
    if kind[0] == "Z" or char in "\n\r\t\v\f\x85":
        return instead or " "
    if kind in ("Cc", "Cf") or char in _INVISIBLE or char in _UNSTEADY:
        return instead
    return "\ufffd" if kind[0] == "C" else char


class Cleaner:
    """`plain` for text that arrives in pieces: an escape sequence that is cut is held back.

    Fed in any pieces, and finished, it gives what `plain` gives for the whole.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        text = self._held + text
        cut = _open_sequence(text)
        self._held = text[cut:]
        return plain(text[:cut])

    def finish(self) -> str:
        held, self._held = self._held, ""
        return plain(held)


def _open_sequence(text: str) -> int:
    """Where a sequence (or a CR that may precede LF) begins that the next piece may continue."""
    if text.endswith("\r"):
        return len(text) - 1
    start = 0
    for found in _SEQUENCE.finditer(text, max(0, len(text) - _PATIENCE)):
        start = found.start()
        if found.end() == len(text) and not _ended(found[0]):
            return start
        # `ESC` before a backslash ends a string; alone at the end it may yet become one
        if found.end() == len(text) - 1 and text[-1] == "\x1b":
            return start
    return len(text)


def _ended(sequence: str) -> bool:
    opener = sequence[:2] if sequence[0] == "\x1b" else sequence[0]
    body = sequence[len(opener) :]
    if opener in ("\x1b[", "\x9b"):
        return bool(body) and "@" <= body[-1] <= "~"
    if opener[-1] in "]PX^_\x9d\x90\x98\x9e\x9f":
        return body.endswith(("\x07", "\x9c", "\x1b\\"))
    return len(sequence) > 1 and not " " <= sequence[-1] <= "/"


def _shown(char: str) -> str:
    if " " <= char <= "~" or char == "\n":
        return char
    if char == "\t":
        return " "
    kind = category(char)
    if kind[0] == "C" or char in _INVISIBLE:
        return ""
    return " " if kind[0] == "Z" else char


# Drawn as nothing although they are letters, marks or symbols: Hangul fillers, the combining
# grapheme joiner, Khmer inherent vowels, Mongolian and ideographic variation selectors, blank
# Braille.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180f"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
