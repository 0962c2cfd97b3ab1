from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core import ansi
from termproxy.core.ansi import Token, Tokenizer

PIECES = st.sampled_from(
    [
        b"hello", "é日👍".encode(), b"\xff\xc3", b"\r\n", b"\x07", b"\x1b", b"[", b"]", b"P", b"k",
        b"\x1b[0;1m", b"\x1b[?25h", b"\x1b[38:2::1:2:3m", b"\x1b[2 q", b"\x1b[!p", b"\x1b[12",
        b"\x1b]0;title\x07", b"\x1b]8;;http://x\x1b\\", b"\x1bP+q544e\x1b\\", b"\x1b_Gf=1\x1b\\",
        b"\x1bktitle\x1b\\", b"\x1b(B", b"\x1bM", b"\x1b7", b"\x1b\\", b"\x18", b"\x1a", b"\x7f",
        b"\x9b", b"x" * 300, b"\x1b[" + b"1;" * 200, b"\x1b]52;c;" + b"A" * 9000, b"\\", b";", b"m",
    ]
)  # fmt: skip
STREAMS = st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=12).map(b"".join)


def merged(tokens: list[Token]) -> list[Token]:
    """Neighbouring pieces of a text, or of a control string, as one."""
    out: list[Token] = []
    for token in tokens:
        if out and token.kind == out[-1].kind == ansi.TEXT:
            out[-1] = Token(token.kind, out[-1].raw + token.raw)
        else:
            out.append(token)
    return out


def fed(chunks: list[bytes]) -> tuple[list[Token], bytes]:
    tokenizer = Tokenizer()
    tokens = [token for chunk in chunks for token in tokenizer.feed(chunk)]
    return merged(tokens), tokenizer.pending


@given(STREAMS, st.lists(st.integers(0, 20_000), max_size=8))
def test_split_anywhere_the_tokens_are_the_same(data: bytes, cuts: list[int]) -> None:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    chunks = [data[a:b] for a, b in pairwise(places)]
    assert fed(chunks) == fed([data])


@given(STREAMS)
def test_byte_by_byte_the_tokens_are_the_same(data: bytes) -> None:
    data = data[:600]
    assert fed([data[i : i + 1] for i in range(len(data))]) == fed([data])


@given(STREAMS)
def test_nothing_is_lost_and_little_is_kept(data: bytes) -> None:
    tokenizer = Tokenizer()
    tokens = tokenizer.feed(data)
    assert b"".join(token.raw for token in tokens) + tokenizer.pending == data
    assert all(token.raw for token in tokens)
    assert len(tokenizer.pending) <= ansi.LONGEST_STRING + 1


def test_an_endless_string_passes_through_in_bounded_memory() -> None:
    tokenizer = Tokenizer()
    seen = tokenizer.feed(b"\x1b]52;c;")
    for _ in range(100):
        seen += tokenizer.feed(b"A" * 1000)
        assert len(tokenizer.pending) <= ansi.LONGEST_STRING
        assert tokenizer.midway
    seen += tokenizer.feed(b"\x07ok")
    assert {token.kind for token in seen[:-1]} == {ansi.STRING}
    assert seen[-1] == Token(ansi.TEXT, b"ok")
    assert not tokenizer.midway


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (b"a\x1b[1mb", "text csi text"),
        (b"\x1b]0;a\x07b", "string text"),
        (b"\x1b]0;a\x1b\\b", "string text"),
        (b"\x1bPq\x07\x1b\\b", "string text"),  # BEL is data in a DCS
        (b"\x1b]0;a\x1b[1mb", "string csi text"),  # ESC cuts a string off
        (b"\x1b]0;a\x18b", "string control text"),
        (b"\x1b[1\x1b[2m", "broken csi"),
        (b"\x1b[1\nm", "broken control text"),
        (b"\x1b[ 1m", "broken text"),  # a parameter after an intermediate
        (b"\x1b\x1b7", "broken escape"),
        (b"\x1b(0\x1b)B", "escape escape"),
        (b"\x1bkdir\x1b\\x", "string text"),
        (b"\xc2\x9b31m", "text"),  # C1 is text in UTF-8
        (b"\x9b31m", "text"),
    ],
)
def test_the_grammar(data: bytes, kinds: str) -> None:
    tokens, pending = fed([data])
    assert " ".join(token.kind for token in tokens) == kinds
    assert pending == b""


@pytest.mark.parametrize(
    "data",
    [b"\x1b", b"\x1b[", b"\x1b[?2", b"\x1b]0;x", b"\x1b]0;x\x1b", b"\xe6\x97", b"\x1b(", b"\xf0"],
)
def test_what_is_not_complete_waits(data: bytes) -> None:
    tokenizer = Tokenizer()
    assert tokenizer.feed(b"a" + data) == [Token(ansi.TEXT, b"a")]
    assert (tokenizer.pending, tokenizer.midway) == (data, True)


@pytest.mark.parametrize(
    ("raw", "code", "numbers"),
    [
        (b"\x1b[A", b"A", [0]),
        (b"\x1b[12;;3H", b"H", [12, 0, 3]),
        (b"\x1b[?25;1049h", b"?h", [25, 1049]),
        (b"\x1b[>4;1m", b">m", [4, 1]),
        (b"\x1b[38:2::1:2:3;4:3m", b"m", [38, 4]),
        (b"\x1b[2 q", b" q", [2]),
        (b"\x1b[?2026$p", b"?$p", [2026]),
        (b"\x1b[1<2x", b"<x", [0]),
    ],
)
def test_what_a_sequence_does_and_how_often(raw: bytes, code: bytes, numbers: list[int]) -> None:
    (token,) = Tokenizer().feed(raw)
    assert (token.code, token.numbers()) == (code, numbers)
