"""A parent for a program in its own session, so that ^Z can stop it.

The kernel does not stop a process whose group is orphaned, that is, whose parent is in another
session (setpgid(2), POSIX "orphaned process group"): nobody could continue it. A program that is
the leader of its session is one, so `termproxy vim` could not be suspended, neither by ^Z nor
by vim's own `kill(0, SIGTSTP)`, while `vim` can. script(1) has the same gap. So the leader is a
copy of us that does nothing but wait: it stops when the program does, by which the relay learns of
it, and ends as the program ended. A shell needs none: nobody suspends the shell they work in.
"""

from __future__ import annotations

import os

from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.descriptors import close_all
from termproxy.relay.signals import signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

# What the terminal, or the relay for it, sends to the whole session is the program's affair.
NOT_OURS = (
    *(signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGPIPE, signal.SIGALRM),
    *(signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGWINCH),
)


def keep(
    fork: Callable[[], int], become: Callable[[], NoReturn], tell: int
) -> NoReturn:  # pragma: no cover - runs in the forked child
    """Be the leader: `become` the program in a process of its own, and wait for that.

    The session and its terminal, at descriptor 0, are there already. The program's number goes to
    `tell` as b"N;".
    """
    before = {signum: signal.signal(signum, signal.SIG_IGN) for signum in NOT_OURS}
    # When the terminal goes, the kernel tells the leader alone, and the foreground when the leader
    # has ended of it (tty_io.c, disassociate_ctty): so this one is for us.
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    pid = fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())  # from the background, which SIGTTOU would stop
        for signum, handler in before.items():
            signal.signal(signum, handler)
        become()
    os.write(tell, b"%d;" % pid)
    close_all()  # what the program has of ours and of the user's is to end with it
    while True:
        _, waited = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(waited):
            code = os.waitstatus_to_exitcode(waited)
            os._exit(code if code >= 0 else 128 - code)
        os.kill(os.getpid(), signal.SIGSTOP)
