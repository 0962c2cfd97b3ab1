from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.terminal import TERMPROXY, Terminal, environment


@pytest.fixture
def home() -> Iterator[Path]:
    """A user's home with a plain prompt. Its name is short: sockets' addresses have to be."""
    with tempfile.TemporaryDirectory(prefix="tp-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "home"
        folder.mkdir()
        (folder / ".bashrc").write_text("PS1='$ '\nPS2='> '\n")
        yield folder


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
