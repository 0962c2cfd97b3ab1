"""The user's terminal: our own descriptor of it, raw mode, size, and the way back.

Facts from termios(3), tty_ioctl(4) and measurements of what other wrappers get wrong: Python's
`tty.setraw` is not cfmakeraw, TCSAFLUSH throws away what was typed ahead, and O_NONBLOCK set on
an inherited descriptor leaks to the user's shell because it belongs to the open file description.
"""

from __future__ import annotations

import errno
import fcntl
import os
import termios

from termproxy.core.value import TYPE_CHECKING, value
from termproxy.relay.signals import signal

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    # What termios.tcgetattr gives: [iflag, oflag, cflag, lflag, ispeed, ospeed, cc].
    Attributes: TypeAlias = list[Any]

IFLAG, OFLAG, CFLAG, LFLAG, CC = 0, 1, 2, 3, 6


@value
class Size:
    """A window in character cells and, for programs that draw pictures, in pixels (0: unknown)."""

    rows: int
    cols: int
    xpixel: int = 0
    ypixel: int = 0


FALLBACK_SIZE = Size(24, 80)


def drawable(size: Size | None) -> Size:
    """What to draw for: a serial line or a bare pty has 0 x 0, and programs then assume this."""
    return size if size is not None and size.rows and size.cols else FALLBACK_SIZE


def window_size(fd: int) -> Size | None:
    """TIOCGWINSZ of `fd`, as it is, even 0 x 0; None when `fd` is no terminal."""
    try:
        packed = fcntl.ioctl(fd, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, cols, xpixel, ypixel = memoryview(packed).cast("H")
    return Size(rows, cols, xpixel, ypixel)


def set_window_size(fd: int, size: Size) -> None:
    """TIOCSWINSZ: the kernel sends SIGWINCH to the foreground group if the size is new."""
    packed = bytearray(8)
    with memoryview(packed) as view, view.cast("H") as numbers:  # struct winsize, ioctl_tty(2)
        numbers[0], numbers[1], numbers[2], numbers[3] = (
            size.rows, size.cols, size.xpixel, size.ypixel,
        )  # fmt: skip
    fcntl.ioctl(fd, termios.TIOCSWINSZ, bytes(packed))


def cfmakeraw(attributes: Attributes) -> Attributes:
    """The attributes of a raw terminal, exactly as cfmakeraw(3), with VMIN 1 and VTIME 0."""
    raw = list(attributes)
    raw[CC] = list(attributes[CC])
    raw[IFLAG] &= ~(
        termios.IGNBRK
        | termios.BRKINT
        | termios.PARMRK
        | termios.ISTRIP
        | termios.INLCR
        | termios.IGNCR
        | termios.ICRNL
        | termios.IXON
    )
    raw[OFLAG] &= ~termios.OPOST
    raw[LFLAG] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN)
    raw[CFLAG] = raw[CFLAG] & ~(termios.CSIZE | termios.PARENB) | termios.CS8
    raw[CC][termios.VMIN], raw[CC][termios.VTIME] = 1, 0
    return raw


def cooked(attributes: Attributes) -> Attributes:
    """The attributes of a terminal whose line editor is switched off again."""
    modes = list(attributes)
    modes[IFLAG] |= termios.ICRNL
    modes[OFLAG] |= termios.OPOST | termios.ONLCR
    modes[LFLAG] |= (
        termios.ICANON
        | termios.ECHO
        | termios.ECHOE
        | termios.ECHOK
        | termios.ISIG
        | termios.IEXTEN
    )
    return modes


def reads_a_secret(attributes: Attributes) -> bool:
    """Echo off in line mode: a password prompt. (Line editors turn line mode off as well.)"""
    flags = attributes[LFLAG]
    return bool(flags & termios.ICANON) and not flags & termios.ECHO


def edits_a_line(attributes: Attributes) -> bool:
    """The modes of bash, zsh and fish at their prompt; full-screen programs leave others."""
    flags = attributes[LFLAG]
    return (
        not flags & (termios.ICANON | termios.ECHO)
        and bool(flags & termios.ISIG)
        and bool(attributes[OFLAG] & termios.OPOST)
    )


def is_raw(attributes: Attributes) -> bool:
    """As ssh and its like leave it to the other side: no line mode, no echo, no keys, no CR."""
    flags = attributes[LFLAG] & (termios.ICANON | termios.ECHO | termios.ISIG)
    return not flags and not attributes[OFLAG] & termios.OPOST


class Terminal:
    """The terminal that the user sits at, opened afresh.

    `fd` is ours alone (read-write, O_NONBLOCK, close-on-exec). `attributes` are those that were
    in force before `raw()`; the inner terminal starts with them.
    """

    def __init__(self, inherited: int) -> None:
        """`inherited` is a descriptor of the terminal, such as 0. Raises OSError."""
        flags = os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            self.fd = os.open(os.ttyname(inherited), flags)
        except OSError:  # its name is out of reach, as after su or in a container
            self.fd = os.open("/dev/tty", flags)
        try:
            self.attributes: Attributes = termios.tcgetattr(self.fd)
        except termios.error as error:  # not an OSError, though it is one
            os.close(self.fd)
            raise OSError(*error.args) from error
        if not self.in_foreground():
            # What we see are the modes of the shell's line editor, at work meanwhile.
            self.attributes = cooked(self.attributes)
        self._is_raw = False

    def size(self) -> Size:
        """The window as it is now, which may be 0 x 0."""
        return window_size(self.fd) or FALLBACK_SIZE

    def in_foreground(self) -> bool:
        """Whether we may set modes: a background process would be stopped by SIGTTOU."""
        try:
            return os.tcgetpgrp(self.fd) == os.getpgrp()
        except OSError as error:
            # Not the terminal of our session (`setsid`, `su -c`): no job control, nobody stops us.
            return error.errno == errno.ENOTTY

    def raw(self) -> None:
        """Go raw, at once and keeping what was typed ahead (TCSANOW). Saves what it replaces.

        Called again after a stop, during which the user's shell may have set other modes. A
        terminal that is gone is left to whoever reads from it next.
        """
        try:
            current = termios.tcgetattr(self.fd)
            if not (self._is_raw and current == cfmakeraw(self.attributes)):
                self.attributes = current
            # Before the call: a signal may arrive in it, and it is harmless to restore too much.
            self._is_raw = True
            termios.tcsetattr(self.fd, termios.TCSANOW, cfmakeraw(self.attributes))
        except (OSError, termios.error):
            pass

    def restore(self) -> None:
        """Back to the user's modes once our output is out (TCSADRAIN). Safe to call twice."""
        if not self._is_raw:
            return
        self._is_raw = False
        # After our session lost the terminal, setting modes would stop us: ignore the signal.
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            termios.tcsetattr(self.fd, termios.TCSADRAIN, self.attributes)
        except (OSError, termios.error):
            pass  # the terminal is gone: there is nothing to restore
        finally:
            signal.signal(signal.SIGTTOU, before)

    def close(self) -> None:
        """Restore and give up the descriptor."""
        self.restore()
        os.close(self.fd)
