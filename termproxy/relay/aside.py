"""The assistant as one of a session's observers, none of which can do the others harm."""

from __future__ import annotations

from termproxy.core.events import Recall
from termproxy.core.journal import Journal
from termproxy.core.value import TYPE_CHECKING
from termproxy.log import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from termproxy.core.events import Hello, Message
    from termproxy.core.ring import Ring
    from termproxy.log import Log
    from termproxy.relay.side import Side
    from termproxy.relay.terminal import Size

    T = TypeVar("T")


class Aside:
    """What the assistant is told and what it says; an error of its side ends the hints alone.

    `hello` makes the greeting it is started with. Without `side` nobody listens.
    """

    def __init__(
        self, side: Side | None, hello: Callable[[Size], Hello] | None, ring: Ring, log: Log
    ) -> None:
        self.journal = Journal()
        self._side = side
        self._hello = hello
        self._ring = ring
        self._log = log

    @property
    def listens(self) -> bool:
        """Whether it is any use to tell it of a failure."""
        return self._side is not None

    @property
    def given_up(self) -> bool:
        """Whether it died too often to be started again."""
        return self._side is not None and self._side.given_up

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do; None for never."""
        return self._side.deadline if self._side is not None else None

    def begin(self, size: Size, now: float) -> None:
        """Start it, the first time that this is called."""
        if self._hello is not None:
            hello, self._hello = self._hello(size), None
            self._with(lambda side: side.start(hello, now))

    def leave(self) -> None:
        """Nobody listens from here on."""
        self._side = self._hello = None

    def tell(self, message: Message) -> bool:
        """Whether it will hear it."""
        return bool(self._with(lambda side: side.send(message)))

    def tick(self, now: float) -> None:
        """Time has passed."""
        self._with(lambda side: side.tick(now))

    def changed(self, now: float) -> bool:
        """SIGCHLD: whether it was the assistant that ended."""
        return bool(self._with(lambda side: side.changed(now)))

    def interest(self) -> dict[int, int]:
        """Its descriptors and the events to poll for."""
        return self._with(lambda side: side.interest()) or {}

    def ready(self, fd: int) -> list[Message]:
        """What it said on `fd`. Where it asked for commands of before, it has its answer."""
        messages = self._with(lambda side: side.ready(fd)) or []
        for message in messages:
            if isinstance(message, Recall):
                self.tell(self.journal.answer(message, self._ring))
        return messages

    def _with(self, act: Callable[[Side], T]) -> T | None:
        if self._side is not None:
            try:
                return act(self._side)
            except Exception as error:
                self._side = None
                self._log.line(f"hints are off for this session: {describe(error)}")
        return None
