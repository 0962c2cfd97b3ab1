from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Output
from termproxy.core.recording import DecodeError, TimedEvent
from termproxy.core.ttyrec import Decoder

CORPUS = Path(__file__).parent.parent / "corpora" / "recordings"


def record(seconds: int, microseconds: int, data: bytes) -> bytes:
    return struct.pack("<III", seconds, microseconds, len(data)) + data


def decode(data: bytes, *cuts: int) -> tuple[list[TimedEvent], Decoder]:
    decoder = Decoder()
    events: list[TimedEvent] = []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
        events += decoder.feed(data[start:end])
    return events + decoder.finish(), decoder


def test_times_count_from_the_first_record_and_never_run_backwards() -> None:
    data = record(1000, 500_000, b"a") + record(1002, 0, b"b") + record(900, 0, b"c")
    assert decode(data)[0] == [(0.0, Output(b"a")), (1.5, Output(b"b")), (1.5, Output(b"c"))]


def test_what_ttyrec_wrote() -> None:
    events, decoder = decode((CORPUS / "session.ttyrec").read_bytes())
    text = b"".join(event.data for _, event in events if isinstance(event, Output))
    assert b"\x1b[1;31mred\x1b[0m caf\xc3\xa9\r\n" in text
    assert decoder.warnings == []


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=6), st.data())
def test_cuts_change_nothing(chunks: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(record(n, n, chunk) for n, chunk in enumerate(chunks))
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=6))
    events, decoder = decode(whole, *cuts)
    assert [event for _, event in events] == [Output(chunk) for chunk in chunks]
    assert decoder.warnings == []


def test_a_torn_record_gives_what_there_is() -> None:
    whole = record(1, 0, b"one") + record(2, 0, b"three")
    for missing in range(1, 5):
        events, decoder = decode(whole[:-missing])
        assert events == [(0.0, Output(b"one")), (1.0, Output(b"three"[:-missing]))]
        assert decoder.warnings == ["its last record (2) is not whole"]
    assert decode(whole[:-9])[0] == [(0.0, Output(b"one"))]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x01\0\0", "no ttyrec"),
        (record(1, 1_000_000, b"x"), "record 1"),
        (record(1, 0, b"x") + b"\xff" * 12, "record 2"),
        (struct.pack("<III", 1, 0, 1 << 30), "record 1"),
    ],
)
def test_damage_is_a_clause(data: bytes, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        decode(data)
    if data:
        decoder = Decoder()
        decoder.feed(data)
        with pytest.raises(DecodeError, match=says):
            decoder.feed(b"") if "record" in says else decoder.finish()
