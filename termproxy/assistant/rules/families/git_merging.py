# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: merging, rebasing, conflicts, local changes in the way."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote

family = Family("git-merge", "git", "hub")


@family.rule(when="refusing to merge unrelated histories", on=("merge", "pull"))
def unrelated(f: Failed) -> Advice | None:
    """Two histories without a common commit."""
    return f.hint(
        "The two histories have no commit in common",
        f.append("--allow-unrelated-histories"),
        sure=0.95,
    )


@family.rule(when=("Need to specify how to reconcile", "divergent branches"), on="pull")
def divergent(f: Failed) -> Advice | None:
    """Both sides have new commits, and git was not told whether to merge or rebase."""
    sub = f.sub_word or 0
    return f.hint(
        "You and the remote both have new commits",
        f.insert("--rebase", after=sub),
        f.insert("--no-rebase", after=sub),
        why="Say whether to replay yours on top (rebase) or to merge.",
        sure=0.93,
    )


@family.rule(when=("Not possible to fast-forward", "Diverging branches can't be fast-forwarded"))
def no_fast_forward(f: Failed) -> Advice | None:
    """Both sides have new commits."""
    if f.sub == "pull":
        return f.hint(
            "You and the remote both have new commits",
            "git pull --rebase",
            "git pull --no-ff",
            sure=0.9,
        )
    plain = [w for w in f.rest if w.value == "--ff-only"]
    return f.hint(
        "Both branches have new commits",
        f.without(*plain) if plain else None,
        f"git rebase {' '.join(w.raw for w in f.rest if not w.is_option)}",
        sure=0.85,
    )


@family.rule(
    when=("would be overwritten by", "You have unstaged changes", "contains uncommitted changes", "commit or stash them", "commit your changes or stash", "There are uncommitted changes", "your local changes would be overwritten"),
    programs=("git", "hub"),
)  # fmt: skip
def local_changes(f: Failed) -> Advice | None:
    """Uncommitted changes are in the way."""
    if "untracked working tree files would be" in f.output:
        files = re.findall(r"^\t(.+)$", f.output, re.MULTILINE)
        first = quote(files[0]) if files else "<file>"
        return f.hint(
            "Untracked files are in the way",
            f.first("git stash -u") if f.sub != "stash" else None,
            f"mv {first} {first}.old" if len(files) == 1 else None,
            why="The other side has files of these names.",
            sure=0.87,
        )
    if f.sub == "stash":
        return (
            f.hint(
                "Your changes and the stash touch the same files",
                "git stash show -p",
                f.first("git add --update") + " && git reset .",
                sure=0.8,
            )
            if not f.rest or f.rest[0].value not in ("pop", "apply")
            else f.hint(
                "Your changes and the stash touch the same files",
                f"git add --update && {f.text} && git reset .",
                f"git commit -a && {f.text}",
                sure=0.85,
            )
        )
    back = (
        " && git stash pop"
        if f.sub in ("pull", "rebase", "merge", "checkout", "switch", "cherry-pick", "revert")
        else ""
    )
    if f.sub == "rebase":
        return f.hint(
            "Uncommitted changes are in the way",
            f.first("git stash"),
            f.insert("--autostash", after=f.sub_word or 0),
            why="Put them aside; git stash pop brings them back when the rebase is done.",
            sure=0.93,
        )
    if f.sub in ("checkout", "switch", "merge", "cherry-pick", "revert", "am"):
        return f.hint(
            "Uncommitted changes would be overwritten",
            f.first("git stash"),
            f.first("git commit -a"),
            why="Put them aside with stash; git stash pop brings them back.",
            sure=0.93,
        )
    return f.hint(
        "Uncommitted changes are in the way",
        f.first("git stash") + back,
        f.insert("--autostash", after=f.sub_word or 0) if f.sub in ("pull", "rebase") else None,
        f.first("git commit -a"),
        why="Put them aside, and bring them back afterwards.",
        sure=0.93,
    )


@family.rule(
    when=(
        "CONFLICT (",
        "Automatic merge failed",
        "after resolving the conflicts",
        "could not apply ",
    ),
    on=("merge", "pull", "rebase", "cherry-pick", "revert", "stash", "am"),
)
def conflict(f: Failed) -> Advice | None:
    """Both sides changed the same lines."""
    what = f.sub
    if what == "pull":
        what = "rebase" if "could not apply" in f.output else "merge"
    files = re.findall(r"CONFLICT \([^)]*\): (?:Merge conflict in )?(\S+)", f.output)
    end = {"merge": "git merge --abort", "stash": "git checkout --theirs ."}.get(
        what, f"git {what} --abort"
    )
    alone = files[0] if len(set(files)) == 1 and what != "stash" else ""
    marks = f.local.text(alone).split("\n") if alone else []
    at = next((n for n, row in enumerate(marks, 1) if row.startswith("<<<<<<<")), 0)
    return f.hint(
        f"Conflict in {', '.join(dict.fromkeys(files[:3]))}"
        if files
        else "Both sides changed the same lines",
        edit(f, alone, at) if at else None,
        "git status",
        "git mergetool" if not at else None,
        end if what != "stash" else None,
        why=f"Edit the marked places, git add them, then git {'commit' if what in ('merge', 'stash') else what + ' --continue'}.",
        sure=0.9,
    )


@family.rule(
    when=(
        "You have not concluded your merge",
        "MERGE_HEAD exists",
        "not possible because you have unmerged files",
        "you need to resolve your current index first",
        "Committing is not possible because",
        "because you have unmerged files",
        ": needs merge",
        "cannot switch branch while",
        "You must edit all merge conflicts",
    )
)
def unfinished_merge(f: Failed) -> Advice | None:
    """A merge is under way."""
    if re.search(
        "unmerged|resolve your current index|needs merge|merge conflicts|cannot switch branch",
        f.output,
    ):
        return _unresolved(f)
    return f.hint(
        "A merge is not finished yet", "git commit --no-edit", "git merge --abort", sure=0.9
    )


def _unresolved(f: Failed) -> Advice | None:
    """Conflicts: mend the marked places, or tell git that they are mended, or give it all up."""
    git = f.local.git
    state = git.state if git else ""
    under_way = state if state in ("rebase", "cherry-pick", "revert", "am") else "merge"
    abort = f"git {under_way} --abort"
    files = (
        [os.path.relpath(f"{git.root}/{path}", f.local.cwd) for path in git.unmerged] if git else []
    )
    places = [(path, line) for path in files[:5] if (line := _marked(f.local.text(path)))]
    edit = f"${{EDITOR:-vi}} +{places[0][1]} {quote(places[0][0])}" if places else ""
    add = f"git add {' '.join(map(quote, files))}" if 0 < len(files) < 4 else "git add -A"
    finishes = f.sub in ("commit", "merge", "rebase", "cherry-pick", "revert", "am") and (
        f.sub == "commit" or f.has("--continue")
    )
    goes_on = f.first(add) if finishes else f"{add} && git {under_way} --continue"
    steps = [edit, goes_on, abort] if places else [goes_on, abort]
    if not finishes:  # something else was wanted: first out of this
        steps = [abort, edit, goes_on]
    return f.hint(
        f"There are unresolved conflicts in {', '.join(files[:3])}"
        if files
        else "There are unresolved conflicts",
        *steps,
        why="Edit the marked places, then git add them.",
        sure=0.93,
    )


def _marked(text: str) -> int:
    """The line of the first conflict marker, 0 for none."""
    at = 0 if text.startswith("<<<<<<< ") else text.find("\n<<<<<<< ") + 1
    return text.count("\n", 0, at) + 1 if text.startswith("<<<<<<< ", at) else 0


@family.rule(when=("already a rebase-merge directory", "already a rebase-apply directory"))
def rebase_under_way(f: Failed) -> Advice | None:
    """An earlier rebase was not finished."""
    if f.local.git and f.local.git.unmerged:
        return _unresolved(f)
    ways = ["--continue", "--abort", "--skip"]
    meant = next((w for w in f.rest if f"-{w.value}" in ways), None)  # -skip
    if meant:
        ways.sort(key=lambda way: way != f"-{meant.value}")
    return f.hint(
        "An earlier rebase is not finished", *[f"git rebase {way}" for way in ways], sure=0.92
    )


@family.rule(when="No changes - did you forget to use 'git add'?")
def nothing_left(f: Failed) -> Advice | None:
    """The commit being replayed has become empty."""
    return f.hint(
        "Nothing is left of this commit",
        "git rebase --skip" if f.sub == "rebase" else f"git {f.sub} --skip",
        "git add -A",
        sure=0.9,
    )


@family.rule(
    when=(
        "No rebase in progress",
        "no rebase in progress",  # since git 2.46
        "no cherry-pick or revert in progress",
        "There is no merge to abort",
        "no cherry-pick in progress",
        "no revert in progress",
        "Resolve operation not in progress",
        "not bisecting",
        "You need to start by",
    )
)
def nothing_under_way(f: Failed) -> Advice | None:
    """--continue or --abort of something that does not run."""
    if "bisect" in f.output or f.sub == "bisect":
        return f.hint(
            "No bisect is under way",
            f.first("git bisect start") if f.sub == "bisect" else "git bisect start",
            sure=0.9,
        )
    state = f.local.git.state if f.local.git else ""
    action = next(
        (w.value for w in f.rest if w.value in ("--continue", "--abort", "--skip", "--quit")), ""
    )
    if state and state != f.sub and action:
        return f.hint(f"What is under way is a {state}", f"git {state} {action}", sure=0.95)
    return f.hint(f"No {f.sub} is under way", "git status", sure=0.85)


@family.rule(when="a previous cherry-pick", says=r"empty, possibly due to conflict resolution")
def empty_cherry_pick(f: Failed) -> Advice | None:
    """The picked commit changes nothing here."""
    return f.hint(
        "The commit changes nothing here",
        "git cherry-pick --skip",
        "git commit --allow-empty",
        sure=0.92,
    )


@family.rule(when=("is a merge but no -m option was given",))
def merge_commit(f: Failed) -> Advice | None:
    """Reverting or picking a merge needs its main line."""
    return f.hint(
        "That commit is a merge",
        f.insert("-m 1", after=f.sub_word or 0),
        why="-m 1 takes the first parent as the main line.",
        sure=0.95,
    )
