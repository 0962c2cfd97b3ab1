"""A folder where a file is wanted, a file where a folder is; names that are taken."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shell_files import READERS, family, named_word
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import SURPLUS, numbered, slip


@family.rule(when=("Is a directory", "is a directory", "omitting directory", "directory"))
def folder_instead_of_file(f: Failed) -> Advice | None:
    """A folder where a file was expected."""
    if f.find(r"-r not specified; omitting directory|omitting directory|not a regular file") and (
        f.program in ("cp", "scp", "rsync")
    ):
        flags = ("-r", "-a") if f.program == "cp" else ("-r",)
        return f.hint(
            "A folder is copied with -r"
            if f.program != "rsync"
            else "rsync skips folders without -r",
            *[f.insert(flag) for flag in flags],
            sure=0.95,
        )
    if f.find(r"(?:: Is a directory|: is a directory|is a directory)") is None:
        return None
    word = named_word(f, "s a directory")
    if word is None or (word is f.sub_word and f.program in ("go", "git", "docker", "cargo")):
        return None
    remover = f.word("-rm")
    if remover is not None:  # hdfs dfs -rm
        return f.hint(f"{word.value} is a folder", f.insert("-r", after=remover), sure=0.9)
    if f.program == "rm" and os.path.realpath(f.local.path(word.value)) in ("/", f.local.home):
        return f.hint("That is a whole folder, and not one to remove", sure=0.95)
    if f.program == "rm":
        options = [w for w in f.command.words[1:] if re.fullmatch(r"-[a-zA-Z]*f\w*", w.value)]
        if options:
            merged = f.swap(options[0], "-r" + options[0].value[1:])
            return f.hint(f"{word.value} is a folder", merged, sure=0.95)
        return f.hint(f"{word.value} is a folder", f.insert("-r"), f.insert("-rf"), sure=0.95)
    if f.program in ("grep", "egrep", "fgrep", "zgrep"):
        return f.hint(
            f"{word.value} is a folder", f.insert("-r"), why="-r looks inside.", sure=0.95
        )
    if word is f.command.words[0]:
        return f.hint(
            f"{word.value} is a folder", f.swap(word, f"cd {word.raw}", bare=True), sure=0.93
        )
    if f.program in READERS and len(f.line.commands) == 1:
        return f.hint(f"{word.value} is a folder", f.rewrite(f"ls {word.raw}"), sure=0.93)
    if word in f.command.redirections:
        return f.hint(
            f"{word.value} is a folder",
            why="Output goes to a file: name one inside it.",
            sure=0.7,
        )
    return f.hint(
        f"{word.value} is a folder, a file is needed",
        f"ls {word.raw}" if len(f.line.commands) == 1 and f.program != "tee" else None,
        sure=0.75,
    )


@family.rule(
    when="File exists", says=r"^(?P<who>mkdir|ln): .*['‘](?P<path>[^'’]+)['’]: File exists"
)
def exists_already(f: Failed) -> Advice | None:
    """mkdir and ln do not overwrite."""
    if f["who"] == "ln":
        flag = "-sf" if f.has("-s", "--symbolic") else "-f"
        old = next((w for w in f.command.words[1:] if w.is_option and "s" in w.value), None)
        if old is not None and re.fullmatch(r"-\w+", old.value):
            # Without -n a link to a folder is followed, and the new one made inside.
            more = "f" if f.local.is_file(f["path"]) else "fn"
            return f.hint(f"{f['path']} exists already", f.swap(old, old.value + more), sure=0.92)
        return f.hint(f"{f['path']} exists already", f.insert(flag), sure=0.85)
    if f.local.is_file(f["path"]):
        return f.hint(f"{f['path']} exists already, as a file", sure=0.8)
    return f.hint(
        f"The folder {f['path']} exists already",
        f.insert("-p"),
        f"cd {quote(f['path'])}",
        why="-p does not mind.",
        sure=0.85,
    )


@family.rule(when="hard link not allowed for directory", programs=("ln",))
def hard_link_to_folder(f: Failed) -> Advice | None:
    """Folders are linked symbolically."""
    return f.hint("A folder can only be linked with -s", f.insert("-s"), sure=0.96)


@family.rule(
    when="missing destination file operand",
    says=r"missing destination file operand after ['‘](?P<path>[^'’]+)",
    programs=("cp", "mv", "scp", "install"),
)
def no_destination(f: Failed) -> Advice | None:
    """cp and mv want a target."""
    inside = "/" in f["path"] or ":" in f["path"]
    made = f.append(".") if inside else None
    return f.hint(f"{f.program} needs a target, too", made, sure=0.75)


@family.rule(when=("Not a directory",))
def file_as_folder(f: Failed) -> Advice | None:
    """A path that goes through a file, or a target folder that is none."""
    if f.program in ("cd", "pushd"):
        return None
    word = named_word(f, "Not a directory", "not a directory")
    if word is None:
        return None
    path = word.value
    if path.endswith("/") and f.local.is_file(path.rstrip("/")):
        return f.hint(f"{path.rstrip('/')} is a file", f.swap(word, path.rstrip("/")), sure=0.92)
    if path.endswith("/") and not f.local.exists(path.rstrip("/")):
        near = f.local.near(path, folders=True, limit=1)
        near = [n for n in near if not numbered(path.rstrip("/"), n.rstrip("/"))]
        make = f.first(f"mkdir -p {quote(path.rstrip('/'))}")
        close = near and slip(path, near[0]) <= SURPLUS + 0.1
        mended = [f.swap(word, near[0])] if near else []
        fixes = [*mended, make] if close else [make, *mended]
        return f.hint(f"No folder {path} here", *fixes, sure=0.9)
    if f.program in ("cp", "mv", "ln") and f.find(r"target ['‘]"):
        if f.local.exists(path):
            return f.hint(f"{path} is a file, and several things cannot go into it", sure=0.75)
        return f.hint(f"No folder {path} here", f.first(f"mkdir -p {quote(path)}"), sure=0.88)
    parts = path.split("/")
    for size in range(1, len(parts)):
        start = "/".join(parts[:size])
        if start and f.local.is_file(start):
            return f.hint(f"{start} is a file, not a folder", sure=0.8)
    return None
