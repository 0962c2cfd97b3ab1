"""systemctl and its kin where systemd does not run: containers, WSL, no session of one's own."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.systemd import COMMON, family, unit_word
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest

TITLE = "systemd does not run here"
WHY = "This machine (a container or WSL) was not started with systemd."
# What tells the same without systemd.
INSTEAD = {
    "timedatectl": "date",
    "hostnamectl": "hostname",
    "journalctl": "ls /var/log",
    "loginctl": "who",
    "localectl": "locale",
    "resolvectl": "cat /etc/resolv.conf",
    "networkctl": "ip addr",
    "systemd-analyze": "uptime",
}
VERBS = ("start", "stop", "restart", "reload", "status", "enable", "disable")
PLAIN_VERBS = {"try-restart": "restart", "reload-or-restart": "reload"}
# Servers that start and stop themselves.
OWN = {
    "nginx": {
        "reload": "nginx -s reload",
        "restart": "nginx -s reload",
        "stop": "nginx -s stop",
        "start": "nginx",
    },
    "apache2": {"restart": "apachectl restart", "start": "apachectl start"},
}


@family.rule(
    when=(
        "not been booted with systemd",
        "Failed to connect to bus: Host is down",
        "No medium found",
        "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS",
    )
)
def not_booted(f: Failed) -> Advice | None:
    """A container or WSL without systemd; or no session bus."""
    if (f.has("--user") and "not been booted" not in f.output) or "XDG_RUNTIME_DIR" in f.output:
        return _no_session(f)
    if f.program != "systemctl":
        return f.hint(TITLE, _by_hand(f) or INSTEAD.get(f.program), why=WHY, sure=0.93)
    if f.sub == "is-active":
        return None
    verb = PLAIN_VERBS.get(f.sub, f.sub)
    word = unit_word(f)
    if word is None or verb not in VERBS:
        shown = f.sub in ("list-units", "status", "")
        look = "service --status-all" if shown else "ps -p 1 -o comm="
        return f.hint(TITLE, look, why=WHY, sure=0.93)
    return _as_a_service(f, verb, word)


def _no_session(f: Failed) -> Advice:
    return f.hint(
        "There is no user session of systemd here",
        f"XDG_RUNTIME_DIR=/run/user/$(id -u) {f.text}",
        "sudo loginctl enable-linger $USER",
        why="After su or sudo the session is not yours: log in properly (ssh, machinectl shell).",
        sure=0.93,
    )


def _by_hand(f: Failed) -> str:
    """A time zone or host name set without the service that would set it; or ""."""
    if f.program == "timedatectl" and f.sub == "set-timezone":
        zone = next((w.raw for w in f.rest if "/" in w.value), "")
        return f"sudo ln -sf /usr/share/zoneinfo/{zone} /etc/localtime" if zone else ""
    if f.program == "hostnamectl" and f.sub in ("set-hostname", "hostname"):
        name = next((w.raw for w in f.rest), "")
        return f"sudo hostname {name}" if name else ""
    return ""


def _as_a_service(f: Failed, verb: str, word: Word) -> Advice:
    """The same by service(8), update-rc.d(8) or the server itself."""
    name = word.value.removesuffix(".service")
    scripts = f.local.entries("/etc/init.d")
    near = nearest(name, [*scripts, *COMMON]) if name not in scripts and name not in COMMON else []
    service = near[0] if near else name
    sudo = "sudo " if f.command.sudo else ""
    if verb in ("enable", "disable"):
        return f.hint(
            TITLE,
            f"{sudo}update-rc.d {service} {verb}",
            f"{sudo}service {service} start",
            why=WHY,
            sure=0.9,
        )
    own = OWN.get(service, {}).get(verb)
    return f.hint(
        TITLE,
        f"{sudo}service {service} {verb}",
        f"{sudo}{own}" if own else None,
        why=WHY,
        sure=0.95,
    )
