"""What waits behind a prompt that is held back for its hint, in the order in which it came.

Lines that were typed ahead run on meanwhile: their output, their prompts and the questions about
their failures wait here, too, and so each answer still finds its own prompt unwritten.
"""

from __future__ import annotations

from termproxy.core.events import CommandStarted
from termproxy.core.modes import Modes
from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from typing import TypeAlias

    from termproxy.core.events import Hint, ShellEvent, Silence


@value
class Awaited:
    """From here on the answer about command `seq` is awaited, for a prompt until then."""

    seq: int
    until: float


if TYPE_CHECKING:
    Item: TypeAlias = bytes | ShellEvent | Awaited


class Held:
    """The queue. `size` is how many bytes of output are in it."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.size = 0
        self._answers: dict[int, Hint | Silence] = {}

    def add(self, item: Item) -> None:
        """Put `item` at the end."""
        self.items.append(item)
        if isinstance(item, bytes):
            self.size += len(item)

    def drop(self, count: int) -> None:
        """The first `count` items are let go."""
        self.size -= sum(len(item) for item in self.items[:count] if isinstance(item, bytes))
        del self.items[:count]
        if not self.items:
            self._answers.clear()

    def take(self) -> bytes:
        """All output in it, as it came; it is empty then."""
        output = b"".join(item for item in self.items if isinstance(item, bytes))
        self.drop(len(self.items))
        return output

    def hurry(self, now: float) -> None:
        """Nobody waits for an answer any longer."""
        self.items = [
            Awaited(item.seq, now) if isinstance(item, Awaited) else item for item in self.items
        ]

    # ----------------------------------------------------------------- answers

    def awaits(self, seq: int) -> bool:
        """Is the question about command `seq` among what waits?"""
        return any(isinstance(item, Awaited) and item.seq == seq for item in self.items)

    def keep(self, answer: Hint | Silence) -> None:
        """An answer to a question that waits."""
        self._answers[answer.seq] = answer

    def answer(self, seq: int) -> Hint | Silence | None:
        """The answer about command `seq`, if it has come."""
        return self._answers.pop(seq, None)

    def passed_over(self, seq: int) -> bool:
        """Answers come in the order of the questions: is one about a later command here?"""
        return any(other > seq for other in self._answers)

    # ----------------------------------------------------------------- a look ahead

    def alternate_used(self, before: bool) -> bool:
        """Whether the command that ended last used the alternate screen; `before`: what is known
        from the output before.
        """
        modes = Modes(0)
        modes.alternate_used = before
        for item in self.items:
            if isinstance(item, bytes):
                modes.scan(item)
            elif isinstance(item, CommandStarted):
                modes.alternate_used = False
        return modes.alternate_used
