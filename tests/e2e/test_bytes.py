"""Bytes: what the terminal and the program receive is what the other sent."""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

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


def test_a_thousand_small_programs(wrap: Wrap) -> None:
    """util-linux's test for losses under load."""
    script = "i=0; while [ $i -lt 1000 ]; do /usr/bin/printf Bingo; i=$((i+1)); done"
    terminal = wrap("sh", "-c", script)
    assert terminal.end() == 0
    assert terminal.received.count(b"Bingo") == 1000


def test_a_hundred_megabytes_to_a_slow_terminal(wrap: Wrap) -> None:
    size = 100_000_000
    terminal = wrap("sh", "-c", f"head -c {size} /dev/zero | tr '\\0' 'z'; printf DONE")
    status = Path(f"/proc/{terminal.process.pid}/status")
    os.set_blocking(terminal.fd, True)
    count, end = 0, b""
    while not end.endswith(b"DONE"):
        data = os.read(terminal.fd, 2048)  # 50,000 reads: it is always we who are waited for
        count += data.count(b"z")
        end = (end + data)[-4:]
    assert count == size
    highest = re.search(r"VmHWM:\s+(\d+)", status.read_text())
    assert highest is not None
    assert int(highest[1]) < 24_000
    assert terminal.end() == 0
