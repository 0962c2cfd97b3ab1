"""Termproxy with faults that are put in from outside (`patched.py`), and what to do with it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from tests.e2e.checks import children, wait_for
from tests.e2e.terminal import Terminal

HERE = Path(__file__).parent
PATCHED = (sys.executable, str(HERE / "patched.py"))

# An error in `target`, at its call number `at` and ever after.
FAULT = """
import {module} as module
def failing(*args, **kwargs):
    failing.calls += 1
    if failing.calls >= {at}:
        raise {error}("a fault that was put in")
    return before(*args, **kwargs)
failing.calls = 0
owner = module
for name in {path!r}[:-1]:
    owner = getattr(owner, name)
before = getattr(owner, {path!r}[-1])
setattr(owner, {path!r}[-1], failing)
"""


def fault(target: str, at: int = 1, error: str = "RuntimeError") -> str:
    module, _, rest = target.partition(":")
    return FAULT.format(module=module, path=rest.split("."), at=at, error=error)


def log(home: Path) -> str:
    file = home / ".local/state/termproxy/termproxy.log"
    return file.read_text() if file.exists() else ""


# Our own marks: a broken scanner cannot cut them out, and terminals show nothing for them.
MARK = re.compile(rb"\x1b\]6977;[^\x07]*\x07")


def talk(terminal: Terminal, until: Callable[[], object] = lambda: True) -> bytes:
    """A session without a failing command, for as long as it takes; what the terminal received."""
    for number in range(1, 4):
        terminal.gets(b"$ ", times=number)
        terminal.type(f"printf 'out %d \\200\\377\\n' {number}; true\n")
        terminal.gets(b"out %d \x80\xff\r\n" % number)
    terminal.gets(b"$ ", times=4)
    wait_for(terminal, until, "what is to happen in the session")
    terminal.type("exit 5\n")
    assert terminal.end() == 5
    return bytes(terminal.received)


OBSERVERS = {
    "scanner": "termproxy.core.scanner:_mark",
    "session": "termproxy.core.session:Session.feed",
    "gate": "termproxy.core.gate:Gate.output",
    "gate, at a key": "termproxy.core.gate:Gate.typed",
    "gate, at a mark": "termproxy.core.gate:Gate.shell",
    "region": "termproxy.core.region:Region.feed",
    "ring": "termproxy.core.ring:Ring.append",
    "assistant's start": "termproxy.relay.side:Side.start",
    "assistant's link": "termproxy.relay.side:Side.send",
    "assistant's answers": "termproxy.relay.side:Side.ready",
    "assistant's pipes": "termproxy.relay.side:Side.interest",
}


def assistant_of(terminal: Terminal) -> int:
    """The process of the assistant, once there is one."""

    def find() -> list[int]:
        found = []
        for pid in children(terminal.process.pid):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"termproxy.assistant.app" in command or b"FAKE" in command:
                found.append(pid)
        return found

    return wait_for(terminal, find, "the assistant")[0]
