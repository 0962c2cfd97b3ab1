"""How many cells of a terminal's row a text takes.

Terminals agree on most characters and quarrel about a few: whether joined emoji are one picture,
whether a selector widens its base, what a code point newer than their tables is. For these the
answer is UNSURE, and whoever needs certainty (a hint above a live prompt) stays away.

`unicodedata` is compiled into the interpreter or loads in a tenth of a millisecond; importing
`wcwidth` takes 20 ms and 8 MB, too much for the process that relays keystrokes. The test compares
the two over all code points: where this module is sure, they are equal.
"""

from __future__ import annotations

UNSURE = -1

# Characters whose width differs between terminals, or between versions of Unicode.
_QUARRELS = (
    (0x1160, 0x11FF),  # Hangul vowels and finals: none of their own, where they are composed
    (0x2630, 0x2637),  # trigrams, wide since Unicode 16, as are the four ranges of signs below
    (0x268A, 0x268F),
    (0x3164, 0x3164),  # Hangul filler
    (0x4DC0, 0x4DFF),
    (0xD7B0, 0xD7FB),  # more Hangul vowels and finals
    (0xFE0E, 0xFE0F),  # text or emoji form of the character before: narrow or wide
    (0xFFA0, 0xFFA0),  # Hangul filler, half width
    (0x1D300, 0x1D376),
    (0x1F1E6, 0x1F1FF),  # regional indicators: two make a flag
    (0x1F3FB, 0x1F3FF),  # skin tones: part of the emoji before, or not
)
# Format characters (the joiner of emoji among them), vowel signs that may take a cell, separators,
# surrogates, controls (C1 may be obeyed even in UTF-8), and what this Unicode does not know yet.
_UNSURE_CATEGORIES = frozenset(("Cf", "Mc", "Zl", "Zp", "Cs", "Cc", "Cn"))

_known: dict[str, int] = {}
_KNOWN_AT_MOST = 4096


def cell_width(char: str) -> int:
    """Cells that one character takes: 0 (combining), 1, 2 (East Asian wide, emoji), or UNSURE."""
    if " " <= char <= "~":
        return 1
    width = _known.get(char)
    if width is None:
        if len(_known) >= _KNOWN_AT_MOST:
            _known.clear()
        width = _known[char] = _look_up(char)
    return width


def _look_up(char: str) -> int:
    from unicodedata import category, east_asian_width

    code = ord(char)
    kind = category(char)
    if kind in _UNSURE_CATEGORIES or any(low <= code <= high for low, high in _QUARRELS):
        return UNSURE
    if kind in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def widest(text: str) -> int:
    """Cells that `text` takes at most, in whatever terminal: each quarrel counts for two."""
    if text.isascii() and text.isprintable():
        return len(text)
    widths = map(cell_width, text)
    return sum(2 if width == UNSURE else width for width in widths)
