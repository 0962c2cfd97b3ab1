"""A session on another machine, through ours."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import sshd
from tests.e2e.terminal import TERMPROXY, Terminal

Wrap = Callable[..., Terminal]


@pytest.fixture
def login(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The command that logs in."""
    with sshd.server(tmp_path) as command:
        yield command


# sh would miss a signal between its last look and its `wait`.
RESIZED = (
    "import os, signal as s; w = {s.SIGWINCH}; s.pthread_sigmask(s.SIG_BLOCK, w); "
    "print('u%d' % 3, flush=True); s.sigwait(w); print(*os.get_terminal_size())"
)
# A key typed, or a window resized, between a line's Enter and its program is for the far shell:
# ^C is then lost, and what is typed ahead of a prompt is echoed twice or, in the moment in which
# the shell changes its modes, not read before the next key. All that is so without us, too. So
# each step waits until the program that it is for, or the next prompt, has spoken.
STEPS: list[tuple[str, bytes, bytes | tuple[int, int]]] = [
    ("stty -a", b"", b""),
    ("echo a b; printf '\\200\\n'", b"", b""),
    ("sh -c 'echo up$((1+1)); exec sleep 100'", b"up2\r\n", b"\x03"),
    (f'{sys.executable} -c "{RESIZED}"', b"u3\r\n", (60, 20)),
]


def test_ssh(open_terminal: Wrap, login: tuple[str, ...]) -> None:
    """A terminal on another machine, through ours: its modes, size, keys and bytes."""
    remote = "PS1='far$ ' TERM=xterm exec bash --norc --noprofile -i"
    received = []
    for front in ((), TERMPROXY):
        terminal = open_terminal(*front, *login, remote, cols=91, rows=33)
        for number, (line, ready, then) in enumerate(STEPS, 1):
            terminal.gets(b"far$ ", times=number)
            terminal.type(line + "\r")
            terminal.gets(ready)
            if isinstance(then, bytes):
                terminal.type(then)
            else:
                terminal.resize(*then)
        terminal.gets(b"far$ ", times=len(STEPS) + 1)
        terminal.type("exit 7\r")
        assert terminal.end() == 7
        received.append(bytes(terminal.received))
    assert b"rows 33; columns 91" in received[0]
    assert b"\n60 20\r\n" in received[0]
    assert received[1] == received[0]
