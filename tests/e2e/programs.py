"""Small programs that run inside the wrapped terminal, as `python -c` text."""

# Raw mode without touching anything else; READY says that it is in force.
RAW = """
import os, sys, termios, tty
tty.setraw(0)
def exact(n):
    got = b""
    while len(got) < n:
        got += os.read(0, n - len(got))
    return got
os.write(1, b"READY")
"""

# Every byte value comes back as hexadecimal digits.
BYTES_IN = RAW + 'os.write(1, b"<" + exact(256).hex().encode() + b">")'


def exact_bytes_in(count: int) -> str:
    return RAW + f'os.write(1, b"<" + exact({count}).hex().encode() + b">")'


# Every byte value goes out.
BYTES_OUT = RAW + 'os.write(1, bytes(range(256)) * 4 + b"DONE")'

# Reads a paste and prints more than it reads: whoever writes without reading is stuck for ever.
ECHO_BACK = (
    RAW
    + """
import hashlib
digest, left = hashlib.sha256(), 1_000_000
while left:
    data = os.read(0, 4096)
    digest.update(data)
    left -= len(data)
    os.write(1, b"o" * 2 * len(data))
os.write(1, b"<" + digest.hexdigest().encode() + b">")
"""
)

# Writes until nobody has taken anything for a while, and ends. How much it was is in `count`.
FILL = """
import os, select
os.set_blocking(1, False)
written = 0
while select.select([], [1], [], 0.5)[1]:
    try:
        written += os.write(1, b"x" * 1000)
    except BlockingIOError:
        pass
with open("count.new", "w") as file:
    file.write(str(written))
os.rename("count.new", "count")
"""

# One line: the window size, at the first instruction and after each SIGWINCH.
SIZES = """
import fcntl, os, signal, struct, sys, termios
def tell(*_):
    size = struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8)))
    os.write(1, ("size=%d,%d,%d,%d;" % size).encode())
signal.signal(signal.SIGWINCH, tell)
tell()
while True:
    signal.pause()
"""

# What a process inherits, as JSON. The signals are read before Python changes some.
AS_STARTED = ("sh", "-c", 'STATUS=$(cat /proc/$$/status); export STATUS; exec "$@"', "sh")
INHERITED = """
import json, os, signal, sys
lines = os.environ["STATUS"].splitlines()
status = dict(line.split(":\\t", 1) for line in lines if ":\\t" in line)
print("<" + json.dumps({
    "ignored": status["SigIgn"], "blocked": status["SigBlk"],
    "fds": sorted(int(fd) for fd in os.listdir("/proc/self/fd") if int(fd) < 200),
    "term": os.environ.get("TERM"), "tty": os.ttyname(0),
    "foreground": os.tcgetpgrp(0) == os.getpgrp(),
    "controlling": bool(os.open("/dev/tty", os.O_RDWR)),
}) + ">")
"""
