"""Clean text: by example, against pyte as the oracle, and for any bytes at all."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from termproxy.assistant.screen import Text, clean, grid

ZSH_TAIL = b"\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m" + b" " * 79 + b"\r \r"
ZSH_ROOT_TAIL = ZSH_TAIL.replace(b"%", b"#")
FISH_TAIL = b"\x1b[2m\xe2\x8f\x8e\x1b(B\x1b[m" + b" " * 79 + b"\r\xe2\x8f\x8e \r\x1b[K"

EXAMPLES = {
    "nothing": (b"", ""),
    "plain": (b"one\r\ntwo\r\n", "one\ntwo"),
    "no final newline": (b"one\r\ntwo", "one\ntwo"),
    "bare line feeds": (b"one\ntwo\n", "one\ntwo"),
    "several returns": (b"one\r\r\ntwo\r\r\r\n", "one\ntwo"),
    "blank lines stay, at the end they go": (b"\r\none\r\n\r\ntwo\r\n\r\n", "\none\n\ntwo"),
    "trailing blanks": (b"one   \r\ntwo\t\r\n", "one\ntwo"),
    "tabs stay": (b"\tmodified:\ta.py\r\n", "\tmodified:\ta.py"),
    "a line longer than the screen": (b"x" * 200 + b"\r\n", "x" * 200),
    "colours": (b"\x1b[1;31merror\x1b[0m: \x1b[38;5;8mno\x1b[m", "error: no"),
    "colon colours": (b"\x1b[38:2::1:2:3mred\x1b[4:3mcurl\x1b[m", "redcurl"),
    "gcc": (b"a.c:1:2: \x1b[01;31m\x1b[Kerror: \x1b[m\x1b[Kx\r\n", "a.c:1:2: error: x"),
    "titles": (b"\x1b]0;title\x07a\x1b]2;title\x1b\\b", "ab"),
    "link": (b"\x1b]8;;http://x/\x1b\\text\x1b]8;;\x1b\\", "text"),
    "marks": (b"\x1b]133;D;1\x07a\x1b]633;E;x;y\x1b\\b", "ab"),
    "sixel": (b"a\x1bPq#0;2;0;0;0#0~~@@\x1b\\b", "ab"),
    "kitty picture": (b"a\x1b_Gf=24;AAAA\x1b\\b", "ab"),
    "tmux passthrough": (b"a\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\b", "ab"),
    "string broken off by a sequence": (b"a\x1b]0;tit\x1b[31mb", "ab"),
    "string never ended": (b"a\x1b]0;title\r\nb\r\n", "a\nb"),
    "modes and queries": (b"\x1b[?25l\x1b[>4;1m\x1b[<u\x1b[=1u\x1b[!p\x1b[?6n\x1b[6na", "a"),
    "keypad and character sets": (b"\x1b=\x1b>\x1b(B\x1b#8a\x1b(0\x0e\x0fb", "ab"),
    "sequence broken off": (b"a\x1b[31\r\nb\x1b[", "a\nb"),
    "lone escapes": (b"a\x1b\x1b[31mb\x1b", "ab"),
    "other controls": (b"a\x00\x07\x05b\x7fc\x18", "abc"),
    "C1 characters": (b"a\xc2\x9b31mb", "a31mb"),
    "not UTF-8": (b"caf\xe9 \xff\xfe", "caf� ��"),
    "form feed": (b"one\x0ctwo", "one\ntwo"),
    "progress": (b" 10%\r 20%\r100%\r\ndone\r\n", "100%\ndone"),
    "shorter over longer": (b"downloading\rdone\r\n", "doneloading"),
    "erased and written": (b"downloading\r\x1b[Kdone\r\n", "done"),
    "erased, then back": (b"downloading\x1b[2K\rdone\r\n", "done"),
    "yarn": (b"[1/4] Resolving\x1b[2K\x1b[1G[2/4] Fetching\r\n", "[2/4] Fetching"),
    "erased progress leaves a blank line": (b"a\r\n50%\r\x1b[K\r\nb", "a\n\nb"),
    "backspaces": (b"/\x08-\x08\\\x08|\x08 \x08done", "done"),
    "man page bold": (b"N\x08NA\x08AM\x08ME\x08E", "NAME"),
    "tab over text": (b"abcdefghijkl\r\tX", "abcdefghXjkl"),
    "erase at a full row": (b"x" * 80 + b"\x1b[K\r\ny", "x" * 80 + "\ny"),
    "progress wider than the screen": (b"x" * 85 + b"\ry\r\n", "x" * 80 + "yxxxx"),
    "wide characters": ("漢字\rab\r\n".encode(), "ab字"),
    "half a wide character": ("漢字\rab\x08\x08\x1b[Cx".encode(), "ax字"),
    "accents": ("e\u0301a\rxy".encode(), "xy"),
    "repeat": (b"-\x1b[4b>", "----->"),
    "back without a return": (b"abc\x1b[2D\x1b[K", "a"),
    "delete lines": (b"a\r\nb\x1b[A\x1b[M", "b"),
    "delete the last line": (b"a\r\nb\x1b[M", "a"),
    "insert lines": (b"a\r\nb\x1b[Lc", "a\nc\nb"),
    "insert and delete": (b"abc\r\x1b[2@\x1b[3C\x1b[P", "  ac"),
    "docker": (
        b"a 1\r\nb 1\r\n\x1b[2A\x1b[2Ka 2\r\n\x1b[2Kb 2\r\n\x1b[2A\x1b[2Ka 3\r\n\x1b[2Kb 3\r\n",
        "a 3\nb 3",
    ),
    "npm": (b"one\r\ntwo\x1b[1A\x1b[1G\x1b[0Jthree\r\n", "three"),
    "save and restore": (b"a\x1b7bcd\x1b8X\r\n\x1b8Y", "aYcd"),
    "clear": (b"old\r\n\x1b[H\x1b[2J\x1b[3Jnew\r\n", "new"),
    "reset": (b"old\r\n\x1bcnew\r\n", "new"),
    "watch": (b"\x1b[?1049h\x1b[H\x1b[2Jscreen\x1b[?1049l\rerror: x\r\n", "error: x"),
    "older alternate screens": (b"a\x1b[?47hno\x1b[?47lb\x1b[?1047;25hno\x1b[?1047lc", "abc"),
    "alternate screen to the end": (b"a\r\n\x1b[?1049hvim", "a"),
    "alternate screen left only": (b"a\x1b[?1049lb", "ab"),
    "zsh after a full line": (b"one\r\n" + ZSH_TAIL, "one"),
    "zsh after half a line": (b"one\r\ntwo" + ZSH_TAIL, "one\ntwo"),
    "zsh as root": (b"one\r\ntwo" + ZSH_ROOT_TAIL + b"\r", "one\ntwo"),
    "zsh after colour": (b"\x1b[31mred\x1b[0m" + ZSH_TAIL, "red"),
    "fish after a full line": (b"one\r\n" + FISH_TAIL, "one"),
    "fish after half a line": (b"one" + FISH_TAIL, "one"),
    "a percent sign of one's own": (b"100 %\r\n" + ZSH_TAIL, "100 %"),
}


@pytest.mark.parametrize(("raw", "text"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_by_example(raw: bytes, text: str) -> None:
    assert clean(raw, 80).text == text


def test_lines_and_text_agree() -> None:
    assert clean(b"a\r\n\r\nb").lines == ["a", "", "b"]
    assert clean(b"").lines == []


def test_left_out_bytes_are_named_and_the_torn_line_dropped() -> None:
    raw = b"head\r\nmidd" + b"n of a line\r\ntail\r\n"
    assert clean(raw, 80, cut=10, skipped=1234) == Text(
        "head\nmidd\n[... 1234 bytes left out ...]\ntail", gap=2
    )


def test_a_tail_that_begins_in_the_alternate_screen() -> None:
    raw = b"head\r\n" + b"~\r\n~\r\n\x1b[?1049lerror\r\n"
    assert clean(raw, 80, cut=6, skipped=9).lines[-1] == "error"
    assert "~" not in clean(raw, 80, cut=6, skipped=9).text


def test_apt_progress_stays_out_of_the_text() -> None:
    """apt keeps its bar below a scroll region, and draws it where the last row really is."""
    rows = 30
    start = b"\n\x1b7\x1b[0;29r\x1b8\x1b[1A"
    bar = b"\x1b7\x1b[30;0f\x1b[42m\x1b[30mProgress: [ 50%]\x1b[49m\x1b[39m ####.... \x1b8"
    end = b"\n\x1b7\x1b[0;30r\x1b8\x1b[1A\x1b[J"
    lines = b"".join(b"Unpacking %d\r\n" % n + bar for n in range(60))
    for told in (rows, 24):
        text = clean(b"\n" * 30 + start + lines + end + b"E: failed\r\n", 80, rows=told)
        assert [line for line in text.lines if "Unpacking" in line] == [
            f"Unpacking {n}" for n in range(60)
        ]
        assert text.lines[-1] == "E: failed"


# Bytes that real programs wrote to a pty of 24 rows, and how many columns it had: apt with its
# bar below a scroll region, pip and npm with theirs, the colours of gcc and cargo.
CAPTURED = {"apt": 80, "cargo": 60, "gcc": 60, "npm": 60, "pip": 80}


@pytest.mark.parametrize(("program", "cols"), CAPTURED.items())
def test_real_programs(program: str, cols: int) -> None:
    raw = (Path(__file__).parent / "captured" / f"{program}.raw").read_bytes()
    expected = (Path(__file__).parent / "captured" / f"{program}.txt").read_text()
    assert clean(raw, cols, rows=24).text + "\n" == expected


# ----------------------------------------------------------------------- against pyte

WORDS = st.text(st.sampled_from("abc xyz0%#"), min_size=1, max_size=12)
COLOURS = st.sampled_from(["\x1b[31m", "\x1b[m", "\x1b[1;38;5;9m", "\x1b]0;t\x07", "\x1b(B"])
IN_LINE = st.one_of(
    st.sampled_from(["\r", "\x08", "\r\t", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[G"]),
    st.builds("\x1b[{}{}".format, st.integers(0, 14), st.sampled_from("CDGXaP")),
)
VERTICAL = st.one_of(
    st.builds("\x1b[{}{}".format, st.integers(0, 6), st.sampled_from("ABEFLMde")),
    st.builds("\x1b[{};{}H".format, st.integers(0, 6), st.integers(0, 12)),
    st.sampled_from(["\x1bM", "\x1bD", "\x1b[J", "\x1b[1J", "\x1b[2J"]),
)
NEWLINE = st.just("\r\n")
# Not for comparing with pyte: it inserts one cell too many, and takes ' for `.
OWN = st.builds("\x1b[{}{}".format, st.integers(0, 14), st.sampled_from("@`IZb"))
COLS, ROWS = 10, 6


class Oracle(pyte.HistoryScreen):
    """pyte with its own parser and drawing, and a history long enough for every test."""

    def everything(self) -> list[str]:
        rows = [*self.history.top, *(self.buffer[y] for y in range(ROWS))]
        return ["".join(row[x].data for x in range(COLS)).rstrip() for row in rows]

    def delete_lines(self, count: int | None = None) -> None:
        for y in range(ROWS):  # it leaves a line alone if the next has never been written to
            self.buffer[y]
        super().delete_lines(count)


def oracle(text: str) -> list[str]:
    screen = Oracle(COLS, ROWS, history=10_000)
    pyte.Stream(screen).feed(text)
    rows = screen.everything()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def as_rows(text: Text) -> list[str]:
    """Lines wrapped as the screen wraps them, to compare with rows."""
    rows: list[str] = []
    for line in text.lines:
        line = line.expandtabs()
        rows += [line[at : at + COLS].rstrip() for at in range(0, len(line), COLS)] or [""]
    return rows


def squeezed(rows: list[str]) -> list[str]:
    """Without the empty row that a line leaves whose last, wrapped row was blank."""
    return [row for row in rows if row]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS, COLOURS, NEWLINE, IN_LINE), max_size=25).map("".join))
@example("abcdefghij\x1b[Kk")
@example("abcdefghij\x08\x08z")
def test_movement_within_lines_is_pytes(text: str) -> None:
    assert squeezed(as_rows(clean(text.encode(), COLS, rows=ROWS))) == squeezed(oracle(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS, COLOURS, NEWLINE, IN_LINE, VERTICAL), max_size=30).map("".join))
def test_movement_between_rows_is_pytes(text: str) -> None:
    text = "\x1b[A" + text
    assert squeezed(as_rows(clean(text.encode(), COLS, rows=ROWS))) == squeezed(oracle(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS, COLOURS, NEWLINE, IN_LINE, OWN), max_size=40).map("".join))
def test_the_grid_agrees_with_the_rows(text: str) -> None:
    """A movement that moves nothing, far below, sends everything through the other engine."""
    quiet = clean(text.encode() + b"\r\nend", COLS, rows=200)
    moved = clean(text.encode() + b"\r\nend\x1b7", COLS, rows=200)
    assert [line.expandtabs() for line in quiet.lines] == [
        line.expandtabs() for line in moved.lines
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(WORDS, NEWLINE, NEWLINE, IN_LINE, VERTICAL), max_size=60).map("".join),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_windows_change_nothing(text: str, before: int, after: int) -> None:
    """Long quiet stretches between movements go another way, to the same end."""
    quiet = "".join(f"line {n}\r\n" for n in range(before))
    whole = quiet + text + "\r\n" + quiet + text + "".join(f"\r\nlast {n}" for n in range(after))
    played = grid._grid(whole.replace("\r\n", "\n"), COLS, ROWS)
    text_of_played = "\n".join(line.rstrip() for line in played).rstrip("\n")
    assert clean(whole.encode(), COLS, rows=ROWS).text.expandtabs() == text_of_played


# ----------------------------------------------------------------------- whatever comes

PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b\\", b"\x1b", b"\x9b", b"\xc2\x9b"]),
    st.sampled_from([b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[99999999999999A", b"\x1b[;;;;H"]),
    st.one_of(IN_LINE, VERTICAL, COLOURS).map(str.encode),
    st.builds(
        lambda numbers, final: b"\x1b[%s%s" % (numbers, final),
        st.text("0123456789;:?<>=", max_size=6).map(str.encode),
        st.integers(0x40, 0x7E).map(lambda code: bytes([code])),
    ),
    st.sampled_from(["漢", "e\u0301", "👩‍🔬", "\u202e", "⠋", "\u0301"]).map(str.encode),
)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=40).map(b"".join), st.integers(-1, 30), st.integers(-1, 12))
@example(b"\x1b[" + b"9" * 5000 + b"A", 80, 24)
def test_any_bytes_become_text_without_controls(raw: bytes, cols: int, rows: int) -> None:
    text = clean(raw, cols, rows=rows)
    assert CONTROLS.search(text.text) is None
    assert text == clean(raw, cols, rows=rows)
    assert text.text == "\n".join(text.lines)
    assert not text.text.endswith("\n")


def test_more_redraws_than_the_budget_lose_no_line() -> None:
    """Frames for ten minutes, and one line of cause in the middle of them."""
    frames = [
        b"\x1b[2A\x1b[2K%d s\r\n\x1b[2Kstep %d\r\n" % (n, n // 1000)
        for n in range(2 * grid.LIMIT // 20)
    ]
    frames.insert(len(frames) // 3, b"error: it was here\r\n\r\n\r\n")
    text = clean(b"start\r\n\r\n" + b"".join(frames) + b"failed\r\n", 80)
    assert text.lines.count("error: it was here") == 1
    assert text.lines[-3:] == [
        f"{len(frames) - 2} s",
        f"step {(len(frames) - 2) // 1000}",
        "failed",
    ]
    assert "start" in text.lines


def test_hostile_sizes_take_no_room() -> None:
    huge = b"\x1b[9999B\x1b[9999C\x1b[9999;9999H\x1b[9999L\x1b[9999@\x1b[9999S\x1b[9999bx"
    assert len(clean(b"a" + huge * 50, 200).text) < 2_000_000


def test_random_noise() -> None:
    generator = random.Random(7)
    for _ in range(50):
        raw = generator.randbytes(3000)
        assert CONTROLS.search(clean(raw, 40).text) is None
