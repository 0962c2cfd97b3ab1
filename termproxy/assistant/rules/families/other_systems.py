# ruff: noqa: E501
"""The package manager of another system: brew, dnf, pacman on Debian, apt elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.packages import PACKAGES
from termproxy.assistant.rules.start_up import not_started
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

APT = ("apt", "apt-get", "aptitude", "apt-cache", "dpkg")
DNF = ("dnf", "yum", "dnf5", "microdnf")
PACMAN = ("pacman", "yay", "paru")
MANAGERS = frozenset((*APT, *DNF, *PACMAN, *listed("brew apk zypper emerge xbps-install")))
family = Family("slips", *sorted(MANAGERS))

# Another manager's words -> what they mean.
VERBS = {
    "dnf": {"install": "install", "localinstall": "install", "remove": "remove", "erase": "remove", "update": "upgrade",
            "upgrade": "upgrade", "check-update": "outdated", "search": "search", "info": "info", "list": "list",
            "provides": "provides", "whatprovides": "provides", "autoremove": "autoremove", "clean": "clean",
            "makecache": "update", "reinstall": "reinstall", "repoquery": "search"},
    "apt": {"install": "install", "remove": "remove", "purge": "remove", "update": "update", "upgrade": "upgrade",
            "dist-upgrade": "upgrade", "full-upgrade": "upgrade", "search": "search", "show": "info", "list": "list",
            "policy": "info", "autoremove": "autoremove", "clean": "clean", "reinstall": "reinstall",
            "-i": "install", "-l": "list", "-S": "owns", "-L": "files", "-r": "remove"},
    "brew": {"install": "install", "uninstall": "remove", "remove": "remove", "rm": "remove", "update": "update",
             "upgrade": "upgrade", "search": "search", "info": "info", "list": "list", "ls": "list", "leaves": "list",
             "outdated": "outdated", "autoremove": "autoremove", "cleanup": "clean", "reinstall": "reinstall",
             "deps": "depends", "services": "services"},
    "apk": {"add": "install", "del": "remove", "update": "update", "upgrade": "upgrade", "search": "search", "info": "list"},
    "zypper": {"install": "install", "in": "install", "remove": "remove", "rm": "remove", "refresh": "update", "ref": "update",
               "update": "upgrade", "up": "upgrade", "dup": "upgrade", "dist-upgrade": "upgrade", "search": "search",
               "se": "search", "info": "info", "if": "info", "list-updates": "outdated", "lu": "outdated"},
}  # fmt: skip

# What is meant -> how it is said here; {} takes the packages. "#": needs root.
HERE = {
    "apt": {"install": "#apt install {}", "remove": "#apt remove {}", "update": "#apt update", "upgrade": "#apt upgrade",
            "search": "apt search {}", "info": "apt show {}", "list": "apt list --installed", "outdated": "apt list --upgradable",
            "provides": "apt-file search {}", "owns": "dpkg -S {}", "files": "dpkg -L {}", "depends": "apt depends {}",
            "autoremove": "#apt autoremove", "clean": "#apt clean", "reinstall": "#apt reinstall {}", "one": "#apt install --only-upgrade {}"},
    "dnf": {"install": "#dnf install {}", "remove": "#dnf remove {}", "update": "#dnf makecache", "upgrade": "#dnf upgrade",
            "search": "dnf search {}", "info": "dnf info {}", "list": "dnf list --installed", "outdated": "dnf check-update",
            "provides": "dnf provides {}", "owns": "rpm -qf {}", "files": "rpm -ql {}", "depends": "dnf repoquery --requires {}",
            "autoremove": "#dnf autoremove", "clean": "#dnf clean all", "reinstall": "#dnf reinstall {}", "one": "#dnf upgrade {}"},
    "pacman": {"install": "#pacman -S {}", "remove": "#pacman -R {}", "update": "#pacman -Syu", "upgrade": "#pacman -Syu",
               "search": "pacman -Ss {}", "info": "pacman -Si {}", "list": "pacman -Q", "outdated": "pacman -Qu",
               "provides": "pacman -F {}", "owns": "pacman -Qo {}", "files": "pacman -Ql {}", "depends": "pactree {}",
               "clean": "#pacman -Sc", "reinstall": "#pacman -S {}", "one": "#pacman -Syu {}"},
    "apk": {"install": "#apk add {}", "remove": "#apk del {}", "update": "#apk update", "upgrade": "#apk upgrade",
            "search": "apk search {}", "info": "apk info {}", "list": "apk list --installed", "outdated": "apk version",
            "owns": "apk info --who-owns {}", "files": "apk info -L {}", "reinstall": "#apk fix {}", "one": "#apk upgrade {}"},
    "zypper": {"install": "#zypper install {}", "remove": "#zypper remove {}", "update": "#zypper refresh", "upgrade": "#zypper update",
               "search": "zypper search {}", "info": "zypper info {}", "list": "zypper search -i", "outdated": "zypper list-updates",
               "owns": "rpm -qf {}", "files": "rpm -ql {}", "one": "#zypper update {}", "reinstall": "#zypper install -f {}"},
    "brew": {"install": "brew install {}", "remove": "brew uninstall {}", "update": "brew update", "upgrade": "brew upgrade",
             "search": "brew search {}", "info": "brew info {}", "list": "brew list", "outdated": "brew outdated",
             "files": "brew list {}", "depends": "brew deps {}", "autoremove": "brew autoremove", "clean": "brew cleanup",
             "reinstall": "brew reinstall {}", "one": "brew upgrade {}"},
}  # fmt: skip
NEEDS_NAMES = frozenset(
    listed("install remove search info provides owns files depends reinstall one")
)
COLUMN = {"apt": 0, "brew": 1, "dnf": 2, "pacman": 3}


class Wish(NamedTuple):
    """What another manager was asked for."""

    action: str
    names: tuple[str, ...]
    yes: bool = False


def manager(program: str) -> str:
    """Its family: yum is dnf, yay is pacman."""
    for name, members in (("apt", APT), ("dnf", DNF), ("pacman", PACMAN)):
        if program in members:
            return name
    return program


def wish(program: str, words: tuple[str, ...]) -> Wish | None:
    kind = manager(program)
    names = tuple(w for w in words if not w.startswith("-"))
    yes = any(w in ("-y", "--yes", "--noconfirm", "--assumeyes") for w in words)
    if kind == "pacman":
        return _pacman(words, names, yes)
    if program in ("emerge", "xbps-install"):
        return Wish("install", names, yes) if names else None
    if program == "dpkg":
        names = tuple(w for w in words[1:] if not w.startswith("-"))
        action = VERBS["apt"].get(words[0], "") if words else ""
        return Wish(action, names) if action else None
    action = VERBS.get(kind, {}).get(names[0], "") if names else ""
    return Wish(action, names[1:], yes) if action else None


def _pacman(words: tuple[str, ...], names: tuple[str, ...], yes: bool) -> Wish | None:
    flag = next((w for w in words if re.match(r"-[A-Z]", w)), "")
    operation, more = flag[1:2], flag[2:]
    if not flag:
        return Wish("install", names, yes) if names else Wish("upgrade", (), yes)  # yay alone
    if operation == "S":
        action = (
            "search" if "s" in more
            else "info" if "i" in more
            else "clean" if "c" in more
            else "install" if names
            else "upgrade" if "u" in more
            else "update" if "y" in more
            else ""
        )  # fmt: skip
    else:
        action = {"R": "remove", "U": "install", "F": "provides"}.get(operation, "")
    if operation == "Q":
        action = next(
            (
                meant
                for letter, meant in zip("oliu", ("owns", "files", "info", "outdated"), strict=True)
                if letter in more
            ),
            "list",
        )
    return Wish(action, names, yes) if action else None


def called_here(name: str, there: str, here: str) -> str:
    """A package by the name it has here: github-cli of Arch is gh of Debian."""
    if there not in COLUMN or here not in COLUMN:
        return name
    at, to = COLUMN[there], COLUMN[here]
    for program, entry in PACKAGES.items():
        columns = entry.split("|")
        known = len(columns) > max(at, to) and columns[at] == name and columns[to]
        if known and program in (name, columns[to]):
            return columns[to]
    return name


def in_our_words(f: Failed, here: str) -> str:
    """The failed command as the manager of this machine says it, "" where it has no such."""
    asked = wish(f.program, tuple(f.command.args))
    if asked is None:
        return ""
    if asked.action == "services":
        return _service(f, asked.names)
    names = [called_here(n, manager(f.program), here) for n in asked.names]
    action = "one" if asked.action == "upgrade" and names else asked.action
    form = HERE.get(here, {}).get(action, "")
    if not form or (action in NEEDS_NAMES and not names):
        return ""
    line = form.removeprefix("#").format(" ".join(quote(n) for n in names))
    if asked.action == "list" and names and here == "apt":
        line = f"apt list --installed | grep {quote(names[0])}"
    if asked.yes and here in ("apt", "dnf") and form.startswith("#"):
        line = re.sub(r"^(\w+ [\w-]+)", r"\1 -y", line)
    return f"{f.local.sudo}{line}" if form.startswith("#") else line


def _service(f: Failed, names: tuple[str, ...]) -> str:
    if len(names) > 1 and names[0] in ("start", "stop", "restart"):
        unit = re.sub(r"@.*$", "", names[1])
        unit = {"redis": "redis-server", "httpd": "apache2"}.get(unit, unit)
        return f.local.service(names[0], unit)
    return "systemctl list-units --type=service" if names[:1] == ("list",) else ""


def ours(f: Failed) -> str:
    """The manager of this machine, "" where it is not known."""
    words = f.local.installer("").split()
    name = words[1] if words[0] == "sudo" else words[0]
    name = manager(name)
    known = f.local.which(name) or f.local.distribution
    return name if known else ""


@family.rule(status=(1, 127), when="not found")
def other_distribution(f: Failed) -> Advice | None:
    """The package manager of another system."""
    here = ours(f)
    gone = f.find(rf"(?:^|[\s:'‘\"]){re.escape(f.program)}['’\"]?: (?:command )?not found|command not found: {re.escape(f.program)}\b")  # fmt: skip
    if gone is None or not here or here == manager(f.program) or not_started(f, f.program):
        return None
    line = in_our_words(f, here)
    asked = wish(f.program, tuple(f.command.args))
    return f.hint(
        f"{f.program} belongs to another system; here it is {here}",
        line,
        why="A package may have another name here."
        if line and asked and asked.action == "install" and manager(f.program) not in COLUMN
        else "",
        sure=0.96,
    )


@family.rule(
    programs=(*DNF, *PACMAN),
    when=("There are no enabled repositories", "There are no enabled repos", "failed to initialize alpm library", "no servers configured for repository", "no usable package repositories configured"),
    says=r"no enabled repo|failed to initialize alpm library|no servers configured|no usable package repositories",
)  # fmt: skip
def not_this_system(f: Failed) -> Advice | None:
    """dnf or pacman is installed, but it is not what manages this machine."""
    here = ours(f)
    if not here or here == manager(f.program):
        return None
    return f.hint(
        f"{f.program} is installed here, but {here} manages this machine",
        in_our_words(f, here),
        why="It has no repositories and no database of its own here.",
        sure=0.96,
    )
