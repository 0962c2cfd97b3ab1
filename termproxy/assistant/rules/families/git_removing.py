# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: rm, mv, clean."""

from __future__ import annotations

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git_files import family
from termproxy.assistant.rules.words import quote


@family.rule(
    when=(
        "has local modifications",
        "has changes staged in the index",
        "have local modifications",
        "have changes staged",
    ),
    on="rm",
)
def rm_changed(f: Failed) -> Advice | None:
    """git rm of a changed file."""
    sub = f.sub_word or 0
    return f.hint(
        "The file has changes that would be lost",
        f.insert("--cached", after=sub),
        Fix(f.insert("-f", after=sub), dangerous="deletes uncommitted changes"),
        why="--cached keeps the file, and stops tracking it.",
        sure=0.93,
    )


@family.rule(when="recursively without -r", on="rm")
def rm_folder(f: Failed) -> Advice | None:
    """git rm of a folder."""
    return f.hint("A folder is removed with -r", f.insert("-r", after=f.sub_word or 0), sure=0.97)


@family.rule(
    when=(
        "bad source",
        "destination exists",
        "not under version control",
        "destination directory does not exist",
    ),
    on="mv",
)
def mv_paths(f: Failed) -> Advice | None:
    """git mv of a missing or untracked file."""
    found = f.find(
        r"(?P<what>bad source|destination exists|not under version control|destination directory does not exist), source=(?P<source>[^,]+), destination=(?P<target>.+)$"
    )
    if not found:
        return None
    source, target = found["source"], found["target"]
    if found["what"] == "destination exists":
        return f.hint(f"{target} exists already", f.insert("-f", after=f.sub_word or 0), sure=0.85)
    if found["what"].startswith("destination directory"):
        return f.hint(
            "The target folder does not exist",
            f.first(f"mkdir -p {quote(target.rstrip('/').rpartition('/')[0] or target)}"),
            sure=0.93,
        )
    if found["what"] == "not under version control":
        return f.hint(
            f"{source} is not tracked by git",
            f"mv {' '.join(w.raw for w in f.rest)}",
            f.first(f"git add {quote(source)}"),
            sure=0.9,
        )
    near = f.local.near(source)
    return f.hint(
        f"No file {source}",
        *[f.swap(source, path) for path in near],
        sure=0.94 if near else 0.75,
    )


@family.rule(
    when="renaming '", says=r"fatal: renaming '(?P<source>[^']+)' failed: No such file", on="mv"
)
def mv_into_nowhere(f: Failed) -> Advice | None:
    """git mv into a folder that does not exist."""
    target = f.rest[-1].value if f.rest else ""
    folder = target.rstrip("/") if target.endswith("/") else target.rpartition("/")[0]
    make = f.first(f"mkdir -p {quote(folder)}") if folder else None
    return f.hint("The target folder does not exist", make, sure=0.93)


@family.rule(when="refusing to clean", on="clean")
def clean_needs_force(f: Failed) -> Advice | None:
    """git clean wants -n or -f."""
    sub = f.sub_word or 0
    return f.hint(
        "git clean wants to be told how",
        f.insert("-n", after=sub),
        f.insert("-f", after=sub),
        f.insert("-fd", after=sub),
        why="-n shows what would go, -f deletes it.",
        sure=0.88,
    )
