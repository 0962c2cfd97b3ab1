"""The recorder: an observer that writes a session to a file and is never in the relay's way.

Output is gathered until the relay goes idle (`flush`), for at most `EVENT_SPAN` seconds or
`EVENT_SIZE` bytes, and becomes one event: adjacent output of one wake-up is one event, and a
flood costs one line per 64 KiB. Files are written by a background thread (`relay/writer.py`), so a
slow disk holds nobody up; if it falls `BACKLOG` bytes behind, output is left out, and a marker
in the recording says how much. What a killed relay loses is what it had not flushed: nothing
when it was idle, `EVENT_SPAN` seconds in a flood.
"""

from __future__ import annotations

import os

from termproxy.core.asciicast import Encoder
from termproxy.core.events import Exit, Input, Marker, Resize
from termproxy.core.recording import Header
from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.castfile import RecordingError, open_file, reason, resume
from termproxy.relay.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from termproxy.core.events import TerminalEvent

__all__ = ["Recorder", "RecordingError"]

EVENT_SIZE = 64 * 1024
EVENT_SPAN = 0.01
BACKLOG = 16 * 1024 * 1024
MASK = b"*"  # one for a whole password: its length is nobody's business


class Recorder:
    """Write terminal events to an asciicast file.

    All `now` are seconds of one monotonic clock. No method but `open` raises or waits (`close`
    waits for the file). After an error `problem` is a sentence for the user, and further events
    are ignored.
    """

    def __init__(
        self,
        fd: int,
        path: str,
        encoder: Encoder,
        *,
        start: float | None,
        offset: float = 0.0,
        capture_input: bool = False,
    ) -> None:
        """Take over `fd`, positioned where the next line belongs. Use `open`."""
        self.path = path
        self.problem: str | None = None
        self.capture_input = capture_input
        self._encoder = encoder
        self._start = start
        self._writer = Writer(fd)
        self._offset = offset  # the length of what we append to
        self._last = offset  # time of the latest event, in seconds of the recording
        self._chunks: list[bytes] = []  # output of one event in the making
        self._size = 0
        self._began = 0.0
        self._skipped = 0
        self._secret = False
        self._over = False  # nothing more is taken
        self._closed = False

    @classmethod
    def open(
        cls,
        path: str,
        cols: int,
        rows: int,
        *,
        env: Mapping[str, str] | None = None,
        command: str | None = None,
        title: str | None = None,
        timestamp: int | None = None,
        start: float | None = None,
        append: bool = False,
        overwrite: bool = False,
        capture_input: bool = False,
        version: int = 2,
    ) -> Recorder:
        """Start a recording at `path`, or go on with the one there if `append`.

        `start` is the reading of the clock that counts as second 0 (when None, that of the first
        event); `timestamp` is that moment in seconds since 1970. The file is readable by its
        owner only. Raises RecordingError.
        """
        cols, rows = (cols, rows) if cols > 0 and rows > 0 else (80, 24)
        fd = open_file(path, append=append, overwrite=overwrite)
        try:
            before = resume(fd, path) if append else None
            encoder = Encoder(before[0], start=before[1]) if before else Encoder(version)
        except BaseException:
            os.close(fd)
            raise
        self = cls(
            fd,
            path,
            encoder,
            start=start,
            offset=before[1] if before else 0.0,
            capture_input=capture_input,
        )
        if before:
            self._put(encoder.event(self._offset, Resize(cols, rows)))
        else:
            header = Header(
                format=f"asciicast v{version}",
                cols=cols,
                rows=rows,
                timestamp=timestamp,
                command=command,
                title=title,
                term=(env or {}).get("TERM"),
                env=env,
            )
            self._put(encoder.header(header))
        return self

    # ------------------------------------------------------------------ what happened

    def output(self, now: float, data: bytes) -> None:
        """The terminal received `data`."""
        if self._over:
            return
        if self._chunks:
            if now - self._began >= EVENT_SPAN or self._size >= EVENT_SIZE:
                self.flush()
                self._began = now
        else:
            self._began = now
        self._chunks.append(data)
        self._size += len(data)

    def input(self, now: float, data: bytes, *, secret: bool = False) -> None:
        """The user typed `data`; recorded only with `capture_input`.

        `secret` says that the program has switched echo off in line mode, as password prompts
        do: one asterisk then stands for everything up to the next input that is not secret.
        """
        if not self.capture_input or self._over:
            return
        if not secret:
            self._secret = False
            self._add(now, Input(data))
        elif not self._secret:
            self._secret = True
            self._add(now, Input(MASK))

    def resize(self, now: float, cols: int, rows: int) -> None:
        """The window has a new size."""
        if cols > 0 and rows > 0:
            self._add(now, Resize(cols, rows))

    def marker(self, now: float, label: str) -> None:
        """Something worth finding again happened, such as `exit 1: make test`."""
        self._add(now, Marker(label))

    def exit(self, now: float, status: int) -> None:
        """The program ended, with a status as a shell gives it."""
        self._add(now, Exit(status))

    # ------------------------------------------------------------------ getting it out

    @property
    def wants_flush(self) -> bool:
        """Whether there is output that no one but us knows of yet."""
        return bool(self._chunks)

    def flush(self) -> None:
        """Hand on all there is; the loop calls it whenever it is about to sleep."""
        if self._chunks:
            data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
            self._chunks.clear()
            self._size = 0
            if self._room():
                self._put(self._encoder.output(self._time(self._began), data))
            else:
                self._skipped += len(data)
        if self._writer.error is not None and not self._over:
            self._stop(self._writer.error)

    def close(self) -> None:
        """Finish the file and wait until it is written. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self.flush()
        if not self._over:
            self._note_gap()
            self._put(self._encoder.finish(self._last))
        ended = self._writer.close()
        if self._writer.error is not None and not self._over:
            self._stop(self._writer.error)
        self._over = True
        if not ended and self.problem is None:
            self.problem = (
                f"The end of the recording {self.path} is missing: "
                "the file has accepted nothing for seconds."
            )

    # ------------------------------------------------------------------ within

    def _time(self, now: float) -> float:
        if self._start is None:
            self._start = now
        self._last = max(self._offset + now - self._start, self._last)
        return self._last

    def _add(self, now: float, event: TerminalEvent) -> None:
        self.flush()
        if not self._over and self._room():
            self._put(self._encoder.event(self._time(now), event))

    def _room(self) -> bool:
        """Whether the file keeps up; it has to catch up by half before we go on after a gap."""
        backlog = self._writer.backlog
        if backlog > (BACKLOG // 2 if self._skipped else BACKLOG):
            return False
        self._note_gap()
        return True

    def _note_gap(self) -> None:
        if self._skipped:
            label = f"{self._skipped} bytes of output are missing here: the disk was too slow"
            self._skipped = 0
            self._put(self._encoder.finish(self._last))
            self._put(self._encoder.event(self._last, Marker(label)))

    def _put(self, lines: bytes) -> None:
        if lines:
            self._writer.put(lines)

    def _stop(self, error: OSError) -> None:
        self._over = True
        self._chunks.clear()
        self.problem = (
            f"The recording {self.path} stopped after {self._last:.0f} s: {reason(error)}. "
            "The session itself is not affected."
        )
