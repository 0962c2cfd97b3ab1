"""Who outlives whom: closed terminals, background children, stops and continues."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.checks import children, wait_for
from tests.e2e.terminal import PATIENCE, TERMPROXY, Terminal, environment

Wrap = Callable[..., Terminal]


def descendants(pid: int) -> list[int]:
    family = children(pid)
    for child in family:
        family += children(child)
    return family


def name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text()


def wait_for_end(*pids: int) -> None:
    """Until none of them runs (zombies have ended)."""
    deadline = time.monotonic() + PATIENCE
    left = set(pids)
    while left:
        for pid in list(left):
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                state = "X"
            if state in "ZX":
                left.discard(pid)
        assert time.monotonic() < deadline, f"still running: {left}"


@pytest.mark.parametrize("program", [("bash",), ("sh", "-c", "sleep 1000; echo over")])
def test_a_closed_terminal_ends_everything(wrap: Wrap, program: tuple[str, ...]) -> None:
    """script 2.38 and asciinema 2 live on here, with the program."""
    terminal = wrap(*program)
    if program == ("bash",):
        terminal.shows("$")
        terminal.type("sleep 1000\n")

    def asleep() -> bool:
        return any("sleep" in comm for comm in map(name, descendants(terminal.process.pid)))

    terminal.until(asleep, "the program sleeps")
    family = [terminal.process.pid, *descendants(terminal.process.pid)]
    terminal.hang_up()
    wait_for_end(*family)


@pytest.mark.parametrize(
    "leave",
    [
        "trap '' HUP; sleep 1000 >/dev/null 2>&1 & ",
        "trap '' HUP; (while :; do printf '.'; done) & ",
        "setsid sleep 1000 & ",
        "set -m; (trap '' HUP; sleep 1000) & ",
    ],
    ids=["ignoring HUP", "printing for ever", "its own session", "its own group"],
)
def test_descendants_do_not_hold_the_exit(wrap: Wrap, leave: str) -> None:
    """pty.spawn, asciinema and ttyrec wait as long as those live."""
    terminal = wrap("bash", "-c", leave + "echo pid=$!; exit 5")
    assert terminal.end() == 5
    text = bytes(terminal.received).decode(errors="replace")
    pid = int(text.split("pid=")[1].split()[0])
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # the hang-up was quicker than its setsid


def outer_shell(open_terminal: Wrap, home: Path) -> Terminal:
    terminal = open_terminal("bash", "--norc", env=environment(home, PS1="outer$ "))
    terminal.shows("outer$")
    return terminal


def test_stop_and_continue_from_outside(open_terminal: Wrap, home: Path) -> None:
    """Peers stop with the terminal left raw, and after `fg` relay on a cooked one."""
    terminal = outer_shell(open_terminal, home)
    terminal.type("stty -g > before; " + " ".join(TERMPROXY) + " bash\n")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the inner prompt is up")
    (wrapper,) = children(terminal.process.pid)
    os.kill(wrapper, signal.SIGTSTP)
    terminal.shows("Stopped")
    terminal.type("stty -g | cmp - before && echo SA''ME\n")
    terminal.shows("SAME")
    terminal.resize(70, 20)
    terminal.type("fg\n")
    terminal.until(lambda: b"Stopped" in terminal.received, "it is back")
    terminal.type("stty size; echo in $((40+2))\n")
    terminal.shows("20 70", "in 42")
    terminal.type("exit 9\n")
    terminal.until(lambda: terminal.text().endswith("outer$"), "the outer prompt is back")
    terminal.type("echo status $?; stty -g | cmp - before && echo SA''ME2\n")
    terminal.shows("status 9", "SAME2")


def test_started_in_the_background_it_relays_and_fg_makes_it_raw(
    open_terminal: Wrap, home: Path
) -> None:
    terminal = outer_shell(open_terminal, home)
    read = "printf PRO''MPT; read -r line; echo \"got <$line>\""
    terminal.type(" ".join(TERMPROXY) + f" bash -c '{read}' &\n")
    terminal.shows("PROMPT")
    terminal.type("echo still $((40+2))\n")
    terminal.shows("still 42")
    terminal.type("fg\n")
    (wrapper,) = children(terminal.process.pid)

    def in_front() -> bool:
        stat = Path(f"/proc/{wrapper}/stat").read_text().rpartition(")")[2].split()
        return stat[5] == stat[2]

    terminal.until(in_front, "it has the terminal")
    terminal.type("hello\n")
    terminal.shows("got <hello>")


def test_a_program_that_stops_itself_stops_us_and_fg_wakes_both(
    open_terminal: Wrap, home: Path
) -> None:
    terminal = outer_shell(open_terminal, home)
    inner = "kill -STOP $$; echo woken $((40+2)); exit 3"
    terminal.type(" ".join(TERMPROXY) + f" sh -c '{inner}'\n")
    terminal.shows("Stopped")
    terminal.type("fg\n")
    terminal.shows("woken 42")
    # What is typed before that is the program's, which ends without reading it.
    terminal.until(lambda: terminal.rows()[-1] == "outer$", "it has ended")
    terminal.type("echo status $?\n")
    terminal.shows("status 3")


def test_a_second_signal_is_immediate(wrap: Wrap) -> None:
    stubborn = "import signal,time\nfor s in (1,2,3,15): signal.signal(s,signal.SIG_IGN)\n"
    terminal = wrap(sys.executable, "-c", stubborn + "print('UP', flush=True)\ntime.sleep(1000)")
    terminal.shows("UP")
    (child,) = children(terminal.process.pid)
    terminal.signal(signal.SIGTERM)
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    wait_for_end(child)


def test_a_signal_reaches_the_foreground_program(wrap: Wrap) -> None:
    terminal = wrap("sh", "-c", "trap 'echo GOT; exit 0' TERM; echo UP; while :; do sleep 1; done")
    terminal.shows("UP")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert "GOT" in terminal.text()


def test_a_program_that_cleans_up_is_given_time(wrap: Wrap) -> None:
    """It was hung up on after half a second and killed after one."""
    tidy = "trap 'sleep 1.5; echo TIDY; exit 0' TERM; echo UP; while :; do sleep 0.1; done"
    terminal = wrap("sh", "-c", tidy)
    terminal.shows("UP")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert "TIDY" in terminal.text()


def test_one_request_made_twice_is_no_second_request(wrap: Wrap) -> None:
    """timeout(1) signals its child and then its process group, so each signal comes twice."""
    tidy = "trap 'sleep 0.7; echo TIDY; exit 0' TERM; echo UP; while :; do sleep 0.1; done"
    terminal = wrap("sh", "-c", tidy)
    terminal.shows("UP")
    terminal.signal(signal.SIGTERM)
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert "TIDY" in terminal.text()


def test_what_ignores_a_hang_up_survives_its_terminal_and_does_not_hold_us(
    wrap: Wrap, home: Path
) -> None:
    """`nohup` is there for that, and it was killed after half a second."""
    survivor = "trap '' HUP; echo UP; read -r x < go; echo done > result"
    os.mkfifo(home / "go")
    terminal = wrap("sh", "-c", survivor)
    terminal.shows("UP")
    wrapper = terminal.process.pid
    terminal.hang_up()
    wait_for_end(wrapper)
    (home / "go").write_text("now\n")
    wait_for(terminal, (home / "result").exists, "the survivor's result")


def test_a_program_that_saves_its_work_at_a_hang_up_has_the_time(wrap: Wrap, home: Path) -> None:
    careful = "trap 'sleep 1; echo saved > result; exit' HUP; echo UP; while :; do sleep 0.1; done"
    terminal = wrap("sh", "-c", careful)
    terminal.shows("UP")
    family = [terminal.process.pid, *descendants(terminal.process.pid)]
    terminal.hang_up()
    wait_for_end(family[0])
    assert (home / "result").read_text() == "saved\n"


@pytest.mark.parametrize("program", [("bash",), ("cat",), ("sh", "-c", "sleep 1000; echo over")])
def test_nothing_survives_a_relay_that_is_killed(wrap: Wrap, program: tuple[str, ...]) -> None:
    """The kernel tells only the leader of the session. Ours ignored it, the program lived on."""
    terminal = wrap(*program)
    last = "sleep" if "-c" in program else program[0]

    def up() -> bool:
        return any(last in comm for comm in map(name, descendants(terminal.process.pid)))

    terminal.until(up, "the program runs")
    family = descendants(terminal.process.pid)
    terminal.signal(signal.SIGKILL)
    wait_for_end(*family)


STATES = {
    "at the very start": "",
    "running": "UP",
    "with output that nobody took": "zzz",
}


@pytest.mark.parametrize("state", STATES)
def test_a_terminal_can_close_at_any_time(wrap: Wrap, state: str) -> None:
    program = "echo UP; yes zzzzzzz | head -c 100000; sleep 1000"
    terminal = wrap("sh", "-c", program)
    if STATES[state]:
        terminal.gets(STATES[state].encode())
    family = [terminal.process.pid, *descendants(terminal.process.pid)]
    terminal.hang_up()
    wait_for_end(*family)


def test_a_terminal_can_close_while_the_last_output_waits(wrap: Wrap) -> None:
    terminal = wrap("sh", "-c", "head -c 60000 /dev/zero | tr '\\0' z")
    terminal.gets(b"z")
    wrapper = terminal.process.pid
    wait_for(terminal, lambda: not children(wrapper), "the program's end")
    terminal.hang_up()
    wait_for_end(wrapper)


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "in the background"])
def test_a_terminal_can_close_while_we_are_no_foreground_job(
    open_terminal: Wrap, home: Path, stopped: bool
) -> None:
    """In the background nothing was read from it, so that its end was not seen: even the
    shell being killed, which then sends no SIGHUP."""
    terminal = outer_shell(open_terminal, home)
    terminal.type(" ".join(TERMPROXY) + " sh -c 'echo U''P; sleep 1000' &\n")
    terminal.shows("UP")
    (wrapper,) = children(terminal.process.pid)
    family = [wrapper, *descendants(wrapper)]
    if stopped:
        os.kill(wrapper, signal.SIGSTOP)
        stat = Path(f"/proc/{wrapper}/stat")
        wait_for(terminal, lambda: ") T" in stat.read_text(), "its stop")
    os.kill(terminal.process.pid, signal.SIGKILL)
    terminal.hang_up()
    wait_for_end(*family)
