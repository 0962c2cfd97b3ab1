from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from termproxy.assistant.screen import clean
from termproxy.assistant.screen.colors import colored

RED, OFF = "\x1b[0;31m", "\x1b[0m"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain\r\n", "plain"),
        (b"a \x1b[31mred\x1b[0m word\r\n", f"a {RED}red{OFF} word"),
        (b"\x1b[1;31mx\x1b[22my\x1b[39mz", f"\x1b[0;1;31mx{RED}y{OFF}z"),
        (b"\x1b[38;5;208mo\x1b[m", "\x1b[0;38;5;208mo\x1b[0m"),
        (b"\x1b[3;48;2;1;2;3mp\x1b[m", "\x1b[0;3;48;2;1;2;3mp\x1b[0m"),
        (b"\x1b[38:2::9:8:7mtrue", "\x1b[0;38:2::9:8:7mtrue\x1b[0m"),
        # a style that goes on over the end of a line is told again
        (b"\x1b[31mone\r\ntwo\x1b[0m\r\n", f"{RED}one{OFF}\n{RED}two{OFF}"),
        # a progress bar: what was overwritten took its colour along
        (b"\x1b[31m 10%\x1b[0m\r\x1b[32m100%\x1b[0m\r\n", "\x1b[0;32m100%\x1b[0m"),
        (b"\x1b[31mabcdef\x1b[0m\rXY\r\n", f"XY{RED}cdef{OFF}"),
        # a line that was drawn again, one row up
        (b"\x1b[31mwait\x1b[0m\r\n\x1b[A\x1b[2K\x1b[32mdone\x1b[0m\r\n", "\x1b[0;32mdone\x1b[0m"),
        (b"\x1b[32m\xe6\x97\xa5\xe6\x9c\xac\x1b[0m\rx", " ".join(["x", f"\x1b[0;32m本{OFF}"])),
        # coloured blanks at the end are seen only if the paper is coloured
        (b"\x1b[31mred   \x1b[0m  \r\n", f"{RED}red{OFF}"),
        (b"x\r\n\x1b[31m  \x1b[0m\r\n", "x"),
        (b"\x1b[41m  \x1b[0m  \r\n", "\x1b[0;41m  \x1b[0m"),
    ],
)  # fmt: skip
def test_colours_stay_with_their_characters(raw: bytes, text: str) -> None:
    assert colored(raw) == text


def test_only_colours_pass() -> None:
    text = colored(
        b"\x1b]0;title\x07\x1b[31mred\x1b[0m\x1b[5n\x1bPq#\x1b\\\x1b[?1049l\x1b[8mhid\x07"
    )
    assert text == f"{RED}red{OFF}hid"


def test_selectors_of_the_output_itself_are_no_colours() -> None:
    assert colored("a\U000e0101b".encode()) == "ab"


def test_more_styles_than_one_mark_can_count() -> None:
    raw = b"".join(b"\x1b[38;5;%dm\x1b[48;5;%dmx" % (n % 256, n // 256) for n in range(600))
    text = colored(raw, 1000)
    assert text.count("x") == 600
    assert text.startswith("\x1b[0;38;5;0;48;5;0mx")
    assert text.endswith("\x1b[0;38;5;87;48;5;2mx\x1b[0m")


def test_what_was_left_out_stands_where_it_is_missing() -> None:
    head, tail = b"\x1b[31mone\r\nt", b"cut\r\nfour\x1b[0m\r\n"
    text = colored(head + tail, cut=len(head), skipped=99)
    assert text == f"{RED}one{OFF}\n{RED}t{OFF}\n[... 99 bytes left out ...]\n{RED}four{OFF}"


pieces = st.sampled_from(
    [
        *(
            b"word",
            b" ",
            b"\r\n",
            b"\r",
            b"\x08",
            b"\t",
            b"\xff",
            "日".encode(),
            "e\u0301".encode(),
        ),
        *(b"\x1b[31m", b"\x1b[1;42m", b"\x1b[0m", b"\x1b[m", b"\x1b[38;5;9m", b"\x1b[38;2;1m"),
        *(b"\x1b[K", b"\x1b[2K", b"\x1b[A", b"\x1b[3G", b"\x1b[2C", b"\x1b]8;;x\x07", b"\x1b["),
    ]
)


@example(b"\x1b[\x1b[31mword")  # the cut sequence went on with the text behind the colour
@example(b"\x1b]8;;\x1b[31mword")
@given(st.lists(pieces, max_size=25).map(b"".join))
def test_without_its_colours_it_is_the_clean_text(raw: bytes) -> None:
    bare = re.sub(r"\x1b\[[0-9;:]*m", "", colored(raw, 12, rows=5))
    lines = [line.rstrip(" \t") for line in bare.split("\n")]
    while len(lines) > 1 and not lines[-1]:  # blanks on coloured paper can be seen
        lines.pop()
    assert lines == clean(raw, 12, rows=5).text.split("\n")
