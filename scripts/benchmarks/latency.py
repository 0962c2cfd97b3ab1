"""From a key to its echo, and from the start to the first prompt."""

from __future__ import annotations

import multiprocessing
import select
import statistics
import threading
import time
from multiprocessing.connection import Connection

from benchmarks.kit import Pty, Scratch, interleaved, peers, quantile, ratio, table, termproxy
from benchmarks.model_server import ModelServer

KEYS = 300
# Keys typed at one peer before the next has its turn; seconds between them.
BURST, BURSTS, PAUSE = 40, 3, 0.003
# Failures of a round: with a dozen keys after each, enough of them for a 99th percentile.
FAILURES = 12


def echo(scratch: Scratch, rounds: int) -> None:
    """A key and its echo by `cat` behind a raw tty, in two ways.

    A burst to each peer in turn, a pause after each key: somebody types. And one key to each
    in turn: whatever a peer needs was pushed out of the processor's caches by five others.
    """
    program = ["sh", "-c", "'stty raw -echo; printf READY; exec cat'"]
    ways = peers(scratch, program)
    for name in ("bare pty", "C relay", "pty.spawn", "termproxy"):
        if name in ways:
            ways[name] = [*ways[name][:-1], "stty raw -echo; printf READY; exec cat"]
    ptys = {name: Pty(argv, scratch.environ()) for name, argv in ways.items()}
    # A shell at its prompt, to type at while the assistant is at work.
    for pty in ptys.values():
        pty.until(b"READY")
        pty.drain()

    def key(name: str) -> float:
        pty = ptys[name]
        begin = time.perf_counter()
        pty.write(b"k")
        pty.until(b"k")
        return (time.perf_counter() - begin) * 1e6

    typed: dict[str, list[float]] = {name: [] for name in ptys}
    for number in range(rounds * BURSTS):
        names = list(ptys)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            key(name)  # after the other peers' bursts
            for _ in range(BURST):
                select.select([], [], [], PAUSE)
                typed[name].append(key(name))
    in_turn = interleaved(list(ptys), KEYS * rounds // 5, key)
    for pty in ptys.values():
        pty.close()
    _report("echo of a key, `cat` in raw mode, in bursts of typing", typed)
    _report("echo of a key, `cat` in raw mode, one key to each peer in turn", in_turn)


def busy(scratch: Scratch, rounds: int) -> None:
    """The same at bash's prompt, while the assistant renders and judges a large failure."""
    _at_a_prompt(scratch, rounds, "right after a failure with 260 kB of output", hints="rules")


def streaming(scratch: Scratch, rounds: int) -> None:
    """The same while a model's answer is streaming in."""
    # In a process of its own: here it would hold the interpreter while a key is timed.
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    host = f"127.0.0.1:{ours.recv()}"
    _at_a_prompt(scratch, rounds, "while a model streams its answer", OLLAMA_HOST=host)
    server.terminate()


def _serve(tell: Connection) -> None:
    server = ModelServer(streaming=True)
    tell.send(server.port)
    threading.Event().wait()


def _at_a_prompt(
    scratch: Scratch, rounds: int, when: str, hints: str = "auto", **extra: str
) -> None:
    bash = ["bash"]
    ways = {
        "bare pty": bash,
        "script": ["script", "-qefc", "bash", "/dev/null"],
        "termproxy": termproxy("--hints", hints, *bash),
    }
    ptys = {name: Pty(argv, scratch.environ(**extra)) for name, argv in ways.items()}
    for pty in ptys.values():
        pty.until(b"READY$ ")
    select.select([], [], [], 1.5)
    results: dict[str, list[float]] = {name: [] for name in ways}
    log = scratch.folder / "log"
    log.write_text("".join(f"line {n} of a long log, error: nothing known\n" for n in range(6000)))
    for _ in range(rounds * FAILURES):
        for name, pty in ptys.items():
            pty.drain()
            pty.write(f"sh -c 'cat {log}; exit 5'\r".encode())
            pty.until(b"line 5999")
            pty.until(b"READY$ ")
            for _ in range(12):
                begin = time.perf_counter()
                pty.write(b"k")
                pty.until(b"k")
                results[name].append((time.perf_counter() - begin) * 1e6)
            pty.write(b"\x15\r")
            pty.until(b"READY$ ")
    for pty in ptys.values():
        pty.close()
    _report(f"echo of a key at bash's prompt, {when}", results)


def start(scratch: Scratch, rounds: int) -> None:
    """From exec to the first prompt of bash."""
    ways = peers(scratch, ["bash"])

    def measure(name: str) -> float:
        pty = Pty(ways[name], scratch.environ())
        moment = pty.until(b"READY$ ")
        pty.close()
        return (moment - pty.started) * 1e3

    results = interleaved(list(ways), rounds * 2, measure)
    bare = results["bare pty"]
    rows = [
        [
            name,
            f"{statistics.median(values):.1f}",
            f"{statistics.median(a - b for a, b in zip(values, bare, strict=True)):+.1f}",
        ]
        for name, values in results.items()
    ]
    table("start to first prompt of bash", ["", "ms", "over bare"], rows)


def _report(title: str, results: dict[str, list[float]]) -> None:
    reference = results.get("script", results["bare pty"])
    count = min(len(values) for values in results.values())
    rows = [
        [
            name,
            f"{statistics.median(values):.0f}",
            f"{quantile(values, 0.99):.0f}",
            f"{statistics.median(values) / statistics.median(reference):.2f}",
            f"{quantile(values, 0.99) / quantile(reference, 0.99):.2f}",
            f"{ratio(values[:count], reference[:count]):.2f}",
        ]
        for name, values in results.items()
    ]
    header = ["", "p50 µs", "p99 µs", "p50 of script", "p99 of script", "pairwise"]
    table(f"{title}, {count} keys each", header, rows)
