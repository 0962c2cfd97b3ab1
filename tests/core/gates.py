"""A gate, what happens to it, and what it is given, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    Hint,
    InputStarted,
    PromptShown,
)
from termproxy.core.gate import Gate

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
