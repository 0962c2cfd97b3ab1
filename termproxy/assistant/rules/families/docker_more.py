# ruff: noqa: E501
"""docker and podman: files, forms of the command line, podman's own messages."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.docker import DOCKER, subject
from termproxy.assistant.rules.places import sample
from termproxy.assistant.world.spelling import nearest

family = Family("docker", *DOCKER)


@family.rule(
    when="o such file or directory",
    says=r"open (?P<path>[^\s:]+): no such file or directory|^lstat (?P<source>[^\s:]+): no such file",
)
def no_file(f: Failed) -> Advice | None:
    """--env-file, load -i, cp, stack deploy -c: a file of this machine."""
    if (
        f.program not in ("docker", "podman")
        or f.sub in ("build", "compose")
        or "/contexts/meta/" in f.output
        or "dockerfile" in f.output.lower()
    ):
        return None
    path = f["path"] or f["source"]
    word = next(
        (
            w
            for w in f.command.words
            if path.endswith(w.value.split("=")[-1].lstrip("./")) and len(w.value) > 1
        ),
        None,
    )
    typed = word.value.split("=")[-1] if word else path
    near = f.local.near(typed)
    model = sample(f, typed)
    return f.hint(
        f"There is no file {typed}",
        f.first(f"cp {model} {typed}") if model else None,
        *[f.swap(word, word.value.replace(typed, n)) for n in near if word and n != model],
        sure=0.93,
    )


@family.rule(
    when="Could not find the file",
    says=r"Could not find the file (?P<path>\S+) in container (?P<name>\S+)",
)
def no_file_inside(f: Failed) -> Advice:
    """cp from a container: no such path there."""
    folder = os.path.dirname(f["path"]) or "/"
    tool = "docker compose exec" if f.sub == "compose" else f"{f.program} exec"
    word = next((w for w in f.rest if ":" in w.value), None)
    name = word.value.split(":")[0] if word else f["name"]
    return f.hint(f"There is no {f['path']} in {name}", f"{tool} {name} ls {folder}", sure=0.93)


family.hint(
    "no-user-inside",
    "That user does not exist in the container",
    lambda f: (
        f"{f.program} exec {w.raw} cat /etc/passwd"
        if (w := subject(f)) and f.sub == "exec"
        else None
    ),
    when="no matching entries in passwd file",
    sure=0.88,
)
family.hint(
    "no-command",
    "The image names no program to run",
    lambda f: f.append("sh") if f.sub in ("run", "create") else "docker compose config",
    when=("No command specified", "no command specified"),
    sure=0.88,
)
family.hint(
    "rootless-port",
    "Without root, ports below 1024 cannot be published",
    lambda f: f.swap(w, re.sub(r"\b(\d{2,3})(?=:\d)", lambda m: "8" + m[1].zfill(3), w.value)) if (w := next((w for w in f.command.words if re.match(r"(?:-p)?\d{2,3}:\d", w.value)), None)) else "",
    "sudo sysctl net.ipv4.ip_unprivileged_port_start=80",
    when=("rootlessport cannot expose privileged port", "cannot expose privileged port"),
    sure=0.95,
)  # fmt: skip
family.hint(
    "subuid",
    "This user has no range of sub-ids, which rootless containers need",
    "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER && podman system migrate",
    when=(
        "no subuid ranges found",
        "insufficient UIDs or GIDs available",
        "potentially insufficient UIDs",
    ),
    sure=0.93,
)
family.hint(
    "filter",
    "docker does not know that filter",
    lambda f: f.swap(w, w.value.replace(m[1], n[0])) if (m := f.find(r"[Ii]nvalid filter '([^']+)'")) and (n := nearest(m[1], ("name", "status", "label", "ancestor", "id", "publish", "network", "volume", "health", "exited", "before", "since", "dangling", "reference", "driver", "until"))) and (w := next((x for x in f.command.words if m[1] in x.value), None)) else "",
    when="nvalid filter",
    sure=0.94,
)  # fmt: skip
family.hint(
    "template",
    "--format names a field that does not exist",
    lambda f: (
        f"{f.program} {f.sub} --format json"
        if f.sub in ("ps", "images", "network", "volume", "stats")
        else ""
    ),
    when="can't evaluate field",
    sure=0.85,
)
family.hint(
    "not-paused",
    "The container is not paused",
    lambda f: f"{f.program} ps -a",
    when="is not paused",
    sure=0.85,
)
family.hint(
    "memory-minimum",
    "A container needs at least 6 MB",
    lambda f: f.swap(w, "512m") if (w := next((w for p, w in zip(f.command.words, f.command.words[1:], strict=False) if p.value in ("-m", "--memory")), None)) else "",
    why="The number is in bytes: write 512m or 1g.",
    when="Minimum memory limit allowed",
    sure=0.95,
)  # fmt: skip
family.hint(
    "host-port",
    "A port is a number up to 65535",
    when=(
        "invalid hostPort",
        "invalid containerPort",
        "Invalid hostPort",
        "Invalid containerPort",
        "Invalid proto",
        "invalid proto",
    ),
    sure=0.8,
)
family.hint(
    "nothing-to-remove",
    "docker {sub} was not told what to act on",
    lambda f: f"{f.program} images" if f.sub == "rmi" else f"{f.program} ps -a",
    why="A name is missing, or the list in $(...) was empty.",
    when=("requires at least 1 argument",),
    says=r"docker (?:rm|stop|kill|rmi|start|restart)\b.*requires at least 1 arg",
    sure=0.86,
)


@family.rule(
    when="requires", says=r"docker (?:image |buildx )?build.* requires (?:exactly )?1 argument"
)
def build_context(f: Failed) -> Advice:
    """`docker build -t app` without the final dot."""
    return f.hint("The folder to build from is missing: often a dot", f.append("."), sure=0.97)


@family.rule(
    when="requires",
    says=r"docker (?:container )?(?P<sub>exec|run)\b.* requires at least (?P<n>\d) argument|requires at least (?P<m>\d) arg\(s\)",
)
def incomplete(f: Failed) -> Advice | None:
    """exec without a command, run without an image."""
    if f.sub == "exec" and f.rest and not f.rest[-1].is_option:
        word = subject(f)
        if word:
            flags = " ".join(w.raw for w in f.rest if w.end <= word.start)
            return f.hint(
                "The command to run in the container is missing",
                f.rewrite(
                    f"{f.program} exec {flags if 'i' in flags else (flags + ' -it').strip()} {word.raw} sh"
                ),
                sure=0.95,
            )
    if f.sub == "run":
        return f.hint(
            "The image to run is missing",
            f"{f.program} images",
            f.append("<image>"),
            sure=0.85,
            verified=True,
        )
    return None


@family.rule(
    status=tuple(range(1, 125)), on=("run", "exec", "wait", "start"), programs=("docker", "podman")
)
def own_status(f: Failed) -> Quiet | None:
    """(silence) the container's own exit status"""
    if f.find(
        r"^(?:docker|podman|Error|Error response|OCI runtime|unknown|invalid|See '|Usage:|Cannot connect|permission denied|unable to)\b"
    ):
        return None
    return (
        Quiet("the status is that of the program in the container", 0.55)
        if not f.output.strip()
        else None
    )
