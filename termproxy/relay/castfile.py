"""The file of a recording: how it is opened, kept private, locked, and gone on with."""

from __future__ import annotations

import errno
import fcntl
import os
import stat

from termproxy.core.asciicast import parse_event, parse_header
from termproxy.core.recording import DecodeError


class RecordingError(Exception):
    """The recording cannot be started; the message is a sentence for the user."""


def reason(error: Exception) -> str:
    """The same error as the end of a sentence."""
    if not isinstance(error, OSError):
        return f"an error in termproxy ({type(error).__name__}: {error})"
    if error.errno == errno.EFBIG:
        return "the file has reached the largest size allowed (ulimit -f)"
    if error.errno == errno.EPIPE:
        return "its reader has gone"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def open_file(path: str, *, append: bool, overwrite: bool) -> int:
    """A private file, locked against other recorders. What `overwrite` found is still in it: until
    `empty`, the program may turn out not to be there, and nothing to take the old one's place."""
    # O_NONBLOCK: a FIFO without a reader is an error, not a wait.
    flags = os.O_CREAT | os.O_NOFOLLOW | os.O_NOCTTY | os.O_NONBLOCK
    flags |= os.O_RDWR if append else os.O_WRONLY
    if not append and not overwrite:
        flags |= os.O_EXCL
    try:
        fd = os.open(path, flags, 0o600)
    except OSError as error:
        raise RecordingError(_refusal(path, error)) from error
    try:
        os.set_blocking(fd, True)  # the writer's thread may wait
        regular = stat.S_ISREG(os.fstat(fd).st_mode)
        if append and not regular:
            raise RecordingError(f"{path} is not a regular file: it cannot be appended to.")
        if regular:
            _lock(fd, path)
    except OSError as error:
        os.close(fd)
        raise RecordingError(f"Cannot record to {path}: {reason(error)}.") from error
    except RecordingError:
        os.close(fd)
        raise
    return fd


def empty(fd: int) -> None:
    """Make room for a new recording in the file of an old one. Raises OSError."""
    os.fchmod(fd, 0o600)
    os.ftruncate(fd, 0)


def forget(fd: int, path: str, size: int) -> None:
    """Close it, as it was when it had `size` bytes; of none, there is no file."""
    try:
        now = os.fstat(fd)
        if size:
            os.ftruncate(fd, size)
        elif stat.S_ISREG(now.st_mode) and os.path.samestat(now, os.lstat(path)):
            os.unlink(path)
    except OSError:
        pass  # a read-only folder, or somebody was faster
    finally:
        os.close(fd)


def _refusal(path: str, error: OSError) -> str:
    if error.errno == errno.EEXIST:
        return f"{path} exists already: choose another name, or say --overwrite or --append."
    if error.errno == errno.ELOOP:
        return f"{path} is a symbolic link: name the file itself to record there."
    if error.errno == errno.ENXIO:
        return f"{path} is a pipe that nobody reads: start its reader first."
    return f"Cannot record to {path}: {reason(error)}."


def _lock(fd: int, path: str) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RecordingError(f"{path} is being written by another recording.") from error
    except OSError:
        pass  # a file system without locks


def resume(fd: int, path: str) -> tuple[int, float] | None:
    """Prepare an existing recording for more: its version and length; None if it is empty.

    A last line torn by a crash is cut off. v3 counts from the previous event: its length is 0.
    """
    size = os.fstat(fd).st_size
    if size == 0:
        return None
    header, newline, _ = os.pread(fd, 1 << 20, 0).partition(b"\n")
    try:
        version, _ = parse_header(header)
        if version not in (2, 3):
            raise DecodeError(f"asciicast v{version} has no way to append")
        if not newline:
            size += os.pwrite(fd, b"\n", size)
        end, last = _last_event(fd, len(header) + 1, size)
        time = parse_event(last)[0] if last else 0.0
    except DecodeError as error:
        raise RecordingError(f"Cannot append to {path}: {error}.") from error
    os.ftruncate(fd, end)
    os.lseek(fd, end, os.SEEK_SET)
    return version, time if version == 2 else 0.0


def _last_event(fd: int, start: int, size: int) -> tuple[int, bytes]:
    """The last whole event line after `start` (b"" if there is none), and where it ends."""
    tail = b""
    at = size
    while at > start:
        step = min(65536, at - start)
        at -= step
        tail = os.pread(fd, step, at) + tail
        whole, _, torn = tail.rpartition(b"\n")
        lines = [line for line in whole.split(b"\n") if line.strip() and line[:1] != b"#"]
        if len(lines) > 1 or at == start:
            break
    else:
        return start, b""
    if torn and _is_event(torn):  # whole, but for its newline
        os.pwrite(fd, b"\n", size)
        return size + 1, torn
    return size - len(torn), lines[-1] if lines else b""


def _is_event(line: bytes) -> bool:
    try:
        parse_event(line)
    except DecodeError:
        return False
    return True
