# ruff: noqa: E501
"""systemctl, journalctl and their kin; service; snap; flatpak."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

CONTROL = listed("systemctl journalctl hostnamectl timedatectl localectl loginctl resolvectl networkctl systemd-analyze systemd-run service shutdown reboot poweroff halt machinectl bootctl coredumpctl")  # fmt: skip
family = Family("systemd", *CONTROL)


FOLDERS = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/lib/systemd/system",
    "/usr/lib/systemd/system",
    "~/.config/systemd/user",
)
COMMON = listed(
    """ssh sshd nginx apache2 httpd mysql mariadb postgresql redis-server redis docker containerd cron
crond rsyslog ufw firewalld NetworkManager systemd-resolved systemd-networkd systemd-timesyncd
bluetooth cups avahi-daemon fail2ban postfix dovecot php-fpm mongod memcached rabbitmq-server
elasticsearch grafana-server prometheus jenkins gdm3 lightdm snapd libvirtd k3s kubelet tomcat9
haproxy bind9 named squid vsftpd smbd nfs-server openvpn wg-quick@wg0 supervisor gunicorn"""
)


def units(f: Failed) -> list[str]:
    """Unit names known here, without .service."""
    found: dict[str, None] = {}
    for folder in FOLDERS:
        for name in f.local.entries(folder):
            stem, _, kind = name.rpartition(".")
            if kind in ("service", "timer", "socket", "target", "mount"):
                found[stem if kind == "service" else name] = None
    return list(found)


def unit_word(f: Failed) -> Word | None:
    return next((w for w in f.rest if not w.is_option), None)


def user_flag(f: Failed) -> str:
    return " --user" if f.has("--user") else ""


@family.rule(
    when=(
        "not found",
        "could not be found",
        "does not exist",
        "not loaded",
        "unrecognized service",
        "No files found for",
        "No such file",
    ),
    says=r"Unit (?:file )?(?P<unit>[\w@.:\\-]+?) (?:not found|could not be found|does not exist|not loaded)|(?P<service>\S+): unrecognized service|No files found for (?P<cat>[\w@.:-]+?)\.?$|Failed to (?:\w+ )?(?:unit:? )?.*?(?P<other>[\w@.-]+\.(?:service|timer|socket)).*(?:does not exist|not found|No such file)",
)
def no_unit(f: Failed) -> Advice | None:
    """A unit that does not exist: mistyped, another name, or not installed."""
    full = f["unit"] or f["service"] or f["cat"] or f["other"]
    name = full.rstrip(".").removesuffix(".service")
    word = next(
        (w for w in f.operands if w.value.removesuffix(".service") == name), None
    ) or unit_word(f)
    known = units(f)
    if name in ("ssh", "sshd") or name in OTHER_NAMES:
        other = OTHER_NAMES.get(name, ())
        near = [n for n in other if n in known] or ([] if name in PACKAGE else list(other[:1]))
    else:
        near = nearest(name, known, prior=COMMON)
        if not near and (close := nearest(name, COMMON)):
            near = close[:1]
        near += [u for u in known if u.startswith(name) and u not in near and "@" not in u][:1]
    near = [n for n in near if n != name]
    package = PACKAGE.get(near[0] if near else name) or PACKAGE.get(name)
    missing = not any(n in known for n in near)
    return f.hint(
        f"There is no service {name}",
        *[f.swap(word, n) for n in near if word],
        f.local.installer(package) if package and missing else None,
        f"systemctl{user_flag(f)} list-unit-files | grep -i {name.split('@')[0][:12]}"
        if f.program == "systemctl"
        else "service --status-all",
        why=f"Did you mean {near[0]}?"
        if near
        else "Not installed, or it has another name. A new unit file needs systemctl daemon-reload first.",
        sure=0.95 if near else 0.9,
    )


OTHER_NAMES = {
    "sshd": ("ssh",), "ssh": ("sshd",), "apache": ("apache2", "httpd"), "httpd": ("apache2",), "apache2": ("httpd",),
    "mysqld": ("mysql", "mariadb"), "mysql": ("mariadb", "mysqld"), "mariadb": ("mysql",), "postgres": ("postgresql",),
    "redis": ("redis-server",), "redis-server": ("redis",), "mongodb": ("mongod",), "mongo": ("mongod",), "crond": ("cron",),
    "cron": ("crond",), "network": ("NetworkManager", "networking", "systemd-networkd"), "networkmanager": ("NetworkManager",),
    "network-manager": ("NetworkManager",), "dockerd": ("docker",), "syslog": ("rsyslog",), "dns": ("systemd-resolved",),
    "bind": ("bind9", "named"), "ntp": ("systemd-timesyncd", "chrony", "ntpsec"), "rabbitmq": ("rabbitmq-server",), "grafana": ("grafana-server",),
    "samba": ("smbd",), "firewall": ("ufw", "firewalld"), "iptables": ("nftables", "netfilter-persistent"), "nfs": ("nfs-server",),
    "resolved": ("systemd-resolved",), "php-fpm": ("php8.2-fpm", "php8.3-fpm", "php8.1-fpm"), "gdm": ("gdm3",), "tomcat": ("tomcat9", "tomcat10"),
}  # fmt: skip
PACKAGE = {
    "ssh": "openssh-server", "sshd": "openssh-server", "nginx": "nginx", "apache2": "apache2", "mysql": "default-mysql-server",
    "mariadb": "mariadb-server", "postgresql": "postgresql", "redis-server": "redis-server", "redis": "redis-server",
    "docker": "docker.io", "cron": "cron", "ufw": "ufw", "fail2ban": "fail2ban", "memcached": "memcached",
    "rabbitmq-server": "rabbitmq-server", "haproxy": "haproxy", "bind9": "bind9", "cups": "cups", "bluetooth": "bluez",
    "postfix": "postfix", "rsyslog": "rsyslog", "supervisor": "supervisor", "smbd": "samba", "snapd": "snapd",
    "NetworkManager": "network-manager", "squid": "squid", "vsftpd": "vsftpd",
}  # fmt: skip


@family.rule(
    when=(
        "Interactive authentication required",
        "Access denied",
        "Permission denied",
        "Authentication is required",
        "polkit",
        "must be root",
        "Not authorized",
        "Operation not permitted",
    )
)
def needs_root(f: Failed) -> Advice:
    """System services are root's."""
    word = unit_word(f)
    own = f"~/.config/systemd/user/{word.value.removesuffix('.service')}.service" if word else ""
    return f.hint(
        "Only root may do that",
        f.insert("--user") if f.program == "systemctl" and f.local.exists(own) else None,
        f.sudo(),
        sure=0.96,
    )


@family.rule(
    when=("failed because", "Job for", "start request repeated too quickly", "start-limit"),
    says=r"Job for (?P<unit>\S+) (?:failed|canceled|invalid)|start request repeated too quickly",
)
def job_failed(f: Failed) -> Advice:
    """The service started and fell over."""
    word = unit_word(f)
    unit = (f["unit"] or (word.value if word else "")).removesuffix(".service")
    user = user_flag(f)
    checks = {
        "nginx": "sudo nginx -t",
        "apache2": "sudo apachectl configtest",
        "httpd": "sudo apachectl configtest",
        "ssh": "sudo sshd -t",
        "sshd": "sudo sshd -t",
        "haproxy": "sudo haproxy -c -f /etc/haproxy/haproxy.cfg",
        "named": "sudo named-checkconf",
        "bind9": "sudo named-checkconf",
        "postfix": "sudo postfix check",
        "smbd": "testparm -s",
        "docker": "sudo dockerd --validate",
    }
    often = "repeated too quickly" in f.output or "start-limit" in f.output
    return f.hint(
        f"{unit or 'The service'} did not start",
        f"sudo systemctl reset-failed {unit} && {f.text}"
        if often and "Job for" not in f.output
        else None,
        f"journalctl{user} -xeu {unit}",
        checks.get(unit),
        f"systemctl{user} status {unit}",
        why="Its log says why."
        + (" It failed several times: reset-failed lets it try again." if often else ""),
        sure=0.95,
    )


@family.rule(when="is masked", says=r"Unit (?P<unit>\S+) is masked")
def masked(f: Failed) -> Advice:
    """A masked unit."""
    unit = f["unit"].removesuffix(".service")
    sudo = "sudo " if f.command.sudo or not f.has("--user") else ""
    return f.hint(
        f"{unit} is masked: it may not be started",
        f.first(f"{sudo}systemctl{user_flag(f)} unmask {unit}"),
        sure=0.97,
    )


@family.rule(
    when=(
        "bad unit file setting",
        "has a bad unit",
        "not supported by unit type",
        "Invalid argument",
        "lacks both ExecStart",
        "bad-setting",
        "Bad message",
    ),
    says=r"Unit (?P<unit>\S+) has a bad unit file setting|bad-setting|lacks both ExecStart",
)
def bad_unit(f: Failed) -> Advice:
    """An error in a unit file."""
    word = unit_word(f)
    unit = f["unit"] or (word.value if word else "")
    unit = unit if "." in unit else f"{unit}.service"
    path = next(
        (f"{d}/{unit}" for d in FOLDERS if f.local.exists(f"{d}/{unit}")),
        f"/etc/systemd/system/{unit}",
    )
    return f.hint(
        f"The unit file of {unit} has an error",
        f"systemd-analyze verify {path}",
        f"systemctl cat {unit}",
        f"sudo systemctl edit --full {unit}",
        sure=0.95,
    )


family.hint(
    "reload",
    "The unit file changed on disk",
    lambda f: f.first("sudo systemctl daemon-reload"),
    when=("Run 'systemctl daemon-reload'", "changed on disk"),
    sure=0.9,
)


@family.rule(
    on="status", status=3, when="Active:", says=r"Active: (?P<state>failed|inactive|activating)"
)
def status_shown(f: Failed) -> Advice | Quiet:
    """status of a stopped unit exits 3: its text explains itself, unless it failed."""
    word = unit_word(f)
    unit = word.value.removesuffix(".service") if word else ""
    if f["state"] == "failed":
        return f.hint(
            f"{unit} has failed",
            f"journalctl -xeu {unit}",
            f"sudo systemctl restart {unit}",
            why="Its log says why.",
            sure=0.88,
        )
    return Quiet("a stopped service: the status says so", 0.9)


family.quiet(
    "asked",
    "is-active, is-enabled, is-failed answer with their status",
    on=("is-active", "is-enabled", "is-failed", "is-system-running"),
    sure=0.97,
)


@family.rule(when="Too few arguments", says=r"^Too few arguments")
def which_unit(f: Failed) -> Advice:
    """`systemctl restart` of what?"""
    return f.hint(
        "The name of the unit is missing",
        f"systemctl list-units --type=service{' --state=running' if f.sub in ('stop', 'restart', 'reload') else ''}",
        f.append("<unit>"),
        sure=0.92,
    )


@family.rule(
    when=(
        "Failed to parse timestamp",
        "Failed to add match",
        "Failed to parse lines",
        "Invalid time zone",
        "Failed to set time zone",
    ),
    says=r"Failed to parse timestamp: (?P<time>.+)|[Ii]nvalid time ?zone '?(?P<zone>[^'\n]+)",
)
def bad_value(f: Failed) -> Advice | None:
    """A time or time zone that cannot be read."""
    if f["time"]:
        near = nearest(f["time"], ("yesterday", "today", "now", "tomorrow"))
        word = next((w for w in f.command.words if f["time"] in w.value), None)
        ago = re.match(r"(\d+)\s*([smhd]|sec|min|hours?|minutes?|days?)$", f["time"])
        return f.hint(
            f"{f['time']} is no time that journalctl reads",
            *[f.swap(word, word.value.replace(f["time"], n)) for n in near if word],
            f.swap(word, word.value.replace(f["time"], f"{f['time']} ago"))
            if ago and word
            else None,
            f.swap(word, "1 hour ago") if word and not near and not ago else None,
            sure=0.94,
        )
    zone = f["zone"] or next((w.value for w in f.rest), "")
    return _zone(f, zone)


def _zone(f: Failed, zone: str) -> Advice:
    root = "/usr/share/zoneinfo"
    near = [p.removeprefix(root + "/") for p in f.local.near(f"{root}/{zone}")]
    word = f.word(zone)
    return f.hint(
        f"There is no time zone {zone}",
        *[f.swap(word, n) for n in near if word],
        "timedatectl list-timezones",
        sure=0.95,
    )


family.hint(
    "journal-permission",
    "You may not see the system's journal",
    lambda f: f.sudo(),
    "sudo usermod -aG systemd-journal $USER",
    when=("insufficient permissions", "No journal files were opened due to"),
    sure=0.95,
)
family.hint(
    "no-journal",
    "There is no journal on this machine",
    "sudo systemctl status systemd-journald",
    when="No journal files were found",
    sure=0.9,
)
family.hint(
    "service-usage",
    "service wants a name and an action",
    lambda f: f.append("status"),
    "service --status-all",
    when="Usage: /etc/init.d/",
    programs="service",
    sure=0.9,
)
family.hint(
    "refused",
    "systemd refuses to do this to that unit",
    lambda f: f"systemctl cat {w.raw}" if (w := unit_word(f)) else "",
    when=("may be requested by dependency only", "Operation refused"),
    sure=0.88,
)
family.hint(
    "not-enabled-able",
    "The unit has no [Install] section, so it cannot be enabled",
    lambda f: f"sudo systemctl edit --full {w.raw}" if (w := unit_word(f)) else "",
    when="The unit files have no installation config",
    sure=0.9,
)
