"""A model that answers when the test lets it."""

from __future__ import annotations

from tests.e2e.inside import Background
from tests.fake_ollama import ANSWER, Exchange, answering


class Held(Background):
    """A server in a thread. Each question waits for `answer`, which gives it `text`."""

    def __init__(self) -> None:
        self.text = ANSWER
        super().__init__(self._scenario)

    async def _scenario(self, exchange: Exchange) -> None:
        await exchange.hold()
        await answering(self.text)(exchange)

    def asked(self) -> bool:
        """Is a question waiting for its answer?"""
        return self.fake.holding.is_set()

    def answer(self) -> None:
        """Answer, now and from now on."""
        self.run(self._set(released=True))

    def hold(self, text: str) -> None:
        """Let the next question wait, for the answer `text`."""
        self.text = text
        self.run(self._set(released=False))

    async def _set(self, *, released: bool) -> None:
        if released:
            self.fake.release()
        else:
            self.fake.released.clear()
            self.fake.holding.clear()
