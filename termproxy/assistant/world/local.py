"""What is true on this machine, for one failed command: read lazily, kept for the case. [psutil]

Nothing here runs a program: files are read, folders listed (bounded), `.git` is read as data (a
repository's fsmonitor, hooks and aliases are someone else's code), psutil asks the kernel. All
paths are relative to the case's cwd, spelled the way the user spelled them.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import termproxy.assistant.world.aliases as aliases
import termproxy.assistant.world.machine as machine
import termproxy.assistant.world.manifests as manifests
from termproxy.assistant.advice import Case
from termproxy.assistant.world.gitdir import GitDir
from termproxy.assistant.world.spelling import EVERYDAY, nearest
from termproxy.assistant.world.wordlist import listed
from termproxy.regular import read_regular

SEARCH_FOLDERS = 200  # folders visited when looking for a file by its name
READ = 256 * 1024
SEARCH_SECONDS = 0.02  # for the process behind a port
SKIPPED = frozenset(
    listed(
        """.git .hg .svn node_modules .venv venv __pycache__ .tox .mypy_cache target dist
.cache"""
    )
)
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Holder(NamedTuple):
    """Who listens on a port. `pid` is 0 when only root may know."""

    pid: int
    name: str
    cmdline: str


class Local:
    """Local truth, relative to `case.cwd`. Every answer is "" / empty / None when unknown.

    `root`: does the user have root's rights? None asks the kernel; a case that someone else wrote
    down (the batch interface) says nothing of it, and is taken for an ordinary user's.
    """

    def __init__(
        self,
        case: Case,
        environ: Mapping[str, str] | None = None,
        *,
        root: bool | None = None,
    ) -> None:
        self.case = case
        self.cwd = case.cwd or "/"
        self.environ: Mapping[str, str] = os.environ if environ is None else environ
        self.is_root = os.geteuid() == 0 if root is None else root
        self.own_shell = root is None

    def at(self, folder: str) -> Local:
        """The same, seen from another folder; from here if there is none such."""
        if not os.path.isdir(folder):
            return self
        moved = Local(replace(self.case, cwd=folder), self.environ, root=self.is_root)
        moved.own_shell = self.own_shell
        return moved

    # Files.

    @cached_property
    def home(self) -> str:
        return self.environ.get("HOME", "") or machine.home_of_user()

    @cached_property
    def user(self) -> str:
        try:
            return pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            return self.environ.get("USER", "")

    def path(self, name: str) -> str:
        """The absolute path of `name` as the shell would understand it (~, $HOME, relative)."""
        for mark in ("~", "$HOME", "${HOME}"):
            if name == mark or name.startswith(mark + "/"):
                name = self.home + name[len(mark) :]
                break
        return os.path.join(self.cwd, name)

    def exists(self, name: str) -> bool:
        return os.path.lexists(self.path(name)) if name else False

    def is_dir(self, name: str) -> bool:
        return os.path.isdir(self.path(name)) if name else False

    def is_file(self, name: str) -> bool:
        return os.path.isfile(self.path(name)) if name else False

    def is_executable(self, name: str) -> bool:
        return self.is_file(name) and bool(self.mode(name) & 0o111)

    def mode(self, name: str) -> int:
        """Permission bits, 0 when it does not exist."""
        try:
            return stat.S_IMODE(os.stat(self.path(name)).st_mode)
        except OSError:
            return 0

    def owner(self, name: str) -> str:
        try:
            return pwd.getpwuid(os.stat(self.path(name)).st_uid).pw_name
        except (OSError, KeyError):
            return ""

    def text(self, name: str, limit: int = READ) -> str:
        """The beginning of a regular file."""
        try:
            return read_regular(self.path(name), limit).decode(errors="replace")
        except OSError:
            return ""

    def first_line(self, name: str) -> str:
        return self.text(name, 512).split("\n", 1)[0]

    def entries(self, folder: str = ".") -> Sequence[str]:
        """Names in a folder (bounded, unsorted)."""
        return tuple(name for name, _ in self._scan(self.path(folder)))

    def folders(self, folder: str = ".") -> Sequence[str]:
        return tuple(name for name, is_dir in self._scan(self.path(folder)) if is_dir)

    def _scan(self, path: str) -> tuple[tuple[str, bool], ...]:
        cache: dict[str, tuple[tuple[str, bool], ...]] = self.__dict__.setdefault("_scanned", {})
        if path not in cache:
            cache[path] = tuple(machine.listing(path))
        return cache[path]

    def near(self, name: str, *, folders: bool = False, limit: int = 3) -> list[str]:
        """Existing paths that `name` may be a slip of, spelled like it, best first.

        Each wrong component is mended in turn (`/ect/nginx/nginx.cnf`); `folders`: only folders.
        """
        if not name:
            return []
        parts = name.rstrip("/").split("/")
        slash = "/" if name.endswith("/") else ""
        starts = [""]
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            grown: list[str] = []
            for start in starts:
                straight = start + part
                if part in ("", ".", "..", "~") or self.exists(straight):
                    grown.append(straight if last else straight + "/")
                    continue
                here = start or "."
                names = self.folders(here) if folders or not last else self.entries(here)
                for found in _alike(part, names, limit):
                    grown.append(start + found if last else start + found + "/")
            starts = grown[:limit]
            if not starts:
                return []
        return [path + slash for path in starts if path + slash != name]

    def elsewhere(self, name: str, *, folders: bool = False, limit: int = 3) -> list[str]:
        """Paths below cwd whose last component is `name` exactly, nearest first."""
        wanted = name.rstrip("/").rsplit("/", 1)[-1]
        found: list[str] = []
        queue = [""]
        for visited, start in enumerate(queue):
            if visited >= SEARCH_FOLDERS or len(found) >= limit:
                break
            for entry, is_dir in self._scan(self.path(start or ".")):
                path = start + entry
                if entry == wanted and (is_dir or not folders) and path != name:
                    found.append(path)
                deeper = is_dir and entry not in SKIPPED and start.count("/") < 4
                if deeper and not os.path.islink(self.path(path)):  # found where it lies
                    queue.append(path + "/")
        return found[:limit]

    def strayed(self, name: str) -> list[str]:
        """The one file below cwd whose name is nearly `name`, with the same ending."""
        if len(name) < 6 or "/" in name or "." not in name:
            return []
        ending = name.rpartition(".")[2]
        found: dict[str, str] = {}
        queue = [""]
        for visited, start in enumerate(queue):
            if visited >= SEARCH_FOLDERS:
                return []
            for entry, is_dir in self._scan(self.path(start or ".")):
                if is_dir and entry not in SKIPPED and start.count("/") < 4:
                    queue.append(start + entry + "/")
                elif not is_dir and entry.endswith("." + ending):
                    found[start + entry] = entry
        near = set(nearest(name, set(found.values()), limit=2, within=1.0))
        paths = [path for path, entry in found.items() if entry in near]
        return paths if len(paths) == 1 else []

    # Programs.

    @cached_property
    def programs(self) -> Mapping[str, str]:
        """Name -> full path of everything on the PATH, the first folder winning."""
        found: dict[str, str] = {}
        for folder in reversed(self._path_folders):
            for name in machine.programs_in(folder, machine.mtime(folder)):
                found[name] = f"{folder}/{name}"
        return found

    @cached_property
    def _path_folders(self) -> list[str]:
        path = self.case.path or self.environ.get("PATH", "") or DEFAULT_PATH
        return [self.path(folder) for folder in path.split(":") if folder]

    def which(self, name: str) -> str:
        """The full path of a program on the PATH, "" if it is not there."""
        for folder in self._path_folders:
            path = f"{folder}/{name}"
            if os.access(path, os.X_OK) and os.path.isfile(path):
                return path
        return ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Aliases and functions of the user's shell: as it told them, else as its files do."""
        told = frozenset(self.case.names) | aliases.from_history(self.case.history)
        return told | aliases.from_files(self.case.shell, self.home) if self.own_shell else told

    @cached_property
    def recent(self) -> frozenset[str]:
        """Programs typed lately, by the history."""
        return frozenset(line.split()[0] for line in self.case.history[-500:] if line.split())

    @cached_property
    def familiar(self) -> frozenset[str]:
        """Programs to prefer among equals when mending a name."""
        return EVERYDAY | self.recent

    # Projects.

    @cached_property
    def git(self) -> GitDir | None:
        """The repository around cwd, read from its files."""
        return GitDir.around(self.cwd)

    @cached_property
    def npm_scripts(self) -> Sequence[str]:
        return self._above("package.json", manifests.npm_scripts)

    @cached_property
    def make_targets(self) -> Sequence[str]:
        for name in ("GNUmakefile", "makefile", "Makefile"):
            if self.is_file(name):
                return manifests.make_targets(self.text(name))
        return ()

    @cached_property
    def just_recipes(self) -> Sequence[str]:
        return self._above("justfile", manifests.just_recipes) or self._above(
            "Justfile", manifests.just_recipes
        )

    @cached_property
    def compose_services(self) -> Sequence[str]:
        for name in ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"):
            if self.is_file(name):
                return manifests.compose_services(self.text(name))
        return ()

    def above(self, name: str) -> str:
        """The nearest file `name` in cwd or a folder above: its absolute path, or ""."""
        folder = os.path.abspath(self.cwd)
        while True:
            path = os.path.join(folder, name)
            if os.path.exists(path):
                return path
            parent = os.path.dirname(folder)
            if parent == folder:
                return ""
            folder = parent

    def _above(self, name: str, read: Callable[[str], Sequence[str]]) -> Sequence[str]:
        path = self.above(name)
        return read(self.text(path)) if path else ()

    @cached_property
    def venv(self) -> str:
        """A virtual environment of this project, as seen from cwd (".venv"), or ""."""
        for name in (".venv", "venv", "env", ".env"):
            if os.path.isfile(self.path(f"{name}/bin/python")):
                return name
        return ""

    @cached_property
    def in_venv(self) -> str:
        """The virtual environment whose programs come first on the PATH, or ""."""
        for folder in self._path_folders[:3]:
            root = os.path.dirname(folder)
            if os.path.isfile(os.path.join(root, "pyvenv.cfg")):
                return root
        return ""

    # The machine.

    @cached_property
    def systemd(self) -> bool:
        """Was this machine started by systemd? sd_booted(3): it makes this folder."""
        return os.path.isdir("/run/systemd/system")

    def service(self, action: str, name: str) -> str:
        """The command that starts, stops ... a service on this machine."""
        if self.systemd or self.which("service") == "":
            return f"{self.sudo}systemctl {action} {name}"
        return f"{self.sudo}service {name} {action}"

    @cached_property
    def distribution(self) -> str:
        """ "debian", "ubuntu", "fedora", "arch", "alpine", "opensuse", "darwin" ... or ""."""
        return machine.distribution()

    def installer(self, package: str) -> str:
        """The command that installs a package of this distribution."""
        return f"{self.sudo}{machine.INSTALLERS[self._kind]} {package}"

    @cached_property
    def sudo(self) -> str:
        """ "sudo ", or "" where it is neither needed nor installed (root in a container)."""
        bare = self.is_root and not any(map(os.path.exists, ("/usr/bin/sudo", "/bin/sudo")))
        return "" if bare and not self.which("sudo") else "sudo "

    @cached_property
    def _kind(self) -> str:
        release = machine.os_release()
        like = (self.distribution, *release.get("ID_LIKE", "").split())
        return next((name for name in like if name in machine.INSTALLERS), "debian")

    def port_holder(self, port: int) -> Holder | None:
        """Who listens on a TCP port: from /proc, or by psutil where there is none."""
        inodes = machine.listeners(port)
        if inodes is None:
            return self._asked_of_psutil(port)
        if not inodes:
            return None
        pid = machine.holder(inodes, SEARCH_SECONDS)
        return Holder(pid, *machine.process(pid)) if pid else Holder(0, "", "")

    def runs(self, name: str, folder: str) -> bool:
        """Does a program of that name work in the folder or below? False where /proc is not."""
        return machine.runs_in(name, os.path.realpath(self.path(folder)), SEARCH_SECONDS)

    def _asked_of_psutil(self, port: int) -> Holder | None:
        import psutil

        try:
            for connection in psutil.net_connections(kind="tcp"):
                if connection.status != psutil.CONN_LISTEN or not connection.laddr:
                    continue
                if connection.laddr.port != port:
                    continue
                if not connection.pid:
                    return Holder(0, "", "")
                process = psutil.Process(connection.pid)
                return Holder(connection.pid, process.name(), " ".join(process.cmdline()))
        except (psutil.Error, OSError):
            pass
        return None

    def long_options(self, program: str) -> frozenset[str]:
        """Names, without dashes, that the program's own file has and that may be options."""
        path = self.which(program)
        return machine.long_options(path, machine.mtime(path)) if path else frozenset()

    def free_space(self, name: str = ".") -> int:
        """Free bytes where `name` lives, -1 when unknown."""
        try:
            status = os.statvfs(self.path(name))
            return status.f_bavail * status.f_frsize
        except OSError:
            return -1


def _alike(typed: str, names: Sequence[str], limit: int) -> list[str]:
    """Slips of a file name: spelling, a forgotten extension, another one, the case."""
    hidden = typed.startswith(".")
    visible = [name for name in names if hidden or not name.startswith(".")]
    found = nearest(typed, visible, limit=limit)
    stem = typed.rsplit(".", 1)[0] if "." in typed[1:] else typed
    for name in sorted(visible, key=len):
        same_stem = name.rsplit(".", 1)[0] == stem and name != typed
        if len(stem) > 2 and (same_stem or name.startswith(typed)) and name not in found:
            found.append(name)
    if not hidden and not found:
        found = [name for name in names if name == f".{typed}"]
    return found[:limit]
