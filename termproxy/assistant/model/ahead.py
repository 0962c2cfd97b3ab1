"""Ask ahead: prepare the answers to what fails often, while nothing happens.

Only where `model.prefetch` is on, the machine is plugged in and has nothing else to do; a few
questions for each pause, given up as soon as anybody does something. The failures that came more
than once, and were never answered (a new command came before the model had spoken) or not within
the last month, are on the shelf, redacted.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from termproxy.assistant.world.power import on_battery

# Seconds without a word from the relay after which nobody is there.
PAUSE = 60.0
# Of the processors, in use at most, for the machine to be idle.
BUSY = 0.3


def at_leisure() -> bool:
    """Whether the machine is plugged in and has little to do."""
    try:
        load = os.getloadavg()[0]
    except OSError:
        return False
    return load <= BUSY * (os.cpu_count() or 1) and not on_battery()


class Ahead:
    """Calls `ask` in pauses of `pause` seconds, if it is `leisure` by then."""

    def __init__(
        self,
        ask: Callable[[], Awaitable[object]],
        *,
        pause: float = PAUSE,
        leisure: Callable[[], bool] = at_leisure,
    ) -> None:
        self._ask = ask
        self._pause = pause
        self._leisure = leisure
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def stirred(self) -> None:
        """Somebody does something: give up what is asked, and wait for the next pause."""
        self.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._pause, self._paused)

    def cancel(self) -> None:
        """Neither ask nor wait."""
        for pending in (self._timer, self._task):
            if pending is not None:
                pending.cancel()
        self._timer = self._task = None

    def _paused(self) -> None:
        self._timer = None
        self._task = asyncio.get_running_loop().create_task(self._use_pause())

    async def _use_pause(self) -> None:
        if await asyncio.to_thread(self._leisure):
            await self._ask()
