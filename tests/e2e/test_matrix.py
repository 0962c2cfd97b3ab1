"""Shells x situations: a late hint above a live prompt, in tmux, with the real program.

Two windows get the same keys: in one the shell runs under termproxy without hints, in the other a
model answers at the moment that the test chooses. From then on the second screen must be the
first one plus the hint's rows, with the cursor in the same cell, through everything typed after.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.model import Held
from tests.e2e.shells import SETUPS, furnish
from tests.e2e.terminal import ROOT, TERMPROXY, needs
from tests.tmux import Picture, Row, Tmux, cells, trimmed, without_hints

BAR = "▎"
ROWS = 22
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
# Columns -> each set-up meets every n-th situation, beginning with another one; with the deep
# profile, all.
SHARES = {40: 1 if DEEP else 4, 200: 1 if DEEP else 8}

LEFT, RIGHT, UP, BACKSPACE, TAB, ENTER = "\x1b[D", "\x1b[C", "\x1b[A", "\x7f", "\t", "\r"
KILL, CLEAR, SEARCH, ABANDON = "\x15", "\x0c", "\x12", "\x03"
LONG = "echo one two three four five six seven eight nine ten eleven"

ODD = {
    "bash": "odd() { echo no idea $1; return 5; }\nbind 'set bell-style none'\n",
    "zsh": "odd() { echo no idea $1; return 5; }\n",
    "fish": "function odd; echo no idea $argv; return 5; end\n",
}
# name -> what is run before the command that fails; what is typed before the hint comes.
# {full} is a line that ends in the last column, {more} one that ends in the first of the next row.
SITUATIONS: dict[str, tuple[str, list[str]]] = {
    "empty": ("", []),
    "half typed": ("", ["echo half"]),
    "cursor in the middle": ("", ["echo half", LEFT, LEFT]),
    "wrapped": ("", [LONG]),
    "wrapped, cursor in the first row": ("", [LONG, *[LEFT] * 30]),
    "exactly full": ("", ["{full}"]),
    "one more than full": ("", ["{more}"]),
    "pending wrap": ("", ["{full}", LEFT, RIGHT]),
    "several lines": ("", ["for i in 1 2", ENTER]),
    "menu": ("", ["cat al", TAB, TAB]),
    "search": ("", [SEARCH, "odd"]),
    "cleared": ("", [CLEAR, "echo x"]),
    "at the top": ("clear", ["echo top"]),
    "in the middle": ("clear; seq 8", ["echo middle"]),
    "at the bottom": ("seq 30", [LONG]),
    "wide characters": ("", ["echo 日本語 é 👍", LEFT, LEFT]),
    "combining characters": ("", ["echo e\u0301o\u0308 n\u0303", LEFT, LEFT]),
    "a paste under way": ("", ["echo ", "\x1b[200~pas", "<hint>", "ted\x1b[201~"]),
    "suggestion": ("", ["od"]),
    "a job writes": ("", ["echo half", "<job>"]),
    "history recalled": ("", [UP, UP, LEFT]),
    "resized": ("", ["echo half", "<resize>"]),
}
# Where a late hint is not safe it waits for the next prompt: after a resize, and where terminals
# disagree, as on what follows the last column when fish fills its row with a right prompt.
DEFERRED = {"resized"}
RIGHT_PROMPT = {
    "wrapped",
    "wrapped, cursor in the first row",
    "exactly full",
    "one more than full",
    "at the bottom",
}
LETTER = "y"
AFTERWARDS = ["X", BACKSPACE, LEFT, LETTER, ABANDON, UP, KILL]


class Window:
    """A shell under termproxy in a window of tmux."""

    def __init__(self, tmux: Tmux, name: str, home: Path, shell: str, *options: str) -> None:
        self.tmux, self.name = tmux, name
        environment = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "TERM": "screen-256color",
            "LC_ALL": "C.UTF-8",
            "SHELL": "/bin/bash",
        }
        pairs = [f"{key}={value}" for key, value in environment.items()]
        argv = ["env", "-i", *pairs, *TERMPROXY, *options, shell]
        tmux("new-window", "-d", "-c", str(home), "-n", name, shlex.join(argv))

    def send(self, keys: str) -> None:
        if keys.isprintable():
            self.tmux("send-keys", "-t", self.name, "-l", keys)
        else:
            self.tmux("send-keys", "-t", self.name, "-H", *(f"{ord(key):02x}" for key in keys))

    def picture(self) -> Picture:
        return self.tmux.picture(self.name)

    def text(self) -> str:
        return self.tmux("capture-pane", "-p", "-J", "-t", self.name)


class Pair:
    """The window without hints and the one with them."""

    def __init__(self, tmux: Tmux, setup: str, folder: Path, model: Held, cols: int) -> None:
        self.tmux, self.cols, self.folder = tmux, cols, folder
        self.model = model
        self.windows: list[Window] = []
        for number, options in enumerate(
            [("--no-hints",), ("--set", f"model.host={model.fake.url}")]
        ):
            home = folder / str(number)
            home.mkdir()
            for file in ("alpha-one", "alpha-two", "alpha-three", "alphabet"):
                (home / file).write_text("")
            shell = furnish(home, setup, ODD[setup.partition(" ")[0]])
            name = f"{''.join(filter(str.isalnum, setup))}-{cols}-{number}"
            self.windows.append(Window(tmux, name, home, shell, *options))
        self.plain, self.ours = self.windows
        for window in self.windows:
            tmux.wait(lambda window=window: "$" in window.text())

    def close(self) -> None:
        for window in self.windows:
            self.tmux("kill-window", "-t", window.name)

    def send(self, keys: str) -> None:
        """The same to both; wait until the plain one has answered, if it does.

        To ^C it always does; before that it is not to get another key, which could overtake it. So
        it does to the letter before ^C, whose echo would else be taken for the answer to ^C.
        """
        before = self.plain.picture()
        for window in self.windows:
            window.send(keys)
        for _ in range(2000 if keys in (LETTER, ABANDON) else 12):
            if self.plain.picture() != before:
                return

    def run(self, line: str, mark: str) -> None:
        """A command; wait until both show `mark`, which it prints, and a prompt behind it."""
        for window in self.windows:
            window.send(line)
            window.send(ENTER)
        for window in self.windows:
            self.tmux.wait(lambda window=window: _ended(window.text(), mark))

    def difference(self) -> str:
        """How the screen with hints is not the one without, plus the hints' rows; "" if it is."""
        expected, line, x, top = self.plain.picture()
        lines, our_line, our_x, _ = self.ours.picture()
        wanted = trimmed(cells(expected, self.cols), line)
        if BAR in lines[our_line]:  # or it came between the two questions to tmux
            return "\n".join(["the cursor stands in the hint:", *lines])
        seen, our_line = without_hints(cells(lines, self.cols), our_line, BAR)
        seen = trimmed(seen, our_line)
        # tmux keeps as history what it likes of a screen that was wiped: what is visible counts.
        above = our_line - line
        shown: list[Row] = seen[max(0, top + above) :] if top + above >= 0 else []
        if shown == wanted[top:] and our_x == x:
            return ""
        return "\n".join(["without:", *expected[top:], f"({x})", "with:", *lines, f"({our_x})"])

    def hinted(self, words: str, where: str, *, at_once: bool) -> None:
        """Wait until the hint is there; unless `at_once`, it may also come later."""
        for _ in range(2000 if at_once else 100):
            if words in self.ours.text():
                return
        if at_once:
            pytest.fail(f"{where}: no hint with {words!r}:\n{self.ours.text()}")

    def alike(self, where: str) -> None:
        """Wait until the two show the same."""
        for _ in range(150):
            if not (difference := self.difference()):
                return
        pytest.fail(f"{where}:\n{difference}")


def _ended(text: str, mark: str) -> bool:
    rows = text.rstrip().split("\n")
    return mark in "\n".join(rows[:-1]) and rows[-1].startswith("$")


@pytest.fixture(scope="module")
def model() -> Iterator[Held]:
    held = Held()
    yield held
    held.stop()


@pytest.fixture(scope="module", params=SHARES)
def tmux(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tmux]:
    needs("tmux")
    server = Tmux(tmp_path_factory.mktemp("tmux"), request.param, ROWS)
    server("set", "-g", "default-size", f"{request.param}x{ROWS}")
    server.cols = request.param  # type: ignore[attr-defined]
    yield server
    server("kill-server")


@pytest.mark.timeout(900 if DEEP else 120)
@pytest.mark.parametrize("setup", SETUPS)
def test_a_late_hint_adds_its_rows_and_nothing_else(
    tmux: Tmux, model: Held, setup: str, tmp_path: Path
) -> None:
    cols = int(tmux.cols)  # type: ignore[attr-defined]
    pair = Pair(tmux, setup, tmp_path, model, cols)
    shell = setup.partition(" ")[0]
    share = SHARES[cols]
    first = SETUPS.index(setup) % share
    homes = sorted(tmp_path.iterdir())
    for number, name in list(enumerate(SITUATIONS))[first::share]:
        before, keys = SITUATIONS[name]
        where = f"{setup}, {name}"
        if before:
            pair.run(f"{before}; echo prepared {number}", f"prepared {number}")
        if "<job>" in keys:
            for home in homes:
                os.mkfifo(home / "fifo")
            job = "sh -c 'read line <fifo; echo; echo $line' &"
            job = f"{job}; disown" if shell == "fish" else f"({job})"
            pair.run(f"{job}; echo job {number}", f"job {number}")
        model.hold(f"CAUSE: cause number {number}\nRUN: ls -la\nWHY: it is so.\n")
        pair.run(f"odd {number}", f"no idea {number}")
        tmux.wait(lambda: pair.ours.text() and model.asked())
        upto = keys.index("<hint>") if "<hint>" in keys else len(keys)
        for key in keys[:upto]:
            if key == "<job>":
                for home in homes:
                    (home / "fifo").write_text("from a job\n")
                    (home / "fifo").unlink()
            elif key == "<resize>":
                for window in pair.windows:
                    tmux("resize-window", "-t", window.name, "-x", str(cols - 6))
                pair.cols = cols - 6
            else:
                text = key.format(full="x" * (cols - 2), more="x" * (cols - 1))
                pair.send(text)
            pair.alike(f"{where}, after {key!r}")
        shown = f"cause number {number}"
        model.answer()
        late = name in DEFERRED or (setup == "fish right" and name in RIGHT_PROMPT)
        pair.hinted(shown, where, at_once=not late)
        pair.alike(f"{where}, with the hint")
        for key in [*keys[upto + 1 :], *AFTERWARDS]:
            pair.send(key)
            pair.alike(f"{where}, then {key!r}")
        if late:
            pair.hinted(shown, where, at_once=True)
        pair.run(f"echo end {number}", f"end {number}")
        pair.alike(f"{where}, at the end")
        if pair.cols != cols:
            for window in pair.windows:
                tmux("resize-window", "-t", window.name, "-x", str(cols))
            pair.cols = cols
            pair.run("clear; echo wide again", "wide again")
    pair.close()
