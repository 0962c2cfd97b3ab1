"""Never ask a model twice what it said already, nor more often than it can bear.

Answers are kept for a while; whoever asks what is being asked already waits for the same answer;
requests go one at a time, the newest first, and not too many in a second.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from cachetools import TTLCache

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiolimiter import AsyncLimiter

    from termproxy.assistant.advice import Advice
    from termproxy.assistant.model.explain import Question

# What differs between two runs of the same failure and never tells one cause from another. Plain
# numbers stay: port 3000 and port 8080 are two failures.
VOLATILE = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"
    r"|\b0x[0-9a-fA-F]{6,16}\b"
    r"|\b\d+(?:\.\d+)? ?(?:ms|s|sec|seconds|m|min)\b"
    r"|/tmp/[\w.-]*[\w-]{6,}"
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"
    r"|(?<=\[)\d{2,7}(?=\])"
)


def key_of(asked: Question, model: str) -> str:
    """A name for a failure: equal for the same one at another time, with other process numbers."""
    digest = sha256(model.encode())
    for message in asked.messages:
        # the fence is made from a hash of the output and differs where only a time does
        content = re.sub(r"(?m)^===== (?:output|end) \w+ =====$", "=====", message.content)
        digest.update(b"\0" + VOLATILE.sub("~", content).encode("utf-8", "replace"))
    return digest.hexdigest()


class Shelf(Protocol):
    """Answers kept on disk, shared by all terminals (`shelf.py`). May forget; does not raise.

    `claim` gives the answer, or tells whether it is ours to ask; if so, until `release`. Repeated,
    it lasts longer.
    """

    async def get(self, key: str) -> Advice | None: ...

    async def put(self, key: str, advice: Advice) -> None: ...

    async def claim(self, key: str) -> Advice | bool: ...

    def release(self, key: str) -> None: ...


# Answers that were cut are less sure than this, and not worth a month.
GOOD = 0.5
# Seconds between two renewals of a claim: well before it ends.
RENEWAL = 10.0


async def _renew(shelf: Shelf, keys: Sequence[str]) -> None:
    while True:
        await asyncio.sleep(RENEWAL)
        for key in keys:
            await shelf.claim(key)


async def _keep(shelf: Shelf, key: str, advice: Advice | None) -> None:
    if advice is not None and advice.confidence >= GOOD:
        await shelf.put(key, advice)


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Advice | None]
    waiting: int = 0


@dataclass(slots=True)
class _Turns:
    """One at a time; of those who wait, the one who came last goes next."""

    busy: bool = False
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        if self.busy:
            ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append(ready)
            try:
                await ready
            except asyncio.CancelledError:
                if ready in self.waiting:
                    self.waiting.remove(ready)
                else:
                    self._next()  # the turn was given to us in the moment we were cancelled
                raise
        self.busy = True
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        while self.waiting:
            ready = self.waiting.pop()
            if not ready.done():
                ready.set_result(None)
                return
        self.busy = False


class Thrift:
    """The one gate to the model for a session.

    `ttl` in seconds, `answers` at most in memory, `rate` requests a second. `clock` in seconds.
    `look_again`: seconds after which one who waits for another terminal's answer looks for it.
    """

    def __init__(
        self,
        *,
        ttl: float = 300,
        answers: int = 500,
        rate: float = 5,
        per: float = 1,
        shelf: Shelf | None = None,
        look_again: float = 0.25,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answers: TTLCache[str, Advice | None] = TTLCache(answers, ttl, timer=clock)
        self._flights: dict[str, _Flight] = {}
        self._turns = _Turns()
        self._rate, self._per = rate, per
        self._limiter: AsyncLimiter | None = None
        self._shelf = shelf
        self._look_again = look_again

    def known(self, key: str) -> tuple[Advice | None] | None:
        """What this session knows of `key` (in a tuple, for silence is an answer)."""
        return (self._answers[key],) if key in self._answers else None

    async def look(self, key: str) -> tuple[Advice | None] | None:
        """What was answered to `key`, in whichever terminal, without asking."""
        known = self.known(key)
        if known is None and self._shelf is not None:
            advice = await self._shelf.get(key)
            if advice is not None:
                self.learn(key, advice)
                known = (advice,)
        return known

    def learn(self, key: str, advice: Advice | None) -> None:
        """Remember an answer for this session."""
        self._answers[key] = advice

    async def answer(
        self,
        key: str,
        ask: Callable[[], Awaitable[Advice | None]],
        *,
        aloud: bool = True,
    ) -> Advice | None:
        """The answer to `key`: remembered, or shared with who asks already, or asked now.

        What `ask` raises goes to all who wait and is not remembered. When the last who waits is
        cancelled, so is the question. Unless `aloud`, nothing is put where others can see it.
        """
        if (known := self.known(key)) is not None:
            return known[0]
        flight = self._flights.get(key)
        if flight is None:
            shelf = self._shelf if aloud else None
            flight = _Flight(asyncio.ensure_future(self._fly(key, ask, shelf)))
            self._flights[key] = flight
            flight.task.add_done_callback(lambda task: self._landed(key, task))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                if self._flights.get(key) is flight:
                    del self._flights[key]
                flight.task.cancel()

    async def several(
        self, keys: Sequence[str], ask: Callable[[list[str]], Awaitable[Mapping[str, Advice]]]
    ) -> dict[str, Advice | None]:
        """Answers to several keys with one request about those that nobody knows or asks.

        Raises what `ask` raises.
        """
        found: dict[str, Advice | None] = {}
        ours: list[str] = []
        shelf = self._shelf
        for key in dict.fromkeys(keys):
            known = self.known(key)
            if known is None and key not in self._flights:
                claimed = await shelf.claim(key) if shelf is not None else True
                if claimed is True:
                    ours.append(key)
                elif claimed is not False:
                    self.learn(key, claimed)
                    known = (claimed,)
            if known is not None:
                found[key] = known[0]
        if not ours:
            return found
        renewing = asyncio.ensure_future(_renew(shelf, ours)) if shelf is not None else None
        try:
            async with self._turn():
                answers = await ask(ours)
            for key, advice in answers.items():
                found[key] = advice
                self.learn(key, advice)
                if shelf is not None:
                    await _keep(shelf, key, advice)
            return found
        finally:
            if renewing is not None:
                renewing.cancel()
            for key in ours:
                if shelf is not None:
                    shelf.release(key)

    async def close(self) -> None:
        """Cancel what is under way, and wait until its connections are closed."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fly(
        self, key: str, ask: Callable[[], Awaitable[Advice | None]], shelf: Shelf | None
    ) -> Advice | None:
        if shelf is None:
            return await self._ask(key, ask)
        renewing = asyncio.ensure_future(_renew(shelf, (key,)))
        try:
            while (claimed := await shelf.claim(key)) is False:
                await asyncio.sleep(self._look_again)  # another terminal asks just that
            if claimed is not True:
                self.learn(key, claimed)
                return claimed
            advice = await self._ask(key, ask)
            await _keep(shelf, key, advice)
            return advice
        finally:
            renewing.cancel()
            flight = self._flights.get(key)
            if flight is None or flight.task is asyncio.current_task():
                shelf.release(key)  # else someone here asks again already

    async def _ask(self, key: str, ask: Callable[[], Awaitable[Advice | None]]) -> Advice | None:
        async with self._turn():
            advice = await ask()
        self.learn(key, advice)
        return advice

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One request: after those before it, and not too soon after them."""
        from aiolimiter import AsyncLimiter

        if self._limiter is None:
            self._limiter = AsyncLimiter(self._rate, self._per)
        async with self._turns.turn(), self._limiter:
            yield

    def _landed(self, key: str, task: asyncio.Task[Advice | None]) -> None:
        flight = self._flights.get(key)
        if flight is not None and flight.task is task:
            del self._flights[key]
        if not task.cancelled():
            task.exception()  # seen, also when nobody waits any more
