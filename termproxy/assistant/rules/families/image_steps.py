# ruff: noqa: E501  (messages stay whole, to be searched for)
"""docker build: the step that failed, and what its own output says of it."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.image_build import build, dockerfile
from termproxy.assistant.rules.families.project import edit


@build.rule(
    when=("did not complete successfully", "returned a non-zero code", "while running runtime"),
    says=r"process \"(?P<run>[^\n]+?)\" did not complete successfully: exit code: (?P<code>\d+)|The command '(?P<old>[^\n]+)' returned a non-zero code: (?P<code2>\d+)|building at STEP \"RUN (?P<podman>[^\n]+)\": while running runtime: exit status (?P<code3>\d+)",
)
def step_failed(f: Failed) -> Advice | None:
    """A RUN step failed: what stands above says why."""
    run = re.sub(r"^/bin/(?:ba)?sh -c ", "", f["run"] or f["old"] or f["podman"])
    code = f["code"] or f["code2"] or f["code3"]
    place = edit(dockerfile(f), _line_of(f, run))
    return (
        _program_missing(f, place)
        or (_out_of_memory(f, run, place) if code == "137" else None)
        or _no_lock_file(f, place)
        or _old_package_lists(f, place)
        or _failed(f, run, code, place)
    )


def _line_of(f: Failed, run: str) -> str:
    """The Dockerfile's line, as told, or the one that holds the command; "" when neither."""
    told = f.find(r"(?:Dockerfile\S*|Containerfile):(\d+)")
    if told:
        return told[1]
    begin = run.split("&&")[0].strip()[:30]
    rows = f.local.text(dockerfile(f)).split("\n")
    return next((str(n) for n, row in enumerate(rows, 1) if begin in row), "")


# Package managers that an image of another distribution does not have.
OTHER_MANAGER = {
    "apt-get": "apk add",
    "apt": "apk add",
    "apk": "apt-get install",
    "yum": "apt-get install",
}


def _program_missing(f: Failed, place: str) -> Advice | None:
    missing = f.find(r"(?:/bin/)?(?:ba)?sh: (?:line )?(?:\d+: )?([\w.-]+): (?:command )?not found")
    if missing is None:
        return None
    name, other = missing[1], OTHER_MANAGER.get(missing[1])
    return f.hint(
        f"The image has no {name}",
        place,
        why=f"This base image installs with {other}."
        if other
        else f"Install {name} in an earlier step, or use another base image.",
        sure=0.93,
    )


def _out_of_memory(f: Failed, run: str, place: str) -> Advice:
    return f.hint(
        "A build step was killed: out of memory",
        "docker system df",
        place,
        why=f"It was: {run[:80]}",
        sure=0.8,
    )


def _no_lock_file(f: Failed, place: str) -> Advice | None:
    """npm ci: the lock file is not here, or .dockerignore keeps it out."""
    if "can only install with an existing package-lock.json" not in f.output:
        return None
    here = f.local.is_file
    if here("package.json") and not here("package-lock.json"):
        mend = f"npm install --package-lock-only && {f.text}"
    else:
        kept_out = "package-lock.json" in f.local.text(".dockerignore")
        mend = edit(".dockerignore") if kept_out else ""
    return f.hint(
        "npm ci wants a package-lock.json, which is not in the image",
        mend,
        place,
        why="Make it here and copy it (COPY package*.json), or use npm install in the Dockerfile.",
        sure=0.93,
    )


def _old_package_lists(f: Failed, place: str) -> Advice | None:
    old = f.find(r"Unable to locate package (\S+)")
    if old is None:
        return None
    return f.hint(
        f"apt in the image does not find {old[1]}",
        place,
        f"{f.text} --no-cache" if f.sub == "build" else None,
        why="Run apt-get update in the same RUN step, before install.",
        sure=0.9,
    )


def _failed(f: Failed, run: str, code: str, place: str) -> Advice:
    """With the line of its own output that tells most."""
    cause = _cause(f)
    again = f.sub == "build" and "BuildKit" not in f.output and f["run"]
    return f.hint(
        f"A build step failed with exit code {code}",
        place,
        f.append("--progress=plain --no-cache") if again else None,
        why=f"{run[:60]}: {cause[:120]}"
        if cause
        else f"It was: {run[:90]}; its own message stands above.",
        sure=0.88 if cause else 0.75,
    )


def _cause(f: Failed) -> str:
    """The line of the failed step's own output that tells most."""
    told = re.findall(
        r"^(?:#\d+ )?\d+\.\d+ (?:npm (?:error|ERR!) )?((?!code |A complete log)[^\n]*(?:[Ee]rror|ERROR|ERR!|E: |fatal|not found|No |annot|denied)[^\n]*)",
        f.output,
        re.MULTILINE,
    )
    return next((row.strip() for row in told if len(row) > 12), "")
