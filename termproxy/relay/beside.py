"""A program whose output does not go to a terminal: it stays in the user's session, and what it
writes is copied on its way.

`termproxy make > log`, `termproxy ls | head -1`, a CI job. Nothing needs a terminal of our own:
standard input, the controlling terminal, job control and ^C are the program's own, directly.
Where standard output or error is no terminal the program gets a pipe, where it is one, a pty, so
that `isatty` answers as before; the pty does no output processing, since the real one does.
"""

from __future__ import annotations

import os
import select
import termios
from time import monotonic

from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.child import ExecError, execute, fork, pipe
from termproxy.relay.signals import give_back, signal, taken
from termproxy.relay.terminal import FALLBACK_SIZE, OFLAG, set_window_size, window_size

if TYPE_CHECKING:
    from termproxy.core.ring import Ring

# POSIX: after POLLOUT a pipe takes PIPE_BUF bytes without blocking. O_NONBLOCK is no way out:
# it would be set for everyone who shares the user's descriptor.
STEP = select.PIPE_BUF
READ = 65536
MOST_PENDING = 256 * 1024
# After the program ended, as in the loop of a terminal: its daemons may write for ever.
DRAIN_QUIET_MS, DRAIN_LIMIT = 10, 0.25
PASSED_ON = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGALRM)


class Lane:
    """One copied stream: from `source`, ours, to `target`, the user's descriptor."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.pending = bytearray()
        self.terminal = os.isatty(target)
        if self.terminal:
            self.source, self.end = os.openpty()
            modes = termios.tcgetattr(target)
            modes[OFLAG] &= ~termios.OPOST
            termios.tcsetattr(self.end, termios.TCSANOW, modes)
            set_window_size(self.end, window_size(target) or FALLBACK_SIZE)
            os.set_blocking(self.source, False)
        else:
            self.source, self.end = pipe()
            os.set_blocking(self.end, True)  # the program's end is as any pipe's

    def read(self) -> bytes:
        """What has arrived; b"" at the end, when `source` is closed."""
        try:
            data = os.read(self.source, READ)
        except BlockingIOError:
            return b""
        except OSError:  # EIO: a pty that nobody has open
            data = b""
        if data:
            self.pending += data
        else:
            self.close()
        return data

    def write(self) -> None:
        """One step towards the user. If the reader left, the program learns it as it would."""
        try:
            del self.pending[: os.write(self.target, self.pending[:STEP])]
        except OSError:
            self.pending.clear()
            self.close()

    def close(self) -> None:
        """Stop reading: what the program writes now is a broken pipe to it."""
        if self.source >= 0:
            os.close(self.source)
            self.source = -1


class Beside:
    """One program, beside us in the same session. Everything it wrote is in `ring`, too."""

    def __init__(self, argv: list[str], environ: dict[str, str], ring: Ring) -> None:
        """Start `argv`. Raises ExecError or OSError."""
        self.ring = ring
        self._keeping = True
        self._wake = pipe()
        self.lanes = [Lane(1)]
        targets = {1: self.lanes[0].end}
        if _same_file(1, 2):
            targets[2] = self.lanes[0].end
        elif os.get_inheritable(2):  # else it was closed when we came
            self.lanes.append(Lane(2))
            targets[2] = self.lanes[1].end
        try:
            self.pid = _spawn(argv, environ, targets)
        finally:
            for lane in self.lanes:
                os.close(lane.end)

    def run(self) -> int:
        """Copy until the program ends; its exit status as a shell gives it."""
        wake, wake_write = self._wake
        watched = (*PASSED_ON, signal.SIGCHLD, signal.SIGWINCH)
        before = taken(watched, wake_write, unless_ignored=watched)
        status = self._reap()
        while status is None:
            if wake in self._copy(wake, None):
                for number in dict.fromkeys(os.read(wake, 4096)):
                    self._signalled(number)
            status = self._reap()
        give_back(before)
        last = monotonic() + DRAIN_LIMIT
        while any(lane.source >= 0 for lane in self.lanes) and monotonic() < last:
            if not self._copy(-1, DRAIN_QUIET_MS):
                break
        while any(lane.pending for lane in self.lanes):
            self._copy(-1, None, reading=False)
        self._leave_the_rest()
        return status

    def _copy(self, wake: int, timeout: float | None, *, reading: bool = True) -> list[int]:
        """One turn; the descriptors that were ready."""
        poll = select.poll()
        if wake >= 0:
            poll.register(wake, select.POLLIN)
        for lane in self.lanes:
            if reading and lane.source >= 0 and len(lane.pending) < MOST_PENDING:
                poll.register(lane.source, select.POLLIN)
            if lane.pending:
                poll.register(lane.target, select.POLLOUT)
        ready = [fd for fd, _ in poll.poll(timeout)]
        for lane in self.lanes:
            if lane.pending and lane.target in ready:
                lane.write()
            if lane.source in ready:
                self._keep(lane.read())
        return ready

    def _keep(self, data: bytes) -> None:
        if self._keeping:
            try:
                self.ring.append(data)
            except Exception:  # for the hint; not worth the program's output
                self._keeping = False

    def _signalled(self, signum: int) -> None:
        if signum == signal.SIGWINCH:
            for lane in self.lanes:
                if lane.terminal and lane.source >= 0:
                    set_window_size(lane.source, window_size(lane.target) or FALLBACK_SIZE)
        elif signum in (signal.SIGINT, signal.SIGQUIT) and _in_foreground():
            pass  # from the keyboard, and the program has had it, too
        elif signum in PASSED_ON:
            try:
                os.kill(self.pid, signum)
            except OSError:
                pass

    def _reap(self) -> int | None:
        pid, waited = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        code = os.waitstatus_to_exitcode(waited)
        return code if code >= 0 else 128 - code

    def _leave_the_rest(self) -> None:
        """A daemon may hold the other end: without us, its log would still be written.

        A copy of us goes on for it, and we return at once as the program did.
        """
        if all(lane.source < 0 or lane.terminal for lane in self.lanes):
            return
        try:
            if os.fork():
                return
        except OSError:  # `ulimit -u`: the status is worth more than the daemon's log
            return
        try:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            while any(lane.source >= 0 or lane.pending for lane in self.lanes):
                self._copy(-1, None)
        finally:
            os._exit(0)


def _same_file(one: int, other: int) -> bool:
    try:
        return os.path.sameopenfile(one, other)
    except OSError:
        return False


def _in_foreground() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _spawn(argv: list[str], environ: dict[str, str], targets: dict[int, int]) -> int:
    report, tell = os.pipe()
    pid = fork()
    if pid == 0:
        try:
            for target, end in targets.items():
                os.dup2(end, target)
            execute(argv, environ)
        except OSError as error:
            os.write(tell, str(error.errno).encode())
        finally:
            os._exit(126)
    os.close(tell)
    with open(report, "rb") as errors:
        failure = errors.read()
    if failure:
        os.waitpid(pid, 0)
        raise ExecError(argv[0], int(failure))
    return pid
