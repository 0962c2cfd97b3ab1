# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: a branch, tag or commit that is asked for by a name which leads nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git_branches import (
    family,
    known_refs,
    near_paths,
    near_refs,
)
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as typed, `main..fetaure~2`, and the ref in it that is wrong (gitrevisions(7)).

    `before` + `ref` + `tail` + `after` is what was typed: the range's other side (`main..`), and
    the way from the ref on (`~2`, `^`, `@{u}`, `:path`).
    """

    typed: str
    before: str
    ref: str
    tail: str
    after: str

    @property
    def plain(self) -> bool:
        """No range, and no way on from it: it may as well be a path."""
        return self.ref == self.typed


def revision(f: Failed, typed: str) -> Revision:
    """Take the name apart; of a range, the left side is wrong when it is no ref, else the right."""
    ref, before, after = typed, "", ""
    sides = re.match(r"^(.*?)(\.{2,3})(.*)$", typed)
    if sides:
        left, dots, right = sides.groups()
        refs = (*known_refs(f), "HEAD")
        if left and left.split("~")[0].split("^")[0] not in refs:
            ref, after = left, dots + right
        else:
            ref, before = right, left + dots
    way = re.search(r"(?:[~^@:].*)$", ref)
    tail = way[0] if way else ""
    return Revision(typed, before, ref.removesuffix(tail), tail, after)


@family.rule(
    when=("invalid reference: ", "not something we can merge", "invalid upstream '", "bad revision '", "unknown revision or path", "Not a valid object name", "not a valid object name", "is not a commit and a branch", "Failed to resolve '", "bad sha1 reference", "no such ref", "Needed a single revision", "is not a valid reference", "not a valid branch point", "fatal: could not resolve ", "Does not point to a valid commit"),
    says=r"(?:invalid reference: (?P<a>\S+)|merge: (?P<b>\S+) - not something|invalid upstream '(?P<c>[^']+)'"
    r"|bad revision '(?P<d>[^']+)'|ambiguous argument '(?P<e>[^']+)': unknown"
    r"|[Nn]ot a valid object name:? '?(?P<g>[^'\s]+)|'(?P<h>[^']+)' is not a commit|Failed to resolve '(?P<i>[^']+)'"
    r"|bad sha1 reference (?P<j>\S+)|no such ref: '?(?P<k>[^'\s]+)|error: (?P<l>stash@?\S+) is not a valid"
    r"|[Nn]ot a valid branch point: '(?P<m>[^']+)'|fatal: could not resolve (?P<n>\S+)$"
    r"|Does not point to a valid commit:? '(?P<o>[^']+)')",
)  # fmt: skip
def unknown_revision(f: Failed) -> Advice | None:
    """A branch, tag or commit that git does not know."""
    name = next(f[g] for g in "abcdeghijklmno" if f[g])
    if name.startswith("stash@") or f.sub == "stash":
        return _no_stash(f, name)
    if f.sub == "reset" and name in ("hard", "soft", "mixed", "merge", "keep"):
        return f.hint(f"--{name} is an option", f.swap(name, f"--{name}"), sure=0.96)
    asked = revision(f, name)
    git = f.local.git
    if asked.ref and asked.tail[:1] in ("~", "^") and asked.ref in (*known_refs(f), "HEAD", "@"):
        return _before_the_first(f, asked)
    if git is not None and not git.has_commits:
        return f.hint(
            "There is no commit yet", 'git add . && git commit -m "Initial commit"', sure=0.9
        )
    return (
        _misspelt(f, asked)
        or _path(f, asked)
        or _to_be_made(f, asked)
        or _no_commit(f, asked.ref)
        or _nothing_like_it(f, asked.ref)
    )


def _no_stash(f: Failed, name: str) -> Advice:
    """`git stash pop 3`, `{3}` and the like are written stash@{3}."""
    number = re.fullmatch(r"(?:stash)?@?[{(\[]?(\d+)[})\]]?", name)
    if f.sub == "stash" and number and not name.startswith("stash@{"):
        return f.hint(f"There is no {name}", f.swap(name, f"stash@{{{number[1]}}}"), sure=0.93)
    return f.hint(f"There is no {name}", "git stash list", sure=0.9)


def _before_the_first(f: Failed, asked: Revision) -> Advice:
    """HEAD~3 of two commits: the ref is right, the way back too long."""
    first = ("HEAD~1", "HEAD~", "HEAD^", "@~", "@^", "@~1")
    if f.sub == "reset" and asked.typed in first and f.local.git:
        return f.hint(
            "HEAD is the very first commit: there is none before it",
            "git commit --amend" if f.has("--hard") else "git update-ref -d HEAD",
            "git commit --amend" if not f.has("--hard") else None,
            why="--amend changes it; update-ref takes it back, and keeps the files.",
            sure=0.93,
        )
    alone = not asked.before and not asked.after
    root = f.swap(asked.typed, "--root", bare=True) if f.sub == "rebase" and alone else ""
    return f.hint(
        f"{asked.ref} has fewer commits before it than {asked.tail} asks for",
        root,
        f"git log --oneline {asked.ref}",
        why="--root goes back to the very first." if root else "",
        sure=0.88,
    )


def _option(f: Failed, asked: Revision) -> Word | None:
    """--source=main: the option that the name is given to."""
    return next(
        (w for w in f.command.words if w.is_option and w.value.endswith(f"={asked.typed}")), None
    )


def _word(f: Failed, asked: Revision) -> Word | None:
    """The word that holds it."""
    return _option(f, asked) or f.word(asked.typed)


def _misspelt(f: Failed, asked: Revision) -> Advice | None:
    """What git suggests, or a ref that is spelled like it."""
    near = re.findall(r"^\t(\S+)$", f.output, re.MULTILINE) if "Did you mean" in f.output else []
    near = (
        near or near_refs(f, asked.ref) or nearest(asked.ref, ("HEAD", "FETCH_HEAD", "ORIG_HEAD"))
    )
    option, word, before = _option(f, asked), _word(f, asked), asked.before
    if option is not None:
        before = f"{option.value.partition('=')[0]}={before}"
    if word is None or not near:
        return None
    return f.hint(
        f"No branch, tag or commit {asked.ref}",
        *[f.swap(word, before + ref + asked.tail + asked.after) for ref in near],
        why=f"There is {near[0]}.",
        sure=0.95,
    )


def _path(f: Failed, asked: Revision) -> Advice | None:
    """A path was meant: misspelt, or no longer in the folder."""
    name, word, git = asked.typed, _word(f, asked), f.local.git
    if word is None:
        return None
    if f.sub in ("log", "diff", "show", "blame", "reset", "rev-parse", "shortlog"):
        paths = near_paths(f, name)
        if paths:
            return f.hint(f"No branch or file {name}", *[f.swap(word, p) for p in paths], sure=0.93)
        if git is not None and name in git.tracked:
            return f.hint(
                f"{name} is gone from the folder",
                f.swap(word, f"-- {word.raw}", bare=True),
                sure=0.93,
            )
    if f.sub == "log" and asked.plain and re.search(r"/|\.\w+$", name):
        return f.hint(
            f"{name} is not in the folder now",
            f.swap(word, f"-- {word.raw}", bare=True),
            why="-- says that it is a file, perhaps one that was deleted.",
            sure=0.9,
        )
    return None


def _to_be_made(f: Failed, asked: Revision) -> Advice | None:
    """git switch to a branch that does not exist yet."""
    word = _word(f, asked)
    if f.sub != "switch" or word is None or f.has("-c", "-C", "-d", "--detach"):
        return None
    return f.hint(
        f"No branch {asked.ref}",
        f.swap(word, f"-c {word.raw}", bare=True),
        why="Make it with -c.",
        sure=0.88,
    )


def _no_commit(f: Failed, ref: str) -> Advice | None:
    """An object's name, by its looks."""
    if not re.fullmatch(r"[0-9a-f]{6,40}", ref):
        return None
    git = f.local.git
    return f.hint(
        f"There is no commit {ref} here",
        f.first(f"git fetch {git.remote if git and git.remote else '--all'}")
        if git is None or git.remotes
        else "git log --oneline --all",
        "git reflog",
        why="It may be on a remote, or was never pushed.",
        sure=0.88,
    )


def _nothing_like_it(f: Failed, ref: str) -> Advice:
    remote = f.local.git.remote if f.local.git else ""
    if "." in ref and f.local.is_dir(ref.rpartition("/")[0]):
        return f.hint(f"Neither a file nor a branch here is called {ref}", sure=0.72)
    return f.hint(
        f"Neither a branch nor a tag here is called like {ref}",
        f.first(f"git fetch {remote}") if remote else None,
        "git branch -a",
        why=f"It may be on {remote} since the last fetch." if remote else "",
        sure=0.65,
    )
