from __future__ import annotations

from collections.abc import Callable

from tests.e2e.terminal import Terminal

Wrap = Callable[..., Terminal]


def test_the_tour_shows_hints_and_leaves_nothing_behind(wrap: Wrap) -> None:
    terminal = wrap("demo", "--fast", cols=100, rows=60)
    assert terminal.end() == 0
    terminal.shows("cat src/main.py", "chmod +x build.sh", "Now yours:")


def test_interrupted_it_ends_with_the_terminal_in_order(wrap: Wrap) -> None:
    terminal = wrap("demo", cols=100, rows=60)
    terminal.shows("termproxy: your shell as it is")
    terminal.type(b"\x03")
    assert terminal.end() == 130
