"""A recording as a stream of timed events, read piece by piece from a file or a live pipe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from termproxy.core.formats import ENOUGH, decoder_for

if TYPE_CHECKING:
    from termproxy.core.recording import Decoder, Header, TimedEvent

CHUNK = 64 * 1024


class Source:
    """Read `fd`, find out the format, decode.

    `wait` is called before each read; it returns when there is something to read, and may raise
    to end it all.
    """

    def __init__(
        self, fd: int, *, timing: bytes | None = None, wait: Callable[[int], None] = lambda fd: None
    ) -> None:
        self._fd = fd
        self._timing = timing
        self._wait = wait
        self._decoder: Decoder | None = None

    @property
    def header(self) -> Header | None:
        """What the recording tells about itself, once it has been read that far."""
        return self._decoder.header if self._decoder else None

    @property
    def warnings(self) -> list[str]:
        """Clauses about what was mended or left out."""
        return self._decoder.warnings if self._decoder else []

    def events(self) -> Iterator[TimedEvent]:
        """All events, in time. Raises DecodeError or OSError."""
        head = b""
        while len(head) < ENOUGH and (data := self._read()):
            head += data
        self._decoder = decoder = decoder_for(head, self._timing)
        yield from decoder.feed(head)
        while data := self._read():
            yield from decoder.feed(data)
        yield from decoder.finish()

    def _read(self) -> bytes:
        self._wait(self._fd)
        return os.read(self._fd, CHUNK)
