"""Whether this machine runs on its battery, as far as that is cheap to know. [psutil]"""

from __future__ import annotations

import os

SUPPLIES = "/sys/class/power_supply"


def on_battery(supplies: str = SUPPLIES) -> bool:
    """Whether a battery is being drained and nothing else feeds the machine.

    On Linux as sysfs tells (Documentation/ABI/testing/sysfs-class-power), without an import.
    """
    drained = False
    try:
        names = os.listdir(supplies)
    except OSError:
        return _says_psutil()
    for name in names:
        folder = os.path.join(supplies, name)
        if _word(folder, "scope") == "Device":
            continue  # a mouse's, a pen's
        if _word(folder, "type") == "Battery":
            drained = drained or _word(folder, "status") == "Discharging"
        elif _word(folder, "online") not in ("", "0"):
            return False
    return drained


def _says_psutil() -> bool:
    import psutil

    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and not battery.power_plugged


def _word(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="ascii", errors="replace") as file:
            return file.read(64).strip()
    except OSError:
        return ""
