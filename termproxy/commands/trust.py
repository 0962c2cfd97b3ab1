"""`termproxy trust` and `untrust`: whether a folder's `.termproxy.toml` is used."""

from __future__ import annotations

import os
import sys

from termproxy.assistant.folders import NAME, TRUSTED, FolderFile, Trust, find, read
from termproxy.assistant.safety.plain import one_line
from termproxy.commands import paper
from termproxy.places import trust_path

USAGE = f"""\
usage: termproxy trust [PATH]      use the {NAME} here, or of PATH
       termproxy trust --list      what is trusted
       termproxy untrust [PATH]    use it no more

The nearest {NAME} counts, from the folder of a command upwards to the
root of its repository. It is used only as long as it says what it said when
you trusted it. It may set:

  [hint]
  mode = "rules"                   off, rules, ask or auto
  [commands]
  "terraform *" = "off"            the same for commands that begin so
"""
UNTRUST_USAGE = f"""\
usage: termproxy untrust [PATH]

Use the {NAME} of this folder, or of PATH, no more.

`termproxy trust --list` shows what is trusted.
"""


def main(argv: list[str]) -> int:
    """Trust a folder's file, or list what is trusted."""
    if argv == ["--list"]:
        for path, digest in Trust(trust_path(os.environ)).all():
            file = read(path)
            state = "" if file and file.digest == digest else "  (changed since, not used)"
            sys.stdout.write(f"{one_line(path, 4096)}{state}\n")
        return 0
    return _run("trust", argv)


def untrust(argv: list[str]) -> int:
    """Take trust back."""
    return _run("untrust", argv)


def _run(name: str, argv: list[str]) -> int:
    if len(argv) > 1 or any(word.startswith("-") for word in argv):
        wanted = argv in (["--help"], ["-h"])
        usage = USAGE if name == "trust" else UNTRUST_USAGE
        (sys.stdout if wanted else sys.stderr).write(usage)
        return 0 if wanted else 2
    trust = Trust(trust_path(os.environ))
    try:
        given = os.path.realpath(argv[0] if argv else ".")
    except FileNotFoundError:
        return paper.gone(name)
    path = given if os.path.basename(given) == NAME else find(given)
    try:
        if name == "untrust":
            path = path or os.path.join(given, NAME)  # it may be gone, and trusted still
            if not trust.forget(path):
                return paper.refuse(name, f"{path} is not trusted; `termproxy trust --list`.")
            sys.stdout.write(f"{one_line(path, 4096)} is not used any more\n")
            return 0
        file = read(path) if path else None
        if file is None:
            there = path or f"{NAME} in {given}"
            return paper.refuse(name, f"There is no {there} that can be read, nor one above it.")
        trust.note(file.path, TRUSTED, file.digest)
    except OSError as error:
        return paper.refuse(name, f"{trust.path} cannot be written: {error.strerror}.")
    sys.stdout.write("".join(f"{one_line(line, 4096)}\n" for line in _told(file)))
    for problem in file.problems:
        paper.refuse(name, problem)
    return paper.FAILED if file.problems else 0


def _told(file: FolderFile) -> list[str]:
    """What is trusted now, in words."""
    lines = [f"{file.path} is used from now on:"]
    lines += [f'  hint.mode = "{file.mode}"'] if file.mode else []
    lines += [f'  "{pattern}" = "{mode}"' for pattern, mode in file.commands]
    return lines if len(lines) > 1 else [*lines, "  it sets nothing"]
