"""node: ports, services, host names, memory, OpenSSL."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.node import RUNNERS, SERVICES

family = Family("node", *RUNNERS)


@family.rule(
    when="EADDRINUSE",
    says=r"EADDRINUSE: address already in use (?:(?P<host>[^\s\n]*):)?(?P<port>\d+)",
    programs=(),
)
def port_in_use(f: Failed) -> Advice | None:
    """Another process listens on that port."""
    port = f["port"]
    other = str(int(port) + 1)
    return f.hint(
        f"Port {port} is in use",
        f"lsof -i :{port}",
        f"PORT={other} {f.text}" if not f.text.startswith("PORT=") else None,
        f"fuser -k {port}/tcp",
        why=f"Another process already listens on port {port}.",
        sure=0.93,
    )


@family.rule(
    when=("listen EACCES", "EACCES: permission denied 0.0.0.0"),
    says=r"EACCES: permission denied (?P<host>[^\s\n]*?):?(?P<port>\d+)$",
    programs=(),
)
def port_needs_root(f: Failed) -> Advice | None:
    """Ports below 1024 belong to root."""
    high = {"80": "8080", "443": "8443"}.get(f["port"], "8080")
    return f.hint(
        f"Port {f['port']} is below 1024: only root may listen there",
        f"PORT={high} {f.text}",
        f.sudo(),
        'sudo setcap cap_net_bind_service=+ep "$(readlink -f "$(which node)")"',
        sure=0.92,
    )


@family.rule(
    when="ECONNREFUSED", says=r"ECONNREFUSED (?P<host>[\d.]+|::1|\[?[0-9a-f:]+\]?):(?P<port>\d+)"
)
def connection_refused(f: Failed) -> Advice | None:
    """Nothing listens where the program wants to connect."""
    port, host = f["port"], f["host"]
    if own := _own_registry(f, port):
        return own
    name, unit = SERVICES.get(port, ("", ""))
    local = host in ("127.0.0.1", "::1", "0.0.0.0")
    return f.hint(
        f"{name} is not running on port {port}" if name else f"Nothing listens on {host}:{port}",
        f"docker compose up -d {_service(f, unit)}".strip()
        if f.local.compose_services and name
        else None,
        f"sudo systemctl start {unit}" if name and local else None,
        f"ss -ltnp 'sport = :{port}'" if local else f"nc -zv {host} {port}",
        why="The connection was refused: start the server, or mend the address.",
        sure=0.92 if name else 0.88,
    )


def _own_registry(f: Failed, port: str) -> Advice | None:
    """npm itself was refused, by the registry that a .npmrc names."""
    if f.program not in ("npm", "npx", "pnpm") or not f.find(r"npm (?:error|ERR!)|ERR_PNPM"):
        return None
    file = next((n for n in (".npmrc", "~/.npmrc") if f":{port}" in f.local.text(n)), "")
    if not file:
        return None
    return f.hint(
        f"The registry that {file} names does not answer on port {port}",
        f.append("--registry=https://registry.npmjs.org"),
        f"${{EDITOR:-vi}} {file}",
        f"ss -ltnp 'sport = :{port}'",
        why="Start it, or take the line out.",
        sure=0.94,
    )


def _service(f: Failed, unit: str) -> str:
    names = f.local.compose_services
    return next((n for n in names if n[:5] in unit or unit[:5] in n or n in ("db", "database")), "")


@family.rule(
    when="Can't reach database server",
    says=r"database server at `(?P<host>[^`:]+)`?:`?(?P<port>\d+)",
    programs=(),
)
def prisma_database(f: Failed) -> Advice | None:
    """Prisma's database does not answer."""
    name, unit = SERVICES.get(f["port"], ("The database", ""))
    local = f["host"] in ("localhost", "127.0.0.1")
    return f.hint(
        f"{name} does not answer at {f['host']}:{f['port']}",
        f"docker compose up -d {_service(f, unit)}".strip() if f.local.compose_services else None,
        f"sudo systemctl start {unit}" if unit and local else None,
        "grep DATABASE_URL .env",
        sure=0.93,
    )


@family.rule(
    when=("getaddrinfo ENOTFOUND", "getaddrinfo EAI_AGAIN"),
    says=r"getaddrinfo (?P<code>ENOTFOUND|EAI_AGAIN) (?P<host>[^\s\n]+)",
    programs=RUNNERS,
)
def host_unknown(f: Failed) -> Advice | None:
    """A host name that does not resolve."""
    host = f["host"].rstrip(",")
    if "npm error" in f.output or "npm ERR!" in f.output:
        return None
    service = host in f.local.compose_services or "." not in host
    return f.hint(
        f"The host name {host} cannot be resolved",
        f"getent hosts {host}",
        f"docker compose up -d {host}" if host in f.local.compose_services else None,
        why="Names of compose services resolve only inside their network."
        if service
        else "Mistyped, or no DNS.",
        sure=0.85,
    )


@family.rule(when=("heap out of memory", "Reached heap limit"), programs=())
def heap(f: Failed) -> Advice | None:
    """V8's heap limit."""
    size = "8192"
    limit = next((w for w in f.command.words if w.value.startswith("--max-old-space-size=")), None)
    if limit:
        given = int(re.sub(r"\D", "", limit.value) or 0)
        new = f.swap(limit, f"--max-old-space-size={max(4096, given * 2)}")
    elif f.program == "node":
        new = f.insert(f"--max-old-space-size={size}")
    else:
        new = f"NODE_OPTIONS=--max-old-space-size={size} {f.text}"
    return f.hint(
        "node ran out of heap memory",
        new,
        "free -h",
        why="V8 limits its heap; raise the limit if the machine has the memory.",
        sure=0.95,
    )


family.hint(
    "openssl",
    "Old code asks OpenSSL 3 for a hash it no longer allows",
    lambda f: f"NODE_OPTIONS=--openssl-legacy-provider {f.text}",
    lambda f: f.first("npm update webpack react-scripts") if f.program != "node" else None,
    why="Usually webpack 4 with node 17 or newer.",
    when=("digital envelope routines::unsupported", "ERR_OSSL_EVP_UNSUPPORTED"),
    programs=(),
    sure=0.95,
)
