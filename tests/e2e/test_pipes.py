"""Standard streams that are no terminal: the program has them as it would without us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.terminal import TERMPROXY, Terminal, environment

Wrap = Callable[..., Terminal]


def run(home: Path, *argv: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run it under termproxy without any terminal."""
    if not {"input", "stdin"} & options.keys():
        options["stdin"] = subprocess.DEVNULL
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run(
        [*TERMPROXY, *argv], env=environment(home), cwd=home, timeout=30, check=False, **options
    )


def shell(home: Path, line: str) -> bytes:
    """What a line of bash prints, both streams, where $TP is termproxy."""
    done = subprocess.run(
        ["bash", "-c", line],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(home, TP=" ".join(TERMPROXY)),
        cwd=home,
        timeout=30,
        check=False,
    )
    return done.stdout


def test_a_pipe_as_input_ends_where_it_ends(home: Path) -> None:
    """Every peer hangs: one ^D after "abc" only flushes the line."""
    done = run(home, "sh", "-c", "cat | od -c", input=b"abc")
    assert done.stdout.split() == [b"0000000", b"a", b"b", b"c", b"0000003"]


def test_many_lines_through_a_pipe(home: Path) -> None:
    lines = b"".join(b"%d\n" % number for number in range(40_000))
    done = run(home, "wc", "-c", input=lines)
    assert int(done.stdout) == len(lines)


@pytest.mark.parametrize("source", ["</dev/null", "<&-", "< lines"])
def test_other_inputs(home: Path, source: str) -> None:
    (home / "lines").write_text("one\ntwo\n")
    line = f"sh -c 'wc -l; echo end' {source}"
    assert shell(home, "$TP " + line) == shell(home, line)


def test_output_to_a_pipe_is_a_pipe_and_has_no_carriage_returns(home: Path) -> None:
    check = "import os; print(os.isatty(1), os.isatty(0)); print('two')"
    done = run(home, sys.executable, "-c", check)
    assert done.stdout == b"False False\ntwo\n"


def test_standard_error_goes_its_own_way(home: Path) -> None:
    done = run(home, "sh", "-c", "echo out; echo err >&2; exit 3")
    assert (done.stdout, done.returncode) == (b"out\n", 3)
    assert done.stderr.startswith(b"err\n")


def test_both_into_one_keep_their_order(home: Path) -> None:
    script = "for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done"
    done = run(home, "sh", "-c", script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    expected = "".join(f"out {i}\nerr {i}\n" for i in range(1, 6))
    assert done.stdout == expected.encode()


def test_a_reader_that_leaves_ends_it_like_without_us(home: Path) -> None:
    assert shell(home, "$TP yes | head -1; echo ${PIPESTATUS[@]}") == b"y\n141 0\n"


def test_a_daemon_that_keeps_the_pipe_goes_on_writing_and_does_not_hold_us(home: Path) -> None:
    (home / "go").unlink(missing_ok=True)
    os.mkfifo(home / "go")
    script = "(read -r x < go; echo late) & echo early; exit 4"
    with subprocess.Popen(
        [*TERMPROXY, "bash", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(home),
        cwd=home,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"early\n"
        assert process.wait(timeout=30) == 4
        (home / "go").write_text("now\n")
        assert process.stdout.read() == b"late\n"


def test_the_status_is_kept_where_nobody_can_go_on_for_a_daemon(home: Path) -> None:
    """Without a process for the copy (`ulimit -u`), 1 was the status, not the program's."""
    text = """
import os
from termproxy.relay.beside import Beside
leave = Beside._leave_the_rest
def full(self):
    def fork(): raise BlockingIOError(11, "Resource temporarily unavailable")
    os.fork = fork
    leave(self)
Beside._leave_the_rest = full
"""
    os.mkfifo(home / "go")
    patched = (sys.executable, str(Path(__file__).parent / "patched.py"), text)
    with subprocess.Popen(
        [*patched, "bash", "-c", "(read -r x < go; echo late) & echo early; exit 4"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home,
    ) as process:
        assert process.stderr is not None
        assert process.wait(timeout=30) == 4
        (home / "go").write_text("now\n")
        assert b"error of its own" not in process.stderr.read()


def test_a_megabyte_in_each_direction(home: Path) -> None:
    data = os.urandom(1_000_000)
    done = run(home, "cat", input=data)
    assert done.stdout == data


def test_a_signal_to_us_is_the_programs(home: Path) -> None:
    with subprocess.Popen(
        [*TERMPROXY, "sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done"],
        stdout=subprocess.PIPE,
        env=environment(home),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 9


def test_output_to_a_file_from_a_terminal(open_terminal: Wrap, home: Path) -> None:
    """`termproxy make > log`: errors on the terminal are drawn once, with one carriage return."""
    line = " ".join(TERMPROXY)
    inner = "echo out; echo err >&2; test -t 2 && echo is a terminal >&2; exit 6"
    terminal = open_terminal("bash", "-c", f"{line} sh -c '{inner}' > log; echo status $?")
    terminal.end()
    assert (home / "log").read_text() == "out\n"
    assert b"err\r\n" in terminal.received
    assert b"\r\r\n" not in terminal.received
    assert "is a terminal" in terminal.text()
    assert "status 6" in terminal.text()


def test_a_program_that_is_not_there_without_a_terminal(home: Path) -> None:
    done = run(home, "no-such-program-xyz")
    assert done.returncode == 127
    assert done.stderr == b"termproxy: no-such-program-xyz: command not found\n"
