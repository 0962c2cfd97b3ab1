"""zip and unzip: members, parts and names."""

from __future__ import annotations

import os

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.archives import UNZIP, family, named
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote


@family.rule(when=("cannot find or open", "cannot find zipfile"), programs=UNZIP)
def unzip_missing(f: Failed) -> Advice | None:
    """unzip of a file that is not there."""
    if "End-of-central" in f.output:
        return None
    word = named(f)
    if word is None:
        return None
    near = f.local.near(word.value) or f.local.elsewhere(word.value)
    zips = [n for n in f.local.entries() if n.endswith(".zip")]
    near = near or (zips if len(zips) == 1 else [])
    if not near:
        return None
    return f.hint(
        f"No {word.value} here",
        *[f.swap(word, n) for n in near],
        why=f"There is {near[0]}.",
        sure=0.94,
    )


@family.rule(when="caution: filename not matched", says=r"filename not matched:\s+(?P<name>.+)$")
def unzip_member(f: Failed) -> Advice | None:
    """A member that the archive does not have; often a glob that the shell filled in."""
    word = named(f)
    if word is None:
        return None
    archives = [w for w in f.operands if w.value.endswith(".zip")]
    if len(archives) > 1 or "*" in word.raw:
        return f.hint(
            "unzip takes one archive: the others were looked for inside it",
            f.rewrite("unzip '*.zip'"),
            why="In quotes, unzip fills in the * itself.",
            sure=0.95,
        )
    member = f.word(f["name"])
    if member and (f.local.is_dir(f["name"]) or f["name"].endswith("/")):
        return f.hint(
            "The target folder is given with -d",
            f.line.edit((member.start, member.start, "-d ")),
            sure=0.92,
        )
    return f.hint(f"The archive has no {f['name']}", f"unzip -l {word.raw}", sure=0.92)


@family.rule(
    when=("Nothing to do!", "name not matched", "Could not create output file"), programs="zip"
)
def zip_trouble(f: Failed) -> Advice | None:
    """zip without files, or with names that are not there."""
    target = f.operands[0] if f.operands else None
    if target is None:
        return None
    if "Could not create" in f.output:
        folder = os.path.dirname(target.value)
        return (
            f.hint(f"No folder {folder} here", ahead(f, f"mkdir -p {quote(folder)}"), sure=0.94)
            if folder
            else None
        )
    if len(f.operands) == 1:
        if f.local.is_dir(target.value):
            name = target.value.rstrip("/")
            return f.hint(
                "The archive's name comes first",
                f"zip -r {quote(name + '.zip')} {target.raw}",
                sure=0.95,
            )
        stem = target.value.removesuffix(".zip")
        folder = quote(stem) if f.local.is_dir(stem) else "."
        return f.hint(
            "What shall be packed was not named",
            f.rewrite(f"zip -r {target.raw} {folder}"),
            sure=0.9,
        )
    missing = f.find(r"name not matched: (.+)$")
    if missing:
        near = f.local.near(missing[1]) or f.local.elsewhere(missing[1])
        return f.hint(
            f"No {missing[1]} here",
            *[f.swap(missing[1], n) for n in near],
            sure=0.93 if near else 0.8,
        )
    if any(f.local.is_dir(w.value) for w in f.operands[1:]) and not f.has("-r"):
        return f.hint("Folders are packed with -r", f.insert("-r"), sure=0.94)
    return None
