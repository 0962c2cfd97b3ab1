"""git: what a sub-command still wants to be told, and what does not apply here."""

from __future__ import annotations

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git_files import family
from termproxy.assistant.rules.words import quote

family.hint(
    "remote-without-url",
    "git remote {sub} wants a name and an address",
    lambda f: f.append("<url>") if len(f.rest) == 2 else f.append("origin <url>"),
    on="remote",
    when=("usage: git remote add", "usage: git remote set-url"),
    says=r"^usage: git remote (?P<sub>add|set-url)",
    sure=0.93,
)
family.hint(
    "restore-nothing",
    "git restore was not told which files",
    lambda f: f.append("."),
    "git status",
    on="restore",
    when="you must specify path(s) to restore",
    why="A dot means all below this folder.",
    sure=0.93,
)
family.hint(
    "delete-nothing",
    "git push --delete wants the name of a branch or tag",
    lambda f: f.append("<branch>"),
    "git branch -r",
    on="push",
    when="doesn't make sense without any refs",
    sure=0.93,
)
family.hint(
    "sparse-first",
    "No sparse checkout is set up yet",
    lambda f: f.swap("add", "set"),
    on="sparse-checkout",
    when="no sparse-checkout to add to",
    sure=0.95,
)
family.hint(
    "not-shallow",
    "The repository is complete already: there is nothing to unshallow",
    lambda f: f.without("--unshallow"),
    on=("fetch", "pull"),
    when="--unshallow on a complete repository",
    sure=0.96,
)
family.hint(
    "bisect-what",
    "git bisect run wants the command that tells good from bad",
    lambda f: f.append("<command>"),
    on="bisect",
    when="no command provided",
    why="It ends with 0 for good, 1 to 124 for bad, 125 for neither.",
    sure=0.93,
)


@family.rule(
    when="matches no existing author", says=r"--author '(?P<who>[^']*)' is not 'Name <email>'"
)
def author_form(f: Failed) -> Advice:
    """--author wants Name <email>, or a part of an earlier author."""
    word = next((w for w in f.rest if w.value in (f["who"], f"--author={f['who']}")), None)
    lead = "--author=" if word and word.is_option else ""
    return f.hint(
        "An author is written Name <email>",
        f.swap(word, f'{lead}"{f["who"]} <email>"', bare=True) if word else None,
        f.without(word) + " --reset-author" if word and lead and f.has("--amend") else None,
        sure=0.9,
    )


@family.rule(
    when="does not have a commit checked out",
    says=r"error: '(?P<path>[^']+)' does not have a commit checked out",
)
def empty_inner_repository(f: Failed) -> Advice:
    """git add of a folder that is a repository of its own, without any commit."""
    path = f["path"].rstrip("/")
    return f.hint(
        f"{path} is a git repository of its own, without a commit",
        Fix(
            f"rm -rf {quote(path + '/.git')} && {f.text}", dangerous="deletes the inner repository"
        ),
        f"git -C {quote(path)} add -A && git -C {quote(path)} commit",
        why="Either its files are to belong to this repository, or it is to be a submodule.",
        sure=0.93,
    )
