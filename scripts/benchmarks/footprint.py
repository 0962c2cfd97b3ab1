"""Memory after a flood, and wake-ups while nothing happens."""

from __future__ import annotations

import re
import select
import shutil
import subprocess
from pathlib import Path

from benchmarks.kit import Pty, Scratch, table, termproxy
from benchmarks.model_server import MISALIGNED, ModelServer

FLOOD = 100_000_000
IDLE_SECONDS = 10


def memory(scratch: Scratch, rounds: int) -> None:
    """Resident memory of both processes at the start, after a flood, and after failures."""
    pty = Pty(termproxy("--hints", "rules", "bash"), scratch.environ())
    pty.until(b"READY$ ")
    select.select([], [], [], 1.5)
    rows = [_resident("at the first prompt", pty.pid)]
    pty.write(f"head -c {FLOOD} /dev/zero | tr '\\0' 'x' | fold -w 79; echo THE''END\r".encode())
    pty.until(b"THEEND")
    pty.until(b"READY$ ")
    rows.append(_resident(f"after {FLOOD // 1_000_000} MB of output", pty.pid))
    for number in range(rounds * 4):
        pty.write(f"gti status {number}\r".encode())
        pty.until(b"READY$ ")
    rows.append(_resident(f"and {rounds * 4} failures", pty.pid))
    pty.close()
    table("resident memory (VmRSS)", ["", "relay MB", "assistant MB", "both MB"], rows)


def failures(scratch: Scratch, rounds: int) -> None:
    """The assistant after a thousand failures: of rules, of the model, and ones that are mended."""
    server = ModelServer(said=MISALIGNED)
    pty = Pty(termproxy("bash"), scratch.environ(OLLAMA_HOST=f"127.0.0.1:{server.port}"))
    pty.until(b"READY$ ")
    select.select([], [], [], 3)
    rows = [_resident("at the first prompt", pty.pid)]
    for number in range(1, 1001):
        line = (
            f"gti status {number}",
            f"sh -c 'seq {number}; echo odd {number % 50}; exit 5'",
            f"sh -c 'echo odd {number}; exit 5'",
            f"ls --srot=size . x{number}",
        )[number % 4]
        _enter(pty, line)
        if number % 4 == 3:
            _enter(pty, "ls --sort=size . > /dev/null")
        if number in (10, 100, 250, 500, 750, 1000):
            select.select([], [], [], 1)
            rows.append(_resident(f"after {number} failures", pty.pid))
    pty.close()
    server.close()
    table(
        f"resident memory (VmRSS), with a model, {server.questions} questions",
        ["", "relay MB", "assistant MB", "both MB"],
        rows,
    )


def _enter(pty: Pty, line: str) -> None:
    """One command, to its next prompt: a hint above the prompt may draw an older one again."""
    pty.drain()
    pty.write(line.encode() + b"\r")
    pty.until(b"READY$ ")


def idle(scratch: Scratch, rounds: int) -> None:
    """System calls of both processes in ten seconds at a prompt, as strace sees them."""
    if shutil.which("strace") is None:
        print("\nidle wake-ups: strace is not installed, not measured")
        return
    server = ModelServer(said=MISALIGNED)
    pty = Pty(termproxy("bash"), scratch.environ(OLLAMA_HOST=f"127.0.0.1:{server.port}"))
    pty.until(b"READY$ ")
    select.select([], [], [], 2)
    pty.write(b"sh -c 'echo odd; exit 5'\r")
    pty.until(b"is misaligned")
    pty.write(b"gti status\r")
    pty.until(b"READY$ ")
    select.select([], [], [], 2)
    rows = []
    for name, pid in (("relay", pty.pid), ("assistant", _assistant(pty.pid))):
        if pid is None:
            continue
        log = scratch.folder / f"strace.{name}"
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", str(log), "-p", str(pid)], stderr=subprocess.DEVNULL
        )
        try:
            tracer.wait(IDLE_SECONDS)
        except subprocess.TimeoutExpired:
            tracer.terminate()
            tracer.wait()
        lines = [line for line in log.read_text().splitlines() if "detached" not in line]
        # The call that it sleeps in shows as one line, begun before and not returned from.
        calls = [line for line in lines if "unfinished" not in line and "restart" not in line]
        waiting = [line for line in calls if re.search(r"(poll|wait4?|futex)\(.*$", line)]
        rows.append([name, str(len(calls) - len(waiting[:1] if len(calls) == 1 else []))])
    pty.close()
    server.close()
    table(f"system calls in {IDLE_SECONDS} idle seconds", ["", "calls"], rows)


def _resident(moment: str, relay: int) -> list[str]:
    first = _rss(relay)
    assistant = _assistant(relay)
    second = _rss(assistant) if assistant is not None else 0.0
    return [moment, f"{first:.1f}", f"{second:.1f}", f"{first + second:.1f}"]


def _rss(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _assistant(relay: int) -> int | None:
    children = Path(f"/proc/{relay}/task/{relay}/children").read_text().split()
    for child in children:
        if "assistant" in Path(f"/proc/{child}/cmdline").read_text():
            return int(child)
    return None
