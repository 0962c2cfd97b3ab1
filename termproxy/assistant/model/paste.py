"""Failures that come faster than one can type: lines pasted at once, asked about together. Pure.

The first of them is asked about by itself, as every failure is, unless the next line has begun by
then. When another failure follows right behind, it was a paste: from then on failures are gathered
until none has come for a moment.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")

# Seconds between two failures of a paste.
WITHIN = 0.1
MOST = 10


class Paste(Generic[T]):
    """The failures that wait for an answer, oldest first, and whether more are gathered."""

    def __init__(self, *, within: float = WITHIN, most: int = MOST) -> None:
        self.within = within
        self.gathering = False
        self._most = most
        self._waiting: list[T] = []
        self._latest = float("-inf")

    def add(self, failure: T, now: float) -> bool:
        """A failure at `now`, in seconds; whether it is one of several to be gathered."""
        if now - self._latest > self.within and not self.gathering:
            self._waiting = []
        self._latest = now
        self._waiting = [*self._waiting, failure][-self._most :]
        self.gathering = len(self._waiting) > 1
        return self.gathering

    def answered(self, failure: T) -> None:
        """It waits no more."""
        self._waiting = [other for other in self._waiting if other is not failure]

    def take(self) -> list[T]:
        """All that wait; they are waited for no longer."""
        waiting, self._waiting = self._waiting, []
        self.gathering = False
        return waiting
