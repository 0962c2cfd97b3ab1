"""A hint after the wrapped program itself failed: `termproxy make`, with nothing left to relay."""

from __future__ import annotations

import select
from time import monotonic

from termproxy.core.events import Hint, Silence
from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from termproxy.core.events import Failure, Hello
    from termproxy.relay.side import Side

# The user waits for their prompt meanwhile. The assistant starts in about 0.3 s and then answers
# in milliseconds; on a loaded machine this is when we leave without a word.
PATIENCE = 2.0


def hint_after(failure: Failure, hello: Hello, side: Side) -> tuple[bytes, ...]:
    """The rows of the instant hint for `failure`; none if there is nothing to say."""
    deadline = monotonic() + PATIENCE
    side.start(hello, monotonic())
    if not side.send(failure):
        return ()
    while (left := deadline - monotonic()) > 0:
        poll = select.poll()
        interest = side.interest()
        if not interest:
            return ()
        for fd, events in interest.items():
            poll.register(fd, events)
        for fd, _ in poll.poll(left * 1000):
            for message in side.ready(fd):
                if isinstance(message, Hint):
                    return message.rows
                if isinstance(message, Silence):
                    return ()
    return ()


def without_colours(row: bytes) -> bytes:
    """A row of a hint, which holds no sequence but SGR, for a file or a pipe."""
    first, *parts = row.split(b"\x1b[")
    return first + b"".join(part.partition(b"m")[2] for part in parts)
