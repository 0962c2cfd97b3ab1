# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: branches and tags that are made, renamed, deleted."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git_branches import near_refs
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("git-branches", "git", "hub")


@family.rule(when="already exists", says=r"[aA] branch named '(?P<name>\S+)' already exists")
def branch_exists(f: Failed) -> Advice | None:
    """The branch is there already."""
    name = quote(f["name"])
    if f.sub in ("checkout", "switch"):
        made = next((w for w in f.rest if w.value == f["name"]), None)
        if made:
            name = made.raw
        return f.hint(
            f"There is a branch {f['name']} already",
            f"git {f.sub} {name}",
            _upper(f, f.sub),
            sure=0.93,
        )
    if f.has("-m", "--move"):
        return f.hint(f"There is a branch {f['name']} already", f.swap("-m", "-M"), sure=0.8)
    return f.hint(
        f"There is a branch {f['name']} already",
        f"git checkout {name}",
        f.insert("-f", after=f.sub_word or 0),
        sure=0.85,
    )


def _upper(f: Failed, sub: str) -> str:
    return f.swap("-b", "-B") if sub == "checkout" else f.swap("-c", "-C")


@family.rule(
    when="is not fully merged", says=r"[Tt]he branch '(?P<name>[^']+)' is not fully merged"
)
def not_merged(f: Failed) -> Advice | None:
    """The branch has commits that are nowhere else."""
    old = next((w for w in f.rest if w.value in ("-d", "--delete")), None)
    force = f.swap(old, "-D") if old else f"git branch -D {quote(f['name'])}"
    return f.hint(
        f"{f['name']} has commits that are on no other branch",
        Fix(force, dangerous="deletes commits that are on no other branch"),
        f"git merge {quote(f['name'])}",
        sure=0.93,
    )


@family.rule(
    when=("checked out at", "used by worktree at"),
    says=r"[Cc]annot delete branch '(?P<name>[^']+)' (?:checked out|used by worktree) at '(?P<where>[^']+)'",
)
def delete_current(f: Failed) -> Advice | None:
    """The branch one is on cannot be deleted."""
    git = f.local.git
    other = ""
    if git is not None:
        if git.root and f["where"] != git.root and git.branch != f["name"]:
            return f.hint(
                f"{f['name']} is checked out in {f['where']}",
                f.first(f"git worktree remove {quote(f['where'])}"),
                sure=0.9,
            )
        other = git.trunk if git.trunk != f["name"] else ""
        other = other or next((b for b in git.branches if b != f["name"]), "")
    return f.hint(
        f"You are on {f['name']}",
        f.first(f"git checkout {quote(other)}") if other else f.first("git checkout -"),
        why="Switch to another branch first.",
        sure=0.92,
    )


@family.rule(
    when="not found",
    says=r"^error: branch '(?P<name>[^']+)' not found|[Nn]o branch named '(?P<b>[^']+)'",
    on="branch",
)
def no_branch_to_change(f: Failed) -> Advice | None:
    """git branch -d or -m of an unknown branch."""
    return _no_branch(f, f["name"] or f["b"])


@family.rule(when="o branch named", says=r"[Nn]o branch named '(?P<name>[^']+)'", on="branch")
def no_branch_to_rename(f: Failed) -> Advice | None:
    """git branch -m of an unknown branch."""
    return _no_branch(f, f["name"])


def _no_branch(f: Failed, name: str) -> Advice | None:
    near = near_refs(f, name, remote=False)
    git = f.local.git
    if not near and git and name in git.remote_branches and f.has("-d", "-D"):
        remote, _, branch = name.partition("/")
        return f.hint(
            f"{name} is a remote's branch",
            f"git push {remote} --delete {branch}",
            f.insert("-r", after=f.sub_word or 0),
            sure=0.9,
        )
    if near:
        return f.hint(f"No branch {name}", *[f.swap(name, ref) for ref in near], sure=0.94)
    return f.hint(f"No branch {name}", "git branch", sure=0.8)


@family.rule(
    when=("is not a valid branch name", "is not a valid tag name", "is not a valid remote name"),
    says=r"'(?P<name>[^']*)' is not a valid (?P<kind>branch|tag|remote) name",
)
def invalid_name(f: Failed) -> Advice | None:
    """A name that git-check-ref-format(1) refuses: blanks, dots, signs of the shell's and git's."""
    good = re.sub(r"[\s~^:?*\[\\]+", "-", f["name"].strip())
    good = re.sub(r"\.{2,}|@\{|/{2,}", "-", good).strip("-/.").removesuffix(".lock")
    word = f.word(f["name"])
    fixes = f.swap(word, good) if word and good and good != f["name"] else None
    return f.hint(
        f"A {f['kind']} cannot be called {f['name']!r}",
        fixes,
        why="No blanks, no ~ ^ : ? * [ \\, no two dots, no / at the end.",
        sure=0.93 if fixes else 0.8,
    )


@family.rule(
    when="Cannot update paths and switch to branch",
    says=r"Cannot update paths and switch to branch '(?P<name>[^']+)'",
)
def words_of_a_name(f: Failed) -> Advice | None:
    """git checkout -b my new branch; or a start that is not there."""
    at = next((i for i, w in enumerate(f.command.words) if w.value == f["name"]), 0)
    rest = f.command.words[at + 1 :] if at else ()
    if not rest or any(w.is_option for w in rest):
        return None
    near = near_refs(f, rest[0].value)
    if near and len(rest) == 1:
        return f.hint(
            f"No branch {rest[0].value} to start from",
            *[f.swap(rest[0], n) for n in near],
            sure=0.94,
        )
    joined = "-".join(w.value for w in (f.command.words[at], *rest))
    return f.hint(
        "The name of a branch is one word",
        f.line.edit((f.command.words[at].start, rest[-1].end, quote(joined))),
        sure=0.93,
    )


@family.rule(when="is not a working tree", on="worktree")
def no_worktree(f: Failed) -> Advice | None:
    """git worktree remove, move or lock of something else."""
    return f.hint("There is no such work tree", "git worktree list", sure=0.9)


@family.rule(when="branch name required", on="branch")
def branch_name_required(f: Failed) -> Advice | None:
    """git branch -d without a name."""
    return f.hint("git branch wants the branch's name", "git branch", sure=0.85)


@family.rule(
    when=("cannot lock ref", "cannot create '"),
    says=r"'refs/(?P<kind>heads|tags)/(?P<there>[^']+)' exists; cannot create 'refs/\w+/(?P<name>[^']+)'",
)
def name_in_the_way(f: Failed) -> Advice | None:
    """`feature` and `feature/x` cannot both be: a ref is a file, its folder is not."""
    what = "branch" if f["kind"] == "heads" else "tag"
    word = f.word(f["name"])
    other = f["name"].replace("/", "-")
    aside = f"git branch -m {quote(f['there'])} {quote(f['there'])}-old"
    return f.hint(
        f"There is a {what} {f['there']}, so none can be called {f['name']}",
        f.swap(word, other) if word and word.value == f["name"] != other else None,
        f.first(aside) if word and what == "branch" and len(f["there"]) < len(f["name"]) else None,
        why="One name cannot be the folder of another: choose a different one.",
        sure=0.9,
    )


@family.rule(
    when="already checked out at",
    says=r"'(?P<name>[^']+)' is already (?:checked out|used by worktree) at '(?P<where>[^']+)'",
)
def in_other_worktree(f: Failed) -> Advice | None:
    """A branch can be checked out in one work tree only."""
    new = f.rest[1] if f.sub == "worktree" and len(f.rest) > 1 else None
    if new and os.path.realpath(f["where"]) == os.path.realpath(f.local.cwd):
        branch = os.path.basename(new.value.rstrip("/"))
        return f.hint(
            f"{f['name']} is checked out here: a second work tree wants a branch of its own",
            f.insert(f"-b {quote(branch)}", after=f.rest[0]),
            f.insert("--detach", after=f.rest[0]),
            sure=0.94,
        )
    return f.hint(
        f"{f['name']} is checked out in {f['where']}",
        f"cd {quote(f['where'])}",
        "git worktree list",
        sure=0.88,
    )


@family.rule(
    when=("already used by worktree at",),
    says=r"'(?P<name>[^']+)' is already used by worktree at '(?P<where>[^']+)'",
)
def used_by_worktree(f: Failed) -> Advice | None:
    """The same, as newer versions say it."""
    return in_other_worktree(f)


@family.rule(when="already exists", says=r"tag '(?P<name>[^']+)' already exists", on="tag")
def tag_exists(f: Failed) -> Advice | None:
    """The tag is there already."""
    return f.hint(
        f"There is a tag {f['name']} already",
        f.insert("--force", after=f.sub_word or 0),
        f"git tag -d {quote(f['name'])}",
        sure=0.9,
    )


@family.rule(when="not found", says=r"tag '(?P<name>[^']+)' not found", on="tag")
def no_tag(f: Failed) -> Advice | None:
    """git tag -d of an unknown tag."""
    tags = f.local.git.tags if f.local.git else ()
    near = nearest(f["name"], tags) or [t for t in tags if t.startswith(f["name"])][:3]
    fixes = [f.swap(f["name"], tag) for tag in near] or ["git tag"]
    return f.hint(f"No tag {f['name']}", *fixes, sure=0.93 if near else 0.8)
