"""`termproxy replay`: play a recording, or tell what is in it."""

from __future__ import annotations

import math
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from termproxy.core.events import Exit, Marker, Output, Resize
from termproxy.core.recording import DecodeError
from termproxy.replay.source import Source

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

EPILOG = """\
keys:  space pause   . one step   right skip the wait   ] next marker
       + - or up down  speed      q or ^C  quit

FILE is asciicast (v1, v2, v3), a ttyrec, or a typescript of script(1) with
--timing. Without FILE, or with -, the recording is read from standard input,
also while it is being made. When standard output is no terminal, the recorded
output is written without waiting.
"""


def main(argv: list[str]) -> int:
    """Run `termproxy replay` with these arguments; the exit status."""
    options = _parser().parse_args(argv)
    name = "standard input" if options.file == "-" else options.file
    if options.file == "-" and os.isatty(0):
        _tell("name a recording, or pipe one in: cat s.cast | termproxy replay")
        return 2
    try:
        timing = _read_timing(options.timing)
        fd = 0 if options.file == "-" else os.open(options.file, os.O_RDONLY)
        return _run(options, fd, timing)
    except DecodeError as error:
        _tell(f"cannot replay {name}: {error}")
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except LookupError:
        _tell(f"{name} has no marker {options.begin!r}: --markers lists those it has")
    except OSError as error:
        _tell(f"cannot replay {error.filename or name}: {_lower(error.strerror)}")
    return 1


def _run(options: Namespace, fd: int, timing: bytes | None) -> int:
    sources: list[Source] = []

    def open_source(wait: Callable[[int], None]) -> Source:
        if sources:
            os.lseek(fd, 0, os.SEEK_SET)
        sources.append(Source(fd, timing=timing, wait=wait))
        return sources[-1]

    try:
        if options.info or options.markers:
            _print_facts(open_source(lambda fd: None), info=options.info, markers=options.markers)
        elif os.isatty(1):
            return _play(options, fd, open_source)
        else:
            _copy(open_source)
    finally:
        for warning in sources[-1].warnings if sources else ():
            _tell(f"about this recording: {warning}")
    return 0


def _play(
    options: Namespace, fd: int, open_source: Callable[[Callable[[int], None]], Source]
) -> int:
    from termproxy.replay.console import Console
    from termproxy.replay.player import Player, Stopped

    if options.loop and not _seekable(fd):
        _tell("--loop needs a file: a pipe can be read only once")
        return 2
    console = Console(1)
    player = Player(
        console,
        speed=options.speed,
        idle_limit=options.idle_limit,
        begin=options.begin,
        pause_on_markers=options.pause_on_markers,
        resize=options.resize,
    )
    try:
        player.play(open_source, loop=options.loop)
    except Stopped as stop:
        if stop.signal is None:
            return 0
        if stop.signal != signal.SIGQUIT:  # which would leave a core file
            signal.signal(stop.signal, signal.SIG_DFL)
            os.kill(os.getpid(), stop.signal)  # so that the shell knows
        return 128 + stop.signal
    finally:
        console.close()
    return 0


def _copy(open_source: Callable[[Callable[[int], None]], Source]) -> None:
    """Write the recorded output as it comes, without waiting."""
    out = bytearray()

    def write_out(fd: int = 0) -> None:
        data = memoryview(bytes(out))
        out.clear()
        while data:
            data = data[os.write(1, data) :]

    for _, event in open_source(write_out).events():
        if isinstance(event, Output):
            out += event.data
            if len(out) >= 1 << 16:
                write_out()
    write_out()


def _print_facts(source: Source, *, info: bool, markers: bool) -> None:
    counts = {Output: 0, Marker: 0, Resize: 0}
    size = 0
    duration = 0.0
    status = None
    listed: list[tuple[float, str]] = []
    for time, event in source.events():
        duration = time
        counts[type(event)] = counts.get(type(event), 0) + 1
        match event:
            case Output(data):
                size += len(data)
            case Marker(label):
                listed.append((time, label))
            case Exit(code):
                status = code
    header = source.header
    lines: list[str] = []
    if info and header is not None:
        window = f"{header.cols}x{header.rows}" if header.cols else "unknown"
        facts: list[tuple[str, object]] = [
            ("format", header.format),
            ("window", window),
            ("title", header.title),
            ("command", header.command),
            ("recorded", _date(header.timestamp)),
            ("duration", _clock(duration)),
            ("output", f"{size} bytes in {counts[Output]} events"),
            ("resizes", counts[Resize] or None),
            ("markers", counts[Marker] or None),
            ("status", status),
        ]
        lines += [f"{name:10}{_plain(str(fact))}" for name, fact in facts if fact is not None]
    if markers:
        for number, (time, label) in enumerate(listed, 1):
            lines.append(f"#{number:<4}{_clock(time):>10}  {_plain(label)}")
    for line in lines:
        os.write(1, line.encode("utf-8", "replace") + b"\n")


def _plain(text: str) -> str:
    """What a recording says about itself may not steer the terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:04.1f}" if hours else f"{minutes}:{rest:04.1f}"


def _date(timestamp: int | None) -> str | None:
    from datetime import datetime

    try:
        return None if timestamp is None else f"{datetime.fromtimestamp(timestamp):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return None  # no year that a calendar has


def _read_timing(path: str | None) -> bytes | None:
    if path is None:
        return None
    with open(path, "rb") as file:
        return file.read()


def _seekable(fd: int) -> bool:
    try:
        os.lseek(fd, 0, os.SEEK_CUR)
    except OSError:
        return False
    return True


def _lower(text: str | None) -> str:
    text = text or "input/output error"
    return text[:1].lower() + text[1:]


def _tell(sentence: str) -> None:
    print(f"termproxy replay: {_plain(sentence)}.", file=sys.stderr)


# --------------------------------------------------------------------------- arguments


def _parser() -> ArgumentParser:
    import argparse

    def positive(text: str) -> float:
        number = float(text)
        if not 0 < number < math.inf:
            raise argparse.ArgumentTypeError(f"{text} is not a positive number")
        return number

    def place(text: str) -> float | str:
        """12, 1:30, 1:02:03.5 are times, all else is a marker."""
        parts = text.split(":")
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            return text
        if len(numbers) > 3 or not all(0 <= number < math.inf for number in numbers):
            raise argparse.ArgumentTypeError(f"{text} is no time")
        return sum(number * 60.0**power for power, number in enumerate(reversed(numbers)))

    parser = argparse.ArgumentParser(
        prog="termproxy replay",
        description="Play a recorded terminal session in its own time.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("file", metavar="FILE", nargs="?", default="-", help="the recording; - is standard input")
    add("-s", "--speed", type=positive, default=1.0, metavar="X", help="play X times as fast")
    add("-i", "--idle-limit", type=positive, metavar="S", help="pauses take S seconds at most")
    add("-l", "--loop", action="store_true", help="begin again at the end")
    add("-m", "--pause-on-markers", action="store_true", help="stop at every marker")
    add("-r", "--resize", action="store_true", help="ask the terminal to take the recorded size")
    add(
        "--from",
        dest="begin",
        type=place,
        metavar="PLACE",
        help="begin at a time (90 or 1:30) or at a marker (#2, or part of its label)",
    )
    add("--timing", metavar="FILE", help="the timing file of a typescript")
    add("--info", action="store_true", help="tell about the recording instead of playing it")
    add("--markers", action="store_true", help="list its markers instead of playing it")
    return parser
