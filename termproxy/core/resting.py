"""Where a command's output leaves the cursor, judged by the end of it.

Asked once per prompt, not while bytes flow. Nothing is known of the rows before, so the cursor
model starts in the middle of an endless screen.
"""

from __future__ import annotations

from termproxy.core.ansi import CSI, Tokenizer
from termproxy.core.region import Region

_ENDLESS = 1 << 30
_DIGITS = b"0123456789;"
_UPWARD = (b"\x1b[A", b"\x1b[F", b"\x1b[H", b"\x1b[d", b"\x1b[f", b"\x1bM", b"\x1b8", b"\x1b[u")
_LEAVING = (b"\x1b[?1049l", b"\x1b[?1047l", b"\x1b[?47l")


def resting_place(output: bytes, cols: int, *, autowrap: bool = True) -> tuple[int | None, bool]:
    """The column where `output`, the end of a stream, leaves the cursor; None if not known.

    The second value is true if the stream stops midway in a sequence or a character.
    """
    start = output.rfind(b"\r")
    tokenizer = Tokenizer()
    tokens = tokenizer.feed(output[max(start, 0) :])
    if start < 0:
        return None, tokenizer.midway
    region = _afloat(cols, autowrap)
    for token in tokens:
        region.apply(token)
    known = not region.reason and not region.unsure
    return (region.x if known else None), tokenizer.midway


def text_below(output: bytes, cols: int) -> bool:
    """True if what `output` wrote may go on below the cursor, where a prompt will stand.

    So it is when a program moved up or to a fixed place and stopped there.
    """
    left = max(output.rfind(switch) for switch in _LEAVING)
    output = output[max(left, 0) :]
    bare = output.translate(None, _DIGITS)
    if not any(move in bare or move in output for move in _UPWARD):
        return False
    region = _afloat(cols, True)
    for token in Tokenizer().feed(output):
        region.apply(token)
        if token.kind == CSI and token.code == b"J" and token.numbers()[0] in (0, 2):
            # All below the cursor is blank now, wherever it is.
            region = _afloat(cols, True)
    return region.reason != "" or region.y < region.last


def _afloat(cols: int, autowrap: bool) -> Region:
    region = Region(cols, _ENDLESS)
    region.begin(cols, _ENDLESS, 0, autowrap=autowrap)
    region.y = region.last = _ENDLESS // 2
    return region
