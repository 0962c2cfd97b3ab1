"""What local truth asks the operating system for: folders, programs, ports, the distribution."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator, Mapping
from functools import lru_cache

ENTRIES = 4000  # names read from one folder at most

INSTALLERS = {
    "debian": "apt install",
    "ubuntu": "apt install",
    "fedora": "dnf install",
    "rhel": "dnf install",
    "arch": "pacman -S",
    "alpine": "apk add",
    "opensuse": "zypper install",
    "suse": "zypper install",
    "darwin": "brew install",
}


def listing(path: str) -> Iterator[tuple[str, bool]]:
    try:
        with os.scandir(path) as scan:
            for count, entry in enumerate(scan):
                if count >= ENTRIES:
                    return
                try:
                    yield entry.name, entry.is_dir()
                except OSError:
                    yield entry.name, False
    except OSError:
        return


def listens(port: int) -> bool:
    """Does anyone? One small read, before psutil walks every process; True when unknown.

    proc(5): /proc/net/tcp, the local address's port in hexadecimal, state 0A is LISTEN.
    """
    mark = f":{port:04X}"
    try:
        for name in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(name, encoding="ascii") as table:
                for row in table:
                    fields = row.split()
                    if fields[3] == "0A" and fields[1].endswith(mark):
                        return True
    except OSError:
        return True
    return False


def mtime(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=256)
def programs_in(folder: str, _mtime_ns: int) -> frozenset[str]:
    """Executable names of one PATH folder; read again when the folder changed."""
    names: set[str] = set()
    try:
        with os.scandir(folder) as scan:
            for entry in scan:
                if entry.name[0] != "." and os.access(entry.path, os.X_OK):
                    names.add(entry.name)
    except OSError:
        pass
    return frozenset(names)


@lru_cache(maxsize=1)
def os_release() -> Mapping[str, str]:
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            pairs = (line.strip().partition("=") for line in file if "=" in line)
            return {key: value.strip("\"'") for key, _, value in pairs}
    except OSError:
        return {}


def distribution() -> str:
    if os.uname().sysname == "Darwin":
        return "darwin"
    return os_release().get("ID", "")


def home_of_user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return "/"
