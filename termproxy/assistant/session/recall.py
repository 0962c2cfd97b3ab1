"""Questions to the relay, which alone knows what successful commands printed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from termproxy.assistant.session.door import RefusalError
from termproxy.core.events import Message, Recall, Recalled

# The relay answers in its next turn, unless the terminal takes no output and everything waits.
PATIENCE = 5.0


class Memory:
    """The relay's journal, asked over the link: each answer finds the one who asked."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self._ticket = 0
        self._waiting: dict[int, asyncio.Future[Recalled]] = {}

    def heard(self, answer: Recalled) -> None:
        """An answer arrived."""
        waiting = self._waiting.pop(answer.ticket, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def recall(self, number: int = 0, *, count: int = 1, output: int = 0) -> Recalled:
        """The fields as in `Recall`. Raises RefusalError when no answer comes."""
        self._ticket += 1
        ticket = self._ticket
        waiting: asyncio.Future[Recalled] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = waiting
        try:
            self._send(Recall(ticket, number, count, output))
            async with asyncio.timeout(PATIENCE):
                return await waiting
        except TimeoutError:
            raise RefusalError("The session does not answer; is its terminal stopped?") from None
        finally:
            self._waiting.pop(ticket, None)
