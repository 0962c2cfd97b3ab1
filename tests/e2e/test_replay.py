"""`termproxy replay` on a real terminal, in pipes, and against the tools that made the formats."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from termproxy.relay.recorder import Recorder

CORPUS = Path(__file__).parent.parent / "corpora" / "recordings"
REPLAY = [
    sys.executable,
    "-c",
    "import sys; from termproxy.commands.replay import main; sys.exit(main(sys.argv[1:]))",
]
HEADER = {"version": 2, "width": 80, "height": 24}
NEVER = 1e6  # a time that no test waits for
PATIENCE = 20.0  # a test that waits longer has failed


def cast(path: Path, *events: list[object], **header: object) -> Path:
    lines = [json.dumps(line) for line in ({**HEADER, **header}, *events)]
    path.write_text("\n".join(lines) + "\n")
    return path


class Terminal:
    """A pty with a program in it, whose settings can be looked at after the program has gone."""

    def __init__(self, command: list[str], stdin: IO[bytes] | int | None, size: tuple[int, int]):
        self.master, self.slave = pty.openpty()
        cols, rows = size
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.settings = termios.tcgetattr(self.slave)
        self.shown = b""
        self.seen = 0

        def become_session_leader() -> None:
            os.setsid()
            fcntl.ioctl(1, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command,
            stdin=self.slave if stdin is None else stdin,
            stdout=self.slave,
            stderr=self.slave,
            preexec_fn=become_session_leader,
        )

    def read(self) -> None:
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        assert ready, f"nothing more after {self.shown[-500:]!r}"
        self.shown += os.read(self.master, 65536)

    def wait_for(self, mark: bytes) -> None:
        """Until `mark` is shown, after the mark that was waited for before."""
        while (at := self.shown.find(mark, self.seen)) < 0:
            self.read()
        self.seen = at + len(mark)

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def end(self) -> int:
        """Its exit status, all that it wrote being read."""
        while self.process.poll() is None:
            if select.select([self.master], [], [], 0.01)[0]:
                self.shown += os.read(self.master, 65536)
        while select.select([self.master], [], [], 0)[0]:
            self.shown += os.read(self.master, 65536)
        assert termios.tcgetattr(self.slave) == self.settings, "the terminal was not put back"
        assert b"Traceback" not in self.shown
        return self.process.returncode

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal() -> Iterator[object]:
    opened: list[Terminal] = []

    def start(
        *arguments: object,
        stdin: IO[bytes] | int | None = None,
        size: tuple[int, int] = (80, 24),
        command: list[str] | None = None,
    ) -> Terminal:
        opened.append(Terminal([*(command or REPLAY), *map(str, arguments)], stdin, size))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def run(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*REPLAY, *map(str, arguments)], input=stdin, capture_output=True)


# ------------------------------------------------------------------ on a terminal


def test_it_plays_byte_for_byte_and_puts_the_terminal_back(tmp_path: Path, terminal) -> None:
    text = "line\r\n\x1b[1mbold\x1b[0m café\r\n\tbare\nnewline\r\n"
    t = terminal(cast(tmp_path / "s.cast", [0.01, "o", text], [0.02, "i", "secret"]))
    assert t.end() == 0
    assert t.shown == text.encode(), "also a bare newline stays bare: no output processing"


def test_pause_step_marker_skip_and_quit(tmp_path: Path, terminal) -> None:
    t = terminal(
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


def test_pause_on_markers_and_begin_at_one(tmp_path: Path, terminal) -> None:
    path = cast(
        tmp_path / "s.cast",
        [0, "m", "one"],
        [0, "o", "<a>"],
        [NEVER, "m", "exit 1: make"],
        [NEVER + 0.01, "o", "<b>"],
        [NEVER + 0.01, "m", "three"],
        [NEVER + 0.01, "o", "<c>"],
    )
    t = terminal(path, "--from", "make", "-m")
    t.wait_for(b"<b>")
    t.send(b" ")  # at "three"
    t.wait_for(b"<c>")
    assert t.end() == 0
    t = terminal(path, "--from", "11:13:46:40")
    assert t.end() == 2
    t = terminal(path, "--from", NEVER)
    t.wait_for(b"<a><b><c>")
    assert t.end() == 0
    t = terminal(path, "--from", "nowhere")
    assert t.end() == 1
    assert b"has no marker 'nowhere': --markers lists" in t.shown


def test_speed_idle_limit_and_the_limit_in_the_header(tmp_path: Path, terminal) -> None:
    far = cast(tmp_path / "far.cast", [NEVER, "o", "<end>"])
    limited = cast(tmp_path / "limited.cast", [NEVER, "o", "<end>"], idle_time_limit=0.01)
    for arguments in ((far, "--speed", 1e9), (far, "--idle-limit", 0.01), (limited,)):
        t = terminal(*arguments)
        t.wait_for(b"<end>")
        assert t.end() == 0


def test_a_mode_that_was_left_on_is_switched_off(tmp_path: Path, terminal) -> None:
    vim = "\x1b[?1049h\x1b[?25l\x1b[?1000h<vim>"
    path = cast(tmp_path / "s.cast", [0, "o", vim], [NEVER, "o", "\x1b[?1049l"])
    t = terminal(path)
    t.wait_for(b"<vim>")
    t.send(b"q")
    assert t.end() == 0
    for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"):
        assert mode in t.shown[t.seen :]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signals_end_it_and_put_the_terminal_back(tmp_path: Path, terminal, number: int) -> None:
    t = terminal(cast(tmp_path / "s.cast", [0, "o", "<start>"], [NEVER, "o", "<end>"]))
    t.wait_for(b"<start>")
    t.process.send_signal(number)
    assert t.end() == (128 + number if number == signal.SIGQUIT else -number)


@pytest.mark.parametrize("key", [b"\x03", b"q"])
def test_a_flood_without_a_pause_can_be_stopped(terminal, key: bytes) -> None:
    """Players that look at the keys only while they wait cannot be left here."""
    flood = subprocess.Popen(
        ["sh", "-c", f"echo '{json.dumps(HEADER)}'; exec yes '[0, \"o\", \"flood\\r\\n\"]'"],
        stdout=subprocess.PIPE,
    )
    t = terminal(stdin=flood.stdout)
    t.wait_for(b"flood")
    t.send(key)
    assert t.end() == (0 if key == b"q" else -signal.SIGINT)
    assert flood.stdout is not None
    flood.stdout.close()
    assert flood.wait() == -signal.SIGPIPE


def test_input_events_alone_are_a_flood_too(terminal) -> None:
    flood = subprocess.Popen(
        ["sh", "-c", f"echo '{json.dumps(HEADER)}'; echo '[0,\"o\",\"<start>\"]';"
         "exec yes '[0, \"i\", \"x\"]'"],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    t = terminal(stdin=flood.stdout)
    t.wait_for(b"<start>")
    t.send(b"q")
    assert t.end() == 0
    assert flood.stdout is not None
    flood.stdout.close()
    flood.wait()


def test_a_terminal_that_stops_reading_does_not_hold_a_signal(tmp_path: Path, terminal) -> None:
    """Draining the output before the terminal is put back would wait for ever."""
    t = terminal(cast(tmp_path / "s.cast", [0, "o", "x" * 1_000_000]))
    t.wait_for(b"x")
    termios.tcflow(t.slave, termios.TCOOFF)  # as ^S does: nothing more is taken
    t.process.send_signal(signal.SIGTERM)
    assert t.process.wait(PATIENCE) == -signal.SIGTERM
    assert termios.tcgetattr(t.slave) == t.settings


def test_the_terminals_answers_are_not_typed_into_the_shell(tmp_path: Path, terminal) -> None:
    """asciinema/asciinema#108: DA and CPR answers stood at the prompt after a replay."""
    t = terminal(cast(tmp_path / "s.cast", [0, "o", "\x1b[c\x1b[>q\x1b[6n"], [0.1, "o", "<end>"]))
    t.wait_for(b"\x1b[6n")
    t.send(b"\x1b[?62;22c\x1bP>|q .]\x1b")  # a q that is no key, and an answer in two pieces
    t.wait_for(b"<end>")
    t.wait_for(b"\x1b[5n")
    t.send(b"\\\x1b[24;80R\x1b[0n")
    assert t.end() == 0
    assert fcntl.ioctl(t.slave, termios.FIONREAD, b"\0" * 4) == b"\0" * 4


def test_suspend_gives_the_shell_its_terminal(tmp_path: Path, terminal) -> None:
    path = cast(tmp_path / "s.cast", [0, "o", "<start>"], [NEVER, "o", "<end>"])
    script = tmp_path / "replay"
    script.write_text(f"#!{sys.executable}\n{REPLAY[2].replace('; ', chr(10))}\n")
    script.chmod(0o755)
    environment = ["env", f"PYTHONPATH={Path.cwd()}", "PS1=READY ", "bash", "--norc", "-i"]
    t = terminal(command=environment)
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


def test_while_it_waits_it_sleeps(tmp_path: Path, terminal) -> None:
    t = terminal(cast(tmp_path / "s.cast", [0, "o", "<start>"], [NEVER, "o", "<end>"]))
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


def test_loop_begins_again(tmp_path: Path, terminal) -> None:
    t = terminal(cast(tmp_path / "s.cast", [0, "o", "<pass>"]), "--loop")
    for _ in range(3):
        t.wait_for(b"<pass>")
        t.send(b"\x1b[C")
    t.send(b"q")
    assert t.end() == 0
    t = terminal("--loop", stdin=subprocess.DEVNULL)
    assert t.end() == 1, "an empty recording is refused, not played for ever"
    t = terminal(cast(tmp_path / "bare.cast"), "--loop")
    assert t.end() == 0


def test_loop_needs_a_file(terminal) -> None:
    read, write = os.pipe()
    t = terminal("--loop", stdin=read)
    assert t.end() == 2
    assert b"--loop needs a file" in t.shown
    os.close(read)
    os.close(write)


def test_a_recording_larger_than_the_terminal(tmp_path: Path, terminal) -> None:
    path = cast(tmp_path / "s.cast", [0, "r", "90x30"], [0, "o", "<end>"], width=132)
    t = terminal(path)
    assert t.end() == 0
    assert b"the recording is 132x24, this terminal 80x24" in t.shown
    t = terminal(path, "--resize")
    assert t.end() == 0
    assert t.shown == b"\x1b[8;24;132t\x1b[8;30;90t<end>\x1b[8;24;80t"
    t = terminal(path, size=(132, 40))
    assert t.end() == 0
    assert t.shown == b"<end>"


def test_a_live_recording_plays_as_it_comes(terminal) -> None:
    read, write = os.pipe()
    t = terminal(stdin=read)
    os.write(write, json.dumps(HEADER).encode() + b"\n")
    for word in (b"one", b"two", b"three"):
        os.write(write, b'[0.0, "o", "<%b>"]\n' % word)
        t.wait_for(b"<%b>" % word)
    t.send(b"q")
    assert t.end() == 0
    os.close(read)
    os.close(write)


def test_without_a_recording_it_says_what_to_do(terminal) -> None:
    t = terminal()
    assert t.end() == 2
    assert b"name a recording, or pipe one in: cat s.cast | termproxy replay" in t.shown


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
    tmp_path: Path, terminal
) -> None:
    """What puts a terminal back was written even if nothing had been played: a blank line."""
    (tmp_path / "bad").write_bytes(b"{}")
    played = terminal(tmp_path / "bad")
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


def test_scriptreplay_shows_what_we_show(terminal) -> None:
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


def test_asciinema_plays_what_we_record(tmp_path: Path, terminal) -> None:
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
    t = terminal("cat", path, command=[asciinema])
    t.process.wait()
    t.wait_for(b"and the end")
    assert t.shown.replace(b"\r\r\n", b"\r\n") == ours
    t = terminal("play", path, command=[asciinema])
    t.wait_for(b"and the end")
    assert t.process.wait() == 0


def test_we_play_what_asciinema_records(tmp_path: Path, terminal) -> None:
    asciinema = shutil.which("asciinema")
    if asciinema is None:
        pytest.skip("asciinema is not installed")
    path = tmp_path / "s.cast"
    t = terminal("rec", "-q", "-c", "printf 'caf\\303\\251\\n'", path, command=[asciinema])
    t.process.wait()
    assert run(path).stdout == "café\r\n".encode()
