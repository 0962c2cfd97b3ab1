"""The recorder writes real files here: full devices, file size limits, pipes nobody reads."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.asciicast import Decoder
from termproxy.core.events import Exit, Input, Marker, Output, Resize
from termproxy.core.recording import TimedEvent
from termproxy.relay import recorder as recorder_module
from termproxy.relay.recorder import Recorder, RecordingError


def events_of(path: Path) -> list[TimedEvent]:
    decoder = Decoder()
    events = decoder.feed(path.read_bytes()) + decoder.finish()
    assert decoder.warnings == []
    return events


def start(path: Path, **options: object) -> Recorder:
    return Recorder.open(str(path), 80, 24, start=100.0, **options)  # type: ignore[arg-type]


# ------------------------------------------------------------------ what is written


def test_a_session_from_end_to_end(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    recorder = Recorder.open(
        str(path),
        80,
        24,
        env={"TERM": "xterm"},
        command="bash",
        timestamp=1700000000,
        start=100.0,
    )
    recorder.output(100.5, b"$ ")
    recorder.flush()
    recorder.resize(101.0, 90, 30)
    recorder.output(102.0, "é\r\n".encode())
    recorder.marker(102.5, "exit 1: make test")
    recorder.exit(103.0, 1)
    recorder.close()
    recorder.close()  # twice is no harm
    assert recorder.problem is None
    assert json.loads(path.read_text().splitlines()[0]) == {
        "version": 2,
        "width": 80,
        "height": 24,
        "timestamp": 1700000000,
        "command": "bash",
        "env": {"TERM": "xterm"},
    }
    assert events_of(path) == [
        (0.5, Output(b"$ ")),
        (1.0, Resize(90, 30)),
        (2.0, Output("é\r\n".encode())),
        (2.5, Marker("exit 1: make test")),
        (3.0, Exit(1)),
    ]


def test_output_of_one_wake_up_is_one_event(tmp_path: Path) -> None:
    recorder = start(tmp_path / "s.cast")
    recorder.output(100.0, b"a")
    recorder.output(100.001, b"b")
    assert recorder.wants_flush
    recorder.output(100.0 + recorder_module.EVENT_SPAN, b"c")
    recorder.close()
    assert events_of(tmp_path / "s.cast") == [(0.0, Output(b"ab")), (0.01, Output(b"c"))]


def test_a_flood_is_written_without_being_flushed(tmp_path: Path) -> None:
    """A loop that is never idle would keep all of it in memory, and lose it when killed."""
    path = tmp_path / "s.cast"
    recorder = start(path)
    for _ in range(100):
        recorder.output(100.0, b"x" * 4095)
    while path.stat().st_size < 100 * 4095:
        pass
    recorder.close()
    sizes = [len(event.data) for _, event in events_of(path) if isinstance(event, Output)]
    assert sum(sizes) == 100 * 4095
    assert len(sizes) < 20


@given(steps=st.lists(st.tuples(st.binary(max_size=9), st.booleans()), max_size=20))
def test_the_file_tells_what_the_terminal_received(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bytes, bool]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "property.cast"
    recorder = start(path, overwrite=True)
    for number, (data, idle) in enumerate(steps):
        recorder.output(100.0 + number / 1000, data)
        if idle:
            recorder.flush()
    recorder.close()
    text = b"".join(event.data for _, event in events_of(path) if isinstance(event, Output))
    assert text.decode() == b"".join(data for data, _ in steps).decode("utf-8", "replace")


def test_input_is_recorded_on_request_and_passwords_never(tmp_path: Path) -> None:
    recorder = start(tmp_path / "plain.cast")
    recorder.input(101.0, b"ls\r")
    recorder.close()
    assert events_of(tmp_path / "plain.cast") == []

    recorder = start(tmp_path / "keys.cast", capture_input=True)
    recorder.input(101.0, b"sudo -s\r")
    for key in b"hunter2\r":
        recorder.input(102.0, bytes((key,)), secret=True)
    recorder.input(103.0, b"ls\r")
    recorder.input(104.0, b"again", secret=True)
    recorder.close()
    inputs = [event.data for _, event in events_of(tmp_path / "keys.cast") if type(event) is Input]
    assert inputs == [b"sudo -s\r", b"*", b"ls\r", b"*"]


def test_a_window_without_a_size_is_80_by_24(tmp_path: Path) -> None:
    recorder = Recorder.open(str(tmp_path / "s.cast"), 0, 0)
    recorder.resize(1.0, 0, 0)
    recorder.output(7.0, b"the first event is second 0")
    recorder.close()
    header, line = (tmp_path / "s.cast").read_text().splitlines()
    assert (json.loads(header)["width"], json.loads(header)["height"]) == (80, 24)
    assert json.loads(line)[0] == 0


# ------------------------------------------------------------------ the file


def test_a_recording_is_private(tmp_path: Path) -> None:
    start(tmp_path / "new.cast").close()
    old = tmp_path / "old.cast"
    old.write_text("much longer than a header is, and open to everyone" * 9)
    old.chmod(0o644)
    start(old, overwrite=True).close()
    for path in (tmp_path / "new.cast", old):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert events_of(path) == []


def test_what_is_replaced_is_there_until_there_is_something_else(tmp_path: Path) -> None:
    """`--overwrite` emptied the old recording before it was known whether PROGRAM is there."""
    path = tmp_path / "s.cast"
    path.write_text("the old one")
    path.chmod(0o644)
    recorder = start(path, overwrite=True)
    assert path.read_text() == "the old one"
    recorder.discard()
    assert path.read_text() == "the old one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    recorder = start(path, overwrite=True)
    recorder.output(100.5, b"new")
    recorder.close()
    assert events_of(path) == [(0.5, Output(b"new"))]


def test_refusals_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "here.cast").touch()
    (tmp_path / "link.cast").symlink_to("here.cast")
    (tmp_path / "v1.json").write_text('{"version": 1, "width": 8, "height": 8, "stdout": []}\n')
    (tmp_path / "notes.txt").write_text("shopping list\n")
    (tmp_path / "bad.cast").write_text('{"version": 2, "width": 8, "height": 8}\n[1, "o"]\n')
    os.mkfifo(tmp_path / "fifo")
    for name, options, says in [
        ("here.cast", {}, "exists already"),
        ("link.cast", {"overwrite": True}, "symbolic link"),
        ("no/such/folder.cast", {}, "no such file or directory"),
        (".", {"overwrite": True}, "is a directory"),
        ("fifo", {"overwrite": True}, "nobody reads"),
        ("v1.json", {"append": True}, "v1"),
        ("notes.txt", {"append": True}, "no JSON"),
        ("bad.cast", {"append": True}, "not [time, code, data]"),
    ]:
        before = {path: path.lstat().st_size for path in tmp_path.iterdir()}
        with pytest.raises(RecordingError) as caught:
            start(tmp_path / name, **options)
        assert says in str(caught.value)
        assert str(tmp_path / name) in str(caught.value)
        assert {path: path.lstat().st_size for path in tmp_path.iterdir()} == before


def test_two_recorders_do_not_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    first = start(path)
    for options in ({"append": True}, {"overwrite": True}):
        with pytest.raises(RecordingError, match="another recording"):
            start(path, **options)
    first.output(101.0, b"undisturbed")
    first.close()
    assert events_of(path) == [(1.0, Output(b"undisturbed"))]


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("tail", ["", '[99, "o", "to', "\n# a comment\n\n", "\0\0"])
def test_append_goes_on_where_the_recording_ended(tmp_path: Path, version: int, tail: str) -> None:
    path = tmp_path / "s.cast"
    if version == 3:  # as asciinema writes it; we do not
        path.write_text('{"version": 3, "term": {"cols": 80, "rows": 24}}\n[1.5, "o", "one"]\n')
    else:
        recorder = start(path, append=True)  # nothing there yet
        recorder.output(101.5, b"one")
        recorder.close()
    with path.open("a") as file:
        file.write(tail)
    recorder = Recorder.open(str(path), 90, 30, start=200.0, append=True)
    recorder.output(201.0, b"two")
    recorder.close()
    assert events_of(path) == [
        (1.5, Output(b"one")),
        (1.5, Resize(90, 30)),
        (2.5, Output(b"two")),
    ]


@pytest.mark.parametrize("ending", ["", "\n"])
def test_append_to_a_last_line_without_newline_and_to_a_bare_header(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / "s.cast"
    header = '{"version": 2, "width": 80, "height": 24}'
    for before, time in ((header, 0.0), (header + '\n[7, "o", "a"]', 7.0)):
        path.write_text(before + ending)
        start(path, append=True).close()
        assert events_of(path)[-1] == (time, Resize(80, 24))
        assert path.read_text().startswith(before + "\n")


def test_append_finds_a_last_line_longer_than_it_reads_at_once(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    recorder = start(path)
    recorder.output(101.0, b"x" * 300_000)
    recorder.close()
    start(path, append=True).close()
    assert events_of(path)[-1] == (1.0, Resize(80, 24))


# ------------------------------------------------------------------ never in the way


def test_a_killed_relay_loses_nothing_it_had_flushed(tmp_path: Path) -> None:
    path = tmp_path / "s.cast"
    script = (
        "import os, signal, sys\n"
        "from termproxy.relay.recorder import Recorder\n"
        "recorder = Recorder.open(sys.argv[1], 80, 24, start=0.0)\n"
        "recorder.output(1.0, b'HELLO')\n"
        "recorder.flush()\n"
        "sys.stdin.read(1)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, path], stdin=subprocess.PIPE) as child:
        while not (path.exists() and b"HELLO" in path.read_bytes()):
            assert child.poll() is None
        child.send_signal(signal.SIGKILL)
    assert events_of(path) == [(1.0, Output(b"HELLO"))]


def test_a_full_device_is_told_at_once() -> None:
    with pytest.raises(RecordingError, match="Cannot record to /dev/full: no space left"):
        start(Path("/dev/full"), overwrite=True)


def test_a_device_that_becomes_full_ends_the_recording_with_a_sentence(tmp_path: Path) -> None:
    recorder = start(tmp_path / "s.cast")
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, recorder._writer._fd)
    os.close(full)
    recorder.output(107.0, b"x")
    assert recorder.problem is None
    recorder.flush()
    while recorder.problem is None:
        pass
    sentence = f"The recording {tmp_path}/s.cast stopped after 7 s: no space left on device."
    assert recorder.problem.startswith(sentence)
    recorder.output(108.0, b"ignored")
    recorder.marker(108.0, "ignored")
    recorder.close()


def test_a_bug_of_ours_ends_the_recording_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    recorder = start(tmp_path / "s.cast")
    recorder.output(101.0, None)  # type: ignore[arg-type]
    recorder.flush()
    recorder.close()
    assert recorder.problem is not None
    assert capfd.readouterr() == ("", "")


def test_a_file_size_limit_leaves_only_whole_lines(tmp_path: Path) -> None:
    """`ulimit -f`: the kernel writes what fits, which would be half a line."""
    path = tmp_path / "s.cast"
    script = (
        "import resource, sys\n"
        "from termproxy.relay.recorder import Recorder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "recorder = Recorder.open(sys.argv[1], 80, 24, start=0.0)\n"
        "for second in range(1, 10):\n"
        "    recorder.output(second, b'x' * 3000)\n"
        "    recorder.flush()\n"
        "    while recorder._writer.backlog: pass\n"
        "recorder.close()\n"
        "print(recorder.problem)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    assert "largest size allowed (ulimit -f)" in told.stdout
    assert told.stderr == ""
    assert [time for time, _ in events_of(path)] == [1.0, 2.0, 3.0]


def test_a_full_disk_keeps_the_lines_of_a_batch_that_fitted(tmp_path: Path) -> None:
    """A flood is written 32 KiB at a time, and all of the last batch used to be taken back."""
    path = tmp_path / "s.cast"
    script = (
        "import resource, sys\n"
        "from termproxy.relay.recorder import Recorder\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "recorder = Recorder.open(sys.argv[1], 80, 24, start=0.0)\n"
        "for second in range(1, 10):\n"
        "    recorder.output(second, b'x' * 3000)\n"
        "recorder.close()\n"
    )
    subprocess.run([sys.executable, "-c", script, path], check=True)
    assert [time for time, _ in events_of(path)] == [1.0, 2.0, 3.0]


def test_a_reader_that_goes_away_is_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    recorder = start(tmp_path / "fifo", overwrite=True)
    os.close(reader)
    recorder.output(101.0, b"x")
    recorder.close()
    assert recorder.problem is not None
    assert "its reader has gone" in recorder.problem


def test_a_slow_file_costs_output_and_says_so_but_never_holds_us_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that nobody empties stands for a disk that is busy."""
    monkeypatch.setattr(recorder_module, "BACKLOG", 400_000)
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    recorder = start(tmp_path / "fifo", overwrite=True)
    for second in range(100):
        recorder.output(101.0 + second, b"x" * 10_000)
        recorder.flush()
    received: list[bytes] = []

    def read_all() -> None:
        while data := os.read(reader, 65536):
            received.append(data)

    thread = threading.Thread(target=read_all)
    thread.start()
    while recorder._writer.backlog:
        pass
    recorder.output(300.0, b"the end")
    recorder.close()
    thread.join()
    os.close(reader)
    decoder = Decoder()
    events = [event for _, event in decoder.feed(b"".join(received)) + decoder.finish()]
    kept = sum(len(event.data) for event in events if isinstance(event, Output)) - len("the end")
    assert events[-1] == Output(b"the end")
    missing = f"{100 * 10_000 - kept} bytes of output are missing here: the disk was too slow"
    assert events[-2] == Marker(missing)
    assert recorder.problem is None


def test_a_file_that_takes_nothing_any_more_does_not_hold_the_exit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("termproxy.relay.writer.PATIENCE", 0.01)
    os.mkfifo(tmp_path / "fifo")
    reader = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    recorder = start(tmp_path / "fifo", overwrite=True)
    recorder.output(101.0, b"x" * 500_000)
    recorder.close()
    assert recorder.problem is not None
    assert recorder.problem.startswith("The end of the recording")
    os.close(reader)


def test_an_idle_recorder_never_wakes(tmp_path: Path) -> None:
    """Its thread sleeps on a lock; /proc counts how often it gave up the processor."""
    recorder = start(tmp_path / "s.cast")
    recorder.output(101.0, b"x")
    recorder.flush()
    while recorder._writer.backlog:
        pass
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        pytest.skip("needs /proc")
    main = str(os.getpid())

    def switches() -> dict[str, str]:
        return {
            task.name: line
            for task in tasks.iterdir()
            if task.name != main
            for line in (task / "status").read_text().splitlines()
            if line.startswith("voluntary")
        }

    before = None
    while (now := switches()) != before:  # until it has gone to sleep
        before = now
    threading.Event().wait(0.2)
    assert switches() == now
    recorder.close()


def test_recording_imports_neither_json_nor_re(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from termproxy.relay.recorder import Recorder\n"
        "recorder = Recorder.open(sys.argv[1], 80, 24, command='é', env={'TERM': 'x'})\n"
        "recorder.output(1.0, b'\\x1b[m' * 99)\n"
        "recorder.close()\n"
        "heavy = {'json', 're', 'typing', 'dataclasses', 'threading', 'queue'}\n"
        "print(sorted(heavy & (set(sys.modules) - before)))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "s.cast")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "[]\n"
