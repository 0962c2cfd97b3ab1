"""What bash, zsh and fish really write, with hints between the keys, in xterm and in VTE.

The same recordings and the same law as in tmux (`test_gate_shells.py`), as far as these terminals
tell what they show: xterm its screen with colours, VTE its screen's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.recording import Item, record
from tests.core.test_gate_shells import COLS, PHASES, ROWS, play
from tests.e2e.terminal import needs
from tests.tmux import Row, cells, trimmed, without_hints
from tests.windows import Display, Vte, Window, Xterm, has_vte

SETUPS = ("bash", "bash two lines", "bash vi", "zsh right prompt", "zsh vi", "fish right prompt")


class Beside:
    """Two windows, compared from the cursor's row up and down, as far as both show it."""

    def __init__(self, plain: Xterm | Vte, ours: Xterm | Vte) -> None:
        self.plain, self.ours = plain, ours
        self.wiped = False

    def show(self, plain: bytes, ours: bytes) -> None:
        self.plain.show(plain)
        self.ours.show(ours)

    def check(self, key: str) -> None:
        lines, y, x = self.plain.picture()
        our_lines, our_y, our_x = self.ours.picture()
        expected = cells(lines, COLS)
        seen, our_y = without_hints(cells(our_lines, COLS), our_y)
        where = f"after {key!r}:\n" + "\n".join(our_lines)
        assert our_x == x, where
        assert _below(seen, our_y) == _below(expected, y), where
        above = min(y, our_y)
        assert seen[our_y - above : our_y] == expected[y - above : y], where

    def check_wrapping(self) -> None:
        """Neither tells where a line goes on."""


def _below(rows: list[Row], cursor: int) -> list[Row]:
    return trimmed(rows, cursor)[cursor:]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Item]]]:
    needs("bash", "zsh", "fish")
    return record(list(SETUPS), tmp_path_factory.mktemp("homes"), COLS, ROWS)


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    needs("Xvfb")
    server = Display()
    yield server
    server.close()


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("setup", SETUPS)
@pytest.mark.parametrize("kind", [Xterm, Vte])
def test_the_window_shows_the_same_but_for_the_hints(
    recordings: dict[str, list[list[Item]]],
    display: Display,
    kind: type[Xterm | Vte],
    setup: str,
    phase: int,
    tmp_path: Path,
) -> None:
    if kind is Xterm:
        needs("xterm")
    elif not has_vte():
        pytest.skip("not installed: gir1.2-vte-2.91 python3-gi")
    windows: list[Window] = []
    try:
        for name in ("plain", "ours"):
            (tmp_path / name).mkdir()
            windows.append(kind(display, tmp_path / name / "window", COLS, ROWS))
        panes = Beside(*windows)  # type: ignore[arg-type]
        panes.show(b"welcome\r\n", b"welcome\r\n")
        play(recordings[setup], panes, phase)
    finally:
        for window in windows:
            window.close()
