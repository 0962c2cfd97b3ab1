"""The fields of a mark, in whatever way the shell was able to quote them without a fork.

bash writes `${x@Q}`, zsh `${(qqqq)x}`: shell words. fish writes `string escape --style=url`.
A field says itself which it is: one with a quote or backslash is a shell word, one without is
percent-encoded (the other shells always quote, and fish encodes both).
"""

from __future__ import annotations

ESCAPES = {
    "a": b"\a", "b": b"\b", "e": b"\x1b", "E": b"\x1b", "f": b"\f", "n": b"\n", "r": b"\r",
    "t": b"\t", "v": b"\v", "\\": b"\\", "'": b"'", '"': b'"', "?": b"?",
    "!": b"!",
}  # fmt: skip
OCTAL = "01234567"
HEX = "0123456789abcdefABCDEF"


def fields(body: bytes) -> list[str]:
    """The `;`-separated fields of `body`, unquoted.

    Bytes that are not UTF-8 come as surrogates, as Python's file names have them
    (`errors="surrogateescape"`). Never raises: what is malformed is taken literally.
    """
    text = body.decode("latin-1")  # one character per byte, so that slices are exact
    found = []
    at = 0
    while True:
        word, at = _word(text, at)
        found.append(word.decode("utf-8", "surrogateescape"))
        if at >= len(text):
            return found
        at += 1


def _word(text: str, at: int) -> tuple[bytes, int]:
    """One field from `at` on, and where it ends (at a ";" or the end of `text`)."""
    parts: list[bytes] = []
    begin, quoted = at, False
    while at < len(text) and text[at] != ";":
        if text.startswith("$'", at):
            part, at = _ansi_c(text, at + 2)
            quoted = True
        elif text[at] == "'":
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end
            part, at = text[at + 1 : end].encode("latin-1"), end + 1
            quoted = True
        elif text[at] == "\\":
            part, at = text[at + 1 : at + 2].encode("latin-1"), at + 2
            quoted = True
        else:
            part, at = text[at].encode("latin-1"), at + 1
        parts.append(part)
    if not quoted:
        return _percent(text[begin:at]), at
    return b"".join(parts), at


def _ansi_c(text: str, at: int) -> tuple[bytes, int]:
    """The inside of `$'...'` from `at` on, and the place after its closing quote."""
    parts: list[bytes] = []
    while at < len(text) and text[at] != "'":
        if text[at] != "\\":
            stop = at
            while stop < len(text) and text[stop] not in "\\'":
                stop += 1
            parts.append(text[at:stop].encode("latin-1"))
            at = stop
            continue
        kind = text[at + 1 : at + 2]
        if kind in ESCAPES and kind:
            parts.append(ESCAPES[kind])
            at += 2
        elif kind and kind in OCTAL:
            at = _number(text, at + 1, 3, OCTAL, 8, parts, wide=False)
        elif kind == "x":
            at = _number(text, at + 2, 2, HEX, 16, parts, wide=False)
        elif kind in ("u", "U"):
            at = _number(text, at + 2, 4 if kind == "u" else 8, HEX, 16, parts, wide=True)
        elif kind == "c" and at + 2 < len(text):
            parts.append(bytes([ord(text[at + 2]) & 0x1F]))
            at += 3
        else:
            parts.append(b"\\")
            at += 1
    return b"".join(parts), at + 1


def _number(
    text: str, at: int, most: int, digits: str, base: int, parts: list[bytes], *, wide: bool
) -> int:
    stop = at
    while stop < len(text) and stop - at < most and text[stop] in digits:
        stop += 1
    number = int(text[at:stop] or "0", base)
    if wide:
        parts.append(chr(number).encode("utf-8", "surrogatepass") if number < 0x110000 else b"?")
    else:
        parts.append(bytes([number & 0xFF]))
    return stop


def _percent(text: str) -> bytes:
    first, *rest = text.split("%")
    parts = [first.encode("latin-1")]
    for piece in rest:
        if len(piece) >= 2 and piece[0] in HEX and piece[1] in HEX:
            parts.append(bytes([int(piece[:2], 16)]) + piece[2:].encode("latin-1"))
        else:
            parts.append(b"%" + piece.encode("latin-1"))
    return b"".join(parts)
