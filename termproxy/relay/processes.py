"""Other processes, as proc(5) tells of them; where there is no such file system, not at all."""

from __future__ import annotations

import os

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD = os.path.exists("/proc/self/cmdline")


def words(pid: int) -> list[str]:
    """The words that a process was started with; none when nothing is known of it."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return [word.decode("utf-8", "replace") for word in file.read(4096).split(b"\0")[:-1]]
    except OSError:
        return []


def name(pid: int) -> str:
    """Its name, of 15 bytes at most."""
    return _name_and_parent(pid)[0]


def lineage(pid: int) -> Iterator[int]:
    """A process, the one that started it, and so on; without the first of all."""
    while pid > 1:
        yield pid
        pid = _name_and_parent(pid)[1]


def _name_and_parent(pid: int) -> tuple[str, int]:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The name stands in parentheses, and may hold any.
            before, _, after = file.read(4096).rpartition(b")")
        return before.partition(b"(")[2].decode("utf-8", "replace"), int(after.split()[1])
    except (OSError, ValueError, IndexError):
        return "", 0
