"""When the events of a recording are due: idle limit, where to begin, speed.

The generators take timed events in order and give them with other times; none reads ahead, so
they also serve a recording that is still being made. `Schedule` ties such times to a clock.
"""

from __future__ import annotations

from termproxy.core.events import Marker
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from termproxy.core.events import TerminalEvent
    from termproxy.core.recording import TimedEvent


def limit_idle(timed: Iterable[TimedEvent], limit: float) -> Iterator[TimedEvent]:
    """No pause is longer than `limit` seconds."""
    saved = last = 0.0
    for time, event in timed:
        saved += max(0.0, time - last - limit)
        last = time
        yield time - saved, event


def from_time(timed: Iterable[TimedEvent], start: float) -> Iterator[TimedEvent]:
    """Begin at `start` seconds: all before is due at once, for it made the screen as it was."""
    for time, event in timed:
        yield max(0.0, time - start), event


def from_marker(timed: Iterable[TimedEvent], name: str) -> Iterator[TimedEvent]:
    """Begin at the first marker whose label contains `name`, or at the n-th for "#n".

    What comes before is kept until the marker is found; LookupError if there is none.
    """
    numbered = name[:1] == "#" and name[1:].isdecimal() and len(name) < 20  # `int` has a limit
    wanted = int(name[1:]) if numbered else None
    count = 0
    before: list[TerminalEvent] = []
    rest = iter(timed)
    for time, event in rest:
        start = time
        before.append(event)
        if isinstance(event, Marker):
            count += 1
            if count == wanted if wanted is not None else name in event.label:
                break
    else:
        raise LookupError(name)
    for event in before:
        yield 0.0, event
    for time, event in rest:
        yield time - start, event


class Schedule:
    """Where in a recording we are, by a clock that may be stopped, turned up and set.

    Positions are seconds of the recording, `now` seconds of a monotonic clock. Every due time is
    worked out from the latest turn of a knob, never from the previous event: errors do not add up.
    """

    def __init__(self, now: float, speed: float = 1.0) -> None:
        self.speed = speed
        self._now = now
        self._position = 0.0
        self._paused = False

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self._paused

    def position(self, now: float) -> float:
        """Where we are."""
        if self._paused:
            return self._position
        return self._position + (now - self._now) * self.speed

    def due(self, position: float) -> float | None:
        """When `position` is reached, by the clock; None while paused."""
        if self._paused:
            return None
        return self._now + (position - self._position) / self.speed

    def jump(self, now: float, position: float) -> None:
        """Be at `position` now."""
        self._now, self._position = now, position

    def pause(self, now: float) -> None:
        """Stop the time."""
        self.jump(now, self.position(now))
        self._paused = True

    def resume(self, now: float) -> None:
        """Let the time run on from where it stopped."""
        self.jump(now, self.position(now))
        self._paused = False

    def run_at(self, now: float, speed: float) -> None:
        """From now on, `speed` seconds of the recording go by in one second."""
        self.jump(now, self.position(now))
        self.speed = speed
