"""Whatever is wrong with its file, the recorder is never in the way: full devices, file size
limits, pipes that nobody reads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from termproxy.core.asciicast import Decoder
from termproxy.core.events import Marker, Output
from termproxy.relay import recorder as recorder_module
from termproxy.relay.recorder import RecordingError
from tests.relay.recordings import events_of, start


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
