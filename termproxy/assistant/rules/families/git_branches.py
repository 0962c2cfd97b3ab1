# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: branches, tags, revisions, paths."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("git-refs", "git", "hub")

TRUNKS = {"master": "main", "main": "master"}


def known_refs(f: Failed, *, remote: bool = True) -> list[str]:
    """Branches, then branches of the remotes, then tags."""
    git = f.local.git
    if git is None:
        return []
    names = [*git.branches]
    if remote:
        names += [*git.remote_branch_names, *git.remote_branches, *git.tags]
    return list(dict.fromkeys(names))


def near_refs(f: Failed, typed: str, *, remote: bool = True) -> list[str]:
    """Refs that the name may be a slip or a part of."""
    refs = [name for name in known_refs(f, remote=remote) if name != typed]
    if typed in TRUNKS and TRUNKS[typed] in refs:
        return [TRUNKS[typed]]
    longer = [name for name in refs if len(typed) > 3 and name.startswith(f"{typed}-")]
    if len(longer) == 1:
        return longer  # v2.1.0 is v2.1.0-rc1 rather than v2.0.0
    near = nearest(typed, refs) or [n for n in refs if _abbreviates(typed, n)][:3]
    if not near:  # devel, of dev
        near = [n for n in refs if len(n) > 2 and typed.startswith(n) and len(typed) < 2 * len(n)]
    if not near and len(typed) > 2:
        bare = typed.lower()
        tails = [n for n in refs if n.lower().rsplit("/", 1)[-1] == bare]
        heads = [n for n in refs if n.lower().startswith(bare)]
        inner = [n for n in refs if bare in n.lower()]
        near = (tails or heads or (inner if len(inner) == 1 else []))[:3]
        if not near and "/" not in typed:  # paymet-form for feat/payment-form
            ends = {n.rsplit("/", 1)[-1]: n for n in reversed(refs) if "/" in n}
            near = [ends[end] for end in nearest(typed, ends, within=1.2)]
        if not near and "/" in typed:
            tail = typed.rsplit("/", 1)[-1]
            near = nearest(tail, [n for n in refs if "/" not in n])
            prefix = typed[: -len(tail)]
            near = [prefix + n for n in near if prefix + n in refs] or near
    return near


def _abbreviates(typed: str, name: str) -> bool:
    """`tst-brnch` for test-branch: its letters in order, the parts' first letters among them."""
    if len(typed) < 4 or len(typed) * 2 < len(name) or typed[0] != name[0]:
        return False
    parts, wholes = re.split(r"[-_/.]", typed), re.split(r"[-_/.]", name)
    if len(parts) != len(wholes):
        return False
    return all(
        part[:1] == whole[:1] and re.search(".*".join(map(re.escape, part)), whole)
        for part, whole in zip(parts, wholes, strict=True)
    )


@family.rule(
    when="did not match any file",
    says=r"pathspec '(?::\(,prefix:\d+\))?(?P<name>[^']+)' did not match any file",
)
def pathspec(f: Failed) -> Advice | None:
    """A branch or file that git does not know: misspelt, untracked, or to be made."""
    name, sub = f["name"], f.sub
    word = f.word(name)
    if word is None:
        return None
    if sub in ("checkout", "switch") and not f.has("--"):
        return _checkout(f, name)
    path = name.removeprefix("./")
    if f.local.exists(name) and sub in (
        "commit",
        "rm",
        "mv",
        "stash",
        "restore",
        "checkout",
        "diff",
    ):
        if sub == "commit":
            return f.hint(
                f"{path} is not tracked yet", f.first(f"git add -- {quote(name)}"), sure=0.95
            )
        if sub == "rm":
            return f.hint(f"{path} is not tracked by git", f"rm {quote(name)}", sure=0.85)
        if sub == "stash":
            return f.hint(
                f"{path} is not tracked yet", f.insert("-u", after=_stash_word(f)), sure=0.85
            )
        return f.hint(f"{path} is not tracked by git", f"git add {quote(name)}", sure=0.75)
    near = near_paths(f, name)
    if near:
        return f.hint(
            f"No file {path}",
            *[f.swap(word, found) for found in near],
            why=f"There is {near[0]}.",
            sure=0.95,
        )
    if sub == "commit" and len(f.rest) > 1:
        return unquoted_message(f) or f.hint(f"No file {path}", "git status", sure=0.72)
    return f.hint(
        f"Neither git nor the folder has a {path} or anything like it", "git status", sure=0.68
    )


def _stash_word(f: Failed) -> int:
    values = [w.value for w in f.command.words]
    return values.index("push") if "push" in values else values.index("stash")


def _checkout(f: Failed, name: str) -> Advice | None:
    git = f.local.git
    if git is not None and not git.has_commits and name == git.branch:
        return f.hint(
            f"You are on {name} already; it has no commit yet",
            'git add . && git commit -m "Initial commit"',
            sure=0.9,
        )
    paths = near_paths(f, name)
    near = near_refs(f, name)
    create = f.swap(name, f"-b {quote(name)}", bare=True) if f.sub == "checkout" else ""
    if f.sub == "switch":
        create = f.swap(name, f"-c {quote(name)}", bare=True)
    fixes = [f.swap(name, ref) for ref in near]
    looks_like_file = "." in name.rsplit("/", 1)[-1][1:] and not near
    if looks_like_file and paths:
        return f.hint(f"No file {name}", *[f.swap(name, path) for path in paths], sure=0.93)
    if near:
        local = bool(git and near[0] in git.branches)
        return f.hint(
            f"No branch {name}",
            *fixes,
            create,
            why=f"There is {near[0]}." if local else f"A remote has {near[0]}.",
            sure=0.95,
        )
    if paths:
        return f.hint(
            f"No branch or file {name}", *[f.swap(name, path) for path in paths], create, sure=0.9
        )
    remote = git.remote if git else ""
    return f.hint(
        f"No branch {name}",
        create,
        f.first(f"git fetch {remote}") if remote else None,
        why="Make it, or fetch it if it is on a remote.",
        sure=0.85,
    )


def near_paths(f: Failed, name: str) -> list[str]:
    """Files, here or tracked, that the name may be a slip of; seen from cwd."""
    return f.local.near(name) or near_tracked(f, name) or f.local.elsewhere(name)


def near_tracked(f: Failed, name: str, *, from_root: bool = False) -> list[str]:
    """Tracked paths like the name: by the whole path, then by the file's own name."""
    git = f.local.git
    if git is None:
        return []
    base = "" if from_root or not git.root else f.local.cwd.removeprefix(git.root).strip("/")
    prefix = f"{base}/" if base else ""
    tracked = [path.removeprefix(prefix) for path in git.tracked if path.startswith(prefix)]
    by_tail: dict[str, str] = {}
    for path in tracked:
        by_tail.setdefault(path.rsplit("/", 1)[-1], path)
    tail = name.rsplit("/", 1)[-1]
    same = [path for path in tracked if path.rsplit("/", 1)[-1] == tail and path != name]
    return nearest(name, tracked) or same[:3] or [by_tail[t] for t in nearest(tail, by_tail)]


def unquoted_message(f: Failed) -> Advice | None:
    """git commit -m fix the bug"""
    words = f.command.words
    lone = f.rest[-1]
    if not f.has("-m", "--message", "--") and " " in lone.value and lone.raw[:1] in "'\"":
        return f.hint(
            "A message is given with -m", f.swap(lone, f"-m {lone.raw}", bare=True), sure=0.93
        )
    at = next((i for i, w in enumerate(words) if re.fullmatch(r"-a?m", w.value)), 0)
    if not at or at + 2 >= len(words) or words[at + 1].raw[:1] in "'\"":
        return None
    end = at + 1
    while end + 1 < len(words) and not words[end + 1].is_option:
        end += 1
    message = f.line.text[words[at + 1].start : words[end].end]
    quoted = f'"{message}"' if not re.search(r'["$`\\!]', message) else quote(message)
    return f.hint(
        "Quote a message of several words",
        f.line.edit((words[at + 1].start, words[end].end, quoted)),
        sure=0.93,
    )


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
    number = re.fullmatch(r"(?:stash)?@?[{(\[]?(\d+)[})\]]?", name)
    if f.sub == "stash" and number and not name.startswith("stash@{"):
        return f.hint(f"There is no {name}", f.swap(name, f"stash@{{{number[1]}}}"), sure=0.93)
    if name.startswith("stash@") or f.sub == "stash":
        return f.hint(f"There is no {name}", "git stash list", sure=0.9)
    if f.sub == "reset" and name in ("hard", "soft", "mixed", "merge", "keep"):
        return f.hint(f"--{name} is an option", f.swap(name, f"--{name}"), sure=0.96)
    typed, before, after = name, "", ""
    split = re.match(r"^(.*?)(\.{2,3})(.*)$", name)
    if split:
        left, dots, right = split.groups()
        refs = (*known_refs(f), "HEAD")
        if left and left.split("~")[0].split("^")[0] not in refs:
            typed, after = left, dots + right
        else:
            typed, before = right, left + dots
    suffix = re.search(r"(?:[~^@:].*)$", typed)
    tail = suffix[0] if suffix else ""
    typed = typed[: -len(tail)] if tail else typed
    git = f.local.git
    if typed and tail[:1] in ("~", "^") and typed in (*known_refs(f), "HEAD", "@"):
        root = (
            f.swap(name, "--root", bare=True) if f.sub == "rebase" and name == typed + tail else ""
        )
        if f.sub == "reset" and name in ("HEAD~1", "HEAD~", "HEAD^", "@~", "@^", "@~1") and git:
            return f.hint(
                "HEAD is the very first commit: there is none before it",
                "git commit --amend" if f.has("--hard") else "git update-ref -d HEAD",
                "git commit --amend" if not f.has("--hard") else None,
                why="--amend changes it; update-ref takes it back, and keeps the files.",
                sure=0.93,
            )
        return f.hint(
            f"{typed} has fewer commits before it than {tail} asks for",
            root,
            f"git log --oneline {typed}",
            why="--root goes back to the very first." if root else "",
            sure=0.88,
        )
    if git is not None and not git.has_commits:
        return f.hint(
            "There is no commit yet", 'git add . && git commit -m "Initial commit"', sure=0.9
        )
    suggested = (
        re.findall(r"^\t(\S+)$", f.output, re.MULTILINE) if "Did you mean" in f.output else []
    )
    near = suggested or near_refs(f, typed)
    if not near:
        near = nearest(typed, ("HEAD", "FETCH_HEAD", "ORIG_HEAD"))
    word = f.word(name)
    # --source=main: the name is what an option is given.
    option = next(
        (w for w in f.command.words if w.is_option and w.value.endswith(f"={name}")), None
    )
    if option is not None:
        word, before = option, f"{option.value.partition('=')[0]}={before}"
    fixes = [f.swap(word, before + ref + tail + after) for ref in near] if word else []
    if fixes:
        return f.hint(
            f"No branch, tag or commit {typed}", *fixes, why=f"There is {near[0]}.", sure=0.95
        )
    if f.sub in ("log", "diff", "show", "blame", "reset", "rev-parse", "shortlog") and word:
        paths = near_paths(f, name)
        if paths:
            return f.hint(f"No branch or file {name}", *[f.swap(word, p) for p in paths], sure=0.93)
        if git is not None and name in git.tracked:
            return f.hint(
                f"{name} is gone from the folder",
                f.swap(word, f"-- {word.raw}", bare=True),
                sure=0.93,
            )
    if f.sub == "log" and word and re.search(r"/|\.\w+$", name) and not split and not tail:
        return f.hint(
            f"{name} is not in the folder now",
            f.swap(word, f"-- {word.raw}", bare=True),
            why="-- says that it is a file, perhaps one that was deleted.",
            sure=0.9,
        )
    if f.sub == "switch" and word and not f.has("-c", "-C", "-d", "--detach"):
        return f.hint(
            f"No branch {typed}",
            f.swap(word, f"-c {word.raw}", bare=True),
            why="Make it with -c.",
            sure=0.88,
        )
    if re.fullmatch(r"[0-9a-f]{6,40}", typed):
        return f.hint(
            f"There is no commit {typed} here",
            f.first(f"git fetch {git.remote if git and git.remote else '--all'}")
            if git is None or git.remotes
            else "git log --oneline --all",
            "git reflog",
            why="It may be on a remote, or was never pushed.",
            sure=0.88,
        )
    remote = git.remote if git else ""
    if "." in typed and f.local.is_dir(typed.rpartition("/")[0]):
        return f.hint(f"Neither a file nor a branch here is called {typed}", sure=0.72)
    return f.hint(
        f"Neither a branch nor a tag here is called like {typed}",
        f.first(f"git fetch {remote}") if remote else None,
        "git branch -a",
        why=f"It may be on {remote} since the last fetch." if remote else "",
        sure=0.65,
    )


@family.rule(
    when=("branch is expected, got",),
    says=r"a branch is expected, got (?P<kind>tag|remote branch|commit) '(?P<name>[^']+)'",
)
def switch_to_no_branch(f: Failed) -> Advice | None:
    """git switch takes branches."""
    name = f["name"]
    detach = f.insert("--detach", after=f.sub_word or 0)
    if f["kind"] == "remote branch":
        short = name.partition("/")[2]
        return f.hint(f"{name} is a remote's branch", f.swap(name, short), detach, sure=0.94)
    return f.hint(f"{name} is a {f['kind']}, no branch", detach, sure=0.95)
