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

# Every byte value goes out.
BYTES_OUT = RAW + 'os.write(1, bytes(range(256)) * 4 + b"DONE")'

# Reads a paste while printing as much: whoever writes without reading is stuck for ever.
ECHO_BACK = (
    RAW
    + """
import threading
def shout():
    for _ in range(200):
        os.write(1, b"o" * 5000)
thread = threading.Thread(target=shout)
thread.start()
data = exact(1_000_000)
thread.join()
import hashlib
os.write(1, b"<" + hashlib.sha256(data).hexdigest().encode() + b">")
"""
)

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

# What a process inherits, as JSON.
INHERITED = """
import json, os, signal, sys
lines = open("/proc/self/status").read().splitlines()
status = dict(line.split(":\\t", 1) for line in lines if ":\\t" in line)
print("<" + json.dumps({
    "ignored": status["SigIgn"], "blocked": status["SigBlk"],
    "fds": sorted(int(fd) for fd in os.listdir("/proc/self/fd") if int(fd) < 200),
    "term": os.environ.get("TERM"), "tty": os.ttyname(0),
    "leader": os.getsid(0) == os.getpid(), "foreground": os.tcgetpgrp(0) == os.getpgrp(),
    "controlling": bool(os.open("/dev/tty", os.O_RDWR)),
}) + ">")
"""
