from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcwidth

from termproxy.core import ansi
from termproxy.core.ansi import Token, Tokenizer
from termproxy.core.region import Region

# --------------------------------------------------------------------------- pyte as oracle

UNDERSTOOD = b"@ A B C D E F G H J K L M P X a e f m".split()


class Screen(pyte.Screen):
    """pyte, but wide characters wrap where they do not fit, and combining ones never do."""

    def draw(self, data: str) -> None:
        for char in data:
            if wcwidth(char) == 0:
                continue
            if wcwidth(char) == 2 and self.cursor.x == self.columns - 1:
                self.carriage_return()
                self.linefeed()
            super().draw(char)


class Oracle:
    """What pyte makes of the same bytes, behind a filter for what it would print or choke on."""

    def __init__(self, cols: int, column: int = 0) -> None:
        self.screen = Screen(cols, 300)
        self.stream = pyte.ByteStream(self.screen)
        self.screen.cursor.x = column
        self.last = 0

    def begin_again(self) -> None:
        self.last -= self.screen.cursor.y
        self.screen.cursor.y = 0

    def apply(self, token: Token) -> None:
        keep = {
            ansi.TEXT: True,
            ansi.CONTROL: token.raw not in b"\x00\x05\x07\x0e\x0f",
            ansi.CSI: token.code in UNDERSTOOD and b":" not in token.raw,
            ansi.ESCAPE: token.code in (b"7", b"8", b"M", b"D"),
        }
        # pyte takes NEL for a line feed and knows no SCOSC and SCORC.
        translated = {b"\x1bE": b"\r\n", b"\x1b[s": b"\x1b7", b"\x1b[u": b"\x1b8"}
        if token.raw in translated:
            self.stream.feed(translated[token.raw])
        elif keep.get(token.kind, False):
            self.stream.feed(token.raw)
        self.last = max(self.last, self.screen.cursor.y)


PIECES = st.sampled_from(
    [
        b"a", b"word ", b"x" * 9, b"x" * 10, b"x" * 25, "日本語".encode(), "e\u0301".encode(),
        "👍".encode(), b"\r", b"\n", b"\r\n", b"\b", b"\t", b"\x07", b"\x1b7", b"\x1b8", b"\x1bM",
        b"\x1bD", b"\x1bE", b"\x1b[s", b"\x1b[u", b"\x1b[m", b"\x1b[1;32m", b"\x1b[38:5:1m",
        b"\x1b]0;t\x07", b"\x1b[?25h", b"\x1b[?2004h", b"\x1b[>4;1m", b"\x1b[6n", b"\x1b(B",
        b"\x1bP+q544e\x1b\\", b"\x1b[2 q", b"\x1b[J", b"\x1b[1J", b"\x1b[2J", b"\x1b[K", b"\x1b[1K",
    ]
)  # fmt: skip
MOVES = st.builds(
    lambda number, final: b"\x1b[%s%s" % (number, final),
    st.sampled_from([b"", b"0", b"1", b"2", b"4", b"9", b"40"]),
    st.sampled_from(b"A B C D E F G @ P X M a e".split()),
)
DRAWINGS = st.lists(st.one_of(PIECES, PIECES, MOVES), max_size=40)


def follow(region: Region, oracle: Oracle, data: bytes) -> None:
    """Feed both, comparing after each token for as long as the region claims to know."""
    for token in Tokenizer().feed(data):
        region.feed(token.raw)
        oracle.apply(token)
        if region.reason:
            return
        cursor = oracle.screen.cursor
        assert (region.y, region.last) == (cursor.y, oracle.last), token
        if not region.unsure:
            assert region.x == cursor.x, token


@settings(max_examples=400, deadline=None)
@given(st.integers(9, 12), st.integers(0, 8), DRAWINGS)
def test_while_it_claims_to_know_it_agrees_with_pyte(
    cols: int, column: int, drawing: list[bytes]
) -> None:
    region = Region(cols, 300)
    region.begin(cols, 300, column)
    follow(region, Oracle(cols, column), b"".join(drawing))


@given(DRAWINGS, st.integers(1, 7))
def test_where_the_bytes_are_cut_makes_no_difference(drawing: list[bytes], size: int) -> None:
    data = b"".join(drawing)
    whole, cut = Region(10, 24), Region(10, 24)
    whole.begin(10, 24, 0)
    cut.begin(10, 24, 0)
    whole.feed(data)
    for start in range(0, len(data), size):
        cut.feed(data[start : start + size])
    assert cut.reason == whole.reason
    if not whole.reason:
        assert (cut.y, cut.x, cut.last) == (whole.y, whole.x, whole.last)
        assert cut.unsettled == whole.unsettled


# --------------------------------------------------------------------------- the rules


def after(data: bytes, *, cols: int = 10, rows: int = 24, column: int = 0) -> Region:
    region = Region(cols, rows)
    region.begin(cols, rows, column)
    region.feed(data)
    return region


def place(region: Region) -> tuple[int, int, int]:
    assert region.reason == ""
    return region.y, region.x, region.last


def test_the_last_row_is_the_lowest_visited_though_blank_again() -> None:
    """zsh closes a completion menu and later moves down (CUD) to the rows it had."""
    region = after(b"$ \r\n\r\n\r\n\x1b[3A\x1b[J\x1b[2C")
    assert place(region) == (0, 2, 3)
    region.feed(b"\x1b[2B")
    assert place(region) == (2, 2, 3)


def test_the_same_prompt_again_lower_down_begins_there() -> None:
    """bash draws its prompt anew below a list of completions."""
    region = after(b"$ l\r\nls  ln\r\n")
    region.begin_again()
    region.feed(b"$ l")
    assert place(region) == (0, 3, 0)


def test_a_prompt_behind_unfinished_output() -> None:
    assert place(after(b"$ ab", column=7)) == (1, 1, 1)


def test_a_full_row_wraps_with_the_next_character_only() -> None:
    assert place(after(b"x" * 10)) == (0, 10, 0)
    assert place(after(b"x" * 11)) == (1, 1, 1)
    assert place(after(b"x" * 10 + b" \r")) == (1, 0, 1)  # bash and zsh at the exact width
    assert place(after(b"x" * 10 + b"\r\n")) == (1, 0, 1)  # fish


def test_wide_characters_do_not_hang_over_the_edge() -> None:
    assert place(after("x日".encode() * 3)) == (0, 9, 0)
    assert place(after(("x日" * 3 + "日").encode())) == (1, 2, 1)
    assert place(after("e\u0301".encode() * 10)) == (0, 10, 0)


def test_home_and_wipe_make_a_known_place() -> None:
    assert place(after(b"$ \r\n\x1b[H\x1b[2J$ ls")) == (0, 4, 0)
    assert place(after(b"$ \r\n\x1b[2J\x1b[H$ ls")) == (0, 4, 0)
    assert place(after(b"$ \r\n\x1b[H\x1b[J$ ls")) == (0, 4, 0)
    assert after(b"$ ls\x1b[H\x1b[2J").clears == 1
    # Not wiped: the whole screen holds something.
    assert place(after(b"$ \x1b[H$ ls", rows=24)) == (0, 4, 23)


def test_after_a_wipe_the_edge_of_the_screen_stops_the_cursor() -> None:
    """fish draws a command of three lines anew after ^L by going up three rows from row 0."""
    region = after(b"$ 1\r\n2\r\n3\x1b[H\x1b[2J\r\x1b[A\x1b[A$ 1\r\n2\r\n3")
    assert place(region) == (2, 1, 2)
    region.pushed_down()
    region.feed(b"\x1b[3A")
    assert region.reason


def test_save_and_restore_are_known_unless_the_screen_may_have_scrolled() -> None:
    assert place(after(b"$ ab\x1b7\r\x1b[5Czz\x1b8")) == (0, 4, 0)
    assert after(b"$ ab\x1b7\r\n\x1b8").reason
    assert after(b"$ \x1b8").reason
    assert "saved" in after(b"$ \x1b7").unsettled


def test_a_saved_place_outlives_a_prompt_drawn_anew() -> None:
    """Forgetting it let a hint overwrite what the shell had saved and was to restore."""
    region = after(b"$ \r\n  ab\x1b7")
    region.begin_again()
    assert "saved" in region.unsettled
    region.feed(b"\r$ ab\x1b8")
    assert place(region) == (0, 4, 0)
    assert "saved" in after(b"$ \x1b7\x1b[H\x1b[2J").unsettled
    assert after(b"$ \x1b7\x1b[H\x1b[2J$ \x1b8").reason


def test_without_autowrap_the_row_is_not_left() -> None:
    region = Region(10, 24)
    region.begin(10, 24, 0, autowrap=False)
    region.feed(b"x" * 30)
    assert place(region) == (0, 9, 0)
    assert place(after(b"\x1b[?7l" + b"x" * 30 + b"\x1b[?7h\r")) == (0, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[2;2H", b"\x1b[5d", b"\x1b[1;5r", b"\x1b[?1049h", b"\x1b[?6h", b"\x1bc", b"\x1b[S",
        b"\x1b[T", b"\x1b[L", b"\x1b[4h", b"\x1b[5b", b"\x1b[!p", b"\x1b#8", b"\x1b[", b"\x1b[3\r",
        b"\xc2\x9b1A",
    ],
)  # fmt: skip
def test_what_it_cannot_follow_it_does_not_pretend_to(data: bytes) -> None:
    region = after(b"$ " + data)
    assert region.reason or region.unsettled


def test_going_up_from_the_top_of_a_wiped_screen_moves_nothing() -> None:
    """fish's ^L with a prompt of two lines: it wipes, and goes up as far as it had been down."""
    region = Region(40, 22)
    region.begin(40, 22, 0)
    region.feed(b"~/work\r\n$ \x1b[H\x1b[J\r\x1bM~/work\r\n$ ")
    assert (region.reason, region.y, region.x, region.last) == ("", 1, 2, 1)
    region.begin(40, 22, 0)
    region.feed(b"~/work\r\n$ \x1b[H\x1bM")
    assert region.reason == "the screen was scrolled down"
