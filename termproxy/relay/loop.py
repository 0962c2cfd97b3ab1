"""The poll loop: one thread, no timers while idle, the only writer to the terminal.

    keys     terminal -> input queue  -> pty       (not read while the input queue is full)
    output   pty -> stream -> output queue -> terminal   (not read while the output queue is full)

Both queues are bounded by not reading their source, so a paste into a program that is itself
printing cannot deadlock, and a stalled terminal stops the program as it would without us. What
is made of the output on its way is `relay/stream.py`'s affair; the order of events at the end
(reap, drain, flush, restore) is this file's.
"""

from __future__ import annotations

import errno
import os
import select
from time import monotonic

from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.child import Child
from termproxy.relay.ending import Ending
from termproxy.relay.queue import WriteQueue
from termproxy.relay.signals import give_back, signal, taken
from termproxy.relay.terminal import LFLAG, Size, Terminal

if TYPE_CHECKING:
    from termproxy.relay.stream import Stream

# What a read of a pty gives at most (n_tty): Python then need not shrink what it made room for. A
# shorter one means that it is empty for now.
READ = 4095
# So many reads before the keyboard is looked at again: a millisecond's worth.
BURST = 16
HIGH_WATER = 256 * 1024
# After the program ended its last bytes are in the pty already, which holds some 16 KiB (Linux).
# Descendants may keep the pty open and even print for ever: quiet for QUIET ends the wait, and so
# do LIMIT seconds or BYTES. (Seconds alone are no limit: a slow terminal's are not counted.)
DRAIN_QUIET_MS, DRAIN_LIMIT, DRAIN_BYTES = 10, 0.25, 1 << 20
# So many errors of our own we try to relay through before we give up.
STUMBLES = 3
# In the background nobody tells us that we came to the foreground (bash's `fg` of a running job).
BACKGROUND_LOOK = 0.25
# The program closed every descriptor of its terminal but lives; it may open it again.
REOPEN_LOOK = 0.1
INFINITY = float("inf")
NOT_AT_ALL = -1

FATAL = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGALRM)
HANDLED = (*FATAL, signal.SIGWINCH, signal.SIGCHLD, signal.SIGTSTP, signal.SIGCONT)


class Relay:
    """One wrapped program from raw mode to exit status.

    `wake` is a pipe (read end, write end) for signals. It is the caller's to make, because the
    last moment at which a lack of descriptors is harmless is before the program starts.
    """

    def __init__(
        self, terminal: Terminal, child: Child, stream: Stream, wake: tuple[int, int]
    ) -> None:
        self.terminal = terminal
        self.child = child
        self.stream = stream
        self.keys = WriteQueue(child.master, HIGH_WATER)
        self.screen = WriteQueue(terminal.fd, HIGH_WATER)
        self._poll = select.poll()
        self._interest: tuple[int, int, dict[int, int]] | None = None
        self._watched: dict[int, int] = {}
        self._wake, self._wake_write = wake
        self._poll.register(self._wake, select.POLLIN)
        self._size: Size | None = None
        self._modes_at_start = terminal.attributes
        self._background = False
        self._terminal_gone = False
        self._master_open = True
        self._stumbles = 0
        self._ending = Ending(child)

    # ------------------------------------------------------------------ life

    def run(self) -> int:
        """Relay until the program ends. The exit status, as a shell gives it."""
        before = taken(HANDLED, self._wake_write, unless_ignored=FATAL)
        try:
            self._enter()
            self._child_changed(monotonic())  # it may have ended before we were told of such
            while self.child.status is None and not self._ending.left_alone:
                try:
                    self._turn()
                except Exception as error:
                    self._stumbled(error)
            self._drain()
            self._put(self.stream.finish(monotonic(), self.status))
            self._flush()
        finally:
            self.terminal.restore()
            give_back(before)
            self.child.close()
            os.close(self._wake)
            os.close(self._wake_write)
        return self.status

    @property
    def status(self) -> int:
        """What to exit with: the signal that ended us, or the program's own status."""
        if self._ending.signal:
            return 128 + self._ending.signal
        return self.child.status if self.child.status is not None else 1

    def _stumbled(self, error: Exception) -> None:
        """A bug of ours must not cost the user's session: go on with nothing but the bytes."""
        self._stumbles += 1
        if self._stumbles > STUMBLES:
            raise error
        self._put(self.stream.give_up(error, monotonic()))

    def _enter(self) -> None:
        self._background = not self.terminal.in_foreground()
        if not self._background:
            self.terminal.raw()
        self._resized()  # between the first look and the handler it may have changed

    # ------------------------------------------------------------------ one turn

    def _turn(self) -> None:
        self._watch()
        due = self._due()
        now = monotonic() if due is not None else 0.0
        timeout = None if due is None else max(0.0, (due - now) * 1000)
        if self.stream.unwritten:  # a recording is written when there is nothing else to do
            ready = self._poll.poll(0)
            if not ready:
                self.stream.idle()
                ready = self._poll.poll(timeout)
        else:
            ready = self._poll.poll(timeout)
        now = monotonic()
        for fd, events in ready:
            if fd == self.child.master:
                self._child_ready(events, now)
            elif fd == self.terminal.fd:
                self._terminal_ready(events, now)
            elif fd == self._wake:
                self._signalled(now)
            else:
                self._put(self.stream.side_ready(fd, now))
        if due is not None and now >= due:
            self._elapsed(now)

    def _watch(self) -> None:
        """Register what is wanted, and only that: poll reports a hang-up where nothing is asked.

        It is not wanted of the pty, whose last output may still have to wait.
        """
        terminal = master = NOT_AT_ALL
        if not self._terminal_gone:  # else: for its end at least
            terminal = 0 if self._background or self.keys.full else select.POLLIN
            if self.screen:
                terminal |= select.POLLOUT
        if self._master_open:
            if not self.screen.full:
                master = select.POLLIN
            if self.keys:
                master = max(master, 0) | select.POLLOUT
        side = self.stream.side_interest()
        if (terminal, master, side) != self._interest:  # seldom
            self._interest = (terminal, master, side)
            self._register({self.terminal.fd: terminal, self.child.master: master, **side})

    def _register(self, wanted: dict[int, int]) -> None:
        wanted = {fd: events for fd, events in wanted.items() if events != NOT_AT_ALL}
        for fd in self._watched.keys() - wanted.keys():
            self._poll.unregister(fd)
        for fd, events in wanted.items():
            if self._watched.get(fd) != events:
                self._poll.register(fd, events)
        self._watched = wanted

    def _due(self) -> float | None:
        """When something is to be done even if nothing happens; None, the usual case, for never."""
        due = self.stream.deadline
        if self._ending.deadline is not None:
            due = min(due or INFINITY, self._ending.deadline)
        if self._background:
            due = min(due or INFINITY, monotonic() + BACKGROUND_LOOK)
        if not self._master_open:
            due = min(due or INFINITY, monotonic() + REOPEN_LOOK)
        return due

    def _elapsed(self, now: float) -> None:
        deadline = self.stream.deadline
        if deadline is not None and now >= deadline:
            self._put(self.stream.tick(now))
        self._ending.tick(now)
        if self._background and self.terminal.in_foreground():
            self._to_foreground()
        self._master_open = True

    # ------------------------------------------------------------------ bytes

    def _child_ready(self, events: int, now: float) -> None:
        if events & select.POLLOUT:
            self.keys.flush()
        if events & (select.POLLIN | select.POLLHUP | select.POLLERR):
            self._read_child(now)

    def _read_child(self, now: float) -> int:
        """Move what the program wrote, in up to BURST reads, towards the terminal; how much.

        Read by read: the terminal draws one part while the next is read, which is worth more
        than the system calls that gathering would save.
        """
        size = 0
        for _ in range(BURST):
            try:
                data = os.read(self.child.master, READ)
            except BlockingIOError:
                break
            except OSError:  # EIO: nobody has the inner terminal open
                data = b""
            if not data:
                self._master_open = False
                break
            if self._background:
                self._stop_if_modes_are_set()
            self._show(data, now)
            size += len(data)
            if len(data) < READ or self.screen:
                break
        return size

    def _show(self, data: bytes, now: float) -> None:
        """Pass on what the program wrote; who only observes it does so when it is on its way."""
        if not self.stream.lets_pass(data):
            self._put(self.stream.output(data, now))
            return
        self.screen.write(data)
        seen = self.stream.output(data, now)
        if seen is not data:  # an observer broke, and gave back something more
            self._put(seen.removesuffix(data))

    def _stop_if_modes_are_set(self) -> None:
        """A background program that sets modes (an editor, a shell) is stopped by its terminal.

        The inner terminal lets it, so that is for us to do.
        """
        modes = self.child.modes()
        if modes is not None and modes[LFLAG] != self._modes_at_start[LFLAG]:
            os.killpg(0, signal.SIGTTOU)
            self._to_foreground()

    def _put(self, data: bytes) -> None:
        if data:
            self.screen.write(data)

    def _pay(self) -> None:
        if self.stream.owed:
            owed, self.stream.owed = self.stream.owed, b""
            self._put(owed)

    def _terminal_ready(self, events: int, now: float) -> None:
        if events & select.POLLOUT:
            self.screen.flush()
        if events & select.POLLIN:
            self._read_keys(now)
        elif events & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            self._lose_terminal()

    def _read_keys(self, now: float) -> None:
        try:
            data = os.read(self.terminal.fd, READ)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO or self.terminal.in_foreground():
                self._lose_terminal()
            else:
                self._background = True  # EIO is also what a background process gets
            return
        if not data:
            self._lose_terminal()
            return
        if self.stream.lets_key_pass(data):
            self.keys.write(data)
            self.stream.typed(data, now)
        else:
            self.keys.write(self.stream.typed(data, now))
        self._pay()

    # ------------------------------------------------------------------ signals

    def _signalled(self, now: float) -> None:
        try:
            arrived = os.read(self._wake, 4096)
        except BlockingIOError:
            return
        for signum in dict.fromkeys(arrived):  # signals coalesce: each once, in order
            if signum == signal.SIGWINCH:
                self._resized()
            elif signum == signal.SIGTSTP:
                self._suspend()
            elif signum == signal.SIGCONT:
                self._to_foreground()
            elif signum == signal.SIGCHLD:
                self._child_changed(now)
            elif signum == signal.SIGHUP:
                self._lose_terminal()
            elif signum in FATAL:
                self._ending.asked(signum, now)

    def _resized(self) -> None:
        size = self.terminal.size()
        if size != self._size:
            self._size = size
            self.child.resize(size)
            self.stream.resize(size, monotonic())
            self._pay()

    def _child_changed(self, now: float) -> None:
        self._put(self.stream.side_changed(now))
        if not self.child.reap() and self.child.stopped:
            # It stopped itself: so do we, and `fg` wakes both.
            self.child.stopped = False
            self._suspend()
            self.child.send(signal.SIGCONT)
            self.child.send_leader(signal.SIGCONT)

    def _suspend(self) -> None:
        """Stop as any program does on SIGTSTP, with the terminal as the user's shell wants it."""
        self.terminal.restore()
        handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # By its default action: a process group without a shell above it is not stopped at all.
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, handler)
        self._to_foreground()

    def _to_foreground(self) -> None:
        self._background = not self.terminal.in_foreground()
        if self._background or self._terminal_gone:
            return
        self.terminal.raw()
        self._size = None
        self._resized()
        self.child.send(signal.SIGWINCH)  # the screen is not as the program left it: redraw

    def _lose_terminal(self) -> None:
        """The user's terminal is gone, or says that it goes."""
        if not self._terminal_gone:
            self._terminal_gone = True
            self.screen.abandon()
            self._ending.terminal_gone()

    # ------------------------------------------------------------------ the end

    def _drain(self) -> None:
        """The program has ended: what it wrote last is still in the pty."""
        waiting = select.poll()
        waiting.register(self.child.master, select.POLLIN)
        self._master_open, waited, size = True, 0.0, 0
        while self._master_open and waited < DRAIN_LIMIT and size < DRAIN_BYTES:
            if self.screen.full:
                self._flush()
            start = monotonic()
            if not waiting.poll(DRAIN_QUIET_MS):
                return
            now = monotonic()
            waited += now - start
            size += self._read_child(now)
            waited += monotonic() - now

    def _flush(self) -> None:
        """Wait until the terminal took everything; a fatal signal ends that, too."""
        waiting = select.poll()
        waiting.register(self.terminal.fd, select.POLLOUT)
        waiting.register(self._wake, select.POLLIN)
        while self.screen and not self._terminal_gone:
            for fd, events in waiting.poll():
                if fd == self._wake:
                    arrived = os.read(self._wake, 4096)
                    fatal = [signum for signum in arrived if signum in FATAL]
                    if fatal:
                        self._ending.signal = self._ending.signal or fatal[0]
                        return
                elif events & (select.POLLHUP | select.POLLERR):
                    return
                else:
                    self.screen.flush()
