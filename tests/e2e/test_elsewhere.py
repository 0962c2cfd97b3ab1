"""Shells elsewhere: over ssh, as another user. Their failures get hints, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import sshd
from tests.e2e.shells import PLAIN, QUIET
from tests.e2e.terminal import TERMPROXY, Terminal, needs

Wrap = Callable[..., Terminal]


def snippet(shell: str) -> str:
    command = [*TERMPROXY, "shell-init", shell]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def furnish(home: Path, shell: str, *, initialised: bool = True) -> None:
    """A home far away, with the prompt "far$ "."""
    rc = home / PLAIN[shell]
    rc.parent.mkdir(parents=True, exist_ok=True)
    far = QUIET[shell].replace("'$ '", "'far$ '")
    assert far != QUIET[shell]
    rc.write_text(far + (snippet(shell) if initialised else ""))


@pytest.fixture
def far(tmp_path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A home of another machine, and the command that logs in there."""
    home = tmp_path / "far"
    home.mkdir()
    with sshd.server(tmp_path) as login:
        yield home, login


def enter(terminal: Terminal, home: Path, login: tuple[str, ...], shell: str) -> None:
    """Log in by an alias: the line that is typed does not tell where it leads."""
    there = (
        f"cd {home}; exec env -i HOME={home} TERM=xterm-256color LC_ALL=C.UTF-8 "
        f"PATH={os.environ['PATH']} {shutil.which(shell)}"
    )
    script = Path(terminal_home(terminal)) / "login"
    script.write_text(f"#!/bin/sh\nexec {' '.join(login)} '{there}'\n")
    script.chmod(0o755)
    terminal.shows("$")
    terminal.type("~/login\r")
    terminal.shows("far$")


def terminal_home(terminal: Terminal) -> str:
    return str(terminal.process.cwd)


def at_prompt(terminal: Terminal, last: str) -> None:
    terminal.until(lambda: terminal.rows()[-1] == last, f"the last row is {last!r}")


@pytest.mark.parametrize(
    ("local", "shell"),
    [("bash", "bash"), ("bash", "zsh"), ("bash", "fish"), ("zsh", "bash"), ("fish", "zsh")],
)
def test_a_failure_over_ssh_gets_a_hint_above_the_far_prompt(
    wrap: Wrap, home: Path, far: tuple[Path, tuple[str, ...]], local: str, shell: str
) -> None:
    needs(local, shell)
    there, login = far
    furnish(there, shell)
    rc = home / PLAIN[local]
    rc.parent.mkdir(parents=True, exist_ok=True)
    rc.write_text(QUIET[local])
    terminal = wrap(local)
    enter(terminal, there, login, shell)
    terminal.type("gti status\r")
    terminal.shows("git status  unverified")
    at_prompt(terminal, "far$")
    assert b"\x1b]6977" not in terminal.received
    # The key of the hint is the far shell's own here.
    before = terminal.text()
    terminal.type("\x1b[C")
    terminal.type("expr 40 + 2\r")
    terminal.shows("\n42\n")
    at_prompt(terminal, "far$")
    assert "git status" not in terminal.text().removeprefix(before)
    # A file that is not there is not looked for on this machine.
    (home / "notes.txt").write_text("here\n")
    terminal.type("cat notse.txt\r")
    terminal.shows("notse.txt: No such file")
    at_prompt(terminal, "far$")
    terminal.type("exit\r")
    at_prompt(terminal, "$")
    assert "notes.txt" not in terminal.text()
    terminal.type("gti log\r")
    terminal.shows("git log")
    # Right after a prompt the key is the shell's: somebody may have typed ahead.
    terminal.until(
        lambda: terminal.rows()[-1] == "$ git log", "the fix is in the line", nudge=b"\x1b[C"
    )


def test_the_wrapped_program_itself_leads_elsewhere(
    wrap: Wrap, far: tuple[Path, tuple[str, ...]]
) -> None:
    """`termproxy ssh host`: the same hints, and no word when the session ends."""
    home, login = far
    furnish(home, "bash")
    there = f"cd {home}; exec env -i HOME={home} PATH={os.environ['PATH']} TERM=xterm bash"
    terminal = wrap(*login, there)
    for number in (1, 2):
        at_prompt(terminal, "far$")
        terminal.type(f"gti number {number}\r")
        terminal.shows(f"git number {number}  unverified")
    at_prompt(terminal, "far$")
    terminal.type("exit 3\r")
    assert terminal.end() == 3
    assert terminal.text().endswith("far$ exit 3\nexit")


SPEAKS_OSC_133 = (
    "PS0='\\e]133;C\\a'\n"
    "PS1='\\[\\e]133;D;$?\\a\\e]133;A\\a\\]far$ \\[\\e]133;B\\a\\]'\nHISTFILE=\nPS2='> '\n"
)


def test_a_shell_that_speaks_osc_133_by_itself_is_understood(
    wrap: Wrap, far: tuple[Path, tuple[str, ...]]
) -> None:
    """As fish 4 does. The marks are the terminal's: all of them arrive there."""
    home, login = far
    (home / ".bashrc").write_text(SPEAKS_OSC_133)
    terminal = wrap("bash")
    enter(terminal, home, login, "bash")
    terminal.type("gti  commit -m 'a;b'\r")
    terminal.shows("git  commit -m 'a;b'  unverified")
    at_prompt(terminal, "far$")
    assert terminal.received.count(b"\x1b]133;A\x07") == 2
    assert terminal.received.count(b"\x1b]133;C\x07") == 1
    assert terminal.received.count(b"\x1b]133;D;127\x07") == 1


def forged(count: int) -> bytes:
    """What a file on the other machine may hold, in both dialects."""
    ours = b"\x1b]6977;remote;"
    line = (
        ours + b"E;%d; 99  gti forged;remote\x07" + ours + b"D;%d;127;1\x07" + ours + b"A;%d\x07"
        b"\x1b]133;C;cmdline_url=gti%%20forged\x07\x1b]133;D;127\x07\x1b]133;A\x07"
    )
    return b"".join(line % (900 + n, 900 + n, 900 + n) for n in range(count)) + b"forgery ends\n"


def test_a_file_full_of_marks_is_one_command_at_most(
    wrap: Wrap, far: tuple[Path, tuple[str, ...]]
) -> None:
    home, login = far
    furnish(home, "bash")
    (home / "evil").write_bytes(forged(500))
    terminal = wrap("bash")
    enter(terminal, home, login, "bash")
    terminal.type("cat evil\r")
    terminal.shows("forgery ends")
    at_prompt(terminal, "far$")
    assert terminal.received.count(b"git forged") <= 1
    for number in (1, 2):
        terminal.type(f"gti number {number}\r")
        terminal.shows(f"git number {number}")
        at_prompt(terminal, "far$")


def test_marks_mean_nothing_while_nobody_is_elsewhere(wrap: Wrap, home: Path) -> None:
    """A log that is printed here; a shell in this shell."""
    (home / "evil").write_bytes(forged(3))
    (home / "inner").write_text(QUIET["bash"].replace("'$ '", "'inner$ '") + snippet("bash"))
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type("cat evil\r")
    terminal.shows("forgery ends")
    at_prompt(terminal, "$")
    assert forged(3).replace(b"\n", b"\r\n") in bytes(terminal.received)
    terminal.type("bash --rcfile inner\r")
    at_prompt(terminal, "inner$")
    terminal.type("gti inside; expr 40 + 2\r")
    terminal.shows("42")
    at_prompt(terminal, "inner$")
    terminal.type("exit\r")
    at_prompt(terminal, "$")
    assert "git inside" not in terminal.text()
    assert "git forged" not in terminal.text()


def test_the_end_of_the_connection_is_the_end_of_what_it_said(
    wrap: Wrap, far: tuple[Path, tuple[str, ...]]
) -> None:
    home, login = far
    furnish(home, "bash")
    terminal = wrap("bash")
    enter(terminal, home, login, "bash")
    terminal.type("gti one\r")
    terminal.shows("git one")
    at_prompt(terminal, "far$")
    terminal.type("kill -9 $PPID\r")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the connection broke")
    terminal.type("gti two\r")
    terminal.shows("git two  → or Alt-i")
    at_prompt(terminal, "$")
    terminal.type(" ".join((*TERMPROXY, "last", "--json")) + "\r")
    terminal.shows('"command": "gti two"')
    text = "".join(terminal.rows())
    assert '"command": "gti one"' in text
    assert text.count('"remote": true') >= 1


# --------------------------------------------------------------------------- another user

ROOT_ONLY = pytest.mark.skipif(os.getuid() != 0, reason="a password would be asked for")


@ROOT_ONLY
@pytest.mark.parametrize("command", ["su -m", "sudo -s", "sudo su -m", "sudo bash"])
@pytest.mark.parametrize("initialised", [True, False])
def test_as_another_user(wrap: Wrap, home: Path, command: str, *, initialised: bool) -> None:
    """With the snippet there are hints, of the remote kind; without, silence, in and after it."""
    needs(command.split()[0])
    command = command.replace("sudo", "sudo -E")
    away = home / "away"
    away.mkdir()
    # The real home of root is not the test's to write in: both shells have the same.
    furnish(away, "bash", initialised=initialised)
    rc = (away / ".bashrc").read_text()
    (home / ".bashrc").write_text(f"if [ \"$AWAY\" ]; then\n{rc}\nelse\nPS1='$ '\nfi\n")
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type(f"AWAY=1 {command}\r")
    at_prompt(terminal, "far$")
    terminal.type("gti inside; expr 40 + 2; gti inside\r")
    terminal.shows("42")
    if initialised:
        terminal.shows("git inside", "unverified")
    at_prompt(terminal, "far$")
    terminal.type("exit\r")
    at_prompt(terminal, "$")
    assert ("git inside" in terminal.text()) == initialised
    terminal.type("gti outside\r")
    terminal.shows("git outside  → or Alt-i")
