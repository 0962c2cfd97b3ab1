"""--record: what the terminal showed, failed commands marked, and replay gives it back."""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import TERMPROXY, Terminal, environment

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
