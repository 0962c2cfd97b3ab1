"""Recordings for tests: begun as the relay does, and read back."""

from __future__ import annotations

from pathlib import Path

from termproxy.core.asciicast import Decoder
from termproxy.core.recording import TimedEvent
from termproxy.relay.recorder import Recorder


def events_of(path: Path) -> list[TimedEvent]:
    decoder = Decoder()
    events = decoder.feed(path.read_bytes()) + decoder.finish()
    assert decoder.warnings == []
    return events


def start(path: Path, **options: object) -> Recorder:
    return Recorder.open(str(path), 80, 24, start=100.0, **options)  # type: ignore[arg-type]
