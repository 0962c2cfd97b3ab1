from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model.ndjson import Records, RecordTooLongError

THINGS = st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=8), min_size=1), max_size=6)


@given(THINGS, st.data(), st.sampled_from([b"\n", b"\r\n", b"\n\n"]), st.booleans())
def test_records_survive_every_cut(
    things: list[dict[str, str]], data: st.DataObject, newline: bytes, ended: bool
) -> None:
    lines = [json.dumps(thing, ensure_ascii=False).encode() for thing in things]
    stream = newline.join(lines) + (newline if ended else b"")
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8))
    borders = [0, *sorted(cuts), len(stream)]
    records = Records()
    got = []
    for start, end in pairwise(borders):
        got += records.feed(stream[start:end])
    got += records.finish()
    assert got == lines


def test_byte_by_byte() -> None:
    records = Records()
    stream = '{"a":"日"}\n{"b":1}\n'.encode()
    got = [record for byte in stream for record in records.feed(bytes([byte]))]
    assert got == ['{"a":"日"}'.encode(), b'{"b":1}']


def test_a_record_without_end_is_refused() -> None:
    records = Records(longest=10)
    assert records.feed(b"123456789\n12345") == [b"123456789"]
    with pytest.raises(RecordTooLongError):
        records.feed(b"678901")
