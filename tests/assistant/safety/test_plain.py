from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.assistant.safety.plain import Cleaner, one_line, plain, steady

# Text dense in what matters: openers, finals, terminators, invisible and ordinary characters.
HOSTILE = st.text(
    st.sampled_from(
        "\x1b\x1b[]P_^X\\\x07\x9b\x9d\x9c\x90;?0123mHJl \n\r\tab\u202e\u200b\ufeff\u2066é日🙂\ud800"
    ),
    max_size=60,
) | st.text(max_size=40)


@given(HOSTILE)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    clean = plain(text)
    for char in clean:
        assert char == "\n" or unicodedata.category(char)[0] != "C", repr(char)
    clean.encode()


@given(HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(HOSTILE, st.lists(st.integers(0, 60), max_size=8))
def test_pieces_give_what_the_whole_gives(text: str, cuts: list[int]) -> None:
    cleaner = Cleaner()
    borders = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(borders)]
    assert "".join(map(cleaner.feed, pieces)) + cleaner.finish() == plain(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x2FF)))
def test_ordinary_text_is_untouched(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]52;c;ZXZpbA==\x07", ""),
        ("\x1bPq#0;2;0;0;0\x1b\\ok", "ok"),
        ("\x1b]0;never ended\nnext", "\nnext"),
        ("a\x9b31mb\x9dx\x9cc", "abc"),
        ("a\x1b(Bb\x1bcc\x1b=d", "abcd"),
        ("rm \u202efdp.exe\u202c", "rm fdp.exe"),
        ("l\u200bs\u2060 \u00ad-la\ufeff", "ls -la"),
        ("a\tb\r\nc\rd", "a b\nc\nd"),
        ("a\u00a0b\u3000c\u2028d", "a b c d"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("\u3164ls\u2800", "ls"),
        ("e\u0301 é 日本 🙂 →", "e\u0301 é 日本 🙂 →"),
    ],
)
def test_examples(dirty: str, clean: str) -> None:
    assert plain(dirty) == clean


def test_a_sequence_without_end_is_not_held_for_ever() -> None:
    cleaner = Cleaner()
    for _ in range(100):
        cleaner.feed("\x1b]0;" + "x" * 1000)
    assert cleaner.feed("\nafter").endswith("after")


def test_one_line() -> None:
    assert one_line(" a\n\tb\x1b[1m  c ") == "a b c"
    assert one_line("abcdef", 4) == "abc…"


def test_a_line_is_cut_after_a_whole_word() -> None:
    """A model's cause ended in "is missing or w…"."""
    assert one_line("the file is missing or was not readable", 25) == "the file is missing or…"
    assert one_line("the file is missing or was not readable", 24) == "the file is missing or…"
    assert one_line("the file is missing or was not readable", 22) == "the file is missing…"
    assert one_line("look " + "x" * 100, 60) == "look " + "x" * 54 + "…"


UNSTEADY = st.text(
    st.sampled_from(
        "ab c'\"\\\u6f22\u0301\u0903\t\x1b[m;\U0001f44d\u200d\ufe0f\u20e3"
        "\U0001f1e9\u1112\u1161\u034f\u3164"
    ),
    max_size=120,
)


@given(HOSTILE | UNSTEADY)
def test_what_is_drawn_is_one_line_that_nothing_hides_in(text: str) -> None:
    for visibly in (False, True):
        drawn = steady(text, visibly=visibly)
        assert not any(unicodedata.category(char)[0] == "C" for char in drawn)
        assert not {*drawn} & {"\n", "\u200d", "\ufe0f", "\u3164", "\u20e3", "\u2028"}
        assert steady(drawn, visibly=visibly) == drawn
    # what `plain` lets through is the most that `steady` does
    assert plain(steady(text)) == steady(text)


@pytest.mark.parametrize(
    "hidden",
    ["ls\x1b[8m;rm -rf ~\x1b[m", "ls \u202emr", "ls\u00a0x", "a\nb", "l\u3164s", "a\u034fb"],
)
def test_what_is_hidden_in_a_command_leaves_a_visible_trace(hidden: str) -> None:
    assert "\ufffd" in steady(hidden, visibly=True)
