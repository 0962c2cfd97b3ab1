"""Clean text that keeps its colours.

Every character takes the style it was written in with it through `clean`, as marks of no width
behind it (variation selectors, which no program prints for a purpose: those that come in are taken
out first). So whatever moves, overwrites or erases characters there, moves their colours, too.
Afterwards the marks become SGR sequences again, and no other escape is left.

SGR: ECMA-48 8.3.117, xterm's ctlseqs(ms), ITU T.416 for the forms with colons.
"""

from __future__ import annotations

import re

from termproxy.assistant.screen import clean, without_shell_tail
from termproxy.core.ansi import BROKEN, CSI, STRING, TEXT, Tokenizer

# Variation selectors 17 to 256 are the digits of a style's number.
_FIRST, _BASE = 0xE0100, 240
_MARKS = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _BASE - 1)}]+")

# code -> the attribute it sets; several codes may set one. Concealed text (8) stays readable.
_SETS = {
    1: "bold", 2: "dim", 3: "italic", 4: "underline", 5: "blink", 6: "blink", 7: "reverse",
    9: "strike", 21: "underline", 53: "overline",
    **dict.fromkeys((*range(30, 39), *range(90, 98)), "ink"),
    **dict.fromkeys((*range(40, 49), *range(100, 108)), "paper"),
}  # fmt: skip
_UNSETS = {
    22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 25: ("blink",), 27: ("reverse",),
    29: ("strike",), 39: ("ink",), 49: ("paper",), 55: ("overline",),
}  # fmt: skip
_SEEN_ON_BLANKS = {"underline", "reverse", "strike", "overline", "paper"}

Style = tuple[tuple[str, str], ...]  # (attribute, SGR parameters), sorted


def colored(
    raw: bytes, cols: int = 80, *, rows: int = 24, cut: int | None = None, skipped: int = 0
) -> str:
    """The text that `clean` gives, with SGR sequences and no others. Each line ends unstyled."""
    marker = _Marker()
    if cut is None or not skipped:
        return marker.painted(clean(marker.marked(without_shell_tail(raw)), cols, rows=rows).text)
    head = marker.marked(raw[:cut])
    both = head + marker.marked(without_shell_tail(raw[cut:]))
    text = clean(both, cols, rows=rows, cut=len(head), skipped=skipped)
    return marker.painted(text.text)


class _Marker:
    """Turns SGR sequences into marks and back; knows all styles of one text by number."""

    def __init__(self) -> None:
        self._numbers: dict[Style, int] = {(): 0}
        self._styles: list[Style] = [()]
        self._now: dict[str, str] = {}

    def marked(self, raw: bytes) -> bytes:
        """`raw` without SGR sequences, a mark behind each styled character."""
        parts: list[bytes] = []
        mark = self._mark()
        tokenizer = Tokenizer()
        for token in tokenizer.feed(raw):
            if token.kind == CSI and token.code == b"m":
                self._select(token.raw[2:-1].decode("ascii", "replace"))
                mark = self._mark()
            elif token.kind == TEXT:
                text = _MARKS.sub("", token.raw.decode("utf-8", "replace"))
                parts.append((mark.join(text) + mark if mark and text else text).encode())
            elif token.kind not in (BROKEN, STRING):  # neither shows anything, and the start of
                parts.append(token.raw)  # one that an SGR sequence cut off would take in text
        return b"".join([*parts, tokenizer.pending])

    def painted(self, text: str) -> str:
        """Clean text with marks, as text with SGR sequences."""
        # a last line of styled blanks was not empty to `clean`
        return "\n".join(self._line(line) for line in text.split("\n")).rstrip("\n")

    def _line(self, line: str) -> str:
        if _MARKS.search(line) is None:
            return line
        out: list[str] = []
        shown: Style = ()
        for character, style in self._trimmed(line):
            if style != shown:
                out.append(_sequence(style))
                shown = style
            out.append(character)
        return "".join([*out, _sequence(())] if shown else out)

    def _trimmed(self, line: str) -> list[tuple[str, Style]]:
        """The characters with their styles, without blanks at the end that show nothing."""
        cells: list[tuple[str, Style]] = []
        position = 0
        for found in _MARKS.finditer(line):
            cells += [(character, ()) for character in line[position : found.start() - 1]]
            if found.start() > position:
                cells.append((line[found.start() - 1], self._styles[_number(found[0])]))
            position = found.end()
        cells += [(character, ()) for character in line[position:]]
        while cells and cells[-1][0] in " \t":
            if any(attribute in _SEEN_ON_BLANKS for attribute, _ in cells[-1][1]):
                break
            cells.pop()
        return cells

    def _mark(self) -> str:
        style = tuple(sorted(self._now.items()))
        number = self._numbers.setdefault(style, len(self._styles))
        if number == len(self._styles):
            self._styles.append(style)
        digits = ""
        while number:
            number, digit = divmod(number, _BASE)
            digits += chr(_FIRST + digit)
        return digits

    def _select(self, parameters: str) -> None:
        """Act upon the parameters of one SGR sequence; what makes no sense is passed over."""
        words = parameters.split(";")
        while words:
            word = words.pop(0)
            head, colon, _ = word.partition(":")
            if not head.isdigit() and head:
                continue
            code = int(head or 0)
            if code == 0:
                self._now.clear()
            elif code in (38, 48, 58) and not colon:
                taken = {"5": 2, "2": 4}.get(words[0] if words else "", 0)
                given, words = words[:taken], words[taken:]
                if code != 58 and len(given) == taken > 0 and all(map(str.isdigit, given)):
                    self._now[_SETS[code]] = ";".join([word, *given])
            elif word == "4:0":
                self._now.pop("underline", None)
            elif code in _SETS and re.fullmatch(r"[0-9:]*", word):
                self._now[_SETS[code]] = word
            for attribute in _UNSETS.get(code, ()):
                self._now.pop(attribute, None)


def _sequence(style: Style) -> str:
    return "\x1b[" + ";".join(["0", *(parameters for _, parameters in style)]) + "m"


def _number(marks: str) -> int:
    number = 0
    for mark in reversed(marks):
        number = number * _BASE + ord(mark) - _FIRST
    return number
