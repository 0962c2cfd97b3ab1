from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.fringes import fish_end, fish_error, fish_start, prompt_sp


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        (b"out\r\n\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m" + b" " * 79 + b"\r \r", b"out\r\n"),
        (b"out\x1b[1m\x1b[7m#\x1b[27m\x1b[1m\x1b[0m" + b" " * 79 + b"\r \r", b"out"),
        (b"out\r\n" + b" " * 79 + b"\r \r\x1b]0;title\x07", b"out\r\n"),
        # zsh 5.3 while a prompt's colour is on; and behind output that sets its own back
        (
            b"\x1b[31mred\x1b[0m\x1b[1m\x1b[38;5;242m\x1b[7m#\x1b[27m\x1b[1m\x1b[38;5;242m\x1b[0m"
            b"\x1b[38;5;242m" + b" " * 79 + b"\r \r",
            b"\x1b[31mred\x1b[0m",
        ),
        (b"100\x1b[1m%\x1b[0m" + b" " * 79 + b"\r \r", b"100\x1b[1m%\x1b[0m"),
        (b"out\r\n", b"out\r\n"),
        (b"spin \r \r", b"spin \r \r"),
        (b"", b""),
    ],
)
def test_zsh_padding(tail: bytes, kept: bytes) -> None:
    assert tail[: prompt_sp(tail)] == kept


@pytest.mark.parametrize(
    ("head", "output"),
    [
        (b"\x1b[?2004l\x1b]0;true ~\x07\x1b[30m\x1b(B\x1b[m\rout", b"out"),  # 3.6
        (b"\x1b]0;printf abc ~\x1b\\\x1b[m\rabc", b"abc"),  # 4.9
        (b"\x1b[m\rout", b"out"),  # without a title
        (b"\x1b[2 q\x1b]0;t\x1b\\\x1b[m\rout", b"out"),  # vi's modes
        (b"\x1b]0;t\x07\x1b[m\r\r\n", b"\r\n"),
        (b"\x1b]0;t\x07\x1b[m\r\x1b[31mred", b"\x1b[31mred"),
        (b"\x1b]0;never ends", b"\x1b]0;never ends"),
        (b"\r\n", b"\r\n"),
        (b"out", b"out"),
        (b"", b""),
    ],
)
def test_what_fish_writes_before_output(head: bytes, output: bytes) -> None:
    assert head[fish_start(head) :] == output


@pytest.mark.parametrize(
    ("tail", "output"),
    [
        (b"abc\x1b]133;D;0\x07", b"abc"),
        (b"abc\x1b]133;D;127\x1b\\", b"abc"),
        (b"abc\x1b]133;D\x1b\\", b"abc"),
        (b"abc\x1b]133;D;0\x07more", b"abc\x1b]133;D;0\x07more"),
        (b"\x1b]133;Dx\x07", b"\x1b]133;Dx\x07"),
        (b"abc", b"abc"),
        (b"", b""),
    ],
)
def test_what_fish_writes_after_output(tail: bytes, output: bytes) -> None:
    assert tail[: fish_end(tail)] == output


MESSAGE = b"fish: Unexpected ')' for unopened parenthesis\r\necho )\r\n     ^\r\n"


@pytest.mark.parametrize(
    "drawn",
    [
        b"echo \r\x1b[9C)\r\x1b[10C\r\n" + MESSAGE,  # 3.6 and 4.9
        b"echo )\r\n" + MESSAGE + b"\x1b[?2004l\x1b[>4;0m\x1b[=0u\x1b>",  # 4.0
        # 4.9, the second time: the line was drawn anew, modes and all
        b"\x1b[?2004l\x1b[>4;0m\x1b>\x1b]0;~\x1b\\\x1b[m\r@@> echo )\x1b[J\r\x1b[10C\r\n" + MESSAGE,
    ],
)
def test_the_message_of_a_refused_line(drawn: bytes) -> None:
    start, end = fish_error(drawn)
    assert drawn[start:end] == MESSAGE


PARTS = [b"\x1b]133;D", b"\x1b]0;", *(bytes([byte]) for byte in b"\x1b(BC[m\r\n \x07%\\0;")]


@given(st.lists(st.sampled_from(PARTS)))
def test_any_bytes_have_their_edges_inside(parts: list[bytes]) -> None:
    data = b"".join(parts)
    for edge in (prompt_sp, fish_start, fish_end):
        assert 0 <= edge(data) <= len(data)
    start, end = fish_error(data)
    assert 0 <= start <= end <= len(data)
