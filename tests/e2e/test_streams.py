"""Streams that are closed or elsewhere, and everything else that a caller can hand down."""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import TERMPROXY, Terminal, environment
from tests.e2e.test_pipes import run, shell

Wrap = Callable[..., Terminal]
LINE = " ".join(TERMPROXY)
CLOSED = [c for n in range(1, 4) for c in itertools.combinations((0, 1, 2), n)]

REPORT = (
    "import os, stat, sys\n"
    "def kind(fd):\n"
    "    try: mode = os.fstat(fd).st_mode\n"
    "    except OSError: return 'closed'\n"
    "    return 'tty' if os.isatty(fd) else stat.filemode(mode)[0]\n"
    "kinds = [kind(fd) for fd in range(3)]\n"
    "open('report', 'a').write(' '.join(kinds) + '\\n')\n"
    "sys.exit(9)\n"
)


def closing(closed: tuple[int, ...], elsewhere: str = "") -> str:
    return " ".join(f"{fd}<&-" if fd == 0 else f"{fd}>&-" for fd in closed) + elsewhere


def same_report(home: Path) -> None:
    direct, wrapped = (home / "report").read_text().splitlines()
    assert wrapped == direct


@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_closed_streams_are_closed_for_the_program(
    open_terminal: Wrap, home: Path, closed: tuple[int, ...]
) -> None:
    python = f'{sys.executable} -c "$REPORT" {closing(closed)}'
    script = f"{python}; echo $?; {LINE} --no-hints {python}; echo $?"
    env = environment(home, REPORT=REPORT)
    terminal = open_terminal("bash", "-c", script, env=env)
    terminal.end()
    assert terminal.text().split() == ["9", "9"]
    same_report(home)


@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_closed_streams_without_a_terminal(home: Path, closed: tuple[int, ...]) -> None:
    python = f'{sys.executable} -c "$REPORT" {closing(closed)}'
    env = f"export REPORT='{REPORT.replace(chr(39), chr(34))}'; "
    direct = shell(home, f"{env}{python}; echo $?")
    wrapped = shell(home, f"{env}$TP --no-hints {python}; echo $?")
    assert wrapped == direct
    same_report(home)


@pytest.mark.parametrize(
    "elsewhere",
    ["</dev/null", "< file", "2> errors", "2>/dev/null", "> out", "> out 2>&1", "<> out"],
)
def test_streams_that_are_elsewhere(open_terminal: Wrap, home: Path, elsewhere: str) -> None:
    (home / "file").write_text("content\n")
    python = f'{sys.executable} -c "$REPORT" {elsewhere}'
    script = f"{python}; echo $?; {LINE} --no-hints {python}; echo $?"
    terminal = open_terminal("bash", "-c", script, env=environment(home, REPORT=REPORT))
    terminal.end()
    assert terminal.text().split() == ["9", "9"]
    direct, wrapped = (home / "report").read_text().splitlines()
    # What goes to a file is copied on its way there, and was a pipe to the program.
    assert wrapped == direct.replace("tty - tty", "tty p tty").replace("tty - -", "tty p p")


@pytest.mark.parametrize("options", ["", "--record s.cast"])
def test_a_pipe_into_a_program_at_the_terminal(
    open_terminal: Wrap, home: Path, options: str
) -> None:
    """script, pty.spawn and others hang here, and print \\r\\r\\n."""
    inner = "cat | od -c; yes | head -1; exit 3"
    script = f"printf abc | {LINE} {options} --no-hints sh -c '{inner}' 2>/dev/null; echo $?"
    terminal = open_terminal("bash", "-c", script)
    terminal.end()
    assert terminal.text().split() == ["0000000", "a", "b", "c", "0000003", "y", "3"]
    assert b"\r\r\n" not in terminal.received


def test_a_recording_of_a_program_that_reads_a_pipe_and_the_keyboard(
    open_terminal: Wrap, home: Path
) -> None:
    inner = "read -r a; read -r b </dev/tty; echo piped $a typed $b"
    script = f"echo one | {LINE} --record s.cast --no-hints sh -c '{inner}'"
    terminal = open_terminal("bash", "-c", script)
    terminal.until(lambda: (home / "s.cast").exists(), "it records")
    terminal.type("two\n")
    terminal.shows("piped one typed two")
    assert terminal.end() == 0
    assert "piped one typed two" in (home / "s.cast").read_text()


def test_a_head_that_has_enough_ends_it_as_without_us(home: Path) -> None:
    line = "seq 1000000 | head -1; echo ${PIPESTATUS[@]}"
    assert shell(home, "$TP --no-hints " + line) == shell(home, line) == b"1\n141 0\n"


def test_output_without_end_by_a_daemon_does_not_hold_us(home: Path) -> None:
    """Copying went on for as long as anything came."""
    # Never quiet, but no faster than the shell writes lines: they all go to a file.
    script = "echo $$ >pid; (trap '' HUP PIPE; while :; do echo y; done) & exit 5"
    try:
        with open(home / "out", "wb") as out:
            done = run(
                home, "--no-hints", "setsid", "-w", "bash", "-c", script, stdout=out, stderr=out
            )
    finally:
        os.killpg(int((home / "pid").read_text()), signal.SIGKILL)
    assert done.returncode == 5


# ----------------------------------------------------------------------------- dispositions


def ignore_children() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def block_everything() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


@pytest.mark.parametrize("before", [ignore_children, block_everything])
def test_odd_callers_get_the_status_all_the_same(
    open_terminal: Wrap, home: Path, before: Callable[[], None]
) -> None:
    """With SIGCHLD ignored the kernel keeps no status; blocked, nobody hears of the end."""
    for _ in range(3):
        terminal = open_terminal(*TERMPROXY, "--no-hints", "sh", "-c", "exit 7", preexec=before)
        assert terminal.end() == 7
    done = run(home, "--no-hints", "sh", "-c", "exit 7", preexec_fn=before)
    assert done.returncode == 7


@pytest.mark.parametrize("front", [(), TERMPROXY])
def test_the_program_itself_has_children_ignored_if_its_caller_had(
    open_terminal: Wrap, front: tuple[str, ...]
) -> None:
    show = ("grep", "-h", "Sig[IB]", "/proc/self/status")
    terminal = open_terminal(*front, *show, preexec=ignore_children)
    terminal.end()
    assert terminal.text().split() == ["SigBlk:", "0" * 16, "SigIgn:", "0000000000010000"]


def test_children_of_the_caller_are_not_waited_for(open_terminal: Wrap) -> None:
    """util-linux#2562: what the shell started before `exec` is our child, and not ours."""
    script = f"sleep 1000 & echo pid=$!; exec {LINE} sh -c 'exit 6'"
    terminal = open_terminal("bash", "-c", script)
    assert terminal.end() == 6
    os.kill(int(bytes(terminal.received).split(b"pid=")[1].split()[0]), signal.SIGKILL)


def test_whoever_reads_a_descriptor_for_the_program_does_not_wait_for_us(
    open_terminal: Wrap, home: Path
) -> None:
    """The relay and the assistant had it open, too."""
    inner = "exec 7>&-; read -r x; exit 5"
    script = f"exec 7> >(cat >/dev/null; touch closed); {LINE} sh -c '{inner}' 7>&7 & exec 7>&-; fg"
    terminal = open_terminal("bash", "-mc", script)
    terminal.until(lambda: (home / "closed").exists(), "the reader sees the end")
    terminal.type("\n")
    terminal.end()


def test_the_c_locale_stays_the_c_locale(open_terminal: Wrap, home: Path) -> None:
    """Python sets LC_CTYPE for itself, and programs under us printed UTF-8 that would not."""
    env = environment(home)
    del env["LC_ALL"]
    terminal = open_terminal(*TERMPROXY, "sh", "-c", "echo ${LC_CTYPE-unset}", env=env)
    terminal.end()
    assert terminal.text() == "unset"
    terminal = open_terminal(
        *TERMPROXY, "sh", "-c", "echo ${LC_CTYPE-unset}", env={**env, "LC_CTYPE": "C.UTF-8"}
    )
    terminal.end()
    assert terminal.text() == "C.UTF-8"


def test_very_many_arguments(open_terminal: Wrap) -> None:
    words = ["x" * 100_000] * 15
    terminal = open_terminal(*TERMPROXY, "sh", "-c", 'echo "$#" "${#1}"', "sh", *words)
    assert terminal.end() == 0
    assert terminal.text() == "15 100000"


# ----------------------------------------------------------------------------- exec failures

MODES = {"at a terminal": "", "input from a pipe": "</dev/null", "output to a pipe": "| cat"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("program", "status", "sentence"),
    [
        ("no-such-program-xyz", 127, "command not found"),
        ("./missing/x", 127, "No such file or directory"),
        ("./folder", 126, "Permission denied"),
        ("./text", 126, "Permission denied"),
        ("./interpreter", 127, "No such file or directory"),
        ("./text/x", 126, "Not a directory"),
    ],
)
def test_a_program_that_cannot_be_executed(
    open_terminal: Wrap, home: Path, mode: str, program: str, status: int, sentence: str
) -> None:
    (home / "folder").mkdir()
    (home / "text").write_text("no program\n")
    (home / "interpreter").write_text("#!/no/such/interpreter\n")
    (home / "interpreter").chmod(0o755)
    script = f"{LINE} {program} {MODES[mode]}; echo ${{PIPESTATUS[0]}}"
    terminal = open_terminal("bash", "-c", script)
    terminal.end()
    assert terminal.rows() == [f"termproxy: {program}: {sentence}", str(status)]


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_name_is_no_program(open_terminal: Wrap, mode: str) -> None:
    """It ended with 126 and no word: Python refuses it with another error than the system's."""
    terminal = open_terminal("bash", "-c", f"{LINE} '' {MODES[mode]}; echo ${{PIPESTATUS[0]}}")
    terminal.end()
    assert terminal.rows() == ["termproxy: : command not found", "127"]


# ----------------------------------------------------------------------------- passwords


@pytest.mark.parametrize(
    "ask",
    [
        "read -rs -p 'secret? ' x",
        "stty -echo; printf 'secret? '; read -r x; stty echo",
        f"{sys.executable} -c \"import getpass; getpass.getpass('secret? ')\"",
    ],
    ids=["read -s", "stty", "getpass"],
)
def test_a_password_is_not_recorded(open_terminal: Wrap, home: Path, ask: str) -> None:
    """Echo off in line mode is recognised at each chunk of input."""
    script = f"read -r open; {ask}; echo READ; read -r again; echo end"
    options = ("--record", "s.cast", "--record-input")
    terminal = open_terminal(*TERMPROXY, *options, "bash", "-c", script)
    terminal.type("visible\n")
    terminal.shows("secret?")
    for part in (b"hun", b"ter2", b"\n"):
        os.write(terminal.fd, part)
    terminal.gets(b"READ")
    terminal.type("afterwards\n")
    terminal.shows("end")
    terminal.end()
    cast = (home / "s.cast").read_text()
    assert "visible" in cast
    assert "afterwards" in cast
    assert "hun" not in cast
    assert "ter2" not in cast
    assert '"i", "*"' in cast
