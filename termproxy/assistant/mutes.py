"""What the user does not want to hear about: rules, commands, folders. Kept in a text file.

One mute a line, `#` begins a comment; people may edit it as well:

    rule git.no-upstream        that rule, or all of a family: `rule git`
    command npm test            lines that run this program (with these first words)
    folder /srv/legacy          everything that fails there and below
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from termproxy.core.commandline import simple_commands
from termproxy.regular import read_regular

KINDS = ("rule", "command", "folder")


@dataclass(frozen=True, slots=True)
class Mute:
    """One line of the file. `kind` is one of KINDS."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


def parse(text: str) -> list[Mute]:
    """The mutes in a file's text, each once; lines that make no sense are passed over."""
    found: dict[Mute, None] = {}
    for line in text.splitlines():
        kind, _, what = line.partition("#")[0].strip().partition(" ")
        if kind in KINDS and what.strip():
            found[Mute(kind, what.strip())] = None
    return list(found)


class Mutes:
    """The file at `path`, read again whenever it has changed. One stat(2) for each failure."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._mutes: list[Mute] = []

    def all(self) -> list[Mute]:
        """Every mute, in the file's order; none when it cannot be read."""
        try:
            status = os.stat(self.path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._mutes = parse(read_regular(self.path).decode(errors="surrogateescape"))
                self._stamp = stamp
        except OSError:
            self._mutes, self._stamp = [], None
        return self._mutes

    def of_line(self, command: str, cwd: str) -> Mute | None:
        """The mute that silences a failure of this command line in this folder."""
        for mute in self.all():
            if mute.kind == "folder" and _within(cwd, mute.what):
                return mute
            if mute.kind == "command" and _runs(command, mute.what):
                return mute
        return None

    def of_rule(self, rule: str) -> Mute | None:
        """The mute that silences a rule."""
        for mute in self.all():
            if mute.kind == "rule" and (rule == mute.what or rule.startswith(mute.what + ".")):
                return mute
        return None

    def write(self, mutes: list[Mute]) -> None:
        """Replace the file, whole or not at all. Raises OSError."""
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        beside = f"{self.path}.{os.getpid()}"
        with open(beside, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{mute}\n" for mute in mutes)
        os.replace(beside, self.path)


def _within(cwd: str, folder: str) -> bool:
    folder = folder.rstrip("/")
    return cwd == folder or cwd.startswith(folder + "/")


def _runs(line: str, wanted: str) -> bool:
    words = tuple(wanted.split())
    for simple in simple_commands(line):
        bare = (simple.program, *simple.arguments)
        if bare[: len(words)] == words:
            return True
    return False
