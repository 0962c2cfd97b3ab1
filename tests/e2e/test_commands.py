"""What a user can ask a running session, in a real wrapped bash."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.checks import wait_for
from tests.e2e.inside import ODD, Enter, Inside, outside, runtime_folder
from tests.e2e.terminal import Terminal

# --------------------------------------------------------------------------- the socket


def test_the_socket_is_for_its_user_alone_and_goes_with_the_session(enter: Enter) -> None:
    session = enter()
    folder = runtime_folder(session.home) / "termproxy"
    (socket,) = folder.glob("*.sock")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    told = session.run("echo $TERMPROXY_SESSION").replace("\n", "")
    assert str(socket) in told
    session.terminal.type("exit\n")
    session.terminal.end()
    # by the assistant, which ends after the relay has
    wait_for(session.terminal, lambda: not socket.exists(), "the socket is gone")


def test_sockets_of_the_dead_are_swept_away(enter: Enter, home: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    folder = runtime_folder(home) / "termproxy"
    folder.mkdir(mode=0o700)
    stale, other = folder / f"{ended.pid}.sock", folder / f"{os.getpid()}.sock"
    private = folder / f"{ended.pid}.fill"
    for file in (stale, private, other):
        file.touch()
    enter()
    assert not stale.exists()
    assert not private.exists()
    assert other.exists()


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
    assert command["duration"] >= 0  # both marks may come in one read
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


@pytest.mark.parametrize("asking", ["hint --why", "status", "fix", "mute last", "last", "doctor"])
def test_what_only_asked_is_passed_over(enter: Enter, home: Path, asking: str) -> None:
    """`termproxy why` explained `termproxy hint --why`, which had been asked in between."""
    session = enter("--hints", "rules")
    session.fail("gti status", "▎ git status")
    session.terminal.type(f"termproxy {asking} >/dev/null\n")
    session.terminal.type(f"termproxy last --output > {home / 'out'}\n")
    session.run("true")
    assert (home / "out").read_text() == "bash: gti: command not found\n"


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
    assert "1 for 1 failed command\n" in shown
    session.terminal.type("python3 -c 'import sys; print(\"flux\"); sys.exit(5)'\n")
    # an empty line is no command, which would cancel the question
    terminal = session.terminal
    terminal.until(lambda: "termproxy:" in terminal.text(), "the server is missed", nudge=b"\n")
    shown = session.run("termproxy status")
    assert "ollama serve" in shown.split("problem")[1]


# --------------------------------------------------------------------------- mute, hint --why


def test_hint_why_names_the_source(enter: Enter) -> None:
    session = enter("--hints", "rules")
    assert "No command has failed" in session.run("termproxy hint --why")
    session.fail("gti status", "▎ git status")
    shown = session.run("termproxy hint --why")
    assert "command   gti status" in shown
    assert "fix       git status" in shown
    assert "because   the rule shell.command-not-found" in shown
    session.run(ODD)
    shown = session.run("termproxy hint --why")
    assert "hint      none" in shown
    assert "no rule knows it, and hint.mode is rules" in shown


def test_a_muted_rule_is_silent_in_every_session_until_it_is_taken_back(enter: Enter) -> None:
    session = enter("--hints", "rules")
    assert "nothing is muted" in session.run("termproxy mute")
    session.fail("gti status", "▎ git status")
    assert "rule shell.command-not-found is muted" in session.run("termproxy mute last")
    for place in (session, enter("--hints", "rules")):
        place.terminal.type("clear\n")
        place.terminal.type("gti status\n")
        assert "▎" not in place.run("true")
        assert "muted: rule shell.command-not-found" in place.run("termproxy hint --why")
    assert "is heard again" in session.run("termproxy unmute rule shell.command-not-found")
    session.fail("gti status", "▎ git status")


@pytest.mark.parametrize("words", ["command gti", "command gti status", "folder"])
def test_commands_and_folders_can_be_muted(enter: Enter, words: str) -> None:
    session = enter("--hints", "rules")
    session.run(f"termproxy mute {words}")
    session.terminal.type("clear\n")
    session.terminal.type("gti status\n")
    assert "▎" not in session.run("true")
    session.run("termproxy unmute all")
    session.fail("gti status", "▎ git status")


def test_mutes_are_listed_and_nonsense_is_refused(home: Path) -> None:
    assert outside(home, "mute", "command", "npm", "test").stdout == "command npm test is muted\n"
    assert outside(home, "mute", "rule", "git").returncode == 0
    assert outside(home, "mute").stdout == "command npm test\nrule git\n"
    for words in (["tune", "x"], ["rule"], ["rule", "a", "b"], ["last", "x"]):
        assert outside(home, "mute", *words).returncode == 2
    done = outside(home, "unmute", "rule", "npm")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not muted" in done.stderr


# --------------------------------------------------------------------------- narrow windows


def test_in_forty_columns_last_keeps_what_is_needed(
    wrap: Callable[..., Terminal], home: Path
) -> None:
    """The number, by which every other command names it, was squeezed out, and the time cut."""
    session = _narrow(wrap, home)
    session.run("(exit 3) # a longer remark")
    rows = session.run("termproxy last 2").splitlines()
    (head,) = (row for row in rows if "status" in row)
    assert head.split() == ["#", "status", "took", "command"]
    (told,) = (row.split() for row in rows if row.split()[1:2] == ["3"])
    assert told[0].isdigit()
    assert told[3] in ("ms", "s")


def test_in_forty_columns_doctor_cuts_no_address(wrap: Callable[..., Terminal], home: Path) -> None:
    session = _narrow(wrap, home)
    shown = session.run("termproxy doctor")
    assert "…" not in shown
    assert "termproxy.log" in shown.replace("\n" + " " * 13, "")


def _narrow(wrap: Callable[..., Terminal], home: Path) -> Inside:
    session = Inside(wrap, home, cols=40, OLLAMA_HOST="http://127.0.0.1:9")
    session.up()
    return session
