from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from termproxy.assistant.model.ahead import Ahead
from termproxy.assistant.model.asking import Asking
from termproxy.assistant.model.chat import Choice
from termproxy.config import SETTINGS
from tests.assistant.model.test_answers import CASE, CHOICE, Asked, at_once
from tests.fake_ollama import ANSWER, FakeOllama, answering

__all__ = ["at_once"]


class Asks:
    """Notes that it was called, and lasts until it is cancelled."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False

    async def __call__(self) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def test_a_pause_is_used_until_somebody_does_something() -> None:
    asks = Asks()
    ahead = Ahead(asks, pause=0, leisure=lambda: True)
    ahead.stirred()
    await asks.begun.wait()
    assert not asks.cancelled
    ahead.stirred()
    while not asks.cancelled:
        await asyncio.sleep(0)
    ahead.cancel()


async def test_no_leisure_no_question() -> None:
    asks, looked = Asks(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def leisure() -> bool:
        loop.call_soon_threadsafe(looked.set)
        return False

    ahead = Ahead(asks, pause=0, leisure=leisure)
    ahead.stirred()
    await looked.wait()
    task = ahead._task
    assert task is not None
    await task
    assert not asks.begun.is_set()


async def test_who_is_never_idle_is_never_asked_ahead() -> None:
    asks = Asks()
    ahead = Ahead(asks, pause=3600, leisure=lambda: True)
    for _ in range(3):
        ahead.stirred()
    ahead.cancel()
    assert ahead._timer is None
    assert not asks.begun.is_set()


def asking(home: Path, url: str, *, prefetch: bool) -> Asking:
    settings = {setting.key: setting.default for setting in SETTINGS}
    settings |= {"model.host": url, "model.prefetch": prefetch}
    return Asking(settings, {"HOME": str(home), "PATH": "/usr/bin:/bin"})


@pytest.mark.parametrize("prefetch", [True, False])
async def test_what_fails_often_and_was_never_answered_is_answered(
    tmp_path: Path, prefetch: bool
) -> None:
    """A user who goes on before the model has spoken never gets to hear it."""
    secret = replace(CASE, output="strange trouble with token=ghp_" + "a1B2c3D4e5F6" * 3)
    async with FakeOllama(answering(ANSWER)) as fake:
        session = asking(tmp_path, fake.url, prefetch=prefetch)
        session.answers._chosen(Choice("llama3.2:latest", ""))
        for _ in range(2):
            assert await session.kept(secret) is None
        await session.ahead()
        assert len(fake.chats) == prefetch
        if prefetch:
            found = await session.kept(secret)
            assert found is not None
            assert "notes.txt" in found.title
            await session.ahead()
            assert len(fake.chats) == 1
        await session.close()
    kept = tmp_path / ".cache" / "termproxy" / "answers.sqlite"
    assert b"ghp_" not in kept.read_bytes()
    if not prefetch:
        assert b"strange trouble" not in kept.read_bytes()


async def test_silence_is_not_asked_for_again(tmp_path: Path) -> None:
    async with FakeOllama(answering("CAUSE: unknown\n")) as fake:
        session = asking(tmp_path, fake.url, prefetch=True)
        session.answers._chosen(Choice("llama3.2:latest", ""))
        for _ in range(2):
            await session.kept(CASE)
        await session.ahead()
        await session.close()
        again = asking(tmp_path, fake.url, prefetch=True)
        await again.ahead()
        await again.close()
        assert len(fake.chats) == 1


async def test_a_server_that_is_gone_is_not_complained_about(tmp_path: Path) -> None:
    session = asking(tmp_path, "127.0.0.1:1", prefetch=True)
    await session.ahead()
    assert session.complaint() is None
    await session.close()


async def test_private_lines_are_not_asked_about_ahead(tmp_path: Path) -> None:
    async with FakeOllama(answering(ANSWER)) as fake:
        session = asking(tmp_path, fake.url, prefetch=True)
        await session.answers.answer(CASE, CHOICE, Asked())
        for _ in range(3):
            await session.kept(replace(CASE, private=True))
        assert session.answers.shelf is not None
        assert await session.answers.shelf.wanted(9) == []
        await session.close()
