from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.replay.keys import PATIENCE, Keys

ANSWERS = [
    b"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",  # DA1
    b"\x1b[>41;379;0c",  # DA2
    b"\x1b[24;80R",  # cursor position
    b"\x1b[?2026;2$y",  # DECRQM
    b"\x1b[?0u",  # kitty's keyboard flags
    b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",  # a colour
    b"\x1b]11;rgb:0000/0000/0000\x07",
    b"\x1bP1+r436f=323536\x1b\\",  # XTGETTCAP
    b"\x1bP>|quick.terminal(q) ]\x1b\\",  # XTVERSION, with keys of ours in its name
    b"\x1b_Gi=31;OK\x1b\\",  # kitty's graphics
    b"\x1b[<0;10;20M",  # mouse
    b"\x1b[M q.",  # mouse as of 1984, with q and . as coordinates
    b"\x1b[200~",  # bracketed paste
]


def actions(data: bytes, *cuts: int) -> list[str]:
    keys = Keys()
    found: list[str] = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
        found += keys.feed(data[start:end], 0.0)
    return found


@pytest.mark.parametrize(
    ("key", "action"),
    [(b" ", "pause"), (b".", "step"), (b"]", "marker"), (b"+", "faster"), (b"-", "slower"),
     (b"\x1b[A", "faster"), (b"\x1bOB", "slower"), (b"\x1b[C", "skip"), (b"q", "quit"),
     (b"\x03", "quit")],
)  # fmt: skip
def test_keys(key: bytes, action: str) -> None:
    assert actions(key) == [action]
    assert actions(key + b"x" + key) == [action, action], "also in one read with others"


@given(st.lists(st.sampled_from([*ANSWERS, b"x", b" ", b"+"]), max_size=8), st.data())
def test_answers_are_no_keys_wherever_they_are_cut(
    pieces: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(pieces)
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=6))
    names = {b" ": "pause", b"+": "faster"}
    assert actions(whole, *cuts) == [names[piece] for piece in pieces if piece in names]


@given(st.binary(max_size=30))
def test_interrupt_is_heard_in_every_state(noise: bytes) -> None:
    assert "quit" in actions(noise + b"\x03")


def test_an_escape_key_does_not_swallow_the_next_key() -> None:
    """Alt-] or ESC ] begins an operating system command, for a terminal; a person waits."""
    for begun in (b"\x1b", b"\x1b]", b"\x1b["):
        keys = Keys()
        assert keys.feed(begun, 10.0) == []
        assert keys.feed(b"q", 10.0 + PATIENCE) == ["quit"]
