# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Any program that reaches out and fails: names that do not resolve, TLS, sign-ins it asks for."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.world.wordlist import listed

family = Family("reach")

HOST = r"(?P<host>[a-z0-9](?:[\w-]*\.)+[a-z]{2,})"


@family.rule(
    when=(
        "Could not resolve host", "failed to lookup address information", "Temporary failure in name resolution",
        "Name or service not known", "no such host", "UnknownHostException", "nodename nor servname",
        "getaddrinfo failed", "NameResolutionError", "server misbehaving",
    ),
)  # fmt: skip
def no_name(f: Failed) -> Advice | None:
    """A server's name is not known: usually no network or DNS."""
    for pattern in (
        rf"[Cc]ould not resolve host(?:name)?:? [(`'\"]?{HOST}",
        rf"lookup {HOST}[^\n]*(?:no such host|server misbehaving)",
        rf"UnknownHostException: {HOST}",
        rf"host='{HOST}'",
        rf"(?:getaddrinfo for|[Ff]ailed to resolve|resolve) [`'\"]?{HOST}",
        rf"https?://(?:[^\s/@]*@)?{HOST}[^\n]*(?:\n[^\n]*){{0,4}}?(?:name resolution|lookup address|Name or service|dns error)",
    ):
        found = f.find(pattern)
        if found:
            break
    else:
        return None
    host = found["host"].rstrip(".")
    return f.hint(
        f"The name {host} cannot be resolved",
        f"getent hosts {host}",
        why="No network, no DNS, a VPN that is off, or a slip in the name.",
        sure=0.8,
    )


# `have you run firebase login?`, `Please reinstall by running: cypress install`, `run az login`:
# the tool's own words without quotes, so the command must be the program's and end there.
TOLD = (
    r"(?:\b[Rr]un|\brunning|\b[Uu]se|\b[Tt]ry|\b[Ee]xecute)(?: the command)?:?\s+[`'\"]?"
    r"(?P<told>(?P<name>[a-z][\w-]+)(?: [a-z][\w:-]*){1,3})[`'\"]?(?:[.?!,)]|\s*$| to | first| again)"
)
STEPS = listed(
    "login signin auth init install setup configure start sync update upgrade trust lock"
)


@family.rule(when=("un ", "unning", "se ", "ry "), says=TOLD)
def told_step(f: Failed) -> Advice | None:
    """The tool names the step that has to come first, without quotes."""
    words = f["told"].split()
    while len(words) > 2 and words[-1] in (
        "to",
        "and",
        "first",
        "again",
        "for",
        "in",
        "or",
        "with",
    ):
        words.pop()
    runner = f.program in ("npx", "bunx", "pnpx") and f.sub == words[0]
    if (words[0] != f.program and not runner) or words[1] not in STEPS or words[1] == f.sub:
        return None
    step = " ".join([f.program, *words] if runner else words)
    if f.program in ("git", "pip", "rustc", "npm", "apt") or step in f.text:
        return None
    return f.hint(f"{step} has to come first", ahead(f, step), sure=0.86)


def insecure(f: Failed, registry: str) -> str:
    """The step that lets the engine talk to a registry without TLS."""
    if f.program == "podman":
        return f.append("--tls-verify=false") if f.sub in ("pull", "push", "login") else ""
    file = "/etc/docker/daemon.json"
    if f.local.exists(file):
        return f"sudo ${{EDITOR:-vi}} {file}"
    return f"""echo '{{"insecure-registries": ["{registry}"]}}' | sudo tee {file} && sudo systemctl restart docker"""


@family.rule(
    when="gave HTTP response to HTTPS client",
    says=r"https://(?P<address>[\w.\[\]:-]+?)(?:/\S*)?\"?: (?:dial [^\n]*)?http: server gave HTTP response",
)
def plain_http(f: Failed) -> Advice:
    """A client speaks TLS to a server that does not."""
    address = f["address"]
    variable = {"vault": "VAULT_ADDR", "nomad": "NOMAD_ADDR", "consul": "CONSUL_HTTP_ADDR"}.get(
        f.program
    )
    word = next((w for w in f.command.words if f"https://{address}" in w.value), None)
    registry = f.program in ("docker", "podman", "nerdctl")
    return f.hint(
        f"{address} speaks plain HTTP, not HTTPS",
        insecure(f, address) if registry else None,
        f"export {variable}=http://{address}" if variable else None,
        f.swap(word, word.value.replace("https://", "http://")) if word else None,
        why=f"{variable} says where it is." if variable else "A registry has to be listed as insecure in the client's settings." if f.program in ("docker", "podman", "buildah", "skopeo") else "",
        sure=0.93,
    )  # fmt: skip


# Who listens where by default, and the unit that starts it.
LOCAL_SERVICES = {
    "8500": "consul", "4646": "nomad", "5672": "rabbitmq-server", "15672": "rabbitmq-server", "9092": "kafka",
    "9090": "prometheus", "9093": "prometheus-alertmanager", "3000": "grafana-server", "9200": "elasticsearch",
    "11211": "memcached", "2379": "etcd", "8086": "influxdb", "4222": "nats-server", "1883": "mosquitto",
    "2181": "zookeeper", "5044": "logstash", "6379": "redis-server", "5432": "postgresql", "3306": "mariadb", "27017": "mongod",
}  # fmt: skip


@family.rule(
    when=("connect: connection refused", "Connection refused (os error 111)"),
    says=r"(?P<host>127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0):(?P<port>\d{2,5})\b[^\n]*(?:connect: connection refused|Connection refused \(os error)",
)
def nobody_listens(f: Failed) -> Advice:
    """A client of a server on this machine, which does not run."""
    port, unit = f["port"], LOCAL_SERVICES.get(f["port"], "")
    return f.hint(
        f"Nothing listens on {f['host']}:{port}" + (f", the port of {unit}" if unit else ""),
        f.local.service("start", unit) if unit else None,
        f"ss -ltnp 'sport = :{port}'",
        why="The server does not run, or listens elsewhere.",
        sure=0.78,
    )


@family.rule(
    when="ollowing command",
    says=r"(?:[Rr]un(?:ning)?|[Uu]s(?:e|ing)|[Tt]ry|[Ee]xecute|[Ww]ith|[Bb]y) (?:one of )?the following commands?\b[^\n]*(?:\n(?!\n)[^\n]{4,})?:?\s*\n+[ \t]*(?:[$#>] )?(?P<told>[a-z][\w./-]* [^\n]+?)[ \t]*$",
)
def told_command(f: Failed) -> Advice | None:
    """The tool prints the command that mends it, on a line of its own."""
    told = f["told"].strip().strip("`'\"")
    words = told.split()
    known = words[0] in (
        "sudo",
        "npm",
        "npx",
        "pip",
        "brew",
        "apt",
        "apt-get",
        f.program,
    ) or f.local.which(words[0])
    if (
        not known
        or told.endswith((".", ":", ","))
        or len(told) > 160
        or told in f.text
        or "<" in told
    ):
        return None
    if re.search(r"\b(?:rm -rf?|mkfs|dd if=|--help|-h)\b", told) or f.program in (
        "git",
        "apt",
        "dpkg",
    ):
        return None
    return f.hint(f"{f.program} says what to run", told, sure=0.8)


@family.rule(
    when="vm.max_map_count", says=r"vm\.max_map_count \[\d+\] (?:is )?(?:likely )?too low, increase to at least \[(?P<least>\d+)\]"
)  # fmt: skip
def map_count(f: Failed) -> Advice:
    """Elasticsearch wants more memory maps than the kernel allows."""
    setting = f"vm.max_map_count={f['least']}"
    return f.hint(
        "The kernel allows too few memory maps",
        f"sudo sysctl -w {setting}",
        f"echo {setting} | sudo tee /etc/sysctl.d/99-maps.conf && sudo sysctl --system",
        why="The first lasts until the next boot, the second for good.",
        sure=0.96,
    )


@family.rule(when="unsafe legacy renegotiation disabled")
def legacy_tls(f: Failed) -> Advice:
    """An old server, and OpenSSL 3."""
    return f.hint(
        "The server knows only an old, unsafe way of TLS",
        why="OpenSSL 3 refuses it: the server has to be updated, or UnsafeLegacyRenegotiation allowed in a private openssl.cnf.",
        sure=0.88,
    )


@family.rule(
    when="supervisor", says=r"unix:///\S*supervisor\S*\.sock (?:no such file|refused connection)"
)
def supervisor(f: Failed) -> Advice:
    """supervisorctl without supervisord."""
    return f.hint("supervisord is not running", f.local.service("start", "supervisor"), sure=0.95)


@family.rule(
    when=("gated repo", "401 Client Error", "huggingface.co"),
    says=r"gated repo|(?:401 Client Error|Invalid (?:user|username|credentials)|Repository Not Found)[^\n]*(?:\n[^\n]*){0,4}huggingface\.co|huggingface\.co[^\n]*401",
)
def hugging_face(f: Failed) -> Advice:
    """A model that wants a login and an accepted licence."""
    page = f.find(r"https://huggingface\.co/(?!api|docs|settings)[\w.-]+/[\w.-]+")
    tool = "hf auth login" if f.local.which("hf") else "huggingface-cli login"
    return f.hint(
        "Hugging Face does not let you have that model",
        tool,
        why=f"Log in, and ask for access at {page[0].rstrip('.')}."
        if page
        else "Log in, or mend the model's name.",
        sure=0.92,
    )


@family.rule(
    when="there is no package called", says=r"there is no package called [‘'](?P<name>[\w.]+)[’']"
)
def r_package(f: Failed) -> Advice:
    """A package that R does not have."""
    return f.hint(
        f"R has no package {f['name']}",
        f'Rscript -e \'install.packages("{f["name"]}", repos="https://cloud.r-project.org")\'',
        f.local.installer(f"r-cran-{f['name'].lower()}"),
        sure=0.95,
    )


@family.rule(
    when="version solving failed",
    says=r"requires (?:the )?(?:Flutter )?SDK version (?P<want>[^,\n]+), version solving failed",
)
def dart_sdk(f: Failed) -> Advice:
    """A Dart or Flutter that is too old."""
    return f.hint(f"The project wants Dart or Flutter {f['want'].strip()}", ahead(f, "flutter upgrade") if f.program == "flutter" else "dart --version", sure=0.93)  # fmt: skip


@family.rule(when="[PM2][ERROR]", says=r"Process or Namespace (?P<name>\S+) not found")
def pm2(f: Failed) -> Advice:
    """A process that pm2 does not have."""
    return f.hint(
        f"pm2 runs no {f['name']}", f"{'npx ' if f.program == 'npx' else ''}pm2 list", sure=0.95
    )


@family.rule(
    when="contains files that could conflict", says=r"The directory (?P<folder>\S+) contains files that could conflict"
)  # fmt: skip
def not_empty(f: Failed) -> Advice:
    """A scaffold wants an empty folder."""
    word = next((w for w in f.operands if w.value in (".", "./")), None)
    return f.hint(
        "The folder is not empty, and the new project's files would collide",
        f.swap(word, "<folder>", bare=True) if word else None,
        why="Name a new folder, or move those files away first.",
        sure=0.92,
        verified=False,
    )


@family.rule(
    when="outside a workspace",
    says=r"not available when running the Angular CLI outside a workspace",
)
def angular(f: Failed) -> Advice:
    """ng outside a project."""
    folder = next((d for d in f.local.folders() if f.local.is_file(f"{d}/angular.json")), "")
    return f.hint(
        "There is no angular.json here or above",
        f"cd {folder} && {f.text}" if re.fullmatch(r"[\w.-]+", folder) else None,
        why=f"The workspace is in {folder}." if folder else "ng serve and the like run in a workspace's folder.",
        sure=0.93,
    )  # fmt: skip
