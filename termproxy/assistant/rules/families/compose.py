# ruff: noqa: E501
"""docker compose (and v1's docker-compose), and building images: files, services, Dockerfiles."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.project import edit, shown
from termproxy.assistant.rules.places import sample
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("compose", "docker", "docker-compose", "podman", "podman-compose", "make", "just")


FILES = listed("compose.yaml compose.yml docker-compose.yml docker-compose.yaml")
KEYS = listed(
    """image build command entrypoint environment env_file ports expose volumes networks depends_on
restart container_name hostname healthcheck labels logging deploy profiles user working_dir tty
stdin_open privileged cap_add cap_drop extra_hosts dns links secrets configs platform pull_policy
init ulimits sysctls devices tmpfs shm_size mem_limit cpus network_mode pid ipc read_only
security_opt stop_signal stop_grace_period extends develop services version name"""
)


def compose_file(f: Failed) -> str:
    said = f.find(r"(?:validating |parsing |in ')(/?\S*\.ya?ml)")
    if said:
        return shown(f, said[1].rstrip(":'"))
    return next((n for n in FILES if f.local.exists(n)), "compose.yaml")


def composing(f: Failed) -> bool:
    return f.sub == "compose" or f.program in ("docker-compose", "podman-compose", "make", "just")


def verb(f: Failed) -> str:
    words = f.rest if f.sub == "compose" else f.operands
    return next(
        (w.value for w in words if not w.is_option and not w.value.endswith((".yml", ".yaml"))), ""
    )


@family.rule(
    when=(
        "no configuration file provided",
        "Can't find a suitable configuration file",
        "no compose.yaml",
        "no docker-compose.yml",
    )
)
def no_file(f: Failed) -> Advice | None:
    """No compose file here: a folder below or above has one, or it has another name."""
    below = [p for n in FILES for p in f.local.elsewhere(n) if "/" in p]
    other = [n for n in f.local.entries() if re.search(r"compose.*\.ya?ml$", n)]
    above = next((n for n in FILES if f.local.above(f"../{n}")), "")
    place = f.sub_word if f.sub == "compose" else f.command.words[0]
    fixes = [f"cd {os.path.dirname(p)} && {f.text}" for p in below[:2]]
    fixes += [f.insert(f"-f {n}", after=place) for n in other[:2] if place]
    if above:
        fixes.append(f"cd .. && {f.text}")
    return f.hint(
        "There is no compose file in this folder",
        *fixes,
        why=f"There is one in {os.path.dirname(below[0])}."
        if below
        else "Go to the project's folder, or name the file with -f.",
        sure=0.95,
    )


@family.rule(when="o such service", says=r"[Nn]o such service: (?P<name>\S+)")
def no_service(f: Failed) -> Advice:
    """A service that the compose file does not have."""
    name, services = f["name"], f.local.compose_services
    near = nearest(name, services)
    word = f.word(name)
    return f.hint(
        f"There is no service {name}",
        *[f.swap(word, n) for n in near if word],
        "docker compose config --services",
        why=f"The file has: {', '.join(services[:6])}." if services else "",
        sure=0.95,
    )


@family.rule(when="is not running", says=r"service \"(?P<name>[^\"]+)\" is not running")
def service_stopped(f: Failed) -> Advice:
    """exec in a service that is not up."""
    tail = " ".join(w.raw for w in f.rest).replace("exec", "run --rm", 1)
    return f.hint(
        f"The service {f['name']} is not running",
        f.first(f"docker compose up -d {f['name']}"),
        f"docker compose logs {f['name']}",
        f.rewrite(f"docker compose {tail}") if verb(f) == "exec" else None,
        sure=0.96,
    )


@family.rule(
    when=(
        "undefined",
        "cycle",
        "neither an image",
        "invalid compose project",
        "required variable",
        "interpolat",
        "empty compose file",
        "already defined",
        "must be a mapping",
    ),
    says=r"service \"(?P<by>[^\"]+)\" (?:depends on undefined service|refers to undefined (?:volume|network|secret|config)) \"?(?P<name>[\w.-]+)|dependency cycle|neither an image|required variable (?P<variable>\w+) is missing|invalid interpolation format for (?P<place>[\w.-]+)|empty compose file|mapping key \"(?P<twice>[^\"]+)\" already defined at line (?P<at>\d+)|key \"(?P<twice2>[^\"]+)\" already set",
)
def invalid_project(f: Failed) -> Advice | None:
    """What the file says does not fit together."""
    file = compose_file(f)
    name, by = f["name"], f["by"]
    if f["variable"]:
        model = "" if f.local.exists(".env") else sample(f, ".env")
        return f.hint(
            f"The variable {f['variable']} is not set",
            f"cp {model} .env && {f.text}" if model else None,
            f"{f['variable']}=<value> {f.text}",
            edit(".env"),
            why="compose reads .env and the environment.",
            sure=0.9,
            verified=bool(sample),
        )
    if name:
        kind = "service" if "undefined service" in f[0] else re.search(r"undefined (\w+)", f[0])[1]  # type: ignore[index]
        lines = f.local.text(file).split("\n")
        line = next(
            (n for n, row in enumerate(lines, 1) if re.search(rf"\b{re.escape(name)}\b", row)), ""
        )
        near = nearest(name, f.local.compose_services) if kind == "service" else []
        missing = kind in ("volume", "network")
        return f.hint(
            f"{by} uses the {kind} {name}, which {file} does not define",
            f"printf '\\n{kind}s:\\n  {name}:\\n' >> {file} && {f.text}"
            if missing and not re.search(rf"^{kind}s\s*:", "\n".join(lines), re.M)
            else None,
            edit(file, line),
            why=f"Did you mean {near[0]}?"
            if near
            else f"List it under {kind}s: at the top level."
            if missing
            else "",
            sure=0.93,
        )
    if f["twice"] or f["twice2"]:
        key = f["twice"] or f["twice2"]
        second = f.find(r"yaml: .*?line (\d+)")
        return f.hint(
            f"{key} stands twice in {file}", edit(file, second[1] if second else f["at"]), sure=0.93
        )
    titles = {
        "cycle": "The services depend on each other in a circle",
        "neither": "A service has neither image: nor build:",
        "interpolation": f"{f['place']} has a $ that compose cannot read",
        "empty": f"{file} is empty",
    }
    title = next(
        (t for k, t in titles.items() if k in f[0]), "The compose file does not fit together"
    )
    where = f.find(r"service \"([^\"]+)\" has neither")
    if where:
        title = f"The service {where[1]} has neither image: nor build:"
    why = "Write $$ for a real dollar sign, or close the brace." if "interpolation" in f[0] else ""
    return f.hint(title, edit(file), why=why, sure=0.9)


@family.rule(
    when=("env file", ".env", "Couldn't find env file"),
    says=r"(?:env file |Couldn't find env file: )(?P<path>\S+?)(?: not found|$)|open (?P<path2>\S*\.env\S*): no such file",
)
def env_file(f: Failed) -> Advice | None:
    """env_file: names a file that is not there."""
    if not composing(f):
        return None
    path = shown(f, (f["path"] or f["path2"]).rstrip(":"))
    folder, base = os.path.split(path)
    plain = os.path.join(folder, ".env") if base.startswith(".env") else path
    model = sample(f, path) or sample(f, plain)
    return f.hint(
        f"There is no {path}, which the compose file wants",
        f.first(f"cp {model} {path}") if model else f.first(f"touch {path}"),
        edit(path),
        why=f"{model} is its template." if model else "",
        sure=0.95,
    )


@family.rule(
    when="no such file or directory", says=r"open (?P<path>\S+\.ya?ml): no such file or directory"
)
def named_file(f: Failed) -> Advice | None:
    """-f names a compose file that is not there."""
    if not composing(f):
        return None
    word = next(
        (
            w
            for w in f.command.words
            if f["path"].endswith(w.value.lstrip("./")) and w.value.endswith(("yml", "yaml"))
        ),
        None,
    )
    if word is None:
        return None
    flag = next((w for w in reversed(f.command.words) if w.end <= word.start), None)
    here = [n for n in FILES if f.local.exists(n)] + f.local.near(word.value)
    drop = (
        f.without(flag, word)
        if flag and flag.value in ("-f", "--file") and here and here[0] in FILES
        else None
    )
    return f.hint(
        f"There is no file {word.value}",
        *[f.swap(word, n) for n in dict.fromkeys(here)],
        drop,
        sure=0.95,
    )


@family.rule(
    when="could not be found",
    says=r"(?P<kind>network|volume) (?P<name>\S+) declared as external, but could not be found|external volume \"(?P<volume>[^\"]+)\" not found",
)
def external(f: Failed) -> Advice:
    """An external network or volume must exist before."""
    kind, name = f["kind"] or "volume", f["name"] or f["volume"]
    return f.hint(
        f"The external {kind} {name} does not exist",
        f.first(f"docker {kind} create {name}"),
        f"docker {kind} ls",
        sure=0.96,
    )


@family.rule(
    when="dependency failed to start",
    says=r"dependency failed to start: container (?P<name>\S+) (?P<how>is unhealthy|exited(?: \(\d+\))?|has no healthcheck configured)",
)
def unhealthy(f: Failed) -> Advice:
    """A service that others wait for did not come up."""
    found = re.match(r".*?[-_]([\w.-]+?)[-_]\d+$", f["name"])
    service = found[1] if found else f["name"]
    service = (
        service
        if service in f.local.compose_services or not f.local.compose_services
        else next((s for s in f.local.compose_services if s in f["name"]), service)
    )
    if "healthcheck" in f["how"]:
        return f.hint(
            f"{service} has no healthcheck, but another service waits for it",
            edit(compose_file(f)),
            sure=0.92,
        )
    return f.hint(
        f"{service} did not start: it {f['how']}",
        f"docker compose logs {service}",
        "docker compose ps -a",
        sure=0.94,
    )


family.hint(
    "scale",
    "--scale wants SERVICE=NUMBER",
    lambda f: (
        f.swap(w, f"{m[1]}=2")
        if (m := f.find(r"invalid --scale option \"([^\"]+)\"")) and (w := f.word(m[1]))
        else ""
    ),
    when="invalid --scale option",
    sure=0.93,
)
family.hint(
    "v1-crashed",
    "Compose v1 is retired, and breaks with a newer docker or Python",
    lambda f: re.sub(r"\bdocker-compose\b", "docker compose", f.text, count=1),
    lambda f: f"docker-compose down && {f.text}" if "ContainerConfig" in f.output else None,
    when=(
        "'ContainerConfig'",
        "http+docker",
        "No module named 'distutils'",
        "ssl_version",
        "urllib3",
    ),
    says=r"KeyError: 'ContainerConfig'|http\+docker|No module named 'distutils'|unexpected keyword argument 'ssl_version'",
    programs="docker-compose",
    why="docker compose, a plugin of docker, took its place in 2023.",
    sure=0.97,
)
family.hint(
    "old-version",
    "This docker-compose is too old for the file",
    lambda f: re.sub(r"\bdocker-compose\b", "docker compose", f.text),
    when=(
        "Unsupported config option for",
        "is unsupported. You might be seeing this error because you're using the wrong Compose file version",
    ),
    sure=0.88,
)
family.hint(
    "orphan-network",
    "Containers of another run are still connected",
    "docker compose down --remove-orphans",
    when="has active endpoints",
    sure=0.9,
)


@family.rule(
    when="requires at least", says=r"requires at least \d arg\(s\), only received (?P<got>\d)"
)
def incomplete(f: Failed) -> Advice | None:
    """compose exec or run without service or command."""
    if not composing(f):
        return None
    services = f.local.compose_services
    what = verb(f)
    if f["got"] == "1" and what == "exec":
        return f.hint("The command to run is missing", f.append("sh"), sure=0.95)
    if services and what in ("exec", "run"):
        return f.hint(
            "Which service?",
            f.append(f"{services[0]} sh"),
            "docker compose config --services",
            why=f"The file has: {', '.join(services[:6])}.",
            sure=0.85,
        )
    return f.hint("An argument is missing", sure=0.78)


family.quiet(
    "own-status",
    "the status is that of the program in the container",
    sure=0.6,
    on="compose",
    programs="docker",
    unless=lambda f: bool(f.output.strip()) or verb(f) not in ("run", "exec", "wait"),
)


family.hint(
    "v1-retired",
    "Compose v1 (docker-compose) is retired; it is a docker plugin now",
    lambda f: re.sub(r"\bdocker-compose\b", "docker compose", f.text, count=1),
    when="docker-compose",
    says=r"docker-compose.*(?:not found|No such file)",
    programs="docker-compose",
    status=(1, 126, 127),
    sure=0.96,
)
