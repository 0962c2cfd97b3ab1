# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: its sub-commands, and those of its sub-commands; help and lfs."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("git", "git", "hub", "gh-git")

COMMANDS = listed(
    """add am apply archive bisect blame branch bundle checkout cherry cherry-pick clean clone commit
    config describe diff difftool fetch format-patch fsck gc grep help init log ls-files ls-remote
    ls-tree maintenance merge mergetool mv notes prune pull push range-diff rebase reflog remote
    repack reset restore rev-list rev-parse revert rm shortlog show show-branch sparse-checkout stash
    status submodule switch tag update-index update-ref version whatchanged worktree"""
)
COMMON = frozenset(
    listed(
        """add status commit push pull fetch checkout branch log diff merge rebase reset stash clone
        init remote tag show switch restore cherry-pick revert"""
    )
)
# Words people take for commands of git.
MEANT = {
    "unstage": "restore --staged",
    "uncommit": "reset --soft HEAD~1",
    "undo": "restore",
    "delete": "rm",
    "remove": "rm",
    "del": "rm",
    "rename": "mv",
    "move": "mv",
    "amend": "commit --amend",
    "history": "log",
    "update": "pull",
    "upload": "push",
    "download": "pull",
    "save": "stash",
    "list": "branch",
    "branches": "branch",
    "remotes": "remote -v",
    "tags": "tag",
    "new": "init",
    "copy": "clone",
    "unadd": "restore --staged",
    "ignore": "rm --cached",
    "co": "checkout",
    "ci": "commit",
    "st": "status",
    "br": "branch",
    "cp": "cherry-pick",
    "sw": "switch",
    "unstash": "stash pop",
    "current-branch": "branch --show-current",
    "changes": "diff",
    "staged": "diff --staged",
}


@family.rule(when="is not a git command", says=r"git: '(?P<typed>[^']+)' is not a git command")
def not_a_command(f: Failed) -> Advice | None:
    """A mistyped sub-command."""
    typed = f["typed"]
    word = f.sub_word
    if word is None or not any(one.value == typed for one in f.command.words):
        return None  # another git of the line
    if " " in typed:  # git 'stash pop'
        return f.hint("The sub-command was quoted", f.swap(word, typed, bare=True), sure=0.95)
    aliases = tuple(f.local.git.aliases) if f.local.git else ()
    suggested = re.findall(r"^\t(\S+)$", f.output, re.MULTILINE)
    if typed == "lfs":
        return None  # not installed: that rule knows
    if typed.startswith("remote-"):
        return None  # part of an address: rules of transport know
    package = {
        "svn": "git-svn",
        "gui": "git-gui",
        "send-email": "git-email",
        "cvsimport": "git-cvs",
    }
    package |= {
        "flow": "git-flow",
        "crypt": "git-crypt",
        "annex": "git-annex",
        "absorb": "git-absorb",
    }
    package |= {"subtree": "git-subtree", "filter-repo": "git-filter-repo", "secret": "git-secret"}
    package |= {"extras": "git-extras", "delta": "git-delta", "review": "git-review"}
    if typed in package:
        if typed == "subtree" and f.local.distribution in ("debian", "ubuntu"):
            package[typed] = "git"
        return f.hint(
            f"git {typed} is not installed; it comes by itself",
            f.first(f.local.installer(package[typed])),
            sure=0.94,
        )
    if typed in MEANT and not nearest(typed, COMMANDS, prior=COMMON, within=0.7):
        return f.hint(
            f"git has no command {typed}",
            f.swap(word, MEANT[typed], bare=True),
            why=f"git calls it {MEANT[typed].split()[0]}.",
            sure=0.9,
        )
    near = nearest(typed, (*COMMANDS, *aliases), prior=COMMON)
    glued = _glued(f, typed)
    fixes = [f.swap(word, name) for name in near]
    if glued and not near:
        fixes.insert(0, f.swap(word, glued, bare=True))
    fixes += [f.swap(word, name) for name in suggested if name not in near]
    if not fixes:
        return f.hint(f"git has no command {typed}", "git help", sure=0.7)
    sure = 0.95 if near or glued else 0.8
    return f.hint(f"git has no command {typed}", *fixes, sure=sure)


def _glued(f: Failed, typed: str) -> str:
    """`commit-m`, `checkoutdevelop`, `pushorigin`, `addREADME.md`."""
    git = f.local.git
    known = {*git.branches, *git.remote_branch_names, *git.tags, *git.remotes} if git else set()
    for name in sorted(COMMANDS, key=len, reverse=True):
        tail = typed[len(name) :]
        if not typed.startswith(name) or not tail:
            continue
        if tail in known or (tail[0] in "-." and len(tail) > 1) or f.local.exists(tail):
            return f"{name} {tail}"
    return ""


@family.rule(when=("nknown subcommand",), says=r"[Uu]nknown subcommand: [`']?(?P<typed>[^'\s]+)")
def unknown_subcommand(f: Failed) -> Advice | None:
    """git remote delete, git stash lsit ..."""
    usage = set(
        re.findall(
            rf"(?:git {re.escape(f.sub)}|bisect--helper) (?:\[[^\]]*\] )*(?:--bisect-)?([a-z][a-z-]+)",
            f.output,
        )
    )
    usage |= set(SUBCOMMANDS.get(f.sub, ()))
    typed = f["typed"]
    synonym = {
        "delete": "remove",
        "rm": "remove",
        "del": "remove",
        "new": "add",
        "create": "add",
        "ls": "list",
    }
    near = (
        [synonym[typed]]
        if synonym.get(typed) in usage
        else nearest(typed, sorted(usage), within=2.2)
    )
    if not near:
        return None
    return f.hint(f"git {f.sub} has no {typed}", *[f.swap(typed, name) for name in near], sure=0.94)


SUBCOMMANDS = {
    "bisect": listed("start good bad new old skip reset run log replay visualize terms"),
    "stash": listed("list show drop pop apply branch clear create store push save"),
    "remote": listed("add rename remove set-head show prune update set-branches get-url set-url"),
    "worktree": listed("add list lock move prune remove repair unlock"),
    "submodule": listed("add status init deinit update summary foreach sync set-branch set-url"),
    "notes": listed("list add copy append edit show merge remove prune"),
    "reflog": listed("show expire delete exists"),
    "bundle": listed("create verify list-heads unbundle"),
    "sparse-checkout": listed("init list set add reapply disable"),
}


@family.rule(when=("subcommand wasn't specified", "usage: git stash"), on="stash")
def stash_subcommand(f: Failed) -> Advice | None:
    """git stash opp"""
    if not f.rest:
        return None
    word = f.rest[0]
    near = nearest(word.value, SUBCOMMANDS["stash"], prior=("pop", "apply", "list"))
    if near:
        return f.hint(
            f"git stash has no {word.value}", *[f.swap(word, name) for name in near], sure=0.95
        )
    message = " ".join(w.raw for w in f.rest)
    sub = f.sub_word
    if sub is None:
        return None
    message = message if message[:1] in "'\"" else quote(" ".join(w.value for w in f.rest))
    return f.hint(
        "A message for the stash goes with push -m",
        f.line.edit((sub.end, f.rest[-1].end, f" push -m {message}")),
        sure=0.85,
    )


@family.rule(
    when=("usage: git bisect", "usage: git submodule", "usage: git worktree", "usage: git remote"),
    status=(1, 129),
)
def nested_usage(f: Failed) -> Advice | None:
    """Older versions print the usage only."""
    known = SUBCOMMANDS.get(f.sub, ())
    if not f.rest or f.rest[0].value in known:
        return None
    near = nearest(f.rest[0].value, known)
    return (
        f.hint(
            f"git {f.sub} has no {f.rest[0].value}",
            *[f.swap(f.rest[0], n) for n in near],
            sure=0.85,
        )
        if near
        else None
    )


@family.rule(
    when=("is aliased to",),
    on="help",
    says=r"['`](?:git )?(?P<alias>[^']+)' is aliased to ['`](?P<real>[^' ]+)",
)
def help_of_alias(f: Failed) -> Advice | None:
    """git help of an alias."""
    return f.hint(f"{f['alias']} is an alias", f.swap(f["alias"], f["real"]), sure=0.9)


@family.rule(when="No manual entry for git", says=r"No manual entry for git-?(?P<typed>[\w-]+)")
def help_topic(f: Failed) -> Advice | None:
    """git help of a mistyped command."""
    near = nearest(f["typed"], COMMANDS, prior=COMMON)
    return (
        f.hint(f"git has no command {f['typed']}", *[f.swap(f["typed"], n) for n in near], sure=0.9)
        if near
        else None
    )


family.hint(
    "lfs-missing",
    "git-lfs is not installed",
    lambda f: f.first(
        f.local.installer("git-lfs")
        + (" && git lfs install" if "lfs install" not in f.text else "")
    ),
    programs=(),
    when=("git-lfs: command not found", "git-lfs: not found", "git: 'lfs' is not a git command"),
    sure=0.97,
)


@family.rule(when=('unknown command "',), says=r'unknown command "(?P<typed>[^"]+)" for "git-lfs"')
def lfs_command(f: Failed) -> Advice | None:
    """A mistyped git-lfs command."""
    known = listed(
        "checkout clone dedup env ext fetch fsck install lock locks logs ls-files migrate pointer prune pull push status track uninstall unlock untrack update version"
    )
    near = nearest(f["typed"], known)
    return (
        f.hint(f"git lfs has no {f['typed']}", *[f.swap(f["typed"], n) for n in near], sure=0.93)
        if near
        else None
    )
