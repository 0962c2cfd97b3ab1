"""Whether a program has an option, as its manual or its own `--help` says.

The manual page is read first: no program runs. Only a few well-known ones are asked for their
`--help`, and only as the system's own (in a system folder, root's, nobody else may write there),
with no home, no input and half a second. Everything else may do anything when it is called, so it
is not known, and a command with such an option stays unverified.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from functools import lru_cache

from termproxy.assistant.world.wordlist import listed

MANUALS = ("/usr/share/man", "/usr/local/share/man")
SECTIONS = ("1", "8", "1p", "6", "1ssl")
SYSTEM = ("/usr/bin", "/bin", "/usr/sbin", "/sbin")
LONGEST_PAGE = 2 << 20
PATIENCE = 0.5
# They print their options and end, and do so in a few milliseconds.
ANSWERS_HELP = frozenset(
    listed(
        """awk bash basename cat chgrp chmod chown comm cp curl cut date dd df diff dirname
dpkg du env expand expr file find fmt fold gawk gcc git grep gzip head hostname id
install ip join journalctl kill killall less ln ls lsblk lsof make mkdir mknod mktemp
mount mv nice nl numfmt od paste patch pgrep pkill pr ps python3 readlink realpath rm rmdir
rsync sed seq shuf sort split ss stat strace stty systemctl tac tail tar tee timeout top
touch tr truncate tsort umount uname unexpand uniq unzip vmstat wc wget which xargs xz
zip zstd"""
    )
)


def has_option(program: str, sub: str, option: str) -> bool | None:
    """Whether `option` ("--amend", "-l") is one of `program`'s, or of its sub-command's.

    `program` is a path, `sub` "" where there is none. None when nothing can tell.
    """
    name = os.path.basename(program)
    pages = (page(f"{name}-{sub}"), page(name)) if sub else (page(name),)
    known = [_mentions(text, option) for text in pages if text]
    if any(known):
        return True
    text = help_text(program, sub, _stamp(program))
    if text:
        return _mentions(text, option)
    return False if known and known[0] is False else None


@lru_cache(64)
def page(name: str) -> str:
    """The manual page of that name as plain enough text; "" when there is none."""
    if "/" in name:
        return ""
    for folder in MANUALS:
        for section in SECTIONS:
            path = f"{folder}/man{section[0]}/{name}.{section}"
            for opener, end in ((gzip.open, ".gz"), (open, "")):
                try:
                    with opener(path + end, "rb") as file:
                        raw = file.read(LONGEST_PAGE)
                except (OSError, EOFError, gzip.BadGzipFile):
                    continue
                return _unformatted(raw.decode("utf-8", "replace"))
    return ""


def _unformatted(text: str) -> str:
    r"""Without what man(7) and mdoc(7) put into options: `\-`, `\fB`, `.Fl` and `\&`."""
    text = text.replace("\\-", "-").replace("\\&", "")
    text = re.sub(r"\\f(?:\[\w*\]|\(\w\w|\w)|\\[m/,|^]|\\m\[\w*\]", "", text)
    return re.sub(r"(?m)(?:^\.?|(?<=\s))Fl (?=\S)", "-", text)


@lru_cache(64)
def help_text(program: str, sub: str, stamp: int) -> str:
    """What `program [sub] --help` prints; "" where it is not asked. `stamp` is for the cache."""
    name = os.path.basename(program)
    if name not in ANSWERS_HELP or not stamp or not _systems_own(program):
        return ""
    words = {"git": [sub, "-h"] if sub else ["--help"], "curl": ["--help", "all"]}
    if sub and not re.fullmatch(r"[a-z][a-z-]*", sub):
        return ""
    try:
        done = subprocess.run(
            [program, *words.get(name, ["--help"])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent"},
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout[:LONGEST_PAGE].decode("utf-8", "replace")


def _systems_own(program: str) -> bool:
    """Whether nobody but root can have put it there."""
    real = os.path.realpath(program)
    folders = (os.path.dirname(program), os.path.dirname(real))
    if not any(folder in SYSTEM for folder in folders):
        return False
    try:
        status = os.stat(real)
    except OSError:
        return False
    return status.st_uid == 0 and not status.st_mode & 0o022


def _stamp(program: str) -> int:
    try:
        return os.stat(program).st_mtime_ns
    except OSError:
        return 0


def _mentions(text: str, option: str) -> bool:
    if re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text):
        return True
    # `--[no-]verify` stands for two, and what can be switched on can be switched off
    bare = option.removeprefix("--no-").removeprefix("--")
    if option.startswith("--no-") and _mentions(text, f"--{bare}"):
        return True
    return option.startswith("--") and f"--[no-]{bare}" in text
