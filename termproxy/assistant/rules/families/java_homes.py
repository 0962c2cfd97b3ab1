"""The JDKs that are installed, and those that the distribution has a package of."""

from __future__ import annotations

import re

from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.machine import os_release

FOLDERS = ("/usr/lib/jvm", "~/.sdkman/candidates/java", "~/.jdks", "/opt")
# packages.debian.org, packages.ubuntu.com: releases of Java by release of the distribution.
PACKAGED = {
    "11": (11, 17),
    "12": (17,),
    "13": (21, 25),
    "20.04": (8, 11, 13, 16, 17, 21),
    "22.04": (8, 11, 17, 18, 19, 21),
    "24.04": (8, 11, 17, 21),
}


def homes(f: Failed) -> dict[int, str]:
    """The folder of each Java release that is installed, newest release first."""
    found: dict[int, str] = {}
    for folder in FOLDERS:
        for name in f.local.folders(folder):
            told = re.search(r"(?<![\d.])(?:1\.)?(\d{1,2})(?=[.\-_+]|$)", name)
            home = f"{folder}/{name}".replace("~", f.local.home, 1)
            if told and f.local.is_file(f"{home}/bin/java"):
                found.setdefault(int(told[1]), home)
    return dict(sorted(found.items(), reverse=True))


def other_home(f: Failed, *, at_least: int = 0, below: int = 99) -> str:
    """The line with another installed Java; "" when none of the range is installed."""
    fitting = [home for release, home in homes(f).items() if at_least <= release < below]
    home = fitting[-1] if at_least and fitting else fitting[0] if fitting else ""
    if not home:
        return ""
    if f.program in ("java", "javac"):
        return f.swap(f.command.words[0], f"{quote(home)}/bin/{f.program}", bare=True)
    return f"JAVA_HOME={quote(home)} {f.text}"


def package(f: Failed, release: int) -> str:
    """The command that installs this release, where the distribution has it."""
    kind = f.local.distribution
    known = PACKAGED.get(os_release().get("VERSION_ID", "")) if kind in ("debian", "ubuntu") else ()
    if known is None or release in known or kind not in ("debian", "ubuntu"):
        return f.local.installer(f"openjdk-{release}-jdk")
    return ""
