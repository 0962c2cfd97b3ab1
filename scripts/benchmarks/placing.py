"""What a hint above a live prompt costs the relay, and what following the prompt costs each key."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from benchmarks.kit import ROOT, Scratch, quantile, table

REPEATS = 2000
PLAIN, COLOURED = b"user@host:~/work$ ", b"\x1b[1;32muser@host\x1b[0m:\x1b[34m~/work\x1b[0m$ "


def insertion(scratch: Scratch, rounds: int) -> None:
    """A late hint of two rows: the bytes around its rows, and the time until they are made."""
    sys.path.insert(0, str(ROOT))
    from termproxy.core.events import Hint

    hint = Hint(1, 80, (b"\x1b[2m| no such branch\x1b[0m", b"| git switch main"))
    text = sum(map(len, hint.rows))
    rows = []
    for name, drawn in {
        "empty line": PLAIN,
        "wrapped line": PLAIN + b"x" * 150,
        "two-line prompt": b"~/work\r\n" + COLOURED,
        "cursor in the first of 12 rows": PLAIN + b"\r\n> x" * 11 + b"\x1b[11A",
    }.items():
        times = []
        for _ in range(rounds * 200):
            gate = _at_prompt(drawn)
            gate.hint(hint, 1.0)
            begin = time.perf_counter()
            added = gate.tick(2.0, lambda: True)
            times.append((time.perf_counter() - begin) * 1e6)
        figures = [f"{quantile(times, q):.0f}" for q in (0.5, 0.95)]
        rows.append([name, str(len(added)), str(len(added) - text), *figures])
    header = ["late, above", "bytes", "without its text", "p50 µs", "p95 µs"]
    table("a hint inserted above a live prompt, in the gate", header, rows)


def keys(scratch: Scratch, rounds: int) -> None:
    """A key typed at a live prompt and what the shell answers, through the gate."""
    sys.path.insert(0, str(ROOT))
    rows = []
    for name, key, echo in (
        ("a letter", b"a", b"a"),
        ("backspace", b"\x7f", b"\b\x1b[K"),
        ("a letter, coloured by the shell", b"a", b"\x1b[32ma\x1b[39m"),
        ("left", b"\x1b[D", b"\b"),
    ):
        gate = _at_prompt(PLAIN + b"x" * 20)

        def answer(gate: object = gate, echo: bytes = echo) -> None:
            gate.output(echo, 1.0)  # type: ignore[attr-defined]

        def press(gate: object = gate, key: bytes = key) -> None:
            gate.typed(key, 1.0)  # type: ignore[attr-defined]

        rows.append([name, f"{_each(press, rounds):.2f}", f"{_each(answer, rounds):.2f}"])
    table("one key at a prompt, µs in the gate", ["", "typed", "its echo"], rows)


def _each(act: Callable[[], None], rounds: int) -> float:
    best = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(REPEATS):
            act()
        best.append((time.perf_counter() - begin) / REPEATS * 1e6)
    return min(best)


def _at_prompt(drawn: bytes):  # type: ignore[no-untyped-def]
    from termproxy.core.events import (
        Command,
        CommandFinished,
        CommandStarted,
        InputStarted,
        PromptShown,
    )
    from termproxy.core.gate import Gate

    gate = Gate(80, 24)
    gate.shell(CommandStarted(1, "", "/", 0), 0.0)
    gate.output(b"an error\r\n" * 1000, 0.0)
    gate.shell(CommandFinished(Command(1, "x", "/", 1, 0.1, 0, 0)), 0.0)
    gate.shell(PromptShown(1, "/", True, 0), 0.0)
    gate.output(drawn, 0.0)
    gate.shell(InputStarted(1, 0), 0.0)
    return gate
