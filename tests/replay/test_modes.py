from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.replay.modes import Modes

VIM = b"\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\x1b[?2004h\x1b[1;24r\x1b[?25l\x1b[?1000h\x1b[34;1mtext"
VIM_ENDS = b"\x1b[0m\x1b[?1000l\x1b[?25h\x1b[r\x1b[?2004l\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t"
PIECES = [VIM, VIM_ENDS, b"plain", b"\x1b[m", b"\x1b(0", b"\x1b(B", b"\x1b[>1u", b"\x1b[<u",
          b"\x1b[6n", b"\x1b]11;?\x07", b"\x1b]0;a title\x07", b"\x1b[4 q", b"\x1b[ q", b"\x1bc",
          b"\x1b[>4;2m", b"\x1b[>4;0m", b"\x1b[!p", b"\x1b[38;5;0m"]  # fmt: skip


def test_a_clean_recording_needs_no_undoing() -> None:
    modes = Modes()
    modes.feed(b"plain \x1b[1mbold\x1b[0m" + VIM + VIM_ENDS)
    assert modes.undo() == b""
    assert not modes.asked


def test_what_is_left_is_undone_in_an_order_that_works() -> None:
    modes = Modes()
    modes.feed(VIM)
    undo = modes.undo()
    for part in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?1l",
                 b"\x1b>", b"\x1b[0m", b"\x1b7\x1b[r\x1b8"):  # fmt: skip
        assert part in undo
    assert undo.startswith(b"\x1b[?1049l"), "the rest is for the main screen"
    assert modes.undo() == b"", "once"


@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_after_its_undoing_nothing_is_left(pieces: list[bytes]) -> None:
    modes = Modes()
    modes.feed(b"".join(pieces))
    undo = modes.undo()
    modes.feed(b"".join(pieces) + undo)
    assert modes.undo() == b""


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.data())
def test_cuts_change_nothing(pieces: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    one, other = Modes(), Modes()
    one.feed(whole)
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        other.feed(whole[start:end])
    assert (one.asked, one.midway, one.undo()) == (other.asked, other.midway, other.undo())


@given(st.binary(max_size=60))
def test_noise_does_not_break_us(noise: bytes) -> None:
    modes = Modes()
    modes.feed(noise)
    modes.undo()


@pytest.mark.parametrize(
    "query",
    [b"\x1b[c", b"\x1b[0c", b"\x1b[>c", b"\x1b[=c", b"\x1b[5n", b"\x1b[6n", b"\x1b[?6n",
     b"\x1b[?996n", b"\x1b[?2026$p", b"\x1b[>q", b"\x1b[>0q", b"\x1b[14t", b"\x1b[18t", b"\x1b[21t",
     b"\x1b[?u", b"\x1bZ", b"\x1b]10;?\x1b\\", b"\x1b]4;1;?\x07", b"\x1bP$qm\x1b\\",
     b"\x1bP+q436f\x1b\\", b"\x1b_Gi=1,a=q;AAAA\x1b\\"],
)  # fmt: skip
def test_queries_are_noticed(query: bytes) -> None:
    modes = Modes()
    modes.feed(b"text" + query)
    assert modes.asked


@pytest.mark.parametrize(
    "harmless", [b"\x1b[22;0;0t", b"\x1b[8;24;80t", b"\x1b[2 q", b"\x1b]0;what?\x07"[:8], b"\x1b[m"]
)
def test_other_sequences_are_no_queries(harmless: bytes) -> None:
    modes = Modes()
    modes.feed(harmless)
    assert not modes.asked


def test_where_the_output_stops() -> None:
    modes = Modes()
    modes.feed(b"text\x1b[1;3")
    assert modes.midway
    modes.feed(b"1mred")
    assert not modes.midway
