# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: patches, submodules, hooks, and repositories that are damaged."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote

patches = Family("git-patch", "git", "hub")
modules = Family("git-submodule", "git", "hub")
damage = Family("git-damage", "git", "hub")
hooks = Family("git-hook", "git", "hub")


@patches.rule(when=("patch does not apply", "patch failed:", "does not exist in index"), on="apply")
def does_not_apply(f: Failed) -> Advice:
    """A patch for another state of the files."""
    found = f.find(r"patch failed: (?P<file>[^\n:]+):(?P<line>\d+)")
    missing = f.find(r"error: (?P<file>[^\n:]+): (?:No such file|does not exist in index)")
    if missing and not found:
        depth = "-p0" if missing["file"].count("/") == 0 else "-p2"
        return f.hint(
            f"The patch is for {missing['file']}, which is not here",
            f.insert(depth, after=f.sub_word or 0) if not f.has("-p") else None,
            "git status",
            why="Run it from the folder that its paths start in, or say how many folders to strip (-p).",
            sure=0.82,
        )
    return f.hint(
        f"The patch does not fit {found['file']} (line {found['line']})"
        if found
        else "The patch does not fit these files",
        f.insert("--3way", after=f.sub_word or 0) if not f.has("--3way", "-3") else None,
        f.insert("--reject", after=f.sub_word or 0),
        f.insert("--check --verbose", after=f.sub_word or 0),
        why="The file has changed since: merge it in (--3way), or apply what fits and keep the rest as .rej.",
        sure=0.93,
    )


@patches.rule(
    when=("Patch failed at", "Patch format detection failed", "previous rebase directory"), on="am"
)
def mailbox(f: Failed) -> Advice:
    """git am of a patch that does not fit, or is no mail."""
    if "format detection" in f.output:
        return f.hint("That is a plain patch, no mail", f.swap("am", "apply"), sure=0.93)
    if "previous rebase directory" in f.output:
        return f.hint(
            "An earlier git am is not finished", "git am --abort", "git am --continue", sure=0.93
        )
    return f.hint(
        "The patch does not fit these files",
        "git am --abort && git am --3way " + " ".join(w.raw for w in f.rest if not w.is_option),
        "git am --show-current-patch=diff",
        "git am --skip",
        sure=0.9,
    )  # fmt: skip


@modules.rule(
    when=("ubmodule",),
    says=r"[Nn]o (?:url|submodule mapping) found (?:for submodule path|in \.gitmodules for path) '(?P<path>[^']+)'",
)
def no_mapping(f: Failed) -> Advice:
    """A commit of another repository stands there, and .gitmodules does not know it."""
    path = quote(f["path"])
    return f.hint(
        f".gitmodules has no address for {f['path']}",
        f"git rm --cached {path}",
        f"git submodule add <url> {path}",
        why="A repository was added inside this one: forget it, or name where it comes from.",
        sure=0.93,
    )


@modules.rule(
    when="already exists in the index", says=r"'(?P<path>[^']+)' already exists in the index", on="submodule"
)  # fmt: skip
def in_the_index(f: Failed) -> Advice:
    """git submodule add of a path that git knows already."""
    path = quote(f["path"])
    known = f'[submodule "{f["path"]}"]' in f.local.text(".gitmodules")
    return f.hint(
        f"{f['path']} is tracked already",
        "git submodule update --init" if known else f"git rm -r --cached {path} && {f.text}",
        None if known else "git submodule status",
        why="It is a submodule already." if known else "Forget the files there first; they stay in the folder.",
        sure=0.93,
    )  # fmt: skip


@modules.rule(
    when="A git directory for", says=r"A git directory for '(?P<path>[^']+)' is found locally", on="submodule"
)  # fmt: skip
def left_over(f: Failed) -> Advice:
    """What is left of a submodule that was removed."""
    return f.hint(
        f"An earlier submodule {f['path']} left its repository behind",
        f.insert("--force", after=next((w for w in f.rest if w.value == "add"), f.sub_word or 0)),
        f"rm -rf .git/modules/{quote(f['path'])} && {f.text}",
        why="--force uses it again.",
        sure=0.93,
    )


@modules.rule(
    when=("Unable to find current", "did not contain", "unable to checkout", "Unable to checkout"),
    says=r"did not contain (?P<commit>[0-9a-f]{7,})|Unable to find current \S+ revision in submodule path '(?P<path>[^']+)'|[Uu]nable to checkout '(?P<other>[0-9a-f]+)' in submodule path '(?P<at>[^']+)'",
    on=("submodule", "clone", "pull", "checkout"),
)  # fmt: skip
def not_pushed(f: Failed) -> Advice:
    """The commit that the submodule shall have is not on its server."""
    return f.hint(
        "The submodule's commit is not on its server",
        "git submodule update --init --remote",
        "git submodule sync --recursive && git submodule update --init",
        why="Whoever made the commit has to push it there; --remote takes the newest instead.",
        sure=0.9,
    )


@damage.rule(
    when=("object file", "loose object", "is corrupt", "bad signature", "index file corrupt", "index file smaller than expected", "unable to read tree", "bad object", "unresolvable reference", "missing blob", "missing tree", "packfile"),
    says=r"object file \S+ is empty|loose object \S+ \(stored in [^)]+\) is corrupt|(?P<index>bad (?:index file|signature)|index file (?:corrupt|smaller))|unable to read tree|bad object (?P<bad>\S+)|missing (?:blob|tree) |packfile \S+ (?:cannot|does not|is)",
)  # fmt: skip
def corrupt(f: Failed) -> Advice | None:
    """Objects or the index are damaged, as after a crash or a full disk."""
    if f["index"]:
        return f.hint(
            "The index of the repository is damaged",
            "rm -f .git/index && git reset",
            why="It is made anew from the last commit; your files are not touched.",
            sure=0.95,
        )
    if f["bad"] and not re.match(r"refs/|HEAD|[0-9a-f]{40}", f["bad"]):
        return None
    if f["bad"].startswith("refs/"):
        return f.hint(
            f"{f['bad']} points to a commit that is not here",
            f"git update-ref -d {quote(f['bad'])} && git fetch",
            "git fsck --full",
            sure=0.85,
        )
    if (
        f["bad"]
        and f["bad"] != "HEAD"
        and f.sub not in ("fsck", "gc", "status", "pull", "fetch", "commit")
    ):
        return f.hint(
            f"There is no commit {f['bad'][:12]} here", f.first("git fetch --all"), sure=0.8
        )
    return f.hint(
        "Objects of the repository are damaged",
        "git fsck --full",
        "find .git/objects -type f -empty -delete && git fetch",
        why="A crash or a full disk: empty objects can go, and come back from the remote; else clone anew.",
        sure=0.92,
    )


@damage.rule(when=("cannot lock ref", "unable to resolve reference", "Unable to create"), says=r"cannot lock ref '(?P<ref>[^']+)': (?:is at [0-9a-f]+ but expected|unable to resolve reference|Unable to create|reference (?:already|is) )|(?P<dir>Unable to create '[^']*/refs/[^']*\.lock': File exists)")  # fmt: skip
def ref_locked(f: Failed) -> Advice:
    """A remote branch that was renamed, or a lock that was left behind."""
    lock = f.find(r"Unable to create '(?P<lock>[^']+\.lock)': File exists")
    if lock:
        name = _short(f, lock["lock"])
        return f.hint("A lock of another git command is left", f"rm -f {quote(name)} && {f.text}", sure=0.88)  # fmt: skip
    return f.hint(
        "What git knows of the remote's branches is out of date",
        f.first(f"git remote prune {f.local.git.remote if f.local.git and f.local.git.remote else 'origin'}"),
        "git gc --prune=now",
        sure=0.88,
    )  # fmt: skip


def _short(f: Failed, path: str) -> str:
    inside = path.startswith(f.local.cwd.rstrip("/") + "/")
    return os.path.relpath(path, f.local.cwd) if inside else path


HOOKED = {
    "commit": "pre-commit", "merge": "pre-merge-commit", "push": "pre-push", "rebase": "pre-rebase",
}  # fmt: skip


@hooks.rule(
    when=("hook", "husky"),
    says=r"cannot (?:exec|run|spawn) '?(?P<path>[^\s':]*hooks/(?P<name>[\w-]+))'?: (?P<why>[^\n]+)|husky - (?P<husky>[\w-]+)(?: script| hook)? (?:failed|exited)|The '(?P<ignored>[^']+)' hook was ignored",
)  # fmt: skip
def hook_trouble(f: Failed) -> Advice | None:
    """A hook that cannot run, or one of husky's that failed."""
    skip = f.insert("--no-verify", after=f.sub_word or 0) if f.sub in HOOKED else ""
    if f["husky"]:
        missing = f.find(r"(?:sh: \d+: |: line \d+: )(?P<tool>[\w-]+): (?:command )?not found")
        return f.hint(
            f"The hook {f['husky']} failed"
            + (f": {missing['tool']} is not installed" if missing else ""),
            f.first("npm install") if missing else None,
            skip,
            why="What it says stands above; --no-verify goes past it.",
            sure=0.88 if not missing else 0.93,
        )
    if f["ignored"]:
        return None
    path = _short(f, f["path"])
    if "Permission denied" in f["why"]:
        return f.hint(f"The hook {f['name']} is not executable", f"chmod +x {quote(path)} && {f.text}", skip, sure=0.94)  # fmt: skip
    interpreter = f.local.first_line(f["path"]).removeprefix("#!").strip()
    return f.hint(
        f"The hook {f['name']} cannot run"
        + (f": {interpreter} is not there" if interpreter else ""),
        f"${{EDITOR:-vi}} +1 {quote(path)}",
        skip,
        why="Its #! line names a program that is not installed, or it has Windows line ends.",
        sure=0.92,
    )


@hooks.rule(on=("commit", "push", "merge"), status=1)
def hook_said_no(f: Failed) -> Advice | None:
    """The repository's own hook ended the command, and said why in its own words."""
    name = HOOKED.get(f.sub, "")
    git = f.local.git
    silent = not f.output.strip()
    if not git or f.has("--no-verify", "-n") or (silent and (f.sub != "commit" or f.has("-q"))):
        return None
    path = git.config.get("core.hookspath", "")
    folder = path.rstrip("/") if path else f"{git.common}/hooks"
    names = [name, "commit-msg"] if f.sub == "commit" else [name]
    there = [n for n in names if f.local.is_executable(f"{folder}/{n}")]
    told = re.search(
        r"^(?:On branch |error: |fatal: |hint: | ! \[|nothing (?:added )?to commit|no changes added|CONFLICT|Automatic merge|Aborting|HEAD detached|.*\bnothing to commit)",
        f.output,
        re.MULTILINE,
    )
    if not there or (told and f.sub != "push") or re.search(r"^ ! \[", f.output, re.MULTILINE):
        return None
    return f.hint(
        f"The repository's hook {there[0]} stopped it",
        f.insert("--no-verify", after=f.sub_word or 0),
        f"cat {quote(_short(f, f'{folder}/{there[0]}'))}",
        why="It said nothing." if silent else "Mend what it says above; --no-verify goes past it.",
        sure=0.8,
    )


@damage.rule(
    when=("insufficient permission for adding an object", "unable to write loose object", "Permission denied"),
    says=r"insufficient permission for adding an object|(?:cannot open|could not open|Unable to create|unable to write|cannot lock ref)[^\n]*\.git/[^\n]*Permission denied|\.git/[\w/.]+'?: Permission denied",
)  # fmt: skip
def not_yours(f: Failed) -> Advice:
    """Files in .git belong to someone else: an earlier git ran with sudo."""
    return f.hint(
        "Files in .git belong to another user",
        'sudo chown -R "$USER" .git && ' + f.text,
        "ls -ld .git .git/objects",
        why="An earlier git was run with sudo, or by another user.",
        sure=0.94,
    )
