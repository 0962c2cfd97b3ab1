"""`scripts/termproxy` in a fresh clone, which puts no `termproxy` on the PATH."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.shells import furnish
from tests.e2e.terminal import ROOT, Terminal, environment

Open = Callable[..., Terminal]
SCRIPT = str(ROOT / "scripts" / "termproxy")


@pytest.fixture
def clone(home: Path) -> dict[str, str]:
    """The environment of a clone whose packages are installed: those of these tests."""
    venv = home / "venv"
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    with open(ROOT / "pyproject.toml", "rb") as file:
        stamp = subprocess.run(["cksum"], stdin=file, capture_output=True, check=True, text=True)
    (venv / "termproxy.stamp").write_text(f"{stamp.stdout.strip()} run\n")
    env = environment(home, TERMPROXY_VENV=str(venv))
    del env["PYTHONPATH"]
    return env


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_commands_that_hints_name_work_inside(
    open_terminal: Open, home: Path, clone: dict[str, str], shell: str
) -> None:
    """`termproxy: command not found`, said the shell to who followed the README's first line."""
    furnish(home, shell)
    terminal = open_terminal(SCRIPT, shell, env=clone)
    terminal.shows("$")
    terminal.type("termproxy --version\r")
    terminal.shows("termproxy 0.")
    terminal.type('clear; termproxy replay nowhere || echo "<$TERMPROXY_COMMAND>"\r')
    terminal.shows("cannot replay nowhere", "\n<>")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_termproxy_of_the_users_own_is_left_alone(
    open_terminal: Open, home: Path, clone: dict[str, str], shell: str
) -> None:
    """The PATH that counts is the one after the user's startup files."""
    (home / "bin").mkdir()
    (home / "bin" / "termproxy").write_text("#!/bin/sh\necho mine\n")
    (home / "bin" / "termproxy").chmod(0o755)
    furnish(home, shell, f"export PATH={home}/bin:$PATH")
    terminal = open_terminal(SCRIPT, shell, env=clone)
    terminal.shows("$")
    terminal.type("termproxy --version\r")
    terminal.shows("mine")
