"""Runs in an xterm: shows each frame, has it print its screen, gives back where its cursor is."""

import os
import sys
import tty


def exactly(count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = source.read(count - len(data))
        if not part:
            sys.exit()
        data += part
    return data


tty.setraw(0)
with open(sys.argv[1], "rb", buffering=0) as source, open(sys.argv[2], "wb", buffering=0) as back:
    while True:
        data = exactly(int.from_bytes(exactly(4), "little")) + b"\x1b[i\x1b[6n"
        while data:
            data = data[os.write(1, data) :]
        reply = b""
        while not reply.endswith(b"R"):
            reply += os.read(0, 100)
        back.write(len(reply).to_bytes(4, "little") + reply)
