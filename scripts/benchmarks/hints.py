"""From a failing command to its hint on the screen, and to the request on the wire."""

from __future__ import annotations

import select
import time

from benchmarks.kit import Pty, Scratch, quantile, table, termproxy
from benchmarks.model_server import MISALIGNED, ModelServer


def instant(scratch: Scratch, rounds: int) -> None:
    """Enter to hint, less Enter to prompt of the bare shell: what the hint costs the user."""
    wrapped = Pty(termproxy("--hints", "rules", "bash"), scratch.environ())
    bare = Pty(["bash"], scratch.environ())
    for pty in (wrapped, bare):
        pty.until(b"READY$ ")
    _warm(wrapped)
    hints, prompts = [], []
    for number in range(rounds * 10):
        line = f"gti status {number}".encode()
        bare.drain()
        bare.write(line + b"\r")
        begin = time.perf_counter()
        bare.until(b"not found")
        bare.until(b"READY$ ")
        prompts.append((time.perf_counter() - begin) * 1e3)
        wrapped.drain()
        wrapped.write(line + b"\r")
        begin = time.perf_counter()
        wrapped.until(b"not found")
        wrapped.until(b"git status")
        hints.append((time.perf_counter() - begin) * 1e3)
        wrapped.until(b"READY$ ")
    for pty in (wrapped, bare):
        pty.close()
    rows = [
        ["Enter to prompt, bare bash", *_quantiles(prompts)],
        ["Enter to hint on screen", *_quantiles(hints)],
        ["the difference", *_quantiles([a - b for a, b in zip(hints, prompts, strict=True)])],
    ]
    table(f"instant hints, {len(hints)} failures", ["", "p50 ms", "p95 ms", "max ms"], rows)


def request(scratch: Scratch, rounds: int) -> None:
    """Enter to the moment a server has the whole request of /api/chat."""
    server = ModelServer()
    environ = scratch.environ(OLLAMA_HOST=f"127.0.0.1:{server.port}")
    wrapped = Pty(termproxy("bash"), environ)
    wrapped.until(b"READY$ ")
    _warm(wrapped)
    times = []
    for number in range(rounds * 4):
        select.select([], [], [], 0.3)  # more than five questions a second are made to wait
        wrapped.drain()
        wrapped.write(f"sh -c 'echo strange trouble {number}; exit 5'\r".encode())
        begin = time.perf_counter()
        wrapped.until(b"READY$ ")
        times.append((server.asked() - begin) * 1e3)
    wrapped.close()
    server.close()
    rows = [
        ["the first, which imports aiohttp", *_quantiles(times[:1])],
        ["the others", *_quantiles(times[1:])],
    ]
    table(
        f"Enter to request on the wire, {len(times)} failures",
        ["", "p50 ms", "p95 ms", "max ms"],
        rows,
    )


def shelf(scratch: Scratch, rounds: int) -> None:
    """Enter to the hint, where another session has asked the model about that before."""
    server = ModelServer(said=MISALIGNED)
    environ = scratch.environ(OLLAMA_HOST=f"127.0.0.1:{server.port}")
    lines = [f"sh -c 'echo odd trouble number {n}; exit 5'\r".encode() for n in range(rounds * 4)]
    times: dict[str, list[float]] = {"asked": [], "kept": []}
    for session, spent in times.items():
        wrapped = Pty(termproxy("bash"), environ)
        wrapped.until(b"READY$ ")
        _warm(wrapped)
        select.select([], [], [], 1.5)  # by then what is kept has been opened
        for line in lines:
            if session == "asked":
                select.select([], [], [], 0.3)
            wrapped.drain()
            wrapped.write(line)
            begin = time.perf_counter()
            wrapped.until(b"trouble number")  # the echo
            wrapped.until(b"flux is misaligned")
            spent.append((time.perf_counter() - begin) * 1e3)
        wrapped.close()
    server.close()
    table(
        f"Enter to the hint of a model, {len(lines)} failures in each of two sessions, "
        f"{server.questions} questions",
        ["", "p50 ms", "p95 ms", "max ms"],
        [
            ["asked for, of a server that answers at once", *_quantiles(times["asked"])],
            ["from the shelf", *_quantiles(times["kept"])],
        ],
    )


def _warm(pty: Pty) -> None:
    """The assistant starts in the background after the first prompt."""
    select.select([], [], [], 1.5)
    pty.write(b"gti x\r")
    pty.until(b"READY$ ")
    select.select([], [], [], 0.5)


def _quantiles(values: list[float]) -> list[str]:
    return [f"{quantile(values, q):.1f}" for q in (0.5, 0.95)] + [f"{max(values):.1f}"]
