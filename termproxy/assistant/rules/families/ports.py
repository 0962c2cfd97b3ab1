# ruff: noqa: E501  (messages stay whole, to be searched for)
"""A port that is taken, in whatever words the server says it."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

family = Family("port")

IN_USE = (
    "address already in use",
    "Address already in use",
    "Address in use",
    "EADDRINUSE",
    "is already in use",
    "port is already allocated",
    "is in use by another program",
    "already in use",
    "Only one usage of each socket address",
    "already using this port",
)
PORT = (
    r"(?:\S*:)(?<!:\d\d:)(?P<a>\d{2,5})\b(?!:\d|\.\d)[^\n]*(?:already in use|is already allocated)"
    r"|(?:address already in use|EADDRINUSE|Address already in use|in use)[^\n]*?:{1,3}(?P<b>\d{2,5})\b"
    r"|[Pp]ort:? (?P<c>\d{2,5}) (?:is|was) (?:already )?(?:in use|used|allocated|taken)"
    r"|[Pp]ort (?P<d>\d{2,5})[^\n]{0,40} in use"
    r"|\('[^']*', (?P<e>\d{2,5})\)[^\n]*[Aa]ddress already in use"
    r"|^\s*port: (?P<g>\d{2,5}),?$"
    r"|port (?P<h>\d{2,5})\b[^\n]*(?:[Aa]ddress already in use)"
    r"|:(?P<i>\d{2,5}) failed \(98"
    r"|listen on port (?P<k>\d{2,5})$"
)
DEFAULTS = {"flask": 5000, "django": 8000, "uvicorn": 8000, "gunicorn": 8000, "vite": 5173, "jekyll": 4000, "rails": 3000, "puma": 3000, "hugo": 1313, "redis-server": 6379, "mysqld": 3306, "postgres": 5432, "nginx": 80, "apache2": 80, "jupyter": 8888}  # fmt: skip


@family.rule(when=IN_USE)
def port_in_use(f: Failed) -> Advice | None:
    """Another program listens on the port."""
    if not f.find(
        r"(?i)(?:address|port) (?:is )?already in use|EADDRINUSE|port \S* ?(?:is|was) (?:already )?(?:in use|allocated)|port is already allocated|in use by another program|already using this port|Only one usage|Errno 98"
    ):
        return None
    if f.program in ("docker", "podman") and "Conflict" in f.output:
        return None
    port = _port(f)
    if not port:
        return f.hint("The port is in use already", "ss -ltnp", sure=0.85)
    holder = f.local.port_holder(port)
    who = f"{holder.name} (pid {holder.pid})" if holder and holder.pid else ""
    stop = f"kill {holder.pid}" if holder and holder.pid else f"fuser -k {port}/tcp"
    fixes: list[str | Fix | None] = [f"lsof -i :{port}", _other_port(f, port), stop]
    if holder and holder.name in ("docker-proxy", "rootlessport"):
        fixes = [_other_port(f, port), f"docker ps --filter publish={port}", f"lsof -i :{port}"]
    elif holder and holder.pid:
        fixes = [_other_port(f, port), stop, f"lsof -i :{port}"]
    return f.hint(
        f"Port {port} is in use{f' by {who}' if who else ' already'}",
        *[fix for fix in fixes if fix],
        why="Stop the other program, or take another port.",
        sure=0.88,
    )


def _port(f: Failed) -> int:
    found = f.find(PORT) or f.find(r"(?i)server at http://[\w.-]+:(?P<j>\d{2,5})")
    if found:
        return int(next(group for group in found.groups() if group))
    for index, word in enumerate(f.command.words):
        told = re.search(r"(?:^--?p(?:ort)?=?|:|^)(\d{2,5})(?::\d+)?$", word.value)
        if told and index:
            return int(told[1])
    text = " ".join(word.value for word in f.command.words)
    if "http.server" in text or "runserver" in text:
        return 8000
    return next((port for name, port in DEFAULTS.items() if name in text), 0)


def _other_port(f: Failed, port: int) -> str:
    """The line with the next port; by the PORT variable for a node program."""
    for word in f.command.words[1:]:
        if re.search(rf"(?<!\d){port}(?!\d)", word.value) and len(f.command.words) > 1:
            return f.swap(word, re.sub(rf"(?<!\d){port}(?!\d)", str(port + 1), word.value, count=1))
    words = " ".join(word.value for word in f.command.words)
    if "http.server" in words:
        return f.append(str(port + 1))
    if f.program in ("node", "nodemon", "npm", "yarn", "pnpm", "bun", "npx", "ts-node"):
        return f"PORT={port + 1} {f.text}"
    if "runserver" in words:
        return f.append(str(port + 1))
    if f.program in ("flask", "uvicorn", "vite", "streamlit", "jupyter", "rails", "hugo", "mkdocs"):
        flag = {"mkdocs": f"-a localhost:{port + 1}", "streamlit": f"--server.port {port + 1}"}
        return f.append(flag.get(f.program, f"--port {port + 1}"))
    return ""


def _high_port(f: Failed) -> str | None:
    """80 becomes 8080, 443 becomes 8443, where the line names it."""
    fixed = re.sub(
        r"(?<![\d.])(80|443)(?![\d.])", lambda m: "8080" if m[1] == "80" else "8443", f.text
    )
    return fixed if fixed != f.text else None


family.hint(
    "privileged",
    "Ports below 1024 belong to root",
    _high_port,
    lambda f: f.sudo(),
    when=(
        "EACCES: permission denied 0.0.0.0:",
        "bind: permission denied",
        "bind() to 0.0.0.0",
        "EACCES: permission denied :::",
        "[Errno 13] Permission denied",
        "listen EACCES",
    ),
    says=r"(?:listen EACCES|bind: permission denied|bind\(\) to \S+:(?:80|443) failed \(13|socket\.bind|bind_socket)",
    sure=0.85,
)
