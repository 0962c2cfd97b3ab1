"""The wrapped program in a terminal of its own: spawn, resize, signal, reap.

pty(7), setsid(2), login_tty(3), and "errors of exec reach the parent through a pipe that exec
closes". Not `pty.fork`, which gives no chance to set modes and size before the program looks,
nor pexpect, which closes inherited descriptors and rewrites argv[0].
"""

from __future__ import annotations

import errno
import os
import termios

from termproxy.core.value import TYPE_CHECKING
from termproxy.relay.keeper import keep
from termproxy.relay.signals import signal
from termproxy.relay.terminal import Size, set_window_size

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from termproxy.relay.terminal import Attributes

# As shells do it: POSIX, "Exit Status for Commands".
NOT_FOUND, NOT_EXECUTABLE = 127, 126


class ExecError(Exception):
    """The program could not be started: `status` as a shell would give it, and a sentence."""

    def __init__(self, program: str, number: int) -> None:
        self.status = NOT_FOUND if number == errno.ENOENT else NOT_EXECUTABLE
        if number == errno.ENOENT and "/" not in program:
            reason = "command not found"
        else:
            reason = os.strerror(number)
        super().__init__(f"termproxy: {program}: {reason}")


class Child:
    """One program in a session of its own, on the slave side of a pty.

    As a `job` it has a parent there (`relay/keeper.py`), and can be stopped by ^Z; else it leads
    the session itself. `pid` is the program's.

    `master` is our side of it, non-blocking. Start it before installing signal handlers: what is
    ignored (nohup) stays ignored in the program, and nothing else has to be put back.
    Of its standard streams those in `kept` are ours, as they are: `termproxy make 2>errors`.
    """

    def __init__(
        self,
        argv: list[str],
        environ: Mapping[str, str],
        attributes: Attributes | None,
        size: Size,
        kept: tuple[int, ...] = (),
        *,
        job: bool = False,
    ) -> None:
        """Start `argv`. Raises ExecError, or OSError when the system gives no pty or process."""
        self.status: int | None = None
        self.stopped = False
        self.master, slave = os.openpty()
        report, tell = os.pipe()
        try:
            if attributes is not None:
                termios.tcsetattr(slave, termios.TCSANOW, attributes)
            set_window_size(slave, size)
            self._leader = fork()
            if self._leader == 0:
                _lead(argv, environ, slave, tell, kept, job=job)
            os.close(tell)
            tell = -1
            with open(report, "rb", closefd=False) as pipe:
                told = pipe.read()  # ends when exec closes the other side, or in its errno
            failure, pid = _understood(told)
            self.pid = pid or self._leader
            if failure:
                os.waitpid(self._leader, 0)
                raise ExecError(argv[0], failure)
        except BaseException:
            os.close(self.master)
            raise
        finally:
            for fd in (slave, report, tell):
                if fd >= 0:
                    os.close(fd)
        os.set_blocking(self.master, False)

    def resize(self, size: Size) -> None:
        """Tell the program its window's size."""
        try:
            set_window_size(self.master, size)
        except OSError:
            pass  # it is closing

    def modes(self) -> Attributes | None:
        """The inner terminal's attributes: on Linux the master shows the slave's."""
        try:
            return termios.tcgetattr(self.master)
        except (OSError, termios.error):
            return None

    def foreground(self) -> int:
        """The process group that has the inner terminal; the program's own when unknown."""
        try:
            return os.tcgetpgrp(self.master) or self.pid
        except OSError:
            return self.pid

    def send(self, signum: int) -> None:
        """Signal the foreground group, as the terminal's keys would."""
        try:
            os.killpg(self.foreground(), signum)
        except OSError:  # gone, or another user's (sudo): tell the program itself
            self.send_leader(signum)

    def send_leader(self, signum: int) -> None:
        """Signal the program itself."""
        # Its parent ignores all but these.
        keeper = signum in (signal.SIGCONT, signal.SIGKILL) and self._leader != self.pid
        for pid in (self.pid, self._leader) if keeper else (self.pid,):
            try:
                os.kill(pid, signum)
            except OSError:
                pass

    def ignores(self, pid: int, signum: int) -> bool:
        """Whether a process of the session ignores a signal; True when that is not known."""
        try:
            with open(f"/proc/{pid}/status", "rb") as status:
                for line in status:
                    if line.startswith(b"SigIgn:"):
                        return bool(int(line[7:], 16) >> (signum - 1) & 1)
        except (OSError, ValueError):
            pass
        return True

    def hang_up(self) -> None:
        """What the kernel does when a terminal closes: SIGHUP, and SIGCONT for who is stopped."""
        for signum in (signal.SIGHUP, signal.SIGCONT):
            self.send(signum)
            self.send_leader(signum)

    def kill_session(self) -> None:
        """SIGKILL the program and its foreground group."""
        self.send(signal.SIGKILL)
        self.send_leader(signal.SIGKILL)

    def reap(self) -> bool:
        """Whether it has ended; `status` is then n, or 128+n for signal n. Never blocks.

        Waits for this pid only: children inherited from the user's shell are not ours.
        """
        if self.status is not None:
            return True
        try:
            pid, waited = os.waitpid(self._leader, os.WNOHANG | os.WUNTRACED)
        except ChildProcessError:  # reaped elsewhere: nothing is known but that it ended
            self.status = 0
            return True
        if pid == 0:
            return False
        if os.WIFSTOPPED(waited):
            self.stopped = True
            return False
        code = os.waitstatus_to_exitcode(waited)
        self.status = code if code >= 0 else 128 - code
        return True

    def close(self) -> None:
        """Hang up: the kernel sends SIGHUP to what still runs in the session."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1


def fork() -> int:
    """os.fork, for a child that can be waited for.

    Under a caller that ignores SIGCHLD the kernel would keep no status for us. The child itself
    has the signal ignored as ever.
    """
    ignored = signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN
    if ignored:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0 and ignored:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    return pid


def _lead(
    argv: list[str],
    environ: Mapping[str, str],
    slave: int,
    tell: int,
    kept: tuple[int, ...],
    *,
    job: bool,
) -> NoReturn:  # pragma: no cover - runs in the forked child
    def become() -> NoReturn:
        try:
            for fd, copy, inheritable in copies:
                os.dup2(copy, fd, inheritable)
            execute(argv, environ)
        except OSError as error:
            os.write(tell, b"!%d;" % (error.errno or 0))
        finally:
            os._exit(NOT_EXECUTABLE)

    try:
        copies = [(fd, os.dup(fd), os.get_inheritable(fd)) for fd in kept]
        os.login_tty(slave)  # setsid, controlling terminal, descriptors 0 1 2
        if job:
            keep(fork, become, tell)
        become()
    except OSError as error:
        os.write(tell, b"!%d;" % (error.errno or 0))
    finally:
        os._exit(NOT_EXECUTABLE)


def _understood(told: bytes) -> tuple[int, int]:
    """The errno of what failed, and the program's number if it has a parent; 0 for none."""
    failure = pid = 0
    for word in told.split(b";")[:-1]:
        if word.startswith(b"!"):
            failure = int(word[1:])
        else:
            pid = int(word)
    return failure, pid


def execute(argv: list[str], environ: Mapping[str, str]) -> NoReturn:
    """As execvp(3) does it: a file without a magic number is run by /bin/sh."""
    # Python ignores these two at its start, and exec would pass that on.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    refusal = OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    for path in _candidates(argv[0], environ):
        try:
            os.execve(path, argv, environ)
        except OSError as error:
            if error.errno == errno.ENOEXEC:
                os.execve("/bin/sh", ["sh", path, *argv[1:]], environ)
            if "/" in argv[0] or error.errno not in (errno.ENOENT, errno.ENOTDIR):
                refusal = error  # unless a later folder has one that runs
    raise refusal


def _candidates(program: str, environ: Mapping[str, str]) -> list[str]:
    """The paths that execvp(3) tries. (os.execvpe imports `warnings`: 0.8 ms of each start.)"""
    if "/" in program:
        return [program]
    folders = environ.get("PATH", os.defpath).split(":")
    return [os.path.join(folder, program) for folder in folders if program]


def pipe() -> tuple[int, int]:
    """A close-on-exec pipe (read end, write end) that never blocks."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends
