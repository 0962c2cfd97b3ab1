"""The player: timed events and a clock, to a terminal, with a hand on the keys.

One cooperative loop in one thread. Nothing is read ahead and nothing waits but `_poll`, which
always watches the keys, the signals and whatever else it waits for, so a replay can be stopped in
a pause of a year, in a flood without a pause, and while a live pipe says nothing.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from itertools import chain
from types import FrameType

from termproxy.core.events import Marker, Output, Resize
from termproxy.core.recording import Header, TimedEvent
from termproxy.core.timeline import Schedule, from_marker, from_time, limit_idle
from termproxy.replay import keys
from termproxy.replay.console import Console
from termproxy.replay.modes import Modes
from termproxy.replay.source import Source

BATCH = 64 * 1024  # output that is due at once is written in pieces of this size
LONGEST_POLL = 3600.0  # poll(2) counts milliseconds in an int
PAUSE_BETWEEN = 1.0  # seconds to look at the end before --loop begins again
SLOWEST, FASTEST = 1 / 64, 1024.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)


class Stopped(Exception):  # noqa: N818 — the user's wish, no error
    """The user asked for the end, by key (`signal` is None) or by signal."""

    def __init__(self, number: int | None = None) -> None:
        super().__init__(number)
        self.signal = number


class Player:
    """Replay one recording on a terminal."""

    def __init__(
        self,
        console: Console,
        *,
        speed: float = 1.0,
        idle_limit: float | None = None,
        begin: float | str | None = None,
        pause_on_markers: bool = False,
        resize: bool = False,
    ) -> None:
        """`begin` is a time in seconds or the name of a marker (`core.timeline.from_marker`)."""
        self._console = console
        self._idle_limit = idle_limit
        self._begin = begin
        self._pause_on_markers = pause_on_markers
        self._resize = resize
        self._schedule = Schedule(time.monotonic(), speed)
        self._keys = keys.Keys()
        self._modes = Modes()
        self._out = bytearray()
        self._written = False  # anything at all
        self._at_once = False  # the next event need not wait
        self._seeking = False  # nothing waits until the next marker
        self._original: tuple[int, int] | None = None  # the window's size, when we change it
        self._signals, self._waker = os.pipe()
        os.set_blocking(self._waker, False)

    def play(self, open_source: Callable[[Callable[[int], None]], Source], *, loop: bool) -> None:
        """Play to the end, or again and again.

        `open_source` makes a Source from its beginning that calls what it is given before it
        reads. Raises Stopped, and whatever the source does; the terminal is put back in any case.
        """
        handlers = {
            number: signal.signal(number, _note)
            for number in _SIGNALS
            if signal.getsignal(number) is not signal.SIG_IGN  # nohup, background jobs
        }
        wakeup = signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        try:
            self._console.enter()
            while self._play_once(open_source) and loop:
                self._start_over()
            self._finish()
        except Stopped as stop:
            self._abandon(stop)
            raise
        except BaseException:
            self._abandon(None)
            raise
        finally:
            self._console.leave()
            signal.set_wakeup_fd(wakeup)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            os.close(self._signals)
            os.close(self._waker)

    # ------------------------------------------------------------------ time

    def _play_once(self, open_source: Callable[[Callable[[int], None]], Source]) -> bool:
        """Whether there was anything to show."""
        started = False

        def wait(fd: int) -> None:
            nonlocal started
            self._write_out()
            self._poll(fd)
            if not started:  # second 0 is when a live recording begins to come in
                started = True
                self._schedule.jump(time.monotonic(), 0.0)

        source = open_source(wait)
        shown = False
        for position, event in self._timed(source):
            self._wait_until(position)
            if isinstance(event, Output):
                shown = True
                self._out += event.data
                if len(self._out) >= BATCH:
                    self._write_out()
            elif isinstance(event, Marker):
                self._pass_marker(position)
            elif isinstance(event, Resize) and self._resize:
                self._set_size(event.cols, event.rows)
        self._write_out()
        return shown

    def _timed(self, source: Source) -> Iterator[TimedEvent]:
        timed = source.events()
        first = next(timed, None)  # now the header is known
        if first is None:
            return
        if source.header is not None:
            self._greet(source.header)
        timed = chain([first], timed)
        if isinstance(self._begin, str):
            timed = from_marker(timed, self._begin)
        elif self._begin is not None:
            timed = from_time(timed, self._begin)
        limit = self._idle_limit
        if limit is None and source.header is not None:
            limit = source.header.idle_time_limit
        yield from limit_idle(timed, limit) if limit is not None else timed

    def _wait_until(self, position: float) -> None:
        while not self._seeking:
            now = time.monotonic()
            if self._at_once:
                self._at_once = False
                self._schedule.jump(now, position)
                return
            due = self._schedule.due(position)
            if due is not None and due <= now:
                return
            if self._out:
                self._write_out()  # and look again: a key may have come meanwhile
            else:
                self._poll(None, due)

    def _pass_marker(self, position: float) -> None:
        now = time.monotonic()
        if self._seeking:
            self._seeking = False
            self._schedule.jump(now, position)
        if self._pause_on_markers and position > 0:  # not in what --from jumps over
            self._schedule.pause(now)

    def _start_over(self) -> None:
        end = time.monotonic() + PAUSE_BETWEEN
        self._seeking = self._at_once = False
        while not self._at_once and (self._schedule.paused or time.monotonic() < end):
            self._poll(None, None if self._schedule.paused else end)
        self._at_once = False
        self._out += self._modes.undo() + b"\x1b[H\x1b[2J"

    # ------------------------------------------------------------------ the terminal

    def _greet(self, header: Header) -> None:
        cols, rows = self._console.size()
        if self._resize and header.cols and header.rows:
            self._set_size(header.cols, header.rows)
        elif cols and rows and (header.cols > cols or header.rows > rows):
            self._out += (
                f"termproxy replay: the recording is {header.cols}x{header.rows}, "
                f"this terminal {cols}x{rows}: lines may break. Enlarge it, or try --resize.\r\n"
            ).encode()

    def _set_size(self, cols: int, rows: int) -> None:
        self._original = self._original or self._console.size()
        self._out += b"\x1b[8;%d;%dt" % (rows, cols)

    def _write_out(self) -> None:
        """Write all that is due, as fast as the terminal takes it."""
        while self._out:
            try:
                done = self._console.write(bytes(self._out[:BATCH]))
            except OSError as error:
                raise Stopped(signal.SIGHUP) from error
            self._written = True
            self._modes.feed(bytes(self._out[:done]))
            del self._out[:done]
            self._poll(None, 0.0, writing=bool(self._out))

    def _poll(
        self, fd: int | None = None, until: float | None = None, *, writing: bool = False
    ) -> None:
        """Wait until `fd` can be read, the terminal be written, `until` comes or a key does.

        Without `fd`, `until` and `writing` it returns after a key or a signal only.
        """
        poll = select.poll()
        poll.register(self._signals, select.POLLIN)
        interest = select.POLLIN if self._console.interactive else 0
        poll.register(self._console.fd, interest | (select.POLLOUT if writing else 0))
        while True:
            if fd is not None:
                poll.register(fd, select.POLLIN)
            timeout = None
            if until is not None and not writing:
                left = min(max(0.0, until - time.monotonic()), LONGEST_POLL)
                timeout = left * 1000
            ready = dict(poll.poll(timeout))
            if self._signals in ready:
                self._take_signals()
            if ready.get(self._console.fd, 0) & ~select.POLLOUT:
                self._take_keys()
            if fd is None or fd in ready:
                return

    def _take_signals(self) -> None:
        for number in os.read(self._signals, 64):
            if number != signal.SIGTSTP:
                raise Stopped(number)
            self._suspend()

    def _take_keys(self) -> None:
        now = time.monotonic()
        try:
            actions = self._keys.feed(self._console.read(), now)
        except EOFError as error:
            raise Stopped(signal.SIGHUP) from error
        schedule = self._schedule
        for action in actions:
            if action == keys.QUIT:
                raise Stopped
            if action == keys.PAUSE:
                (schedule.resume if schedule.paused else schedule.pause)(now)
            elif action == keys.STEP:
                schedule.pause(now)
                self._at_once = True
            elif action == keys.SKIP:
                self._at_once = True
            elif action == keys.MARKER:
                self._seeking = True
            elif action == keys.FASTER:
                schedule.run_at(now, min(schedule.speed * 2, FASTEST))
            elif action == keys.SLOWER:
                schedule.run_at(now, max(schedule.speed / 2, SLOWEST))

    def _suspend(self) -> None:
        """^Z: the shell gets its terminal as it was; time stands still."""
        playing = not self._schedule.paused
        self._schedule.pause(time.monotonic())
        self._console.leave()
        handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, handler)
        self._console.enter()
        if playing:
            self._schedule.resume(time.monotonic())

    # ------------------------------------------------------------------ the end

    def _finish(self) -> None:
        self._out += self._modes.undo() + self._former_size()
        self._write_out()
        if self._modes.asked:
            self._console.discard_answers()

    def _abandon(self, stop: Stopped | None) -> None:
        """Leave in the middle: whatever was begun on the terminal is ended."""
        self._out.clear()
        if not self._written or (stop is not None and stop.signal == signal.SIGHUP):
            return
        # CAN and ST end a sequence or a string that was cut short.
        end = (b"\x18" if self._modes.midway else b"") + b"\x1b\\"
        end += self._modes.undo() + self._former_size() + b"\r\n"
        poll = select.poll()
        poll.register(self._console.fd, select.POLLOUT)
        try:
            while end and poll.poll(PAUSE_BETWEEN * 1000):
                end = end[self._console.write(end) :]
        except OSError:
            return  # the terminal has gone
        if self._modes.asked:
            self._console.discard_answers()

    def _former_size(self) -> bytes:
        cols, rows = self._original or (0, 0)
        return b"\x1b[8;%d;%dt" % (rows, cols) if cols and rows else b""


def _note(number: int, frame: FrameType | None) -> None:
    """The number went down the wake-up pipe; all else is for the loop to do."""
