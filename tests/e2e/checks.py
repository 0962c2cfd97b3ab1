"""What every relay must do, as checks that run against any wrapper.

`test_checks.py` runs them against termproxy, and `test_broken_relays.py` against relays with one
defect each: there the check that is named for it has to fail, so that none of them is idle.
A check gets a `Start`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import random
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tests.e2e import programs
from tests.e2e.terminal import Terminal

T = TypeVar("T")
PYTHON = (sys.executable, "-c")
ALL = bytes(range(256))


class Start:
    """Opens terminals in which `wrapper` runs a program."""

    def __init__(self, open_terminal: Callable[..., Terminal], wrapper: tuple[str, ...]) -> None:
        self.open_terminal = open_terminal
        self.wrapper = wrapper

    def __call__(
        self, *program: str, before: str = "", after: str = "", **options: Any
    ) -> Terminal:
        """`before` and `after` are lines of bash around it, in the same terminal."""
        argv = (*self.wrapper, *program)
        if after:
            argv = ("bash", "-c", f'{before}\n"$@"\n{after}', "bash", *argv)
        elif before:
            argv = ("bash", "-c", f'{before}\nexec "$@"', "bash", *argv)
        return self.open_terminal(*argv, **options)

    def direct(self, *program: str, **options: Any) -> Terminal:
        """The same without the wrapper."""
        return Start(self.open_terminal, ())(*program, **options)


# ----------------------------------------------------------------------------- bytes


def every_byte_value_reaches_a_raw_program(start: Start) -> None:
    terminal = start(*PYTHON, programs.BYTES_IN)
    terminal.gets(b"READY")
    terminal.type(ALL)
    terminal.gets(b">")
    assert terminal.end() == 0
    assert bytes(terminal.received) == b"READY<" + ALL.hex().encode() + b">"


def answers_of_the_terminal_reach_the_program(start: Start) -> None:
    """DA and CPR, as a terminal writes them: each in one piece."""
    answers = [b"\x1b[?62;22c", b"\x1b[1;1R", b"\x1bP1$r0m\x1b\\"]
    terminal = start(*PYTHON, programs.exact_bytes_in(len(b"".join(answers))))
    terminal.gets(b"READY")
    for answer in answers:
        os.write(terminal.fd, answer)
        wait_until_asleep(terminal, terminal.process.pid)  # each is a chunk of its own to the relay
    terminal.gets(b"<" + b"".join(answers).hex().encode() + b">")


def every_byte_value_reaches_the_terminal(start: Start) -> None:
    terminal = start(*PYTHON, programs.BYTES_OUT)
    assert terminal.end() == 0
    assert bytes(terminal.received) == b"READY" + ALL * 4 + b"DONE"


def a_cooked_program_has_its_own_line_discipline(start: Start) -> None:
    """All values again, with the user's own special characters and neither echo nor signals."""
    before = "stty -icrnl -ixon -isig -echo -opost -iexten eof undef erase undef kill undef"
    program = "import os; os.write(1, b'READY'); os.write(1, b'<' + os.read(0, 5000) + b'>')"
    line = ALL.replace(b"\n", b"") + b"\n"
    terminal = start(*PYTHON, program, before=before)
    terminal.gets(b"READY")
    terminal.type(line)
    assert terminal.end() == 0
    assert bytes(terminal.received) == b"READY<" + line + b">"


def a_paste_into_a_program_that_is_printing_arrives(start: Start) -> None:
    """Blocking writes to the pty hang here: pexpect, pty.spawn before 3.12, mosh, and others."""
    terminal = start(*PYTHON, programs.ECHO_BACK)
    terminal.gets(b"READY")
    paste = random.Random(7).randbytes(1_000_000)
    terminal.type(paste)
    assert terminal.end() == 0
    assert terminal.received.count(b"o") >= 1_000_000
    digest = hashlib.sha256(paste).hexdigest().encode()
    assert b"<" + digest + b">" in terminal.received


def the_last_bytes_of_a_fast_exit_arrive(start: Start) -> None:
    """util-linux#296, pexpect#120: the end of the output was lost under load."""
    for _ in range(10):
        terminal = start("printf", "x%04095dEND", "0")
        assert terminal.end() == 0
        assert len(terminal.received) == 4099
        assert terminal.received.endswith(b"END"), terminal.received[-20:]


def what_is_under_way_at_the_end_arrives(start: Start) -> None:
    """Nobody reads until the program has filled every buffer there is, and has ended."""
    terminal = start(*PYTHON, programs.FILL)
    relay = terminal.process.pid
    count = Path(f"/proc/{relay}/cwd/count")
    wait_for(terminal, lambda: count.exists() and not children(relay), "the program's end")
    written = int(count.read_text())
    assert written > 10_000
    assert terminal.end() == 0
    assert terminal.received.count(b"x") == written


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(terminal: Terminal, get: Callable[[], T], what: str) -> T:
    """Look until `get()` gives something, and give it back."""
    deadline = time.monotonic() + terminal.patience
    while not (found := get()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
    return found


def wait_until_asleep(terminal: Terminal, pid: int) -> None:
    """Until the relay's processor time stands still: it has read all that it is going to read."""
    before, same = "", 0
    deadline = time.monotonic() + terminal.patience
    while same < 2000:
        now = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
        same = same + 1 if now == before else 0
        before = now
        assert time.monotonic() < deadline, "it never rests"


def a_stalled_terminal_loses_nothing_and_costs_no_memory(
    start: Start, size: int = 20_000_000
) -> None:
    terminal = start("sh", "-c", f"head -c {size} /dev/zero | tr '\\0' 'z'; printf DONE")
    # Nobody reads: the queue fills to its mark, then the program is made to wait.
    terminal.until(lambda: len(terminal.received) > 1000, "the flood began")
    wait_until_asleep(terminal, terminal.process.pid)
    status = Path(f"/proc/{terminal.process.pid}/status").read_text()
    resident = re.search(r"VmRSS:\s+(\d+)", status)
    assert resident is not None
    assert int(resident[1]) < 24_000
    assert terminal.end() == 0
    assert terminal.received.count(b"z") == size
    assert terminal.received.endswith(b"DONE")


def nothing_is_asked_or_said(start: Start) -> None:
    terminal = start("printf", "only this")
    assert terminal.end() == 0
    assert bytes(terminal.received) == b"only this"


# ----------------------------------------------------------------------------- the terminal


def modes(fd: int) -> list[object]:
    attributes = termios.tcgetattr(fd)
    return [*attributes[:6], list(attributes[6])]


ODD_INPUT = "stty ignbrk brkint parmrk inlcr igncr istrip icrnl ixon echonl"


def the_terminal_is_as_cfmakeraw_makes_it(start: Start) -> None:
    """Python's tty.setraw is not cfmakeraw: five flags stay as they were."""
    terminal = start(*PYTHON, programs.RAW + "os.read(0, 1)", before=ODD_INPUT)
    terminal.gets(b"READY")
    iflag, oflag, cflag, lflag, _, _, cc = termios.tcgetattr(terminal.fd)
    assert iflag & input_flags() == 0
    assert oflag & termios.OPOST == 0
    assert cflag & (termios.CSIZE | termios.PARENB) == termios.CS8
    local = termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN
    assert lflag & local == 0
    assert (cc[termios.VMIN], cc[termios.VTIME]) == (1, 0)
    terminal.type("x")
    terminal.end()


def input_flags() -> int:
    flags = 0
    for name in ["IGNBRK", "BRKINT", "PARMRK", "ISTRIP", "INLCR", "IGNCR", "ICRNL", "IXON"]:
        flags |= getattr(termios, name)
    return flags


def the_program_sees_the_users_modes(start: Start) -> None:
    """asciinema, pty.spawn and pexpect start it with the kernel's defaults instead."""
    setting = "stty erase '^H' intr '^G' -ixon -echoctl eof '^X'; stty -a"
    terminal = start("stty", "-a", before=setting, cols=100)
    terminal.end()
    text = bytes(terminal.received).replace(b"\r\n", b"\n").decode()
    assert "intr = ^G" in text
    assert text[: len(text) // 2] == text[len(text) // 2 :]


def what_is_typed_before_the_start_is_kept(start: Start) -> None:
    """TCSAFLUSH throws it away: asciinema 2, pty.spawn and pexpect lose it."""
    terminal = start("cat", before="echo GO; read -r x </dev/tty")
    terminal.gets(b"GO")
    os.write(terminal.fd, b"one\nearly\n")
    terminal.gets(b"early\r\n", times=2)
    terminal.type(b"\x04")
    terminal.end()


def what_is_typed_for_later_is_kept(start: Start) -> None:
    """While the last output is still on its way, keys are the next reader's already."""
    flood = "head -c 60000 /dev/zero | tr '\\0' z; touch over"
    terminal = start("sh", "-c", flood, before="echo GO", after='read -r line; echo "got <$line>"')
    terminal.gets(b"GO")
    (relay,) = wait_for(terminal, lambda: children(terminal.process.pid), "the relay")
    over = Path(f"/proc/{relay}/cwd/over")
    wait_for(terminal, lambda: over.exists() and not children(relay), "the program's end")
    wait_until_asleep(terminal, relay)
    os.write(terminal.fd, b"for the shell\n")
    terminal.end()
    assert b"got <for the shell>" in terminal.received


def the_terminal_is_restored(start: Start) -> None:
    terminal = start("true", before=f"{ODD_INPUT}; stty -g; trap '' TERM", after="stty -g")
    terminal.end()
    first, second = bytes(terminal.received).split()
    assert first == second


def the_terminal_is_restored_after_a_signal(start: Start) -> None:
    terminal = start("sleep", "1000", before="stty -g; echo GO", after='echo "status $?"; stty -g')
    terminal.gets(b"GO")
    (relay,) = wait_for(terminal, lambda: children(terminal.process.pid), "the relay")
    terminal.until(lambda: not termios.tcgetattr(terminal.fd)[3] & termios.ICANON, "it is raw")
    os.kill(relay, signal.SIGTERM)
    terminal.end()
    first, _, status, second = bytes(terminal.received).split(b"\r\n")[:4]
    assert status == b"status 143"
    assert first == second


def nonblocking_mode_stays_with_the_relay(start: Start) -> None:
    check = "import fcntl, os; print('flags', fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK)"
    terminal = start("true", after=f'{sys.executable} -c "{check}"')
    terminal.end()
    assert "flags 0" in terminal.text()


# ----------------------------------------------------------------------------- the window


def set_size(terminal: Terminal, rows: int, cols: int, xpixel: int, ypixel: int) -> None:
    packed = struct.pack("HHHH", rows, cols, xpixel, ypixel)
    fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, packed)


def all_four_numbers_are_there_before_the_program_looks(start: Start) -> None:
    """asciinema and pexpect pass no pixels; pty.spawn leaves 0 x 0."""
    terminal = start(*PYTHON, programs.SIZES, before="echo GO; read -r x")
    terminal.gets(b"GO")
    set_size(terminal, 33, 101, 808, 660)
    terminal.type("\n")
    terminal.gets(b"size=")
    terminal.gets(b";")
    assert b"size=33,101,808,660;" in terminal.received
    assert terminal.received.count(b"size=") == 1


def each_of_sixty_resizes_arrives(start: Start) -> None:
    terminal = start(*PYTHON, programs.SIZES)
    terminal.gets(b"size=24,80,0,0;")
    for number in range(60):
        set_size(terminal, 24, 100 + number, 7, 8)
        terminal.gets(b"size=24,%d,7,8;" % (100 + number))


# ----------------------------------------------------------------------------- the program


def the_program_inherits_what_it_would_without_us(start: Start) -> None:
    """pexpect and pty.spawn leave SIGPIPE and SIGXFSZ ignored; pexpect closes descriptors."""
    program = (*programs.AS_STARTED, *PYTHON, programs.INHERITED)
    wrapped = inherited(start(*program, cols=2000, before="exec 7</dev/null"))
    direct = inherited(start.direct(*program, cols=2000, before="exec 7</dev/null"))
    del direct["tty"], wrapped["tty"]
    assert wrapped == direct
    assert 7 in wrapped["fds"]  # type: ignore[operator]
    assert int(str(wrapped["ignored"]), 16) == int(str(wrapped["blocked"]), 16) == 0
    assert wrapped["foreground"]
    assert wrapped["controlling"]


def inherited(terminal: Terminal) -> dict[str, object]:
    terminal.end()
    text = bytes(terminal.received)
    assert b"<" in text, text[-500:]
    return dict(json.loads(text[text.index(b"<") + 1 : text.index(b">")]))


def arguments_pass_untouched(start: Start) -> None:
    odd = ["", " ", "--record", "-x", "a'b\"c", "$HOME", "*", "\x01", "é"]
    program = "import sys; print(sys.orig_argv[0], sys.orig_argv[3:])"
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    terminal = start("python3", "-c", program, *odd, before=f"export PATH={path}", cols=300)
    terminal.end()
    assert terminal.text() == f"python3 {odd}"


def standard_error_that_goes_elsewhere_stays_there(start: Start) -> None:
    program = ("sh", "-c", "echo out; echo err >&2")
    terminal = start(*program, before="exec 2>errors", after="echo --; cat errors")
    terminal.end()
    assert bytes(terminal.received) == b"out\r\n--\r\nerr\r\n"


# ----------------------------------------------------------------------------- the end


def the_status_is_the_programs(start: Start) -> None:
    ways = {"exit 7": 7, "exit 255": 255, "kill -9 $$": 137, "kill -TERM $$": 143}
    for script, status in ways.items():
        assert start("bash", "-c", script).end() == status


def a_program_that_is_not_there_is_127(start: Start) -> None:
    terminal = start("no-such-program-xyz")
    assert terminal.end() == 127
    assert "no-such-program-xyz" in terminal.text()


def descendants_do_not_hold_the_exit(start: Start) -> None:
    """pty.spawn, asciinema and ttyrec wait as long as those live."""
    terminal = start("bash", "-c", "trap '' HUP; sleep 1000 & echo pid=$!; exit 5")
    try:
        assert terminal.end() == 5
    finally:
        os.kill(int(bytes(terminal.received).split(b"pid=")[1].split()[0]), signal.SIGKILL)


def a_closed_terminal_ends_it(start: Start) -> None:
    """script 2.38 and asciinema 2 live on here, with the program."""
    terminal = start("sh", "-c", "echo UP; sleep 1000; echo over")
    terminal.gets(b"UP")
    relay = Path(f"/proc/{terminal.process.pid}/stat")
    terminal.hang_up()
    deadline = time.monotonic() + terminal.patience
    while relay.exists() and relay.read_text().rpartition(")")[2].split()[0] not in "ZX":
        assert time.monotonic() < deadline, "it lives on"


CHECKS: tuple[Callable[[Start], None], ...] = (
    every_byte_value_reaches_a_raw_program,
    answers_of_the_terminal_reach_the_program,
    every_byte_value_reaches_the_terminal,
    a_cooked_program_has_its_own_line_discipline,
    a_paste_into_a_program_that_is_printing_arrives,
    the_last_bytes_of_a_fast_exit_arrive,
    what_is_under_way_at_the_end_arrives,
    a_stalled_terminal_loses_nothing_and_costs_no_memory,
    nothing_is_asked_or_said,
    the_terminal_is_as_cfmakeraw_makes_it,
    the_program_sees_the_users_modes,
    what_is_typed_before_the_start_is_kept,
    what_is_typed_for_later_is_kept,
    the_terminal_is_restored,
    the_terminal_is_restored_after_a_signal,
    nonblocking_mode_stays_with_the_relay,
    all_four_numbers_are_there_before_the_program_looks,
    each_of_sixty_resizes_arrives,
    the_program_inherits_what_it_would_without_us,
    arguments_pass_untouched,
    standard_error_that_goes_elsewhere_stays_there,
    the_status_is_the_programs,
    a_program_that_is_not_there_is_127,
    descendants_do_not_hold_the_exit,
    a_closed_terminal_ends_it,
)
