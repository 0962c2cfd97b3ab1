# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Runners of CI at hand: act for GitHub's workflows, gitlab-runner."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import among

act = Family("act", "act")
gitlab = Family("gitlab-runner", "gitlab-runner")
WORKFLOWS = ".github/workflows"


def jobs(f: Failed) -> list[str]:
    """The jobs of the repository's workflows."""
    found: list[str] = []
    for name in f.local.entries(WORKFLOWS):
        if name.endswith((".yml", ".yaml")):
            text = f.local.text(f"{WORKFLOWS}/{name}", 1 << 16)
            block = re.search(r"^jobs:\s*\n((?:[ \t#].*\n?|\n)*)", text, re.MULTILINE)
            found += re.findall(r"^ {2}([\w-]+):", block[1], re.MULTILINE) if block else []
    return list(dict.fromkeys(found))


@act.rule(when="Could not find any stages to run")
def no_stage(f: Failed) -> Advice | None:
    """No job of that name, or none for that event."""
    words = f.command.words
    at = next((i for i, w in enumerate(words) if w.value in ("-j", "--job")), 0)
    word = words[at + 1] if at and at + 1 < len(words) else None
    known = jobs(f)
    near = among(word.value, known) if word and word.value not in known else []
    return f.hint(
        f"No workflow has a job {word.value}" if word else "No workflow has a job for that event",
        *[f.swap(word, name) for name in near if word],
        "act --list",
        why=f"There are: {', '.join(known[:6])}." if known and not near else "",
        sure=0.94,
    )


act.hint(
    "no-workflows",
    "There are no workflows here",
    "ls .github/workflows",
    lambda f: f.append("-W <folder>"),
    when=".github/workflows: no such file or directory",
    sure=0.9,
)


@gitlab.rule(
    when="Failed to register the runner", says=r"(?P<why>forbidden|couldn't execute|Gone)[^\n]*"
)
def registration(f: Failed) -> Advice | None:
    """The server does not take the token."""
    if f["why"] == "couldn't execute":
        return f.hint("The GitLab server cannot be reached", "curl -sSI <url>", sure=0.85)
    words = f.command.words
    old = next((w for w in words if w.value.startswith(("--registration-token", "-r"))), None)
    fix = ""
    if old and "=" in old.value:
        fix = f.swap(old, "--token=<token>", bare=True)
    elif old:
        at = words.index(old)
        fix = f.line.edit(
            (old.start, words[at + 1].end if at + 1 < len(words) else old.end, "--token <token>")
        )
    return f.hint(
        "GitLab does not take that registration token",
        fix,
        why="Since 15.10 a runner is made in GitLab (Settings, CI/CD, Runners), which shows a token that begins with glrt-, for --token."
        if old
        else "Expired, revoked or of another project: make the runner anew in GitLab.",
        sure=0.93,
    )
