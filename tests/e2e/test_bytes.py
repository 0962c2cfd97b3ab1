"""Bytes: what the terminal and the program receive is what the other sent."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable

from tests.e2e import programs
from tests.e2e.terminal import Terminal

Wrap = Callable[..., Terminal]
PYTHON = (sys.executable, "-c")
ALL = bytes(range(256))


def test_input_in_random_pieces_arrives_whole(wrap: Wrap) -> None:
    chance = random.Random(20260101)
    for _ in range(3):
        terminal = wrap(*PYTHON, programs.BYTES_IN)
        terminal.gets(b"READY")
        at = 0
        while at < 256:
            step = chance.randint(1, 40)
            os.write(terminal.fd, ALL[at : at + step])
            at += step
        terminal.gets(b"<" + ALL.hex().encode() + b">")


def test_a_cooked_program_gets_lines_edited_by_its_terminal(wrap: Wrap) -> None:
    terminal = wrap("cat")
    terminal.type(b"abX\x7fc\n")
    terminal.gets(b"abc\r\n")
    terminal.type(b"\x04")
    assert terminal.end() == 0
