"""How a session ends before its program does: a signal to us, or the loss of the terminal.

The program is asked, then hung up on, then killed, with the patience that each step deserves.
"""

from __future__ import annotations

from time import monotonic

from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.signals import signal
from termproxy.relay.terminal import edits_a_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.relay.child import Child

# From the signal that asks us to end to hanging up, for a program that ignores the signal (as
# shells do), and for one that handles it and may be cleaning up; then to SIGKILL.
GRACE, PATIENCE, HANG_UP_GRACE = 0.5, 5.0, 5.0
# timeout(1) signals its child and then its whole group: that is no second request.
SAME_REQUEST = 0.05


class Ending:
    """What is still to be done to `child`, and when.

    `signal` is the one that asked us to end, or 0. `left_alone`: the program outlives its
    terminal, as it would without us.
    """

    def __init__(self, child: Child) -> None:
        self.signal = 0
        self.left_alone = False
        self.deadline: float | None = None  # when `tick` has something to do
        self._next: Callable[[], None] | None = None
        self._child = child
        self._asked_at = 0.0
        self._terminal_gone = False

    def asked(self, signum: int, now: float) -> None:
        """Somebody wants us gone: pass it on, then hang up, then kill. Twice: at once."""
        if self.signal:
            if now > self._asked_at + SAME_REQUEST:
                self._child.kill_session()
            return
        self.signal = signum
        self._asked_at = now
        self._child.send(signum)
        self._later(GRACE, self._remind)

    def terminal_gone(self) -> None:
        """The user's terminal is gone: so it is for the program."""
        self._terminal_gone = True
        self.signal = self.signal or signal.SIGHUP
        self._hang_up()

    def tick(self, now: float) -> None:
        """The time of `deadline` may have come."""
        if self.deadline is not None and now >= self.deadline:
            act, self._next, self.deadline = self._next, None, None
            if act is not None:
                act()

    def _later(self, delay: float, act: Callable[[], None]) -> None:
        self.deadline = monotonic() + delay
        self._next = act

    def _remind(self) -> None:
        """Interactive shells ignore SIGTERM; none ignores that its terminal went away."""
        modes = self._child.modes()
        at_prompt = modes is not None and edits_a_line(modes)
        cleaning_up = not self._child.ignores(self._child.foreground(), self.signal)
        if cleaning_up and not at_prompt and monotonic() < self._asked_at + PATIENCE:
            self._later(GRACE, self._remind)
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        self._child.hang_up()
        ignored = self._child.ignores(self._child.pid, signal.SIGHUP)
        self._later(GRACE if ignored else HANG_UP_GRACE, self._insist)

    def _insist(self) -> None:
        """It has outlived the hang-up."""
        if self._terminal_gone and self._child.ignores(self._child.pid, signal.SIGHUP):
            self.left_alone = True  # nohup, and the like: that is what it is for
        else:
            self._child.kill_session()
