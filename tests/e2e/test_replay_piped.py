"""`termproxy replay` in pipes, and against the tools that made the formats."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from termproxy.relay.recorder import Recorder
from tests.e2e.playing import CORPUS, HEADER, NEVER, REPLAY, Replaying, cast, run

# ------------------------------------------------------------------ in pipes


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_to_a_pipe_it_writes_the_bytes_without_waiting(
    tmp_path: Path, arguments: list[str]
) -> None:
    path = cast(tmp_path / "s.cast", [0, "o", "a\r\n"], [NEVER, "o", "\x1b[1mé"], [NEVER, "m", "x"])
    told = run(*arguments, stdin=path.read_bytes())
    assert (told.returncode, told.stdout, told.stderr) == (0, "a\r\n\x1b[1mé".encode(), b"")


def test_head_ends_it_quietly(tmp_path: Path) -> None:
    path = cast(tmp_path / "s.cast", *([0, "o", "x" * 1000] for _ in range(1000)))
    replay = subprocess.Popen([*REPLAY, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert replay.stdout is not None
    assert replay.stderr is not None
    assert replay.stdout.read(10) == b"x" * 10
    replay.stdout.close()
    assert replay.stderr.read() == b""
    replay.stderr.close()
    assert replay.wait() == 128 + signal.SIGPIPE


def test_a_torn_recording_is_a_warning(tmp_path: Path) -> None:
    path = cast(tmp_path / "s.cast", [0, "o", "whole"])
    with path.open("a") as file:
        file.write('[1, "o", "to')
    told = run(path)
    assert (told.returncode, told.stdout) == (0, b"whole")
    assert told.stderr == (
        b"termproxy replay: about this recording: its last line (3) is not whole, "
        b"as after a crash, and left out.\n"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 9, "it is no recording that we know"),
        (b"\x1f\x8b\x08\0 a gzip file", "compressed with gzip"),
        (b'{"version": 2}\n', '"width" and "height"'),
        (b'{"version": 9}\n', '"version" is 9'),
        (b'{"name": "p"}\n', 'it is no asciicast: it says no "version"'),  # a package.json
        (b'{"a": \n', "it is no JSON"),
        (json.dumps(HEADER).encode() + b"\nxyz\n[]\n", "line 2: it is no JSON"),
        (json.dumps(HEADER).encode() + b'\n[-1, "o", ""]\n', "line 2: its time is not between"),
        (json.dumps(HEADER).encode() + b'\n[NaN, "o", ""]\n', "line 2: its time is not between"),
        (json.dumps(HEADER).encode() + b'\n[1e300, "o", ""]\n', "line 2: its time is not between"),
        ((CORPUS / "classic.timing").read_bytes(), "it is a timing file"),
        ((CORPUS / "classic.typescript").read_bytes(), "--timing FILE"),
    ],
)
def test_what_cannot_be_played_is_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "bad").write_bytes(content)
    for told in (run(tmp_path / "bad"), run(stdin=content), run("--info", tmp_path / "bad")):
        message = told.stderr.decode()
        assert told.returncode == 1
        assert message.startswith("termproxy replay: cannot replay ")
        assert says in message
        assert message.count("\n") == 1


def test_a_terminal_gets_nothing_of_what_cannot_be_played_but_the_sentence(
    tmp_path: Path, replaying: Replaying
) -> None:
    """What puts a terminal back was written even if nothing had been played: a blank line."""
    (tmp_path / "bad").write_bytes(b"{}")
    played = replaying(tmp_path / "bad")
    assert played.end() == 1
    assert played.shown.startswith(b"termproxy replay: cannot replay ")


def test_files_that_cannot_be_read_are_one_sentence(tmp_path: Path) -> None:
    for arguments, says in [
        ([tmp_path], "is a directory"),
        ([tmp_path / "none"], "no such file or directory"),
        ([tmp_path, "--timing", tmp_path / "none"], "none: no such file or directory"),
    ]:
        told = run(*arguments)
        assert told.returncode == 1
        assert told.stderr.decode().startswith("termproxy replay: cannot replay")
        assert says in told.stderr.decode()
        assert told.stderr.count(b"\n") == 1


@pytest.mark.parametrize("option", ["--speed=0", "--speed=nan", "--idle-limit=-1", "--from=-3"])
def test_numbers_that_make_no_sense_are_refused(option: str) -> None:
    told = run(option, "x")
    assert told.returncode == 2
    assert b"Traceback" not in told.stderr


def test_info_and_markers(tmp_path: Path) -> None:
    path = cast(
        tmp_path / "s.cast",
        [0, "o", "abc"],
        [61.5, "m", "exit 1: make\x1b[2J"],
        [3700, "r", "90x30"],
        [3700.25, "x", "3"],
        title="a title\x07",
        command="bash",
    )
    told = run("--info", "--markers", path)
    assert told.returncode == 0
    assert told.stdout.decode().splitlines() == [
        "format    asciicast v2",
        "window    80x24",
        "title     a title?",
        "command   bash",
        "duration  1:01:40.2",
        "output    3 bytes in 1 events",
        "resizes   1",
        "markers   1",
        "status    3",
        "#1       1:01.5  exit 1: make?[2J",
    ]


# ------------------------------------------------------------------ among others' tools


@pytest.mark.parametrize("name", ["classic", "log-io", "split"])
def test_script_recordings(name: str) -> None:
    told = run(CORPUS / f"{name}.typescript", "--timing", CORPUS / f"{name}.timing")
    body = (CORPUS / "classic.typescript").read_bytes()
    assert told.stdout == body[body.index(b"\n") + 1 : body.rindex(b"\nScript done")]


def test_scriptreplay_shows_what_we_show(replaying: Replaying) -> None:
    if shutil.which("scriptreplay") is None:
        pytest.skip("scriptreplay is not installed")
    typescript, timing = CORPUS / "classic.typescript", CORPUS / "classic.timing"
    theirs = subprocess.run(
        ["scriptreplay", "-m", "0.001", "-t", timing, typescript], capture_output=True, check=True
    )
    assert run(typescript, "--timing", timing).stdout == theirs.stdout.strip(b"\n") + b"\n"


def test_ttyrec_and_asciinema_recordings() -> None:
    assert b"\x1b[1;31mred\x1b[0m caf\xc3\xa9\r\n" in run(CORPUS / "session.ttyrec").stdout
    assert b"\x1b[1;31mred\x1b[0m caf\xc3\xa9\r\n" in run(CORPUS / "asciinema.cast").stdout


def test_asciinema_plays_what_we_record(tmp_path: Path, replaying: Replaying) -> None:
    asciinema = shutil.which("asciinema")
    if asciinema is None:
        pytest.skip("asciinema is not installed")
    path = tmp_path / "s.cast"
    recorder = Recorder.open(str(path), 80, 24, start=0.0, env={"TERM": "xterm"}, command="sh")
    recorder.output(0.1, 'naïve \x1b[1m"quoted\\"\x1b[0m\ttab\r\n'.encode())
    recorder.marker(0.2, "exit 1: false")
    recorder.resize(0.2, 90, 30)
    recorder.output(0.3, b"\xff and the end")
    recorder.exit(0.4, 1)
    recorder.close()
    ours = run(path).stdout
    t = replaying("cat", path, command=[asciinema])
    t.process.wait()
    t.wait_for(b"and the end")
    assert t.shown.replace(b"\r\r\n", b"\r\n") == ours
    t = replaying("play", path, command=[asciinema])
    t.wait_for(b"and the end")
    assert t.process.wait() == 0


def test_we_play_what_asciinema_records(tmp_path: Path, replaying: Replaying) -> None:
    asciinema = shutil.which("asciinema")
    if asciinema is None:
        pytest.skip("asciinema is not installed")
    path = tmp_path / "s.cast"
    t = replaying("rec", "-q", "-c", "printf 'caf\\303\\251\\n'", path, command=[asciinema])
    t.process.wait()
    assert run(path).stdout == "café\r\n".encode()
