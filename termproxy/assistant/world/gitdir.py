"""A git repository read from its files, without running git (whose config can run anything).

Layout: gitrepository-layout(5); packed-refs; config as git-config(1), includes left out. A
repository in the reftable format shows no branches here.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Mapping, Sequence
from functools import cached_property

from termproxy.regular import read_regular

REFS = 5000  # loose refs read at most
INDEX_BYTES = 8 * 1024 * 1024
STATES = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)


class GitDir:
    """`root` is the work tree ("" for a bare one), `gitdir` its .git, `common` the shared one."""

    def __init__(self, root: str, gitdir: str) -> None:
        self.root = root
        self.gitdir = gitdir

    @classmethod
    def around(cls, cwd: str) -> GitDir | None:
        folder = os.path.abspath(cwd)
        while True:
            dot_git = os.path.join(folder, ".git")
            if os.path.isdir(dot_git):
                return cls(folder, dot_git)
            if os.path.isfile(dot_git):
                target = _read(dot_git).removeprefix("gitdir:").strip()
                return cls(folder, os.path.join(folder, target)) if target else None
            if os.path.isfile(os.path.join(folder, "HEAD")) and os.path.isdir(
                os.path.join(folder, "objects")
            ):
                return cls("", folder)
            parent = os.path.dirname(folder)
            if parent == folder:
                return None
            folder = parent

    @cached_property
    def common(self) -> str:
        shared = _read(os.path.join(self.gitdir, "commondir")).strip()
        return os.path.join(self.gitdir, shared) if shared else self.gitdir

    def has(self, name: str) -> bool:
        """Is there a file of that name in the git directory (FETCH_HEAD, MERGE_HEAD ...)?"""
        return os.path.exists(os.path.join(self.gitdir, name))

    # Refs.

    @cached_property
    def branch(self) -> str:
        """The current branch, also before its first commit; "" when detached."""
        head = _read(os.path.join(self.gitdir, "HEAD")).strip()
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""

    @cached_property
    def has_commits(self) -> bool:
        return not self.branch or f"refs/heads/{self.branch}" in self.refs

    @cached_property
    def refs(self) -> Mapping[str, str]:
        """Full ref name -> object id (or "ref: ..." for a symbolic one)."""
        found: dict[str, str] = {}
        for line in _read(os.path.join(self.common, "packed-refs")).splitlines():
            if line[:1] not in "#^" and " " in line:
                value, name = line.split(" ", 1)
                found[name] = value
        base = os.path.join(self.common, "refs")
        for folder, _, names in os.walk(base):
            for name in names:
                path = os.path.join(folder, name)
                found["refs/" + os.path.relpath(path, base)] = _read(path, 256).strip()
                if len(found) > REFS:
                    return found
        return found

    def rewrote(self, branch: str, tip: str) -> bool:
        """Was this commit once the branch's own tip, and is it no more?

        The branch's reflog (git-reflog(1)) is read: its lines are `old new who when<TAB>what`.
        """
        log = _read(os.path.join(self.common, "logs", "refs/heads", branch)).splitlines()
        tips = [line.split(" ", 2)[1] for line in log if line.count(" ") > 1]
        words = [line.partition("\t")[2] for line in log]
        if tip not in tips[:-1]:
            return False
        since = words[len(tips) - tips[::-1].index(tip) :]
        return any(word.startswith(("commit (amend)", "rebase")) for word in since)

    def _under(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(n.removeprefix(prefix) for n in self.refs if n.startswith(prefix)))

    @cached_property
    def branches(self) -> Sequence[str]:
        return self._under("refs/heads/")

    @cached_property
    def tags(self) -> Sequence[str]:
        return self._under("refs/tags/")

    @cached_property
    def remote_branches(self) -> Sequence[str]:
        """ "origin/main" ..., without the remotes' HEAD."""
        return tuple(n for n in self._under("refs/remotes/") if not n.endswith("/HEAD"))

    @cached_property
    def remote_branch_names(self) -> Sequence[str]:
        """Branch names on the remotes, without the remote."""
        return tuple(dict.fromkeys(n.partition("/")[2] for n in self.remote_branches))

    # Configuration.

    @cached_property
    def config(self) -> Mapping[str, str]:
        """ "remote.origin.url" -> value, last one winning; of the repository, then the user."""
        settings: dict[str, str] = {}
        home = os.path.expanduser("~")
        for path in (
            os.path.join(home, ".config/git/config"),
            os.path.join(home, ".gitconfig"),
            os.path.join(self.common, "config"),
        ):
            settings.update(parse_config(_read(path)))
        return settings

    @cached_property
    def remotes(self) -> Sequence[str]:
        names = (re.match(r"remote\.(.+)\.(?:url|pushurl)$", key) for key in self.config)
        return tuple(dict.fromkeys(name[1] for name in names if name))

    @cached_property
    def remote(self) -> str:
        """The remote to push to: the branch's, origin, the only one, or ""."""
        own = self.config.get(f"branch.{self.branch}.remote", "")
        if own:
            return own
        if "origin" in self.remotes:
            return "origin"
        return self.remotes[0] if len(self.remotes) == 1 else ""

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        return {k[6:]: v for k, v in self.config.items() if k.startswith("alias.")}

    @cached_property
    def trunk(self) -> str:
        """The main branch: what the remote's HEAD names, else main or master, else ""."""
        for remote in (self.remote, "origin"):
            head = self.refs.get(f"refs/remotes/{remote}/HEAD", "")
            if head.startswith("ref: "):
                return head.removeprefix(f"ref: refs/remotes/{remote}/")
        every = (*self.branches, *self.remote_branch_names)
        return next((name for name in ("main", "master", "trunk") if name in every), "")

    @cached_property
    def state(self) -> str:
        """What is under way: rebase, merge, cherry-pick, revert, am, bisect, or ""."""
        for name, state in STATES:
            if os.path.exists(os.path.join(self.gitdir, name)):
                return state
        return ""

    @cached_property
    def tracked(self) -> Sequence[str]:
        """Paths in the index, relative to the root."""
        return list(dict.fromkeys(name for name, _ in self._index))

    @cached_property
    def unmerged(self) -> Sequence[str]:
        """Paths of which the index holds the sides of a conflict."""
        return list(dict.fromkeys(name for name, stage in self._index if stage))

    @cached_property
    def _index(self) -> Sequence[tuple[str, int]]:
        """Path and stage of each entry (index format 2 and 3: gitformat-index(5))."""
        try:
            data = read_regular(os.path.join(self.gitdir, "index"), INDEX_BYTES)
        except OSError:
            return ()
        if data[:4] != b"DIRC" or len(data) < 12:
            return ()
        version, count = struct.unpack(">II", data[4:12])
        if version not in (2, 3):
            return ()
        names: list[tuple[str, int]] = []
        at = 12
        for _ in range(count):
            if at + 62 > len(data):
                break
            flags = struct.unpack(">H", data[at + 60 : at + 62])[0]
            start = at + (64 if flags & 0x4000 else 62)
            end = data.find(b"\0", start)
            if end < 0:
                break
            path = data[start:end].decode("utf-8", "surrogateescape")
            names.append((path, flags >> 12 & 3))
            at += (end - at + 8) // 8 * 8
        return names


def parse_config(text: str) -> Mapping[str, str]:
    """git-config(1) syntax: sections lower-cased, sub-sections kept, values without quotes."""
    settings: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        line = line.strip()
        header = re.match(r'\[([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\]', line)
        if header:
            section = header[1].lower() + (f".{header[2]}" if header[2] is not None else "")
            continue
        pair = re.match(r"([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$", line)
        if pair and section:
            value = "true" if pair[2] is None else re.sub(r"\s+[#;].*$", "", pair[2]).strip('"')
            settings[f"{section}.{pair[1].lower()}"] = value
    return settings


def _read(path: str, limit: int = 1 << 20) -> str:
    try:
        return read_regular(path, limit).decode(errors="replace")
    except OSError:
        return ""
