from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from termproxy.assistant.model import missed
from termproxy.assistant.model.missed import SLOW, Missed
from termproxy.assistant.pipeline import Pipeline
from termproxy.config import load
from termproxy.core.events import Busy, Failure, Hello, Message, Notice, Success
from tests.fake_ollama import ANSWER, FakeOllama, answering, held

SENTENCE = "make test: the model was still at work. To ask it again: termproxy why 12"


def left(after: float = SLOW, command: str = "make test") -> Missed:
    """A question about command 12 that a new command cut off `after` so many seconds."""
    questions = Missed()
    questions.asked(12, command, 100.0)
    questions.cut_off(100.0 + after)
    return questions


def test_it_is_told_once_the_next_command_has_ended_well() -> None:
    questions = left()
    assert questions.ended_well("git status") == SENTENCE
    assert questions.ended_well("git status") == ""


def test_it_is_told_once_in_a_session() -> None:
    questions = left()
    questions.ended_well("git status")
    questions.asked(14, "make test", 200.0)
    questions.cut_off(300.0)
    assert questions.ended_well("git status") == ""


def test_who_did_not_wait_has_missed_nothing() -> None:
    assert left(after=SLOW / 2).ended_well("git status") == ""


@pytest.mark.parametrize("command", ["make test", "make -k", "clear; make", "termproxy why"])
def test_who_mended_it_or_knows_the_way_is_not_told(command: str) -> None:
    assert left().ended_well(command) == ""


def test_after_an_answer_or_another_failure_there_is_nothing_to_tell() -> None:
    questions = left()
    questions.answered()
    assert questions.ended_well("git status") == ""


def test_a_long_command_is_named_in_short() -> None:
    sentence = left(command="make\n  " + "x" * 200).ended_well("ls")
    assert sentence.startswith("make xxx")
    assert "…: the model" in sentence
    assert len(sentence) < 110


@pytest.mark.parametrize("answered", [False, True])
def test_in_the_pipeline_the_model_is_left_and_a_dim_line_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, answered: bool
) -> None:
    monkeypatch.setattr(missed, "SLOW", 0.0)

    async def session() -> list[Message]:
        async with FakeOllama(held(answering(ANSWER))) as server:
            environ = {"HOME": str(tmp_path), "OLLAMA_HOST": server.url, "PATH": "/bin:/usr/bin"}
            sent: list[Message] = []
            pipeline = Pipeline(sent.append, environ)
            pipeline.heard(Hello(dict(load(environ, ()).values), "bash", 100, 24))
            pipeline.heard(
                Failure(12, "make test", "/", 5, 1.0, b"odd\r\n", 0, 0, True, False, False)
            )
            await server.holding.wait()
            if answered:
                server.release()
                while len(sent) < 2:
                    await asyncio.sleep(0)
            pipeline.heard(Busy(13))
            pipeline.heard(Success(13, "git status", "/", private=False))
            await pipeline.close()
            return sent

    notices = [message for message in asyncio.run(session()) if isinstance(message, Notice)]
    if answered:
        assert notices == []
    else:
        assert SENTENCE.encode() in notices[0].rows[0]
