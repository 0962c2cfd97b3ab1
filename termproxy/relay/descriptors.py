"""Open descriptors: giving up those that somebody else waits for the end of."""

from __future__ import annotations

import os

# Where they cannot be listed, those below this number are tried one by one: a process's usual
# limit.
UNLISTED = 1024


def close_inherited() -> None:
    """Give up the descriptors that only the program was meant to have.

    Else whoever reads the other end of `7> >(cat)` would wait for us, too. Ours are all
    close-on-exec; that tells them apart.
    """
    for fd in _present():
        try:
            if fd > 2 and os.get_inheritable(fd):
                os.close(fd)
        except OSError:
            pass  # the listing's own, or none


def close_all(but: int = -1) -> None:
    """Give up everything that a copy of us has, except one."""
    for fd in _present():
        try:
            if fd != but:
                os.close(fd)
        except OSError:
            pass  # the listing's own, or none


def _present() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/dev/fd")]
    except OSError:  # a chroot without /proc, or no descriptor left to look with
        return list(range(UNLISTED))
