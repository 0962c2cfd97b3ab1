"""termproxy demo: a real shell under termproxy, typed into by a script, in a scratch folder.

No server, none of the user's files: a home of its own that is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pexpect

from termproxy.relay.side import PACKAGE_ROOT
from termproxy.relay.terminal import FALLBACK_SIZE, OFLAG, window_size

USAGE = """\
usage: termproxy demo [--fast]

A one-minute tour: a real shell in a scratch folder, with mistakes and their
hints. --fast does not wait between the steps. ^C ends it.
"""

PROMPT = b"\x1b[1;32mdemo\x1b[0m $ "
KEY_SECONDS = 0.035
READ_SECONDS = 2.6
PATIENCE = 8
RIGHT, TRIES = "\x1b[C", 16

BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from termproxy.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Step:
    """What is said, what is typed, and what the hint must contain. `needs` is a program.

    `fix` is the command that Right takes over from the hint, and Enter then runs.
    """

    say: str
    type: str
    hint: str = ""
    needs: str = "bash"
    fix: str = ""


STEPS = (
    Step("A mistyped command. The hint stands above the next prompt:", "gti status", "git", "git"),
    Step("A file that is nearly there:", "cat src/mian.py", "src/main.py"),
    Step("A branch that is nearly there:", "git checkout featur/login", "feature/login", "git"),
    Step(
        "Right-arrow takes a hint's command over; Enter runs it:",
        "./build.sh",
        "chmod",
        fix="chmod +x build.sh && ./build.sh",
    ),
    Step("Exit statuses, pipes, colours: all as without termproxy.", "ls | wc -l; (exit 3)"),
    Step("And what succeeds stays uncommented:", "echo done"),
)


def main(argv: list[str]) -> int:
    """Play the tour. 130 when interrupted."""
    if argv not in ([], ["--fast"]):
        wanted = argv in (["--help"], ["-h"])
        (sys.stdout if wanted else sys.stderr).write(USAGE)
        return 0 if wanted else 2
    if shutil.which("bash") is None:
        sys.stderr.write("termproxy demo: it needs bash, and there is none on the PATH.\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="termproxy-demo-") as folder, _as_it_comes(1):
        tour = Tour(Path(folder), fast=bool(argv))
        try:
            tour.play()
        except KeyboardInterrupt:
            tour.leave()
            return 130
    return 0


class Tour:
    """One run of the demo."""

    def __init__(self, folder: Path, *, fast: bool) -> None:
        self._fast = fast
        self._home = folder
        self._out = sys.stdout.buffer
        self._unmet = b""  # what the shell wrote since the last thing we waited for
        project = _scratch_project(folder)
        size = window_size(1) or FALLBACK_SIZE
        environ = {
            name: os.environ[name]
            for name in ("PATH", "TERM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR")
            if name in os.environ
        }
        environ["HOME"] = str(folder)
        self._shell: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-c", BOOT, PACKAGE_ROOT, "--hints", "rules", "bash"],
            env=environ,
            cwd=str(project),
            dimensions=(size.rows, size.cols),
            timeout=PATIENCE,
        )
        self._shell.delaybeforesend = None

    def play(self) -> None:
        """The whole of it."""
        self._say("\n  termproxy: your shell as it is, and a hint when a command fails.\n")
        self._say("  This is a real bash in a scratch folder; nobody but the script types.\n\n")
        self._until(PROMPT)
        self._pause()
        for step in STEPS:
            if shutil.which(step.needs) is not None:
                self._step(step)
        self._shell.sendline("exit")
        self._shell.expect(pexpect.EOF)
        self._say("\n\n  Now yours:   termproxy bash      (or zsh, fish, or any program)\n")
        self._say("  termproxy --help shows the rest; termproxy config every setting.\n\n")
        self._shell.close()

    def leave(self) -> None:
        """Interrupted: end the shell, and the line."""
        self._shell.close(force=True)
        self._say("\x1b[0m\n")

    def _step(self, step: Step) -> None:
        self._type("# " + step.say)
        self._until(PROMPT)
        self._type(step.type)
        # The hint usually stands before the prompt, and a late one above it comes after.
        self._until(PROMPT, step.hint.encode())
        self._pause()
        if step.fix:
            self._take_over(step.fix.encode())

    def _take_over(self, fix: bytes) -> None:
        """Press the key until it is ours: when the hint is drawn and the shell rests."""
        for _ in range(TRIES):
            self._shell.send(RIGHT)
            if self._until(fix, patience=PATIENCE / TRIES):
                break
        self._wait(READ_SECONDS)
        self._shell.send("\r")
        self._until(PROMPT)
        self._pause()

    def _type(self, line: str) -> None:
        for char in line:
            self._shell.send(char)
            self._until(char.encode())
            self._wait(KEY_SECONDS)
        self._wait(10 * KEY_SECONDS)
        self._shell.send("\r")
        self._until(b"\n")

    def _until(self, *wanted: bytes, patience: float = PATIENCE) -> bool:
        """Show what the shell writes until all of `wanted` came by. Late is no reason to stop."""
        deadline = time.monotonic() + patience
        while not all(text in self._unmet for text in wanted):
            if time.monotonic() > deadline or not self._read(patience):
                return False
        met = max(self._unmet.index(text) + len(text) for text in wanted)
        self._unmet = self._unmet[met:]
        return True

    def _read(self, timeout: float) -> bytes:
        """Read and show; b"" when there was nothing in time, or the end."""
        try:
            data: bytes = self._shell.read_nonblocking(4096, timeout)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return b""
        self._unmet += data
        self._show(data)
        return data

    def _pause(self) -> None:
        """Time to read, while a late hint may still come."""
        if self._fast:
            return
        deadline = time.monotonic() + READ_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            self._read(left)

    def _wait(self, seconds: float) -> None:
        if not self._fast:
            time.sleep(seconds)  # noqa: TID251 - the pace of typing is the point

    def _say(self, text: str) -> None:
        self._show(text.replace("\n", "\r\n").encode())

    def _show(self, data: bytes) -> None:
        self._out.write(data)
        self._out.flush()


@contextmanager
def _as_it_comes(fd: int) -> Iterator[None]:
    """No processing of output: what we show has come through a terminal already.

    With it a late hint, which goes down with line feeds and back up, would end in the first column
    and what is typed next stand on the prompt.
    """
    try:
        before = termios.tcgetattr(fd)
        modes = list(before)
        modes[OFLAG] &= ~termios.OPOST
        termios.tcsetattr(fd, termios.TCSADRAIN, modes)
    except termios.error:  # a pipe or a file
        yield
        return
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _scratch_project(home: Path) -> Path:
    """A small project with something to get wrong in it."""
    (home / ".bashrc").write_text("PS1='\\[\\e[1;32m\\]demo\\[\\e[0m\\] $ '\nHISTFILE=\n")
    project = home / "project"
    (project / "src").mkdir(parents=True)
    (project / "src" / "main.py").write_text("print('hello')\n")
    (project / "build.sh").write_text("#!/bin/sh\necho building\n")
    (project / "build.sh").chmod(0o644)
    if shutil.which("git"):
        identity = ["-c", "user.name=demo", "-c", "user.email=demo@localhost"]
        environ = {**os.environ, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
        for words in (
            ["init", "-q"],
            ["add", "."],
            [*identity, "commit", "-qm", "start"],
            ["branch", "feature/login"],
        ):
            subprocess.run(["git", *words], cwd=project, env=environ, check=False)
    return project
