# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: add, commit, stash, and paths in commits."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git_branches import (
    near_paths,
    near_tracked,
    unquoted_message,
)
from termproxy.assistant.rules.words import Word, quote

family = Family("git-files", "git", "hub")


@family.rule(
    when="did not match any files",
    says=r"pathspec '(?P<name>[^']+)' did not match any files",
    on=("add", "rm"),
)
def no_file_to_add(f: Failed) -> Advice | None:
    """git add or rm of a file that is not there."""
    name = f["name"]
    if f.sub == "rm" and f.local.exists(name):
        flag = "-r " if f.local.is_dir(name) else ""
        return f.hint(f"{name} is not tracked by git", f"rm {flag}{quote(name)}", sure=0.88)
    near = near_paths(f, name)
    git = f.local.git
    if not near and git is not None and git.root and f.local.exists(f"{git.root}/{name}"):
        depth = f.local.cwd.removeprefix(git.root).strip("/").count("/") + 1
        near = ["../" * depth + name]
    word = f.word(name)
    fixes = [f.swap(word, path) for path in near] if word else []
    if any(fixes):
        return f.hint(f.missing("file", name), *fixes, why=f"There is {near[0]}.", sure=0.96)
    if near and word and len(f.rest) > 1:  # the similar one is named already
        return f.hint(f.missing("file", name), f.without(word), sure=0.75)
    if name in ("all", "-a", "--all") and word:
        return f.hint("No file all", f.swap(word, "--all"), sure=0.9)
    return f.hint(f"Nothing here is called like {name}", "git status", sure=0.68)


@family.rule(when="ignored by one of your .gitignore files", on="add")
def ignored(f: Failed) -> Advice | None:
    """.gitignore excludes it."""
    return f.hint(
        ".gitignore excludes it",
        f.insert("--force", after=f.sub_word or 0),
        f"git check-ignore -v {' '.join(w.raw for w in f.rest if not w.is_option)}",
        sure=0.93,
    )


@family.rule(when="Nothing specified, nothing added", on="add")
def add_nothing(f: Failed) -> Advice | None:
    """git add without a file."""
    return f.hint("git add needs to know what", f.append("."), sure=0.95)


@family.rule(when=("no changes added to commit", "nothing added to commit"), on="commit")
def nothing_staged(f: Failed) -> Advice | None:
    """Changes, but none of them added."""
    sub = f.sub_word or 0
    if "nothing added to commit but untracked files present" in f.output:
        files = re.findall(r"^\t(\S.*)$", f.output, re.MULTILINE)
        some = quote(files[0].strip('"')) if len(files) == 1 else "."
        return f.hint(
            "The new files are not added yet",
            f.first(f"git add {some}"),
            f.first("git add -A"),
            f.first("git add ."),
            sure=0.93,
        )
    return f.hint(
        "Nothing is staged",
        f.insert("-a", after=sub),
        f.first("git add ."),
        f.insert("-p", after=sub),
        why="-a takes every changed file that git knows.",
        sure=0.94,
    )


@family.rule(
    when=(
        "nothing to commit, working tree clean",
        "nothing to commit, working directory clean",
        "nothing to commit (create/copy files",
    ),
    on="commit",
)
def nothing_to_commit(f: Failed) -> Advice | Quiet | None:
    """There is nothing to commit."""
    if "is ahead of" in f.output:
        return f.hint("Nothing to commit: everything is committed", "git push", sure=0.8)
    on_purpose = re.search(
        r"(?i)trigger|re-?run|empty|retry|kick|bump ci|redeploy", " ".join(f.args)
    )
    steps = ["git status", f.insert("--allow-empty", after=f.sub_word or 0)]
    return f.hint(
        "Nothing to commit",
        *(reversed(steps) if on_purpose else steps),
        why="No file differs from the last commit.",
        sure=0.75,
    )


@family.rule(
    when=(
        "You have nothing to amend",
        "does not have any commits yet",
        "bad default revision 'HEAD'",
        "ambiguous argument 'HEAD'",
        "Failed to resolve 'HEAD'",
        "You do not have the initial commit yet",
    )
)
def no_commits(f: Failed) -> Advice | None:
    """A repository without a commit."""
    if f.has("--amend"):
        return f.hint("There is no commit to amend yet", f.without("--amend"), sure=0.9)
    return f.hint(
        "There is no commit yet",
        'git add . && git commit -m "Initial commit"',
        "git status",
        sure=0.9,
    )


@family.rule(when="with -a does not make sense", on="commit")
def paths_with_all(f: Failed) -> Advice | None:
    """-a, and then words: a message without -m, or without quotes, or files to be added."""
    quoted = unquoted_message(f)
    if quoted is not None:
        return quoted
    plain = [word for word in f.rest if not word.is_option]
    if plain and not f.has("-m", "-F", "-C", "-c", "--message", "--file"):
        start = plain[0].start
        if len(plain) == 1:
            return f.hint(
                "A message goes with -m", f.line.edit((start, start, "-m ")).strip(), sure=0.94
            )
        text = f.line.text[start : plain[-1].end]
        return f.hint(
            "A message goes with -m, and in quotes",
            f.line.edit((start, plain[-1].end, f"-m {quote(text)}")).strip(),
            sure=0.85,
        )
    return f.hint("-a takes every changed file: name files, or use -a", f.without("-a"), sure=0.85)


@family.rule(
    when="log for ",
    says=r"log for '?(?:refs/)?(?P<what>[^' ]+)'? only has (?P<size>\d+) entr",
)
def short_log(f: Failed) -> Advice | None:
    """stash@{9}, main@{200}: the reflog is shorter."""
    what = f["what"]
    stash = "stash" in what
    return f.hint(
        ("There is only one stash" if f["size"] == "1" else f"There are only {f['size']} stashes")
        if stash
        else f"{what} was moved {f['size']} times",
        "git stash list" if stash else f"git reflog {quote(what)}",
        sure=0.92,
    )


@family.rule(
    when="can't open patch",
    says=r"can't open patch '(?P<name>[^']+)': No such file",
)
def no_patch(f: Failed) -> Advice | None:
    """git apply or am of a file that is not there."""
    near = near_paths(f, f["name"])
    return f.hint(
        f.missing("file", f["name"]),
        *[f.swap(f["name"], path) for path in near],
        sure=0.94 if near else 0.75,
    )


@family.rule(when="Aborting commit due to empty commit message", on=("commit", "merge"))
def empty_message(f: Failed) -> Advice | None:
    """No message was written."""
    if f.has("--allow-empty-message"):
        return None
    empty = next((w for w in f.rest if not w.value and w.raw in ("''", '""')), None)
    if empty is not None:
        mended = f.swap(empty, '"<message>"', bare=True)
        return f.hint(
            "The message is empty",
            mended,
            f.append("--allow-empty-message"),
            sure=0.9,
            verified=False,
        )
    return f.hint("The message was empty", f.append('-m "<message>"'), sure=0.8)


@family.rule(
    when=("hook declined", "pre-commit", "commit-msg", "husky", "hook id:"),
    on=("commit", "push", "merge", "am"),
)
def hook(f: Failed) -> Advice | None:
    """A hook of the repository said no."""
    if "usage: git" in f.output:
        return None  # which speaks of hooks, too
    if not f.find(
        r"husky -|hook id:|pre-commit hook|\.git/hooks/|commit-msg hook|hook exited with error"
    ):
        return None
    return f.hint(
        "A hook of this repository refused it",
        f.insert("--no-verify", after=f.sub_word or 0),
        why="Better mend what it complains of; --no-verify goes round it.",
        sure=0.72,
    )


@family.rule(when="reset with paths", says=r"Cannot do (?P<mode>hard|soft|mixed|merge|keep) reset with paths", on="reset")  # fmt: skip
def reset_of_a_path(f: Failed) -> Advice | None:
    """git reset --hard FILE: single files are restored."""
    paths = " ".join(w.raw for w in f.rest if not w.is_option and w.value not in ("HEAD", "--"))
    if not paths:
        return None
    back = Fix(
        f"git restore --source=HEAD --staged --worktree {paths}"
        if f["mode"] == "hard"
        else f"git restore --staged {paths}",
        dangerous="loses what was changed in them" if f["mode"] == "hard" else "",
    )
    return f.hint(
        "Single files are restored, not reset",
        Fix(f"git restore {paths}", dangerous="loses what was changed in them") if f["mode"] == "hard" else back,
        back if f["mode"] == "hard" else None,
        sure=0.93,
    )  # fmt: skip


@family.rule(when="is outside repository", says=r"'(?P<path>[^']+)' is outside repository")
def outside(f: Failed) -> Advice:
    """A file that is not below the repository's folder."""
    word = f.word(f["path"])
    name = f["path"].rstrip("/").rsplit("/", 1)[-1]
    option = " -r" if f.local.is_dir(f["path"]) else ""
    near = f.local.near(name)
    return f.hint(
        f"{f['path']} is not in this repository",
        f.swap(word, name) if word and f.local.exists(name) else None,
        f"cp{option} {quote(f['path'])} . && {f.swap(word, name)}" if word and f.sub == "add" and f.local.exists(f["path"]) else None,
        *[f.swap(word, n) for n in near[:1] if word],
        f"git -C {quote(f['path'].rpartition('/')[0] or '..')} status",
        sure=0.88,
    )  # fmt: skip


@family.rule(when="No annotated tags can describe", on="describe")
def describe_tags(f: Failed) -> Advice | None:
    """Only lightweight tags."""
    return f.hint(
        "There are only lightweight tags", f.insert("--tags", after=f.sub_word or 0), sure=0.96
    )


@family.rule(when="No names found, cannot describe", on="describe")
def describe_nothing(f: Failed) -> Advice | None:
    """No tag at all."""
    return f.hint("There is no tag yet", f.insert("--always", after=f.sub_word or 0), sure=0.9)


@family.rule(
    when=("no such path",),
    says=r"no such path '?(?P<name>[^':]+?)'? in HEAD|fatal: (?P<tree>[^:]+): no such path in the working tree",
)
def no_such_path(f: Failed) -> Advice | None:
    """git blame or diff of a file that is not there."""
    name = f["name"] or f["tree"]
    word: Word | None = f.word(name)
    near = near_paths(f, name)
    if not word:
        return None
    return f.hint(
        f"No file {name}",
        *([f.swap(word, n) for n in near] or ["git ls-files"]),
        sure=0.94 if near else 0.75,
    )


@family.rule(
    when="does not exist in '",
    says=r"path '(?P<path>[^']+)' does not exist in '(?P<ref>[^']+)'",
    on=("show", "cat-file", "checkout", "restore"),
)
def path_in_commit(f: Failed) -> Advice | None:
    """git show REF:path of a path that is not there."""
    near = near_tracked(f, f["path"], from_root=True)
    old = f"{f['ref']}:{f['path']}"
    fixes = [f.swap(old, f"{f['ref']}:{path}") for path in near]
    return f.hint(
        f"No {f['path']} in {f['ref']}",
        *fixes,
        f"git ls-tree -r --name-only {quote(f['ref'])}",
        sure=0.93 if near else 0.8,
    )


@family.rule(on="diff", status=1)
def no_index(f: Failed) -> Advice | Quiet | None:
    """git diff exits with 1 when files differ and that was asked for."""
    if f.has("--exit-code", "--quiet", "--no-index", "--check"):
        return Quiet("git diff: 1 means: they differ", 0.95)
    return None


@family.rule(
    when="You are not currently on a branch",
    on=("push",),
    says=r"You are not currently on a branch",
)
def push_detached(f: Failed) -> Advice | None:
    """Pushing from a detached HEAD."""
    return f.hint(
        "You are on no branch (detached HEAD)",
        "git switch -c <branch> && git push -u origin HEAD",
        "git push origin HEAD:<branch>",
        sure=0.88,
    )
