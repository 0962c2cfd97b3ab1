"""What local truth asks the operating system for: folders, programs, ports, the distribution."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from time import thread_time

ENTRIES = 4000  # names read from one folder at most
OPTIONS_READ = 1536 * 1024
LONG_OPTION = re.compile(rb"(?<=\0)[a-z][a-z0-9]+(?:-[a-z0-9]+)*(?=\0)")

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
    """The names in a folder, `ENTRIES` at most, and whether each is a folder; none on an error."""
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


def listeners(port: int) -> frozenset[str] | None:
    """The inodes of the sockets that listen on a TCP port; None when the kernel does not tell.

    proc(5), /proc/net/tcp: the second field is the local address with its port in hexadecimal, the
    fourth the state, of which 0A is LISTEN, the tenth the inode.
    """
    mark = f":{port:04X}"
    found: set[str] = set()
    try:
        for name in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(name, encoding="ascii") as table:
                for row in table:
                    fields = row.split(None, 10)
                    if len(fields) > 9 and fields[3] == "0A" and fields[1].endswith(mark):
                        found.add(fields[9])
    except OSError:
        return frozenset(found) or None
    return frozenset(found)


def holder(inodes: frozenset[str], seconds: float) -> int:
    """The process that has one of these sockets open, 0 for none that we may look into.

    The newest processes first, as servers are younger than the system; it takes at most `seconds`
    of processor time.
    """
    wanted = {f"socket:[{inode}]" for inode in inodes}
    end = thread_time() + seconds
    try:
        pids = sorted((int(name) for name in os.listdir("/proc") if name.isdigit()), reverse=True)
    except OSError:
        return 0
    for pid in pids:
        folder = f"/proc/{pid}/fd"
        try:
            for name in os.listdir(folder):
                if os.readlink(f"{folder}/{name}") in wanted:
                    return pid
        except OSError:
            pass  # another user's, or gone meanwhile
        if thread_time() > end:
            return 0
    return 0


def runs_in(name: str, folder: str, seconds: float) -> bool:
    """Does a program of that name work in this folder? Newest first, `seconds` at most."""
    end = thread_time() + seconds
    try:
        pids = sorted(
            (int(entry) for entry in os.listdir("/proc") if entry.isdigit()), reverse=True
        )
    except OSError:
        return False
    for pid in pids:
        try:
            with open(f"/proc/{pid}/comm", "rb") as comm:
                if comm.read(64).rstrip() == name.encode():
                    place = os.readlink(f"/proc/{pid}/cwd")
                    if place == folder or place.startswith(f"{folder}/"):
                        return True
        except OSError:
            pass  # gone meanwhile, or another user's
        if thread_time() > end:
            break
    return False


def process(pid: int) -> tuple[str, str]:
    """Its name and command line; "" where it is gone."""
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            name = file.read().strip()
        with open(f"/proc/{pid}/cmdline", "rb") as raw:
            told = raw.read(4096).rstrip(b"\0").replace(b"\0", b" ")
    except OSError:
        return "", ""
    return name, told.decode("utf-8", "replace")


@lru_cache(maxsize=64)
def long_options(path: str, _changed: int) -> frozenset[str]:
    """Words of a program's own file that look like getopt_long(3)'s names ("recursive").

    They lie in it as C strings. Of a compiled program the first 1.5 MB are read, once.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(OPTIONS_READ)
    except OSError:
        return frozenset()
    if data[:4] != b"\x7fELF":
        return frozenset()
    return frozenset(name.decode() for name in LONG_OPTION.findall(data))


def mtime(path: str) -> int:
    """When it was changed, in nanoseconds since the epoch; 0 when it is not there."""
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
    """os-release(5): its fields without their quotes; empty where there is no such file."""
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            pairs = (line.strip().partition("=") for line in file if "=" in line)
            return {key: value.strip("\"'") for key, _, value in pairs}
    except OSError:
        return {}


def distribution() -> str:
    """The ID of os-release(5), "darwin" on macOS, "" when unknown."""
    if os.uname().sysname == "Darwin":
        return "darwin"
    return os_release().get("ID", "")


def home_of_user() -> str:
    """As the password database has it; "/" where the user is in none."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return "/"
