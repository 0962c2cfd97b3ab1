from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from termproxy.core.scanner import LIMIT, Mark, Scanner

NONCE = b"c0ffee"
INTRO = b"\x1b]6977;" + NONCE + b";"


def mark(letter: bytes, body: bytes = b"") -> bytes:
    if letter == b"E":
        return INTRO + b"E;" + body + b";" + NONCE + b"\x07"
    return INTRO + letter + (b";" + body if body else b"") + b"\x07"


def joined(pieces: list[bytes | Mark]) -> list[bytes | Mark]:
    result: list[bytes | Mark] = []
    for piece in pieces:
        if isinstance(piece, bytes) and result and isinstance(result[-1], bytes):
            result[-1] += piece
        else:
            result.append(piece)
    return result


def whole(*chunks: bytes) -> list[bytes | Mark]:
    """What a fresh scanner makes of `chunks`, up to and with the flush at the end."""
    scanner = Scanner(NONCE)
    pieces = [piece for chunk in chunks for piece in scanner.feed(chunk)]
    held = scanner.flush()
    return joined([*pieces, held] if held else pieces)


def again(pieces: list[bytes | Mark]) -> bytes:
    return b"".join(
        piece if isinstance(piece, bytes) else mark(piece.letter.encode("latin-1"), piece.body)
        for piece in pieces
    )


plain = st.binary(max_size=40)
bodies = st.text("0123456789;ab/%$'", max_size=20).map(str.encode)
marks = st.builds(mark, st.sampled_from([b"A", b"B", b"C", b"D"]), bodies)
raw_marks = st.builds(mark, st.just(b"E"), st.binary(max_size=30).map(lambda b: b"7;" + b))
spiteful = st.sampled_from(
    [
        b"\x1b]6977;A\x07",
        b"\x1b]6977;c0ffef;D;1;0;1\x07",
        b"\x1b]6977;;A\x07",
        b"\x1b]133;A\x07",
        b"\x1b]133;D;1\x1b\\",
        b"\x1b]633;E;ls;nonce\x07",
        INTRO,
        INTRO[:-1],
        INTRO[:9],
        INTRO + b"D;1",
        INTRO + b"E;1;  12  ls",
        b"\x1b",
        b"\x1b]",
        b"\x07",
        b";" + NONCE + b"\x07",
    ]
)
streams = st.lists(st.one_of(plain, marks, raw_marks, spiteful), max_size=12).map(b"".join)


def test_a_mark_comes_out_and_the_rest_stays() -> None:
    stream = b"before" + mark(b"D", b"3;127;1") + b"\x1b[1mafter\x1b[0m" + mark(b"B")
    assert whole(stream) == [
        b"before",
        Mark("D", b"3;127;1"),
        b"\x1b[1mafter\x1b[0m",
        Mark("B", b""),
    ]


def test_plain_output_is_not_even_copied() -> None:
    chunk = b"\x1b[32mok\x1b[0m plain \x1b]8;;http://x\x07link\x1b]8;;\x07\r\n"
    scanner = Scanner(NONCE)
    (piece,) = scanner.feed(chunk)
    assert piece is chunk
    assert not scanner.held


def test_a_raw_mark_may_hold_anything_but_its_end() -> None:
    body = b"7;  502  printf '\x1b]133;A\x07\x1b\\'\r\nsecond line; \xff"
    assert whole(b"x" + mark(b"E", body) + b"y") == [b"x", Mark("E", body), b"y"]


@pytest.mark.parametrize(
    "forged",
    [
        b"\x1b]6977;A\x07",
        b"\x1b]6977;c0ffef;A\x07",
        b"\x1b]6977;c0ffee\x07",
        b"\x1b]6977;C0FFEE;D;1;0;1\x07",
        b"\x1b]133;A\x07",
        b"\x1b]633;E;rm -rf;c0ffee\x07",
        b"]6977;c0ffee;A\x07",
    ],
)
def test_what_is_not_ours_passes(forged: bytes) -> None:
    assert whole(b"a" + forged + b"b") == [b"a" + forged + b"b"]


@given(streams, st.data())
def test_where_the_stream_is_cut_makes_no_difference(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert whole(*chunks) == whole(stream)


@given(streams)
def test_byte_by_byte(stream: bytes) -> None:
    assert whole(*(stream[i : i + 1] for i in range(len(stream)))) == whole(stream)


@given(streams)
def test_nothing_is_lost(stream: bytes) -> None:
    assume(b";\x07" not in stream)  # "D;" and "D" are the same mark
    assert again(whole(stream)) == stream


@given(st.lists(st.one_of(plain, st.just(b"\x1b]6977;"), st.just(b"\x1b]133;A\x07"))))
def test_without_our_nonce_nothing_happens(parts: list[bytes]) -> None:
    stream = b"".join(parts)
    if NONCE not in stream:
        assert whole(*parts) == ([stream] if stream else [])


@given(streams)
def test_pending_says_whether_bytes_are_held(stream: bytes) -> None:
    assume(b";\x07" not in stream)
    scanner = Scanner(NONCE)
    out = scanner.feed(stream)
    shown = again(out)
    assert bool(scanner.held) == (len(shown) < len(stream))
    assert shown + scanner.flush() == stream
    assert not scanner.held
    assert scanner.flush() == b""


def test_the_beginning_of_a_mark_is_held_until_it_is_clear() -> None:
    scanner = Scanner(NONCE)
    assert scanner.feed(b"text\x1b]69") == [b"text"]
    assert scanner.held
    assert scanner.feed(b"77;c0f") == []
    assert scanner.feed(b"x") == [b"\x1b]6977;c0fx"]
    assert not scanner.held


def test_given_up_bytes_are_plain_output_and_what_follows_is_judged_afresh() -> None:
    scanner = Scanner(NONCE)
    assert scanner.feed(b"a" + INTRO + b"D;1") == [b"a"]
    assert scanner.flush() == INTRO + b"D;1"
    assert scanner.feed(b";0;1\x07" + mark(b"A")) == [b";0;1\x07", Mark("A", b"")]


def test_a_mark_cut_short_does_not_swallow_the_next() -> None:
    """^C makes the kernel drop output that was not read yet: half a mark may be missing."""
    stream = INTRO + b"C;4;'/ho" + b"^C\r\n" + mark(b"D", b"5;130;1")
    assert whole(stream) == [INTRO + b"C;4;'/ho^C\r\n", Mark("D", b"5;130;1")]


@pytest.mark.parametrize("letter", [b"C", b"E"])
@pytest.mark.parametrize("excess", [0, 1])
@pytest.mark.parametrize("size", [4095, 10**7])
def test_the_longest_mark(letter: bytes, excess: int, size: int) -> None:
    around = len(mark(letter, b"7;"))
    stream = mark(letter, b"7;" + b"x" * (LIMIT - around + excess)) + b"tail"
    assert len(stream) == LIMIT + excess + 4
    chunks = [stream[i : i + size] for i in range(0, len(stream), size)]
    pieces = whole(*chunks)
    assert again(pieces) == stream
    assert any(isinstance(piece, Mark) for piece in pieces) is (excess == 0)


@pytest.mark.parametrize("endless", [INTRO + b"D;", INTRO + b"E;1;", INTRO, b"\x1b]6977;"])
def test_memory_is_bounded(endless: bytes) -> None:
    scanner = Scanner(NONCE)
    chunk = b"x" * 4095
    length = len(again(scanner.feed(endless)))
    tracemalloc.start()
    for _ in range(2000):
        length += len(b"".join(p for p in scanner.feed(chunk) if isinstance(p, bytes)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * LIMIT
    assert length + len(scanner.flush()) == len(endless) + 2000 * 4095


@pytest.mark.parametrize("nonce", [b"", b"a;b", b"a\x07", b"a-b"])
def test_a_nonce_must_not_break_the_mark(nonce: bytes) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        Scanner(nonce)
