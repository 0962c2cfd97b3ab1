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
