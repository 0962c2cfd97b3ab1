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
import zlib
from functools import lru_cache

from termproxy.assistant.world.machine import mtime
from termproxy.assistant.world.wordlist import listed

MANUALS = ("/usr/share/man", "/usr/local/share/man")
SECTIONS = ("1", "8", "1p", "6", "1ssl")
SYSTEM = ("/usr/bin", "/bin", "/usr/sbin", "/sbin")
LONGEST_PAGE = 2 << 20
PATIENCE = 0.5
_OPTION = re.compile(r"(?<![\w-])-(?:-(?:\[no-\])?)?\w[\w-]*")
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


def has_option(program: str, sub: str, option: str) -> bool:
    """Whether `option` ("--amend", "-l") is known to be `program`'s, or its sub-command's.

    `program` is a path, `sub` "" where there is none.
    """
    name = os.path.basename(program)
    pages = (f"{name}-{sub}", name) if sub else (name,)
    return any(_has(manual_options(page), option) for page in pages) or _has(
        help_options(program, sub, mtime(program)), option
    )


@lru_cache(64)
def manual_options(name: str) -> frozenset[str]:
    """The options that the manual page of that name speaks of; none when there is no page."""
    if "/" in name:
        return frozenset()
    for folder in MANUALS:
        for section in SECTIONS:
            path = f"{folder}/man{section[0]}/{name}.{section}"
            for opener, end in ((gzip.open, ".gz"), (open, "")):
                try:
                    with opener(path + end, "rb") as file:
                        raw = file.read(LONGEST_PAGE)
                except (OSError, EOFError, zlib.error):
                    continue
                return _options(_unformatted(raw.decode("utf-8", "replace")))
    return frozenset()


def _unformatted(text: str) -> str:
    r"""Without what man(7) and mdoc(7) put into options: `\-`, `\fB`, `.Fl` and `\&`."""
    text = text.replace("\\-", "-").replace("\\&", "")
    text = re.sub(r"\\f(?:\[\w*\]|\(\w\w|\w)|\\[m/,|^]|\\m\[\w*\]", "", text)
    return re.sub(r"(?m)(?:^\.?|(?<=\s))Fl (?=\S)", "-", text)


@lru_cache(64)
def help_options(program: str, sub: str, changed: int) -> frozenset[str]:
    """The options that `program [sub] --help` speaks of; none where it is not asked.

    `changed`: its mtime in nanoseconds, for the cache; 0 when it is not there.
    """
    name = os.path.basename(program)
    if name not in ANSWERS_HELP or not changed or not _systems_own(program):
        return frozenset()
    words = {"git": [sub, "-h"] if sub else ["--help"], "curl": ["--help", "all"]}
    if sub and not re.fullmatch(r"[a-z][a-z-]*", sub):
        return frozenset()
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
        return frozenset()
    return _options(done.stdout[:LONGEST_PAGE].decode("utf-8", "replace"))


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


def _options(text: str) -> frozenset[str]:
    """Every option that stands in a text: of pages of up to a megabyte, a few kilobytes stay."""
    found = frozenset(_OPTION.findall(text))
    both = [option for option in found if "[" in option]  # `--[no-]verify` stands for two
    spelt = {option.replace("[no-]", part) for option in both for part in ("", "no-")}
    return found.difference(both) | spelt


def _has(options: frozenset[str], option: str) -> bool:
    # what can be switched on can be switched off
    on = option.replace("--no-", "--", 1) if option.startswith("--no-") else option
    return option in options or on in options
