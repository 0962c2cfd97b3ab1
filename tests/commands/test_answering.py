from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.commands.answering import finished


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
