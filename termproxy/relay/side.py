"""The assistant's process: start it, talk to it, and do well without it.

It may be slow, hang, crash or be killed; the relay then answers itself with silence. Bytes to it
wait in a bounded queue, and what does not fit is not sent.
"""

from __future__ import annotations

import os
import select
import sys
from time import monotonic

from termproxy.core.events import Failure, Hint, Silence
from termproxy.core.link import Decoder, LinkError, encode
from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.child import pipe
from termproxy.relay.queue import WriteQueue
from termproxy.relay.signals import signal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from termproxy.core.events import Hello, Message
    from termproxy.log import Log

# A start that lasted this long was a good one; the next death starts counting anew.
GOOD_LIFE = 60.0
# Seconds before the first, second, third restart. After that it stays down.
BACK_OFF = (0.0, 1.0, 10.0)
# It answers a failure at once, if only with silence. After so many seconds it hangs.
HUNG = 30.0
# A model's answer comes in a few hundred pieces; more messages than this that nobody asked for
# would keep the relay busy for nothing.
MOST_UNASKED = 10_000
# Several large failures; an assistant this far behind would answer too late anyway.
MOST_PENDING = 4 << 20
# Below the shell and its programs, but not starved: a hint is worth most when it is quick.
NICENESS = 5

# The package may be importable only because our caller arranged it, so that is passed on.
BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from termproxy.assistant.app import main; main()"
)


class Side:
    """The assistant seen from the relay. Nothing here raises or blocks."""

    def __init__(self, environ: Mapping[str, str], log: Log, profile: str = "") -> None:
        self.pid = 0
        self._environ = environ
        self._log = log
        self._profile = profile
        self._from = -1
        self._to: WriteQueue | None = None
        self._decoder = Decoder()
        self._hello: Hello | None = None
        self._deaths = 0
        self._born = 0.0
        self._again: float | None = None
        self._hung_at: float | None = None
        self._unasked = 0

    # ------------------------------------------------------------------ life

    @property
    def given_up(self) -> bool:
        """Whether it died too often to be started again."""
        return self._deaths > len(BACK_OFF)

    @property
    def deadline(self) -> float | None:
        """When it is to be started again, or has kept us waiting for too long."""
        return self._again if self._again is not None else self._hung_at

    def start(self, hello: Hello, now: float) -> None:
        """Start it, once; `hello` is its first message, now and after each restart."""
        if self._hello is None:
            self._hello = hello
            self._spawn(now)

    def tick(self, now: float) -> None:
        """Start it again if that is due; end it if it hangs."""
        if self._again is not None and now >= self._again:
            self._again = None
            self._spawn(now)
        if self._hung_at is not None and now >= self._hung_at:
            self._drop(f"the assistant has not answered for {HUNG:g} s")

    def changed(self, now: float) -> bool:
        """After SIGCHLD: whether it has just died."""
        if not self.pid:
            return False
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            pid, status = self.pid, 0
        if pid == 0:
            return False
        self._log.line(f"the assistant ended (wait status {status})")
        self._lost(now)
        return True

    def stop(self) -> None:
        """Let it end: it does when its pipe closes. With a profile to write, wait for that."""
        pid, hangs = self.pid, self._hung_at is not None
        self._close()
        self.pid = 0
        if not pid:
            return
        try:
            if hangs:  # it would not notice that we are gone
                os.kill(pid, signal.SIGKILL)
            if self._profile:
                os.waitpid(pid, 0)
        except OSError:
            pass

    def _spawn(self, now: float) -> None:
        ours: list[int] = []  # closed again at the end, or if it does not get that far
        try:
            ours += pipe()
            ours += pipe()
            ours.append(os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC))
        except OSError as error:
            self._fail(error, ours)
            return
        to_read, to_write, from_read, from_write, null = ours
        errors = self._log.descriptor()
        try:
            for fd in (to_read, from_write):
                os.set_inheritable(fd, True)
            actions = [
                (os.POSIX_SPAWN_DUP2, null, 0),
                (os.POSIX_SPAWN_DUP2, null, 1),
                (os.POSIX_SPAWN_DUP2, null if errors is None else errors, 2),
            ]
            argv = [sys.executable, "-c", BOOT, PACKAGE_ROOT, str(to_read), str(from_write)]
            if self._profile:
                argv.append(self._profile)
            self.pid = _spawned(argv, self._environ, actions)
        except (OSError, NotImplementedError) as error:
            self._fail(error, ours)
            return
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)
        except OSError:
            pass  # it has ended already, and SIGCHLD says so
        for fd in (to_read, from_write, null):
            os.close(fd)
        self._born = now
        self._from = from_read
        self._to = WriteQueue(to_write, MOST_PENDING)
        self._decoder = Decoder()
        if self._hello is not None:
            self.send(self._hello)

    def _fail(self, error: Exception, descriptors: list[int]) -> None:
        self._log.line(f"the assistant cannot be started: {error}")
        for fd in descriptors:
            os.close(fd)
        self._deaths = len(BACK_OFF) + 1

    def _lost(self, now: float) -> None:
        self._close()
        self.pid = 0
        self._deaths = 1 if now - self._born > GOOD_LIFE else self._deaths + 1
        if self._deaths <= len(BACK_OFF):
            self._again = now + BACK_OFF[self._deaths - 1]

    def _drop(self, why: str) -> None:
        """It is of no use any more; its death will start another."""
        self._log.line(why)
        self._hung_at = None
        if self._from >= 0:
            os.close(self._from)
            self._from = -1
        if self._to is not None:
            self._to.abandon()
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)

    def _close(self) -> None:
        self._hung_at = None
        self._unasked = 0
        if self._from >= 0:
            os.close(self._from)
            self._from = -1
        if self._to is not None:
            os.close(self._to.fd)
            self._to = None

    # ------------------------------------------------------------------ messages

    def interest(self) -> dict[int, int]:
        """What to poll for: descriptor -> events."""
        wanted = {}
        if self._from >= 0:
            wanted[self._from] = select.POLLIN
        if self._to is not None and self._to:
            wanted[self._to.fd] = select.POLLOUT
        return wanted

    def send(self, message: Message) -> bool:
        """Queue a message; False when nobody will read it."""
        if self._to is None or self._to.full:
            return False
        self._to.write(encode(message))
        if self._to.broken:
            if self._from >= 0:
                self._drop("the assistant does not listen any more")
            return False
        self._unasked = 0
        if isinstance(message, Failure):
            self._hung_at = monotonic() + HUNG
        return True

    def ready(self, fd: int) -> list[Message]:
        """Write or read what `fd` is ready for; messages that arrived."""
        if self._to is not None and fd == self._to.fd:
            self._to.flush()
            return []
        if fd != self._from:
            return []
        try:
            data = os.read(fd, 65536)
            messages = self._decoder.feed(data)
        except BlockingIOError:
            return []
        except (OSError, LinkError) as error:
            self._drop(f"the assistant's pipe broke: {error}")
            return []
        if not data:
            self._drop("the assistant has closed its pipe")
        if any(isinstance(message, Hint | Silence) for message in messages):
            self._hung_at = None
        self._unasked += len(messages)
        if self._unasked > MOST_UNASKED:
            self._drop(f"the assistant sent {self._unasked} messages that nobody asked for")
            return []
        return messages


PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def _spawned(
    argv: list[str], environ: Mapping[str, str], actions: Sequence[tuple[int, int, int]]
) -> int:
    """In a session of its own: no signal of the user's terminal reaches it.

    Where the C library cannot do that (macOS before 10.15), a group of its own is enough for ^C.
    """

    def spawn(**where: Any) -> int:
        return os.posix_spawn(
            argv[0],
            argv,
            dict(environ),
            file_actions=actions,
            setsigmask=[],
            setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGHUP, signal.SIGTERM],
            **where,
        )

    try:
        return spawn(setsid=True)
    except NotImplementedError:
        return spawn(setpgroup=0)
