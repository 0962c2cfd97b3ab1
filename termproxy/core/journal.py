"""The latest commands of a session, for those who ask afterwards (`termproxy last`, `why`)."""

from __future__ import annotations

from termproxy.core.events import Recalled
from termproxy.core.value import TYPE_CHECKING, replace

if TYPE_CHECKING:
    from termproxy.core.events import Command, Recall
    from termproxy.core.ring import Ring

# A day's work. What a command printed is in the ring, and only as long as that holds it.
MOST_COMMANDS = 500
# A pasted script or a here-document is a command line, too, of up to 256 KiB.
LONGEST_TEXT = 4096
# One answer; the ring may be set larger than a message may be (`link.LONGEST_FRAME`).
MOST_OUTPUT = 16 << 20


class Journal:
    """Keeps the last `capacity` commands, and knows which one runs now."""

    def __init__(self, capacity: int = MOST_COMMANDS) -> None:
        self.running = 0
        self._capacity = capacity
        self._commands: list[Command] = []

    def began(self, number: int) -> None:
        """Command `number` runs."""
        self.running = number

    def ended(self, command: Command) -> None:
        """It is over, and this is the whole of it."""
        self.running = 0
        if len(command.text) > LONGEST_TEXT:
            command = replace(command, text=command.text[: LONGEST_TEXT - 1] + "…")
        self._commands.append(command)
        if len(self._commands) > self._capacity:
            del self._commands[0]

    def answer(self, recall: Recall, ring: Ring) -> Recalled:
        """What was asked for; never raises."""
        end = self._place(recall.number) + 1
        found = tuple(self._commands[max(0, end - max(1, recall.count)) : end])
        output, cut, skipped = b"", 0, 0
        if found and recall.output > 0:
            limit = min(recall.output, MOST_OUTPUT)
            output, cut, skipped = ring.excerpt(found[-1].start, found[-1].end, limit)
        return Recalled(recall.ticket, self.running, found, output, cut, skipped)

    def _place(self, number: int) -> int:
        """The index of the command that `number` means; -1 when there is none."""
        if number <= 0:
            return max(-1, len(self._commands) - 1 + number)
        for index, command in enumerate(self._commands):
            if command.seq == number:
                return index
        return -1
