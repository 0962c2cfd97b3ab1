"""The thread behind a recording, where the system gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.relay import writer
from termproxy.relay.recorder import Recorder


def test_no_thread_to_be_had_ends_the_recording_and_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ulimit -u`: the exit waited ten seconds for a thread that had never started."""

    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(writer, "start_new_thread", refuse)
    monkeypatch.setattr(writer, "PATIENCE", 3600.0)
    recorder = Recorder.open(str(tmp_path / "s.cast"), 80, 24, start=0.0)
    recorder.output(1.0, b"x")
    recorder.flush()
    recorder.output(2.0, b"y")
    recorder.flush()
    recorder.close()
    assert recorder.problem is not None
    assert "no thread can be started to write it" in recorder.problem
