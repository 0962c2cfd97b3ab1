# ruff: noqa: E501
"""docker and podman: the daemon, images, containers, networks, volumes, builds."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.families.vocabulary import container_words
from termproxy.assistant.rules.words import Word
from termproxy.assistant.spelling import nearest
from termproxy.assistant.wordlist import listed

DOCKER = listed("docker podman docker-compose kind minikube lazydocker buildah nerdctl act make just skaffold tilt devcontainer")  # fmt: skip
family = Family("docker", *DOCKER)

IMAGES = listed(
    """alpine ubuntu debian nginx postgres mysql mariadb redis mongo node python golang httpd busybox
rabbitmq memcached elasticsearch hello-world traefik wordpress php ruby openjdk eclipse-temurin
registry centos fedora archlinux rockylinux amazonlinux influxdb consul vault haproxy caddy sonarqube
jenkins/jenkins grafana/grafana prom/prometheus portainer/portainer-ce minio/minio adminer composer
maven gradle rust ghost nextcloud drupal zookeeper cassandra neo4j kibana logstash tomcat"""
)


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
        "sudo systemctl start docker",
        "sudo service docker start",
        f.first("sudo systemctl start docker"),
        why="Start it; `sudo systemctl enable docker` starts it at every boot.",
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
    when=(
        "pull access denied",
        "repository does not exist",
        "manifest unknown",
        "requested access to the resource is denied",
        "not found: manifest",
        "manifest for",
    ),
    says=r"pull access denied for (?P<denied>[^\s,]+)|manifest for (?P<tagged>\S+) not found|(?P<ref>[\w./:-]+): (?:failed to resolve source metadata|not found)|manifest unknown|requested access to the resource is denied",
)
def no_such_image(f: Failed) -> Advice | None:
    """The registry has no such image or tag, or wants a login."""
    if f.sub == "push" or (f.sub == "compose" and f.has("push")):
        return _push_denied(f)
    tagged = f.find(r"manifest for (\S+) not found") or (
        f.find(r"(?:docker\.io/)?(?:library/)?([\w./-]+:[\w.-]+): not found")
    )
    if tagged:
        name, _, tag = tagged[1].rpartition(":")
        name = re.sub(r"^(?:docker\.io/)?(?:library/)?", "", name) or tagged[1]
        word = next(
            (w for w in f.command.words if w.value.endswith(f"{name}:{tag}") or w.value == name),
            None,
        )
        return f.hint(
            f"There is no tag {tag} of {name}",
            f.swap(word, f"{name}:latest") if word and tag != "latest" else None,
            f"docker search {name}" if tag == "latest" else None,
            edit("Dockerfile")
            if word is None and f.sub in ("build", "buildx", "compose")
            else None,
            why="The image exists, that version does not."
            if tag != "latest"
            else "Its versions have other names: see its page.",
            sure=0.92,
        )
    name = f["denied"] or f["ref"]
    if not name:
        image = subject(f)
        name = image.value if image else ""
    short = re.sub(r"^(?:docker\.io/)?(?:library/)?", "", name)
    word = next(
        (w for w in f.command.words if w.value.split(":")[0].endswith(short) and short), None
    )
    near = (
        nearest(short, IMAGES, prior=("nginx", "postgres", "python", "node", "redis", "ubuntu"))
        if "/" not in short or short not in IMAGES
        else []
    )
    near = [n for n in near if n != short]
    registry = short.split("/")[0] if "." in short.split("/")[0] else ""
    in_file = word is None and f.sub in ("build", "buildx", "compose", "")
    return f.hint(
        f"There is no image {short}, or you may not see it",
        *[f.swap(word, word.value.replace(short, n)) for n in near if word],
        _edit_from(f, short) if in_file and near else None,
        f.first(f"docker login {registry}".strip()) if not (near and "/" not in short) else None,
        "docker images" if not near else None,
        f"docker search {short}" if not registry and "/" not in short else None,
        why=f"Did you mean {near[0]}?"
        if near
        else "No such image in the registry, or it is private and you are not logged in.",
        sure=0.93,
    )


def _edit_from(f: Failed, image: str) -> str:
    for name in ("Dockerfile", "compose.yaml", "docker-compose.yml"):
        for number, line in enumerate(f.local.text(name).split("\n"), 1):
            if image in line:
                return edit(name, number)
    return ""


def _push_denied(f: Failed) -> Advice:
    image = subject(f)
    name = image.value if image else "<image>"
    bare = "/" not in name
    return f.hint(
        "You may not push there",
        f"docker tag {name} <user>/{name} && docker push <user>/{name}"
        if bare
        else f.first("docker login"),
        f.first("docker login") if bare else None,
        why="On Docker Hub the name begins with your user name."
        if bare
        else "You are not logged in, or the repository is not yours.",
        sure=0.92,
        verified=not bare,
    )


family.hint(
    "rate-limit",
    "Docker Hub's limit of anonymous pulls is reached",
    lambda f: f.first("docker login"),
    why="Logged-in users may pull more; or wait a few hours.",
    when=(
        "toomanyrequests",
        "You have reached your pull rate limit",
        "reached your unauthenticated pull rate limit",
    ),
    sure=0.96,
)
family.hint(
    "unauthorized",
    "The registry wants a login",
    lambda f: f.first("docker login " + m[1] if (m := f.find(r"(?:Get|Head) \"?https?://((?!registry-1\.docker|auth\.docker)[^/\"]+)/v2")) else "docker login"),
    when=("unauthorized: authentication required", "unauthorized: incorrect username", "no basic auth credentials", "unauthorized: "),
    sure=0.92,
)  # fmt: skip


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
    return f.hint(
        f"A container named {name} exists already",
        f.first(f"{tool} rm -f {name}"),
        f"{tool} start {name}",
        f.swap(other, f"{name}2") if other else None,
        why="Remove the old one, or start it again.",
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
    running = "is using its referenced image" in f.output and "running" in f.output
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
        f.first(f"docker rm {'-f ' if running else ''}{ident[:12]}") if ident else None,
        f.swap("rmi", "rmi -f", bare=True) if f.sub == "rmi" else f.append("-f"),
        why="Remove the container first, or force it.",
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
    says=r"(?:No such (?P<kind>container|object|image)|(?P<podman>no container with name or ID)|(?P<image>image not known|does not exist locally with the tag))(?:: \"?(?P<name>[^\s\"]+))?",
)
def no_such(f: Failed) -> Advice | None:
    """No container or image of that name here."""
    tool = "podman" if f.program == "podman" else "docker"
    kind = f["kind"] or ("image" if f["image"] else "container")
    word = subject(f)
    name = (word.value if word else "") or f["name"] or (f.find(r"tag: (\S+)") or ["", ""])[1]
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


@family.rule(
    when=(
        "executable file not found",
        "no such file or directory: unknown",
        "executable file `",
        "no such file or directory",
    ),
    says=r"exec: \"(?P<name>[^\"]+)\": (?:executable file not found|stat [^:]+: no such file)|executable file `(?P<crun>[^`]+)` not found|starting container process caused: exec: \"(?P<old>[^\"]+)\"",
)
def no_program_inside(f: Failed) -> Advice | None:
    """A program that the image does not have."""
    if f.program in ("kubectl", "oc"):
        return None
    name = f["name"] or f["crun"] or f["old"]
    word = next(
        (w for w in reversed(f.command.words) if w.value == name or w.value.split(" ")[0] == name),
        None,
    )
    shell = name.rsplit("/", 1)[-1] in ("bash", "zsh", "fish")
    if name.startswith("-") and word:  # docker run image -it: an option behind the image
        image = subject(f)
        if image:
            moved = f.without(word)
            at = moved.find(image.raw)
            return f.hint(f"The option {name} stands behind the image, so it was run as a program",
                          f"{moved[:at]}{word.raw} {moved[at:]}", why="Options come before the image's name.", sure=0.95)  # fmt: skip
    if shell and word:
        return f.hint(
            f"There is no {name} in that image",
            f.swap(word, "sh"),
            why="Small images (alpine, busybox) have only sh.",
            sure=0.96,
        )
    if word and " " in word.value:
        return f.hint(
            f'The whole of "{word.value}" was taken for one program',
            f.swap(word, word.value, bare=True),
            why="Without the quotes, words are passed apart.",
            sure=0.92,
        )
    image = subject(f)
    return f.hint(
        f"There is no program {name} in the image",
        f"{f.program} run --rm -it --entrypoint sh {image.raw}" if image and f.sub == "run" else f"{f.program} exec -it {image.raw} sh" if image and f.sub == "exec" else None,
        why="Look inside with a shell.",
        sure=0.85,
    )  # fmt: skip


@family.rule(when="input device is not a TTY", says=r"input device is not a TTY")
def no_tty(f: Failed) -> Advice | None:
    """-t in a pipe or script."""
    word = next((w for w in f.command.words if w.value in ("-it", "-ti")), None)
    if word:
        return f.hint(
            "There is no terminal for -t",
            f.swap(word, "-i"),
            why="In a pipe or script only -i works.",
            sure=0.97,
        )
    tty = next((w for w in f.command.words if w.value in ("-t", "--tty")), None)
    return f.hint(
        "There is no terminal for -t",
        f.without(tty) if tty else f.swap("exec", "exec -T", bare=True),
        sure=0.95,
    )


@family.rule(
    when=("invalid reference format",), says=r"invalid reference format(?:: (?P<what>.+))?$"
)
def reference(f: Failed) -> Advice | None:
    """A name that cannot be an image's."""
    tag = next(
        (
            w
            for w in f.command.words
            if re.search(r"[A-Z]", w.value.split(":")[0])
            and not w.is_option
            and not w.value.startswith(("/", "."))
        ),
        None,
    )
    if "lowercase" in f["what"]:
        named = re.search(r"\(([^)]+)\)", f["what"])
        if named:
            tail = named[1].rsplit("/", 1)[-1]
            word = next(
                (w for w in f.command.words[1:] if w.value.split(":")[0].endswith(tail)), tag
            )
            bad = word
            previous = next(
                (w for w in reversed(f.command.words) if bad and w.end <= bad.start), None
            )
            if bad and previous and previous.value.endswith("=") and f.sub in ("run", "create"):
                return f.hint(
                    "There is a blank in the value before the image",
                    project_join(f, previous, bad),
                    sure=0.88,
                )
            if bad:
                head, colon, label = bad.value.partition(":")
                return f.hint(
                    "Image names are lower case",
                    f.swap(bad, head.lower() + colon + label),
                    sure=0.97,
                )
    volume = next(
        (w for w in f.command.words if "$(pwd)" in w.raw.lower() or "$PWD" in w.raw), None
    )
    if volume and not volume.raw.startswith('"'):
        return f.hint(
            "The folder's name holds a blank: quote it",
            f.swap(volume, f'"{volume.raw}"', bare=True),
            sure=0.93,
        )
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
    near = f.local.near(f["path"])
    word = next((w for w in f.command.words if f["path"] in w.value), None)
    return f.hint(
        f"There is no folder {f['path']} on this machine",
        *[f.swap(word, word.value.replace(f["path"], n)) for n in near if word],
        f.first(f"mkdir -p {f['path']}"),
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
    sure=0.9,
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
    "platform",
    "The image is built for another processor",
    lambda f: f.swap(f.sub_word, f"{f.sub} --platform linux/amd64", bare=True) if f.sub_word and f.sub in ("run", "pull", "build", "create") else f"DOCKER_DEFAULT_PLATFORM=linux/amd64 {f.text}",
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
    "insecure-registry",
    "The registry speaks plain HTTP",
    """echo '{"insecure-registries": ["HOST"]}' | sudo tee /etc/docker/daemon.json && sudo systemctl restart docker""",
    why="docker wants HTTPS unless the registry is listed in /etc/docker/daemon.json.",
    when="server gave HTTP response to HTTPS client",
    sure=0.82,
)
family.hint(
    "credential-helper",
    "docker's credential helper is not installed",
    "sed -i '/credsStore/d' ~/.docker/config.json",
    "cat ~/.docker/config.json",
    why="~/.docker/config.json names a helper (often Docker Desktop's) that is not here.",
    when=("error getting credentials", "error storing credentials", "docker-credential-"),
    says=r"error (?:getting|storing) credentials",
    sure=0.92,
)
family.hint(
    "registry-unreachable",
    "The registry cannot be reached",
    "curl -sI https://registry-1.docker.io/v2/",
    lambda f: "cat /etc/resolv.conf" if "no such host" in f.output else "sudo systemctl restart docker",
    lambda f: f.text,
    why="No network, no DNS, or a proxy that the daemon does not know.",
    when=("dial tcp: lookup", "TLS handshake timeout", "net/http: request canceled", "i/o timeout", "context deadline exceeded"),
    says=r"(?:registry|docker\.io|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|/v2/).*(?:no such host|TLS handshake timeout|request canceled|i/o timeout|deadline exceeded)",
    programs=("docker", "podman", "docker-compose"),
    sure=0.88,
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


@family.rule(
    when="o such file or directory",
    says=r"open (?P<path>[^\s:]+): no such file or directory|^lstat (?P<source>[^\s:]+): no such file",
)
def no_file(f: Failed) -> Advice | None:
    """--env-file, load -i, cp, stack deploy -c: a file of this machine."""
    if (
        f.program not in ("docker", "podman")
        or f.sub in ("build", "compose")
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
    sample = next(
        (
            typed + e
            for e in (".example", ".sample", ".template", ".dist")
            if f.local.exists(typed + e)
        ),
        "",
    )
    return f.hint(
        f"There is no file {typed}",
        f.first(f"cp {sample} {typed}") if sample else None,
        *[f.swap(word, word.value.replace(typed, n)) for n in near if word and n != sample],
        f"ls -a {os.path.dirname(typed)}".strip(),
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
    "short-name",
    "podman does not know from which registry to pull that name",
    lambda f: (
        f.swap(w, f"docker.io/{'library/' if '/' not in w.value else ''}{w.value}")
        if (w := subject(f))
        else ""
    ),
    why="Without a registry configured, write it in full.",
    when=("did not resolve to an alias and no", "short-name resolution enforced"),
    sure=0.96,
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
    "There is nothing to act on: the list is empty",
    lambda f: f"{f.program} ps -a",
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
            "docker images",
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
