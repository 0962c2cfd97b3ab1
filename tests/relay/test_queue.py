from __future__ import annotations

import os

from termproxy.relay.child import pipe
from termproxy.relay.queue import WriteQueue


def drain(fd: int) -> bytes:
    got = b""
    while True:
        try:
            data = os.read(fd, 65536)
        except BlockingIOError:
            return got
        if not data:
            return got
        got += data


def test_a_reader_that_stalls_loses_nothing_and_keeps_the_order() -> None:
    reader, writer = pipe()
    queue = WriteQueue(writer, high=100_000)
    sent = b"".join(b"%07d\n" % number for number in range(50_000))
    for start in range(0, len(sent), 4095):
        queue.write(sent[start : start + 4095])
    assert queue.full
    got = b""
    while queue:
        got += drain(reader)
        queue.flush()
    got += drain(reader)
    assert got == sent
    assert not queue.full
    os.close(reader)
    os.close(writer)


def test_a_reader_that_left_breaks_the_queue_without_an_exception() -> None:
    reader, writer = pipe()
    queue = WriteQueue(writer, high=10)
    queue.write(b"x" * 200_000)
    os.close(reader)
    queue.flush()
    assert queue.broken
    assert len(queue) == 0
    queue.write(b"more")
    assert len(queue) == 0
    os.close(writer)
