"""What the benchmarks share: peers, a scratch folder, a pty to drive, medians and tables."""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATIENCE = 60.0


class Scratch:
    """A folder for one run: compiled tools, inputs, a home without settings."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="termproxy-bench-"))
        self.home = self.folder / "home"
        self.home.mkdir()
        (self.home / ".bashrc").write_text("PS1='READY$ '\n")

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def compiled(self, name: str) -> str:
        """The path of the C program `name`, compiled."""
        target = self.folder / name
        if not target.exists():
            source = str(HERE / f"{name}.c")
            subprocess.run(["cc", "-O2", "-o", str(target), source, "-lutil"], check=True)
        return str(target)

    def environ(self, **extra: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LC_ALL", "LANG") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.home),
            "TERM": "xterm-256color",
            "SHELL": "/bin/bash",
            "OLLAMA_HOST": "127.0.0.1:1",
            "TERMPROXY_VENV": os.environ.get("TERMPROXY_VENV", str(ROOT / ".venv")),
            **extra,
        }


def termproxy(*options: str) -> list[str]:
    """This checkout's termproxy, started as scripts/termproxy does."""
    boot = "import sys; sys.path.insert(0, sys.argv.pop(1)); from termproxy.cli import main; main()"
    return [sys.executable, "-I", "-c", boot, str(ROOT), *options]


def peers(scratch: Scratch, program: Sequence[str]) -> dict[str, list[str]]:
    """Ways to run `program`, by name: bare first, termproxy last."""
    line = " ".join(program)
    found: dict[str, list[str]] = {"bare pty": list(program)}
    if shutil.which("cc"):
        found["C relay"] = [scratch.compiled("relay"), *program]
    if shutil.which("script"):
        found["script"] = ["script", "-qefc", line, "/dev/null"]
    spawn = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))"
    found["pty.spawn"] = [sys.executable, "-c", spawn, *program]
    if shutil.which("asciinema"):
        cast = str(scratch.folder / "peer.cast")
        found["asciinema rec"] = ["asciinema", "rec", "-q", "--overwrite", "-c", line, cast]
    found["termproxy"] = termproxy(*program)
    return found


class Pty:
    """A program in a pty that is driven byte by byte."""

    def __init__(
        self, argv: Sequence[str], environ: Mapping[str, str], cols: int = 80, rows: int = 24
    ) -> None:
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.started = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            os.login_tty(slave)
            os.execvpe(argv[0], list(argv), dict(environ))
        os.close(slave)
        self.seen = b""

    def write(self, data: bytes) -> None:
        os.write(self.master, data)

    def read(self, timeout: float = PATIENCE) -> bytes:
        """Something; b"" at the end or when nothing came in time."""
        if not select.select([self.master], [], [], timeout)[0]:
            return b""
        try:
            return os.read(self.master, 65536)
        except OSError:
            return b""

    def until(self, wanted: bytes) -> float:
        """Read until `wanted` came by; the moment it did."""
        while wanted not in self.seen:
            data = self.read()
            if not data:
                raise RuntimeError(f"{wanted!r} did not come; the last bytes: {self.seen[-200:]!r}")
            # Only the end can become part of `wanted`: a flood is not searched again and again.
            self.seen = self.seen[1 - len(wanted) :] + data if len(wanted) > 1 else data
        moment = time.perf_counter()
        self.seen = self.seen[self.seen.index(wanted) + len(wanted) :]
        return moment

    def drain(self) -> None:
        """Read what is there, until it is quiet for 50 ms."""
        while self.read(0.05):
            pass
        self.seen = b""

    def close(self) -> None:
        os.close(self.master)
        deadline = time.perf_counter() + 3
        while time.perf_counter() < deadline:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            select.select([], [], [], 0.01)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def interleaved(
    names: Sequence[str], rounds: int, measure: Callable[[str], float]
) -> dict[str, list[float]]:
    """`rounds` measurements of each, in turn, so that the machine's moods hit all alike."""
    results: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        shift = number % len(names)
        for name in [*names[shift:], *names[:shift]]:
            results[name].append(measure(name))
    return results


def quantile(values: Sequence[float], fraction: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * fraction))]


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the pairwise ratios: what remains when both were slowed alike."""
    return statistics.median(a / b for a, b in zip(of, to, strict=True))


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print aligned columns, the first to the left and the others to the right."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    print(f"\n{title}")
    for row in [header, *rows]:
        cells = [cell.ljust(w) if i == 0 else cell.rjust(w)
                 for i, (cell, w) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        print("  " + "  ".join(cells))
