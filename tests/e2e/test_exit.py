"""How it ends: statuses, signals, and a terminal that is as it was."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import TERMPROXY, Terminal, environment

Wrap = Callable[..., Terminal]


def test_a_file_that_is_no_program(wrap: Wrap, home: Path) -> None:
    (home / "notes").write_text("some text\n")
    terminal = wrap("./notes")
    assert terminal.end() == 126
    assert "Permission denied" in terminal.text()


def test_a_script_without_interpreter_line_runs_as_under_a_shell(wrap: Wrap, home: Path) -> None:
    script = home / "plain"
    script.write_text("echo from sh $1; exit 3\n")
    script.chmod(0o755)
    terminal = wrap("./plain", "with args")
    assert terminal.end() == 3
    assert "from sh with args" in terminal.text()


def modes(terminal: Terminal) -> list[object]:
    attributes = termios.tcgetattr(terminal.fd)
    return [*attributes[:6], list(attributes[6])]


@pytest.mark.parametrize(
    "signum",
    [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGALRM],
    ids=lambda signum: signal.Signals(signum).name,
)
def test_a_signal_ends_it_and_the_terminal_is_restored(
    open_terminal: Wrap, home: Path, signum: int
) -> None:
    """script(1) exits 0 here after two seconds; pty.spawn and pexpect leave the tty raw."""
    line = " ".join(TERMPROXY) + " bash"
    terminal = open_terminal("bash", "--norc", env=environment(home, PS1="outer$ "))
    terminal.shows("outer$")
    before = modes(terminal)
    terminal.type(f"{line}; echo status $?\n")
    terminal.until(lambda: terminal.text().endswith("\n$"), "the inner prompt is up")
    assert modes(terminal) != before
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    (wrapper,) = children.read_text().split()
    os.kill(int(wrapper), signum)
    terminal.shows(f"status {128 + signum}")
    terminal.until(lambda: terminal.text().endswith("outer$"), "the outer prompt is back")
    terminal.type("stty -a\n")
    terminal.shows("iutf8" if b"iutf8" in terminal.received else "icanon")
    assert not os.path.exists(f"/proc/{wrapper}")
