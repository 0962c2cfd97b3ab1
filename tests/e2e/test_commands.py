"""What a user can ask a running session, in a real wrapped bash."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.inside import Inside, runtime_folder
from tests.e2e.terminal import Terminal, environment

Enter = Callable[..., Inside]


@pytest.fixture
def enter(open_terminal: Callable[..., Terminal], home: Path) -> Enter:
    """A session whose assistant is up."""

    def start(*options: str, **env: str) -> Inside:
        def wrapped(*argv: str, **more: object) -> Terminal:
            return open_terminal(sys.executable, "-m", "termproxy", *argv, **more)

        session = Inside(wrapped, home, *options, **env)
        session.up()
        return session

    return start


def outside(home: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """termproxy run by itself, with nothing around it."""
    return subprocess.run(
        [sys.executable, "-m", "termproxy", *argv],
        env=environment(home, **env),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
    )


# --------------------------------------------------------------------------- the socket


def test_the_socket_is_for_its_user_alone_and_goes_with_the_session(enter: Enter) -> None:
    session = enter()
    folder = runtime_folder(session.home) / "termproxy"
    (socket,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    assert str(socket) in session.run("echo $TERMPROXY_SESSION")
    session.terminal.type("exit\n")
    session.terminal.end()
    session.terminal.until(lambda: not socket.exists(), "the socket is gone")


def test_sockets_of_the_dead_are_swept_away(enter: Enter, home: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    folder = runtime_folder(home) / "termproxy"
    folder.mkdir(mode=0o755)
    stale, other = folder / f"{ended.pid}.sock", folder / f"{os.getpid()}.sock"
    stale.touch()
    other.touch()
    enter()
    assert not stale.exists()
    assert other.exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("command", ["last", "fix", "status"])
def test_outside_a_session_a_sentence_says_so(home: Path, command: str) -> None:
    done = outside(home, command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"termproxy {command}: This is not inside a termproxy session")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["last", "fix", "status"])
def test_a_dead_assistant_is_told_in_a_sentence(home: Path, command: str) -> None:
    done = outside(home, command, TERMPROXY_SESSION=str(home / "none.sock"))
    assert done.returncode == 1
    assert "no assistant to ask" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_session_goes_on_when_its_assistant_is_killed(enter: Enter, home: Path) -> None:
    """The next assistant listens at the same place, and the relay's memory survived."""
    session = enter()
    session.run("echo kept")
    status = home / "status.json"
    session.run(f"termproxy status --json > {status}")
    session.run(f"kill -9 {json.loads(status.read_text())['pid']}")
    session.up()
    assert "echo kept" in session.run("termproxy last | cut -f6")


# --------------------------------------------------------------------------- last


def test_last_lists_what_was_done(enter: Enter, home: Path) -> None:
    session = enter()
    (home / "sub").mkdir()
    session.run("cd sub; seq 1000 | tail -n 400")
    session.run("sh -c 'exit 5'")
    shown = session.run("termproxy last 5")
    rows = [line.split() for line in shown.splitlines()]
    (header,) = [row for row in rows if row[:1] == ["#"]]
    assert header == ["#", "status", "took", "output", "in", "command"]
    (row,) = [row for row in rows if "'exit" in row]
    assert row[1] == "5"
    assert row[row.index("~/sub") + 1] == "clear;"


def test_last_as_json_and_as_lines(enter: Enter, home: Path) -> None:
    session = enter()
    session.run("printf 'four'; sh -c 'exit 3'")
    path = home / "out"
    session.run(f"termproxy last --json > {path}")
    told = [json.loads(line) for line in path.read_text().splitlines()]
    (command,) = [one for one in told if "exit 3" in one["command"] and one["status"] == 3]
    assert command["cwd"] == str(home)
    assert command["duration"] > 0
    assert command["output_bytes"] >= 4
    session.run(f"termproxy last 3 | cat > {path}")
    lines = path.read_text().splitlines()
    assert len(lines) == 3
    assert all(len(line.split("\t")) == 6 for line in lines)


def test_last_output_is_what_could_be_read(enter: Enter, home: Path) -> None:
    """Progress resolved, colours only on request; asking twice asks for the same command."""
    session = enter()
    path = home / "out"
    session.terminal.type(r"printf '10%%\r\e[32m100%%\e[0m\nend\n'" + "\n")
    session.terminal.shows("100%\nend\n$")
    session.terminal.type(f"termproxy last --output > {path}\n")
    session.terminal.type(f"termproxy last --color > {path}.color\n")
    session.run("true")
    assert path.read_text() == "100%\nend\n"
    assert (home / "out.color").read_text() == "\x1b[0;32m100%\x1b[0m\nend\n"


def test_output_that_succeeded_long_ago_is_found_by_number(enter: Enter, home: Path) -> None:
    session = enter()
    path = home / "out"
    session.terminal.type("seq 3000\n")
    session.terminal.shows("2999\n3000\n$")
    session.run("true")
    session.run(f"termproxy last 20 > {path}")
    (number,) = [
        line.split("\t")[0] for line in path.read_text().splitlines() if line.endswith("seq 3000")
    ]
    session.run(f"termproxy last --output {number} > {path}")
    assert path.read_text() == "".join(f"{n}\n" for n in range(1, 3001))
    assert "no command 9999" in session.run("termproxy last --output 9999")


# --------------------------------------------------------------------------- fix, status


def test_fix_prints_the_fix_of_the_last_hint(enter: Enter, home: Path) -> None:
    session = enter()
    path = home / "fix"
    assert "status=1" in session.run(f"termproxy fix > {path}; echo status=$?")
    assert path.read_text() == ""
    session.fail("gti status", "▎ git status")
    assert "status=0" in session.run(f"termproxy fix > {path}; echo status=$?")
    assert path.read_text() == "git status\n"


def test_our_own_failures_get_no_hint(enter: Enter) -> None:
    session = enter()
    session.terminal.type("clear; termproxy fix\n")
    assert "▎" not in session.run("true")


def test_status_tells_mode_hints_and_the_last_problem(enter: Enter) -> None:
    session = enter()
    session.fail("gti status", "▎ git status")
    shown = session.run("termproxy status")
    assert "up for" in shown
    assert "1 for 1 failed commands" in shown
    session.terminal.type("python3 -c 'import sys; print(\"flux\"); sys.exit(5)'\n")
    # an empty line is no command, which would cancel the question
    terminal = session.terminal
    terminal.until(lambda: "termproxy:" in terminal.text(), "the server is missed", nudge=b"\n")
    shown = session.run("termproxy status")
    assert "ollama serve" in shown.split("problem")[1]
