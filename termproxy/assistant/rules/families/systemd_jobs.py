# ruff: noqa: E501  (messages stay whole, to be searched for)
"""systemd: jobs that cannot be (reload, dependencies), unit files of one's own, the clock."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.systemd import COMMON, family, units, user_flag
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# systemd.directives(7), the usual ones.
KEYS = listed(
    """Description Documentation Requires Wants After Before BindsTo PartOf Conflicts
    ConditionPathExists StartLimitIntervalSec StartLimitBurst OnFailure Type ExecStart ExecStartPre
    ExecStartPost ExecReload ExecStop ExecStopPost Restart RestartSec TimeoutStartSec TimeoutStopSec
    User Group WorkingDirectory Environment EnvironmentFile StandardOutput StandardError PIDFile
    RemainAfterExit KillMode LimitNOFILE RuntimeDirectory StateDirectory ProtectSystem PrivateTmp
    NoNewPrivileges AmbientCapabilities WantedBy RequiredBy Also Alias OnCalendar OnBootSec
    OnUnitActiveSec Persistent Unit ListenStream Accept MemoryMax CPUQuota Slice Nice"""
)


@family.rule(
    when="is not applicable for unit",
    says=r"Job type (?P<job>\S+) is not applicable for unit (?P<unit>[\w@.:\\-]+?)\.?$",
)
def not_applicable(f: Failed) -> Advice:
    """reload of a unit that knows no reload."""
    unit = f["unit"].removesuffix(".service")
    return f.hint(
        f"{unit} cannot be reloaded: its unit has no ExecReload",
        f.swap(f.sub_word, "restart") if f.sub_word else None,
        f"systemctl{user_flag(f)} cat {unit}",
        sure=0.96,
    )


@family.rule(when="A dependency job for", says=r"A dependency job for (?P<unit>[\w@.:\\-]+) failed")
def dependency(f: Failed) -> Advice:
    """What the unit needs did not start."""
    unit = f["unit"].removesuffix(".service")
    return f.hint(
        f"Something that {unit} needs did not start",
        f"systemctl{user_flag(f)} list-dependencies {f['unit']}",
        f"systemctl{user_flag(f)} --failed",
        f"journalctl{user_flag(f)} -xe",
        why="The list marks what failed; its log says why.",
        sure=0.94,
    )


@family.rule(
    when=("does not exist", "not found"),
    says=r"Unit (?:file )?(?P<unit>[\w@.-]+\.(?:service|timer|socket|mount|path)) (?:does not exist|not found|could not be found)",
    on=("enable", "start", "restart", "enable", "reenable", "link", "daemon-reload"),
)
def unit_file_here(f: Failed) -> Advice | None:
    """The unit file lies in this folder, and was never put where systemd looks."""
    unit = f["unit"]
    here = unit if f.local.is_file(unit) else next(iter(f.local.elsewhere(unit)), "")
    if not here:
        return None
    place = "/etc/systemd/system/"
    if f.local.exists(place + unit):
        return f.hint(
            f"systemd has not read {unit} yet", f.first("sudo systemctl daemon-reload"), sure=0.96
        )
    return f.hint(
        f"{unit} lies here, but not where systemd looks",
        f"sudo cp {quote(here)} {place} && sudo systemctl daemon-reload && {f.text}",
        sure=0.97,
    )


@family.rule(
    when="Unknown key",
    says=r"^(?P<file>/?[^\s:]+\.\w+):(?P<line>\d+): Unknown (?:key|lvalue|section)[^'\n]*'(?P<key>[^'\n]+)'",
    programs=("systemd-analyze", "systemctl"),
)
def unknown_key(f: Failed) -> Advice:
    """`systemd-analyze verify`: a key that does not exist, with its place."""
    near = nearest(f["key"], KEYS)
    step = edit(f, f["file"], f["line"])
    return f.hint(
        f"{f['file'].rsplit('/', 1)[-1]}, line {f['line']}: systemd knows no {f['key']}",
        f"sudo {step}" if f["file"].startswith("/etc/") and not f.local.is_root else step,
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.97,
    )


family.hint(
    "link-in-the-way",
    "{file} is in the way: a link of another place",
    lambda f: f"sudo systemctl disable {f['file']} && {f.text}",
    "systemctl cat {file}",
    when="already exists and is a symlink",
    says=r"File (?P<path>\S*?)(?P<file>[^/\s]+) already exists and is a symlink",
    sure=0.92,
)


@family.rule(when="-- No entries --", programs="journalctl")
def no_entries(f: Failed) -> Advice | None:
    """The journal has nothing of that unit (or time)."""
    words = f.command.words
    unit = next((b for a, b in pairwise(words) if a.value in ("-u", "--unit")), None)
    if unit is None:
        return None
    name = unit.value.removesuffix(".service")
    near = [n for n in nearest(name, (*units(f), *COMMON)) if n != name]
    return f.hint(
        f"The journal has nothing of {name}",
        f.swap(unit, near[0]) if near else None,
        f"systemctl list-units --all '*{name}*'",
        "sudo " + f.text if not f.command.sudo and not f.local.is_root else None,
        why=f"Did you mean {near[0]}?"
        if near
        else "Another name, another time, or not your journal.",
        sure=0.88,
    )


@family.rule(when=("...fail!", "[fail]", "failed!"), programs="service")
def init_script(f: Failed) -> Advice | None:
    """`service x start` that only says "fail"."""
    words = [w.value for w in f.operands]
    if len(words) < 2 or words[1] not in ("start", "restart", "reload", "force-reload"):
        return None
    name = words[0]
    lead = "" if f.local.is_root and not f.command.sudo else "sudo "
    check = {
        "nginx": "nginx -t",
        "apache2": "apachectl configtest",
        "ssh": "sshd -t",
        "haproxy": "haproxy -c -f /etc/haproxy/haproxy.cfg",
    }.get(name)
    return f.hint(
        f"{name} did not start, and does not say why",
        f"{lead}{check}" if check else None,
        f"journalctl -xeu {name}" if f.local.systemd else f"ls -t /var/log/{name}* | head",
        sure=0.9,
    )


SUFFIXES = listed("service timer socket mount path target slice")


@family.rule(
    when=("does not exist", "not found"),
    says=r"Unit (?:file )?(?P<unit>[\w@.-]+)\.service (?:does not exist|not found|could not be found)",
)
def suffix(f: Failed) -> Advice | None:
    """nginx.sevice: systemd takes an unknown ending for a part of the name."""
    stem, dot, ending = f["unit"].rpartition(".")
    near = nearest(ending, SUFFIXES) if dot else []
    if not near or f.word(f["unit"]) is None:
        return None
    return f.hint(
        f"{ending} is no kind of unit",
        f.swap(f["unit"], f"{stem}.{near[0]}"),
        why=f"Did you mean {near[0]}?",
        sure=0.97,
    )


family.hint(
    "size",
    "{typed} is no size: it is written like 500M or 1G",
    lambda f: [
        f.swap(w, w.value.replace(f["typed"], m[1] + m[2].upper()))
        for w in f.command.words
        if f["typed"] in w.value and (m := re.match(r"(\d+)([kKmMgGtT])", f["typed"]))
    ][:1],
    programs="journalctl",
    when="Failed to parse vacuum size",
    says=r"Failed to parse vacuum size: (?P<typed>\S+)",
    sure=0.95,
)
family.hint(
    "time-sync",
    "The clock is set by NTP, so it cannot be set by hand",
    lambda f: f.first("sudo timedatectl set-ntp false"),
    "timedatectl",
    programs="timedatectl",
    when="Automatic time synchronization is enabled",
    sure=0.97,
)
family.hint(
    "ntp-missing",
    "No time synchronisation service is installed",
    lambda f: f.local.installer("systemd-timesyncd"),
    programs="timedatectl",
    when="NTP not supported",
    sure=0.93,
)
family.hint(
    "not-active",
    "{unit} is not running, so it cannot be reloaded",
    lambda f: f.swap(f.sub_word, "start") if f.sub_word else None,
    on=("reload", "try-reload-or-restart"),
    when="is not active, cannot reload",
    says=r"(?P<unit>[\w@.:-]+?)(?:\.service)? is not active, cannot reload",
    sure=0.96,
)
