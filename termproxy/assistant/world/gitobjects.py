"""Which commit brought a file, read from git's loose objects (gitformat-loose(5)).

Packed objects are not read: what was committed lately is loose, and where it is not, "unknown" is
an honest answer.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from termproxy.assistant.world.gitdir import GitDir
from termproxy.regular import read_regular

COMMITS = 30  # how far back it looks
MOST_BYTES = 1 << 20  # of one packed commit or tree


@dataclass(frozen=True, slots=True)
class Brought:
    """`back`: commits before the last one (0: the last); `alone`: it changed nothing else;
    `first`: it has no parent; `gone`: a later commit took the file away again."""

    back: int
    alone: bool
    first: bool
    gone: bool


def brought(git: GitDir, path: str) -> Brought | None:
    """The commit of the current branch that brought this content of `path`; None: unknown."""
    commit = git.refs.get(f"refs/heads/{git.branch}", "")
    seen = False
    try:
        for back in range(COMMITS):
            tree, parent = _commit(git, commit)
            before = _commit(git, parent)[0] if parent else ""
            mine, theirs = _blob(git, tree, path), _blob(git, before, path)
            seen = seen or bool(mine)
            if mine and mine != theirs:
                gone = not _blob(git, _commit(git, git.refs[f"refs/heads/{git.branch}"])[0], path)
                return Brought(back, _differ_only(git, tree, before, path), not parent, gone)
            if not parent:
                return None
            commit = parent
    except (OSError, ValueError, LookupError, zlib.error):
        return None
    return None


def _object(git: GitDir, name: str) -> bytes:
    path = os.path.join(git.common, "objects", name[:2], name[2:])
    unpacked = zlib.decompressobj().decompress(read_regular(path, MOST_BYTES), MOST_BYTES)
    return unpacked.partition(b"\0")[2]


def _commit(git: GitDir, name: str) -> tuple[str, str]:
    """Its tree, and its first parent or ""."""
    lines = _object(git, name).decode(errors="replace").splitlines()
    parents = [line.split(" ")[1] for line in lines if line.startswith("parent ")]
    return lines[0].split(" ")[1], parents[0] if parents else ""


def _tree(git: GitDir, name: str) -> Mapping[str, str]:
    """Entry -> object id: `mode SP name NUL` and the id's 20 (or 32) bytes, over and over."""
    if not name:
        return {}
    rest, size, entries = _object(git, name), len(name) // 2, {}
    while rest:
        head, _, rest = rest.partition(b"\0")
        entries[os.fsdecode(head.split(b" ", 1)[1])] = rest[:size].hex()
        rest = rest[size:]
    return entries


def _blob(git: GitDir, tree: str, path: str) -> str:
    for part in path.split("/"):
        tree = _tree(git, tree).get(part, "")
    return tree


def _differ_only(git: GitDir, one: str, other: str, path: str) -> bool:
    for part in path.split("/"):
        ours, theirs = _tree(git, one), _tree(git, other)
        names = {name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)}
        if names != {part}:
            return False
        one, other = ours.get(part, ""), theirs.get(part, "")
    return True
