# ruff: noqa: E501
"""gh: the login, remotes, pull requests."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote

github = Family("gh", "gh")
transfer = Family("git-lfs", "git", "git-lfs")


# GitHub.

github.hint(
    "login",
    "You are not logged in to GitHub",
    lambda f: (
        f.first("gh auth login")
        if f.sub != "auth"
        else "gh auth login"
        if f.rest[:1] and f.rest[0].value != "logout"
        else None
    ),
    "gh auth status",
    when=(
        "gh auth login",
        "GH_TOKEN",
        "HTTP 401",
        "Bad credentials",
        "You are not logged into any GitHub hosts",
        "authentication token is invalid",
        "not logged in to any hosts",
        "no oauth token",
    ),
    says=r"^(?!Usage:).*gh auth login(?!`)|GH_TOKEN environment|HTTP 401|Bad credentials|not logged in|no oauth token",
    sure=0.95,
)
github.hint(
    "scope",
    "The login lacks a scope",
    lambda f: (
        f.first(f"gh auth refresh -s {m[1] or m[2]}")
        if (
            m := f.find(
                r"gh auth refresh (?:-h \S+ )?-s ([\w:,]+)|requires? (?:the )?[`'\"]?([\w:]+)[`'\"]? scope"
            )
        )
        else "gh auth refresh -s repo,workflow"
    ),
    when=(
        "gh auth refresh",
        'needs the "',
        "required scopes",
        "scopes:",
        "Resource not accessible by personal access token",
        "must have admin rights",
    ),
    sure=0.92,
)
github.hint(
    "no-repository",
    "This folder is no git repository, so gh does not know which one you mean",
    lambda f: f.append("--repo <owner>/<repo>"),
    "git status",
    "gh repo clone <owner>/<repo>",
    when=("not a git repository", "failed to run git: fatal: not a git"),
    sure=0.9,
)
github.hint(
    "no-remote",
    "The repository has no remote on GitHub",
    "gh repo create --source=. --push",
    "git remote -v",
    when=("no git remotes found", "no git remotes\n"),
    sure=0.94,
)


github.hint(
    "default-repo",
    "gh must know which remote is meant",
    lambda f: f.first("gh repo set-default"),
    when=("No default remote repository has been set", "no default repository has been set"),
    sure=0.96,
)
github.hint(
    "push-first",
    "The branch is not on GitHub yet",
    lambda f: f.first(
        f"git push -u origin {f.local.git.branch}"
        if f.local.git and f.local.git.branch
        else "git push -u origin HEAD"
    ),
    when=(
        "must first push the current branch",
        "Head sha can't be blank",
        "Head ref must be a branch",
    ),
    sure=0.96,
)


@github.rule(
    when="No commits between", says=r"No commits between (?P<base>\S+) and (?P<head>[^\s(]+)"
)
def no_commits(f: Failed) -> Advice:
    """Nothing to merge as GitHub sees it: nothing committed, or nothing pushed."""
    base, head = (name.rpartition(":")[2] for name in (f["base"], f["head"]))
    refs = f.local.git.refs if f.local.git else {}
    here = refs.get(f"refs/heads/{head}", "")
    if here and here not in (
        refs.get(f"refs/remotes/origin/{head}"),
        refs.get(f"refs/heads/{base}"),
    ):
        return f.hint(
            f"The commits of {head} are not pushed yet",
            f.first(f"git push -u origin {quote(head)}"),
            f"git log --oneline {quote(base)}..{quote(head)}",
            sure=0.95,
        )
    return f.hint(
        f"{head} has no commit that {base} lacks",
        f"git log --oneline {quote(base)}..{quote(head)}",
        "git status",
        why="Commit something first, or choose another base with --base.",
        sure=0.93,
    )


github.hint(
    "pr-exists",
    "There is a pull request for that branch already",
    "gh pr view --web",
    "gh pr edit",
    when="a pull request for branch",
    sure=0.95,
)
github.hint(
    "no-pr",
    "There is no pull request for that branch",
    "gh pr create",
    "gh pr list",
    when=(
        "no pull requests found for branch",
        "no open pull requests",
        "Could not resolve to a PullRequest",
        "Could not resolve to an issue or pull request",
    ),
    sure=0.93,
)
github.hint(
    "no-such-repo",
    "There is no such repository, or you may not see it",
    lambda f: f"gh repo list {m[1]}" if (m := f.find(r"'([^/']+)/[^']+'")) else "gh repo list",
    "gh auth status",
    when="Could not resolve to a Repository",
    sure=0.94,
)


@github.rule(
    when="GraphQL: Could not resolve to a",
    says=r"Could not resolve to an? (?P<what>PullRequest|Issue|issue or pull request|User|Node)\b[^\n]*?(?:number of (?P<number>\d+)|login of '(?P<login>[^']+)')?[. (]",
)
def no_such_number(f: Failed) -> Advice:
    """A pull request, issue or user that does not exist."""
    kind = {"PullRequest": "pull request", "User": "user"}.get(f["what"], "issue")
    told = f.find(r"number of (\d+)|login of '([^']+)'")
    name = (told[1] or told[2]) if told else ""
    sub = f.sub if f.sub in ("pr", "issue") else "pr" if kind == "pull request" else "issue"
    return f.hint(
        f"There is no {kind} {name}".rstrip(),
        f"gh {sub} list" if kind != "user" else None,
        f"gh {sub} list --state all" if kind != "user" else None,
        sure=0.94,
    )


github.hint(
    "not-found",
    "GitHub answers 404: it does not exist, or you may not see it",
    lambda f: (
        f"gh {f.sub} list"
        if f.sub in ("run", "release", "workflow", "gist", "issue", "pr", "secret", "cache")
        else ""
    ),
    "gh auth status",
    when="HTTP 404",
    sure=0.85,
)
github.hint(
    "release-exists",
    "There is a release {tag} already",
    "gh release view {tag}",
    "gh release upload {tag} <file> --clobber",
    when="a release with the same tag name already exists",
    says=r"same tag name already exists: (?P<tag>\S+)",
    sure=0.96,
)
github.hint(
    "token-rights",
    "The token that gh uses may not do that",
    "gh auth status",
    lambda f: f"env -u GH_TOKEN -u GITHUB_TOKEN {f.text}",
    when="Resource not accessible by personal access token",
    why="Give it the right on github.com (Settings, Developer settings, Tokens), or log in with another.",
    sure=0.95,
)
github.hint(
    "no-dispatch",
    "That workflow cannot be started by hand: it has no workflow_dispatch",
    lambda f: (
        f"${{EDITOR:-vi}} .github/workflows/{f.rest[-1].raw}"
        if f.rest and f.rest[-1].value.endswith((".yml", ".yaml"))
        else "gh workflow list"
    ),
    when="does not have 'workflow_dispatch' trigger",
    why="Add workflow_dispatch: below on:, and push that to the default branch.",
    sure=0.96,
)
github.hint(
    "name-taken",
    "You have a repository of that name already",
    lambda f: (
        f"gh repo view {w.raw} --web"
        if (w := next((w for w in f.rest[1:] if not w.is_option), None))
        else "gh repo list"
    ),
    when=("Name already exists on this account", "already exists on this account"),
    sure=0.94,
)
github.hint(
    "not-mergeable",
    "The pull request cannot be merged as it is",
    "gh pr checks",
    lambda f: f.append("--auto") if not f.has("--auto") else "",
    lambda f: f.append("--admin"),
    why="Conflicts, missing reviews or failing checks.",
    when=("is not mergeable", "base branch policy prohibits"),
    sure=0.9,
)
github.hint(
    "dirty",
    "There are uncommitted changes",
    lambda f: f.first("git stash"),
    when=("would be overwritten by checkout", "uncommitted change"),
    says=r"would be overwritten by checkout",
    sure=0.92,
)
github.hint(
    "terminal",
    "gh cannot ask here: give what it needs as options",
    lambda f: (
        f.append("--fill")
        if f.sub == "pr"
        else f.append("--title <title> --body <text>")
        if f.sub == "issue"
        else f"gh {f.sub} {f.rest[0].raw if f.rest else ''} --help"
    ),
    when=("must provide `--title` and `--body`", "when not running interactively", "--fill"),
    says=r"not running interactively|must provide `--title`",
    sure=0.93,
)
github.quiet(
    "checks",
    "gh pr checks exits 1 or 8 while checks fail or run",
    on="pr",
    says=r"\b(?:fail|pending)\b.*https://github",
    sure=0.9,
)
github.quiet(
    "run-watch",
    "the run failed, and its log says why",
    on="run",
    unless=lambda f: not f.has("--exit-status") or "Usage:" in f.output,
    says=r"^(?:X|✓|Run .* has already completed)",
    sure=0.8,
)


transfer.hint(
    "quota",
    "The repository's quota of Git LFS is used up",
    "git lfs ls-files --size",
    lambda f: f"GIT_LFS_SKIP_SMUDGE=1 {f.text}" if f.sub in ("clone", "pull", "checkout") else None,
    when="over its data quota",
    why="Its owner has to buy more, or remove large files.",
    sure=0.9,
)
