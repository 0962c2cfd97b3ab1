"""`termproxy replay` on a real terminal."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from tests.e2e.playing import HEADER, NEVER, PATIENCE, REPLAY, Replaying, cast


def test_it_plays_byte_for_byte_and_puts_the_terminal_back(
    tmp_path: Path, replaying: Replaying
) -> None:
    text = "line\r\n\x1b[1mbold\x1b[0m café\r\n\tbare\nnewline\r\n"
    t = replaying(cast(tmp_path / "s.cast", [0.01, "o", text], [0.02, "i", "secret"]))
    assert t.end() == 0
    assert t.shown == text.encode(), "also a bare newline stays bare: no output processing"


def test_pause_step_marker_skip_and_quit(tmp_path: Path, replaying: Replaying) -> None:
    t = replaying(
        cast(
            tmp_path / "s.cast",
            [0, "o", "<start>"],
            [NEVER, "o", "<skipped>"],
            [2 * NEVER, "o", "<step one>"],
            [3 * NEVER, "o", "<step two>"],
            [3 * NEVER, "o", "<not yet>"],
            [4 * NEVER, "m", "here"],
            [4 * NEVER, "o", "<after the marker>"],
            [5 * NEVER, "o", "<never>"],
        )
    )
    t.wait_for(b"<start>")
    t.send(b"\x1b[C")
    t.wait_for(b"<skipped>")
    t.send(b".")
    t.wait_for(b"<step one>")
    t.send(b".")
    t.wait_for(b"<step two>")
    assert b"<not yet>" not in t.shown
    t.send(b"]")
    t.wait_for(b"<not yet>")
    assert b"<after the marker>" not in t.shown, "it was paused, and pauses again at the marker"
    t.send(b" ")
    t.wait_for(b"<after the marker>")
    t.send(b"q")
    assert t.end() == 0
    assert b"<never>" not in t.shown


def test_pause_on_markers_and_begin_at_one(tmp_path: Path, replaying: Replaying) -> None:
    path = cast(
        tmp_path / "s.cast",
        [0, "m", "one"],
        [0, "o", "<a>"],
        [NEVER, "m", "exit 1: make"],
        [NEVER + 0.01, "o", "<b>"],
        [NEVER + 0.01, "m", "three"],
        [NEVER + 0.01, "o", "<c>"],
    )
    t = replaying(path, "--from", "make", "-m")
    t.wait_for(b"<b>")
    t.send(b" ")  # at "three"
    t.wait_for(b"<c>")
    assert t.end() == 0
    t = replaying(path, "--from", "11:13:46:40")
    assert t.end() == 2
    t = replaying(path, "--from", NEVER)
    t.wait_for(b"<a><b><c>")
    assert t.end() == 0
    t = replaying(path, "--from", "nowhere")
    assert t.end() == 1
    assert b"has no marker 'nowhere': --markers lists" in t.shown


def test_speed_idle_limit_and_the_limit_in_the_header(tmp_path: Path, replaying: Replaying) -> None:
    far = cast(tmp_path / "far.cast", [NEVER, "o", "<end>"])
    limited = cast(tmp_path / "limited.cast", [NEVER, "o", "<end>"], idle_time_limit=0.01)
    for arguments in ((far, "--speed", 1e9), (far, "--idle-limit", 0.01), (limited,)):
        t = replaying(*arguments)
        t.wait_for(b"<end>")
        assert t.end() == 0


def test_a_mode_that_was_left_on_is_switched_off(tmp_path: Path, replaying: Replaying) -> None:
    vim = "\x1b[?1049h\x1b[?25l\x1b[?1000h<vim>"
    path = cast(tmp_path / "s.cast", [0, "o", vim], [NEVER, "o", "\x1b[?1049l"])
    t = replaying(path)
    t.wait_for(b"<vim>")
    t.send(b"q")
    assert t.end() == 0
    for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"):
        assert mode in t.shown[t.seen :]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signals_end_it_and_put_the_terminal_back(
    tmp_path: Path, replaying: Replaying, number: int
) -> None:
    t = replaying(cast(tmp_path / "s.cast", [0, "o", "<start>"], [NEVER, "o", "<end>"]))
    t.wait_for(b"<start>")
    t.process.send_signal(number)
    assert t.end() == (128 + number if number == signal.SIGQUIT else -number)


@pytest.mark.parametrize("key", [b"\x03", b"q"])
def test_a_flood_without_a_pause_can_be_stopped(replaying: Replaying, key: bytes) -> None:
    """Players that look at the keys only while they wait cannot be left here."""
    flood = subprocess.Popen(
        ["sh", "-c", f"echo '{json.dumps(HEADER)}'; exec yes '[0, \"o\", \"flood\\r\\n\"]'"],
        stdout=subprocess.PIPE,
    )
    t = replaying(stdin=flood.stdout)
    t.wait_for(b"flood")
    t.send(key)
    assert t.end() == (0 if key == b"q" else -signal.SIGINT)
    assert flood.stdout is not None
    flood.stdout.close()
    assert flood.wait() == -signal.SIGPIPE


def test_input_events_alone_are_a_flood_too(replaying: Replaying) -> None:
    flood = subprocess.Popen(
        ["sh", "-c", f"echo '{json.dumps(HEADER)}'; echo '[0,\"o\",\"<start>\"]';"
         "exec yes '[0, \"i\", \"x\"]'"],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    t = replaying(stdin=flood.stdout)
    t.wait_for(b"<start>")
    t.send(b"q")
    assert t.end() == 0
    assert flood.stdout is not None
    flood.stdout.close()
    flood.wait()


def test_a_terminal_that_stops_reading_does_not_hold_a_signal(
    tmp_path: Path, replaying: Replaying
) -> None:
    """Draining the output before the terminal is put back would wait for ever."""
    t = replaying(cast(tmp_path / "s.cast", [0, "o", "x" * 1_000_000]))
    t.wait_for(b"x")
    termios.tcflow(t.slave, termios.TCOOFF)  # as ^S does: nothing more is taken
    t.process.send_signal(signal.SIGTERM)
    assert t.process.wait(PATIENCE) == -signal.SIGTERM
    assert termios.tcgetattr(t.slave) == t.settings


def test_the_terminals_answers_are_not_typed_into_the_shell(
    tmp_path: Path, replaying: Replaying
) -> None:
    """asciinema/asciinema#108: DA and CPR answers stood at the prompt after a replay."""
    t = replaying(cast(tmp_path / "s.cast", [0, "o", "\x1b[c\x1b[>q\x1b[6n"], [0.1, "o", "<end>"]))
    t.wait_for(b"\x1b[6n")
    t.send(b"\x1b[?62;22c\x1bP>|q .]\x1b")  # a q that is no key, and an answer in two pieces
    t.wait_for(b"<end>")
    t.wait_for(b"\x1b[5n")
    t.send(b"\\\x1b[24;80R\x1b[0n")
    assert t.end() == 0
    assert fcntl.ioctl(t.slave, termios.FIONREAD, b"\0" * 4) == b"\0" * 4


def test_suspend_gives_the_shell_its_terminal(tmp_path: Path, replaying: Replaying) -> None:
    path = cast(tmp_path / "s.cast", [0, "o", "<start>"], [NEVER, "o", "<end>"])
    script = tmp_path / "replay"
    script.write_text(f"#!{sys.executable}\n{REPLAY[2].replace('; ', chr(10))}\n")
    script.chmod(0o755)
    environment = ["env", f"PYTHONPATH={Path.cwd()}", "PS1=READY ", "bash", "--norc", "-i"]
    t = replaying(command=environment)
    t.wait_for(b"READY ")
    t.send(f"{script} {path}\r".encode())
    t.wait_for(b"<start>")
    t.send(b"\x1a")
    t.wait_for(b"Stopped")
    t.send(b"stty -a | tr ' ' '\\n' | grep opost\r")
    t.wait_for(b"\ropost")
    t.send(b"fg\r")
    t.wait_for(b"replay")
    while termios.tcgetattr(t.slave)[1] & termios.OPOST:
        pass  # until it is raw again
    t.send(b"\x1b[C")
    t.wait_for(b"<end>")
    t.wait_for(b"READY ")
    t.send(b"exit 7\r")
    assert t.end() == 7


def test_while_it_waits_it_sleeps(tmp_path: Path, replaying: Replaying) -> None:
    t = replaying(cast(tmp_path / "s.cast", [0, "o", "<start>"], [NEVER, "o", "<end>"]))
    t.wait_for(b"<start>")
    status = Path(f"/proc/{t.process.pid}/status")
    if not status.exists():
        pytest.skip("needs /proc")
    before, now = "", "-"
    while before != now:  # until it has gone to sleep
        threading.Event().wait(0.1)
        before, now = now, status.read_text().partition("voluntary_ctxt_switches")[2]
    threading.Event().wait(0.3)
    assert status.read_text().partition("voluntary_ctxt_switches")[2] == now
    t.send(b"q")
    assert t.end() == 0


def test_loop_begins_again(tmp_path: Path, replaying: Replaying) -> None:
    t = replaying(cast(tmp_path / "s.cast", [0, "o", "<pass>"]), "--loop")
    for _ in range(3):
        t.wait_for(b"<pass>")
        t.send(b"\x1b[C")
    t.send(b"q")
    assert t.end() == 0
    t = replaying("--loop", stdin=subprocess.DEVNULL)
    assert t.end() == 1, "an empty recording is refused, not played for ever"
    t = replaying(cast(tmp_path / "bare.cast"), "--loop")
    assert t.end() == 0


def test_loop_needs_a_file(replaying: Replaying) -> None:
    read, write = os.pipe()
    t = replaying("--loop", stdin=read)
    assert t.end() == 2
    assert b"--loop needs a file" in t.shown
    os.close(read)
    os.close(write)


def test_a_recording_larger_than_the_terminal(tmp_path: Path, replaying: Replaying) -> None:
    path = cast(tmp_path / "s.cast", [0, "r", "90x30"], [0, "o", "<end>"], width=132)
    t = replaying(path)
    assert t.end() == 0
    assert b"the recording is 132x24, this terminal 80x24" in t.shown
    t = replaying(path, "--resize")
    assert t.end() == 0
    assert t.shown == b"\x1b[8;24;132t\x1b[8;30;90t<end>\x1b[8;24;80t"
    t = replaying(path, size=(132, 40))
    assert t.end() == 0
    assert t.shown == b"<end>"


def test_a_live_recording_plays_as_it_comes(replaying: Replaying) -> None:
    read, write = os.pipe()
    t = replaying(stdin=read)
    os.write(write, json.dumps(HEADER).encode() + b"\n")
    for word in (b"one", b"two", b"three"):
        os.write(write, b'[0.0, "o", "<%b>"]\n' % word)
        t.wait_for(b"<%b>" % word)
    t.send(b"q")
    assert t.end() == 0
    os.close(read)
    os.close(write)


def test_without_a_recording_it_says_what_to_do(replaying: Replaying) -> None:
    t = replaying()
    assert t.end() == 2
    assert b"name a recording, or pipe one in: cat s.cast | termproxy replay" in t.shown
