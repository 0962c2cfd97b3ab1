"""A model that answers when the test lets it."""

from __future__ import annotations

import asyncio
import threading

from tests.fake_ollama import ANSWER, Exchange, FakeOllama, answering


class Held:
    """A server in a thread. Each question waits for `answer`, which gives it `text`."""

    def __init__(self) -> None:
        self.text = ANSWER
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.fake = FakeOllama(self._scenario)
        asyncio.run_coroutine_threadsafe(self.fake.start(), self.loop).result(10)

    async def _scenario(self, exchange: Exchange) -> None:
        await exchange.hold()
        await answering(self.text)(exchange)

    def asked(self) -> bool:
        """Is a question waiting for its answer?"""
        return self.fake.holding.is_set()

    def answer(self) -> None:
        """Answer, now and from now on."""
        asyncio.run_coroutine_threadsafe(self._set(released=True), self.loop).result(10)

    def hold(self, text: str) -> None:
        """Let the next question wait, for the answer `text`."""
        self.text = text
        asyncio.run_coroutine_threadsafe(self._set(released=False), self.loop).result(10)

    async def _set(self, *, released: bool) -> None:
        if released:
            self.fake.release()
        else:
            self.fake.released.clear()
            self.fake.holding.clear()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self.fake.__aexit__(None, None, None), self.loop).result(
            10
        )
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
