"""Where in its session a command of ours runs: under the session's own shell, or out of its sight.

The answer is read from /proc (proc(5)): the processes above this one, and the environment that
the session's shell was started with. Where /proc does not show that, nothing is said.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

# Programs that commands are typed at. Each but the session's own is one command to us.
SHELLS = frozenset({"bash", "zsh", "fish", "sh", "dash", "ksh", "mksh", "tcsh", "nu", "xonsh"})
NONCE = b"TERMPROXY_NONCE="


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`shell` is the program that the session is about now, `nearest` the shell that we were typed
    at. `replaced`: `exec` put it in the place of the shell that told of its commands. `nested`: it
    runs inside of that one.
    """

    shell: str
    nearest: str
    replaced: bool
    nested: bool


def whereabouts(socket: str, pid: int, proc: str = "/proc") -> Whereabouts | None:
    """Of the process `pid`, in the session with this socket: it bears its relay's process id.

    None when that cannot be known, as below a multiplexer's server that was started elsewhere.
    """
    relay = os.path.basename(socket).partition(".")[0]
    above: list[tuple[str, str]] = []  # (process id, name), nearest first
    at = str(pid)
    while at != relay:
        read = _parent(proc, at)
        if read is None:
            return None
        name, parent = read
        above.append((at, name))
        at = parent
        if at in ("0", "1"):
            return None
    shells = [(one, name) for one, name in above[1:] if name in SHELLS]
    if not shells:
        return None
    process, shell = above[-1]
    nearest, name = shells[0]
    try:
        with open(os.path.join(proc, process, "environ"), "rb") as file:
            started = file.read().split(b"\0")
    except OSError:
        return None
    told = any(entry.startswith(NONCE) for entry in started)
    return Whereabouts(shell, name, not told, nearest != process)


def of_this_process(environ: Mapping[str, str]) -> Whereabouts | None:
    """Of ourselves."""
    return whereabouts(environ.get("TERMPROXY_SESSION", ""), os.getpid())


def _parent(proc: str, pid: str) -> tuple[str, str] | None:
    """Name and parent of a process."""
    try:
        with open(os.path.join(proc, pid, "stat"), "rb") as file:
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return None
    # The name stands in parentheses, and may hold any.
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return (name.removeprefix("-"), fields[1]) if len(fields) > 1 else None
