"""The promise, cell by cell: a screen with hints is the screen without, plus the hints' rows."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termproxy.core.events import (
    Command,
    CommandFinished,
    CommandStarted,
    Hint,
    InputStarted,
    PromptShown,
    Silence,
)
from termproxy.core.gate import Gate
from tests.core.terminal import QUIRKS, Terminal

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SESSIONS = settings(max_examples=10_000 if DEEP else 600, deadline=None)

MARK = "¶"  # in every row of a hint, and nowhere else
WORDS = [
    "a",
    "ls -la",
    "日本語",
    "e\u0301",
    "/usr/local/share/doc",
    "👍 ok",
    "x" * 19,
    "x" * 20,
    "[32m",
]

# What a line editor writes: {n} any number, {move} a number of rows that are there.
DRAWN = {
    "cr": "\r",
    "newline": "\r\n",
    "index": "\n",
    "nextline": "\x1bE",
    "back": "\b\b",
    "left": "\x1b[{n}D",
    "right": "\x1b[{n}C",
    "column": "\x1b[{n}G",
    "up": "\x1b[{move}A",
    "down": "\x1b[{move}B",
    "reverse": "\x1bM",
    "previous": "\x1b[{move}F",
    "following": "\x1b[{move}E",
    "clear-line": "\x1b[{third}K",
    "clear-below": "\x1b[J",
    "delete-chars": "\x1b[{n}P",
    "insert-chars": "\x1b[{n}@",
    "delete-line": "\r\x1b[M",
    "colour": "\x1b[3{n}m",
    "save": "\x1b7",
    "restore": "\x1b8",
    "full-line": "\r{full} \r",
    "edge": "\r{full}",
}
number = st.integers(0, 7)
drawing = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(WORDS)),
    st.tuples(st.sampled_from([*list(DRAWN), "redraw"]), number),
    st.tuples(st.sampled_from(["output", "wipe", "redraw"]), number),
)
shell = st.tuples(
    st.sampled_from(["run", "enter", "hint", "hint", "hint soon", "expected", "paste", "resize"]),
    number,
)
sessions = st.lists(st.one_of(drawing, drawing, shell), min_size=10, max_size=40)


class Session:
    """One shell and two terminals: one gets what it writes, one what the gate makes of that."""

    def __init__(self, cols: int, rows: int, quirks: tuple[str, ...]) -> None:
        self.cols, self.rows = cols, rows
        self.gate = Gate(cols, rows)
        self.plain, self.ours = Terminal(cols, rows, quirks), Terminal(cols, rows, quirks)
        self.now = 0.0
        self.seq = self.said = 0
        self.shown = 0
        self.begin = self.last = 0  # the prompt's first and last line in `plain`
        self.saved = -1
        self.waiting = False
        self.run(0)

    def write(self, text: str) -> None:
        data = text.encode()
        self.plain.feed(data)
        middle = len(data) // 2
        for part in (data[:middle], data[middle:]):
            self.ours.feed(self.gate.output(part, self.now))
            if self.waiting:  # a hint may come out in the middle of a redraw
                self.now += 1
                self.ours.feed(self.gate.tick(self.now, lambda: True))
        self.last = max(self.last, self.line)

    @property
    def line(self) -> int:
        return self.plain.top + self.plain.y

    # ----------------------------------------------------------------- the shell

    def run(self, size: int, *, expected: bool = False, answered: bool = True) -> int:
        """A command runs and fails; the next prompt begins."""
        self.seq += 1
        self.leave()
        self.ours.feed(self.gate.shell(CommandStarted(self.seq, "", "/", 0), self.now))
        self.write("\r\n" + "".join(f"output {n}\r\n" for n in range(size)))
        self.finish("gti", expected, answered=answered)
        return self.seq

    def paste(self, size: int) -> None:
        """Several lines at once; the assistant is some answers behind, or stays silent."""
        behind = []
        for count in range(size % 4 + 1):
            behind.append(self.run(count, expected=True, answered=False))
            if count != size % 3:
                self.answer(behind.pop(0), size)
        for seq in behind:
            self.answer(seq, size)
        self.now += 1
        self.ours.feed(self.gate.tick(self.now, lambda: True))

    def answer(self, seq: int, size: int) -> None:
        if (seq + size) % 4:
            self.show(size, seq=seq, later=True)
        else:
            self.ours.feed(self.gate.silence(Silence(seq), self.now))

    def enter(self, size: int) -> None:
        """An empty line is accepted."""
        self.leave()
        self.write("\r\n")
        self.finish("", False)

    def leave(self) -> None:
        """Every line editor goes below what it drew before a command runs."""
        down = self.last - self.line
        self.write(f"\x1b[{down}B" if down else "")

    def finish(self, text: str, expected: bool, *, answered: bool = True) -> None:
        command = Command(self.seq, text, "/", 1, 0.0, 0, 0, ran=bool(text))
        self.ours.feed(self.gate.shell(CommandFinished(command), self.now))
        if expected:
            self.gate.expect(self.seq, self.now)
        self.ours.feed(self.gate.shell(PromptShown(self.seq, "/", True, 0), self.now))
        self.begin = self.last = self.line
        self.saved = -1
        self.write("\x1b[1muser\x1b[0m$ ")
        self.ours.feed(self.gate.shell(InputStarted(self.seq, 0), self.now))
        if expected and answered:
            self.show(self.seq)

    def redraw(self, _: int) -> None:
        """The same prompt again, from here on."""
        self.write("\r")
        self.ours.feed(self.gate.shell(PromptShown(self.seq, "/", False, 0), self.now))
        self.begin = self.line
        self.write("\x1b[Juser$ ")

    def wipe(self, _: int) -> None:
        self.write("\x1b[H\x1b[2J")
        self.begin = self.last = self.line
        self.saved = -1
        self.redraw(0)

    # ----------------------------------------------------------------- the hint

    def show(self, count: int, *, later: bool = False, seq: int = 0) -> None:
        count = count % 3 + 1
        self.said += 1
        rows = tuple(f"\x1b[2m{MARK} {self.said}.{n}\x1b[0m".encode() for n in range(count))
        before = self.gate.shown
        self.ours.feed(self.gate.hint(Hint(seq or self.seq, self.cols, rows), self.now))
        self.waiting = True
        if not later:
            self.now += 1
            self.ours.feed(self.gate.tick(self.now, lambda: True))
        self.shown += self.gate.shown is not before

    # ----------------------------------------------------------------- the line editor

    def step(self, name: str, argument: int | str) -> None:
        self.now += 0.001
        if name == "text":
            self.write(str(argument))
            return
        n = int(argument)
        other: dict[str, Callable[[int], object]] = {
            "run": self.run,
            "paste": self.paste,
            "enter": self.enter,
            "redraw": self.redraw,
            "wipe": self.wipe,
        }
        if name in other:
            other[name](n)
        elif name == "expected":
            self.run(n, expected=True)
        elif name == "hint":
            self.show(n)
        elif name == "hint soon":
            self.show(n, later=True)
        elif name == "resize":
            self.cols = 14 + n
            self.gate.resize(self.cols, self.plain.rows, self.now)
            self.plain.resize(self.cols)
            self.ours.resize(self.cols)
        else:
            self.write(self.drawn(name, n))

    def drawn(self, name: str, n: int) -> str:
        """What a line editor writes, which never leaves the rows it has visited."""
        up, down = self.line - max(self.begin, self.plain.top), self.last - self.line
        if name in ("up", "reverse", "previous") and up == 0:
            return ""
        if name in ("down", "following") and down == 0:
            return ""
        if name == "save":
            self.saved = self.last
        # To go back once the screen was wiped or may have scrolled is a gamble for any shell,
        # and to go back twice to what was saved once is the known limit of the gate.
        if name == "restore":
            saved, self.saved = self.saved, -1
            if saved != self.last:
                return ""
        if name == "output":
            return "\r\x1b[K[1]+ Done sleep\r\n" * (n % 3)
        if name == "delete-line" and not down:
            return ""
        move = n % max(1, up if name in ("up", "previous") else down) + 1
        return DRAWN[name].format(n=n, move=move, third=n % 3, full="y" * self.cols)

    def compare(self) -> None:
        assert self.ours.picture(MARK) == self.plain.picture()
        assert self.ours.visible == self.plain.visible


@pytest.mark.timeout(1800 if DEEP else 120)
@pytest.mark.parametrize("quirks", [(), QUIRKS], ids=["xterm-like", "quirky"])
@SESSIONS
@given(st.integers(14, 22), st.integers(5, 12), sessions)
def test_any_session_is_the_same_but_for_the_hints(
    quirks: tuple[str, ...], cols: int, rows: int, steps: list[tuple[str, int | str]]
) -> None:
    session = Session(cols, rows, quirks)
    for name, argument in steps:
        session.step(name, argument)
        session.compare()


def test_the_sessions_do_show_hints() -> None:
    """The property above is worth something only if its gates open."""
    shown = []

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(sessions)
    def play(steps: list[tuple[str, int | str]]) -> None:
        session = Session(20, 10, ())
        for name, argument in steps:
            session.step(name, argument)
        shown.append(session.shown)

    play()
    assert sum(shown) > len(shown)
