"""Hints that come when the prompt stands there: when they may be inserted, and when they wait."""

from __future__ import annotations

import pytest

from termproxy.core.gate import Gate
from termproxy.core.placing import RETRIES, RETRY_AFTER
from tests.core.gates import (
    ROWS,
    at_prompt,
    failed,
    hint,
    no,
    prompt,
    started,
    yes,
)


def test_a_late_hint_is_inserted_once_the_shell_is_quiet() -> None:
    gate = at_prompt(drawn=b"two\r\nrows $ ")
    gate.output(b"x", 1.0)
    assert gate.hint(hint(1), 1.001) == b""
    assert gate.deadline == pytest.approx(1.030)
    gate.output(b"y", 1.02)
    assert gate.deadline == pytest.approx(1.050)
    assert gate.tick(1.04, yes) == b""
    assert gate.tick(1.06, yes) == (
        b"\x1b[?25l\n\n\x1b7\x1b[3A\r\x1b[0m\x1b[2L"
        + ROWS[0]
        + b"\r\n"
        + ROWS[1]
        + b"\x1b8\x1b[?25h"
    )
    assert gate.shown == hint(1)
    assert gate.deadline is None


def test_a_key_waits_for_its_answer() -> None:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    gate.typed(b"x", 2.0)
    assert gate.deadline == pytest.approx(2.1)
    gate.output(b"l", 2.01)
    assert gate.deadline == pytest.approx(2.04)


def test_a_hidden_cursor_stays_hidden() -> None:
    gate = at_prompt(drawn=b"\x1b[?25l$ ")
    gate.hint(hint(1), 1.0)
    assert b"\x1b[?25" not in gate.tick(2.0, yes)


DEFERRALS = [
    (b"\x1b[5;1H$ ", "fixed place"),
    (b"\x1b[3d", "the shell sent [3d"),
    (b"\x1b[2;10r", "the shell sent [2;10r"),
    (b"\x1b[?1049h", "?1049"),
    (b"\x1bc", "the shell sent ESC c"),
    ("👨\u200d👩 $ ".encode(), "U+200D"),
    ("❤\ufe0f $ ".encode(), "U+FE0F"),
    ("🇩🇪 $ ".encode(), "U+1F1E9"),
    (b"\xff $ ", "not UTF-8"),
    (b"$ \x1b[A", "above the prompt"),
    (b"$ \x1b[3B", "below the rows"),
    (b"$ \x1b[", "not complete"),
    (b"$ \xe6\x97", "not complete"),
    (b"$ \x1b]0;title", "not complete"),
    (b"$" * 80, "column"),
    (b"\x1b7$ ", "saved cursor"),
    (b"\x1b[?2026h$ ", "middle of an update"),
    (b"\r\n" * 22 + b"$ ", "taller than the window"),
    (b"\x1b[H$ ", "taller than the window"),
    (b"x" * 70_000, "too much"),
    (b"\x1bPq#0~\x1b\\", "device control"),
    (b"\x1b_Ga=T;AAAA\x1b\\", "picture"),
]


@pytest.mark.parametrize(("drawn", "reason"), DEFERRALS, ids=[reason for _, reason in DEFERRALS])
def test_unsure_of_the_prompt_it_waits_for_the_next(drawn: bytes, reason: str) -> None:
    gate = at_prompt(drawn=drawn)
    gate.hint(hint(1), 1.0)
    assert gate.tick(2.0, yes) == b""
    assert reason in gate.last_reason
    assert gate.deferrals == 1
    assert gate.deadline is None, "an idle relay must not wake up for it"
    if b"\x1b[?1049h" in drawn or b"\x1bP" in drawn or reason == "not complete":
        return
    gate.output(b"\r\n", 3.0)
    assert ROWS[1] in gate.shell(prompt(1), 3.0)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (b"\x1b[5;10r\r\n", "scroll region"),
        (b"\x1b[?6h\r\n", "scroll region"),
        (b"\x1b[4h\r\n", "unusual mode"),
        (b"\x1b[20h\r\n", "unusual mode"),
        (b"\x1b[?1049h\x1b[Hvim was killed\r\n", "alternate screen"),
    ],
)
@pytest.mark.parametrize("cut", [False, True])
def test_modes_that_a_command_left_behind(output: bytes, reason: str, cut: bool) -> None:
    gate = Gate(80, 24)
    chunks = [output[i : i + 1] for i in range(len(output))] if cut else [output]
    for chunk in chunks:
        gate.output(chunk, 0.0)
    gate.shell(failed(1), 0.0)
    gate.shell(prompt(1), 0.0)
    gate.output(b"$ ", 0.0)
    gate.hint(hint(1), 1.0)
    assert gate.tick(2.0, yes) == b""
    assert reason in gate.last_reason


@pytest.mark.parametrize(
    "output",
    [
        b"\x1b[?1049h\x1b[1;10rvim\x1b[1;24r\x1b[?1049l\r\n",
        b"\x1b7\x1b[0;23r\x1b8 apt's progress \x1b7\x1b[0;24r\x1b8\x1b[1A\x1b[J\r\n",
        b"\x1b[4h\x1b[4l\x1b[5;6r\x1b[r\r\n",
        b"\x1b[5;6r\x1b[?6h\x1bc\r\n",
        b"\x1b[5;6r\x1b[!p\r\n",
    ],
)
def test_modes_put_back_do_no_harm(output: bytes) -> None:
    gate = at_prompt(before=output)
    gate.hint(hint(1), 1.0)
    assert ROWS[0] in gate.tick(2.0, yes)


def test_text_below_the_prompt_is_not_pushed_off_the_screen() -> None:
    gate = Gate(80, 24)
    gate.shell(started(1), 0.0)
    gate.output(b"\x1b[3;1Hdied here\r\n", 0.0)
    gate.shell(failed(1), 0.0)
    gate.hint(hint(1), 0.0)
    assert gate.shell(prompt(1), 0.0) == b""
    gate.output(b"$ ", 0.0)
    assert gate.tick(1.0, yes) == b""
    assert "below the prompt" in gate.last_reason
    gate.output(b"\r\n\x1b[J", 2.0)
    assert ROWS[0] in gate.shell(prompt(1), 2.0)


def test_a_program_in_the_shells_place_is_not_disturbed() -> None:
    """fzf runs in the shell's process group; zsh's workers take the foreground for moments."""
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    now = 1.0
    for _ in range(RETRIES):
        assert gate.tick(now, no) == b""
        assert gate.deadline == pytest.approx(now + RETRY_AFTER)
        now += RETRY_AFTER
    assert gate.tick(now, no) == b""
    assert "line editor" in gate.last_reason
    assert gate.deadline is None
    gate.output(b"\r$ ", now)  # it has gone
    assert ROWS[0] in gate.tick(now + 1, yes)


def test_a_resize_makes_the_prompt_unknown_until_the_next() -> None:
    gate = at_prompt()
    gate.resize(80, 30, 0.5)
    gate.hint(hint(1), 1.0)
    assert gate.tick(2.0, yes) == b""
    assert "resized" in gate.last_reason
    gate.output(b"\r\n", 3.0)
    assert ROWS[0] in gate.shell(prompt(1), 3.0)


def test_a_hint_drawn_for_another_width_is_not_shown() -> None:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    gate.resize(60, 24, 1.01)
    assert gate.tick(2.0, yes) == b""
    assert "resized" in gate.last_reason
    gate.hint(hint(1), 2.0)
    assert "drawn for 80" in gate.last_reason
    gate.hint(hint(1, cols=60), 3.0)
    gate.output(b"\r\n", 4.0)
    assert ROWS[0] in gate.shell(prompt(1), 4.0)


def test_a_hint_never_shows_under_another_command() -> None:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    gate.shell(started(2), 1.01)
    assert "new command" in gate.last_reason
    gate.hint(hint(1), 1.02)
    gate.shell(failed(2), 2.0)
    assert gate.hint(hint(1), 2.0) == b""
    assert "another command" in gate.last_reason
    assert gate.shell(prompt(2), 2.0) == b""
    assert gate.deadline is None
    assert gate.shown is None


def test_an_empty_line_is_no_newer_command() -> None:
    gate = at_prompt(drawn=b"\x1b[9;9H$ ")
    gate.hint(hint(1), 1.0)
    gate.shell(failed(2, text="", ran=False), 2.0)
    assert ROWS[0] in gate.shell(prompt(2), 2.0)


def test_the_same_words_are_not_said_twice() -> None:
    gate = at_prompt()
    gate.hint(hint(1, final=False), 1.0)
    assert ROWS[0] in gate.tick(1.0, yes)
    gate.hint(hint(1), 2.0)
    assert "on the screen" in gate.last_reason
    assert gate.deadline is None
    gate.hint(hint(1, (b"better",)), 3.0)
    assert b"better" in gate.tick(4.0, yes)


@pytest.mark.parametrize(
    "row",
    [
        b"\x1b[2J",
        b"a\nb",
        b"\x1b]0;x\x07",
        b"\x1b[3A",
        b"\x07",
        b"x" * 80,
        "日".encode() * 40,
        b"\x1b[3",
        b"\xff",
        b"\xc2\x9b2J",
    ],
)
def test_rows_that_are_no_plain_text_are_refused(row: bytes) -> None:
    gate = at_prompt()
    gate.hint(hint(1, (b"fine", row)), 1.0)
    assert gate.deadline is None
    assert "plain text" in gate.last_reason
    assert gate.tick(9.0, yes) == b""


def test_a_wiped_screen_takes_the_hint_with_it() -> None:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    gate.tick(2.0, yes)
    assert gate.shown is not None
    gate.output(b"\x1b[H\x1b[2J$ ", 3.0)
    assert gate.shown is None


def test_after_a_wipe_the_prompt_is_known_again() -> None:
    gate = at_prompt()
    gate.output(b"\x1b[H\x1b[2J", 3.0)
    gate.shell(prompt(1, fresh=False), 3.0)
    gate.output(b"$ ", 3.0)
    gate.hint(hint(1), 4.0)
    assert ROWS[0] in gate.tick(5.0, yes)
