"""git: push, pull, fetch, remotes."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git_branches import near_refs
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("git-share", "git", "hub")


@family.rule(
    when="has no upstream branch",
    says=r"The current branch (?P<branch>\S+) has no upstream branch",
    on="push",
)
def no_upstream(f: Failed) -> Advice | None:
    """The first push of a branch."""
    told = f.find(r"git push --set-upstream (?P<remote>\S+) (?P<branch>\S+)")
    remote = told["remote"] if told else "origin"
    branch = told["branch"] if told else f["branch"]
    flags = [w.raw for w in f.rest if w.is_option and w.value not in ("-u", "--set-upstream")]
    command = " ".join(["git push --set-upstream", quote(remote), quote(branch), *flags])
    if f.command.words[1] is not f.sub_word:
        fixed = (
            f.line.edit((f.sub_word.start, f.command.words[-1].end, command[4:]))
            if f.sub_word
            else command
        )
    else:
        fixed = f.rewrite(command)
    return f.hint(
        f"{branch} has no upstream branch yet", fixed, why="The first push sets it.", sure=0.97
    )


@family.rule(when="No configured push destination", on="push")
def no_push_destination(f: Failed) -> Advice | None:
    """No remote at all."""
    branch = (f.local.git.branch if f.local.git else "") or "main"
    return f.hint(
        "The repository has no remote",
        f"git remote add origin <url> && git push -u origin {quote(branch)}",
        why="Say once where it shall go.",
        sure=0.93,
    )


@family.rule(when=("[rejected]", "[remote rejected]", "Updates were rejected"), on="push")
def rejected(f: Failed) -> Advice | None:
    """The remote has commits that are not here, or refuses."""
    if "already exists" in f.output and "tag" in f.output:
        return f.hint(
            "The tag exists on the remote",
            Fix(f.append("--force"), dangerous="replaces the tag on the server"),
            sure=0.85,
        )
    if "shallow update not allowed" in f.output:
        return f.hint("This is a shallow clone", f.first("git fetch --unshallow"), sure=0.9)
    if "stale info" in f.output:
        return f.hint("The remote has moved since the last fetch", f.first("git fetch"), sure=0.9)
    if not f.find(r"fetch first|non-fast-forward|is behind|contains work that you"):
        return None
    words = f.rest
    forced = Fix(
        f.insert("--force-with-lease", after=f.sub_word or 0),
        dangerous="overwrites the history on the server",
    )
    git = f.local.git
    tip = git.refs.get(f"refs/remotes/{git.remote}/{git.branch}", "") if git else ""
    if git and tip and "fetch first" not in f.output and git.rewrote(git.branch, tip):
        return f.hint(
            "You changed commits that were pushed already",
            forced,
            f"git log --oneline {git.remote}/{git.branch}..",
            why="An amend or a rebase made new ones; the remote still has the old.",
            sure=0.96,
        )
    targets = " ".join(w.raw for w in words if not w.is_option)
    pull = f"git pull {targets}".strip() if targets and ":" not in targets else "git pull"
    return f.hint(
        "The remote has commits that you do not have",
        f.first(pull.replace("git pull", "git pull --rebase", 1)),
        f.first(pull),
        forced,
        why="Fetch them first, and put yours on top.",
        sure=0.94,
    )


LOOKALIKE = str.maketrans("OoIl", "0011")
VERSION = re.compile(r"v?\d+(?:\.\d+)+(?:-[\w.]+)?")


@family.rule(
    when=("src refspec", "does not match any"),
    says=r"src refspec (?P<name>\S+) does not match any",
    on="push",
)
def no_such_source(f: Failed) -> Advice | None:
    """A branch that does not exist, or has no commit yet."""
    git = f.local.git
    name = f["name"]
    if git is not None and not git.has_commits:
        new = [name for name in f.local.entries() if name != ".git"]
        add = "git add . && " if new and not git.tracked else ""  # what is added need not be
        return f.hint(
            "There is no commit yet",
            f'{add}git commit -m "Initial commit" && {f.text}',
            sure=0.92,
        )
    near = near_refs(f, name, remote=False)
    digits = name.translate(LOOKALIKE)  # v1.2.O
    if digits != name and VERSION.fullmatch(digits) and git is not None and digits in git.tags:
        return f.hint(f"No tag {name}", _swap_ref(f, name, digits), sure=0.95)
    if git is not None and VERSION.fullmatch(name):  # v1.4 is no slip of v1.3: it is yet to be made
        tag = f"git tag {name} && {f.text}"
        longer = [other for other in git.tags if re.match(rf"{re.escape(name)}[.-]", other)]
        if len(longer) == 1:
            return f.hint(f"No tag {name}", _swap_ref(f, name, longer[0]), tag, sure=0.9)
        return f.hint(f"No tag or branch {name}", tag, "git tag --list", sure=0.85)
    if git is not None and git.branch and git.branch not in near:
        near.append(git.branch)
    if git is None:
        return f.hint(
            f"No branch {name}, or no commit yet",
            f'git commit -m "Initial commit" && {f.text}',
            sure=0.8,
        )
    renamed = git.branch in ("main", "master") and name in ("main", "master")
    return f.hint(
        f"No branch {name}",
        *[_swap_ref(f, name, ref) for ref in near[:2]],
        f"git branch -M {name} && {f.text}" if renamed else None,
        why=f"The branch is called {git.branch}." if renamed else "",
        sure=0.93,
    )


def _swap_ref(f: Failed, old: str, new: str) -> str:
    word = f.word(old) or next(
        (w for w in f.rest if re.match(rf"\+?{re.escape(old)}(?::|$)", w.value)), None
    )
    return f.swap(word, word.value.replace(old, new, 1)) if word else ""


@family.rule(
    when="does not match",
    says=r"The upstream branch of your current branch does not match",
    on="push",
)
def names_differ(f: Failed) -> Advice | None:
    """Local and upstream branch have different names."""
    told = re.findall(r"^\s+(git push \S+ (?:HEAD(?::\S+)?))$", f.output, re.MULTILINE)
    return f.hint(
        "The upstream branch has another name",
        *told,
        why="Push to the upstream's name, or to one like yours.",
        sure=0.93,
    )


@family.rule(
    when="does not appear to be a git repository",
    says=r"'(?P<name>[^']+)' does not appear to be a git repository",
)
def no_such_remote_server(f: Failed) -> Advice | None:
    """A mistyped remote, a branch in its place, or no remote."""
    return _no_remote(f, f["name"])


@family.rule(
    when=("No such remote", "no such remote"),
    says=r"[Nn]o such remote(?: or remote group)?:? '?(?P<name>[^'\s]+)'?$",
)
def no_such_remote(f: Failed) -> Advice | None:
    """A remote that is not configured."""
    rest = [w.value for w in f.rest]
    if rest[:1] == ["set-url"] and (
        f.local.git is None or not nearest(f["name"], f.local.git.remotes)
    ):
        return f.hint(f"There is no remote {f['name']} yet", f.swap("set-url", "add"), sure=0.94)
    return _no_remote(f, f["name"])


def _no_remote(f: Failed, name: str) -> Advice | None:
    git = f.local.git
    remotes = git.remotes if git else ()
    if re.match(r"/|\.\.?/|~|file:", name) and remotes and not f.word(name) and git:
        of = next((r for r in remotes if git.config.get(f"remote.{r}.url", "") == name), remotes[0])
        return f.hint(
            f"{of} is to be at {name}, where no repository is",
            "git remote -v",
            f"git remote set-url {of} <url>",
            why="It was moved or deleted, or a disk is not mounted.",
            sure=0.9,
        )
    near = nearest(name, remotes)
    if not near and len(remotes) == 1 and f.sub in ("push", "pull", "fetch"):
        if git and name in (*git.branches, *git.remote_branch_names):
            word = f.word(name)
            if word:
                return f.hint(
                    f"{name} is a branch: the remote comes first",
                    f.swap(word, f"{remotes[0]} {name}", bare=True),
                    sure=0.94,
                )
        near = [remotes[0]]
    if near:
        return f.hint(
            f"No remote {name}",
            *[f.swap(name, remote) for remote in near],
            why=f"There is {near[0]}.",
            sure=0.95,
        )
    if remotes:
        return f.hint(f"No remote {name}", "git remote -v", sure=0.8)
    return f.hint(
        f"No remote {name}",
        f"git remote add {quote(name)} <url>",
        "git remote -v",
        why="No remote is configured here.",
        sure=0.85,
    )


@family.rule(when="already exists", says=r"remote (?P<name>\S+) already exists", on="remote")
def remote_exists(f: Failed) -> Advice | None:
    """git remote add of a name that is taken."""
    words = [w for w in f.rest if not w.is_option]
    url = words[2].raw if len(words) > 2 else "<url>"
    return f.hint(
        f"There is a remote {f['name']} already",
        f"git remote set-url {quote(f['name'])} {url}",
        "git remote -v",
        f"git remote rename {quote(f['name'])} old-{quote(f['name'])}",
        sure=0.95,
    )


@family.rule(when="There is no tracking information", on=("pull", "rebase"))
def no_tracking(f: Failed) -> Advice | None:
    """The branch does not know which remote branch it follows."""
    told = f.find(r"git branch --set-upstream-to=(?P<remote>[^/\s]+)/(?P<there>\S+) (?P<here>\S+)")
    git = f.local.git
    remote = git.remote if git and git.remote else "origin"
    branch = told["here"] if told else (git.branch if git else "")
    if not branch:
        return None
    if told and git and told["remote"] not in (*git.remotes, "<remote>"):
        git = None  # what was said is not about what lies here
        remote = told["remote"]
    there = f"{remote}/{branch}"
    if git and git.remotes and there not in git.remote_branches and git.has("FETCH_HEAD"):
        # A pull fetches first: had the remote the branch, it would be known now.
        trunk = git.trunk if f"{remote}/{git.trunk}" in git.remote_branches else ""
        return f.hint(
            f"{remote} has no branch {branch} yet",
            f"git push -u {remote} {quote(branch)}",
            f"git pull {remote} {trunk}" if trunk and f.sub == "pull" else None,
            why="The first push makes it, and is remembered.",
            sure=0.9,
        )
    if git and git.remote_branches and there not in git.remote_branches and git.trunk:
        on_trunk = (
            f"git {f.sub} {remote} {git.trunk}"
            if f.sub == "pull"
            else f"git rebase {remote}/{git.trunk}"
        )
        return f.hint(
            f"{branch} follows no remote branch",
            f"git push -u {remote} {quote(branch)}",
            on_trunk,
            why=f"{remote} has no branch {branch} yet.",
            sure=0.8,
        )
    if git and not git.remotes:
        return f.hint("The repository has no remote", "git remote add origin <url>", sure=0.85)
    return f.hint(
        f"{branch} follows no remote branch",
        f"git branch --set-upstream-to={quote(there)} {quote(branch)} && {f.text}",
        f"git pull {remote} {quote(branch)}" if f.sub == "pull" else f"git rebase {quote(there)}",
        sure=0.95,
    )


@family.rule(
    when=("couldn't find remote ref", "Couldn't find remote ref", "Remote branch"),
    says=r"(?:[Cc]ouldn't find remote ref (?P<name>\S+)|Remote branch (?P<clone>\S+) not found)",
)
def no_remote_branch(f: Failed) -> Advice | None:
    """The remote has no branch of that name."""
    name = f["name"] or f["clone"]
    git = f.local.git
    short = name.removeprefix("refs/heads/")
    if f.sub == "clone":
        word = f.word(short)
        other = {"main": "master", "master": "main"}.get(short, "")
        url = next((w.raw for w in f.rest if "/" in w.value), "<url>")
        return f.hint(
            f"The remote has no branch {short}",
            f.swap(word, other) if word and other else None,
            f"git ls-remote --heads {url}",
            sure=0.85,
        )
    names = list(git.remote_branch_names) if git else []
    swapped = {"main": "master", "master": "main"}.get(short)
    near = [swapped] if swapped in names else nearest(short, names)
    if near:
        return f.hint(
            f"The remote has no branch {short}",
            *[f.swap(short, n) or _swap_ref(f, short, n) for n in near],
            why=f"It has {near[0]}.",
            sure=0.94,
        )
    if git and short == git.branch and f.sub == "pull":
        named = next((w.value for w in f.rest if w.value in git.remotes), git.remote or "origin")
        return f.hint(
            f"{named} has no branch {short} yet",
            f"git push -u {quote(named)} {quote(short)}"
            if named == (git.remote or named)
            else None,
            sure=0.85,
        )
    remote = git.remote if git and git.remote else "origin"
    return f.hint(
        f"The remote has no branch {short}",
        f"git ls-remote --heads {remote}",
        "git branch -r",
        sure=0.82,
    )


@family.rule(
    when="remote ref does not exist",
    says=r"unable to delete '(?P<name>[^']+)': remote ref does not exist",
    on="push",
)
def delete_remote_branch(f: Failed) -> Advice | None:
    """Deleting a branch that the remote does not have."""
    names = f.local.git.remote_branch_names if f.local.git else ()
    near = nearest(f["name"], names)
    fixes = [_swap_ref(f, f["name"], n) or f.swap(f":{f['name']}", f":{n}") for n in near]
    return f.hint(f"The remote has no branch {f['name']}", *fixes, "git fetch --prune", sure=0.88)


@family.rule(
    when="the requested upstream branch",
    says=r"requested upstream branch '(?P<name>[^']+)' does not exist",
    on="branch",
)
def no_upstream_to_set(f: Failed) -> Advice | None:
    """git branch -u of a branch that is not there."""
    git = f.local.git
    names = git.remote_branches if git else ()
    name = f["name"]
    near = [n for n in names if n.partition("/")[2] == name] or nearest(name, names)
    if near:
        return f.hint(
            f"No upstream branch {name}", *[_swap_value(f, name, n) for n in near], sure=0.93
        )
    remote, _, branch = name.partition("/")
    here = git.branch if git else branch
    return f.hint(
        f"{name} is not on the remote yet",
        f"git push -u {remote} {quote(here or branch)}",
        "git fetch",
        sure=0.88,
    )


def _swap_value(f: Failed, old: str, new: str) -> str:
    word = f.word(old) or next((w for w in f.rest if w.value.endswith(f"={old}")), None)
    return f.swap(word, word.value[: -len(old)] + new) if word else ""


@family.rule(when="'--set-upstream' option is no longer supported", on="branch")
def old_set_upstream(f: Failed) -> Advice | None:
    """git branch --set-upstream is gone."""
    words = [w for w in f.rest if not w.is_option]
    if len(words) == 2:
        return f.hint(
            "--set-upstream is gone",
            f.rewrite(f"git branch --set-upstream-to={words[1].raw} {words[0].raw}"),
            sure=0.93,
        )
    return f.hint(
        "--set-upstream is gone", f.swap("--set-upstream", "--set-upstream-to"), sure=0.85
    )
