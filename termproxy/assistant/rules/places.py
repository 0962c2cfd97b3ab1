"""Where an error stands in the user's files, and the line that opens an editor there."""

from __future__ import annotations

import os
import re
from itertools import pairwise

from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote


def edit(f: Failed, path: str, line: str | int = "") -> str:
    """Open the user's editor on a file, at a line if it is known."""
    at = f"+{line} " if line else ""
    return f"${{EDITOR:-vi}} {at}{quote(found(f, path))}"


def found(f: Failed, path: str) -> str:
    """A path out of a tool's message, as one types it in cwd.

    Build tools speak relative to the folder they work in (`make -C`, `ninja -C build`), or in
    absolute paths.
    """
    if path.startswith("/"):
        inside = path.startswith(f.local.cwd.rstrip("/") + "/")
        return os.path.relpath(path, f.local.cwd) if inside and f.local.exists(path) else path
    path = path.removeprefix("./")
    if f.local.exists(path):
        return path
    for folder in _folders(f):
        joined = os.path.normpath(os.path.join(folder, path))
        if f.local.exists(joined):
            return found(f, joined) if joined.startswith("/") else joined
    return path


SAMPLE_ENDS = ("example", "sample", "dist", "template", "default")


def sample(f: Failed, path: str) -> str:
    """The file beside it that it is made from (.env from .env.example), or ""."""
    stem, dot, extension = path.rpartition(".")
    names = [f"{path}.{end}" for end in SAMPLE_ENDS]
    if stem and "/" not in extension:
        names += [f"{stem}{s}{end}{dot}{extension}" for end in SAMPLE_ENDS for s in (".", "-", "_")]
    if path.rpartition("/")[2] == ".env":
        folder = path.removesuffix(".env")
        names += [folder + n for n in ("env.example", "env.sample", ".env-example")]
    return next((name for name in names if f.local.is_file(name)), "")


def ahead(f: Failed, step: str) -> str:
    """Do a step, then what was wanted: right before the command, so that `cd x &&` comes first."""
    start = (f.command.prefix or f.command.words)[0].start
    before = [c for c in f.line.commands if c.start < start]
    if not before or f.command.joint not in ("&&", ";", "\n"):
        return f.first(step)
    return f.line.edit((start, start, f"{step} && ")).strip()


def _folders(f: Failed) -> list[str]:
    """The folders that the command may have worked in."""
    folders = re.findall(r"Entering directory [`'‘]([^'’]+)['’]", f.output)[-3:]
    for command in f.line.commands:
        if command.program == "cd" and command.args:
            folders.append(command.args[0])
        words = command.args
        for option, value in pairwise(words):
            if option in (
                "-C",
                "--build",
                "-B",
                "--directory",
                "--manifest-path",
                "-f",
                "-S",
                "--project-dir",
            ):
                folders.append(value if f.local.is_dir(value) else os.path.dirname(value))
    return [folder for folder in folders if folder]
