"""`termproxy replay` in a terminal of its own, or in a pipe."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import IO

CORPUS = Path(__file__).parent.parent / "corpora" / "recordings"
REPLAY = [
    sys.executable,
    "-c",
    "import sys; from termproxy.commands.replay import main; sys.exit(main(sys.argv[1:]))",
]
HEADER = {"version": 2, "width": 80, "height": 24}
NEVER = 1e6  # a time that no test waits for
PATIENCE = 20.0  # a test that waits longer has failed


def cast(path: Path, *events: list[object], **header: object) -> Path:
    lines = [json.dumps(line) for line in ({**HEADER, **header}, *events)]
    path.write_text("\n".join(lines) + "\n")
    return path


class Terminal:
    """A pty with a program in it, whose settings can be looked at after the program has gone."""

    def __init__(self, command: list[str], stdin: IO[bytes] | int | None, size: tuple[int, int]):
        self.master, self.slave = pty.openpty()
        cols, rows = size
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.settings = termios.tcgetattr(self.slave)
        self.shown = b""
        self.seen = 0

        def become_session_leader() -> None:
            os.setsid()
            fcntl.ioctl(1, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command,
            stdin=self.slave if stdin is None else stdin,
            stdout=self.slave,
            stderr=self.slave,
            preexec_fn=become_session_leader,
        )

    def read(self) -> None:
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        assert ready, f"nothing more after {self.shown[-500:]!r}"
        self.shown += os.read(self.master, 65536)

    def wait_for(self, mark: bytes) -> None:
        """Until `mark` is shown, after the mark that was waited for before."""
        while (at := self.shown.find(mark, self.seen)) < 0:
            self.read()
        self.seen = at + len(mark)

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def end(self) -> int:
        """Its exit status, all that it wrote being read."""
        while self.process.poll() is None:
            if select.select([self.master], [], [], 0.01)[0]:
                self.shown += os.read(self.master, 65536)
        while select.select([self.master], [], [], 0)[0]:
            self.shown += os.read(self.master, 65536)
        assert termios.tcgetattr(self.slave) == self.settings, "the terminal was not put back"
        assert b"Traceback" not in self.shown
        return self.process.returncode

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def run(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*REPLAY, *map(str, arguments)], input=stdin, capture_output=True)


class Replaying:
    """Start `termproxy replay` (or `command`), each in a terminal of its own."""

    def __init__(self) -> None:
        self.opened: list[Terminal] = []

    def __call__(
        self,
        *arguments: object,
        stdin: IO[bytes] | int | None = None,
        size: tuple[int, int] = (80, 24),
        command: list[str] | None = None,
    ) -> Terminal:
        self.opened.append(Terminal([*(command or REPLAY), *map(str, arguments)], stdin, size))
        return self.opened[-1]
