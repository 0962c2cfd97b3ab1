"""Questions to a slow model that a new command cut off, and the one sentence about that. Pure.

A new command cancels the question: its answer would stand under the wrong command. Who has a slow
model and goes on at once would then never see an answer, nor learn how to get one. So the first
time, once the next command has ended well, a dim line names the way: `termproxy why N`.
"""

from __future__ import annotations

from termproxy.core.commandline import simple_commands

# Seconds of work after which the user can be said to have waited.
SLOW = 2.0
LONGEST = 40


class Missed:
    """Follows one session's questions; `now` is in seconds of any steady clock."""

    def __init__(self) -> None:
        self._asked: tuple[int, str, float] | None = None
        self._left: tuple[int, str] | None = None
        self._told = False

    def asked(self, seq: int, command: str, now: float) -> None:
        """A model is asked about command `seq`; whatever was missed before is old."""
        self._asked, self._left = (seq, command, now), None

    def answered(self) -> None:
        """It has answered, if only with silence; or there is a newer failure."""
        self._asked = self._left = None

    def cut_off(self, now: float) -> None:
        """A new command was started."""
        if self._asked is not None and now - self._asked[2] >= SLOW:
            self._left = self._asked[:2]
        self._asked = None

    def ended_well(self, command: str) -> str:
        """The sentence that is due now that `command` succeeded; "" for none."""
        left, self._left = self._left, None
        if left is None or self._told:
            return ""
        seq, missed = left
        if _programs(command) & {*_programs(missed), "termproxy"}:
            return ""  # they have mended it, or they know the way
        self._told = True
        words = " ".join(missed.split())
        words = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        return f"{words}: the model was still at work. To ask it again: termproxy why {seq}"


def _programs(command: str) -> set[str]:
    return {simple.words[0] for simple in simple_commands(command)}
