"""Bytes: what the terminal and the program receive is what the other sent."""

from __future__ import annotations

import hashlib
import os
import random
import re
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import programs
from tests.e2e.terminal import PATIENCE, TERMPROXY, Terminal

Wrap = Callable[..., Terminal]
PYTHON = (sys.executable, "-c")
ALL = bytes(range(256))

# Directly, wrapped, and wrapped twice.
LEVELS = pytest.mark.parametrize("levels", [1, 2], ids=["wrapped", "wrapped twice"])


def nested(levels: int) -> tuple[str, ...]:
    return TERMPROXY * levels


@LEVELS
def test_every_byte_value_reaches_a_raw_program(open_terminal: Wrap, levels: int) -> None:
    terminal = open_terminal(*nested(levels), *PYTHON, programs.BYTES_IN)
    terminal.gets(b"READY")
    terminal.type(ALL)
    terminal.gets(b"<" + ALL.hex().encode() + b">")
    assert terminal.end() == 0


@LEVELS
def test_every_byte_value_reaches_the_terminal(open_terminal: Wrap, levels: int) -> None:
    terminal = open_terminal(*nested(levels), *PYTHON, programs.BYTES_OUT)
    assert terminal.end() == 0
    assert bytes(terminal.received) == b"READY" + ALL * 4 + b"DONE"


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


def test_a_cooked_program_sees_the_users_modes(open_terminal: Wrap) -> None:
    """asciinema, pty.spawn and pexpect start it with the kernel's defaults instead."""
    setting = "stty erase '^H' intr '^G' -ixon -echoctl eof '^X'; "
    direct = open_terminal("bash", "-c", setting + "exec stty -a")
    direct.end()
    wrapped = open_terminal("bash", "-c", setting + "exec " + " ".join(TERMPROXY) + " stty -a")
    wrapped.end()
    assert direct.text() == wrapped.text()
    assert "intr = ^G" in wrapped.text()


def test_a_cooked_program_gets_lines_edited_by_its_terminal(wrap: Wrap) -> None:
    terminal = wrap("cat")
    terminal.type(b"abX\x7fc\n")
    terminal.gets(b"abc\r\n")
    terminal.type(b"\x04")
    assert terminal.end() == 0


def test_a_paste_into_a_program_that_is_printing_does_not_deadlock(wrap: Wrap) -> None:
    """Blocking writes to the pty hang here: pexpect, pty.spawn before 3.12, mosh, and others."""
    terminal = wrap(*PYTHON, programs.ECHO_BACK)
    terminal.gets(b"READY")
    paste = random.Random(7).randbytes(1_000_000)
    terminal.type(paste)
    assert terminal.end() == 0
    assert terminal.received.count(b"o") >= 1_000_000
    digest = hashlib.sha256(paste).hexdigest().encode()
    assert b"<" + digest + b">" in terminal.received


def test_the_last_bytes_of_a_fast_exit_arrive(wrap: Wrap) -> None:
    """util-linux#296, pexpect#120: the end of the output was lost under load."""
    script = "i=0; while [ $i -lt 1000 ]; do printf Bingo; i=$((i+1)); done"
    terminal = wrap("sh", "-c", script)
    assert terminal.end() == 0
    assert terminal.received.count(b"Bingo") == 1000
    for _ in range(15):
        terminal = wrap("printf", "x%04095dEND", "0")
        assert terminal.end() == 0
        assert terminal.received.endswith(b"END"), terminal.received[-20:]


def proc(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


def wait_until_asleep(pid: int) -> None:
    """Until the relay's processor time stands still: it has read all that it is going to read."""
    before, same = "", 0
    deadline = time.monotonic() + PATIENCE
    while same < 2000:
        now = proc(pid, "schedstat").split()[0]
        same = same + 1 if now == before else 0
        before = now
        assert time.monotonic() < deadline, "it never rests"


def test_a_stalled_terminal_loses_nothing_and_costs_no_memory(wrap: Wrap) -> None:
    size = 20_000_000
    terminal = wrap("sh", "-c", f"head -c {size} /dev/zero | tr '\\0' 'z'; printf DONE")
    # Nobody reads: the queue fills to its mark, then the program is made to wait.
    terminal.until(lambda: len(terminal.received) > 1000, "the flood began")
    wait_until_asleep(terminal.process.pid)
    resident = re.search(r"VmRSS:\s+(\d+)", proc(terminal.process.pid, "status"))
    assert resident is not None
    assert terminal.end() == 0
    assert terminal.received.count(b"z") == size
    assert terminal.received.endswith(b"DONE")
    assert int(resident[1]) < 24_000


def test_type_ahead_before_the_start_is_kept(open_terminal: Wrap) -> None:
    """TCSAFLUSH throws it away: asciinema 2, pty.spawn and pexpect lose it."""
    line = " ".join(TERMPROXY)
    terminal = open_terminal("bash", "-c", f"echo GO; read -r x </dev/tty; exec {line} cat")
    terminal.gets(b"GO")
    os.write(terminal.fd, b"one\nearly\n")
    terminal.gets(b"early\r\n", times=2)
    terminal.type(b"\x04")
    terminal.end()


def test_nonblocking_mode_does_not_leak_to_the_users_shell(open_terminal: Wrap) -> None:
    line = " ".join(TERMPROXY)
    check = "import fcntl, os; print('flags', fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK)"
    terminal = open_terminal("bash", "-c", f'{line} true; {sys.executable} -c "{check}"')
    terminal.end()
    assert "flags 0" in terminal.text()


def test_modes_are_back_after_an_ordinary_end(open_terminal: Wrap) -> None:
    line = " ".join(TERMPROXY)
    terminal = open_terminal("bash", "-c", f"stty -g; {line} true; stty -g", cols=200)
    terminal.end()
    first, second = terminal.text().split("\n")
    assert first == second
    assert int(first.split(":")[3], 16) & termios.ICANON
