"""Load the model before it is needed: while a long command runs, and once something has failed.

A cold model takes from seconds to minutes until its first word, and a question that a new command
cancels takes the load with it (the server stops what nobody waits for). So the load is asked for by
itself, and kept open. Nothing of the session is in that request. Not on battery, not for a server
on another machine or a model in a cloud, and only where questions are asked unasked (`auto`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from termproxy.assistant.model import http
from termproxy.assistant.world.power import on_battery
from termproxy.core.events import Busy, Failure, Message, Rest

if TYPE_CHECKING:
    from termproxy.assistant.model.asking import Asking
    from termproxy.assistant.pipeline import Pipeline

# Seconds after which a command counts as a long one.
LONG = 10.0
# The question about a failure goes first.
AFTER_FAILURE = 0.5
# Ollama keeps a model for five minutes after its last use; looking again sooner is of no use.
FRESH = 240.0


class Warmth:
    """Hears what the pipeline hears. `long`, `after_failure` and `fresh` in seconds."""

    def __init__(
        self,
        pipeline: Pipeline,
        *,
        on_battery: Callable[[], bool] = on_battery,
        long: float = LONG,
        after_failure: float = AFTER_FAILURE,
        fresh: float = FRESH,
    ) -> None:
        self._pipeline = pipeline
        self._on_battery = on_battery
        self._long, self._after_failure, self._fresh = long, after_failure, fresh
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._failed = False  # what the timer waits for
        self._next = 0.0  # not before this, by the loop's clock

    def heard(self, message: Message) -> None:
        """Set the clock by a message of the relay's."""
        if self._failed and self._timer is not None:
            return  # a failure's load is due, whatever runs now
        if isinstance(message, Rest):
            self._forget()  # nothing is left that could wake us at the prompt
        elif isinstance(message, Busy | Failure) and self._wanted() is not None:
            self._forget()
            self._failed = isinstance(message, Failure)
            seconds = self._after_failure if self._failed else self._long
            self._timer = asyncio.get_running_loop().call_later(seconds, self._due)

    async def close(self) -> None:
        """The session ends; a load that is under way is given up."""
        self._forget()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _wanted(self) -> Asking | None:
        """Who asks the model, if it is time to see to it."""
        loading = self._task is not None and not self._task.done()
        if loading or asyncio.get_running_loop().time() < self._next:
            return None
        return self._pipeline.warmed

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        if (asking := self._wanted()) is not None:
            self._task = asyncio.get_running_loop().create_task(self._warm(asking))

    async def _warm(self, asking: Asking) -> None:
        if self._on_battery():
            asking.warmth = "not loaded ahead: this machine runs on its battery"
            return
        await asyncio.to_thread(http.warm_up)
        await asking.warm()
        self._next = asyncio.get_running_loop().time() + self._fresh
