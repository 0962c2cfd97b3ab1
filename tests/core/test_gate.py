from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    Hint,
    InputStarted,
    Notice,
    PromptShown,
    Silence,
)
from termproxy.core.gate import Gate
from termproxy.core.placing import RETRIES, RETRY_AFTER, WIPES

ROWS = (b"\x1b[31m| no such branch\x1b[0m", b"| git switch main")


def failed(seq: int, *, text: str = "gti", ran: bool = True) -> CommandFinished:
    return CommandFinished(Command(seq, text, "/", 1, 0.1, 0, 0, ran=ran))


def prompt(seq: int, *, fresh: bool = True) -> PromptShown:
    return PromptShown(seq, "/", fresh, 0)


def started(seq: int) -> CommandStarted:
    return CommandStarted(seq, "", "/", 0)


def hint(seq: int, rows: tuple[bytes, ...] = ROWS, *, cols: int = 80, final: bool = True) -> Hint:
    return Hint(seq, cols, rows, (), final)


def yes() -> bool:
    return True


def no() -> bool:
    return False


def at_prompt(before: bytes = b"error\r\n", drawn: bytes = b"$ ") -> Gate:
    """A gate at the prompt after the failed command 1, whose hint has not come."""
    gate = Gate(80, 24)
    gate.shell(started(1), 0.0)
    gate.output(before, 0.0)
    gate.shell(failed(1), 0.0)
    gate.shell(prompt(1), 0.0)
    gate.output(drawn, 0.0)
    gate.shell(InputStarted(1, 0), 0.0)
    return gate


# --------------------------------------------------------------------------- the law

EVENTS = st.sampled_from(
    [started(1), failed(1), prompt(1), prompt(1, fresh=False), InputStarted(1, 0), failed(2)]
)
PIECES = st.sampled_from(
    [
        b"text",
        b"\r\n",
        b"\x1b[",
        b"\x1b[?1049h",
        b"\x1b[H\x1b[2J",
        b"\x1b]0;x",
        b"\xe6\x97",
        b"\x1b7",
    ]
)
CHUNKS = st.one_of(PIECES, st.binary(max_size=30))


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


# --------------------------------------------------------------------------- late


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
