from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.inside import Background, Enter, Inside, by_kind
from tests.e2e.playing import Replaying
from tests.e2e.terminal import PATIENCE, TERMPROXY, Terminal, environment


@pytest.fixture
def home() -> Iterator[Path]:
    """A user's home with a plain prompt. Its name is short: sockets' addresses have to be."""
    with tempfile.TemporaryDirectory(prefix="tp-") as place:
        folder = Path(place) / "home"
        folder.mkdir()
        (folder / ".bashrc").write_text("PS1='$ '\nPS2='> '\n")
        yield folder
        end_all_in(folder)


def end_all_in(home: Path) -> None:
    """Who outlived their terminal would write to their home while it is removed.

    A shell that is hung up on writes its history, fish makes completions in the background.
    """
    while theirs := [process for process in psutil.process_iter() if at_home(process, home)]:
        for process in theirs:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(theirs, timeout=PATIENCE)


def at_home(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get("HOME") == str(home)
    except psutil.Error:  # it has ended, or is another user's
        return False


@pytest.fixture
def open_terminal(home: Path) -> Iterator[Callable[..., Terminal]]:
    """Open terminals that run any program; closed after the test."""
    opened: list[Terminal] = []

    def start(*argv: str, **options: Any) -> Terminal:
        options.setdefault("env", environment(home))
        options.setdefault("cwd", home)
        opened.append(Terminal(*argv, **options))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.fixture
def wrap(open_terminal: Callable[..., Terminal]) -> Callable[..., Terminal]:
    """Open terminals that run a program under termproxy."""

    def start(*argv: str, **options: Any) -> Terminal:
        return open_terminal(*TERMPROXY, *argv, **options)

    return start


@pytest.fixture
def enter(wrap: Callable[..., Terminal], home: Path) -> Enter:
    """A session whose assistant is up."""

    def start(*options: str, **env: str) -> Inside:
        session = Inside(wrap, home, *options, **env)
        session.up()
        return session

    return start


@pytest.fixture
def ollama() -> Iterator[Background]:
    """A server that answers hints with three lines and everything else with `WORDS`."""
    background = Background(by_kind)
    yield background
    background.stop()


@pytest.fixture
def replaying() -> Iterator[Replaying]:
    """Terminals with `termproxy replay` in them; closed after the test."""
    start = Replaying()
    yield start
    for each in start.opened:
        each.close()
