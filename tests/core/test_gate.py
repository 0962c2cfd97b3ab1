"""The gate holds the prompt for a hint, and loses no byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import (
    CommandStarted,
    Hint,
    InputStarted,
    Notice,
    Silence,
)
from termproxy.core.gate import Gate
from termproxy.core.placing import WIPES
from tests.core.gates import (
    CHUNKS,
    EVENTS,
    ROWS,
    at_prompt,
    failed,
    hint,
    prompt,
    started,
    yes,
)

# --------------------------------------------------------------------------- the law


@given(st.lists(st.one_of(CHUNKS, EVENTS, st.just("tick"), st.just("typed"), st.just("resize"))))
def test_the_law_with_no_hint_waiting_it_is_the_identity(steps: list[object]) -> None:
    gate = Gate(40, 10)
    for now, step in enumerate(steps):
        if isinstance(step, bytes):
            assert gate.output(step, now) == step
        elif step == "tick":
            assert gate.tick(now, yes) == b""
        elif step == "typed":
            gate.typed(b"x", now)
        elif step == "resize":
            gate.resize(30 + now, 9, now)
        else:
            assert gate.shell(step, now) == b""  # type: ignore[arg-type]
        assert gate.deadline is None


@given(st.lists(CHUNKS), st.lists(CHUNKS), st.sampled_from(["deadline", "silence", "typed", "end"]))
def test_held_or_not_every_byte_arrives_in_order(
    output: list[bytes], drawn: list[bytes], end: str
) -> None:
    gate = Gate(80, 24)
    out = b"".join(gate.output(chunk, 0.0) for chunk in output)
    out += gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    out += gate.shell(prompt(1), 0.001)
    assert out == b"".join(output)
    for chunk in drawn:
        assert gate.output(chunk, 0.002) == b""
    if end == "deadline":
        assert gate.deadline == 0.040
        assert gate.tick(0.039, yes) == b""
        out += gate.tick(0.040, yes)
    elif end == "silence":
        out += gate.silence(Silence(1), 0.003)
    elif end == "typed":
        gate.typed(b"x", 0.003)
        assert gate.deadline == 0.003
        out += gate.tick(0.003, yes)
    else:
        out += gate.finish(0.003)
    assert out == b"".join(output + drawn)
    assert gate.deadline is None


CALLS = st.sampled_from(
    ["tick", "late tick", "typed", "resize", "expect", "hint", "silence", "notice"]
)


@given(st.lists(st.one_of(CHUNKS, EVENTS, CALLS), max_size=40), st.integers(0, 3))
def test_nothing_that_may_happen_makes_it_fail_or_lose_a_byte(
    steps: list[object], cols: int
) -> None:
    gate = Gate(cols, cols)
    given_to_it = out = b""
    for number, step in enumerate(steps):
        now = number / 100
        if isinstance(step, bytes):
            given_to_it += step
            out += gate.output(step, now)
        elif step in ("tick", "late tick"):
            out += gate.tick(now + (step == "late tick"), yes)
        elif step == "typed":
            gate.typed(b"x", now)
        elif step == "resize":
            gate.resize(10 * cols, 5 * cols, now)
        elif step == "expect":
            gate.expect(number % 3, now)
        elif step == "hint":
            out += gate.hint(hint(number % 3, (b"row",), cols=10 * cols), now)
        elif step == "silence":
            out += gate.silence(Silence(number % 3), now)
        elif step == "notice":
            out += gate.notice(Notice(10, (b"word",)), now)
        else:
            out += gate.shell(step, now)  # type: ignore[arg-type]
    out += gate.finish(1.0)
    remaining = iter(out)
    assert all(byte in remaining for byte in given_to_it)


# --------------------------------------------------------------------------- before the prompt


@pytest.mark.parametrize(
    ("before", "line"), [(b"error\r\n", b""), (b"no newline", b"\r\n"), (b"x" * 80, b"\r\n")]
)
def test_the_answer_in_time_stands_before_the_prompt(before: bytes, line: bytes) -> None:
    gate = Gate(80, 24)
    gate.output(b"\r" + before, 0.0)
    gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    assert gate.shell(prompt(1), 0.0) == b""
    assert gate.output(b"$ ", 0.001) == b""
    assert gate.shell(InputStarted(1, 0), 0.001) == b""
    shown = gate.hint(hint(1), 0.005)
    assert shown == (
        line + b"\x1b7\x1b[0m\x1b[K" + ROWS[0] + b"\r\n\x1b[K" + ROWS[1] + b"\r\n\x1b8\x1b[2B$ "
    )
    assert gate.shown == hint(1)
    assert gate.deadline is None


def test_an_answer_before_the_prompt_waits_for_it() -> None:
    """zsh and fish may work for a while between the end of a command and their prompt."""
    gate = Gate(80, 24)
    gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    assert gate.hint(hint(1), 0.01) == b""
    assert gate.deadline is None
    assert gate.output(b"\r\x1b[K", 3.0) == b"\r\x1b[K"
    assert ROWS[0] in gate.shell(prompt(1), 3.0)


def test_a_prompt_that_comes_after_the_deadline_is_not_held() -> None:
    gate = Gate(80, 24)
    gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    assert gate.shell(prompt(1), 0.050) == b""
    assert gate.output(b"$ ", 0.051) == b"$ "


def test_a_flood_is_not_held() -> None:
    gate = Gate(80, 24)
    gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    gate.shell(prompt(1), 0.0)
    assert gate.output(b"x" * 60_000, 0.0) == b""
    assert gate.output(b"y" * 60_000, 0.0) == b"x" * 60_000 + b"y" * 60_000


def test_each_command_is_judged_by_its_own_use_of_the_screen() -> None:
    """After the first vim of a session no failure got a hint any more."""
    gate = at_prompt()
    gate.shell(CommandStarted(2, "vim", "/", 0), 1.0)
    gate.output(b"\x1b[?1049h~\x1b[?1049l", 1.0)
    assert gate.fullscreen
    gate.shell(failed(2), 1.1)
    assert gate.fullscreen
    gate.shell(prompt(2), 1.1)
    gate.shell(CommandStarted(3, "gti", "/", 0), 1.2)
    assert not gate.fullscreen


def test_a_notice_stands_before_the_next_prompt_if_it_could_not_come_late() -> None:
    gate = at_prompt()
    assert gate.notice(Notice(80, (b"ollama is not running",)), 1.0) == b""
    gate.output(b"\r\n", 2.0)
    assert b"ollama is not running\r\n" in gate.shell(prompt(1), 2.0)
    assert gate.shell(prompt(1), 3.0) == b""
    assert gate.shown is None


def test_a_notice_comes_late_as_hints_do() -> None:
    gate = at_prompt()
    gate.output(b"x", 0.9)
    gate.notice(Notice(80, (b"ollama is not running",)), 1.0)
    assert gate.deadline is not None
    assert b"ollama is not running" in gate.tick(1.1, yes)
    assert gate.deadline is None
    assert gate.shown is None


def test_a_notice_waits_while_there_is_a_hint() -> None:
    """Between a command's output and its hint it would read as part of the hint."""
    gate = at_prompt()
    gate.notice(Notice(80, (b"ollama is not running",)), 1.0)
    gate.shell(failed(2), 2.0)
    gate.expect(2, 2.0)
    gate.shell(prompt(2), 2.0)
    out = gate.hint(hint(2), 2.001)
    assert b"ollama" not in out
    assert hint(2).rows[0] in out
    assert b"ollama is not running" in gate.shell(prompt(2), 3.0)


# --------------------------------------------------------------------------- shown once


def test_a_hint_drawn_anew_for_another_width_is_shown_once() -> None:
    """Not shown before the window changed: shown then. Shown before: not again."""
    gate = at_prompt()
    gate.hint(Hint(1, 80, ROWS, number=4), 1.0)
    gate.resize(70, 24, 1.0)
    assert gate.tick(2.0, yes) == b""
    gate.hint(Hint(1, 70, ROWS[:1], number=4), 2.0)
    added = gate.shell(prompt(2), 3.0)
    assert ROWS[0] in added
    gate.resize(60, 24, 4.0)
    gate.hint(Hint(1, 60, ROWS[1:], number=4), 4.0)
    assert gate.shell(prompt(3), 5.0) == b""
    assert gate.last_reason == "it is on the screen already"


def test_a_new_assistant_may_count_from_one_again() -> None:
    gate = at_prompt()
    gate.hint(Hint(1, 80, ROWS, number=1), 1.0)
    assert gate.tick(2.0, yes)
    gate.shell(started(2), 3.0)
    gate.shell(failed(2), 3.0)
    gate.hint(Hint(2, 80, ROWS, number=1), 3.0)
    assert ROWS[0] in gate.shell(prompt(2), 3.0)


SHORT = (b"same as above",)


def failed_again(*, after: int = 7, between: bytes = b"", output: bytes = b"") -> Gate:
    """A gate that showed hint 7, and waits for the prompt with a hint that may be short."""
    gate = at_prompt()
    gate.hint(Hint(1, 80, ROWS, number=7), 1.0)
    assert gate.tick(2.0, yes)
    gate.output(between, 2.0)
    gate.shell(started(2), 3.0)
    gate.output(b"\r\n" + output, 3.0)
    gate.shell(failed(2), 3.0)
    gate.hint(Hint(2, 80, ROWS, number=8, again=SHORT, after=after), 3.0)
    return gate


def test_what_stands_above_is_said_in_short() -> None:
    added = failed_again(output=b"no\r\n").shell(prompt(2), 4.0)
    assert SHORT[0] in added
    assert ROWS[0] not in added


def test_late_it_is_said_in_short_as_well() -> None:
    gate = at_prompt()
    gate.hint(Hint(1, 80, ROWS, number=7), 1.0)
    assert gate.tick(2.0, yes)
    gate.hint(Hint(1, 80, ROWS[:1], number=8, again=SHORT, after=7), 3.0)
    added = gate.tick(4.0, yes)
    assert SHORT[0] in added
    assert ROWS[0] not in added


@pytest.mark.parametrize(("after", "between"), [(6, b""), (7, b"\x1b[H\x1b[2J$ ")])
def test_what_does_not_stand_above_is_said_whole(after: int, between: bytes) -> None:
    """Another hint stands there, or none since the screen was wiped."""
    added = failed_again(after=after, between=between).shell(prompt(2), 4.0)
    assert ROWS[0] in added
    assert SHORT[0] not in added


@pytest.mark.parametrize("wipe", WIPES)
def test_what_a_command_wiped_away_is_said_whole(wipe: bytes) -> None:
    """`clear; make`, again and again: it said "same as above", and nothing stood there."""
    added = failed_again(output=wipe + b"no\r\n").shell(prompt(2), 4.0)
    assert ROWS[0] in added
    assert SHORT[0] not in added


def test_short_rows_must_be_fit_to_be_shown_as_well() -> None:
    gate = at_prompt()
    gate.hint(Hint(1, 80, ROWS, number=7, again=(b"\x1b[2J",), after=6), 1.0)
    assert gate.last_reason == "its rows are no plain text that fits the window"
    assert gate.tick(2.0, yes) == b""
