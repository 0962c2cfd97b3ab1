"""`.termproxy.toml`: what a folder asks for, heard only if the user has said that he trusts it.

A folder comes with a clone or an archive, and a stranger wrote what is in it. So its file counts
only after `termproxy trust`, and only as long as it says what it said then: trust is kept by path
and content, in `folders` in the state folder. And it may say little: which mode, and which modes
for which commands. Not which server or model, nor how much is sent.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256

from termproxy.config import COMMANDS, MODES, command_mode, settings_in
from termproxy.regular import read_regular

NAME = ".termproxy.toml"
# What fits a page; a file that is longer is not for us.
LONGEST = 64 << 10
# Folders that are looked into above one; nobody's sources are deeper.
DEEPEST = 64
TRUSTED, TOLD = "trusted", "told"


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A folder's file: its path, its fingerprint, what it sets, and what is wrong with it.

    `mode` is "" when it sets none.
    """

    path: str
    digest: str
    mode: str = ""
    commands: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


class Trust:
    """The file at `path`: a line `trusted DIGEST FOLDER-FILE` for each, and `told ...` for those
    that the user has heard of. Read again when it has changed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._lines: dict[str, tuple[str, str]] = {}  # folder's file -> (word, digest)

    def holds(self, file: FolderFile) -> bool:
        """Whether `file` is trusted, as it is now."""
        return self._read().get(file.path) == (TRUSTED, file.digest)

    def told(self, file: FolderFile) -> bool:
        """Whether the user was told of `file`, as it is now."""
        return self._read().get(file.path, ("", ""))[1] == file.digest

    def all(self) -> list[tuple[str, str]]:
        """(path, digest) of what is trusted, sorted."""
        found = self._read().items()
        return sorted((path, digest) for path, (word, digest) in found if word == TRUSTED)

    def note(self, path: str, word: str, digest: str) -> None:
        """Trust a file, or write down that the user was told. Raises OSError."""
        self._write({**self._read(), path: (word, digest)})

    def forget(self, path: str) -> bool:
        """Take trust back; whether there was any. Raises OSError."""
        lines = dict(self._read())
        found = lines.pop(path, ("", ""))[0] == TRUSTED
        if found:
            self._write(lines)
        return found

    def _read(self) -> dict[str, tuple[str, str]]:
        try:
            status = os.stat(self.path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                # Somebody else's, or one that others may write to, says nothing of this user.
                ours = status.st_uid == os.getuid() and not status.st_mode & 0o022
                text = read_regular(self.path).decode(errors="surrogateescape")
                self._lines = _parsed(text) if ours else {}
                self._stamp = stamp
        except OSError:
            self._lines, self._stamp = {}, None
        return self._lines

    def _write(self, lines: dict[str, tuple[str, str]]) -> None:
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        beside = f"{self.path}.{os.getpid()}"
        text = "".join(f"{word} {digest} {path}\n" for path, (word, digest) in lines.items())
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with open(fd, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
        os.replace(beside, self.path)


def _parsed(text: str) -> dict[str, tuple[str, str]]:
    found = {}
    for line in text.split("\n"):
        word, _, rest = line.partition(" ")
        digest, space, path = rest.partition(" ")
        if word in (TRUSTED, TOLD) and space:
            found[path] = (word, digest)
    return found


class Folders:
    """Folders' files as the assistant meets them. `news` is a sentence that is due, or ""."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._seen: set[str] = set()
        self._news = ""

    def trusted(self, cwd: str) -> FolderFile | None:
        """The file that counts in `cwd`; None when there is none, or none that is trusted."""
        path = find(cwd)
        file = read(path) if path else None
        if file is None:
            return None
        if self._trust.holds(file):
            for problem in file.problems:
                self._tell(file, problem)
            return file
        if not self._trust.told(file):
            self._tell(file, f"{path} is not used until you have read it: `termproxy trust`")
            try:
                self._trust.note(path, TOLD, file.digest)
            except OSError:
                pass  # then it is said once in every session
        return None

    def news(self) -> str:
        """What the user should be told now, once; "" for nothing."""
        news, self._news = self._news, ""
        return news

    def _tell(self, file: FolderFile, sentence: str) -> None:
        if file.digest + sentence not in self._seen:
            self._seen.add(file.digest + sentence)
            self._news = sentence


def find(cwd: str) -> str:
    """The nearest `.termproxy.toml` from `cwd` upwards, no higher than the repository's root.

    Its path has no symbolic links in it. "" when there is none.
    """
    folder = os.path.realpath(cwd) if os.path.isabs(cwd) else ""
    for _ in range(DEEPEST):
        if not folder:
            break
        path = os.path.join(folder, NAME)
        if os.path.lexists(path):
            return path if "\n" not in path else ""
        above = os.path.dirname(folder)
        if above == folder or os.path.lexists(os.path.join(folder, ".git")):
            break
        folder = above
    return ""


def read(path: str) -> FolderFile | None:
    """The folder's file at `path`; None when it cannot be read, or is no plain file."""
    try:
        return understood(path, read_regular(path, LONGEST + 1))
    except OSError:
        return None


def understood(path: str, raw: bytes) -> FolderFile:
    """What `raw` says. What a folder may not set, or does not fit, is a sentence."""
    digest = sha256(os.fsencode(path) + b"\0" + raw).hexdigest()
    if len(raw) > LONGEST:
        return FolderFile(path, digest, problems=(f"{path} is longer than {LONGEST} bytes.",))
    problems: list[str] = []
    mode, commands = "", []
    for key, given in settings_in(raw, path, problems, instead="Nothing of it is used"):
        section, dot, pattern = key.partition(".")
        if section == COMMANDS and dot:
            commands += command_mode(pattern, given, path, problems)
        elif key == "hint.mode" and isinstance(given, str) and given in MODES:
            mode = given
        elif key == "hint.mode":
            problems.append(f"{path}: hint.mode must be one of {', '.join(MODES)}.")
        else:
            problems.append(f"{path}: a folder may set hint.mode and [{COMMANDS}], not {key}.")
    return FolderFile(path, digest, mode, tuple(commands), tuple(problems))
