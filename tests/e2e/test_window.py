"""The window's size, in cells and pixels, from before the first instruction on."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from collections.abc import Callable

from tests.e2e import programs
from tests.e2e.terminal import Terminal

Wrap = Callable[..., Terminal]


def set_size(terminal: Terminal, rows: int, cols: int, xpixel: int, ypixel: int) -> None:
    packed = struct.pack("HHHH", rows, cols, xpixel, ypixel)
    fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, packed)


def test_a_burst_of_resizes_ends_at_the_last(wrap: Wrap) -> None:
    terminal = wrap(sys.executable, "-c", programs.SIZES)
    terminal.gets(b"size=24,80,0,0;")
    for number in range(200):
        set_size(terminal, 10 + number % 50, 100 + number, 5, 6)
    terminal.gets(b"size=%d,299,5,6;" % (10 + 199 % 50))
