"""What the recorder writes, and to which files."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import Exit, Input, Marker, Output, Resize
from termproxy.relay import recorder as recorder_module
from termproxy.relay.recorder import Recorder, RecordingError
from tests.relay.recordings import events_of, start

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
