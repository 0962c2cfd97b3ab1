"""asciicast: terminal recordings as lines of JSON.

Specifications: https://docs.asciinema.org/manual/asciicast/v1/ and the same for v2 and v3.

============  ======================================================================
v1 (2011)     one JSON object; ``stdout`` is a list of [delay, text]
v2 (2017)     a header line, then [time, code, data] with time since the start
v3 (2025)     a header line, then [interval, code, data], interval since the last event
============  ======================================================================

Codes: ``o`` output, ``i`` input, ``r`` resize ("80x24"), ``m`` marker, ``x`` exit status; others
are ignored, as the specification asks. Text must be UTF-8, so bytes that are none become U+FFFD.
"""

from __future__ import annotations

from termproxy.core.events import Exit, Input, Marker, Output, Resize
from termproxy.core.jsontext import Utf8Repair, quote, quote_text
from termproxy.core.recording import LONGEST, DecodeError, Header
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from termproxy.core.events import TerminalEvent
    from termproxy.core.recording import TimedEvent


class Encoder:
    """Timed events to lines of asciicast, version 2 or 3.

    Times are seconds since the recording began; one that runs backwards counts as "now".
    """

    def __init__(self, version: int = 2, *, start: float = 0.0) -> None:
        """`start` is the time of the last event of the file that is appended to."""
        if version not in (2, 3):
            raise ValueError(f"asciicast version {version} cannot be written")
        self.version = version
        self._last = start
        self._last_ms = round(start * 1000)
        self._output = Utf8Repair()
        self._input = Utf8Repair()

    def header(self, header: Header) -> bytes:
        """The first line of a file."""
        fields = [b'"version": %d' % self.version]
        if self.version == 2:
            fields.append(b'"width": %d, "height": %d' % (header.cols, header.rows))
        else:
            term = b'"cols": %d, "rows": %d' % (header.cols, header.rows)
            if header.term is not None:
                term += b', "type": ' + quote_text(header.term)
            fields.append(b'"term": {%b}' % term)
        if header.timestamp is not None:
            fields.append(b'"timestamp": %d' % header.timestamp)
        if header.duration is not None and self.version == 2:
            fields.append(b'"duration": %.6f' % header.duration)
        if header.idle_time_limit is not None:
            fields.append(b'"idle_time_limit": %.6g' % header.idle_time_limit)
        for name, text in ((b"command", header.command), (b"title", header.title)):
            if text is not None:
                fields.append(b'"%b": %b' % (name, quote_text(text)))
        if header.env:
            pairs = (quote_text(key) + b": " + quote_text(val) for key, val in header.env.items())
            fields.append(b'"env": {%b}' % b", ".join(pairs))
        return b"{%b}\n" % b", ".join(fields)

    def event(self, time: float, event: TerminalEvent) -> bytes:
        """The line of one event; nothing when it only holds the beginning of a character."""
        if isinstance(event, Output):
            return self.output(time, event.data)
        if isinstance(event, Input):
            text = self._input.feed(event.data)
            return self._line(time, b"i", quote(text)) if text else b""
        if isinstance(event, Resize):
            return self._line(time, b"r", b'"%dx%d"' % (event.cols, event.rows))
        if isinstance(event, Marker):
            return self._line(time, b"m", quote_text(event.label))
        if isinstance(event, Exit):
            return self._line(time, b"x", b'"%d"' % event.status)
        raise TypeError(f"{event!r} is not a terminal event")

    def output(self, time: float, data: bytes) -> bytes:
        """`event` of Output, for the hot path."""
        text = self._output.feed(data)
        return self._line(time, b"o", quote(text)) if text else b""

    def finish(self, time: float) -> bytes:
        """What is left of characters that never became whole."""
        lines = b""
        for code, repair in ((b"i", self._input), (b"o", self._output)):
            if text := repair.feed(b"", final=True):
                lines += self._line(time, code, quote(text))
        return lines

    def _line(self, time: float, code: bytes, literal: bytes) -> bytes:
        self._last = time = max(time, self._last)
        if self.version == 2:
            return b'[%.6f, "%b", %b]\n' % (time, code, literal)
        now = round(time * 1000)  # differences of rounded times: the error never adds up
        interval, self._last_ms = now - self._last_ms, now
        return b'[%d.%03d, "%b", %b]\n' % (interval // 1000, interval % 1000, code, literal)


# --------------------------------------------------------------------------- decoding

# A line longer than this is no recording; without a limit /dev/zero would fill the memory.
LONGEST_LINE = 256 * 1024 * 1024


class Decoder:
    """Bytes of asciicast, any version, cut anywhere, to timed events (core/recording.py)."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.warnings: list[str] = []
        self._version = 0  # 1 also when it can only be v1: no header stands on the first line
        self._number = 0  # of the line being read
        self._line: list[bytes] = []  # what there is of it
        self._length = 0
        self._time = 0.0
        self._error: DecodeError | None = None

    def feed(self, data: bytes) -> list[TimedEvent]:
        """Take more of the file; give the events whose lines are complete."""
        self._raise()
        events: list[TimedEvent] = []
        try:
            *lines, rest = (data,) if self._version == 1 else data.split(b"\n")
            for line in lines:
                self._keep(line)
                self._end_line(events)
            self._keep(rest)
        except DecodeError as error:
            self._error = error
        return events

    def finish(self) -> list[TimedEvent]:
        """The end of the file: the event of its last line, or all events of v1."""
        self._raise()
        events: list[TimedEvent] = []
        line = b"".join(self._line)
        self._number += 1
        if self.header is None:
            self._read_whole(line, events)
        elif stripped := line.strip(b"\0 \t\r"):
            try:
                self._read_event(stripped, events)
            except DecodeError:
                self.warnings.append(
                    f"its last line ({self._number}) is not whole, as after a crash, and left out"
                )
        elif b"\0" in line:  # some file systems pad with NULs when the power fails
            self.warnings.append("it ends in NUL bytes, as after a crash; they are left out")
        return events

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _keep(self, part: bytes) -> None:
        if self.header is None and not self._line:
            part = part.lstrip()
            if part and not part.startswith(b"{"):
                raise DecodeError("it is no asciicast: it does not begin with {")
        if not part:
            return
        self._line.append(part)
        self._length += len(part)
        if self._length > LONGEST_LINE:
            raise DecodeError(f"line {self._number + 1} is too long for a recording")

    def _end_line(self, events: list[TimedEvent]) -> None:
        if self._version == 1:  # v1 in several lines: JSON takes the newline for a space
            self._keep(b"\n")
            return
        line = b"".join(self._line)
        if self.header is None and line:
            try:
                self._version, self.header = parse_header(line)
            except _NotJsonError:
                self._version = 1
                self._keep(b"\n")
                return
            if self._version == 1:
                self.header = None  # complete at the end
                return
        elif line.strip():
            self._number += 1
            self._read_event(line, events)
            self._number -= 1
        self._number += 1
        self._line.clear()
        self._length = 0

    def _read_event(self, line: bytes, events: list[TimedEvent]) -> None:
        try:
            time, event = parse_event(line)
        except DecodeError as error:
            raise DecodeError(f"line {self._number}: {error}") from error
        if self._version == 3:
            time += self._time
            if time > LONGEST:
                raise DecodeError(f"line {self._number}: {_OUT_OF_TIME}")
        # input and output of one instant may have swapped places: time does not run backwards
        self._time = max(self._time, time)
        if event is not None:
            events.append((self._time, event))

    def _read_whole(self, text: bytes, events: list[TimedEvent]) -> None:
        """A file that is one object: v1, or a v2 or v3 of a header only."""
        if not text.strip():
            raise DecodeError("it is empty")
        self._version, header = parse_header(text)
        frames = _json(text).get("stdout") if self._version == 1 else []
        if not isinstance(frames, list):
            raise DecodeError('its "stdout" is no list of frames')
        for number, frame in enumerate(frames, 1):
            match frame:
                case [delay, str(data)] if _is_time(delay) and self._time + delay <= LONGEST:
                    self._time += delay
                    events.append((self._time, Output(_bytes(data))))
                case _:
                    raise DecodeError(f"frame {number} is not [delay, text]")
        self.header = header


class _NotJsonError(DecodeError):
    pass


_OUT_OF_TIME = f"its time is not between 0 and {LONGEST:.0f} seconds"


def parse_header(line: bytes) -> tuple[int, Header]:
    """The version (1, 2 or 3) and the header of a first line, or of a whole v1 file."""
    fields = _json(line)
    if not isinstance(fields, dict):
        raise DecodeError("it is no asciicast: it does not begin with a JSON object")
    version = fields.get("version")
    if version not in (1, 2, 3) or isinstance(version, bool):
        if version is None:
            raise DecodeError('it is no asciicast: it says no "version"')
        raise DecodeError(f'it is no asciicast that we know: its "version" is {version!r:.40}')
    size: tuple[Any, Any]
    if version == 3:
        term = fields.get("term")
        term = term if isinstance(term, dict) else {}
        names, size = '"term"', (term.get("cols"), term.get("rows"))
    else:
        term = {}
        names, size = '"width" and "height"', (fields.get("width"), fields.get("height"))
    if not _is_size(*size):
        raise DecodeError(f"its header has no {names} that give a window size")

    def text(field: Any) -> str | None:
        return field if isinstance(field, str) else None

    def seconds(field: Any) -> float | None:
        return float(field) if _is_time(field) else None

    env = fields.get("env")
    env = env if isinstance(env, dict) else {}
    timestamp: Any = fields.get("timestamp")
    return int(version), Header(
        format=f"asciicast v{version:d}",
        cols=size[0],
        rows=size[1],
        timestamp=int(timestamp) if _is_time(timestamp, 1e12) else None,
        duration=seconds(fields.get("duration")),
        idle_time_limit=seconds(fields.get("idle_time_limit")),
        command=text(fields.get("command")),
        title=text(fields.get("title")),
        term=text(term.get("type") or env.get("TERM")),
        env={key: val for key, val in env.items() if isinstance(val, str)} or None,
    )


def parse_event(line: bytes) -> tuple[float, TerminalEvent | None]:
    """Time (v2) or interval (v3) and event of one line; None for a comment or an unknown code."""
    if line[:1] == b"#":
        return 0.0, None
    match _json(line):
        case [time, str(code), str(data)]:
            pass
        case _:
            raise DecodeError("it is not [time, code, data]")
    if not _is_time(time):
        raise DecodeError(_OUT_OF_TIME)
    return float(time), _event(code, data)


def _event(code: str, data: str) -> TerminalEvent | None:
    if code == "o":
        return Output(_bytes(data))
    if code == "i":
        return Input(_bytes(data))
    if code == "m":
        return Marker(data)
    if code == "r":
        cols, _, rows = data.partition("x")
        if not (_is_number(cols) and _is_number(rows) and _is_size(int(cols), int(rows))):
            raise DecodeError(f"{data!r:.40} is no window size")
        return Resize(int(cols), int(rows))
    if code == "x" and _is_number(data):
        return Exit(int(data))
    return None


def _json(line: bytes) -> Any:
    import json  # only who decodes pays for it

    try:
        # surrogateescape: bytes that are no UTF-8, in files of careless writers, are kept
        return json.loads(line.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise _NotJsonError(
            f"it is no JSON ({error.msg} at {where}column {error.colno})"
        ) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, deep nesting
        raise DecodeError("it is no JSON that a recording could have") from error


def _is_time(field: Any, longest: float = LONGEST) -> bool:
    return type(field) in (int, float) and 0 <= field <= longest


def _is_size(*fields: Any) -> bool:
    return all(type(field) is int and 0 < field < 65536 for field in fields)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
