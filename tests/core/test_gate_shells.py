"""What bash, zsh and fish really write, with hints between any two keys, in a real tmux.

Two panes of one size get the same recording, one of them through the gate. After every key the
pane with hints must be the other one plus the hints' rows, with the cursor in the same cell.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Protocol

import pytest

from termproxy.core.events import CommandFinished, CommandStarted, Hint, PromptShown
from termproxy.core.gate import Gate
from termproxy.core.region import Region
from tests.core.recording import KEYS, SETUPS, Item, record
from tests.core.test_region import Oracle, follow
from tests.tmux import HINT, Pane, Tmux, cells, trimmed, without_hints

COLS, ROWS = 40, 14
# Hints every so many keys; with the deep profile, all phases.
EVERY = 3
PHASES = range(EVERY) if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (0,)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Item]]]:
    names = [name for name, (shell, _) in SETUPS.items() if shutil.which(shell)]
    return record(names, tmp_path_factory.mktemp("homes"), COLS, ROWS)


@pytest.fixture(scope="module", params=SETUPS)
def recording(
    request: pytest.FixtureRequest, recordings: dict[str, list[list[Item]]]
) -> list[list[Item]]:
    if request.param not in recordings:
        pytest.skip(f"{SETUPS[request.param][0]} is not installed")
    return recordings[request.param]


def test_the_region_follows_the_shell_as_pyte_does(recording: list[list[Item]]) -> None:
    region, oracle = Region(COLS, 300), None
    known = 0
    for step in recording:
        for item in step:
            if isinstance(item, PromptShown) and item.fresh:
                region.begin(COLS, 300, 0)
                oracle = Oracle(COLS)
            elif isinstance(item, PromptShown) and oracle is not None:
                region.begin_again()
                oracle.begin_again()
            elif isinstance(item, CommandStarted):
                region.lose("not compared")
            elif isinstance(item, CommandFinished):
                pass
            elif oracle is not None and b"\x1b[H" not in item:
                follow(region, oracle, item)
            else:
                region.lose("not compared")
        known += not region.reason
    assert known > len(recording) / 3


# --------------------------------------------------------------------------- tmux


@pytest.fixture(scope="module")
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path_factory.mktemp("tmux"), COLS, ROWS)
    yield server
    server("kill-server")


class Comparison:
    """The two panes; `wiped` once the shell cleared the screen: tmux keeps history as it likes."""

    def __init__(self, plain: Pane, ours: Pane) -> None:
        self.plain, self.ours = plain, ours
        self.wiped = False

    def show(self, plain: bytes, ours: bytes) -> None:
        self.plain.show(plain)
        self.ours.show(ours)

    def check(self, key: str) -> None:
        expected, line, x, top = self.plain.picture()
        lines, our_line, our_x, _ = self.ours.picture()
        expected_cells = trimmed(cells(expected, COLS), line)
        seen_cells, our_line = without_hints(cells(lines, COLS), our_line)
        seen_cells = trimmed(seen_cells, our_line)
        if self.wiped:
            expected_cells, line = expected_cells[top:], line - top
            over = len(seen_cells) - len(expected_cells)
            seen_cells, our_line = seen_cells[over:], our_line - over
        where = f"after {key!r}:\n" + "\n".join(lines)
        assert seen_cells == expected_cells, where
        assert (our_line, our_x) == (line, x), where

    def check_wrapping(self) -> None:
        """The edit line is still one line, though output before it may no longer run into it."""
        ours = self.ours.last_line()
        assert HINT not in ours
        assert self.plain.last_line().endswith(ours)


@pytest.mark.parametrize("phase", PHASES)
def test_in_tmux_the_screen_is_the_same_but_for_the_hints(
    recording: list[list[Item]], tmux: Tmux, phase: int, request: pytest.FixtureRequest
) -> None:
    name = "".join(filter(str.isalnum, request.node.name))
    play(recording, Comparison(Pane(tmux, f"plain-{name}"), Pane(tmux, f"ours-{name}")), phase)


class Panes(Protocol):
    """Two terminals that are to show the same but for the hints."""

    wiped: bool

    def show(self, plain: bytes, ours: bytes) -> None: ...

    def check(self, key: str) -> None: ...

    def check_wrapping(self) -> None: ...


def play(recording: list[list[Item]], panes: Panes, phase: int) -> None:
    """Show a recording with and without hints, and compare after every key and every hint."""
    gate = Gate(COLS, ROWS)
    seq = shown = offered = 0
    now = 0.0
    for number, (key, step) in enumerate(zip(("start", *KEYS), recording, strict=True)):
        plain, ours = bytearray(), bytearray()
        for item in step:
            now += 0.001
            if isinstance(item, bytes):
                plain += item
                panes.wiped |= b"\x1b[2J" in item
                ours += gate.output(item, now)
                continue
            added = gate.shell(item, now)
            if added.startswith(b"\r\n"):  # a hint never begins in the middle of a row
                plain += b"\r\n"
            ours += added
            if isinstance(item, CommandFinished):
                seq = item.command.seq
                if seq % 2:  # every other command has its answer in time
                    gate.expect(seq, now)
                    ours += gate.hint(Hint(seq, COLS, (f"{HINT} in time".encode(),)), now)
        panes.show(bytes(plain), bytes(ours))
        panes.check(key)
        if number % EVERY == phase and seq:
            rows = (f"\x1b[33m{HINT} late\x1b[0m".encode(), f"{HINT} {number}".encode())
            gate.hint(Hint(seq, COLS, rows), now)
            now += 1
            added = gate.tick(now, lambda: True)
            offered, shown = offered + 1, shown + bool(added)
            panes.show(b"", added)
            panes.check(f"{key!r} and a hint")
            panes.check_wrapping()
    assert offered > 10
    assert shown > offered / 4, gate.last_reason
