"""The log file: one line per thing that went wrong or was put off. Never in anyone's way."""

from __future__ import annotations

import os
import time

# Enough for months of a quiet life; then the older half is gone.
LARGEST = 1 << 20


def stamped(text: str) -> bytes:
    """A line of the log: the time, our pid, and `text`."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    clean = text.replace("\n", "\n    ")
    return f"{stamp} [{os.getpid()}] {clean}\n".encode(errors="replace")


class Log:
    """Appends lines to `path`, opened at the first one. A log that cannot be written is silent."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._fd: int | None = None

    def line(self, text: str) -> None:
        """One line, with the time and our pid in front."""
        try:
            os.write(self._open(), stamped(text))
        except OSError:
            pass

    def descriptor(self) -> int | None:
        """For a child's standard error; None when there is no log."""
        try:
            return self._open()
        except OSError:
            return None

    def _open(self) -> int:
        if self._fd is None:
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            flags |= os.O_NONBLOCK  # a FIFO without a reader is no log, and no wait
            fd = os.open(self.path, flags, 0o600)
            if os.fstat(fd).st_size > LARGEST:
                os.close(fd)
                os.replace(self.path, self.path + ".1")
                fd = os.open(self.path, flags, 0o600)
            self._fd = fd
        return self._fd


def note(text: str) -> None:
    """A line on standard error, which is the log for the assistant's process."""
    try:
        os.write(2, stamped(text))
    except OSError:
        pass


# Their messages quote what they were given, which may be a line of the user's.
QUOTING = (LookupError, ValueError)


def describe(error: BaseException) -> str:
    """An exception with the place it came from, in one line, for the log."""
    said = "" if isinstance(error, QUOTING) else f": {error}"
    frame, place = error.__traceback__, ""
    while frame is not None:
        code = frame.tb_frame.f_code
        place = f"{code.co_filename}:{frame.tb_lineno} in {code.co_name}"
        frame = frame.tb_next
    return f"{type(error).__name__}{said} ({place})"
