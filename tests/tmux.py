"""A real tmux as the terminal, and what it shows as cells, with and without the hints' rows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pyte

HINT = "¶"
# History and screen as lines with colours; line and column of the cursor; the top line.
Picture = tuple[list[str], int, int, int]


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

    def picture(self) -> Picture:
        return self.tmux.picture(self.name)

    def last_line(self) -> str:
        """The text last on the screen, its wrapped rows joined: what a user would copy."""
        joined = self.tmux("capture-pane", "-p", "-J", "-t", self.name)
        return joined.rstrip().rpartition("\n")[2].rstrip()


class Tmux:
    def __init__(self, folder: Path, cols: int, rows: int) -> None:
        self.folder = folder
        self("-f", "/dev/null", "new-session", "-d", "-x", str(cols), "-y", str(rows), "cat")
        self("set", "-g", "status", "off")
        self("set", "-g", "allow-rename", "off")

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-S", str(self.folder / "socket"), *arguments]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)}
        environment["TERM"] = "xterm-256color"
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return run.stdout

    def picture(self, window: str) -> Picture:
        """What a window shows."""
        told = self("display", "-p", "-t", window, "#{cursor_x} #{cursor_y} #{history_size}")
        x, y, top = map(int, told.split())
        text = self("capture-pane", "-p", "-e", "-S", "-", "-t", window)
        return text.split("\n")[:-1], top + y, x, top

    def wait(self, condition: object) -> None:
        for _ in range(2000):
            if condition():  # type: ignore[operator]
                return
        raise AssertionError("tmux did not come to the expected state")


Row = list[tuple[int, pyte.screens.Char]]


def cells(lines: list[str], cols: int) -> list[Row]:
    """Captured lines as cells with their colours, whatever way tmux chose to write them."""
    screen = pyte.Screen(cols + 1, len(lines) + 1)
    pyte.Stream(screen).feed("\r\n".join(lines))
    plain = pyte.screens.Char(" ")
    return [
        [(x, cell) for x, cell in sorted(screen.buffer[y].items()) if cell != plain]
        for y in range(len(lines))
    ]


def without_hints(rows: list[Row], cursor: int, mark: str = HINT) -> tuple[list[Row], int]:
    kept = [
        number for number, row in enumerate(rows) if not any(cell.data == mark for _, cell in row)
    ]
    assert cursor in kept, "the cursor stands in the hint"
    return [rows[number] for number in kept], kept.index(cursor)


def trimmed(rows: list[Row], cursor: int) -> list[Row]:
    """Without the blank rows below all that was written and the cursor."""
    while len(rows) > cursor + 1 and not rows[-1]:
        rows.pop()
    return rows
