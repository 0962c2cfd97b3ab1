"""Aliases and functions that a shell's start-up files define: read as text, nothing is run.

What a condition guards counts, too, and what a loop makes does not: good enough to mend a name by.
Start-up files: bash(1) INVOCATION, zshall(1) STARTUP/SHUTDOWN FILES, fish-doc(1).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from termproxy.regular import read_regular

FILES: Mapping[str, tuple[str, ...]] = {
    "bash": (".bashrc", ".bash_aliases", ".bash_profile", ".profile"),
    "zsh": (".zshrc", ".zshenv", ".zprofile", ".zsh_aliases", ".aliases"),
    "fish": (".config/fish/config.fish",),
}
FOLDERS: Mapping[str, str] = {"fish": ".config/fish/functions"}  # one function, one file
READ = 64 * 1024
SOURCED = 8  # files read because others name them

ALIAS = re.compile(
    r"(?:^|[;&|{]\s*|\bthen\s+|\belse\s+|\bdo\s+)\s*(?:alias|abbr)(?:\s+-[\w-]+)*\s+"
    r"(?P<rest>[^\n#]*)",
    re.MULTILINE,
)
PAIR = re.compile(r"(?:^|\s)([\w][\w.:+@-]*)=(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|\$'[^']*'|[^\s;&|]*)+")
FISH_PAIR = re.compile(r"^([\w][\w.:+@-]*)\s+\S")
FUNCTION = re.compile(
    r"^\s*(?:function\s+(?P<keyword>[\w][\w.:+@-]*)|(?P<name>[\w][\w.:+@-]*)\s*\(\s*\)\s*[{(\n])",
    re.MULTILINE,
)
SOURCE = re.compile(
    r"(?:^|[;&|]\s*)\s*(?:source|\.)\s+['\"]?(?P<path>[~$/\w][^\s'\";&|]*)", re.MULTILINE
)


def defined(text: str) -> frozenset[str]:
    """The names of the aliases and functions that a piece of shell code defines."""
    found: set[str] = set()
    for alias in ALIAS.finditer(text):
        pairs = PAIR.findall(alias["rest"])
        if not pairs and (fish := FISH_PAIR.match(alias["rest"])):
            pairs = [fish[1]]  # fish: alias name 'body'
        found.update(pairs)
    for function in FUNCTION.finditer(text):
        found.add(function["keyword"] or function["name"])
    return frozenset(name for name in found if not name.startswith("_"))


def from_files(shell: str, home: str) -> frozenset[str]:
    """The names that the user's start-up files of this shell define."""
    if not home:
        return frozenset()
    found: set[str] = set()
    paths = [os.path.join(home, name) for name in FILES.get(shell, ())]
    for path in paths:
        names, sources = _read(path, _changed(path), home)
        found |= names
        room = SOURCED + len(FILES.get(shell, ())) - len(paths)
        paths += [other for other in sources if other not in paths][: max(0, room)]
    if folder := FOLDERS.get(shell):
        try:
            entries = os.listdir(os.path.join(home, folder))
        except OSError:
            entries = []
        found.update(name[:-5] for name in entries if name.endswith(".fish") and name[0] != "_")
    return frozenset(found)


def from_history(lines: Iterable[str]) -> frozenset[str]:
    """The names that were defined on the command line."""
    told = [line for line in lines if "alias " in line or "()" in line or "function " in line]
    return defined("\n".join(told)) if told else frozenset()


@lru_cache(maxsize=64)
def _read(path: str, changed: int, home: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Names defined in a file, and the files that it reads itself."""
    if not changed:
        return frozenset(), ()
    try:
        text = read_regular(path, READ).decode(errors="replace")
    except OSError:
        return frozenset(), ()
    sources: list[str] = []
    for source in SOURCE.finditer(text):
        other = re.sub(r"^(?:~|\$HOME|\$\{HOME\})(?=/)", lambda _: home, source["path"])
        if other.startswith("/") and "$" not in other:
            sources.append(os.path.normpath(other))
    return defined(text), tuple(sources)


def _changed(path: str) -> int:
    """When a regular file was changed, in nanoseconds; 0 when it is none."""
    try:
        return os.stat(path).st_mtime_ns if os.path.isfile(path) else 0
    except OSError:
        return 0
