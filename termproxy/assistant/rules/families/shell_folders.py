"""Folders: going to them, making them, removing them."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shell_files import in_history
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import numbered, slip

family = Family("folders")


# bash and zsh, dash, fish
TOLD = (
    r"^(?:\S+: )?(?:line \d+: )?(?:cd|pushd): |can't cd to"
    r"|The directory ['“][^'”]+['”] does not exist"
)


@family.rule(
    when=("No such file or directory", "no such file or directory", "can't cd to", "The directory"),
    programs=("cd", "pushd"),
)
def cd_missing(f: Failed) -> Advice | None:
    """A folder to go to that is not there: a similar one, or make it."""
    if not f.operands or not f.find(TOLD):
        return None
    word = f.operands[0]
    target = word.value
    if f.local.is_dir(target):
        return None  # another cd of the line
    near = f.local.near(target, folders=True)
    if not near and re.fullmatch(r"\.{3,}", target):
        return f.hint(
            "No such folder", f.swap(word, "/".join([".."] * (len(target) - 1))), sure=0.9
        )
    if not near and f.local.is_dir("/" + target) and "/" in target:
        near = ["/" + target]
    found = near or f.local.elsewhere(target, folders=True) or in_history(f, target)
    found = found or _begun(f, target)
    make = f"mkdir -p {quote(target)} && {f.text}" if "$" not in word.raw else ""
    if found:
        return f.hint(
            f.missing("folder", target),
            *[f.swap(word, path) for path in found[:2]],
            make if slip(target, found[0]) > 1 or numbered(target, found[0]) else None,
            why=f"There is {found[0]}.",
            sure=0.93,
        )
    return f.hint(f.missing("folder", target), make, why="It has to be made first.", sure=0.85)


def _begun(f: Failed, target: str) -> list[str]:
    """The one folder of which the last part is the beginning: photos for 'Photos 2024'."""
    above, _, last = target.rstrip("/").rpartition("/")
    if len(last) < 4:
        return []
    start = above + "/" if "/" in target else ""
    longer = [n for n in f.local.folders(start or ".") if n.lower().startswith(last.lower())]
    return [start + longer[0]] if len(longer) == 1 else []


@family.rule(when="Not a directory", programs=("cd", "pushd"))
def cd_to_a_file(f: Failed) -> Advice | None:
    """cd to a file: its folder is meant, or the file."""
    if not f.operands:
        return None
    word = f.operands[0]
    parent = os.path.dirname(word.value.rstrip("/"))
    return f.hint(
        f"{word.value} is a file, not a folder",
        f.swap(word, parent) if parent else None,
        f"less {word.raw}",
        f"${{EDITOR:-vi}} {word.raw}",
        sure=0.85,
    )


@family.rule(when="too many arguments", programs=("cd", "pushd"))
def cd_with_blanks(f: Failed) -> Advice | None:
    """A folder's name with blanks needs quotes."""
    words = f.operands
    if len(words) < 2:
        return None
    whole = " ".join(word.value for word in words)
    if f.local.is_dir(whole):
        return f.hint(
            "Quote a name that has blanks", f.rewrite(f"{f.program} {quote(whole)}"), sure=0.95
        )
    near = f.local.near(whole, folders=True)
    if near:
        return f.hint("Quote a name that has blanks", f.rewrite(f"{f.program} {quote(near[0])}"))
    known = [word for word in words if f.local.is_dir(word.value)]
    fixes = [f.rewrite(f"{f.program} {word.raw}") for word in known]
    return f.hint(
        "cd takes one folder", *fixes, f.rewrite(f"{f.program} {quote(whole)}"), sure=0.75
    )


@family.rule(when="No such file or directory", says=r"^mkdir: ")
def mkdir_parents(f: Failed) -> Advice | None:
    """mkdir of a path whose parents are missing wants -p (hdfs has a mkdir, too)."""
    if f.program != "mkdir":
        word = f.word("-mkdir")
        return (
            f.hint("The folder above it is missing", f.insert("-p", after=word)) if word else None
        )
    return f.hint(
        "The folder above it does not exist yet",
        f.insert("-p"),
        why="-p makes the folders on the way, too.",
        sure=0.96,
    )


@family.rule(when="Directory not empty", programs=("rmdir", "mv"))
def folder_not_empty(f: Failed) -> Advice | None:
    """rmdir removes empty folders only."""
    if f.program == "mv":
        return f.hint("The target folder exists and is not empty", f.insert("-b"), sure=0.6)
    targets = " ".join(word.raw for word in f.operands)
    return f.hint("The folder is not empty", f.rewrite(f"rm -r {targets}"), sure=0.9)
