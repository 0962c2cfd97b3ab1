from __future__ import annotations

import pytest

from termproxy.core.resting import resting_place, text_below


@pytest.mark.parametrize(
    ("output", "column", "midway"),
    [
        (b"\r", 0, False),
        (b"x\r\nabc", 3, False),
        (b"x\r\nab\nc", 3, False),  # a bare line feed keeps the column
        (b"x\r\n\x1b[31mred\x1b[0m", 3, False),
        (b"x\r\n" + b"y" * 25, 5, False),
        (b"x\r\n" + b"y" * 20, 10, False),
        (b"50%\r100%\x1b[K", 4, False),
        (b"\r\x1b[3A\x1b[2Kup", 2, False),
        (b"no return at all", None, False),
        (b"\r\x1b[9;5Hx", None, False),
        (b"\r\xff\xfe", None, False),
        (b"\r\xe6\x97", 0, True),
        (b"\r\n\x1b]0;never ends", 0, True),
        (b"\r\n\x1b[3", 0, True),
    ],
)
def test_where_output_leaves_the_cursor(output: bytes, column: int | None, midway: bool) -> None:
    assert resting_place(output, 10) == (column, midway)


@pytest.mark.parametrize(
    ("output", "below"),
    [
        (b"plain\r\nlines\r\n", False),
        (b"\x1b[31mred\x1b[0m\r\n", False),
        (b"one\r\ntwo\r\n\x1b[2A\x1b[2Kone\r\n\x1b[2Ktwo\r\n", False),  # progress of docker, npm
        (b"one\r\ntwo\r\n\x1b[2A\x1b[2Kone\r\n", True),  # which died on its way
        (b"\x1b[H\x1b[2J\x1b[3J", False),  # clear
        (b"\x1b[H\x1b[Jok\r\n", False),
        (b"\x1b[Htext over the screen\r\n", True),
        (b"\x1b[12;1Htext over the screen\r\n", True),
        (b"\x1b[12;1Htext\r\n\x1b[J", False),
        (b"\x1b[?1049h\x1b[5;5Hvim\x1b[?1049l\r\n", False),
        (b"\x1b7\x1b[0;23r\x1b8\x1b[1A 50% \x1b7\x1b[0;24r\x1b8\x1b[1A\x1b[J", False),  # apt
    ],
)
def test_whether_output_goes_on_below_the_cursor(output: bytes, below: bool) -> None:
    assert text_below(b"\r" + output, 80) is below
