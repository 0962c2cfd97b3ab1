"""docker: the daemon."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

family = Family("docker", "docker", "docker-compose", "podman", "buildx")


@family.rule(
    programs=(),
    when=(
        "Cannot connect to the Docker daemon",
        "Is the docker daemon running",
        "docker daemon is not running",
        "failed to connect to the docker API",
    ),
)
def daemon(f: Failed) -> Advice | None:
    """The docker daemon does not run."""
    start = f"{f.local.sudo}systemctl start docker"
    if f.local.distribution == "darwin":
        return f.hint("The docker daemon does not run", "open -a Docker", sure=0.95)
    return f.hint(
        "The docker daemon does not run",
        start,
        f"{start} && {f.text}",
        f"{f.local.sudo}service docker start",
        sure=0.95,
    )


@family.rule(
    programs=(),
    when=(
        "permission denied while trying to connect to the Docker",
        "dial unix /var/run/docker.sock: connect: permission denied",
    ),
)
def socket_permission(f: Failed) -> Advice | None:
    """The user is not in the docker group."""
    return f.hint(
        "You may not talk to the docker daemon",
        "sudo usermod -aG docker $USER && newgrp docker",
        f.sudo(),
        why="Members of the group docker may; it takes effect at the next login (or newgrp).",
        sure=0.96,
    )
