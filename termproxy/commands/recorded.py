"""The recording of a session: begun before the program, masked when both have ended.

A relay that is killed (SIGKILL, no memory left, a crash) does nothing any more, and the recording
would keep what it was to hide. So a copy of it, made at the start, waits for its end in a session
of its own, where nothing of the terminal reaches it. It sleeps in one read of a pipe whose other
end only the relay has: the kernel closes that, whatever happens.
"""

from __future__ import annotations

import os
from time import monotonic, time

from termproxy.core.label import command_label
from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.child import fork
from termproxy.relay.descriptors import close_all
from termproxy.relay.recorder import Recorder, RecordingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from termproxy.cli import Options
    from termproxy.config import Config
    from termproxy.log import Log
    from termproxy.relay.terminal import Size

__all__ = ["Recording", "RecordingError"]


class Recording:
    """A recorder, and what is to be done once it has written all."""

    def __init__(
        self, options: Options, config: Config, environ: Mapping[str, str], size: Size, log: Log
    ) -> None:
        """Begin it. Raises RecordingError."""
        self.recorder = Recorder.open(
            options.record,
            size.cols,
            size.rows,
            command=command_label(options.argv) or None,
            env={name: environ[name] for name in ("SHELL", "TERM") if name in environ},
            timestamp=int(time()),
            start=monotonic(),
            append=options.append,
            overwrite=options.overwrite,
            capture_input=config.on("record.input"),
        )
        self._mask = config.on("record.redact")
        self._stand_by = None
        if self._mask:
            try:
                self._stand_by = StandBy(options.record)
            except OSError as error:
                log.line(f"if termproxy is killed, its recording is not masked: {error}")

    def discard(self) -> None:
        """There was nothing to record after all."""
        self.recorder.discard()
        self._dismiss()

    def end(self) -> str:
        """Write and mask all; what to say about it."""
        self.recorder.close()
        told = self.recorder.problem or _told(self.recorder)
        masked = _masked(self.recorder.path) if self._mask else ""
        self._dismiss()
        return told + masked

    def _dismiss(self) -> None:
        if self._stand_by is not None:
            self._stand_by.dismiss()


class StandBy:
    """Masks the recording at `path` if this process is gone before `dismiss`."""

    def __init__(self, path: str) -> None:
        """Raises OSError when there is no process or descriptor to be had."""
        wait, self._tell = os.pipe()
        try:
            if fork() == 0:
                _stand_by(wait, path)
        except OSError:
            os.close(self._tell)
            raise
        finally:
            os.close(wait)

    def dismiss(self) -> None:
        """Nothing is left to be done."""
        try:
            os.write(self._tell, b".")
        except OSError:
            pass  # it was killed itself
        os.close(self._tell)


def _stand_by(wait: int, path: str) -> NoReturn:  # pragma: no cover - runs in the forked child
    try:
        os.setsid()
        close_all(but=wait)
        for _ in range(3):  # else what is opened next would be standard output
            os.open(os.devnull, os.O_RDWR)
        if not os.read(wait, 1):
            from termproxy.commands.redact import redacted

            redacted(path)
    finally:
        os._exit(0)


def _told(recorder: Recorder) -> str:
    marks = {0: "", 1: ", one marker in it"}
    return f"recorded in {recorder.path}" + marks.get(
        recorder.markers, f", {recorder.markers} markers in it"
    )


def _masked(path: str) -> str:
    """Take secrets out of a recording that has ended; what to say about it."""
    try:
        from termproxy.commands.redact import LARGE, redacted

        if os.path.getsize(path) > LARGE:
            return f"; it is large: `termproxy redact {path}` masks secrets in it"
        return redacted(path)
    except OSError as error:
        return f"; secrets in it are not masked: {error.strerror}"
    except (Exception, KeyboardInterrupt) as error:
        return f"; secrets in it are not masked ({type(error).__name__})"
