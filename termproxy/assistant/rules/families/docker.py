# ruff: noqa: E501
"""docker and podman: the daemon, images, containers, networks, volumes, builds."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.vocabulary import container_words
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

DOCKER = listed("docker podman docker-compose kind minikube lazydocker buildah nerdctl act make just skaffold tilt devcontainer")  # fmt: skip
family = Family("docker", *DOCKER)


def subject(f: Failed) -> Word | None:
    """The container or image that the command is about."""
    words = container_words(f)
    if f.sub in ("container", "image", "volume", "network") and words:
        words = words[1:]
    return words[0] if words else None


@family.rule(
    when=("Cannot connect to the Docker daemon", "Is the docker daemon running", "Couldn't connect to Docker daemon", "docker daemon is not running", "failed to connect to the docker API", "error during connect", "PROVIDER_DOCKER_NOT_RUNNING", "failed to get docker info", "connection refused", "Cannot connect to Podman"),
    says=r"Cannot connect to the Docker daemon(?: at (?P<url>\S+?))?\. Is|Couldn't connect to Docker daemon|docker daemon (?:is )?not running|connect to the docker API at (?P<url2>\S+?)[;,]|PROVIDER_DOCKER_NOT_RUNNING|failed to get docker info|Cannot connect to Podman",
    programs=(),
)  # fmt: skip
def daemon(f: Failed) -> Advice | None:
    """No docker daemon answers."""
    url = f["url"] or f["url2"]
    if "Podman" in f[0]:
        return f.hint(
            "The podman service is not running",
            "podman machine start",
            "systemctl --user start podman.socket",
            sure=0.9,
        )
    if url.startswith(("tcp:", "http", "ssh:")):
        variable = next((w for w in f.command.prefix if w.raw.startswith("DOCKER_HOST=")), None)
        return f.hint(
            f"No docker daemon answers at {url}",
            "docker context ls",
            f"unset DOCKER_HOST && {f.without(variable) if variable else f.text}",
            why="The address comes from DOCKER_HOST or the docker context.",
            sure=0.9,
        )
    if ".docker/desktop" in url or ".docker/run" in url or ".colima" in url or ".orbstack" in url:
        start = "colima start" if "colima" in url else "systemctl --user start docker-desktop"
        return f.hint(
            "Docker Desktop is not running", start, "docker context use default", sure=0.93
        )
    if "/run/user/" in url:
        return f.hint(
            "The rootless docker daemon is not running", "systemctl --user start docker", sure=0.94
        )
    return f.hint(
        "The docker daemon is not running",
        f.local.service("start", "docker"),
        f.first(f.local.service("start", "docker")),
        why=f"Start it; `{f.local.sudo}systemctl enable docker` starts it at every boot."
        if f.local.systemd
        else "Without systemd: `service docker start`, or dockerd by hand; in a container, mount the host's socket.",
        sure=0.95,
    )


@family.rule(
    when="permission denied",
    says=r"permission denied while trying to connect to the [Dd]ocker|[Gg]ot permission denied while trying to connect|dial unix (?:/var)?/run/docker\.sock: connect: permission denied",
    programs=(),
)
def socket_permission(f: Failed) -> Advice:
    """The socket belongs to root and the group docker."""
    return f.hint(
        "You may not talk to the docker daemon",
        "sudo usermod -aG docker $USER && newgrp docker",
        f.sudo(),
        why="You are not in the group docker; after joining it, log in again (or use newgrp).",
        sure=0.96,
    )


@family.rule(
    when=(
        "unknown shorthand flag",
        "is not a docker command",
        "unknown command: docker",
        "unknown flag",
    ),
    programs="docker",
)
def no_plugin(f: Failed) -> Advice | None:
    """`docker compose` or `docker buildx` without their plugin."""
    if f.sub not in ("compose", "buildx", "scout", "model") or not f.find(
        r"Usage:\s+docker \[OPTIONS\]|'(?:compose|buildx|scout)' is not a docker|unknown command: docker (?:compose|buildx|scout)|unknown docker command|See 'docker --help'"
    ):
        return None
    package = {"compose": "docker-compose-plugin", "buildx": "docker-buildx-plugin"}.get(f.sub, "")
    old = f.sub == "compose" and f.local.which("docker-compose")
    tail = " ".join(w.raw for w in f.rest)
    return f.hint(
        f"docker's {f.sub} plugin is not installed",
        f.rewrite(f"docker-compose {tail}") if old else None,
        f.local.installer(package) if package else None,
        f.local.installer("docker-compose-v2") if f.sub == "compose" else None,
        why="It is a package of its own.",
        sure=0.97,
    )


@family.rule(
    when="is already in use by",
    says=r"(?:container name|name) \"/?(?P<name>[^\"]+)\" is already in use",
)
def name_taken(f: Failed) -> Advice:
    """A container of that name exists."""
    name = f["name"]
    tool = "podman" if f.program == "podman" else "docker"
    other = f.word(name)
    if f.sub == "rename":
        return f.hint(
            f"A container named {name} exists already",
            f"{tool} rm {name} && {f.text}",
            f"{tool} ps -a",
            sure=0.92,
        )
    again = [f.first(f"{tool} rm -f {name}"), f"{tool} start {name}"]
    keeps = re.search(r"\b(?:postgres|mysql|mariadb|mongo|redis|elasticsearch|rabbitmq)\b", f.text)
    return f.hint(
        f"A container named {name} exists already",
        *(again[::-1] if keeps else again),
        f.swap(other, f"{name}2") if other else None,
        why="Its data goes with it when it is removed."
        if keeps
        else "Remove the old one, or start it again.",
        sure=0.95,
    )


@family.rule(
    when=("port is already allocated", "address already in use", "Ports are not available"),
    says=r"(?:Bind for \S*?|listen (?:tcp|udp)\S* \S*?|exposing port TCP \S*?|bind host port for \S*?):(?P<port>\d+)(?:[:/\s]|->).*?(?P<how>port is already allocated|address already in use)",
)
def port_taken(f: Failed) -> Advice | None:
    """The host's port is taken."""
    port = f["port"]
    other = str(int(port) + 1)
    word = next((w for w in f.command.words if re.search(rf"(?:^|:|-p){port}:\d+", w.value)), None)
    tool = "podman" if f.program == "podman" else "docker"
    mine = f["how"].startswith("port")
    ask = f"{tool} ps --filter publish={port}"
    return f.hint(
        f"Port {port} of this machine is in use",
        ask if mine else f"sudo lsof -i :{port}",
        f.swap(word, re.sub(rf"{port}(?=:\d)", other, word.value, count=1)) if word else None,
        f"sudo ss -ltnp 'sport = :{port}'" if mine else ask,
        why="Another container has it: stop that one, or use another port."
        if mine
        else "Another program has it: stop that one, or use another port.",
        sure=0.94,
    )


@family.rule(
    when=(
        "cannot remove a running container",
        "cannot remove container",
        "container is running",
        "is running: remove with force",
    ),
    says=r"cannot remove (?:a running )?container|is running: (?:stop|remove)",
)
def remove_running(f: Failed) -> Advice | None:
    """rm of a running container."""
    if "No such container" in f.output or f.sub == "compose":
        return None
    image = subject(f)
    names = " ".join(w.raw for w in container_words(f)) if image else ""
    return f.hint(
        "The container is still running",
        f"{f.program} stop {names} && {f.text}" if names else None,
        f.swap("rm", "rm -f", bare=True),
        why="Stop it first, or remove it by force.",
        sure=0.95,
    )


@family.rule(
    when=(
        "unable to remove repository reference",
        "unable to delete",
        "image is in use by a container",
        "image is being used",
    ),
    says=r"(?:container (?P<id>[0-9a-f]{6,64})|must be force)",
)
def image_in_use(f: Failed) -> Advice:
    """rmi of an image that a container or a second tag needs."""
    ident = f["id"] or (f.find(r"container ([0-9a-f]{12,})") or ["", ""])[1]
    listed_all = re.search(r"\$\(\s*(?:docker|podman) (?:images|image ls)\b", f.text)
    if listed_all and f.sub in ("rmi", "image"):
        return f.hint(
            "Containers still use some of these images",
            "docker image prune -a",
            ahead(f, f"docker rm -f {ident[:12]}") if ident else None,
            "docker ps -a",
            why="image prune -a removes those that no container uses.",
            sure=0.95,
        )
    running = re.search(r"being used by running container|is using its referenced image", f.output)
    forced = "cannot be forced" not in f.output
    if "multiple repositories" in f.output:
        return f.hint(
            "The image has several names",
            f.swap("rmi", "rmi -f", bare=True),
            "docker images",
            why="-f removes them all.",
            sure=0.9,
        )
    return f.hint(
        "A container still uses that image",
        ahead(f, f"docker rm {'-f ' if running and not forced else ''}{ident[:12]}")
        if ident
        else None,
        None
        if not forced
        else f.swap("rmi", "rmi -f", bare=True)
        if f.sub == "rmi"
        else f.append("-f"),
        why="Remove the container first, or force it."
        if forced
        else "The container runs: it goes first.",
        sure=0.93,
    )


@family.rule(
    when=(
        "o such container",
        "no container with name or ID",
        "No such object",
        "o such image",
        "image not known",
        "does not exist locally",
    ),
    says=r"(?:No such (?P<kind>container|object|image)|(?P<podman>no container with name or ID)|(?P<image>image not known|does not exist locally with the tag))(?::? \"?(?P<name>[^\s\"]+))?",
)
def no_such(f: Failed) -> Advice | None:
    """No container or image of that name here."""
    tool = f.program if f.program in ("podman", "buildah", "nerdctl") else "docker"
    kind = f["kind"] or ("image" if f["image"] else "container")
    word = subject(f)
    told = f["name"].rstrip(":,;") if f["name"] and f.word(f["name"].rstrip(":,;")) else ""
    name = (
        told or (word.value if word else "") or f["name"] or (f.find(r"tag: (\S+)") or ["", ""])[1]
    )
    if not name:
        return None
    if kind == "image":
        build = f.sub in ("push", "tag", "save") and any(
            n.startswith("Dockerfile") for n in f.local.entries()
        )
        return f.hint(
            f"There is no image {name} here",
            f"{tool} images",
            f.first(f"{tool} build -t {name} .")
            if build
            else f.first(f"{tool} pull {name}")
            if f.sub not in ("rmi", "push")
            else None,
            why="See its exact name and tag.",
            sure=0.92,
        )
    if kind == "object":
        return f.hint(
            f"There is no container, image or volume {name}",
            f"{tool} ps -a",
            f"{tool} images",
            sure=0.9,
        )
    service = (
        nearest(name, f.local.compose_services) if name not in f.local.compose_services else [name]
    )
    tail = " ".join(w.raw for w in f.rest)
    composed = ""
    if service and f.sub in ("exec", "logs", "restart", "stop", "start", "rm", "kill"):
        composed = f"{tool} compose {f.sub} " + tail.replace(name, service[0])
        composed = re.sub(r" -(it|ti) ", " ", composed)
    return f.hint(
        f"There is no container {name}",
        composed,
        f"{tool} ps -a"
        if f.sub not in ("exec", "stop", "kill", "attach", "top", "stats")
        else f"{tool} ps",
        f"{tool} ps -a" if f.sub in ("exec", "stop", "kill", "attach", "top", "stats") else None,
        why="In compose the service name is meant: docker compose finds its container."
        if composed
        else "ps lists the names; -a the stopped ones too.",
        sure=0.94,
    )


@family.rule(
    when=(
        "is not running",
        "cannot attach to a stopped container",
        "can only create exec sessions on running",
        "container state improper",
    ),
    says=r"[Cc]ontainer (?P<id>\S+) is not running|cannot attach to a stopped|can only create exec sessions on running|container state improper",
)
def not_running(f: Failed) -> Advice | None:
    """exec, attach, kill in a stopped container."""
    word = subject(f)
    if word is None or f.sub == "compose":
        return None
    tool = f.program
    if f.sub == "attach":
        return f.hint(
            f"The container {word.value} is stopped",
            f"{tool} start -a {word.raw}",
            f"{tool} logs {word.raw}",
            sure=0.95,
        )
    if f.sub in ("kill", "stop"):
        return f.hint(f"The container {word.value} is stopped already", f"{tool} ps -a", sure=0.88)
    return f.hint(
        f"The container {word.value} is stopped",
        f.first(f"{tool} start {word.raw}"),
        f"{tool} logs {word.raw}",
        why="Its log says why, if it stops again.",
        sure=0.95,
    )


family.hint(
    "subnet-overlaps",
    "Another network has that range of addresses",
    lambda f: (
        "docker network inspect $(docker network ls -q) --format "
        "'{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}'"
    ),
    lambda f: f.first("docker network prune"),
    why="Choose another subnet, or remove the network that has it.",
    when=("Pool overlaps with other one", "invalid pool request"),
    says=r"Pool overlaps with other one",
    sure=0.94,
)
family.hint(
    "predefined-network",
    "The network {name} is docker's own, and stays",
    "docker network ls --filter type=custom",
    "docker network prune",
    when=("is a pre-defined network and cannot be", "operation is not permitted on predefined"),
    says=r"(?:^|: )(?P<name>\w+) is a pre-defined network|predefined (?P<other>\w+) network",
    why="bridge, host and none are always there; prune removes your own that no container uses.",
    sure=0.95,
)
