# ruff: noqa: E501
"""docker: images that a registry does not have or does not give, logins, limits."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.docker import family, subject
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

IMAGES = listed(
    """alpine ubuntu debian nginx postgres mysql mariadb redis mongo node python golang httpd busybox
rabbitmq memcached elasticsearch hello-world traefik wordpress php ruby openjdk eclipse-temurin
registry centos fedora archlinux rockylinux amazonlinux influxdb consul vault haproxy caddy sonarqube
jenkins/jenkins grafana/grafana prom/prometheus portainer/portainer-ce minio/minio adminer composer
maven gradle rust ghost nextcloud drupal zookeeper cassandra neo4j kibana logstash tomcat"""
)


@family.rule(
    when=(
        "pull access denied",
        "repository does not exist",
        "manifest unknown",
        "requested access to the resource is denied",
        "push access denied",
        "denied: permission_denied",
        "not found: manifest",
        "manifest for",
        "failed to resolve source metadata",
    ),
    says=r"pull access denied for (?P<denied>[^\s,]+)|manifest for (?P<tagged>\S+) not found|(?P<ref>[\w./:-]+): (?:failed to resolve source metadata|not found)|manifest unknown|requested access to the resource is denied|push access denied|denied: permission_denied",
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
            _edit_from(f, f"{name}:{tag}")
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
    short = re.sub(r"^(?:docker\.io/)?(?:library/)?|:[^/:]*$", "", name)
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
        f.first(f"docker build -t {short} .")
        if f.sub == "run" and "/" not in short and not near and f.local.is_file("Dockerfile")
        else None,
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
    return edit("Dockerfile") if f.sub == "build" else ""


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
    lambda f: (None if f.has("-u", "--username") else f.text + " -u <user>") if f.sub == "login" else f.first("docker login " + m[1] if (m := f.find(r"(?:Get|Head) \"?https?://((?!registry-1\.docker|auth\.docker)[^/\"]+)/v2")) else "docker login"),
    when=("unauthorized: authentication required", "unauthorized: incorrect username", "denied: denied", "no basic auth credentials", "unauthorized: "),
    sure=0.92,
)  # fmt: skip


@family.rule(
    when=("unauthorized", "denied: denied", "no basic auth credentials", "denied: ", '": denied'),
    says=r"(?:Head|Get|Post) \"https://(?P<host>[\w.-]+(?::\d+)?)/v2/[^\"]*\": (?P<how>unauthorized|denied|no basic auth)(?P<more>[^\n]*)"
    r"|(?P<ecr>\d{12}\.dkr\.ecr\.[\w.-]+)[^\n]*[\s\S]*no basic auth credentials",
)
def registry_login(f: Failed) -> Advice:
    """A registry that wants a login, or does not take this one."""
    host = f["host"] or f["ecr"]
    amazon = re.fullmatch(r"\d{12}\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?", host)
    if amazon:
        login = f"aws ecr get-login-password --region {amazon[1]} | docker login --username AWS --password-stdin {host}"
        return f.hint(
            "You are not logged in to Amazon's registry (ECR), or the login has expired",
            f.first(login) if f.sub != "login" else login,
            "aws sts get-caller-identity",
            why="An ECR login lasts twelve hours.",
            sure=0.97,
        )
    hub = host in ("registry-1.docker.io", "auth.docker.io", "index.docker.io")
    if f.sub == "login":
        return f.hint(
            "Docker Hub does not take that user name and password"
            if hub
            else f"{host} does not take that user name and password",
            f"docker logout{'' if hub else ' ' + host} && {f.text}",
            why="With two-factor authentication, or on ghcr.io, a personal access token takes the password's place.",
            sure=0.95,
        )
    return f.hint(
        f"{'Docker Hub' if hub else host} wants a login for that image",
        f.first("docker login" if hub else f"docker login {host}"),
        why="Or there is no such image: registries do not tell strangers.",
        sure=0.95,
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
UNREACHABLE = r"no such host|TLS handshake timeout|request canceled|i/o timeout|deadline exceeded|network is unreachable|connection refused|no route to host|server misbehaving"


@family.rule(
    when=("dial tcp", "TLS handshake timeout", "net/http: request canceled", "i/o timeout", "context deadline exceeded"),
    says=rf"(?:registry|docker\.io|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|/v[12]/).*(?:{UNREACHABLE})",
    programs=("docker", "podman", "docker-compose", "buildah", "skopeo"),
)  # fmt: skip
def registry_unreachable(f: Failed) -> Advice:
    """No network, no DNS, or a proxy that the daemon does not know."""
    url = f.find(r"https?://([\w.-]+(?::\d+)?)/v[12]/")
    host = url[1] if url else "registry-1.docker.io"
    scheme = "http" if re.match(r"localhost|127\.", host) else "https"
    looked_up = "lookup " in f[0] or "no such host" in f[0]
    daemon = f.program in ("docker", "docker-compose") and f.local.systemd
    if "connection refused" in f[0] and not looked_up:
        return f.hint(
            f"Nothing answers at the registry {host}",
            f"curl -sI {scheme}://{host}/v2/",
            f"{f.program} ps --filter publish={host.partition(':')[2]}" if ":" in host else None,
            why="It is not running, or the port is another.",
            sure=0.9,
        )
    return f.hint(
        f"The registry {host} cannot be reached",
        f"getent hosts {host.partition(':')[0]}" if "misbehaving" in f[0] else None,
        f"curl -sI {scheme}://{host}/v2/",
        f"getent hosts {host.partition(':')[0]}" if looked_up else None,
        "cat /etc/resolv.conf"
        if looked_up
        else "sudo systemctl restart docker"
        if daemon
        else f.text,
        why="No network, no DNS, or a proxy"
        + (" that the daemon does not know." if f.program.startswith("docker") else "."),
        sure=0.92,
    )
