# ruff: noqa: E501
"""podman, buildah and skopeo in their own words: names, mounts, pods, transports."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.docker import subject
from termproxy.assistant.rules.families.docker_registry import IMAGES
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest, slip
from termproxy.assistant.world.wordlist import listed

family = Family("podman", "podman", "buildah")


def plain_name(value: str) -> str:
    return re.sub(r"^(?:docker\.io/)?(?:library/)?|(?::[^/:]*)?(?:@.*)?$", "", value)


@family.rule(
    when=("did not resolve to an alias and no", "short-name resolution enforced"),
    says=r"short-name \"(?P<name>[^\"]+)\"",
)
def short_name(f: Failed) -> Advice | None:
    """An image without its registry, where none is configured to be searched."""
    name = f["name"]
    word = f.word(name) or subject(f)
    if word is None or (f.sub in ("build", "bud") and f.word(name) is None):
        return f.hint(
            f"{f.program} does not know from which registry to pull {name}",
            edit("Containerfile" if f.local.is_file("Containerfile") else "Dockerfile"),
            why=f"Without a registry configured, write it in full: docker.io/{'' if '/' in name else 'library/'}{name}.",
            sure=0.94,
        )
    bare = plain_name(name)
    near = [] if bare in IMAGES or "/" in bare else nearest(bare, ("scratch", *IMAGES))
    sure = bool(near) and slip(bare, near[0]) <= (1.0 if len(bare) > 5 else 0.8)
    meant = [name.replace(bare, n, 1) for n in near]
    whole = [
        n if n.startswith("scratch") else f"docker.io/{'' if '/' in n else 'library/'}{n}"
        for n in (*meant, *([] if sure else [name]))
    ]
    return f.hint(
        f"{f.program} does not know from which registry to pull {name}",
        *[f.swap(word, n) for n in (whole if sure else reversed(whole))],
        why=f"Did you mean {near[0]}? Without a registry configured, write it in full."
        if near
        else "Without a registry configured, write it in full.",
        sure=0.96,
    )


@family.rule(
    when="no such file or directory",
    says=r"^Error: (?:lstat|statfs|stat) (?P<path>[^\s:]+): no such file or directory",
)
def mount_source(f: Failed) -> Advice | None:
    """-v ./data:/data: podman does not make the folder, as docker does."""
    word = next(
        (
            w
            for w in f.rest
            if re.search(r"[^:]:/", w.value)
            and w.value.partition(":")[0].removeprefix("./").rstrip("/")
            in (f["path"], f["path"].removeprefix(f.local.cwd.rstrip("/") + "/"))
        ),
        None,
    )
    if word is None or f.sub not in ("run", "create"):
        return None
    source = word.value.partition(":")[0]
    near = f.local.near(source)
    return f.hint(
        f"There is no {source} to mount",
        *[f.swap(word, word.value.replace(source, n, 1)) for n in near],
        f.first(f"mkdir -p {quote(source)}"),
        why="podman mounts what is there; it makes no folders.",
        sure=0.95,
    )


@family.rule(
    when="no such file or directory",
    says=r"^Error: (?:open|stat) (?P<path>[^\s:]+): no such file or directory",
    on=("load", "import", "kube", "play", "secret", "restore"),
    programs="podman",
)
def named_file(f: Failed) -> Advice | None:
    """load -i, kube play, secret create: a file of this machine."""
    word = next((w for w in f.rest if f["path"] in (w.value, w.value.partition("=")[2])), None)
    if word is None:
        return None
    near = [*f.local.near(f["path"]), *f.local.elsewhere(f["path"])]
    return f.hint(
        f"There is no file {f['path']}",
        *[f.swap(word, word.value.replace(f["path"], n)) for n in dict.fromkeys(near)],
        "ls" if not near else None,
        sure=0.94,
    )


@family.rule(
    when="image is in use by a container",
    says=r"image used by (?P<id>[0-9a-f]{12,}): image is in use",
)
def image_in_use(f: Failed) -> Advice:
    """rmi of an image that a container was made from."""
    word = f.word("rmi") or f.word("rm")
    return f.hint(
        "A container still uses that image",
        f.first(f"{f.program} rm {f['id'][:12]}"),
        f.swap(word, f"{word.value} -f", bare=True) if word else None,
        f"{f.program} ps -a --external" if f.program == "podman" else f"{f.program} containers -a",
        why="Remove the container first; -f removes both.",
        sure=0.94,
    )


@family.rule(
    when="is being used by", says=r"volume (?P<name>\S+) is being used by[^:]*(?::| container\(s\)) (?P<ids>[0-9a-f, ]+)"
)  # fmt: skip
def volume_in_use(f: Failed) -> Advice:
    """volume rm of one that a container mounts."""
    ids = " ".join(i[:12] for i in f["ids"].replace(",", " ").split())
    return f.hint(
        f"A container still uses the volume {f['name']}",
        f.first(f"podman rm {ids}"),
        f"podman ps -a --filter volume={f['name']}",
        why="Remove the container first; volume rm -f removes both.",
        sure=0.95,
    )


family.hint(
    "exists",
    "There is a {kind} {name} already",
    lambda f: f"podman {f['kind']} inspect {f['name']}",
    lambda f: f.first(f"podman {f['kind']} rm {f['name']}"),
    when=("already exists: volume", "already exists: pod", "network name"),
    says=r"(?P<kind>volume|pod|network) (?:with )?name (?P<name>\S+) (?:already exists|already used|is in use)",
    sure=0.94,
)
family.hint(
    "no-pod",
    "There is no pod {name}",
    "podman pod ls",
    when="no pod with name or ID",
    says=r"no pod with name or ID \"?(?P<name>[^\s\"]+)\"? found: no such pod$",
    on="pod",
    sure=0.95,
)
family.hint(
    "default-network",
    "That network is podman's own, and stays",
    "podman network ls",
    when="cannot be removed",
    says=r"default network \S+ cannot be removed",
    sure=0.95,
)


@family.rule(
    when="port number", says=r"port numbers? must be between 1 and 65535 \(inclusive\), got (?P<port>-?\d+)"
)  # fmt: skip
def port_number(f: Failed) -> Advice:
    """-p 80801:80"""
    port = f["port"]
    word = next((w for w in f.rest if re.search(rf"(?:^|:|-p){port}(?::|$|/)", w.value)), None)
    shorter = [p for p in (port[:-1], port[1:]) if p.isdigit() and 0 < int(p) < 65536]
    return f.hint(
        f"There is no port {port}: they end at 65535",
        *[f.swap(word, word.value.replace(port, p, 1)) for p in dict.fromkeys(shorter) if word],
        sure=0.94,
    )


@family.rule(
    when="invalid option type", says=r"invalid option type \"(?P<option>[^\"]+)\""
)  # fmt: skip
def mount_option(f: Failed) -> Advice:
    """-v a:/b:rwz: options of a mount are separated by commas."""
    known = listed("ro rw z Z U O nodev dev noexec exec nosuid suid rbind bind rprivate rshared")
    option = f["option"]
    word = next(
        (w for w in f.rest if w.value.endswith(":" + option) or f",{option}" in w.value), None
    )
    split = [f"{a},{option[len(a):]}" for a in ("ro", "rw") if option.startswith(a) and option[len(a):] in known]  # fmt: skip
    near = split or [n for n in nearest(option, known) if n != option]
    return f.hint(
        f"A mount has no option {option}",
        *[f.swap(word, word.value[: -len(option)] + n) for n in near if word],
        why=f"There are: {' '.join(known[:8])}; several are separated by commas.",
        sure=0.93,
    )


family.hint(
    "no-object",
    "There is no container, image, volume or network {name}",
    "podman ps -a",
    "podman images",
    when="no such object",
    says=r"no such object: \"(?P<name>[^\"]+)\"",
    sure=0.93,
)
family.hint(
    "copy-container",
    "There is no container {name}",
    "podman ps -a",
    on="cp",
    when="does not exist",
    says=r"^Error: container \"(?P<name>[^\"]+)\" does not exist",
    sure=0.94,
)
family.hint(
    "copy-inside",
    "There is no {path} in {name}",
    lambda f: f"podman exec {f['name']} ls {quote(f['path'].rpartition('/')[0] or '/')}",
    when="could not be found on container",
    says=r"\"(?P<path>[^\"]+)\" could not be found on container (?P<name>[^\s:]+)",
    why="In a stopped container, podman cp NAME:/ - | tar t shows what there is.",
    sure=0.94,
)
family.hint(
    "pause",
    "catatonit is not installed, which pods need",
    lambda f: f.first(f.local.installer("catatonit")),
    when="finding pause binary",
    says=r"exec: \"catatonit\": executable file not found",
    sure=0.96,
)
family.hint(
    "all-and-names",
    "All of them, or these: both together is not possible",
    lambda f: f.without(*[w for w in f.operands if w not in (f.sub_word, f.rest[0])]),
    lambda f: f.without(*[w for w in f.rest if w.value in ("-a", "--all")]),
    when="when using the --all switch, you may not pass",
    sure=0.93,
)
family.hint(
    "which-container",
    "No container is named: a name is missing, or the list in $(...) was empty",
    "podman ps -a",
    when=(
        "you must provide at least one name or id",
        "specify at least one container name or ID",
        "requires the name or ID of a container",
        "start requires at least one argument",
    ),
    sure=0.93,
)
family.hint(
    "exec-command",
    "The command to run in the container is missing",
    lambda f: (
        f.rewrite(f"podman exec -it {w.raw} sh") if f.sub == "exec" and (w := subject(f)) else None
    ),
    when="must provide a non-empty command to start an exec session",
    sure=0.95,
)
family.hint(
    "no-compose",
    "This podman has no compose",
    lambda f: (
        f.rewrite("podman-compose " + " ".join(w.raw for w in f.rest))
        if f.local.which("podman-compose")
        else f.first(f.local.installer("podman-compose")).replace(
            "podman compose", "podman-compose"
        )
    ),
    when="unrecognized command `podman compose`",
    why="It came with podman 4.7; podman-compose is a program of its own.",
    sure=0.96,
)
family.hint(
    "memory",
    "{size} is no size",
    lambda f: (
        f.swap(w, w.value.replace(f["size"], m[0] + "g"))
        if (m := re.match(r"\d+", f["size"]))
        and (w := next((w for w in f.rest if w.value.endswith(f["size"])), None))
        else None
    ),
    when="invalid size",
    says=r"invalid size: '(?P<size>[^']+)'",
    why="A size ends with b, k, m or g.",
    sure=0.92,
)
family.hint(
    "build-container",
    "buildah has no container {name}",
    "buildah containers",
    "buildah from scratch",
    programs="buildah",
    when="container not known",
    says=r"container \"(?P<name>[^\"]+)\": container not known",
    why="buildah from IMAGE makes one, and says its name.",
    sure=0.94,
)
family.hint(
    "signal",
    "There is no signal {name}",
    lambda f: [
        f.swap(f["name"], n)
        for n in nearest(
            f["name"].upper(),
            ("HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "USR2", "STOP", "CONT"),
        )
    ],
    "kill -l",
    when="invalid signal",
    says=r"invalid signal: (?P<name>\w+)",
    sure=0.92,
)
family.hint(
    "machine-root",
    "podman machine is for your own user, not for root",
    lambda f: f.text.replace("sudo ", "", 1) if f.command.sudo else "podman info",
    when="as root",
    says=r"cannot run command \"podman machine[^\"]*\" as root",
    why="On Linux containers run without a virtual machine: podman needs none.",
    sure=0.93,
)
family.hint(
    "workdir",
    "The image has no folder {path}",
    lambda f: (
        f.swap(w, "/" + f["path"].lstrip("/")) if not f["path"].startswith("/") and (w := f.word(f["path"])) else None
    ),
    when="does not exist on container",
    says=r"workdir \"(?P<path>[^\"]+)\" does not exist on container",
    why="--workdir names a folder in the image, from its root.",
    sure=0.92,
)  # fmt: skip


def _file(f: Failed) -> str:
    """The Containerfile of a build."""
    words = list(f.command.words)
    for at, word in enumerate(words[:-1]):
        if word.value in ("-f", "--file"):
            return words[at + 1].value
    return next((n for n in ("Containerfile", "Dockerfile") if f.local.is_file(n)), "Dockerfile")


@family.rule(
    when=("no FROM statement found", "Unknown instruction", "no stage or image found"),
    says=r"no FROM statement found|Unknown instruction: \"(?P<word>\w+)\"|--from=(?P<stage>\S+): no stage or image found",
    on=("build", "bud"),
)
def build_file(f: Failed) -> Advice:
    """A Containerfile with a mistyped word, or another stage's name."""
    file = _file(f)
    rows = f.local.text(file).split("\n")
    wrong = f["word"] or f["stage"]
    known: tuple[str, ...] = listed(INSTRUCTIONS)
    if f["stage"]:
        known = tuple(re.findall(r"(?im)^\s*FROM\s+.*\sAS\s+(\S+)", "\n".join(rows)))
    if not wrong:  # FROM itself is mistyped, or missing
        wrong = next((m[0] for row in rows if (m := re.match(r"[A-Za-z]+", row.strip()))), "")
        known = ("FROM",)
    at = next(
        (n for n, row in enumerate(rows, 1) if re.search(rf"(?i)\b{re.escape(wrong)}\b", row)), 0
    )
    near = nearest(wrong, known) if wrong else []
    typed = re.search(rf"(?i)\b{re.escape(wrong)}\b", rows[at - 1]) if at and wrong else None
    title = (
        f"{file} has no stage {wrong}"
        if f["stage"]
        else f"{file} does not begin with FROM"
        if known == ("FROM",)
        else f"{file} has an unknown instruction {wrong}"
    )
    return f.hint(
        title,
        f"sed -i '{at}s/{typed[0]}/{near[0]}/' {file} && {f.text}" if near and typed else None,
        edit(file, at or 1),
        why=f"Did you mean {near[0]}?"
        if near
        else f"Its stages: {', '.join(known)}."
        if f["stage"] and known
        else "",
        sure=0.94,
    )


INSTRUCTIONS = "FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL MAINTAINER"
