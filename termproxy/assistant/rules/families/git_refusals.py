# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: what GitHub, GitLab, Bitbucket and a bare repository refuse to take, and why."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.gitobjects import Brought, brought

family = Family("git-refused", "git", "hub", "git-lfs")


@family.rule(
    when=("exceeds GitHub's file size limit", "GH001", "larger than the maximum file size", "exceeds the maximum size", "exceeds the file size limit", "file size limit of"),
    says=r"File (?P<path>.+?) is (?P<size>[\d.]+ [KMG]i?B); this exceeds|File [\"'](?P<lab>[^\"']+)[\"'] is larger|(?:GH001|exceeds the (?:maximum|file)|file size limit)",
    on="push",
)  # fmt: skip
def large_file(f: Failed) -> Advice:
    """A commit holds a file larger than the server takes."""
    path = f["path"] or f["lab"]
    if not path:
        told = f.find(r"File (\S+) is [\d.]+ [KMG]i?B")
        path = told[1] if told else ""
    name = quote(path) if path else "<file>"
    git = f.local.git
    there = brought(git, path) if git and path and not f.case.remote else None
    return f.hint(
        f"{path or 'A file'} is too large for the server"
        + (f" ({f['size']})" if f["size"] else ""),
        *_leaving(f, name, there),
        why=_where(there),
        sure=0.94,
    )


def _leaving(f: Failed, name: str, there: Brought | None) -> list[str]:
    """The ways of a file out of the commits that the server has not seen yet."""
    install = "" if f.local.which("git-lfs") else f"{f.local.installer('git-lfs')} && "
    migrate = f.first(f"{install}git lfs migrate import --include={name}")
    amend = f.first(f"git rm --cached {name} && git commit --amend --no-edit")
    if there is None:
        return [amend, migrate, f"git filter-repo --path {name} --invert-paths"]
    if there.back == 0 and not there.alone:
        return [amend, migrate]
    if there.back == 0:
        return [migrate] if there.first else [migrate, "git reset HEAD~"]
    git = f.local.git
    upstream = (
        next((r for r in git.remote_branches if r.endswith(f"/{git.branch}")), "") if git else ""
    )
    unpushed = f"{upstream}..HEAD" if upstream else "HEAD"
    forget = (
        f"git filter-branch --index-filter 'git rm -q --cached --ignore-unmatch {name}' {unpushed}"
    )
    ways = [f.first(forget), migrate]
    return ways if install or there.gone else ways[::-1]


def _where(there: Brought | None) -> str:
    if there is None:
        return "It has to leave the commits, not only the folder: the first if the last commit added it, the second moves it to Git LFS in all."
    if there.back == 0:
        if there.alone:
            return "The last commit holds nothing else: move it to Git LFS, or undo the commit (the file stays)."
        return "The last commit added it."
    if there.gone:
        return f"A later commit took it away, but HEAD~{there.back}, which added it, goes to the server too."
    return f"HEAD~{there.back} added it, and every new commit goes to the server."


@family.rule(when="gpg.ssh.defaultKeyCommand needs to be configured")
def no_signing_key(f: Failed) -> Advice:
    """Signing with an ssh key, and none is named."""
    keys = [k for k in ("id_ed25519", "id_ecdsa", "id_rsa") if f.local.exists(f"~/.ssh/{k}.pub")]
    key = f"~/.ssh/{keys[0] if keys else 'id_ed25519'}.pub"
    return f.hint(
        "git signs with an ssh key here, and none is named",
        f.first(f"git config --global user.signingkey {key}"),
        f.swap("-S", "--no-gpg-sign")
        if f.has("-S")
        else f.insert("--no-gpg-sign", after=f.sub_word or 0),
        why="" if keys else "There is no key yet: ssh-keygen -t ed25519 makes one.",
        sure=0.95,
    )


@family.rule(
    when=("protected branch", "Protected branch", "GH006", "GH013", "only be modified through pull requests", "must be made through a pull request", "TF402455", "prohibited by Gerrit"),
    says=r"GH006|GH013[^\n]*\n(?:[^\n]*\n){0,8}?[^\n]*pull request|(?:push|force push)[^\n]*code to (?:a )?protected branch|protected branch hook|only be modified through pull requests|must be made through a pull request|TF402455|prohibited by Gerrit",
    on="push",
)  # fmt: skip
def protected_branch(f: Failed) -> Advice | None:
    """Nobody pushes to this branch: a pull request is wanted."""
    if "prohibited by Gerrit" in f.output:
        return f.hint(
            "Gerrit takes changes for review, not pushes",
            "git push origin HEAD:refs/for/main",
            sure=0.88,
        )
    if "force push" in f.output:
        return f.hint(
            "The branch is protected: no force push",
            "git pull --rebase && git push",
            "git push -u origin HEAD:<branch>",
            why="Whoever maintains it can allow that in the settings, or take another branch.",
            sure=0.9,
        )
    lab = "GitLab" in f.output
    return f.hint(
        "The branch is protected on the server",
        "git switch -c <branch> && git push -u origin <branch>",
        None if lab else "gh pr create",
        "git push origin HEAD:<branch>",
        why=f"Push to another branch, and open a {'merge' if lab else 'pull'} request.",
        sure=0.93,
    )


@family.rule(when=("GH007", "email privacy restrictions"), on="push")
def private_email(f: Failed) -> Advice:
    """The commits carry an address that GitHub was told to keep private."""
    return f.hint(
        "The push would publish your private e-mail address",
        f'git config user.email "<id>+<user>@users.noreply.github.com" && git commit --amend --reset-author --no-edit && {f.text}',
        why="GitHub's noreply address stands at github.com/settings/emails.",
        sure=0.95,
    )


@family.rule(
    when=("push protection", "Push cannot contain secrets", "secret_push_protection", "PUSH BLOCKED", "GITGUARDIAN"), on="push"
)  # fmt: skip
def secret_in_commit(f: Failed) -> Advice:
    """The server found a password or token in a commit."""
    at = f.find(r"path: (?P<path>\S+?):(?P<line>\d+)") or f.find(
        r"^remote:?[^\n]*?(?P<path>[\w./-]+\.\w+):(?P<line>\d+)"
    )
    kind = f.find(r"—+ (?P<kind>[A-Z][\w &/-]+?) —+")
    mend = f"git commit -a --amend --no-edit && {f.text}"
    place = edit(f, at["path"], at["line"]) if at else ""
    return f.hint(
        f"A commit contains a secret{': ' + kind['kind'] if kind else ''}"
        + (f" ({at['path']}:{at['line']})" if at else ""),
        f"{place} && {mend}" if place else "git reset --soft HEAD~1 && git status",
        mend if place else None,
        why="Take it out of the commit (an older one: git rebase -i), and have the secret revoked.",
        sure=0.94,
    )


@family.rule(when="refusing to allow", on="push")
def workflow_scope(f: Failed) -> Advice:
    """The token may not change GitHub's workflows."""
    return f.hint(
        "Your login may not change files in .github/workflows",
        f.first("gh auth refresh -h github.com -s workflow"),
        why="The token lacks the scope `workflow`; a personal access token gets it in its settings.",
        sure=0.95,
    )


@family.rule(
    when=("Permission to ", "You are not allowed to push", "You are not allowed to download", "403"),
    says=r"Permission to (?P<repository>\S+) denied to (?P<who>[^\n.]+?)\.?$|You are not allowed to (?:push|download)|unable to access '(?P<url>[^']+)': The requested URL returned error: 403",
)  # fmt: skip
def no_right(f: Failed) -> Advice | None:
    """Logged in, but as someone who may not write there."""
    if f.find("protected branch"):
        return None
    told = f.find(r"Permission to (\S+) denied to ([^\n]+?)\.?$")
    url = f.find(r"unable to access '(https?://[^/']+)/([^']+)'")
    repository = told[1].removesuffix(".git") if told else ""
    hub = "github" in f.output
    if told and "deploy key" in told[2].lower():
        return f.hint(
            f"The deploy key may not write to {repository}",
            "ssh -T git@github.com",
            why="Allow write access in the repository's deploy keys, or use a key of your own.",
            sure=0.9,
        )
    ssh = (
        f"git remote set-url origin git@{url[1].split('//')[-1].split('@')[-1]}:{url[2].rstrip('/').removesuffix('.git')}.git"
        if url
        else ""
    )
    mine = (
        f"gh repo fork {repository} --remote && git push"
        if hub and repository and f.sub == "push"
        else ""
    )
    return f.hint(
        f"{told[2]} may not write to {repository}" if told else "You are logged in, but may not do that there",
        "gh auth login" if hub else ssh or "git remote -v",
        "gh auth status" if hub else "git remote -v",
        mine or ssh or None,
        why="Another account's login may be kept; else ask for access, or push to a fork.",
        sure=0.93,
    )  # fmt: skip


@family.rule(
    when=("refusing to update checked out branch", "branch is currently checked out"), on="push"
)
def checked_out_there(f: Failed) -> Advice:
    """The remote is no bare repository, and someone stands on that branch."""
    to = f.find(r"^To (?P<where>/\S+|\.\S*)$")
    where = quote(to["where"]) if to else ""
    config = "config receive.denyCurrentBranch updateInstead"
    branch = f.find(r"checked out branch: refs/heads/(\S+)")
    return f.hint(
        "The remote repository has that branch checked out",
        f"git -C {where} {config} && {f.text}" if where else "git push origin HEAD:<other branch>",
        f"git -C {where} config core.bare true" if where else f"git {config}",
        why=f"It is no bare repository: have it updated by a push, or push to a branch other than {branch[1] if branch else 'that'}.",
        sure=0.9,
    )


@family.rule(when="deletion of the current branch prohibited", on="push")
def default_branch(f: Failed) -> Advice:
    """The remote's HEAD cannot be deleted."""
    return f.hint(
        "That is the remote's default branch",
        "gh repo edit --default-branch <branch>",
        why="Choose another default branch on the server first.",
        sure=0.9,
    )


@family.rule(
    when=("would clobber existing tag",), says=r"! \[rejected\]\s+(?P<tag>\S+)\s+-> \S+\s+\(would clobber"
)  # fmt: skip
def clobbered_tag(f: Failed) -> Advice:
    """A tag was moved on the server."""
    force = "git fetch --tags --force"
    return f.hint(
        f"The tag {f['tag']} here is another than the server's",
        force if f.sub == "fetch" else f.first(force),
        f"git tag -d {quote(f['tag'])} && git fetch --tags",
        sure=0.94,
    )


@family.rule(when="dst refspec", says=r"dst refspec (?P<name>\S+) matches more than one", on="push")
def ambiguous_target(f: Failed) -> Advice:
    """A branch and a tag have the same name there."""
    word = f.word(f["name"])
    return f.hint(
        f"{f['name']} is a branch and a tag there",
        *[f.swap(word, f"refs/{kind}/{f['name']}") for kind in ("heads", "tags") if word],
        sure=0.93,
    )


@family.rule(when=("pre-receive hook declined", "update hook declined", "hook declined"), on="push")
def declined(f: Failed) -> Advice | None:
    """A hook of the server: what it says stands above."""
    said = [s.strip() for s in re.findall(r"^remote: +(?:error: |GitLab: )?(.+)$", f.output, re.M)]
    said = [s for s in said if re.search(r"[a-z]{3}", s) and not s.startswith("http")]
    if any("commit message" in s.lower() or "does not follow the pattern" in s for s in said):
        return f.hint(
            "The server refuses the commit's message",
            f"git commit --amend && {f.text}",
            why=said[0][:150],
            sure=0.9,
        )
    author = next(
        (s for s in said if re.search(r"(?i)(?:author|committer).*(?:email|member|not)", s)), ""
    )
    if author:
        return f.hint(
            "The server refuses the commit's author",
            f'git config user.email "<you@example.com>" && git commit --amend --reset-author --no-edit && {f.text}',
            why=author[:150],
            sure=0.88,
        )
    return f.hint(
        "A hook of the server refused the push",
        "git log --stat @{u}..",
        why=said[0][:150] if said else "Its message above says why.",
        sure=0.76,
    )  # fmt: skip
