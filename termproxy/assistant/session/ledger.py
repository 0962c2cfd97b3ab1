"""What was said about which command, and why: `termproxy hint --why`, `fix`, `status`."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from termproxy.assistant.advice import Advice

KEPT = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One judged failure. `advice` is None where nothing was said; `reason` tells why either way,
    as a sentence."""

    number: int
    command: str
    advice: Advice | None
    reason: str


class Ledger:
    """The last `KEPT` entries by command number; a later word on the same command replaces it."""

    def __init__(self) -> None:
        self.failures = 0
        self.hints = 0
        self._entries: OrderedDict[int, Entry] = OrderedDict()

    def note(self, entry: Entry) -> None:
        """Write down what came of a failure."""
        before = self._entries.pop(entry.number, None)
        self.failures += before is None
        self.hints += entry.advice is not None and (before is None or before.advice is None)
        self._entries[entry.number] = entry
        if len(self._entries) > KEPT:
            self._entries.popitem(last=False)

    def entry(self, number: int) -> Entry | None:
        """What came of command `number`; None when it did not fail, or too long ago."""
        return self._entries.get(number)

    def latest(self, *, hint: bool = False) -> Entry | None:
        """The latest entry, or the latest one with a hint."""
        for number in reversed(self._entries):
            entry = self._entries[number]
            if entry.advice is not None or not hint:
                return entry
        return None
