"""glab, GitLab's program: who it works for, and where."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

family = Family("glab", "glab")


@family.rule(when="known GitLab host", says=r"none of the git remotes[^\n]*known GitLab host")
def unknown_host(f: Failed) -> Advice:
    """The remotes lead to a host that glab was not logged in to."""
    told = f.find(r"Configured remotes: ([\w.-]+?)\.?(?:,|\s|$)")
    host = told[1] if told else ""
    if host in ("github.com", "bitbucket.org"):
        return f.hint(
            f"This repository lives on {host}, not on a GitLab",
            re.sub(r"^glab mr", "gh pr", f.text) if host == "github.com" else None,
            "git remote -v",
            sure=0.94,
        )
    return f.hint(
        f"glab is not logged in to {host}" if host else "glab knows none of the remotes' hosts",
        f.first(f"glab auth login --hostname {host}" if host else "glab auth login"),
        "git remote -v",
        sure=0.95,
    )


family.hint(
    "login",
    "glab is not logged in, or its token has expired",
    lambda f: f.first("glab auth login"),
    "glab auth status",
    when=("401 Unauthorized", "401 {message: 401 Unauthorized}", "GITLAB_TOKEN", "glab auth login"),
    says=r"401\b[^\n]*Unauthorized|run `?glab auth login|token (?:has )?expired",
    sure=0.93,
)
