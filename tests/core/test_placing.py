"""The sign of a model at work (OSC 9;4): there while it works, and gone whatever ends that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Hint, InputStarted, Silence
from termproxy.core.gate import Gate
from termproxy.core.placing import DONE, WORKING
from tests.core.gates import CHUNKS, EVENTS, failed, hint, prompt, started, yes


def working() -> Gate:
    """A gate at the prompt after command 1, about which a model is asked."""
    gate = Gate(80, 24, progress=True)
    gate.shell(started(1), 0.0)
    gate.output(b"error\r\n", 0.0)
    gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    gate.shell(prompt(1), 0.0)
    gate.output(b"$ ", 0.0)
    assert gate.silence(Silence(1, final=False), 0.005) == WORKING + b"$ "
    gate.shell(InputStarted(1, 0), 0.006)
    return gate


def test_it_appears_with_the_prompt_and_goes_with_the_answer() -> None:
    gate = working()
    assert gate.deadline is None
    assert gate.hint(hint(1), 1.0) == b""
    assert gate.tick(1.0, yes) == DONE
    assert b"no such branch" in gate.tick(1.0, yes)
    assert gate.deadline is None


def test_it_appears_late_where_the_prompt_could_not_wait() -> None:
    gate = Gate(80, 24, progress=True)
    gate.shell(failed(1), 0.0)
    gate.shell(prompt(1), 0.0)
    gate.output(b"$ \x1b[", 0.0)
    gate.silence(Silence(1, final=False), 0.0)
    assert gate.tick(1.0, yes) == b"", "half a sequence is on its way"
    assert gate.deadline is None
    gate.output(b"0m", 1.0)
    assert gate.tick(2.0, yes) == WORKING


def test_a_model_with_nothing_to_say_takes_it_away() -> None:
    gate = working()
    gate.silence(Silence(1), 1.0)
    assert gate.tick(1.0, yes) == DONE


def test_a_new_command_takes_it_away_before_it_writes() -> None:
    gate = working()
    assert gate.shell(started(2), 1.0) == DONE
    assert gate.shell(failed(2), 2.0) == b""


def test_a_refused_line_takes_it_away() -> None:
    """A syntax error starts no command."""
    gate = working()
    gate.shell(failed(2, ran=False), 1.0)
    assert gate.shell(prompt(2), 1.0) == DONE


def test_the_end_takes_it_away() -> None:
    assert working().finish(1.0) == DONE
    assert Gate(80, 24, progress=True).finish(1.0) == b""


def test_an_answer_that_has_to_wait_takes_it_away() -> None:
    gate = working()
    gate.output(b"\x1b[5;1H", 1.0)
    gate.hint(hint(1), 1.0)
    assert gate.tick(2.0, yes) == DONE
    assert gate.tick(2.0, yes) == b""
    assert "fixed place" in gate.last_reason
    assert gate.deadline is None


@pytest.mark.parametrize("event", ["silence", "hint"])
def test_a_late_word_about_an_older_command_changes_nothing(event: str) -> None:
    gate = working()
    if event == "silence":
        gate.silence(Silence(0), 1.0)
    else:
        gate.hint(hint(0), 1.0)
    assert gate.deadline is None


def test_where_it_is_not_known_it_is_never_sent() -> None:
    gate = Gate(80, 24)
    gate.shell(failed(1), 0.0)
    gate.expect(1, 0.0)
    gate.shell(prompt(1), 0.0)
    assert gate.silence(Silence(1, final=False), 0.0) == b""
    assert gate.deadline is None


CALLS = st.sampled_from(["tick", "typed", "expect", "working", "silence", "hint", "resize"])


@given(st.lists(st.one_of(CHUNKS, EVENTS, CALLS), max_size=40))
def test_on_and_off_alternate_and_off_is_last(steps: list[object]) -> None:
    gate = Gate(80, 24, progress=True)
    out = b""
    for number, step in enumerate(steps):
        now = number / 10
        if isinstance(step, bytes):
            out += gate.output(step, now)
        elif step == "tick":
            out += gate.tick(now, yes)
        elif step == "typed":
            gate.typed(b"x", now)
        elif step == "expect":
            gate.expect(number % 3, now)
        elif step in ("working", "silence"):
            out += gate.silence(Silence(number % 3, final=step == "silence"), now)
        elif step == "hint":
            out += gate.hint(Hint(number % 3, 80, (b"row",)), now)
        elif step == "resize":
            gate.resize(80, 20 + number % 2, now)
        else:
            out += gate.shell(step, now)  # type: ignore[arg-type]
    out += gate.finish(99.0)
    signs = re.findall(rb"\x1b\]9;4;[03];0\x1b\\", out)
    assert signs == [WORKING, DONE] * (len(signs) // 2)
