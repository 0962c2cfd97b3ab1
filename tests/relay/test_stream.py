"""What is written before it is observed must be what the observers would have let through."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termproxy.core.gate import Gate
from termproxy.core.insertkey import InsertKey, spellings
from termproxy.core.ring import Ring
from termproxy.core.scanner import Scanner
from termproxy.core.session import Session
from termproxy.log import Log
from termproxy.relay.child import Child
from termproxy.relay.shell import Shell
from termproxy.relay.stream import Stream
from termproxy.relay.terminal import Size

NONCE = b"0123456789abcdef"
MARKS = [
    b"\x1b]6977;%b;%b\a" % (NONCE, body)
    for body in (b"D;1;0;0", b"A;1;'/'", b"B;1", b"C;1;'/'", b"D;2;3;1", b"A;2;'/'", b"B;2", b"S;2")
]
OTHERS = [b"\x1b]133;A\a", b"\x1b]133;D;1\a", b"\x1b]0;title\a", b"\x1b[1m", b"\x1b", b"$ ", b"q"]
PIECES = st.lists(st.sampled_from([*MARKS, *OTHERS]) | st.binary(max_size=6), max_size=12)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    started = Child(["cat"], os.environ, None, Size(24, 80))
    yield started
    started.kill_session()
    started.close()


def stream_to(child: Child, log: Path, *, shell: bool, beyond: bool) -> tuple[Stream, Gate]:
    ring, gate = Ring(1 << 16), Gate(80, 24)
    observers = Shell(Scanner(NONCE), Session("bash", ring.read), gate) if shell else None
    log_of_it = Log(str(log))
    return Stream(
        child=child, ring=ring, log=log_of_it, excerpt=4096, shell=observers, beyond=beyond
    ), gate


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    pieces=PIECES,
    cuts=st.lists(st.integers(1, 9)),
    held=st.sets(st.integers(0, 30)),
    shell=st.booleans(),
    beyond=st.booleans(),
)
def test_what_may_pass_first_is_what_comes_out(
    child: Child,
    tmp_path: Path,
    pieces: list[bytes],
    cuts: list[int],
    held: set[int],
    shell: bool,
    beyond: bool,
) -> None:
    """With marks of both kinds cut anywhere, and a hint expected now and then."""
    stream, gate = stream_to(child, tmp_path / "log", shell=shell, beyond=shell and beyond)
    data, number = b"".join(pieces), 0
    while data:
        size = cuts[number % len(cuts)] if cuts else len(data)
        chunk, data = data[:size], data[size:]
        if number in held:
            gate.expect(number, float(number))
        passes = stream.lets_pass(chunk)
        out = stream.output(chunk, float(number))
        assert not passes or out is chunk
        number += 1


@given(chord=st.sampled_from(["alt-i", "ctrl-g", "f8"]), data=st.binary(min_size=1, max_size=4))
def test_a_key_that_may_pass_first_is_none_that_inserts(chord: str, data: bytes) -> None:
    keys = InsertKey(chord)
    if data[0] >= 0x20:
        assert keys.press(data, lambda: pytest.fail("it was taken for the key")) is None
    for spelling in spellings(chord) or ():
        assert spelling[0] < 0x20
