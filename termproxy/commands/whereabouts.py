"""Where in its session a command of ours runs: under the session's own shell, or out of its sight.

The answer is read from /proc (proc(5)): the processes above this one, and the environment that
the session's shell was started with. Where /proc does not show that, nothing is said.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from termproxy.places import session_process
from termproxy.relay import processes

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


def of_this_process(environ: Mapping[str, str]) -> Whereabouts | None:
    """Of ourselves, in the session that the environment names.

    None when that cannot be known, as below a multiplexer's server that was started elsewhere.
    """
    relay = session_process(environ.get("TERMPROXY_SESSION", ""))
    above: list[tuple[int, str]] = []  # process id and name, nearest first
    for pid in processes.lineage(os.getppid()):
        if pid == relay:
            break
        above.append((pid, processes.name(pid).removeprefix("-")))
    else:
        return None
    shells = [(pid, name) for pid, name in above if name in SHELLS]
    if not shells:
        return None
    process, shell = above[-1]
    nearest, name = shells[0]
    try:
        with open(f"/proc/{process}/environ", "rb") as file:
            started = file.read().split(b"\0")
    except OSError:
        return None
    told = any(entry.startswith(NONCE) for entry in started)
    return Whereabouts(shell, name, not told, nearest != process)
