# ruff: noqa: E501  (messages stay whole, to be searched for)
"""systemd: jobs that cannot be (reload, dependencies), unit files of one's own, the clock."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.systemd import family, user_flag
from termproxy.assistant.rules.words import quote


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
    when="does not exist",
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
