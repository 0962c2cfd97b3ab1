"""What is true where a command ran: on this machine, or elsewhere, of which nothing is known.

A shell on another host, in a container or of another user has files, programs and ports of its own.
Rules then get empty answers, which they take for "unknown", and what they propose is unverified.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from termproxy.assistant.advice import Case
from termproxy.assistant.world.gitdir import GitDir
from termproxy.assistant.world.local import Holder, Local

# Nothing can be below a file: every look at the disk ends here.
NOWHERE = "/dev/null/elsewhere"


def truth(case: Case, environ: Mapping[str, str] | None = None) -> Local:
    """Local truth for `case`; of one that ran elsewhere, none."""
    return Faraway(case) if case.remote else Local(case, environ)


class Faraway(Local):
    """Knows nothing, and says so in the way that `Local` does."""

    def __init__(self, case: Case) -> None:
        super().__init__(case, {}, root=False)

    @cached_property
    def home(self) -> str:
        return ""

    @cached_property
    def user(self) -> str:
        return ""

    def path(self, name: str) -> str:
        """A path that does not exist, whatever `name` is."""
        return os.path.join(NOWHERE, name.lstrip("/"))

    def at(self, folder: str) -> Local:
        return self

    def above(self, name: str) -> str:
        return ""

    @cached_property
    def git(self) -> GitDir | None:
        return None

    @cached_property
    def sudo(self) -> str:
        return "sudo "

    @cached_property
    def systemd(self) -> bool:
        return True

    @cached_property
    def distribution(self) -> str:
        return ""

    @cached_property
    def _kind(self) -> str:
        return "debian"

    def port_holder(self, port: int) -> Holder | None:
        return None

    def free_space(self, name: str = ".") -> int:
        return -1
