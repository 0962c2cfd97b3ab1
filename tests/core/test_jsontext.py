from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.jsontext import Utf8Repair, quote, quote_text


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 400))
def test_every_json_reader_gives_the_text_back(text: str, plain: int) -> None:
    text = "." * plain + text + "\\" * (plain % 3)
    literal = quote(text.encode())
    assert json.loads(literal) == text
    assert not set(literal) & set(range(32)), "a line of JSON holds no control character"


def test_every_single_character_up_to_a_few_planes() -> None:
    for code in (*range(0xD800), *range(0xE000, 0x11000)):
        assert json.loads(quote(chr(code).encode())) == chr(code)


def test_lone_surrogates_become_question_marks() -> None:
    assert quote_text("a\udcffb") == b'"a?b"'


def test_dense_escapes_are_those_of_the_standard_library() -> None:
    text = '\\"\r\n\t\b\f\x1b[1m\\u001b\x00\x7f' * 50
    assert quote_text(text).decode() == json.dumps(text, ensure_ascii=False)


# valid text, cut text and noise, in one stream
PIECES = st.one_of(
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=6),
    st.sampled_from([b"\xe2\x82", b"\xf0\x9f\x98", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90", b"\xff"]),
)


@given(st.lists(PIECES), st.data())
def test_repair_does_not_depend_on_the_cuts(pieces: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    repair = Utf8Repair()
    parts = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    mended = b"".join([*map(repair.feed, parts), repair.feed(b"", final=True)])
    assert mended.decode() == whole.decode("utf-8", "replace")


@pytest.mark.parametrize("text", ["plain", "naïve 日本語 🙂"])
def test_whole_characters_come_at_once(text: str) -> None:
    repair = Utf8Repair()
    assert repair.feed(text.encode()) == text.encode()
    assert repair.feed(b"", final=True) == b""


def test_the_end_of_the_data_frees_half_a_character() -> None:
    repair = Utf8Repair()
    assert repair.feed(b"a\xe2\x82") == b"a"
    assert repair.feed(b"", final=True) == "\N{REPLACEMENT CHARACTER}".encode()
