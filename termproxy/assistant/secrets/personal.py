"""Who sits here, for those who do not want a model to know (`model.hide_names`)."""

from __future__ import annotations

import os
import pwd
import socket
from collections.abc import Mapping

from termproxy.places import NOWHERE
from termproxy.regular import read_regular

# Names that tell nothing of anybody.
EVERYBODY = frozenset({"", "root", "user", "admin", "localhost", "localhost.localdomain", "home"})
_READ = 64 << 10


def names(environ: Mapping[str, str]) -> tuple[str, ...]:
    """User and host names, and the name and address that git signs with. Runs no program."""
    found: list[str] = [environ.get(name, "") for name in ("USER", "LOGNAME", "EMAIL")]
    home = environ.get("HOME", "")
    found.append(os.path.basename(home.rstrip("/")))
    try:
        entry = pwd.getpwuid(os.geteuid())
        found += [entry.pw_name, entry.pw_gecos.partition(",")[0]]
    except KeyError:
        pass
    host = socket.gethostname()
    found += [host, host.partition(".")[0]]
    place = home or NOWHERE  # not the folder that we are in
    config = environ.get("XDG_CONFIG_HOME", "") or os.path.join(place, ".config")
    for path in (os.path.join(place, ".gitconfig"), os.path.join(config, "git", "config")):
        found += _signed(path)
    return tuple({name: None for name in found if name.lower() not in EVERYBODY})


def _signed(path: str) -> list[str]:
    """user.name and user.email of a git configuration (git-config(1)), without its includes."""
    try:
        lines = read_regular(path, _READ).decode(errors="replace").splitlines()
    except OSError:
        return []
    found, section = [], ""
    for line in lines:
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]").strip().lower()
        key, equals, value = line.partition("=")
        if section == "user" and equals and key.strip().lower() in ("name", "email"):
            found.append(value.partition(" #")[0].strip().strip('"'))
    return found
