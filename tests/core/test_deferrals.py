"""Every reason for which a hint is put off, with what brings it about; the table is complete."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from termproxy.core.events import Notice
from termproxy.core.gate import Gate
from termproxy.core.placing import RETRIES
from tests.core.gates import at_prompt, failed, hint, no, prompt, started, yes

CORE = Path(__file__).parent.parent.parent / "termproxy" / "core"
MODULES = ("placing", "region", "modes")
# What takes a reason, and what returns one.
TAKING = {"lose", "_defer", "_drop", "_park"}
RETURNING = {"obstacle", "unsettled", "_unfit", "_refusal", "_obstacle"}

# Written at the prompt, when a hint comes.
DRAWN = {
    "the cursor was sent to a fixed place on the screen": b"\x1b[5;1H$ ",
    "the shell sent [3d": b"\x1b[3d",
    "the shell sent ESC c": b"\x1bc",
    "the shell switched mode ?1049": b"\x1b[?1049h",
    "terminals differ on the width of U+200D": "👨\u200d👩 $ ".encode(),
    "the text is not UTF-8": b"\xff $ ",
    "a wide character was written at the right edge": b"\x1b[?7l" + b"x" * 79 + "日".encode(),
    "the cursor moved above the prompt": b"$ \x1b[A",
    "the cursor moved below the rows in use": b"$ \x1b[3B",
    "the screen was scrolled down": b"$ \x1bM",
    "the cursor went back to an unknown place": b"$ \x1b8",
    "a picture was drawn": b"\x1b_Ga=T;AAAA\x1b\\",
    "a device control string was sent": b"\x1bPq#0~\x1b\\",
    "a broken escape sequence was written": b"\x1b[3\x01",
    "text was written at a column that is not certain": b"\tx",
    "an escape sequence or a character is not complete": b"$ \x1b[",
    "the cursor's column is not certain": b"$" * 80,
    "a saved cursor position waits for its return": b"\x1b7$ ",
    "the shell is in the middle of an update": b"\x1b[?2026h$ ",
    "the prompt and the hint are taller than the window": b"\r\n" * 22 + b"$ ",
    "too much was written at the prompt": b"x" * 70_000,
}
# Written by the command that failed.
BEFORE = {
    "a scroll region is set": b"\x1b[5;10r\r\n",
    "the terminal is in an unusual mode": b"\x1b[4h\r\n",
    "the alternate screen is on": b"\x1b[?1049h\x1b[Hkilled\r\n",
    "the output before stopped inside an escape sequence": b"error\r\n\x1b[3",
    "the output before goes on below the prompt": b"\x1b[3;1Hdied here\r\n",
    "the column where the prompt begins is not known": b"\ttab",
}


def offered(gate: Gate) -> Gate:
    gate.hint(hint(1), 1.0)
    assert gate.tick(2.0, yes) == b""
    return gate


def left(output: bytes) -> Gate:
    gate = Gate(80, 24)
    gate.shell(started(1), 0.0)
    gate.output(output, 0.0)
    gate.shell(failed(1), 0.0)
    gate.shell(prompt(1), 0.0)
    gate.output(b"$ ", 0.0)
    return offered(gate)


def resized() -> Gate:
    gate = at_prompt()
    gate.resize(80, 30, 0.5)
    return offered(gate)


def drawn_for_another() -> Gate:
    gate = at_prompt()
    gate.hint(hint(1, cols=70), 1.0)
    return gate


def refused(row: bytes) -> Gate:
    gate = at_prompt()
    gate.hint(hint(1, (row,)), 1.0)
    return gate


def said_already() -> Gate:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    assert gate.tick(2.0, yes)
    gate.hint(hint(1), 3.0)
    return gate


def for_another() -> Gate:
    gate = at_prompt()
    gate.hint(hint(7), 1.0)
    return gate


def overtaken(*, waiting: bool) -> Gate:
    gate = at_prompt()
    if waiting:
        gate.hint(hint(1), 1.0)
    gate.shell(started(2), 1.0)
    if not waiting:
        gate.hint(hint(1), 1.0)
    return gate


def outdated() -> Gate:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    gate.shell(failed(2, ran=False), 1.0)  # a line that the shell refused: nothing was started
    return gate


def elsewhere() -> Gate:
    gate = at_prompt()
    gate.hint(hint(1), 1.0)
    for attempt in range(RETRIES + 1):
        gate.tick(2.0 + attempt, no)
    return gate


def too_wide() -> Gate:
    gate = at_prompt()
    gate.notice(Notice(80, (b"x" * 80,)), 1.0)
    return gate


OTHERS: dict[str, Callable[[], Gate]] = {
    "the window was resized": resized,
    "it was drawn for 70 columns, the window has 80": drawn_for_another,
    "its rows are no plain text that fits the window": lambda: refused(b"\x1b[2J"),
    "it is on the screen already": said_already,
    "it is for another command than the last": for_another,
    "a new command was started": lambda: overtaken(waiting=True),
    "it is for an older command": outdated,
    "the shell is not in its line editor": elsewhere,
    "the notice does not fit the window": too_wide,
}
SITUATIONS: dict[str, Callable[[], Gate]] = {
    **{
        reason: (lambda written=written: offered(at_prompt(drawn=written)))
        for reason, written in DRAWN.items()
    },
    **{reason: (lambda output=output: left(output)) for reason, output in BEFORE.items()},
    **OTHERS,
}
# They stand for a state in which no hint waits, and so are never given as a reason.
NEVER_GIVEN = {"no prompt yet", "a command is running"}


@pytest.mark.parametrize("reason", SITUATIONS)
def test_it_is_put_off_and_says_why(reason: str) -> None:
    gate = SITUATIONS[reason]()
    assert gate.last_reason == reason
    assert gate.deferrals == 1
    assert gate.deadline is None


def test_a_hint_that_comes_while_a_command_runs_is_told_so() -> None:
    assert overtaken(waiting=False).last_reason == "a new command was started"


def reasons(module: str) -> Iterator[str]:
    """The reasons in a module's source; of those with a value in them the part before it."""
    tree = ast.parse((CORE / f"{module}.py").read_text())
    for node in ast.walk(tree):
        given: list[ast.expr | None] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = list(node.args[:1]) if node.func.attr in TAKING else []
        elif isinstance(node, ast.FunctionDef) and node.name in RETURNING:
            given = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("reason"):
            given = [node.value]
        for expression in given:
            if isinstance(expression, ast.JoinedStr):
                expression = expression.values[0]
            if isinstance(expression, ast.Constant) and expression.value:
                yield str(expression.value)


def test_every_reason_in_the_source_has_its_situation() -> None:
    found = {reason for module in MODULES for reason in reasons(module)}
    assert len(found) > 30
    for reason in found - NEVER_GIVEN:
        assert any(known.startswith(reason) for known in SITUATIONS), reason
