"""The user's terminal during a replay: raw, but for its signal keys, and put back afterwards.

We open the terminal anew, so that O_NONBLOCK stays ours: on file descriptor 1 the shell and
every other program on the terminal would share it. ISIG stays on: then ^C, ^Z and ^\\ work at
every moment, whatever is queued, and reach the other programs of a pipeline too.
"""

from __future__ import annotations

import os
import select
import termios
import time
from typing import Any

# How long a terminal may take to answer the question that ends a replay, over a slow line.
ANSWER_TIME = 0.5
_FENCE = b"\x1b[5n"  # DSR: "are you well?"; every terminal that answers anything answers it
_FENCE_ANSWER = b"\x1b[0n"


class Console:
    """A terminal that is written to without waiting, and read for keys if it is our own."""

    def __init__(self, fd: int) -> None:
        """`fd` is open on the terminal, as standard output is."""
        try:
            self.fd = os.open(os.ttyname(fd), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:  # no such name here, as in a container entered from outside
            self.fd = os.dup(fd)
        try:
            os.tcgetpgrp(self.fd)
            self.interactive = True
        except OSError:  # another terminal than that of our session
            self.interactive = False
        self._saved: list[int | list[bytes | int]] | None = None

    def size(self) -> tuple[int, int]:
        """Columns and rows; 0 and 0 if the terminal does not know."""
        size = os.get_terminal_size(self.fd)
        return size.columns, size.lines

    def enter(self) -> None:
        """Make it raw (cfmakeraw but for ISIG); output passes as it was recorded."""
        self._saved = termios.tcgetattr(self.fd)
        raw: list[Any] = list(self._saved)
        iflag, oflag, cflag, lflag, ispeed, ospeed, chars = raw
        iflag &= ~(
            termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP
            | termios.INLCR | termios.IGNCR | termios.ICRNL | termios.IXON
        )  # fmt: skip
        oflag &= ~termios.OPOST
        if self.interactive:
            lflag &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN)
        chars = list(chars)
        chars[termios.VMIN], chars[termios.VTIME] = 1, 0
        raw = [iflag, oflag, cflag, lflag, ispeed, ospeed, chars]
        termios.tcsetattr(self.fd, termios.TCSANOW, raw)

    def leave(self) -> None:
        """Put it back as it was. May be called at any time."""
        saved, self._saved = self._saved, None
        if saved is not None:
            try:
                # NOW: output is processed as it is written, and draining a terminal that has
                # stopped reading would wait for ever.
                termios.tcsetattr(self.fd, termios.TCSANOW, saved)
            except termios.error:
                pass  # the terminal has gone

    def write(self, data: bytes) -> int:
        """Write what the terminal takes now; how much that was. Raises OSError if it has gone."""
        try:
            return os.write(self.fd, data[:65536])
        except BlockingIOError:
            return 0

    def read(self) -> bytes:
        """Keys and answers. Raises EOFError if the terminal has gone."""
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data

    def discard_answers(self) -> None:
        """Wait for the terminal's answers to what was replayed, and throw them away.

        Terminals answer in order: when the answer to a question of our own has come, so have all.
        """
        if self._saved is None or not self.interactive:
            return
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        end = time.monotonic() + ANSWER_TIME
        heard = b""
        try:
            self.write(_FENCE)
            while (left := end - time.monotonic()) > 0 and not heard.endswith(_FENCE_ANSWER):
                if poll.poll(left * 1000):
                    heard = heard[-16:] + self.read()
            termios.tcflush(self.fd, termios.TCIFLUSH)
        except (EOFError, OSError, termios.error):
            pass  # the terminal has gone

    def close(self) -> None:
        """Put it back and let it go."""
        self.leave()
        os.close(self.fd)
