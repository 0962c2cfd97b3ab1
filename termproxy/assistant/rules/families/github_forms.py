# ruff: noqa: E501
"""gh: what is missing on its command line, or does not go together; remotes that are not GitHub's."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.github import github
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# What these act on is listed by a command of the same family.
LISTED = frozenset(listed("pr issue run release workflow gist repo secret variable label cache"))
OTHER_FORGES = {"gitlab.com": "glab", "codeberg.org": "tea", "bitbucket.org": ""}


def noun(f: Failed) -> str:
    """What the command is about: pr in `gh pr view 3`."""
    return {"cs": "codespace"}.get(f.sub, f.sub)


def listing(f: Failed) -> str:
    """The command that lists them, in the same repository."""
    if noun(f) not in LISTED:
        return ""
    repo = re.search(r"(?<!\S)(?:-R|--repo)[ =](\S+)", f.text)
    at = f" -R {repo[1]}" if repo and noun(f) not in ("repo", "gist") else ""
    return f"gh {noun(f)} list{at}"


def _url(f: Failed, remote: str) -> str:
    return f.local.git.config.get(f"remote.{remote}.url", "") if f.local.git else ""


def repository_option(f: Failed) -> Word | None:
    words = f.command.words
    flag = next((w for w in words if w.value.split("=")[0] in ("-R", "--repo")), None)
    if flag is None or "=" in flag.value:
        return flag
    return next((w for w in words if w.start > flag.end), None)


@github.rule(when="point to a known GitHub host", says=r"none of the git remotes configured")
def other_forge(f: Failed) -> Advice:
    """The remotes are those of another server than github.com."""
    urls = [_url(f, name) for name in f.local.git.remotes] if f.local.git else []
    found = [m[1] for url in urls if (m := re.match(r"(?:\w+://)?(?:[^@/]+@)?([\w.-]+)[:/]", url))]
    host = found[0] if found else ""
    if host in OTHER_FORGES:
        tool = OTHER_FORGES[host]
        return f.hint(
            f"This repository is on {host}, and gh knows only GitHub",
            re.sub(r"\bgh pr\b", "glab mr", f.text).replace("gh ", "glab ", 1)
            if tool == "glab"
            else None,
            f.append("--repo <owner>/<repo>"),
            "git remote -v",
            sure=0.95,
        )
    return f.hint(
        "None of the remotes is on a GitHub that gh knows",
        f"gh auth login --hostname {host}" if host else "git remote -v",
        "git remote -v" if host else None,
        why=f"If {host} is a GitHub Enterprise server, log in to it." if host else "",
        sure=0.92,
    )


@github.rule(
    when=("argument required", "required when not running interactively", "received 0", "too few arguments"),
    says=r"^(?:(?P<what>[\w ,`-]*?(?:ID|argument|name|number|tag|filename|repository)) required\b|accepts (?:at most )?\d arg\(s\), received 0)",
)  # fmt: skip
def which_one(f: Failed) -> Advice | None:
    """The number, name or tag of what is meant is missing."""
    lister = listing(f)
    what = f["what"] or ""
    if not lister or "--" in what or f.find(r"^(?:--|`--)"):
        return None
    name = {"pr": "pull request", "repo": "repository", "run": "workflow run"}.get(noun(f), noun(f))
    return f.hint(
        f"Which {name}? Its number or name is missing",
        lister,
        f"{f.command.words[0].raw} {f.sub} {f.rest[0].raw} --help" if f.rest else None,
        sure=0.95,
    )


github.hint(
    "yes",
    "gh asks before it deletes, and cannot ask here",
    lambda f: f.append("--yes"),
    when="--yes required when not running interactively",
    sure=0.96,
)
github.hint(
    "repository-argument",
    "gh repo takes the repository as its argument, without -R",
    lambda f: (
        f.without(w)
        if (w := next((w for w in f.rest if w.value in ("-R", "--repo")), None))
        else None
    ),
    on="repo",
    when="unknown shorthand flag: 'R'",
    sure=0.95,
)
github.hint(
    "limit",
    "--limit begins at 1",
    lambda f: (
        f.swap(w, w.value.replace(m[1], "100"))
        if (m := f.find(r"invalid (?:value for --)?limit: (-?\d+)"))
        and (w := next((w for w in f.rest if w.value.endswith(m[1])), None))
        else None
    ),
    when=("invalid value for --limit", "invalid limit:"),
    sure=0.92,
)
github.hint(
    "visibility",
    "Who may see the new repository?",
    lambda f: f.append("--private"),
    lambda f: f.append("--public"),
    when="`--internal` required when not running interactively",
    sure=0.94,
)
github.hint(
    "git-flags",
    "Options for git stand behind --",
    lambda f: (
        f.line.edit((w.start, w.start, "-- "))
        if (m := f.find(r"unknown (?:shorthand )?flag: (?:'\w' in )?(-\S+)"))
        and (w := next((w for w in f.rest if w.value.split("=")[0] == m[1]), None))
        else None
    ),
    when="Separate git clone flags with",
    sure=0.97,
)
github.hint(
    "asset-pattern",
    "Which files of the release?",
    lambda f: f.append("--pattern '*'"),
    lambda f: f.append("--archive=tar.gz"),
    when="is required when downloading the latest release",
    sure=0.92,
)
github.hint(
    "offline",
    "GitHub cannot be reached",
    "curl -sI https://api.github.com",
    why="No network, no DNS, or a proxy.",
    when="error connecting to",
    says=r"error connecting to (?P<host>[\w.-]+)",
    sure=0.9,
)
github.hint(
    "needs-json",
    "--jq and --template work on what --json names",
    lambda f: f.append("--json <fields>"),
    lambda f: f.append("--json"),
    why="--json alone lists the fields there are.",
    when="without specifying `--json`",
    sure=0.93,
)
github.hint(
    "still-running",
    "The run is still going on: its log comes when it is done",
    lambda f: f"gh run watch {m[1]}" if (m := f.find(r"run (\d+) is still")) else None,
    when="logs will be available when it is complete",
    sure=0.96,
)
github.hint(
    "tag-unpushed",
    "The tag {tag} is not on GitHub yet",
    lambda f: f.first(f"git push origin {f['tag']}"),
    when="exists locally but has not been pushed",
    says=r"tag (?P<tag>\S+) exists locally but has not been pushed",
    sure=0.96,
)
github.hint(
    "no-release",
    "There is no such release",
    listing,
    when="release not found",
    sure=0.93,
)
github.hint(
    "no-label",
    "The repository has no label {name}",
    lambda f: (
        f.first(f"gh label create {m[1]}") if (m := f.find(r"'([\w.-]+)' not found")) else None
    ),
    "gh label list",
    when="could not add label",
    says=r"could not add label: '(?P<name>[^']+)' not found",
    sure=0.95,
)
github.hint(
    "issues-off",
    "That repository takes no issues",
    when="repository has disabled issues",
    sure=0.93,
)
github.hint(
    "sync-diverged",
    "Both sides have commits that the other lacks",
    lambda f: f.append("--force"),
    why="--force throws away those of the destination.",
    when="can't sync because there are diverging changes",
    sure=0.93,
)


@github.rule(
    when="OWNER/REPO", says=r"expected the \"\[HOST/\]OWNER/REPO\" format, got \"(?P<got>[^\"]*)\""
)
def owner(f: Failed) -> Advice:
    """-R app: the owner belongs to a repository's name."""
    word = repository_option(f) or f.word(f["got"])
    url = _url(f, "origin")
    mine = re.search(r"[:/]([\w.-]+)/[\w.-]+?(?:\.git)?$", url)
    whole = f"{mine[1] if mine else '<owner>'}/{f['got']}"
    return f.hint(
        "A repository is named with its owner: OWNER/REPO",
        f.swap(word, word.value.replace(f["got"], whole)) if word and f["got"] else None,
        why=f"{f['got']} has no owner." if f["got"] else "",
        sure=0.95,
    )


@github.rule(when="Unknown JSON field", says=r"Unknown JSON field: \"(?P<field>[^\"]+)\"")
def json_field(f: Failed) -> Advice:
    """--json names a field that there is not."""
    fields = re.findall(r"^  (\w+)$", f.output, re.MULTILINE)
    near = nearest(f["field"], fields)
    near = near or [n for n in fields if n.lower().endswith(f["field"].lower())][:1]
    word = next((w for w in f.rest if f["field"] in re.split(r"[=,]", w.value)), None)
    return f.hint(
        f"{f.program} {noun(f)} has no field {f['field']}",
        *[
            f.swap(word, re.sub(rf"\b{re.escape(f['field'])}\b", n, word.value))
            for n in near
            if word
        ],
        why=f"Did you mean {near[0]}?" if near else f"There are: {', '.join(fields[:8])} ...",
        sure=0.95,
    )


@github.rule(
    when="valid values are {",
    says=r"invalid argument \"(?P<got>[^\"]*)\" for \"[^\"]+\" flag: valid values are \{(?P<known>[^}]+)\}",
)
def flag_value(f: Failed) -> Advice:
    """A value that the option does not take."""
    known = f["known"].split("|")
    near = nearest(f["got"], known)
    near = near or [k for k in known if f["got"].startswith(k[:4]) or k.startswith(f["got"][:3])]
    word = next((w for w in f.rest if f["got"] in (w.value, w.value.partition("=")[2])), None)
    return f.hint(
        f"{f['got']} is none of {', '.join(known)}",
        *[f.swap(word, word.value.replace(f["got"], k)) for k in near[:2] if word],
        sure=0.95,
    )


@github.rule(
    when=("only one of", "exactly one of"),
    says=r"(?:only|exactly) one of (?P<flags>(?:--[\w-]+|`--[\w-]+`)(?:, (?:or )?`?--[\w-]+`?)+|`?--[\w-]+`? (?:or|and) `?--[\w-]+`?)",
)
def one_of(f: Failed) -> Advice | None:
    """Two options of which one may be given."""
    flags = re.findall(r"--[\w-]+", f["flags"])
    given = [w for w in f.rest if w.value.split("=")[0] in flags]
    if len(given) < 2:
        return None
    return f.hint(
        f"Only one of {', '.join(flags)} may be given",
        *[f.without(*[o for o in given if o is not w]) for w in given[:2]],
        sure=0.93,
    )


@github.rule(
    when="no such file or directory",
    says=r"(?:^|: )(?:open|stat) (?P<path>[^\s:]+): no such file or directory",
)
def no_file(f: Failed) -> Advice | None:
    """A file to upload or to read that is not there."""
    word = next((w for w in f.rest if f["path"] in (w.value, w.value.partition("=")[2])), None)
    if word is None:
        return None
    near = [*f.local.near(f["path"]), *f.local.elsewhere(f["path"])]
    return f.hint(
        f"There is no file {f['path']}",
        *[f.swap(word, word.value.replace(f["path"], n)) for n in dict.fromkeys(near)],
        "ls" if not near else None,
        sure=0.93,
    )
