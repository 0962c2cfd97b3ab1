from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from termproxy.assistant import pipeline as stages
from termproxy.assistant.model.paste import Paste
from termproxy.assistant.pipeline import Pipeline
from termproxy.config import load
from termproxy.core.events import Busy, Failure, Hello, Hint, Message
from tests.fake_ollama import FakeOllama, answering


def test_one_at_a_time_is_no_paste() -> None:
    paste: Paste[str] = Paste(within=0.1)
    assert not paste.add("a", 1.0)
    assert not paste.add("b", 1.2)
    assert paste.take() == ["b"]


def test_what_follows_at_once_is_gathered() -> None:
    paste: Paste[str] = Paste(within=0.1)
    assert not paste.add("a", 1.0)
    assert paste.add("b", 1.05)
    assert paste.gathering
    assert paste.add("c", 1.5)  # late, but nobody has taken the others yet
    assert paste.take() == ["a", "b", "c"]
    assert not paste.gathering
    assert not paste.add("d", 1.7)


def test_what_was_answered_is_not_asked_again() -> None:
    paste: Paste[str] = Paste(within=0.1)
    paste.add("a", 1.0)
    paste.answered("a")
    assert not paste.add("b", 1.05)
    assert paste.take() == ["b"]


def test_of_a_long_paste_the_newest_count() -> None:
    paste: Paste[int] = Paste(within=0.1, most=10)
    for number in range(25):
        paste.add(number, 1.0)
    assert paste.take() == list(range(15, 25))


async def test_the_first_line_of_a_paste_is_no_question_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was asked about at once, and given up a moment later."""
    monkeypatch.setattr(stages, "NEXT_LINE", 3600)
    answer = "#1\nCAUSE: about one\nRUN: none\n#2\nCAUSE: about two\nRUN: none\n"
    async with FakeOllama(answering(answer)) as server, asyncio.timeout(20):
        environ = {"HOME": str(tmp_path), "OLLAMA_HOST": server.url, "PATH": "/bin:/usr/bin"}
        sent: list[Message] = []
        pipeline = Pipeline(sent.append, environ)
        pipeline.heard(Hello(dict(load(environ).values), "bash", 100, 24))
        for seq, line in ((1, "odd one"), (2, "odd two")):
            pipeline.heard(Busy(seq))
            pipeline.heard(Failure(seq, line, "/", 5, 0, b"flux\n", 0, 0, True, False, False))
            while not sent:
                await asyncio.sleep(0)
        while not isinstance(sent[-1], Hint):
            await asyncio.sleep(0)
        await pipeline.close()
        (asked,) = server.chats
        said = asked.json["messages"][-1]["content"]
    assert "Command: odd one" in said
    assert "Command: odd two" in said
    assert (sent[-1].seq, b"about two" in sent[-1].rows[0]) == (2, True)
