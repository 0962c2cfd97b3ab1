"""The window's size, in cells and pixels, from before the first instruction on."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from collections.abc import Callable

import pytest

from tests.e2e import programs
from tests.e2e.terminal import TERMPROXY, Terminal

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


ODD_SIZES = [(0, 0), (1, 1), (0, 80), (24, 0), (65535, 65535), (3, 2)]


@pytest.mark.parametrize("size", ODD_SIZES, ids=str)
def test_odd_sizes_are_passed_on_as_they_are(open_terminal: Wrap, size: tuple[int, int]) -> None:
    """A serial line says 0 x 0, and programs have their own idea of what that means."""
    line = " ".join(TERMPROXY)
    terminal = open_terminal("bash", "-c", f"echo GO; read -r x; stty size; exec {line} bash")
    terminal.gets(b"GO")
    set_size(terminal, *size, 0, 0)
    terminal.type("\n")
    terminal.gets(b"%d %d\r\n" % size)
    terminal.type("stty size; exit 3\n")
    assert terminal.end() == 3
    assert terminal.received.count(b"%d %d\r\n" % size) == 2


def test_a_window_that_loses_its_size(wrap: Wrap) -> None:
    terminal = wrap(sys.executable, "-c", programs.SIZES)
    terminal.gets(b"size=24,80,0,0;")
    set_size(terminal, 0, 0, 0, 0)
    terminal.gets(b"size=0,0,0,0;")
    set_size(terminal, 30, 90, 1, 1)
    terminal.gets(b"size=30,90,1,1;")
