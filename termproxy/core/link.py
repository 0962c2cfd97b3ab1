"""The messages between relay and assistant, as bytes on a pipe.

A frame is a 4-byte little-endian length and a marshalled tuple (kind, field, ...). marshal is
built into the interpreter: it costs the relay no import (json: 6 ms, 1 MB), keeps bytes as bytes
and is only unsafe with data from strangers; both ends are the same program and the pipe is
private to them. Fields are checked to be there, so that a torn or alien frame is a `LinkError`.
"""

from __future__ import annotations

import marshal

from termproxy.core import events
from termproxy.core.value import TYPE_CHECKING, fields

if TYPE_CHECKING:
    from typing import Any

    from termproxy.core.events import Message

KINDS = {
    kind.__name__: kind
    for kind in (
        events.Hello,
        events.Failure,
        events.Success,
        events.Busy,
        events.Rest,
        events.Window,
        events.Ready,
        events.Hint,
        events.Silence,
        events.Notice,
        events.Recall,
        events.Recalled,
    )
}

# A failure carries at most `history.excerpt` bytes of output, far below this; more is garbage.
LONGEST_FRAME = 64 << 20


class LinkError(Exception):
    """The other end does not speak our language: drop the link."""


def encode(message: Message) -> bytes:
    """One frame."""
    body = marshal.dumps((type(message).__name__, *_flat(message)))
    return len(body).to_bytes(4, "little") + body


class Decoder:
    """Frames back into messages, however the pipe cut them."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """All messages that `data` completes. Raises `LinkError` for what is no frame of ours."""
        pending = self._pending
        pending += data
        messages: list[Message] = []
        while len(pending) >= 4:
            length = int.from_bytes(pending[:4], "little")
            if length > LONGEST_FRAME:
                raise LinkError(f"a frame of {length} bytes")
            if len(pending) < 4 + length:
                break
            messages.append(_message(bytes(pending[4 : 4 + length])))
            del pending[: 4 + length]
        return messages


def _message(body: bytes) -> Message:
    try:
        name, *values = marshal.loads(body)
        if name == "Recalled":
            values[2] = tuple(events.Command(*inner) for inner in values[2])
        return KINDS[name](*values)
    except (ValueError, TypeError, EOFError, KeyError, IndexError) as error:
        raise LinkError(f"{len(body)} bytes that are no message") from error


def _flat(record: Message | events.Command) -> list[Any]:
    """The fields of a record; the commands that `Recalled` holds become tuples."""
    values = [getattr(record, name) for name in fields(type(record))]
    if isinstance(record, events.Recalled):
        values[2] = tuple(tuple(_flat(command)) for command in record.commands)
    return values
