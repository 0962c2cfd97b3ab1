"""--record: what the terminal showed, failed commands marked, and replay gives it back."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import at_home
from tests.e2e.terminal import TERMPROXY, Terminal, environment, needs

Wrap = Callable[..., Terminal]


def events(path: Path) -> list[list[object]]:
    lines = path.read_text().splitlines()
    assert json.loads(lines[0])["version"] == 2
    return [json.loads(line) for line in lines[1:]]


@pytest.fixture
def cast(wrap: Wrap, home: Path) -> Path:
    """A session with a mistake, recorded; the terminal's bytes beside it."""
    terminal = wrap("--record", "s.cast", "bash", cols=90, rows=20)
    terminal.shows("$")
    terminal.type("gti status\n")
    terminal.shows("git status")
    terminal.type("echo caf\u00e9 \u2603; exit 3\n")
    assert terminal.end() == 3
    shown, _, _ = terminal.received.partition(b"termproxy: recorded in s.cast")
    (home / "s.bytes").write_bytes(shown)
    return home / "s.cast"


def test_a_recording_holds_what_the_terminal_showed(cast: Path) -> None:
    written = events(cast)
    header = json.loads(cast.read_text().splitlines()[0])
    assert (header["width"], header["height"]) == (90, 20)
    assert header["command"] == "bash"
    assert header["env"]["TERM"] == "xterm-256color"
    output = "".join(str(data) for _, code, data in written if code == "o")
    assert output.encode() == (cast.parent / "s.bytes").read_bytes()
    assert [data for _, code, data in written if code == "m"] == ["exit 127"]
    assert stat.S_IMODE(cast.stat().st_mode) == 0o600
    times = [float(str(moment)) for moment, _, _ in written]
    assert times == sorted(times)


@pytest.mark.parametrize("line", ["$TP replay s.cast", "cat s.cast | $TP replay",
                                  "$TP replay - < s.cast"])  # fmt: skip
def test_replay_to_a_pipe_gives_the_bytes_without_waiting(cast: Path, line: str) -> None:
    home = cast.parent
    done = subprocess.run(
        ["bash", "-c", line + " | cat"],
        env=environment(home, TP=" ".join(TERMPROXY)),
        cwd=home,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.stdout == (home / "s.bytes").read_bytes()
    assert done.stderr == b""


def test_replay_on_a_terminal_ends_with_the_same_screen(cast: Path, wrap: Wrap) -> None:
    terminal = wrap("replay", "--speed", "50", "s.cast", cols=90, rows=20)
    assert terminal.end() == 0
    terminal.shows("git status", "café ☃")


def test_it_does_not_overwrite_unasked(cast: Path, wrap: Wrap) -> None:
    before = cast.read_bytes()
    terminal = wrap("--record", "s.cast", "true", cols=120)
    assert terminal.end() == 1
    assert "--overwrite" in terminal.text()
    assert cast.read_bytes() == before
    assert wrap("--record", "s.cast", "--append", "true").end() == 0
    assert cast.read_bytes().startswith(before)
    assert wrap("--record", "s.cast", "--overwrite", "true").end() == 0
    assert not cast.read_bytes().startswith(before)


def test_a_disk_that_is_full_from_the_start_is_told_before_anything_runs(wrap: Wrap) -> None:
    terminal = wrap("--record", "/dev/full", "--overwrite", "echo", "never", cols=120)
    assert terminal.end() == 1
    assert "Cannot record to /dev/full: no space left on device." in terminal.text()
    assert "never" not in terminal.text()


def test_what_cannot_be_started_is_not_recorded(wrap: Wrap, home: Path) -> None:
    """A recording of nothing was left behind, and the next try was told that it exists."""
    assert wrap("--record", "s.cast", "nosuchprogram").end() == 127
    assert not (home / "s.cast").exists()
    assert wrap("--record", "s.cast", "true").end() == 0
    before = (home / "s.cast").read_bytes()
    assert wrap("--record", "s.cast", "--append", "./.bashrc").end() == 126
    assert (home / "s.cast").read_bytes() == before
    assert wrap("--record", "s.cast", "--overwrite", "nosuchprogram").end() == 127
    assert (home / "s.cast").read_bytes() == before  # it was lost
    assert wrap("--record", "/dev/null", "--overwrite", "nosuchprogram").end() == 127
    assert Path("/dev/null").exists()


def test_a_disk_that_fills_up_ends_the_recording_and_not_the_session(
    open_terminal: Wrap, home: Path
) -> None:
    line = " ".join(TERMPROXY)
    script = f"ulimit -f 64; exec {line} --record s.cast sh -c 'seq 100000; exit 4'"
    terminal = open_terminal("bash", "-c", script, cols=120)
    assert terminal.end() == 4
    assert b"\r\n99999\r\n100000\r\n" in terminal.received
    assert "recording" in terminal.text().lower()
    assert events(home / "s.cast")  # what was written is whole lines


def test_input_is_recorded_on_request_and_passwords_never(wrap: Wrap, home: Path) -> None:
    ask = "read -p 'name: ' name; read -s -p 'password: ' secret; echo; echo got $name"
    terminal = wrap("--record", "i.cast", "--record-input", "bash", "-c", ask)
    terminal.shows("name:")
    terminal.type("ann\n")
    terminal.shows("password:")
    terminal.type("hunter2\n")
    terminal.shows("got ann")
    assert terminal.end() == 0
    typed = "".join(str(data) for _, code, data in events(home / "i.cast") if code == "i")
    assert "ann" in typed
    assert "hunter2" not in (home / "i.cast").read_text()


def test_it_says_where_the_recording_is_and_a_failed_program_is_marked(
    wrap: Wrap, home: Path
) -> None:
    terminal = wrap("--record", "s.cast", "sh", "-c", "exit 3")
    assert terminal.end() == 3
    assert "termproxy: recorded in s.cast, one marker in it" in terminal.text()
    assert [data for _, code, data in events(home / "s.cast") if code == "m"] == ["exit 3: sh …"]


def test_nothing_stands_between_what_failed_and_its_hint(wrap: Wrap, home: Path) -> None:
    """ "recorded in s.cast" stood there, as if the hint were about the recording."""
    needs("git")
    for _ in range(5):  # on a machine that is busy, termproxy leaves without a hint
        terminal = wrap("--record", "s.cast", "--overwrite", "git", "comit", cols=120)
        assert terminal.end() == 1
        _, _, after = terminal.text().partition("is not a git command")
        hint, recorded, rest = after.partition("termproxy: recorded in s.cast")
        assert recorded
        assert "git commit" not in rest
        if "git commit" in hint:
            return
    pytest.fail(f"no hint:\n{terminal.text()}")


def test_secrets_are_masked_when_the_recording_is_finished(wrap: Wrap, home: Path) -> None:
    """Typed, printed and coloured; the screen that is played back has asterisks there."""
    token = "ghp_" + "Ab3dEf6hIj9k" * 3
    terminal = wrap("--record", "s.cast", "bash", cols=60)
    terminal.shows("$")
    terminal.type(f"printf 'Authorization: Bearer \\e[1m%s\\e[0m\\n' {token}\n")
    terminal.gets(b"Bearer \x1b[1m")
    terminal.type("mysql -h 127.0.0.1 -P 1 -phunter2x\n")  # where no server is
    terminal.type("exit 3\n")
    assert terminal.end() == 3
    assert "secrets masked in it" in terminal.text().replace("\n", "")
    shown = "".join(str(data) for _, code, data in events(home / "s.cast") if code == "o")
    assert token not in shown.replace(" \r", "")
    assert "hunter2x" not in shown
    assert "Bearer \x1b[1m" + "*" * len(token) + "\x1b[0m" in shown
    assert stat.S_IMODE((home / "s.cast").stat().st_mode) == 0o600


@pytest.mark.parametrize("options", [(), ("--no-hints",)])
def test_secrets_are_masked_when_termproxy_is_killed(
    wrap: Wrap, home: Path, options: tuple[str, ...]
) -> None:
    """They were masked at the end only, and SIGKILL leaves no time for one."""
    token = "ghp_" + "Ab3dEf6hIj9k" * 3
    path = home / "s.cast"
    terminal = wrap("--record", "s.cast", *options, "bash", cols=120)
    terminal.shows("$")
    terminal.type(f"echo {token}\n")
    terminal.until(lambda: path.read_text().count(token) == 2, "it is in the file")
    terminal.signal(signal.SIGKILL)
    deadline = time.monotonic() + terminal.patience
    while token in path.read_text():
        assert time.monotonic() < deadline
    assert path.read_text().count("*" * len(token)) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nobody_stands_by_when_the_session_has_ended(wrap: Wrap, home: Path) -> None:
    assert wrap("--record", "s.cast", "true").end() == 0
    assert wrap("--record", "t.cast", "nosuchprogram").end() == 127
    waiting = [process for process in psutil.process_iter() if at_home(process, home)]
    psutil.wait_procs(waiting, timeout=30)
    assert not [process for process in waiting if process.is_running()]


def test_a_recording_that_is_being_made_is_not_replaced(wrap: Wrap, home: Path) -> None:
    """`termproxy redact` in the session put another file in its place: the rest was lost."""
    token = "ghp_" + "Ab3dEf6hIj9k" * 3
    terminal = wrap("--record", "s.cast", "bash", cols=120)
    terminal.shows("$")
    terminal.type(f"echo {token}; until grep -q ghp_ s.cast; do :; done\n")
    terminal.type(" ".join(TERMPROXY) + " redact s.cast; echo status $?\n")
    terminal.shows("s.cast cannot be redacted: it is still being recorded.", "status 1")
    terminal.type("echo the $((40 + 2)) end; exit\n")
    terminal.end()
    assert "the 42 end" in (home / "s.cast").read_text()
    assert token not in (home / "s.cast").read_text()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Script started on 2026-01-01\n", "it is no JSON"),
        (b"", "it is no JSON"),
        (b'{"version": 1, "width": 80, "height": 24, "stdout": []}', "asciicast v1 has"),
    ],
)
def test_where_nobody_looks_for_secrets_nobody_says_that_there_are_none(
    home: Path, content: bytes, says: str
) -> None:
    """`termproxy redact` said "no secrets found" of a typescript."""
    (home / "s.log").write_bytes(content)
    done = subprocess.run(
        [*TERMPROXY, "redact", "s.log", "/dev/null"],
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"termproxy redact: s.log cannot be redacted: {says}")
    assert second == "termproxy redact: /dev/null cannot be redacted: it is no regular file."


def test_a_recording_can_be_left_as_it_is_and_masked_later(
    wrap: Wrap, open_terminal: Wrap, home: Path
) -> None:
    token = "ghp_" + "Ab3dEf6hIj9k" * 3
    terminal = wrap("--record", "s.cast", "--set", "record.redact=false", "echo", token)
    assert terminal.end() == 0
    assert token in (home / "s.cast").read_text()
    terminal = wrap("redact", "s.cast", "missing.cast")
    assert terminal.end() == 1
    assert "s.cast, 1 secret masked in it" in terminal.text()
    assert "missing.cast cannot be redacted: No such file" in terminal.text()
    assert token not in (home / "s.cast").read_text()
