# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: the repository itself, its owner, its locks, its configuration."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote

family = Family("git-repository", "git", "hub")


@family.rule(when=("not a git repository", "Not a git repository"))
def not_a_repository(f: Failed) -> Advice | None:
    """Outside of any repository."""
    sub = f.sub
    if sub == "clone":
        return None
    url = next((w for w in f.rest if re.match(r"(?:https?://|git@|ssh://)\S+", w.value)), None)
    if sub == "pull" and url is not None:
        return f.hint("This is no repository yet", f.swap("pull", "clone"), sure=0.95)
    below = [name for name in f.local.folders() if f.local.is_dir(f"{name}/.git")]
    inside = f"cd {quote(below[0])} && {f.text}" if len(below) == 1 else None
    if f.local.cwd.rstrip("/") in ("", f.local.home.rstrip("/")):
        return _far_from_any(f, below)
    if sub == "remote" or (sub == "add" and not below):
        fixes = [f.first("git init")]
    elif inside:
        fixes = [inside]
    else:
        fixes = ["git init"]
    return f.hint(
        "This folder is not in a git repository",
        *fixes,
        "git init",
        "cd ..",
        why=f"There is one in {below[0]}." if below else "Go to one, or start one here.",
        sure=0.9,
    )


def _far_from_any(f: Failed, below: list[str]) -> Advice:
    """In the home folder or in /, nobody wants a new repository: where are the others?"""
    been = [re.match(r"(?:cd|pushd) (\S+)$", line.strip()) for line in f.case.history[-300:]]
    visited = [found[1] for found in reversed(been) if found and f.local.is_dir(f"{found[1]}/.git")]
    known = list(dict.fromkeys((*visited, *(quote(name) for name in below))))[:2]
    return f.hint(
        "Your home folder is not in a git repository"
        if f.local.cwd.rstrip("/")
        else "The root of the file system is in no git repository",
        *[f"cd {folder} && {f.text}" for folder in known],
        why=f"There is one in {known[0]}." if known else "Go to the project first.",
        sure=0.9 if known else 0.75,
    )


family.hint(
    "dubious-ownership",
    "The repository belongs to another user",
    "git config --global --add safe.directory {path}",
    'sudo chown -R "$USER" {path}',
    why="git refuses it for safety, until you say that you trust it.",
    when="detected dubious ownership",
    says=r"dubious ownership in repository at '(?P<path>[^']+)'",
    sure=0.96,
)
family.hint(
    "who-are-you",
    "git does not know your name and e-mail address",
    'git config --global user.email "<you@example.com>" && git config --global user.name "<Your Name>"',
    why="They are written into every commit.",
    when=("Please tell me who you are", "empty ident name", "unable to auto-detect email address"),
    sure=0.95,
)


@family.rule(
    when="index.lock",
    says=r"Unable to create '(?P<lock>[^']+/(?P<name>[\w.-]+\.lock))': File exists",
)
def locked(f: Failed) -> Advice | None:
    """Another git works here, or one crashed."""
    inside = f["lock"].startswith(f.local.cwd.rstrip("/") + "/")
    lock = os.path.relpath(f["lock"], f.local.cwd) if inside else f["lock"]
    remove = f"rm -f {quote(lock)} && {f.text}"
    if f.local.runs("git", f["lock"].partition("/.git")[0]):
        return f.hint(
            "Another git command works in this repository",
            "ps -C git",
            remove,
            why="Let it end (an editor may wait for you) before you remove the lock.",
            sure=0.88,
        )
    return f.hint(
        "A git command that crashed left its lock behind",
        remove,
        "ps -C git",
        why="No git runs in this repository now.",
        sure=0.9,
    )


@family.rule(
    when=("bad config line", "bad config variable", "bad numeric config", "bad boolean config"),
    says=r"bad (?:config (?:line|variable '(?P<name>[^']+)')|(?:numeric|boolean) config value '(?P<value>[^']*)' for '(?P<for>[^']+)')[^\n]*?(?:(?P<line>\d+))?(?: in (?:file )?(?P<file>\S+?))?(?: at line (?P<at>\d+))?$",
)
def bad_config(f: Failed) -> Advice:
    """A configuration file of git's that it cannot read."""
    told = f.find(r"bad config line (?P<line>\d+) in (?:file |blob )?(?P<file>[^\s:]+)")
    told = told or f.find(r"in file (?P<file>\S+) at line (?P<line>\d+)")
    if told:
        file = told["file"]
        inside = file.startswith(f.local.cwd.rstrip("/") + "/")
        file = os.path.relpath(file, f.local.cwd) if inside else file
        home = f.local.home.rstrip("/") + "/"
        file = f"~/{file[len(home) :]}" if file.startswith(home) else quote(file)
        return f.hint(
            f"git cannot read line {told['line']} of {file}",
            f"${{EDITOR:-vi}} +{told['line']} {file}",
            why="A section is `[name]`, a setting `name = value`.",
            sure=0.96,
        )
    name = f["name"] or f["for"]
    return f.hint(
        f"The setting {name} has a value that git does not take",
        f"git config --show-origin --get-all {name}",
        f"git config --global --unset {name}",
        sure=0.92,
    )


@family.rule(
    when="key does not contain a section",
    says=r"key does not contain a section: (?P<key>\S+)",
    on="config",
)
def config_key(f: Failed) -> Advice | None:
    """git config name instead of user.name."""
    known = {
        "name": "user.name",
        "email": "user.email",
        "username": "user.name",
        "editor": "core.editor",
    }
    key = next((at for at, w in enumerate(f.rest) if w.value == f["key"]), -1)
    follows = f.rest[key + 1] if 0 <= key < len(f.rest) - 1 else None
    if f["key"] not in known and follows and re.fullmatch(r"[A-Za-z]\w*", follows.value):
        joined = (f.rest[key].start, follows.end, f"{f['key']}.{follows.value}")
        return f.hint("A key of git config has a dot", f.line.edit(joined), sure=0.95)
    if f["key"] not in known:
        return None
    return f.hint("A key of git config has a section", f.swap(f["key"], known[f["key"]]), sure=0.93)


@family.rule(
    when="is outside repository", on="diff", says=r"'(?P<path>[^']+)' is outside repository"
)
def diff_outside(f: Failed) -> Advice | None:
    """git diff of files that are not in the repository."""
    if f.sub_word is None or f.has("--no-index"):
        return None
    line = f.insert("--no-index", after=f.sub_word)
    return f.hint(f"{f['path']} is outside the repository", line, sure=0.94)


@family.rule(
    programs=("hg", "svn", "git"),
    when=("no repository found in", "is not a working copy", "ot a git repository"),
)
def another_system(f: Failed) -> Advice | None:
    """hg log in a repository of git's, and the like."""
    for program, folder in (("git", ".git"), ("hg", ".hg"), ("svn", ".svn")):
        if program != f.program and f.local.above(folder):
            line = f.swap(f.command.words[0], program)
            return f.hint(f"This is a repository of {program}", line, sure=0.96)
    return None


@family.rule(
    when="no such ref was fetched",
    says=r"merge with the ref ['‘]refs/heads/(?P<branch>[^'’]+)['’]",
    on="pull",
)
def branch_gone_at_the_remote(f: Failed) -> Advice | None:
    """git pull of a branch that was deleted at the remote, mostly after its merge."""
    git = f.local.git
    remote = (git.remote if git else "") or "origin"
    trunk = git.trunk if git else ""
    trunk = trunk if trunk and trunk != f["branch"] else ""
    return f.hint(
        f"{remote} has no branch {f['branch']} any more",
        f"git switch {trunk} && git pull" if trunk else None,
        f"git push -u {remote} {quote(f['branch'])}",
        "git branch --unset-upstream",
        why="It was deleted there, perhaps after a merge; a push makes it anew.",
        sure=0.93,
    )


@family.rule(
    when="could not lock config file",
    says=r"could not lock config file (?P<file>[^:\n]+): (?P<why>Permission denied|File exists|No such file or directory|Read-only file system)",
)
def config_locked(f: Failed) -> Advice | None:
    """A configuration that may not be written, or that a killed git left locked."""
    file, home = f["file"], f.local.home.rstrip("/") + "/"
    file = "~/" + quote(file.removeprefix(home)) if file.startswith(home) else quote(file)
    if f["why"] == "File exists":
        lock = f"rm -f {file}.lock"
        return f.hint(
            f"{file} is locked",
            f.first(lock),
            why="Another git is at work, or one was killed; if none runs, the lock can go.",
            sure=0.92,
        )
    if f["why"] != "Permission denied":
        return None
    if file.startswith("/etc/"):
        return f.hint(f"Only root may write {file}", f.sudo(), sure=0.93)
    return f.hint(
        f"{file} may not be written by you",
        f'sudo chown "$USER" {file}',
        f"ls -ld {file}",
        why="It, or its folder, belongs to another user: perhaps a `sudo git config` made it.",
        sure=0.9,
    )


@family.rule(when="must be run in a work tree", says="this operation must be run in a work tree")
def no_work_tree(f: Failed) -> Advice | None:
    """A bare repository, or the folder .git itself, has no files to work on."""
    if "/.git" in f.case.cwd + "/" and f.case.cwd.rstrip("/").endswith("/.git"):
        return f.hint("This is the inside of .git", f"cd .. && {f.text}", sure=0.93)
    return f.hint(
        "A bare repository has no files to work on",
        "git clone . ../work && cd ../work" if len(f.line.commands) == 1 else None,
        "git log --oneline -5",
        why="Work in a clone of it.",
        sure=0.85,
    )
