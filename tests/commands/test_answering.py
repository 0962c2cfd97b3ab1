from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from termproxy.commands.answering import _markdown, finished


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("one", ""),
        ("one\n", ""),
        ("one\n\n", "one\n\n"),
        ("one\n\ntwo\nthree", "one\n\n"),
        ("```\na\n\nb\n", ""),
        ("```\na\n\nb\n```\n\nc", "```\na\n\nb\n```\n\n"),
        ("~~~\n```\n\n", ""),
        ("- a\n- b\n  \n", "- a\n- b\n  \n"),
    ],
)
def test_blocks_end_at_blank_lines_outside_code(text: str, done: str) -> None:
    assert finished(text) == (done, text[len(done) :])


@given(st.text(alphabet="ab \n`~", max_size=60))
def test_nothing_is_lost_and_nothing_is_finished_twice(text: str) -> None:
    done, rest = finished(text)
    assert done + rest == text
    assert finished(rest)[0] == ""


ANSWER = "One.\n\nTwo.\n\n1. Run:\n\n```sh\na\n\n\nb\n```\n\n2. Then.\n\n- x\n- y\n\nEnd.\n"


@pytest.mark.parametrize("size", [1, 4, 13, 1000])
def test_paragraphs_stand_apart_however_they_come(size: int) -> None:
    """Those that came in pieces ran into each other; around code there were two blank rows."""

    async def pieces() -> AsyncGenerator[str, None]:
        for at in range(0, len(ANSWER), size):
            yield ANSWER[at : at + size]

    console = Console(file=io.StringIO(), width=40, color_system=None)
    asyncio.run(_markdown(pieces(), console))
    assert isinstance(console.file, io.StringIO)
    rows = [row.strip() for row in console.file.getvalue().split("\n")]
    assert rows == [
        "One.", "", "Two.", "", "1 Run:", "", "a", "", "", "b", "", "2 Then.", "",
        "• x", "• y", "", "End.", "",
    ]  # fmt: skip
