"""Files that somebody else may have put there: read without waiting, and only regular ones."""

from __future__ import annotations

import errno
import os
import stat


def read_regular(path: str, limit: int = -1) -> bytes:
    """The bytes of the regular file at `path`, the first `limit` of them at most.

    A FIFO would be waited for until somebody writes (fifo(7)), a device read without end. Only
    /dev/null is an empty file, for those who link a file there to have none.
    Raises OSError, whose `strerror` says what is wrong.
    """
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            if stat.S_ISCHR(found.st_mode) and found.st_rdev == os.stat(os.devnull).st_rdev:
                return b""
            raise OSError(errno.EINVAL, "it is no regular file", path)
        with open(fd, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(fd)
