"""A terminal for tests: the outer pty, what it received, and a screen to read.

It waits for what the screen shows, for bytes, or for the end; never for time. The limits are
there to end a broken test, and say what the screen held.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pyte
import pytest

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0
TERMPROXY = (sys.executable, "-m", "termproxy")

# pyte knows no alternate screen and prints what it does not know (OSC, DCS, colon SGR).
UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b[=>]"
)


def needs(*programs: str) -> None:
    """Skip without the programs; in CI (TERMPROXY_STRICT) their absence is a failure."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        sentence = f"not installed: {', '.join(missing)}"
        if os.environ.get("TERMPROXY_STRICT"):
            pytest.fail(sentence)
        pytest.skip(sentence)


def environment(home: Path, **extra: str) -> dict[str, str]:
    """A clean user: no configuration, no server, a UTF-8 terminal with colours."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/bash",
        "OLLAMA_HOST": "127.0.0.1:1",
        **extra,
    }


def _started_by_a_shell(then: Callable[[], None] | None) -> Callable[[], None]:
    """Python ignores two signals, and what it starts would inherit that."""

    def prepare() -> None:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        if then is not None:
            then()

    return prepare


class Terminal:
    """One program in a pty, watched."""

    def __init__(
        self,
        *argv: str,
        env: Mapping[str, str],
        cols: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
        preexec: Callable[[], None] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.patience = patience
        self._log = Path(env.get("HOME", "/nonexistent")) / ".local/state/termproxy/termproxy.log"
        self.received = bytearray()
        self.screen = pyte.Screen(cols, rows)
        self._shown = 0
        self._stream = pyte.ByteStream(self.screen)
        self.process = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            env=dict(env),  # type: ignore[arg-type]
            dimensions=(rows, cols),
            cwd=str(cwd) if cwd else None,
            timeout=PATIENCE,
            preexec_fn=_started_by_a_shell(preexec),
        )
        self.process.delaybeforesend = None
        self.process.ptyproc.delayafterclose = 0
        self.fd = self.process.fileno()

    # ------------------------------------------------------------------ input

    def type(self, data: str | bytes) -> None:
        """Type, reading meanwhile, as a terminal does."""
        rest = data.encode() if isinstance(data, str) else data
        deadline = time.monotonic() + self.patience
        os.set_blocking(self.fd, False)
        try:
            while rest:
                assert time.monotonic() < deadline, f"{len(rest)} bytes are not taken"
                try:
                    rest = rest[os.write(self.fd, rest) :]
                except BlockingIOError:
                    self._read(0.05)
        finally:
            os.set_blocking(self.fd, True)

    def resize(self, cols: int, rows: int) -> None:
        self.text()
        self.process.setwinsize(rows, cols)
        self.screen.resize(rows, cols)

    def signal(self, signum: int) -> None:
        self.process.kill(signum)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        self.process.ptyproc.fileobj.close()
        self.process.ptyproc.closed = self.process.closed = True
        self.process.ptyproc.fd = self.process.child_fd = -1

    # ------------------------------------------------------------------ output

    def _read(self, timeout: float) -> bool:
        """Read once; False at the end."""
        try:
            data = self.process.read_nonblocking(65536, timeout)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.received += data
        return True

    def until(
        self, met: Callable[[], object], what: str, *, nudge: bytes = b"", quiet: float = 0.2
    ) -> None:
        """Read until `met()` is true. `nudge` is typed whenever nothing comes for `quiet` s."""
        deadline = time.monotonic() + self.patience
        while not met():
            before = len(self.received)
            alive = self._read(quiet)
            if alive and nudge and len(self.received) == before:
                self.type(nudge)
            if not alive or time.monotonic() > deadline:
                if met():
                    return
                ended = "the program ended" if not alive else f"{self.patience:g} s passed"
                log = self._log.read_text() if self._log.exists() else "(none)\n"
                pytest.fail(f"{ended} before {what}; the log:\n{log}the screen:\n{self.text()}")

    def shows(self, *texts: str) -> None:
        """Wait until each text stands on the screen."""
        for text in texts:
            self.until(lambda text=text: text in self.text(), f"the screen shows {text!r}")

    def gets(self, data: bytes, times: int = 1) -> None:
        """Wait until the bytes were received."""
        self.until(lambda: self.received.count(data) >= times, f"{data!r} x{times} arrived")

    def text(self) -> str:
        """The screen's rows, without trailing blanks."""
        # Interpreted when somebody looks: pyte reads 1 MB/s, and of a flood the end counts.
        self._shown = max(self._shown, len(self.received) - 200_000)
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", bytes(self.received[self._shown :])))
        self._shown = len(self.received)
        return "\n".join(row.rstrip() for row in self.screen.display).rstrip()

    def rows(self) -> list[str]:
        return self.text().split("\n")

    # ------------------------------------------------------------------ the end

    def end(self) -> int:
        """Read to the end; the exit status as a shell gives it."""
        deadline = time.monotonic() + self.patience
        while self._read(0.2):
            assert time.monotonic() < deadline, f"it does not end; the screen:\n{self.text()}"
        self.process.wait()
        if self.process.signalstatus is not None:
            return 128 + int(self.process.signalstatus)
        return int(self.process.exitstatus or 0)

    def close(self) -> None:
        if self.process.closed:  # hung up on: a relay that outlives that must not outlive the test
            try:
                os.kill(self.process.pid, signal.SIGKILL)
                os.waitpid(self.process.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
            return
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
        self.process.close(force=True)
