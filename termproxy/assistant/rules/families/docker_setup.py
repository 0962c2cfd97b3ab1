# ruff: noqa: E501
"""docker: names of images, mounts, networks, volumes, the machine around it."""

from __future__ import annotations

import os
import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.docker import DOCKER
from termproxy.assistant.rules.families.vocabulary import container_words
from termproxy.assistant.rules.places import sample
from termproxy.assistant.rules.words import Word

family = Family("docker", *DOCKER)


@family.rule(
    when=("invalid reference format",), says=r"invalid reference format(?:: (?P<what>.+))?$"
)
def reference(f: Failed) -> Advice | None:
    """A name that cannot be an image's."""
    return _upper_case(f) or _torn_volume(f) or _stray_character(f)


def _upper_case(f: Failed) -> Advice | None:
    """An image's name has no capital letters."""
    named = re.search(r"\(([^)]+)\)", f["what"])
    if "lowercase" not in f["what"] or named is None:
        return None
    tail = named[1].rsplit("/", 1)[-1]
    words = f.command.words
    ends = (w for w in words[1:] if w.value.split(":")[0].endswith(tail))
    capital = (
        w
        for w in words
        if re.search(r"[A-Z]", w.value.split(":")[0])
        and not w.is_option
        and not w.value.startswith(("/", "."))
    )
    bad = next(ends, None) or next(capital, None)
    if bad is None:
        return None
    previous = next((w for w in reversed(words) if w.end <= bad.start), None)
    if previous and previous.value.endswith("=") and f.sub in ("run", "create"):
        return f.hint(
            "There is a blank in the value before the image",
            project_join(f, previous, bad),
            sure=0.88,
        )
    head, colon, label = bad.value.partition(":")
    return f.hint(
        "Image names are lower case", f.swap(bad, head.lower() + colon + label), sure=0.97
    )


def _torn_volume(f: Failed) -> Advice | None:
    """-v of a folder whose name holds a blank: -v $(pwd):/app, -v /home/me/My Project:/app."""
    words = f.command.words
    volume = next((w for w in words if "$(pwd)" in w.raw.lower() or "$PWD" in w.raw), None)
    if volume and not volume.raw.startswith('"'):
        return f.hint(
            "The folder's name holds a blank: quote it",
            f.swap(volume, f'"{volume.raw}"', bare=True),
            sure=0.93,
        )
    for flag, one, other in zip(words, words[1:], words[2:], strict=False):
        if flag.value in ("-v", "--volume") and ":" not in one.value and ":/" in other.value:
            return f.hint(
                "The folder's name holds a blank: quote it",
                f.line.edit((one.start, other.end, f'"{one.value} {other.value}"')),
                sure=0.97,
            )
    return None


def _stray_character(f: Failed) -> Advice:
    """A colon too many, a long dash, a blank."""
    bad = next(
        (w for w in container_words(f) if re.search(r"[A-Z:]{2}|:$|^:|//|[^\w./:@-]|–|—", w.value)),
        None,
    )
    if bad is None:
        return f.hint(
            "That is no image name",
            why="Look for a blank or a stray character before the image.",
            sure=0.72,
        )
    if bad.value[0] in "–—":
        return f.hint(
            "A long dash was typed instead of --",
            f.swap(bad, "--" + bad.value.lstrip("–—"), bare=True),
            sure=0.95,
        )
    clean = re.sub(r":+$", "", re.sub(r"::+", ":", bad.value))
    return f.hint(
        f"{bad.value} is no image name",
        f.swap(bad, clean) if clean != bad.value else None,
        why="It is written [registry/]name[:tag].",
        sure=0.85,
    )


def project_join(f: Failed, first: Word, second: Word) -> str:
    """The line with the blanks between two words taken out."""
    return f.line.edit((first.end, second.start, ""))


@family.rule(
    when="bind source path does not exist", says=r"bind source path does not exist: (?P<path>\S+)"
)
def bind_source(f: Failed) -> Advice:
    """--mount of a folder that is not there."""
    path = f["path"].rstrip(".") if f["path"] not in f.text else f["path"]
    near = f.local.near(path)
    word = next((w for w in f.command.words if path in w.value), None)
    if word is None and re.search(r"[^/.]\.\w{1,5}$", path):  # a secret, a configuration
        here = path.removeprefix(f.local.cwd.rstrip("/") + "/")
        model = sample(f, here)
        return f.hint(
            f"There is no file {here} on this machine",
            f.first(f"cp {model} {here}") if model else None,
            *[f"mv {n} {here} && {f.text}" for n in near[:1]],
            f"${{EDITOR:-vi}} {here}",
            sure=0.95,
        )
    return f.hint(
        f"There is no folder {path} on this machine",
        *[f.swap(word, word.value.replace(path, n)) for n in near if word],
        f.first(f"mkdir -p {path}"),
        sure=0.94,
    )


@family.rule(
    when=(
        "mount path must be absolute",
        "includes invalid characters for a local volume name",
        "invalid volume specification",
    ),
    says=r"mount path must be absolute|includes invalid characters for a local volume name|invalid volume specification",
)
def volume_path(f: Failed) -> Advice | None:
    """-v with a relative path."""
    word = next(
        (
            w
            for w in f.command.words
            if re.match(r"(?:--volume=|-v=?)?[^=:]+:[^:]+", w.value)
            and w.value.count(":") <= 2
            and re.search(r"mount path: '([^']*)'|\"([^\"]+)\" includes|'([^']+)'", f.output)
            and any(part and part in f.output for part in w.value.split(":"))
        ),
        None,
    )
    if word is None or not re.search("volume", f.output):
        return None
    prefix = re.match(r"(?:--volume=|-v=?)?", word.value)
    lead = prefix[0] if prefix else ""
    parts = word.value[len(lead) :].split(":")
    if "must be absolute" in f.output and len(parts) > 1:
        bad = f.find(r"mount path: '([^']*)'")
        if bad and bad[1] not in parts:  # C:\ style or an option
            return None
        parts[1] = "/" + parts[1].lstrip("./")
        why = "The path in the container begins with /."
    else:
        parts[0] = "$(pwd)/" + re.sub(r"^\./", "", parts[0])
        why = "A folder of this machine must be an absolute path; other names are volumes."
    new = ":".join(parts)
    return f.hint(
        "A path in -v is relative",
        f.swap(word, f'{lead}"{new}"' if "$" in new else lead + new, bare=True),
        why=why,
        sure=0.92,
    )


@family.rule(
    when=("not a directory: unknown", "Are you trying to mount a directory onto a file"),
    says=r"Are you trying to mount a directory onto a file|not a directory: unknown",
)
def mount_kind(f: Failed) -> Advice | None:
    """A file mounted on a folder or the other way round: often the file was not there at first."""
    found = f.find(r"mounting \\?\"([^\"\\]+)\\?\" to rootfs at \\?\"([^\"\\]+)")
    path = found[1] if found else ""
    name = os.path.basename(path)
    made = path and f.local.is_dir(path)
    return f.hint(
        f"{name or 'One'} is a folder here and a file in the container, or the other way round",
        f"ls -ld {path}" if path else None,
        f"rmdir {path}" if made else None,
        why="docker makes a folder when the file to mount does not exist.",
        sure=0.88,
    )


@family.rule(
    when=("network", "Network"),
    says=r"(?:Error response from daemon: |Error: |network )?network (?P<name>[\w.-]+) (?:not found|declared as external, but could not be found)|network (?P<ext>\S+) declared as external|unable to find network with name or ID (?P<podman>\S+?):",
)
def no_network(f: Failed) -> Advice | None:
    """A network that does not exist."""
    name = f["name"] or f["ext"] or f["podman"]
    tool = f.program if f.program == "podman" else "docker"
    if f.sub == "network" and f.rest and f.rest[0].value in ("rm", "inspect", "disconnect"):
        return f.hint(f"There is no network {name}", f"{tool} network ls", sure=0.94)
    if re.fullmatch(r"[0-9a-f]{12,64}", name):  # the container remembers one that was removed
        compose = bool(f.local.compose_services)
        return f.hint(
            "The container's network was removed since",
            f"{tool} compose up -d --force-recreate" if compose else f"{tool} network ls",
            why="Make the container anew: it keeps the old network's number.",
            sure=0.93,
        )
    return f.hint(
        f"There is no network {name}",
        f.first(f"{tool} network create {name}"),
        f"{tool} network ls",
        sure=0.95,
    )


@family.rule(
    when="olume",
    says=r"no such volume|external volume \"(?P<name>[^\"]+)\" not found|volume is in use - \[(?P<id>[0-9a-f]+)",
)
def volume(f: Failed) -> Advice:
    """A volume that is not there, or still used."""
    if f["id"]:
        return f.hint(
            "A container still uses that volume",
            f.first(f"docker rm -f {f['id'][:12]}"),
            f"docker ps -a --filter volume={f.rest[-1].value if f.rest else ''}",
            sure=0.92,
        )
    if f["name"]:
        return f.hint(
            f"There is no volume {f['name']}",
            f.first(f"docker volume create {f['name']}"),
            "docker volume ls",
            sure=0.95,
        )
    return f.hint("There is no such volume", f"{f.program} volume ls", sure=0.93)


family.hint(
    "network-in-use",
    "Containers are still connected to that network",
    lambda f: f"docker network inspect {f.rest[-1].raw} --format '{{{{range .Containers}}}}{{{{.Name}}}} {{{{end}}}}'" if f.rest and f.sub == "network" else "docker compose down --remove-orphans",
    lambda f: "docker ps",
    when="has active endpoints",
    why="Stop them, or take them off it: docker network disconnect -f NETWORK CONTAINER.",
    sure=0.93,
)  # fmt: skip
family.hint(
    "gpu",
    "docker has no access to the GPU",
    lambda f: f.local.installer("nvidia-container-toolkit") + " && sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker",
    "nvidia-smi",
    why="The NVIDIA container toolkit is not installed or not configured.",
    when=('could not select device driver "" with capabilities: [[gpu]]', "Unknown runtime specified nvidia", "unknown or invalid runtime name: nvidia", "nvidia-container-cli: initialization error", "could not select device driver \"nvidia\""),
    sure=0.94,
)  # fmt: skip
family.hint(
    "swarm",
    "This machine is not a swarm manager",
    lambda f: f.first("docker swarm init"),
    lambda f: "docker compose up -d" if f.sub == "stack" else "",
    when="This node is not a swarm manager",
    sure=0.94,
)
family.hint(
    "space",
    "The disk is full",
    "docker system df",
    "docker system prune",
    "df -h",
    why="docker's images, containers and build cache take space: prune removes the unused ones.",
    when="no space left on device",
    sure=0.93,
)
family.hint(
    "restart-and-rm",
    "--restart and --rm exclude each other",
    lambda f: f.without("--rm"),
    when="cannot specify both --restart and --rm",
    sure=0.95,
)
family.hint(
    "save-reference",
    "There is no such image here",
    "docker images",
    when="Error response from daemon: reference does not exist",
    sure=0.93,
)


family.hint(
    "multi-platform",
    "The docker driver builds for one platform only",
    lambda f: f.first("docker buildx create --use"),
    when=("Multi-platform build is not supported for the docker driver", "multiple platforms feature is currently not supported for docker driver"),
    why="A builder of its own (docker-container) builds for several.",
    sure=0.96,
)  # fmt: skip
family.hint(
    "network-exists",
    "There is a network {name} already",
    "docker network inspect {name}",
    "docker network ls",
    when="network with name",
    says=r"network with name (?P<name>\S+) already exists",
    why="Use it as it is; or remove it first.",
    sure=0.95,
)
family.hint(
    "platform",
    "The image is built for another processor",
    lambda f: f.swap(f.sub_word, f"{f.sub} --platform {m[1]}", bare=True)
    if (m := f.find(r"requested image's platform \((linux/[a-z0-9]+)(?:/\w+)?\) does not match"))
    and "exec format error" not in f.output
    and f.sub in ("run", "create")
    and f.sub_word
    else None
    if (m and "linux/amd64" not in m[1])
    or re.search(r"(?:^|[/\s])(?:arm64v8|arm32v\d|aarch64|s390x|ppc64le)/", f.text)
    else None
    if "windows" in f.text
    else f.swap(given, "linux/amd64")
    if (given := next((v for o, v in pairwise(f.command.words) if o.value == "--platform"), None))
    else f.swap(f.sub_word, f"{f.sub} --platform linux/amd64", bare=True)
    if f.sub_word and f.sub in ("run", "pull", "build", "create")
    else f"DOCKER_DEFAULT_PLATFORM=linux/amd64 {f.text}",
    "docker run --privileged --rm tonistiigi/binfmt --install all",
    when=("no matching manifest for", "exec format error", "exec /", "does not match the detected host platform", "image with reference"),
    says=r"no matching manifest for linux/|exec format error|does not match the (?:detected host|specified) platform",
    sure=0.9,
)  # fmt: skip
family.hint(
    "api-version",
    "The docker client is newer than the daemon",
    lambda f: f"DOCKER_API_VERSION={m[1]} {f.text}" if (m := f.find(r"[Mm]aximum supported API version is ([\d.]+)|[Mm]inimum supported API version is ([\d.]+)")) and m[1] else "docker version",
    when=("is too new. Maximum supported API", "is too old. Minimum supported API"),
    sure=0.94,
)  # fmt: skip
family.hint(
    "host-unknown",
    "The docker host's name cannot be resolved",
    "docker context ls",
    lambda f: f.without(w) if (w := next((p for p in f.command.prefix if p.raw.startswith("DOCKER_HOST=")), None)) else f"unset DOCKER_HOST && {f.text}",
    why="The address comes from DOCKER_HOST or the docker context.",
    when="error during connect",
    says=r"error during connect: .*no such host",
    sure=0.9,
)  # fmt: skip


@family.rule(when="context not found", says=r"context \"(?P<name>[^\"]+)\": context not found")
def context(f: Failed) -> Advice:
    """A docker context that does not exist."""
    flag = next((w for w in f.command.words if w.value in ("--context", "-c")), None)
    return f.hint(
        f"There is no docker context {f['name']}",
        "docker context ls",
        f.without(flag, f["name"]) if flag else "docker context use default",
        sure=0.95,
    )
