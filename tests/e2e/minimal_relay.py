"""The smallest relay that passes the checks, and ways to break it.

    minimal_relay.py DEFECT PROGRAM [ARGS...]

DEFECT is a name of `tests/e2e/test_broken_relays.py`, or "none". Each is a mistake that a real
program of this kind made once (pexpect, script, asciinema, ttyrec, mosh, shpool, and others).
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import termios
import tty

DEFECT, ARGV = sys.argv[1], sys.argv[2:]
HIGH = 65536
NOTHING = 0


def broken(name: str) -> bool:
    return name == DEFECT


def raw(fd: int) -> None:
    modes = termios.tcgetattr(fd)
    left_on = {
        "ICRNL": termios.ICRNL,
        "IXON": termios.IXON,
        "ISTRIP": termios.ISTRIP,
        "OPOST": termios.OPOST,
        "ECHO": termios.ECHO,
        "ICANON": termios.ICANON,
        "ISIG": termios.ISIG,
        "IEXTEN": termios.IEXTEN,
    }.get(DEFECT.removeprefix("leaves "), NOTHING)
    ours = ["IGNBRK", "BRKINT", "PARMRK", "ISTRIP", "INLCR", "IGNCR", "ICRNL", "IXON"]
    for name in ours:
        modes[0] &= ~getattr(termios, name)
    modes[1] &= ~termios.OPOST
    for name in ["ECHO", "ECHONL", "ICANON", "ISIG", "IEXTEN"]:
        modes[3] &= ~getattr(termios, name)
    modes[2] = modes[2] & ~(termios.CSIZE | termios.PARENB) | termios.CS8
    modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
    if DEFECT.startswith("leaves "):
        index = {"OPOST": 1, "ECHO": 3, "ICANON": 3, "ISIG": 3, "IEXTEN": 3}.get(DEFECT[7:], 0)
        modes[index] |= left_on
    when = termios.TCSAFLUSH if broken("TCSAFLUSH") else termios.TCSANOW
    if broken("tty.setraw"):
        tty.setraw(fd, when)
    else:
        termios.tcsetattr(fd, when, modes)


def size(fd: int) -> bytes:
    packed = fcntl.ioctl(fd, termios.TIOCGWINSZ, bytes(8))
    return packed[:4] + bytes(4) if broken("drops pixels") else packed


def spawn(terminal: int) -> tuple[int, int]:
    master, slave = os.openpty()
    if not broken("modes not copied"):
        termios.tcsetattr(slave, termios.TCSANOW, termios.tcgetattr(terminal))
    if not broken("no size at the start") and not broken("sets the size after the start"):
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size(terminal))
    pid = os.fork()
    if pid:
        os.close(slave)
        if broken("sets the size after the start"):
            select.select([], [], [], 1)
            fcntl.ioctl(master, termios.TIOCSWINSZ, size(terminal))
        return pid, master
    if broken("no controlling terminal"):
        os.setsid()
        for fd in range(3):
            os.dup2(slave, fd)
    else:
        stderr = os.dup(2)
        merge = os.isatty(2) or broken("swallows standard error")
        os.login_tty(slave)
        if not merge:
            os.dup2(stderr, 2)
    if not broken("leaves SIGPIPE ignored"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if broken("blocks signals in the program"):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD, signal.SIGWINCH])
    if broken("closes inherited descriptors"):
        os.closerange(3, 1000)
    if broken("leaks its descriptors"):
        os.set_inheritable(master, True)
    if broken("changes TERM"):
        os.environ["TERM"] = "xterm"
    if broken("rewrites argv[0]"):
        import shutil

        ARGV[0] = shutil.which(ARGV[0]) or ARGV[0]
    try:
        if broken("runs it through a shell"):
            os.execvp("sh", ["sh", "-c", " ".join(ARGV)])
        os.execvp(ARGV[0], ARGV)
    except OSError as error:
        sentence = f"{ARGV[0]}: {error.strerror}\n"
        os.write(2, sentence.encode())
    os._exit(1 if broken("exec failure is 1") else 127)


def outgoing(data: bytes) -> bytes:
    if broken("decodes output"):
        return data.decode("utf-8", "replace").encode()
    if broken("transcodes output"):
        return data.decode("latin-1").encode()
    if broken("drops BEL"):
        return data.replace(b"\a", b"")
    if broken("drops NUL"):
        return data.replace(b"\0", b"")
    if broken("strips the eighth bit"):
        return bytes(byte & 127 for byte in data)
    return data


def incoming(data: bytes) -> bytes:
    if broken("decodes input"):
        return data.decode("utf-8", "replace").encode()
    if broken("has a prefix key"):
        return data.replace(b"\x1c", b"")
    if broken("swallows answers of the terminal"):
        return b"" if data.startswith(b"\x1b[?") else data
    if broken("adds a line feed to returns"):
        return data.replace(b"\r", b"\r\n")
    return data


class Queue:
    def __init__(self, fd: int) -> None:
        self.fd, self.bytes = fd, b""

    def flush(self) -> None:
        try:
            written = os.write(self.fd, self.bytes)
        except BlockingIOError:
            return
        except OSError:
            written = len(self.bytes)
        self.bytes = b"" if broken("takes a short write for a whole") else self.bytes[written:]


def status_of(waited: int) -> int:
    code = os.waitstatus_to_exitcode(waited)
    if broken("loses the status"):
        return 0
    if broken("loses the signal"):
        return code & 255
    return code if code >= 0 else 128 - code


def relay(pid: int, master: int, terminal: int, wake: int) -> int:
    keys, screen = Queue(master), Queue(terminal)
    os.set_blocking(master, broken("blocking writes to the program"))
    status, open_master = None, True
    fatal = 0
    while True:
        if status is not None and not (open_master or screen.bytes):
            return status
        poll = select.poll()
        poll.register(wake, select.POLLIN)
        full = len(screen.bytes) > HIGH and not broken("unbounded queue")
        wanted = select.POLLIN if open_master and not full else 0
        if wanted or keys.bytes:
            poll.register(master, wanted | (select.POLLOUT if keys.bytes else 0))
        wanted = select.POLLIN if len(keys.bytes) < HIGH and status is None else 0
        if wanted or screen.bytes:
            poll.register(terminal, wanted | (select.POLLOUT if screen.bytes else 0))
        draining = status is not None and open_master and not full
        draining = draining and not broken("waits for grandchildren")
        ready = dict(poll.poll(10 if draining else None))
        if draining and not ready:
            open_master = False
        if ready.get(master, 0) & select.POLLOUT:
            keys.flush()
        if ready.get(master, 0) & ~select.POLLOUT:
            try:
                data = os.read(master, 65536)
                open_master = bool(data)
                screen.bytes += outgoing(data)
            except BlockingIOError:
                pass
            except OSError:
                open_master = False
        if ready.get(terminal, 0) & (select.POLLIN | select.POLLHUP):
            try:
                data = os.read(terminal, 65536)
            except OSError:
                data = b""
            if not data and not broken("outlives its terminal"):
                os.close(master)
                return 129
            keys.bytes += incoming(data)
            keys.flush()
        if screen.bytes:
            screen.flush()
        if wake in ready:
            for signum in os.read(wake, 100):
                if signum == signal.SIGWINCH and not broken("ignores resizes"):
                    fcntl.ioctl(master, termios.TIOCSWINSZ, size(terminal))
                elif signum == signal.SIGTERM:
                    fatal = signum
                    os.kill(pid, signum)
            if status is None:
                ended, waited = os.waitpid(pid, os.WNOHANG)
                if ended:
                    status = 128 + fatal if fatal else status_of(waited)
                    if broken("loses the tail"):
                        return status


def main() -> int:
    flags = os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK
    terminal = 0 if broken("leaks O_NONBLOCK") else os.open(os.ttyname(1), flags)
    before = termios.tcgetattr(terminal)
    pid, master = spawn(terminal)
    if broken("leaks O_NONBLOCK"):
        os.set_blocking(terminal, False)
    wake, write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(write)
    caught = [signal.SIGWINCH, signal.SIGCHLD, signal.SIGHUP]
    if not broken("dies of SIGTERM"):
        caught.append(signal.SIGTERM)
    for signum in caught:
        signal.signal(signum, lambda *_: None)
    raw(terminal)
    if broken("asks the terminal"):
        os.write(terminal, b"\x1b[c")
    if broken("greets"):
        os.write(terminal, b"Script started\r\n")
    try:
        return relay(pid, master, terminal, wake)
    finally:
        if not broken("leaves the terminal raw"):
            when = termios.TCSAFLUSH if broken("flushes at the end") else termios.TCSADRAIN
            termios.tcsetattr(terminal, when, before)


sys.exit(main())
