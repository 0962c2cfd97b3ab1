"""A shell in a real pty, for tests: type at it, wait for marks or bytes, never for time."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    InputStarted,
    PromptShown,
    ShellEvent,
)
from termproxy.core.scanner import Mark, Scanner
from termproxy.core.session import Session
from termproxy.shells.inject import Injection, prepare

NONCE = "0123456789abcdef0123456789abcdef"
PATIENCE = 30.0


def needs(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")


def environment(home: Path, **more: str) -> dict[str, str]:
    """A clean one: nothing of whoever runs the tests."""
    return {
        "HOME": str(home),
        "PATH": f"{home}/bin:/usr/local/bin:/usr/bin:/bin",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "USER": "tester",
        "XDG_CONFIG_HOME": f"{home}/.config",
        "XDG_DATA_HOME": f"{home}/.local/share",
        "XDG_CACHE_HOME": f"{home}/.cache",
        **more,
    }


class Shell:
    """An interactive shell, its relayed output and what the session made of it."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: Path,
        *,
        integrate: bool = True,
        rows: int = 24,
        cols: int = 80,
    ) -> None:
        name = os.path.basename(argv[0]).lstrip("-")
        self.injection = (
            prepare(argv, env, NONCE) if integrate else Injection(tuple(argv), dict(env))
        )
        if integrate:
            assert self.injection.active, self.injection.reason
        self.relayed = bytearray()
        self.raw = bytearray()
        self.events: list[ShellEvent] = []
        self.marks: list[Mark] = []
        self.scanner = Scanner(NONCE.encode())
        self.session = Session(name, lambda start, end: bytes(self.relayed[start:end]))
        self.ended = False
        self.status: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:  # pragma: no cover
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
                os.chdir(cwd)
                program = shutil.which(argv[0].lstrip("-"), path=env["PATH"]) or name
                os.execve(program, list(self.injection.argv), self.injection.env)
            finally:
                os._exit(127)

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    # ------------------------------------------------------------------ in and out

    def send(self, text: str | bytes) -> None:
        data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        while data:
            data = data[os.write(self.fd, data[:512]) :]

    def pump(self, wait: float) -> bool:
        """Read once; False when nothing came within `wait` seconds, or nothing more will."""
        if self.ended:
            return False
        readable, _, _ = select.select([self.fd], [], [], wait)
        if not readable:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.ended = True
            self.relayed += self.scanner.flush()
            return False
        # fish 4 asks what the terminal is, and waits for seconds when nobody answers.
        if b"\x1b[0c" in data or b"\x1b[c" in data:
            os.write(self.fd, b"\x1b[?62;22c")
        self.raw += data
        for piece in self.scanner.feed(data):
            if isinstance(piece, bytes):
                self.relayed += piece
            else:
                self.marks.append(piece)
                self.events += self.session.feed(piece, len(self.relayed), time.monotonic())
        return True

    def until(self, done: Callable[[], bool], what: str = "") -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            left = deadline - time.monotonic()
            if left <= 0 or (not self.pump(left) and self.ended and not done()):
                state = "ended" if self.ended else "silent"
                pytest.fail(
                    f"{state} while waiting for {what or done}\n"
                    f"output: {bytes(self.relayed[-1500:])!r}\n"
                    f"marks: {self.marks[-8:]}\nevents: {self.events[-8:]}"
                )

    def shows(self, text: bytes, since: int = 0) -> None:
        self.until(lambda: text in self.relayed[since:], repr(text))

    def settles(self, *, behind_a_job: bool = False) -> None:
        """Wait until the shell waits for a key: its editor has the terminal, it sleeps, and
        nothing more comes. Or until it waits for its foreground job.

        bash and fish take a ^C that comes between two reads as late as with the next key.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.ended:
            if self.pump(0.004):
                continue
            state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
            if behind_a_job:
                waits = os.tcgetpgrp(self.fd) != self.pid
            else:
                waits = not termios.tcgetattr(self.fd)[3] & termios.ICANON
            if state == "S" and waits:
                return
        pytest.fail(f"the shell does not come to rest: {bytes(self.relayed[-500:])!r}")

    def enter(self, line: str) -> None:
        """Type `line` and Enter without regard to marks, each when the shell waits for it."""
        for text in (line, "\r"):
            if text:
                before = len(self.relayed)
                self.send(text)
                self.until(lambda before=before: len(self.relayed) > before, f"echo of {text!r}")
        self.settles()

    def finish(self) -> int:
        """Wait for the end of the shell; its exit status."""
        self.until(lambda: self.ended, "the end")
        _, status = os.waitpid(self.pid, 0)
        self.status = os.waitstatus_to_exitcode(status)
        return self.status

    # ------------------------------------------------------------------ by marks

    @property
    def commands(self) -> list[Command]:
        return [event.command for event in self.events if isinstance(event, CommandFinished)]

    @property
    def prompts(self) -> int:
        """How many fresh prompts are ready for input."""
        shown = 0
        fresh = False
        for event in self.events:
            if isinstance(event, PromptShown):
                fresh = fresh or event.fresh
            elif isinstance(event, InputStarted) and fresh:
                shown, fresh = shown + 1, False
        return shown

    @property
    def started(self) -> int:
        return sum(isinstance(event, CommandStarted) for event in self.events)

    def at_prompt(self, count: int) -> None:
        self.until(lambda: self.prompts >= count, f"prompt {count}")

    def type(self, line: str | bytes) -> list[Command]:
        """Type a line and Enter; the commands that had finished when the next prompt was up."""
        before, prompts = len(self.commands), self.prompts
        self.send(line)
        self.send("\r")
        self.at_prompt(prompts + 1)
        return self.commands[before:]

    def run(self, line: str | bytes) -> Command:
        """Type a line that is one command."""
        commands = self.type(line)
        assert len(commands) == 1, commands
        return commands[0]

    def output(self, command: Command) -> bytes:
        return bytes(self.relayed[command.start : command.end])
