from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Exit, Input, Output, Resize
from termproxy.core.recording import DecodeError, TimedEvent
from termproxy.core.typescript import Decoder

CORPUS = Path(__file__).parent.parent / "corpora" / "recordings"
FIRST = b'Script started on 2026-01-01 [COMMAND="sh" TERM="xterm" COLUMNS="80" LINES="24"]\n'
LAST = b'\nScript done on 2026-01-01 [COMMAND_EXIT_CODE="0"]\n'


def decode(data: bytes, timing: bytes, *cuts: int) -> tuple[list[TimedEvent], Decoder]:
    decoder = Decoder(timing)
    events: list[TimedEvent] = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
        events += decoder.feed(data[start:end])
    return events + decoder.finish(), decoder


def test_classic_timing() -> None:
    events, decoder = decode(FIRST + b"ab\nc" + LAST, b"0.5 3\n1.25 1\n")
    assert events == [(0.5, Output(b"ab\n")), (1.75, Output(b"c"))]
    header = decoder.header
    assert header is not None
    assert (header.cols, header.rows, header.command, header.term) == (80, 24, "sh", "xterm")
    assert header.duration == 1.75
    assert decoder.warnings == []


def test_advanced_timing() -> None:
    timing = (
        b"H 0.000000 COLUMNS 132\nH 0.0 INPUT_LOG x\nH 0.0 OUTPUT_LOG x\nO 0.5 2\nI 0.25 1\n"
        b"S 0.25 SIGWINCH ROWS=30 COLS=100\nS 0.0 SIGTERM\nO 1 1\nH 0.0 EXIT_CODE 3\n"
    )
    events, decoder = decode(FIRST + b"$ lx" + LAST, timing)
    assert events == [
        (0.5, Output(b"$ ")),
        (0.75, Input(b"l")),
        (1.0, Resize(100, 30)),
        (2.0, Output(b"x")),
        (2.0, Exit(3)),
    ]
    assert decoder.header is not None
    assert decoder.header.cols == 132, "what the timing says is surer than the first line"


def test_input_in_a_file_of_its_own_takes_time_but_no_bytes() -> None:
    timing = b"H 0 OUTPUT_LOG o\nH 0 INPUT_LOG i\nO 0.5 2\nI 0.5 9\nO 0.5 1\n"
    events, _ = decode(FIRST + b"abc" + LAST, timing)
    assert events == [(0.5, Output(b"ab")), (1.5, Output(b"c"))]


@pytest.mark.parametrize("name", ["classic", "log-io", "split"])
def test_what_script_wrote(name: str) -> None:
    data = (CORPUS / f"{name}.typescript").read_bytes()
    events, decoder = decode(data, (CORPUS / f"{name}.timing").read_bytes())
    text = b"".join(event.data for _, event in events if isinstance(event, Output))
    assert b"\x1b[1;31mred\x1b[0m caf\xc3\xa9\r\n" in text
    assert text.endswith(b"exit\r\n")
    assert decoder.warnings == []
    if name != "classic":
        others = [event for _, event in events if not isinstance(event, Output | Input)]
        assert others == [Resize(100, 30), Exit(3)]


@given(st.lists(st.binary(max_size=9), max_size=6), st.data())
def test_cuts_change_nothing(chunks: list[bytes], data: st.DataObject) -> None:
    whole = FIRST + b"".join(chunks) + LAST
    timing = b"".join(b"0.1 %d\n" % len(chunk) for chunk in chunks)
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=6))
    events, _ = decode(whole, timing, *cuts)
    assert [event for _, event in events] == [Output(chunk) for chunk in chunks]


def test_a_typescript_that_ends_too_soon_gives_what_there_is() -> None:
    events, decoder = decode(FIRST + b"abc", b"1 2\n1 2\n1 5\n")
    assert events == [(1.0, Output(b"ab")), (2.0, Output(b"c"))]
    assert decoder.warnings == ["the typescript ends before its timing does"]


def test_a_torn_last_line_of_timing_is_a_warning() -> None:
    events, decoder = decode(FIRST + b"abc", b"1 2\n1.")
    assert events == [(1.0, Output(b"ab"))]
    assert "torn" in decoder.warnings[0]


@pytest.mark.parametrize(
    "timing",
    [b"-1 2\n", b"nan 2\n", b"inf 1\n", b"1 -2\n", b"1\n", b"O 1\n", b"X 1 2\n", b"\xff\xfe\n",
     b"S 0 SIGWINCH ROWS=1\n", b"9e8 1\n9e8 1\n", b"1 99999999999\n", b"1 " + b"9" * 6000],
)  # fmt: skip
def test_damaged_timing_is_a_clause(timing: bytes) -> None:
    with pytest.raises(DecodeError, match=r"line \d of the timing file"):
        Decoder(timing)


def test_what_is_no_typescript() -> None:
    with pytest.raises(DecodeError, match="no typescript"):
        decode(b"no newline", b"1 2\n")
    with pytest.raises(DecodeError, match="does not end"):
        Decoder(b"1 2\n").feed(b"x" * (2 << 20))
