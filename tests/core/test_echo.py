from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.echo import echoed


@pytest.mark.parametrize(
    ("drawn", "line"),
    [
        (b"", ""),
        (b"make\r\n", "make"),
        (b" secret\r\n\x1b[?2004l\r", " secret"),
        (b"mak\x07e", "make"),
        (b"mkae\b\b\b\x1b[Kake", "make"),
        (b"ake\b\b\b\x1b[1@m\x1b[C\x1b[C\x1b[C", "make"),
        (b"mmake\b\b\b\b\x1b[1P", "make"),
        (b"\x1b[1mmake\x1b[0m", "make"),
        ("écho été\r\n".encode(), "écho été"),
        # Where it cannot be sure:
        (b"\r(reverse-i-search)`': m", None),
        (b"for i in 1 2\r\n> do", None),
        (b"\x1b[2Amake", None),
        (b"\x1b[5Dmake", None),
        (b"\x1b[1;5Hmake", None),
        (b"\x1bMmake", None),
        ("文字\b".encode(), None),
        (b"x" * 5000, None),
    ],
)
def test_a_line_is_read_back_or_not_at_all(drawn: bytes, line: str | None) -> None:
    assert echoed(drawn) == line


@given(st.binary(max_size=60))
def test_nothing_raises(drawn: bytes) -> None:
    line = echoed(drawn)
    assert line is None or "\x1b" not in line
