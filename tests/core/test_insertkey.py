from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.insertkey import (
    FILL_KEY,
    PASTE_BEGINS,
    PASTE_ENDS,
    REFUSED,
    RIGHT,
    Insertion,
    InsertKey,
    Moment,
    harmless,
    spellings,
)

ALT_I = b"\x1bi"
EMPTY = Moment(("git push",), empty=True, whole=True, calm=True, paste=True, editor="emacs")
TYPED = Moment(("git push",), whole=True, calm=True, paste=True, editor="emacs")
PASTED = Insertion(PASTE_BEGINS + b"git push" + PASTE_ENDS)
FILLED = Insertion(FILL_KEY, "git push")


def changed(moment: Moment, **fields: object) -> Moment:
    names = ("fixes", "empty", "whole", "calm", "entered", "paste", "editor", "continued")
    return Moment(**{**{name: getattr(moment, name) for name in names}, **fields})  # type: ignore[arg-type]


def press(data: bytes, moment: Moment | None, *before: bytes) -> Insertion | None:
    key = InsertKey("alt-i")
    for chunk in before:
        key.press(chunk, lambda: None)
    return key.press(data, lambda: moment)


# --------------------------------------------------------------------------- which keys


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("alt-i", [b"\x1bi", b"\x1b[105;3u", b"\x1b[105;131u", b"\x1b[27;3;105~"]),
        ("ALT-I", [b"\x1b[105;3:1u"]),
        ("Alt-;", [b"\x1b;", b"\x1b[59;3u"]),
        ("alt--", [b"\x1b-"]),
        ("ctrl-g", [b"\x07", b"\x1b[103;5u", b"\x1b[27;5;103~"]),
        ("ctrl-^", [b"\x1e"]),
        ("f8", [b"\x1b[19~"]),
        ("F1", [b"\x1bOP"]),
    ],
)  # fmt: skip
def test_a_chord_in_the_spellings_of_terminals(name: str, forms: list[bytes]) -> None:
    known = spellings(name)
    assert known is not None
    assert set(forms) <= set(known)


@pytest.mark.parametrize(
    "name", ["alt", "i", "alt-", "alt-é", "super-i", "ctrl-c", "ctrl-m", "ctrl-i", "f13", "alt-f1"]
)  # fmt: skip
def test_what_is_no_chord_is_refused(name: str) -> None:
    assert spellings(name) is None


def test_no_spelling_is_the_beginning_of_another_key() -> None:
    """A sequence cut between two reads must not look like the key."""
    for name in [f"alt-{chr(code)}" for code in range(33, 127)]:
        for form in spellings(name) or ():
            assert form not in (b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP")


# --------------------------------------------------------------------------- when they are ours


@pytest.mark.parametrize("key", [*RIGHT, *(spellings("alt-i") or ())])
def test_an_empty_line_gets_a_bracketed_paste(key: bytes) -> None:
    assert press(key, EMPTY) == PASTED


@pytest.mark.parametrize("key", spellings("alt-i") or ())
def test_a_half_typed_line_is_filled_through_the_widget(key: bytes) -> None:
    assert press(key, TYPED, b"git psu") == FILLED


@pytest.mark.parametrize("key", RIGHT)
def test_right_on_a_line_that_may_hold_something_passes(key: bytes) -> None:
    assert press(key, TYPED) is None


def test_without_bracketed_paste_an_empty_line_goes_through_the_widget() -> None:
    assert press(RIGHT[0], changed(EMPTY, paste=False)) == FILLED
    assert press(RIGHT[0], changed(EMPTY, paste=False, editor="")) is None


def test_vi_may_be_in_command_mode_where_a_paste_is_commands() -> None:
    assert press(RIGHT[0], changed(EMPTY, editor="vi"), b"\x1b") == FILLED
    assert press(ALT_I, changed(TYPED, editor="vi"), b"\x1b") == FILLED


def test_without_a_widget_a_half_typed_line_is_left_alone() -> None:
    assert press(ALT_I, changed(TYPED, editor="")) is None


def test_a_continued_line_refuses_quietly() -> None:
    assert press(ALT_I, changed(TYPED, continued=True)) == REFUSED
    assert press(RIGHT[0], changed(TYPED, continued=True)) is None


@pytest.mark.parametrize("prefix", [b"\x1b", b"\x16", b"\x11", b"\x18", b"\x1d"])
def test_what_completes_another_key_passes(prefix: bytes) -> None:
    """^V and then our widget's sequence would put "[24;8~" into the line."""
    assert press(ALT_I, TYPED, b"echo ", prefix) is None
    assert press(ALT_I, TYPED, b"echo ", prefix, b"x") == FILLED


def test_a_search_or_a_question_in_the_prompts_place_gets_the_key() -> None:
    assert press(ALT_I, changed(TYPED, whole=False)) is None


def test_right_after_enter_the_line_may_be_running() -> None:
    assert press(ALT_I, changed(TYPED, calm=False), b"make\r") is None
    assert press(ALT_I, changed(TYPED, calm=False), b"make") == FILLED
    assert press(ALT_I, changed(TYPED, calm=False)) is None
    assert press(ALT_I, changed(TYPED, calm=False, entered=True), b"make\r", b"x") is None


def test_with_nothing_to_insert_everything_passes() -> None:
    assert press(ALT_I, None) is None
    assert press(ALT_I, changed(EMPTY, fixes=())) is None
    assert press(ALT_I, changed(EMPTY, fixes=("\x1b\n",))) is None


def test_without_a_chord_it_is_off() -> None:
    key = InsertKey("")
    assert key.press(RIGHT[0], lambda: EMPTY) is None
    assert key.press(b"", lambda: EMPTY) is None


# --------------------------------------------------------------------------- the whole chunk


@pytest.mark.parametrize("key", [RIGHT[0], ALT_I])
def test_only_the_key_alone_counts(key: bytes) -> None:
    for chunk in (key + b"x", b"x" + key, key * 2, key[:1], key[:2] if key != ALT_I else b"\x1b"):
        assert press(chunk, EMPTY) is None
    assert press(key[1:], EMPTY, key[:1]) is None


@given(
    st.lists(st.sampled_from([PASTE_BEGINS, PASTE_ENDS, ALT_I, RIGHT[0], b"text", b"\x1b", b"[2"])),
    st.lists(st.integers(1, 7)),
)
def test_nothing_in_a_paste_is_taken_however_it_arrives(
    parts: list[bytes], cuts: list[int]
) -> None:
    typed = PASTE_BEGINS + b"".join(parts)
    key, at = InsertKey("alt-i"), 0
    for size in [*cuts, len(typed)]:
        chunk = typed[at : at + size]
        inside = typed.rfind(PASTE_BEGINS, 0, at) > typed.rfind(PASTE_ENDS, 0, at)
        if at and chunk and inside:
            assert key.press(chunk, lambda: EMPTY) is None
        elif chunk:
            key.press(chunk, lambda: None)
        at += size


@given(st.lists(st.binary(min_size=1, max_size=8)), st.booleans())
def test_in_every_other_moment_everything_passes(chunks: list[bytes], offered: bool) -> None:
    """Property: without something to insert nothing is taken; with it, only the keys are."""
    key = InsertKey("alt-i")
    known = {*RIGHT, *(spellings("alt-i") or ())}
    for chunk in chunks:
        answer = key.press(chunk, lambda: EMPTY if offered else None)
        assert answer is None or (offered and chunk in known)


# --------------------------------------------------------------------------- cycling, contents


def test_pressed_again_it_goes_on_to_the_next_fix() -> None:
    key = InsertKey("alt-i")
    three = changed(TYPED, fixes=("one", "two", "three"))
    said = [key.press(ALT_I, lambda: changed(three, calm=False, whole=False)) for _ in range(1)]
    assert said == [None]
    assert [key.press(ALT_I, lambda: three) for _ in range(4)] == [
        Insertion(FILL_KEY, text) for text in ("one", "two", "three", "one")
    ]


def test_right_goes_on_only_where_there_is_more_and_nothing_came_between() -> None:
    two = changed(EMPTY, fixes=("one", "two"))
    after = changed(TYPED, fixes=("one", "two"), calm=False)
    key = InsertKey("alt-i")
    assert key.press(RIGHT[0], lambda: two) == Insertion(PASTE_BEGINS + b"one" + PASTE_ENDS)
    assert key.press(RIGHT[0], lambda: after) == Insertion(FILL_KEY, "two")
    key.press(b"x", lambda: after)
    assert key.press(RIGHT[0], lambda: after) is None
    key = InsertKey("alt-i")
    assert key.press(RIGHT[0], lambda: EMPTY) == PASTED
    assert key.press(RIGHT[0], lambda: TYPED) is None


def test_another_hint_begins_again() -> None:
    key = InsertKey("alt-i")
    key.press(ALT_I, lambda: changed(TYPED, fixes=("one", "two")))
    assert key.press(ALT_I, lambda: changed(TYPED, fixes=("other", "last"))) == Insertion(
        FILL_KEY, "other"
    )


@given(st.text())
def test_no_control_character_is_ever_sent(text: str) -> None:
    for moment in (EMPTY, TYPED):
        answer = press(ALT_I, changed(moment, fixes=(text,)))
        if answer is not None and answer.text is not None:
            assert answer == Insertion(FILL_KEY, harmless(text))
        elif answer is not None:
            inner = answer.keys.removeprefix(PASTE_BEGINS).removesuffix(PASTE_ENDS)
            assert inner.decode().isprintable()
            assert not any(byte < 0x20 or byte == 0x7F for byte in inner)
