"""Termproxy as a job of the user's shell: stopped, continued, in the background, on its own."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Callable
from pathlib import Path

from tests.e2e.checks import children, wait_for
from tests.e2e.terminal import TERMPROXY, Terminal, environment, needs

Wrap = Callable[..., Terminal]
LINE = " ".join(TERMPROXY)


def outer_shell(open_terminal: Wrap, home: Path) -> Terminal:
    terminal = open_terminal("bash", "--norc", env=environment(home, PS1="outer$ "))
    terminal.shows("outer$")
    return terminal


def job(terminal: Terminal) -> int:
    """The only job of the shell in the terminal."""
    return wait_for(terminal, lambda: children(terminal.process.pid), "the job")[0]


def is_raw(terminal: Terminal) -> bool:
    return not termios.tcgetattr(terminal.fd)[1] & termios.OPOST


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_stop_then_background_then_foreground(open_terminal: Wrap, home: Path) -> None:
    terminal = outer_shell(open_terminal, home)
    terminal.type(f"{LINE} sh -c 'read -r a; echo one $a; read -r b; echo two $b'\n")
    terminal.until(lambda: is_raw(terminal), "it is raw")
    wrapper = job(terminal)
    os.kill(wrapper, signal.SIGTSTP)
    terminal.shows("Stopped")
    terminal.type("bg\n")
    wait_for(terminal, lambda: state(wrapper) == "S", "it runs")
    terminal.type("echo the shell has $((40+2)) keys\n")
    terminal.shows("the shell has 42 keys")
    terminal.type("fg\n")
    wait_for(
        terminal,
        lambda: os.tcgetpgrp(terminal.fd) == wrapper and is_raw(terminal),
        "it has the terminal",
    )
    terminal.type("first\n")
    terminal.shows("one first")
    terminal.type("second\n")
    terminal.shows("two second")
    terminal.until(lambda: terminal.text().endswith("outer$"), "the shell is back")


def test_output_in_the_background_under_tostop_waits(open_terminal: Wrap, home: Path) -> None:
    terminal = outer_shell(open_terminal, home)
    terminal.type("stty tostop; echo s''et\n")
    terminal.shows("set")
    terminal.type(f"{LINE} sh -c 'echo written $((40+2))' &\n")
    wrapper = job(terminal)
    wait_for(terminal, lambda: state(wrapper) == "T", "it is stopped")
    assert "written 42" not in terminal.text()
    terminal.type("fg\n")
    terminal.shows("written 42")


def test_an_editor_in_the_background_is_stopped_as_without_us(
    open_terminal: Wrap, home: Path
) -> None:
    """Its screen would be drawn over the shell's; a terminal stops who sets its modes."""
    terminal = outer_shell(open_terminal, home)
    editor = "stty -icanon -echo; echo drawn $((40+2)); read -r x; echo got $x"
    terminal.type(f"{LINE} sh -c '{editor}' &\n")
    wrapper = job(terminal)
    wait_for(terminal, lambda: state(wrapper) == "T", "it is stopped")
    assert "drawn 42" not in terminal.text()
    terminal.type("fg\n")
    terminal.shows("drawn 42")
    terminal.type("text\n")
    terminal.shows("got text")


def test_all_of_a_program_that_stops_itself_is_woken(open_terminal: Wrap, home: Path) -> None:
    terminal = outer_shell(open_terminal, home)
    inner = "sleep 0.01 | cat; kill -STOP 0; echo woken $((40+2)); exit 3"
    terminal.type(f"{LINE} sh -c '{inner}'\n")
    terminal.shows("Stopped")
    terminal.type("fg\n")
    terminal.shows("woken 42")


def test_the_first_program_of_a_terminal_cannot_be_stopped(wrap: Wrap) -> None:
    """There is no shell to say `fg`: the kernel discards the stop, and so it goes on."""
    terminal = wrap("bash")
    terminal.gets(b"$ ")
    terminal.signal(signal.SIGTSTP)
    terminal.type("kill -STOP $$; echo on $((40+2))\n")
    terminal.shows("on 42")
    terminal.type("exit 4\n")
    assert terminal.end() == 4


def test_a_signal_that_does_nothing_does_nothing(wrap: Wrap) -> None:
    terminal = wrap(sys.executable, "-c", "print('UP', flush=True); print('got', input())")
    terminal.shows("UP")
    terminal.signal(signal.SIGCONT)
    terminal.signal(signal.SIGWINCH)
    terminal.type("line\n")
    terminal.shows("got line")
    assert terminal.end() == 0


def test_a_terminal_that_is_not_its_sessions_is_used_all_the_same(
    open_terminal: Wrap, home: Path
) -> None:
    """`setsid`, `su -c`: no job control and no /dev/tty, but a terminal at 0, 1 and 2."""
    inner = "import sys, tty, os; tty.setraw(0); os.write(1, b'RAW'); print(os.read(0, 9))"
    terminal = open_terminal("setsid", "-w", *TERMPROXY, sys.executable, "-c", inner)
    terminal.gets(b"RAW")
    terminal.type(b"\x03")
    terminal.gets(b"b'\\x03'")
    terminal.end()


# --------------------------------------------------------------------------- ^Z
# The kernel does not stop a process whose parent is in another session.


def test_a_program_is_suspended_by_its_key_and_goes_on(open_terminal: Wrap, home: Path) -> None:
    terminal = outer_shell(open_terminal, home)
    terminal.type(f"{LINE} sh -c 'cat; exit 3'\n")
    copies(terminal, "up")
    for number in (1, 2):
        terminal.type(b"\x1a")
        terminal.until(lambda n=number: terminal.text().count("Stopped") == n, "it is stopped")
        terminal.until(lambda: not is_raw(terminal), "the shell has the terminal")
        terminal.type(f"echo between {number}$((40+2))\n")
        terminal.shows(f"between {number}42")
        terminal.type("fg\n")
        copies(terminal, f"line {number}")
    terminal.type(b"\x04")
    terminal.until(lambda: terminal.text().endswith("outer$"), "it ended")
    terminal.type("echo status $?\n")
    terminal.shows("status 3")


def test_an_editor_that_suspends_itself(open_terminal: Wrap, home: Path) -> None:
    """vim gets ^Z as a key, and signals its own group."""
    needs("vim")
    terminal = outer_shell(open_terminal, home)
    terminal.type(f"{LINE} vim -u NONE -N file\n")
    terminal.shows("[New]")
    terminal.type("ihello\x1b\x1a")
    terminal.shows("Stopped")
    terminal.type("echo $((40+2)) here\n")
    terminal.shows("42 here")
    terminal.type("fg\n")
    terminal.until(lambda: is_raw(terminal), "it is raw")
    terminal.gets(b"hello", times=2)  # drawn again
    terminal.type(":wq\r")
    terminal.until(lambda: terminal.rows()[-1] == "outer$", "it ended")
    assert (home / "file").read_text() == "hello\n"


def test_a_suspended_program_ends_when_it_is_told_to(open_terminal: Wrap, home: Path) -> None:
    terminal = outer_shell(open_terminal, home)
    terminal.type(f"{LINE} sh -c 'cat; exit 3'\n")
    copies(terminal, "up")
    wrapper = job(terminal)
    inside = descendants(wrapper)
    terminal.type(b"\x1a")
    terminal.shows("Stopped")
    terminal.type("kill %1; fg\n")
    terminal.until(lambda: terminal.rows()[-1] == "outer$", "it ended")
    wait_for(terminal, lambda: not any(map(alive, inside)), "nobody is left")


def test_a_program_alone_in_its_terminal_is_not_suspended(wrap: Wrap) -> None:
    """There is no shell to say `fg`: as without us, it goes on."""
    terminal = wrap("cat")
    copies(terminal, "up")
    terminal.type(b"\x1a")
    terminal.gets(b"^Z")
    copies(terminal, "still here")
    terminal.type(b"\x04")
    assert terminal.end() == 0


def test_a_shell_leads_its_own_session(wrap: Wrap) -> None:
    """It needs no parent there, and most of us wrap nothing else."""
    terminal = wrap("bash")
    terminal.gets(b"$ ")
    terminal.type("cut -d' ' -f6 /proc/$$/stat | sed s/$$/leader/\n")
    terminal.shows("\nleader")


def copies(terminal: Terminal, line: str) -> None:
    """cat runs: its shell, stopped between fork and exec, could not be (vfork(2))."""
    terminal.until(lambda: is_raw(terminal), "it is raw")
    terminal.type(line + "\n")
    terminal.until(lambda: terminal.text().count(line) == 2, f"cat copies {line!r}")


def descendants(pid: int) -> list[int]:
    found = list(children(pid))
    return found + [below for child in found for below in descendants(child)]


def alive(pid: int) -> bool:
    try:
        return state(pid) != "Z"
    except OSError:
        return False
