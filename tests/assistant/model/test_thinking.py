from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.model.thinking import ThinkFilter

TEXT = st.text(st.sampled_from("<>/think ing\nab"), max_size=30)
TAGGED = st.lists(
    TEXT | st.sampled_from(["<think>", "</think>", "<thinking>", "</thinking>"]), max_size=8
).map("".join)


def split(pieces: list[str]) -> tuple[str, str]:
    think = ThinkFilter()
    parts = [*map(think.feed, pieces), think.finish()]
    return "".join(said for said, _ in parts), "".join(thought for _, thought in parts)


@pytest.mark.parametrize(
    ("text", "said", "thought"),
    [
        ("hello", "hello", ""),
        ("<think>hm</think>\n\nhello", "hello", "hm"),
        ("\n<thinking>hm</thinking>hello", "hello", "hm"),
        ("a <think>b</think> c", "a  c", "b"),
        ("<think>never ended", "", "never ended"),
        ("</think>\nhello", "hello", ""),
        ("a < b <thin", "a < b <thin", ""),
        ("<think></think>x", "x", ""),
    ],
)
def test_examples(text: str, said: str, thought: str) -> None:
    assert split([text]) == (said, thought)
    assert split(list(text)) == (said, thought)


@given(TAGGED, st.lists(st.integers(0, 80), max_size=6))
def test_pieces_give_what_the_whole_gives(text: str, cuts: list[int]) -> None:
    borders = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(borders)]
    assert split(pieces) == split([text])


@given(TAGGED)
def test_no_tag_is_said(text: str) -> None:
    said, _ = split([text])
    assert "<think>" not in said
    assert "</think>" not in said
