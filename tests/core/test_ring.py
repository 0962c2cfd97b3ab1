from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.ring import Ring


@given(st.integers(1, 50), st.lists(st.binary(max_size=120), max_size=30), st.data())
def test_a_ring_is_the_tail_of_everything(
    capacity: int, chunks: list[bytes], data: st.DataObject
) -> None:
    ring, everything = Ring(capacity), b""
    for chunk in chunks:
        ring.append(chunk)
        everything += chunk
        assert ring.end == len(everything)
        assert ring.start == max(0, len(everything) - capacity)
        low = data.draw(st.integers(-2, len(everything) + 2))
        high = data.draw(st.integers(-2, len(everything) + 2))
        kept_low, kept_high = max(low, ring.start), min(high, ring.end)
        assert ring.read(low, high) == everything[kept_low : max(kept_low, kept_high)]


def test_memory_is_bounded_and_grows_with_use() -> None:
    ring = Ring(1000)
    assert len(ring._buffer) == 0
    for _ in range(10):
        ring.append(b"x" * 333)
    assert len(ring._buffer) == 1000


def test_a_ring_needs_room() -> None:
    with pytest.raises(ValueError, match="at least one byte"):
        Ring(0)


@given(
    st.integers(1, 64), st.binary(max_size=200), st.integers(0, 200), st.integers(0, 200),
    st.integers(8, 64),
)  # fmt: skip
def test_an_excerpt_accounts_for_every_byte(
    capacity: int, stream: bytes, start: int, length: int, limit: int
) -> None:
    ring = Ring(capacity)
    ring.append(stream)
    start = min(start, len(stream))
    end = min(start + length, len(stream))
    text, gap, skipped = ring.excerpt(start, end, limit)
    assert len(text) <= limit
    assert len(text) + skipped == end - start
    whole = stream[start:end]
    assert text[:gap] == whole[:gap]
    assert whole.endswith(text[gap:])
