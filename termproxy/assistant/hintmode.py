"""Which mode counts for one failed command: off, rules, ask or auto.

Three may speak: the settings, the nearest trusted `.termproxy.toml` at or above the command's
folder, and patterns for commands, in either file. The folder's file counts more than the user's,
a pattern more than a mode; of patterns that fit, the one with the most words. Where two of
one rank differ, the quieter counts; and nothing is louder than what the environment or the
command line says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from termproxy.assistant.folders import FolderFile, Folders
from termproxy.config import MODES
from termproxy.core.commandline import simple_commands

Patterns = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Mode:
    """A word of `MODES`, and where it comes from: "hint.mode is rules"."""

    word: str
    why: str


class Modes:
    """The session's settings, applied to commands. `commands` and `firm` are as in `Config`."""

    def __init__(
        self,
        settings: Mapping[str, object],
        folders: Folders,
        commands: Patterns = (),
        firm: Iterable[str] = (),
    ) -> None:
        self.general = str(settings["hint.mode"])
        self._ceiling = self.general if "hint.mode" in firm else MODES[-1]
        self._commands = tuple(commands)
        self._folders = folders

    def of(self, command: str, cwd: str, *, remote: bool = False) -> Mode:
        """The mode for a command line that failed in `cwd`, on another host if `remote`."""
        file = None if remote else self._folders.trusted(cwd)
        return self._capped(self._wanted(command, file))

    def tells(self, mode: Mode) -> bool:
        """Whether a model that is asked about another command may hear of one with `mode`.

        Where the settings ask none, who names a model tells it of everything but what a folder or a
        pattern keeps back.
        """
        return mode.word in ("auto", self.general)

    def _wanted(self, command: str, file: FolderFile | None) -> Mode:
        fitting = []
        if (mode := pattern_mode(self._commands, command)) is not None:
            fitting.append(Mode(mode[1], f'[commands] "{mode[0]}" is {mode[1]}'))
        if file is not None and (mode := pattern_mode(file.commands, command)) is not None:
            fitting.append(Mode(mode[1], f'"{mode[0]}" is {mode[1]} in {file.path}'))
        if fitting:
            return min(fitting, key=lambda mode: _loudness(mode.word))
        if file is not None and file.mode:
            return Mode(file.mode, f"hint.mode is {file.mode} in {file.path}")
        return Mode(self.general, f"hint.mode is {self.general}")

    def _capped(self, mode: Mode) -> Mode:
        if _loudness(mode.word) <= _loudness(self._ceiling):
            return mode
        return Mode(self._ceiling, f"hint.mode is {self._ceiling}")


def pattern_mode(patterns: Patterns, line: str) -> tuple[str, str] | None:
    """The (pattern, mode) that counts for a command line; None when none fits.

    A pattern's words are compared with a simple command's first ones, as file names with a shell's
    patterns. Of several commands in a line the quietest counts.
    """
    known = [(pattern.split(), pattern, mode) for pattern, mode in patterns]
    if not known:
        return None
    found: list[tuple[str, str]] = []
    for simple in simple_commands(line):
        words = (simple.program, *simple.arguments)
        fitting = [given for given in known if _fits(given[0], words)]
        if fitting:
            _, pattern, mode = min(fitting, key=lambda given: (-len(given[0]), _loudness(given[2])))
            found.append((pattern, mode))
    return min(found, key=lambda given: _loudness(given[1]), default=None)


def _fits(pattern: list[str], words: tuple[str, ...]) -> bool:
    return len(pattern) <= len(words) and all(map(fnmatchcase, words, pattern))


def _loudness(word: str) -> int:
    return MODES.index(word)
