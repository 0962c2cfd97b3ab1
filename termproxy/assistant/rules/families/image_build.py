# ruff: noqa: E501
"""Building images: Dockerfiles, contexts, what does not start."""

from __future__ import annotations

import itertools
import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.compose import compose_file
from termproxy.assistant.rules.families.docker import subject
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

build = Family("build", "docker", "podman", "docker-compose", "buildah", "make", "just", "nerdctl")


# Building.


@build.rule(
    when=(
        "failed to read dockerfile",
        "Dockerfile path",
        "unable to evaluate symlinks in Dockerfile",
        "no Dockerfile",
        "Cannot locate Dockerfile",
        "no Containerfile or Dockerfile",
        "cannot find Containerfile or Dockerfile",
        "Error: stat ",
        "Error: open ",
    ),
    says=r"failed to read dockerfile: open (?P<name>[^:\s]+)|lstat (?P<path>\S+?): no such file|Cannot locate (?:specified )?Dockerfile: (?P<v1>\S+)|no Containerfile or Dockerfile|cannot find Containerfile or Dockerfile|^Error: (?:stat|open) (?P<podman>\S+): no such file",
)
def no_dockerfile(f: Failed) -> Advice | None:
    """No Dockerfile in the context."""
    if f["podman"] and f.sub not in ("build", "bud"):
        return None
    named = os.path.basename(f["name"] or f["path"] or f["v1"] or f["podman"] or "Dockerfile")
    words = [w for w in f.rest if w.value.endswith(named)]
    flag = words[0] if words else None
    entries = [
        n
        for n in f.local.entries()
        if re.search(r"[Dd]ocker[Ff]ile|Containerfile", n) and n != named
    ]
    if flag is not None:
        near = f.local.near(flag.value) or entries or f.local.elsewhere(named)
        return f.hint(f"There is no {flag.value}", *[f.swap(flag, n) for n in near[:2]], sure=0.94)
    names = (
        ("Dockerfile", "Containerfile") if f.program in ("podman", "buildah") else ("Dockerfile",)
    )
    below = [p for name in names for p in f.local.elsewhere(name) if "/" in p]
    below = below or [
        f"{folder}/{n}"
        for folder in f.local.folders()
        for n in f.local.entries(folder)
        if re.match(r"(?:Docker|Container)file\.|.*\.[Dd]ockerfile$", n)
    ]
    context = next(
        (
            w
            for w in reversed(f.rest)
            if not w.is_option and (w.value.startswith(".") or f.local.is_dir(w.value))
        ),
        None,
    )
    compose = f.sub == "compose" or f.program == "docker-compose"
    fixes = [] if compose else _with_others(f, entries, below, context)
    return f.hint(
        "There is no Dockerfile in the folder to build from",
        *fixes,
        *([edit(compose_file(f))] if compose else []),
        *([edit("Dockerfile")] if not fixes and not compose else []),
        why=f"There is {(entries or below)[0]}."
        if entries or below
        else "You are in another folder, or it is not written yet.",
        sure=0.94,
    )


def _with_others(
    f: Failed, entries: list[str], below: list[str], context: Word | None
) -> list[str]:
    """The line with a Dockerfile of another name or place."""
    fixes: list[str] = []
    place = f.sub_word
    if place:
        fixes += [f.insert(f"-f {n}", after=place) for n in entries]
        for path in below:
            folder = os.path.dirname(path)
            # A folder with nothing but the Dockerfile holds no application to build from.
            alone = all(
                n.lower().endswith(("dockerfile", "containerfile")) or n.startswith(".")
                for n in f.local.entries(folder)
            )
            fixes.append(
                f.insert(f"-f {path}", after=place)
                if alone or os.path.basename(folder) in ("docker", ".docker", "build", "deploy")
                else f.swap(context, folder)
                if context
                else ""
            )
    return fixes


@build.rule(
    when=("not found", "no such file", "COPY failed", "ADD failed"),
    says=r"failed to calculate checksum of ref [^:]+(?:::\S+)?: \"?/?(?P<name>[^\":\n]+)\"?: not found|(?:COPY|ADD) failed: (?:file not found in build context[^:]*: stat |stat [^:]*?/)?(?P<old>[^:\s]+): (?:file does not exist|no such file)|copier: stat: \"?/?(?P<podman>[^\":]+)\"?: no such file",
)
def copy_source(f: Failed) -> Advice | None:
    """COPY of a file that is not in the context."""
    name = (f["name"] or f["old"] or f["podman"]).lstrip("/")
    file = dockerfile(f)
    text = f.local.text(file)
    line = next(
        (
            n
            for n, row in enumerate(text.split("\n"), 1)
            if re.match(r"\s*(?:COPY|ADD)\b", row) and name.rstrip("/") in row
        ),
        "",
    )
    if not line:
        at = f.find(rf"{re.escape(os.path.basename(file))}:(\d+)")
        line = at[1] if at else ""
    near = f.local.near(name)
    ignored = name.split("/")[0] in f.local.text(".dockerignore").split()
    return f.hint(
        f"{file} copies {name}, which is not in the folder to build from",
        f"sed -i '{line}s|{name}|{near[0]}|' {file} && {f.text}" if near and line else None,
        edit(".dockerignore") if ignored else None,
        edit(file, line),
        why=f"There is {near[0]}."
        if near
        else ".dockerignore excludes it."
        if ignored
        else "Paths count from the context (the last argument), not from the Dockerfile.",
        sure=0.94,
    )


def dockerfile(f: Failed) -> str:
    default = "Dockerfile"
    if f.program in ("podman", "buildah") and f.local.is_file("Containerfile"):
        default = "Containerfile"  # which they look for first
    words = f.command.words
    for flag, value in itertools.pairwise(words):
        if flag.value in ("-f", "--file") and f.sub != "compose":
            return value.value
    return default


@build.rule(
    when=(
        "dockerfile parse error",
        "Dockerfile parse error",
        "unknown instruction",
        "no build stage",
        "failed to parse stage",
    ),
    says=r"(?:[Dd]ockerfile parse error (?:on )?line |Dockerfile:)(?P<line>\d+)|unknown instruction: (?P<word>\S+)|no build stage in current context",
)
def parse_error(f: Failed) -> Advice:
    """A slip in the Dockerfile."""
    file = dockerfile(f)
    found = f.find(r"unknown instruction: (\S+)")
    line = f["line"] or (f.find(r"line (\d+)") or ["", ""])[1]
    words = listed(
        "FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL MAINTAINER"
    )
    near = nearest(found[1].upper(), words) if found else []
    return f.hint(
        f"{file}, line {line}: " + (f"unknown instruction {found[1]}" if found else "syntax error")
        if line
        else f"{file} has no FROM line",
        edit(file, line),
        f"sed -i '{line}s/{found[1]}/{near[0]}/' {file} && {f.text}" if near and found else None,
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.95,
    )


@build.rule(
    when=("unable to prepare context", 'path "'), says=r"path \"(?P<path>[^\"]+)\" not found"
)
def context(f: Failed) -> Advice:
    """The folder to build from does not exist."""
    word = f.word(f["path"])
    path = (
        os.path.relpath(f["path"], f.local.cwd)
        if f["path"].startswith(f.local.cwd + "/")
        else f["path"]
    )
    near = f.local.near(path, folders=True)
    if word is None:  # compose: the folder stands in its file
        file = compose_file(f)
        rows = f.local.text(file).split("\n")
        last = os.path.basename(path.rstrip("/"))
        at = next(
            (
                n
                for n, row in enumerate(rows, 1)
                if re.search(rf"(?:build|context):.*{re.escape(last)}", row)
            ),
            "",
        )
        return f.hint(
            f"There is no folder {path} to build from",
            f"sed -i '{at}s|{last}|{os.path.basename(near[0].rstrip('/'))}|' {file} && {f.text}"
            if near and at
            else None,
            edit(file, at),
            why=f"There is {near[0]}." if near else "The path counts from the compose file.",
            sure=0.95,
        )
    return f.hint(
        f"There is no folder {path}",
        *[f.swap(word, n) for n in near],
        f.swap(word, "."),
        sure=0.95,
    )


build.hint(
    "unreadable",
    "{path} in this folder may not be read, and all of the folder is sent to be built from",
    lambda f: f"echo {f['path'].split('/')[0]} >> .dockerignore && {f.text}",
    "ls -ld {path}",
    when=("error from sender: open", "error checking context: "),
    says=r"error from sender: open (?P<path>[^:\n]+): permission denied|error checking context: (?:no permission to read from|can't stat) '?(?P<old>[^'\n]+)'?",
    why="What the image does not need (data, .git, node_modules) belongs in .dockerignore.",
    sure=0.94,
)
build.hint(
    "target",
    "The Dockerfile has no stage {name}",
    lambda f: [
        f.swap(w, w.value.replace(f["name"], n))
        for n in nearest(
            f["name"], re.findall(r"(?im)^\s*FROM\s.*\sAS\s+(\S+)", f.local.text(dockerfile(f)))
        )[:1]
        for w in f.command.words
        if w.value in (f["name"], f"--target={f['name']}")
    ],
    lambda f: f"grep -in '^FROM' {dockerfile(f)}",
    when=("failed to reach build target", "target stage"),
    says=r"(?:failed to reach build target |target stage \")(?P<name>[^\s\"]+)(?:\" could not be found| in )",
    sure=0.95,
)
build.hint(
    "base-image",
    "A stage or base image of that name does not exist",
    lambda f: edit(dockerfile(f)),
    when="invalid from flag value",
    sure=0.85,
)
build.hint(
    "buildkit-needed",
    "This Dockerfile needs BuildKit",
    lambda f: f"DOCKER_BUILDKIT=1 {f.text}",
    lambda f: f.local.installer("docker-buildx-plugin"),
    when=(
        "the --mount option requires BuildKit",
        "the --chmod option requires BuildKit",
        "BuildKit is enabled but the buildx component is missing",
    ),
    sure=0.94,
)


@build.rule(
    when='exec: "',
    says=r"OCI runtime (?:create|exec) failed.*exec: \"(?P<name>\./[^\"]+|/[^\"]+)\": (?:permission denied|stat [^:]+: no such file)",
)
def entrypoint(f: Failed) -> Advice | None:
    """The image's own program is not there or not executable."""
    name = f["name"]
    local = os.path.basename(name)
    image = subject(f)
    if "permission denied" in f[0]:
        return f.hint(
            f"{name} in the image is not executable",
            f"chmod +x {local} && docker build -t {image.raw if image else 'app'} . && {f.text}"
            if f.local.exists(local)
            else None,
            f"docker run --rm -it --entrypoint sh {image.raw}"
            if image and f.sub == "run"
            else None,
            sure=0.9,
        )
    return None
