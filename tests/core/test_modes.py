from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core import ansi
from termproxy.core.ansi import Tokenizer
from termproxy.core.modes import Modes

ROWS = 24
FIELDS = (
    "alternate", "margins", "sides", "origin", "autowrap", "insert", "newline",
    "cursor_visible", "synchronised",
)  # fmt: skip
PRIVATE = {
    6: "origin", 7: "autowrap", 25: "cursor_visible", 47: "alternate", 69: "sides",
    1047: "alternate", 1049: "alternate", 2026: "synchronised",
}  # fmt: skip


def state(modes: Modes) -> dict[str, bool]:
    return {field: getattr(modes, field) for field in FIELDS}


def by_tokens(data: bytes) -> dict[str, bool]:
    """The same, told slowly: every sequence looked at by itself."""
    modes = dict.fromkeys(FIELDS, False) | {"autowrap": True, "cursor_visible": True}
    start = dict(modes)
    for token in Tokenizer().feed(data):
        if token.raw == b"\x1bc":
            modes = dict(start)
        elif token.kind != ansi.CSI:
            continue
        elif token.raw == b"\x1b[!p":
            modes |= dict.fromkeys(("margins", "sides", "origin", "insert"), False)
            modes["cursor_visible"] = True
        elif token.code in (b"?h", b"?l"):
            for number in token.numbers():
                if number in PRIVATE:
                    modes[PRIVATE[number]] = token.code == b"?h"
        elif token.raw in (b"\x1b[4h", b"\x1b[4l"):
            modes["insert"] = token.code == b"h"
        elif token.raw in (b"\x1b[20h", b"\x1b[20l"):
            modes["newline"] = token.code == b"h"
        elif token.code == b"r":
            top, bottom = (*token.numbers(), 0)[:2]
            modes["margins"] = top > 1 or 0 < bottom < ROWS
    return modes


PIECES = st.sampled_from(
    [b"text", b"\r\n", b"\x1b[31m", b"\x1bc", b"\x1b[!p", b"\x1b[4h", b"\x1b[4l", b"\x1b[20h"]
    + [b"\x1b[20l", b"\x1b[r", b"\x1b[;r", b"\x1b[5;10r", b"\x1b[1;24r", b"\x1b[0;23r", b"\x1b[2J"]
    + [b"\x1b[?1;1049h", b"\x1b[?2004h", b"what?", b"h", b"r", b"\x1b[10;5H", b"\x1b[?25;7l"]
    + [b"\x1b[?%d%s" % (mode, switch) for mode in PRIVATE for switch in (b"h", b"l")]
)


@given(st.lists(PIECES, max_size=20), st.lists(st.integers(0, 200), max_size=6))
def test_the_quick_searches_see_what_a_slow_reader_sees(
    pieces: list[bytes], cuts: list[int]
) -> None:
    data = b"".join(pieces)
    modes = Modes(ROWS)
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(places):
        modes.scan(data[start:end])
    assert state(modes) == by_tokens(data)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=20))
def test_no_bytes_make_it_fail_or_remember_much(pieces: list[bytes]) -> None:
    modes = Modes(ROWS)
    for piece in pieces:
        modes.scan(piece)
        assert len(modes._cut) < 64


def test_a_resize_ends_the_scroll_region() -> None:
    modes = Modes(ROWS)
    modes.scan(b"\x1b[1;20r")
    assert "scroll region" in modes.obstacle
    modes.resize(20)
    assert modes.obstacle == ""


@pytest.mark.parametrize(
    "left", [b"\x1b[?1049h", b"\x1b[5;9r", b"\x1b[?6h", b"\x1b[4h", b"\x1b[20h"]
)
def test_what_stands_in_the_way(left: bytes) -> None:
    modes = Modes(ROWS)
    modes.scan(left)
    assert modes.obstacle
