"""script(1): a typescript and its timing file.

The typescript is the raw output between a line ``Script started on ...`` and a trailer that the
timing does not count. Timing files come in two formats (scriptreplay(1), and
``lib/script-playutils.c`` of util-linux):

* classic: ``DELAY BYTES`` per step;
* advanced: ``O|I DELAY BYTES``, ``S DELAY SIGWINCH ROWS=r COLS=c``, ``H 0.0 NAME VALUE``.
"""

from __future__ import annotations

from termproxy.core.events import Exit, Input, Output, Resize
from termproxy.core.recording import LONGEST, DecodeError, Header
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from termproxy.core.events import TerminalEvent
    from termproxy.core.recording import TimedEvent

    # Seconds since the start; then either an event, or how many bytes of input or output follow.
    Step: TypeAlias = tuple[float, str, int | TerminalEvent]


LONGEST_FIRST_LINE = 1 << 20
LONGEST_STEP = 1 << 28  # bytes; without a limit a damaged number would fill the memory


class Timing:
    """A timing file, read whole: the steps in order, and what the header lines say."""

    def __init__(self, data: bytes) -> None:
        self.facts: dict[str, str] = {}
        self.steps: list[Step] = []
        self.warnings: list[str] = []
        self.time = 0.0
        lines = data.split(b"\n")
        self.format = "advanced" if data[:1].isalpha() else "classic"
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                self._read(line.decode("utf-8", "replace"))
            except (ValueError, KeyError) as error:
                if number == len(lines) and self.steps:  # no newline after it
                    self.warnings.append("the last line of the timing file is torn, and left out")
                    return
                raise DecodeError(f"line {number} of the timing file is no timing") from error

    def _read(self, line: str) -> None:
        if self.format == "classic":
            kind, delay, rest = "O", *line.split()
        else:
            kind, delay, rest = line.split(None, 2)
        seconds = float(delay)
        if not 0 <= seconds <= LONGEST or self.time + seconds > LONGEST:
            raise ValueError(delay)
        self.time += seconds
        if kind in ("O", "I"):
            count = int(rest)
            if not 0 <= count <= LONGEST_STEP:
                raise ValueError(rest)
            self.steps.append((self.time, kind, count))
        elif kind == "S":
            signal, *words = rest.split()
            if signal == "SIGWINCH":
                size = dict(word.split("=", 1) for word in words)
                event = Resize(int(size["COLS"]), int(size["ROWS"]))
                self.steps.append((self.time, kind, event))
        elif kind == "H":
            name, _, fact = rest.partition(" ")
            self.facts[name] = fact
            if name == "EXIT_CODE":
                self.steps.append((self.time, kind, Exit(int(fact))))
        else:
            raise ValueError(kind)


class Decoder:
    """Bytes of a typescript, cut anywhere, to timed events (core/recording.py)."""

    def __init__(self, timing: bytes) -> None:
        """`timing` is the whole timing file."""
        self._timing = Timing(timing)
        self.warnings = self._timing.warnings
        self.header: Header | None = None
        facts = self._timing.facts
        # Input in a file of its own is not in this one.
        self._input = facts.get("INPUT_LOG", "") == facts.get("OUTPUT_LOG", "")
        self._next = 0
        self._data = bytearray()

    def feed(self, data: bytes) -> list[TimedEvent]:
        """Take more of the typescript; give the events whose bytes are complete."""
        self._data += data
        if self.header is None:
            first, newline, rest = self._data.partition(b"\n")
            if not newline:
                if len(first) > LONGEST_FIRST_LINE:
                    raise DecodeError("it is no typescript: its first line does not end")
                return []
            self.header = self._header(first.decode("utf-8", "replace"))
            self._data = rest
        events: list[TimedEvent] = []
        at = 0
        while self._next < len(self._timing.steps):
            time, kind, what = self._timing.steps[self._next]
            if not isinstance(what, int):
                events.append((time, what))
            elif kind == "O" or self._input:
                if at + what > len(self._data):
                    break
                piece = bytes(self._data[at : at + what])
                at += what
                events.append((time, Output(piece) if kind == "O" else Input(piece)))
            self._next += 1
        del self._data[:at]
        if self._next == len(self._timing.steps):
            self._data.clear()  # the trailer
        return events

    def finish(self) -> list[TimedEvent]:
        """The end of the typescript: what there is of a step that was cut short."""
        if self.header is None:
            raise DecodeError("it is no typescript: it has not even a first line")
        if self._next == len(self._timing.steps):
            return []
        self.warnings.append("the typescript ends before its timing does")
        time, kind, _ = self._timing.steps[self._next]
        rest = bytes(self._data)
        return [(time, Output(rest))] if rest and kind == "O" else []

    def _header(self, first: str) -> Header:
        facts = dict(self._timing.facts)
        for name in ("COMMAND", "TERM", "COLUMNS", "LINES"):
            value = first.partition(f'{name}="')[2].partition('"')[0]
            if value:
                facts.setdefault(name, value)

        def number(name: str) -> int:
            text = facts.get(name, "")
            return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0

        return Header(
            format=f"script typescript with {self._timing.format} timing",
            cols=number("COLUMNS"),
            rows=number("LINES"),
            duration=self._timing.time,
            command=facts.get("COMMAND"),
            term=facts.get("TERM"),
        )
