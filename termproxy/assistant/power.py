"""Whether this machine runs on its battery, as far as that is cheap to know."""

from __future__ import annotations

import os

SUPPLIES = "/sys/class/power_supply"


def on_battery(supplies: str = SUPPLIES) -> bool:
    """Whether a battery is being drained and nothing else feeds the machine.

    Linux only (Documentation/ABI/testing/sysfs-class-power); elsewhere, and on a machine without a
    battery, False.
    """
    drained = False
    try:
        names = os.listdir(supplies)
    except OSError:
        return False
    for name in names:
        folder = os.path.join(supplies, name)
        if _word(folder, "scope") == "Device":
            continue  # a mouse's, a pen's
        if _word(folder, "type") == "Battery":
            drained = drained or _word(folder, "status") == "Discharging"
        elif _word(folder, "online") not in ("", "0"):
            return False
    return drained


def _word(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="ascii", errors="replace") as file:
            return file.read(64).strip()
    except OSError:
        return ""
