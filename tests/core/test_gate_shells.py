"""What bash, zsh and fish really write, with hints between any two keys, in a real tmux.

Two panes of one size get the same recording, one of them through the gate. After every key the
pane with hints must be the other one plus the hints' rows, with the cursor in the same cell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from termproxy.core.events import CommandFinished, CommandStarted, Hint, PromptShown
from termproxy.core.gate import Gate
from termproxy.core.region import Region
from tests.core.recording import KEYS, SETUPS, Item, record
from tests.core.test_region import Oracle, follow

COLS, ROWS = 40, 14
HINT = "¶"
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


class Pane:
    """A tmux window that shows bytes as they are."""

    def __init__(self, tmux: Tmux, name: str) -> None:
        self.tmux, self.name = tmux, name
        fifo = tmux.folder / name
        os.mkfifo(fifo)
        tmux("new-window", "-d", "-n", name, f"stty raw -echo; printf ready; exec cat '{fifo}'")
        tmux.wait(lambda: "ready" in tmux("capture-pane", "-p", "-t", name))
        self.file = fifo.open("wb", buffering=0)
        self.written = 0
        # tmux moves the screen into its history when it is erased from the first row on.
        self.show(b"\r\x1b[2Kwelcome\r\n")

    def show(self, data: bytes) -> None:
        """Write, and wait until tmux has drawn it: the title is set behind it."""
        self.written += 1
        title = f"{self.name} {self.written}"
        self.file.write(data + f"\x1b]2;{title}\x07".encode())
        self.tmux.wait(
            lambda: self.tmux("display", "-p", "-t", self.name, "#{pane_title}").strip() == title
        )

    def picture(self) -> tuple[list[str], int, int, int]:
        """History and screen as lines with colours; line and column of the cursor; the top line."""
        x, y, top = (
            int(word)
            for word in self.tmux(
                "display", "-p", "-t", self.name, "#{cursor_x} #{cursor_y} #{history_size}"
            ).split()
        )
        text = self.tmux("capture-pane", "-p", "-e", "-S", "-", "-t", self.name)
        return text.split("\n")[:-1], top + y, x, top

    def last_line(self) -> str:
        """The text last on the screen, its wrapped rows joined: what a user would copy."""
        joined = self.tmux("capture-pane", "-p", "-J", "-t", self.name)
        return joined.rstrip().rpartition("\n")[2].rstrip()


class Tmux:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self("-f", "/dev/null", "new-session", "-d", "-x", str(COLS), "-y", str(ROWS), "cat")
        self("set", "-g", "status", "off")
        self("set", "-g", "allow-rename", "off")

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-S", str(self.folder / "socket"), *arguments]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)}
        environment["TERM"] = "xterm-256color"
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return run.stdout

    def wait(self, condition: object) -> None:
        for _ in range(2000):
            if condition():  # type: ignore[operator]
                return
        raise AssertionError("tmux did not come to the expected state")


@pytest.fixture(scope="module")
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path_factory.mktemp("tmux"))
    yield server
    server("kill-server")


Row = list[tuple[int, pyte.screens.Char]]


def cells(lines: list[str]) -> list[Row]:
    """Captured lines as cells with their colours, whatever way tmux chose to write them."""
    screen = pyte.Screen(COLS + 1, len(lines) + 1)
    pyte.Stream(screen).feed("\r\n".join(lines))
    plain = pyte.screens.Char(" ")
    return [
        [(x, cell) for x, cell in sorted(screen.buffer[y].items()) if cell != plain]
        for y in range(len(lines))
    ]


def without_hints(rows: list[Row], cursor: int) -> tuple[list[Row], int]:
    kept = [
        number for number, row in enumerate(rows) if not any(cell.data == HINT for _, cell in row)
    ]
    assert cursor in kept, "the cursor stands in the hint"
    return [rows[number] for number in kept], kept.index(cursor)


def trimmed(rows: list[Row], cursor: int) -> list[Row]:
    """Without the blank rows below all that was written and the cursor."""
    while len(rows) > cursor + 1 and not rows[-1]:
        rows.pop()
    return rows


class Comparison:
    """The two panes; `wiped` once the shell cleared the screen: tmux keeps history as it likes."""

    def __init__(self, tmux: Tmux, name: str) -> None:
        self.plain, self.ours = Pane(tmux, f"plain-{name}"), Pane(tmux, f"ours-{name}")
        self.wiped = False

    def check(self, key: str) -> None:
        expected, line, x, top = self.plain.picture()
        lines, our_line, our_x, _ = self.ours.picture()
        expected_cells = trimmed(cells(expected), line)
        seen_cells, our_line = without_hints(cells(lines), our_line)
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
    panes = Comparison(tmux, "".join(filter(str.isalnum, request.node.name)))
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
        panes.plain.show(bytes(plain))
        panes.ours.show(bytes(ours))
        panes.check(key)
        if number % EVERY == phase and seq:
            rows = (f"\x1b[33m{HINT} late\x1b[0m".encode(), f"{HINT} {number}".encode())
            gate.hint(Hint(seq, COLS, rows), now)
            now += 1
            added = gate.tick(now, lambda: True)
            offered, shown = offered + 1, shown + bool(added)
            panes.ours.show(added)
            panes.check(f"{key!r} and a hint")
            panes.check_wrapping()
    assert offered > 10
    assert shown > offered / 4, gate.last_reason
