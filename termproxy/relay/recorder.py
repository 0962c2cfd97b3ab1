"""The recorder: an observer that writes a session to a file and is never in the relay's way.

What happened goes into a queue, and a thread writes the file (relay/writer.py), so
a slow disk holds nobody up. If the disk falls `BACKLOG` bytes behind, output is left out, and a
marker in the recording says how much. Output of the same moment (`EVENT_SPAN` seconds) becomes one
event. What a killed relay loses is the last `writer.LINGER` seconds.
"""

from __future__ import annotations

import os

from termproxy.core.asciicast import Encoder
from termproxy.core.events import Exit, Input, Marker, Resize
from termproxy.core.recording import Header
from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.castfile import RecordingError, empty, forget, open_file, reason, resume
from termproxy.relay.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from termproxy.core.events import TerminalEvent
    from termproxy.relay.writer import Item

__all__ = ["Recorder", "RecordingError"]

EVENT_SPAN = 0.01
BACKLOG = 16 * 1024 * 1024
MASK = b"*"  # one for a whole password: its length is nobody's business


def _begun(
    fd: int, header: Header, before: tuple[int, float] | None, found: int
) -> tuple[Encoder, bytes]:
    """The encoder for what follows, and the header that is yet to be written, if any.

    `before`: the version and length of the recording that goes on. Raises OSError.
    """
    if before:
        version, length = before
        encoder = Encoder(version, start=length)
        os.write(fd, encoder.event(length, Resize(header.cols, header.rows)))
        return encoder, b""
    encoder = Encoder(2)
    first = encoder.header(header)
    if found:  # the old recording goes when there is something to take its place
        return encoder, first
    os.write(fd, first)
    return encoder, b""


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
        found: int = 0,
        instead: bytes = b"",
    ) -> None:
        """Take over `fd`, positioned where the next line belongs. Use `open`.

        `instead`: a header that is yet to be written, in place of all that is in the file.
        """
        self.path = path
        self._fd, self._found = fd, found  # its size before we wrote to it
        self.markers = 0  # so far
        self.capture_input = capture_input
        self.wants_flush = False
        self._writer = Writer(fd, self._encode)
        self._skipped = 0
        self._secret = False
        self._closed = False
        self._late = False
        # Only for `_encode`, which may run in the writer's thread:
        self._encoder = encoder
        self._instead = instead
        self._start = start
        self._offset = offset  # the length of what we append to
        self._last = offset  # time of the latest event, in seconds of the recording

    @classmethod
    def open(
        cls,
        path: str,
        cols: int,
        rows: int,
        *,
        env: Mapping[str, str] | None = None,
        command: str | None = None,
        timestamp: int | None = None,
        start: float | None = None,
        append: bool = False,
        overwrite: bool = False,
        capture_input: bool = False,
    ) -> Recorder:
        """Start a recording at `path`, or go on with the one there if `append`.

        `start` is the reading of the clock that counts as second 0 (when None, that of the first
        event); `timestamp` is that moment in seconds since 1970. The file is readable by its
        owner only. Raises RecordingError.
        """
        cols, rows = (cols, rows) if cols > 0 and rows > 0 else (80, 24)
        fd = open_file(path, append=append, overwrite=overwrite)
        header = Header(
            format="asciicast",
            cols=cols,
            rows=rows,
            timestamp=timestamp,
            command=command,
            term=(env or {}).get("TERM"),
            env=env,
        )
        found = 0
        try:
            before = resume(fd, path) if append else None
            if before:
                found = os.lseek(fd, 0, os.SEEK_CUR)
            elif overwrite:
                found = os.fstat(fd).st_size
            encoder, instead = _begun(fd, header, before, found)
        except OSError as error:
            forget(fd, path, found)
            raise RecordingError(f"Cannot record to {path}: {reason(error)}.") from error
        except BaseException:
            os.close(fd)
            raise
        return cls(
            fd,
            path,
            encoder,
            start=start,
            offset=before[1] if before else 0.0,
            capture_input=capture_input,
            found=found,
            instead=instead,
        )

    # ------------------------------------------------------------------ what happened

    def output(self, now: float, data: bytes) -> None:
        """The terminal received `data`."""
        if self._closed or self._writer.error is not None:
            return
        backlog = self._writer.backlog
        if self._skipped or backlog > BACKLOG:
            if backlog > BACKLOG // 2:  # let it catch up by half before we go on
                self._skipped += len(data)
                return
            self._note_gap()
        self._writer.put(now, data)
        self.wants_flush = True

    def input(self, now: float, data: bytes, *, secret: bool = False) -> None:
        """The user typed `data`; recorded only with `capture_input`.

        `secret` says that the program has switched echo off in line mode, as password prompts
        do: one asterisk then stands for everything up to the next input that is not secret.
        """
        if not self.capture_input:
            return
        if not secret:
            self._secret = False
            self._put(now, Input(data))
        elif not self._secret:
            self._secret = True
            self._put(now, Input(MASK))

    def resize(self, now: float, cols: int, rows: int) -> None:
        """The window has a new size."""
        if cols > 0 and rows > 0:
            self._put(now, Resize(cols, rows))

    def marker(self, now: float, label: str) -> None:
        """Something worth finding again happened, such as `exit 1: make test`."""
        self.markers += 1
        self._put(now, Marker(label))

    def exit(self, now: float, status: int) -> None:
        """The program ended, with a status as a shell gives it."""
        self._put(now, Exit(status))

    # ------------------------------------------------------------------ getting it out

    @property
    def problem(self) -> str | None:
        """Why the recording stopped before its end: a sentence for the user, or None."""
        if (error := self._writer.error) is not None:
            return (
                f"The recording {self.path} stopped after {self._last:.0f} s: {reason(error)}. "
                "The session itself is not affected."
            )
        if self._late:
            return (
                f"The end of the recording {self.path} is missing: "
                "the file has accepted nothing for seconds."
            )
        return None

    def flush(self) -> None:
        """Have all there is written soon; the loop calls it when it is about to sleep.

        Cheap: at most one lock is released. (In a flood, the writer needs no call.)
        """
        self.wants_flush = False
        self._writer.wake()

    def close(self) -> None:
        """Finish the file and wait until it is written. May be called twice."""
        if not self._closed:
            self._closed = True
            self._note_gap()
            self._late = not self._writer.close()

    def discard(self) -> None:
        """Instead of any event: what was to be recorded could not be started."""
        self._closed = True
        forget(self._fd, self.path, self._found)

    # ------------------------------------------------------------------ within

    def _put(self, now: float, event: TerminalEvent) -> None:
        if self._closed or self._writer.backlog > 2 * BACKLOG:
            return
        self._writer.put(now, event)
        self.wants_flush = True

    def _note_gap(self) -> None:
        if self._skipped:
            missing = f"{self._skipped} bytes of output are missing here: the disk was too slow"
            self._skipped = 0
            self._writer.put(0.0, missing)

    # ------------------------------------------------------------------ called by the writer

    def _encode(self, items: list[Item] | None) -> bytes:
        header, self._instead = self._instead, b""
        if header:
            empty(self._fd)
        return header + self._lines(items)

    def _lines(self, items: list[Item] | None) -> bytes:
        if items is None:
            return self._encoder.finish(self._last)
        lines: list[bytes] = []
        chunks: list[bytes] = []  # output that becomes one event
        began = 0.0

        def end_event() -> None:
            lines.append(self._encoder.output(self._time(began), b"".join(chunks)))
            chunks.clear()

        for now, item in items:
            if chunks and (not isinstance(item, bytes) or now - began >= EVENT_SPAN):
                end_event()
            if isinstance(item, bytes):
                if not chunks:
                    began = now
                chunks.append(item)
            elif isinstance(item, str):
                lines.append(self._encoder.finish(self._last))
                lines.append(self._encoder.event(self._last, Marker(item)))
            else:
                lines.append(self._encoder.event(self._time(now), item))
        if chunks:
            end_event()
        return b"".join(lines)

    def _time(self, now: float) -> float:
        if self._start is None:
            self._start = now
        self._last = max(self._offset + now - self._start, self._last)
        return self._last
