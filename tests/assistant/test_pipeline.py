"""The end of a session, at whatever moment it comes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from termproxy.assistant import pipeline
from termproxy.config import load
from termproxy.core.events import Hello


@pytest.mark.parametrize("turns", range(8))
async def test_nothing_of_a_session_outlives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    """What is opened a second after the start was begun after the end, and the log had a "Task
    was destroyed but it is pending!"."""
    monkeypatch.setattr(pipeline, "QUIET_START", 0.0)
    environ = {"HOME": str(tmp_path), "OLLAMA_HOST": "127.0.0.1:1"}
    session = pipeline.Pipeline(lambda message: None, environ)
    session.heard(Hello(dict(load(environ).values), "bash", 80, 24))
    for _ in range(turns):
        await asyncio.sleep(0)
    await session.close()
    for _ in range(3):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
