"""What every recording format has in common: a header, timed events, and ways to be wrong.

A decoder of any format is fed bytes cut anywhere and gives timed events as they are complete::

    events = decoder.feed(data)     # as often as there is data
    events = decoder.finish()       # once, at the end of the data

`header` is None until enough has been read. A bad recording raises `DecodeError` from the *next*
call, so that no event before the damage is lost. `warnings` collects sentences about what was
mended or left out: a last line torn by a crash, a shorter data file than its timing tells.
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING, value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol, TypeAlias

    from termproxy.core.events import TerminalEvent

    class Decoder(Protocol):
        """The interface of every format's decoder."""

        header: Header | None
        warnings: list[str]

        def feed(self, data: bytes) -> list[TimedEvent]: ...

        def finish(self) -> list[TimedEvent]: ...


TimedEvent: TypeAlias = "tuple[float, TerminalEvent]"  # seconds since the recording began


class DecodeError(ValueError):
    """The recording is damaged or is none at all; the message is a clause for the user."""


# A clock that jumps this far (31 years) is damage, not patience, and would overflow poll(2).
LONGEST = 1e9


@value
class Header:
    """What a recording tells about itself.

    `format` is a name for people ("asciicast v2"). `cols` and `rows` are 0 when unknown,
    `timestamp` is in whole seconds since 1970, the two limits are seconds.
    """

    format: str
    cols: int = 0
    rows: int = 0
    timestamp: int | None = None
    duration: float | None = None
    idle_time_limit: float | None = None
    command: str | None = None
    title: str | None = None
    term: str | None = None
    env: Mapping[str, str] | None = None
