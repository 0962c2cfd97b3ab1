"""Programs, and which of their arguments deserve a warning. Pure; used by `safety.py`.

A check takes the arguments and gives the reason in a few words, or "".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Check = Callable[[Sequence[str]], str]


def _flags(args: Sequence[str]) -> set[str]:
    """Short letters (with clusters taken apart) and long options without their values."""
    found: set[str] = set()
    for arg in args:
        if arg == "--":
            break
        if arg.startswith("--"):
            found.add(arg.partition("=")[0])
        elif arg.startswith("-"):
            found.update(arg[1:])
    return found


def _has(reason: str, *flags: str) -> Check:
    return lambda args: reason if _flags(args) & set(flags) else ""


def _always(reason: str) -> Check:
    return lambda args: reason


def _word(reason: str, *words: str) -> Check:
    return lambda args: reason if set(args) & set(words) else ""


def _rm(args: Sequence[str]) -> str:
    if _flags(args) & {"r", "R", "--recursive", "--no-preserve-root", "d"}:
        return "deletes whole directories"
    paths = [arg for arg in args if not arg.startswith("-")]
    if any(re.search(r"[*?\[$`]|^/$|^~/?$|\.\.$", path) for path in paths):
        return "deletes whatever its pattern matches"
    return ""


def _dd(args: Sequence[str]) -> str:
    return "writes over its target without asking" if any(a.startswith("of=") for a in args) else ""


def _find(args: Sequence[str]) -> str:
    if "-delete" in args:
        return "deletes every file it finds"
    return ""


def _mv(args: Sequence[str]) -> str:
    return "throws a file away" if args and args[-1] == "/dev/null" else ""


def _git(args: Sequence[str]) -> str:
    rest = list(args)
    while rest and rest[0].startswith("-"):
        if rest.pop(0) in ("-C", "-c", "--git-dir", "--work-tree") and rest:
            rest.pop(0)
    if not rest:
        return ""
    sub, more = rest[0], rest[1:]
    flags = _flags(more)
    if sub == "push":
        if flags & {"f", "--force", "--mirror"} or any(a.startswith("+") for a in more):
            return "overwrites what others may have pushed"
        if "--force-with-lease" in flags or "--force-if-includes" in flags:
            return "overwrites the branch on the remote"
        if flags & {"d", "--delete", "--prune"} or any(re.match(r":\S", a) for a in more):
            return "deletes on the remote"
    losing = {
        "reset": {"--hard", "--merge"},
        "clean": {"f", "x", "d", "X", "--force"},
        "branch": {"D"},
        "checkout": {"f", "--force", "."},
        "switch": {"f", "--force", "--discard-changes"},
        "worktree": {"--force", "f"},
        "tag": set(),
        "rm": {"r", "f"},
    }
    if flags & losing.get(sub, set()):
        return "throws local work away"
    if sub == "checkout" and ("." in more or "--" in more):
        return "throws local changes away"
    if sub == "restore" and not flags & {"--staged", "S"}:
        return "throws local changes away"
    if (sub, more[:1]) in (("stash", ["drop"]), ("stash", ["clear"])):
        return "throws stashed work away"
    if sub in ("filter-branch", "filter-repo") or (sub == "reflog" and "expire" in more):
        return "rewrites history for good"
    if sub == "update-ref" and "d" in flags:
        return "deletes a ref"
    return (
        "throws unreachable work away" if sub in ("prune", "gc") and "--prune=now" in more else ""
    )


def _docker(args: Sequence[str]) -> str:
    words = [arg for arg in args if not arg.startswith("-")]
    flags = _flags(args)
    if "prune" in words:
        return "deletes what is not in use now"
    if words[:2] in (["volume", "rm"], ["volume", "remove"]):
        return "deletes data in volumes"
    if words[:1] in (["rm"], ["rmi"]) or words[:2] in (["container", "rm"], ["image", "rm"]):
        return "removes without asking" if flags & {"f", "--force"} else ""
    if "down" in words and flags & {"v", "--volumes", "--rmi"}:
        return "deletes data in volumes"
    return ""


def _kubectl(args: Sequence[str]) -> str:
    words = [arg for arg in args if not arg.startswith("-")]
    if words[:1] in (["delete"], ["drain"]):
        return "removes it from the cluster"
    return "replaces it by force" if "--force" in args else ""


def _systemctl(args: Sequence[str]) -> str:
    words = [arg for arg in args if not arg.startswith("-")]
    if words[:1] and words[0] in ("poweroff", "reboot", "halt", "kexec", "rescue", "emergency"):
        return "stops or restarts the machine"
    return "switches a service off" if words[:1] and words[0] in ("mask", "disable") else ""


def _packages(args: Sequence[str]) -> str:
    if set(args) & {"remove", "purge", "autoremove", "erase", "autopurge", "uninstall"}:
        return "removes packages"
    if _flags(args) & {"--force-yes", "--allow-unauthenticated", "--nodeps", "--force-all"}:
        return "skips the package manager's checks"
    return ""


def _pacman(args: Sequence[str]) -> str:
    return "removes packages" if any(re.match(r"-R|--remove", arg) for arg in args) else ""


def _dpkg(args: Sequence[str]) -> str:
    if _flags(args) & {"r", "P", "--remove", "--purge"}:
        return "removes packages"
    return "skips checks" if any(arg.startswith("--force") for arg in args) else ""


def _pip(args: Sequence[str]) -> str:
    return "may break the system's own Python" if "--break-system-packages" in args else ""


def _kill(args: Sequence[str]) -> str:
    return "ends every process it may" if "-1" in args[1:] else ""


def _chmod(args: Sequence[str]) -> str:
    if _flags([a for a in args if not re.match(r"-[rwxst]+$", a)]) & {"R", "--recursive"}:
        return "changes permissions of a whole tree"
    if any(
        re.fullmatch(r"0?[0-7]?77[67]|a\+(?:rw|w)\w*|\+?o\+w\w*|[ugoa]*o[ugoa]*\+\w*w\w*", a)
        for a in args
    ):
        return "lets everybody write"
    return (
        "makes a program run as its owner" if any(re.search(r"[ug]?\+s", a) for a in args) else ""
    )


def _terraform(args: Sequence[str]) -> str:
    if "force-unlock" in args:
        return "lets two runs change the same state"
    risky = {"destroy", "-destroy", "-auto-approve", "taint"}
    return "destroys what it manages" if risky & set(args) else ""


def _aws(args: Sequence[str]) -> str:
    if args[:1] == ["s3"] and set(args) & {"rm", "rb"}:
        return "deletes stored objects"
    if any(re.match(r"(delete|terminate|remove)-", arg) for arg in args):
        return "deletes it in the cloud"
    return "deletes what is missing here" if "--delete" in args else ""


def _curl(args: Sequence[str]) -> str:
    for at, arg in enumerate(args):
        method = arg[2:] if arg.startswith("-X") else ""
        method = method or (
            args[at + 1] if arg in ("-X", "--request") and at + 1 < len(args) else ""
        )
        if method.upper() == "DELETE":
            return "deletes on the server"
    return ""


_MACHINE = _always("stops or restarts the machine")
_DISK = _always("changes the layout of a disk")
_REMOVES = _word("removes packages", "remove", "purge", "uninstall", "rm", "erase")

HAZARDS: dict[str, Check] = {
    "rm": _rm,
    "dd": _dd,
    "find": _find,
    "mv": _mv,
    "git": _git,
    "docker": _docker,
    "podman": _docker,
    "docker-compose": _docker,
    "kubectl": _kubectl,
    "oc": _kubectl,
    "helm": _word("removes a release", "uninstall", "delete", "rollback"),
    "terraform": _terraform,
    "tofu": _terraform,
    "aws": _aws,
    "gcloud": _word("deletes it in the cloud", "delete"),
    "az": _word("deletes it in the cloud", "delete", "purge"),
    "gh": _word("deletes on GitHub", "delete"),
    "curl": _curl,
    "chmod": _chmod,
    "chown": _has("changes owners of a whole tree", "R", "--recursive"),
    "chgrp": _has("changes groups of a whole tree", "R", "--recursive"),
    "setfacl": _has("changes permissions of a whole tree", "R", "--recursive"),
    "rsync": lambda a: "deletes what is missing at the source"
    if any(x.startswith("--del") or x == "--remove-source-files" for x in a)
    else "",
    "shred": _always("destroys a file's contents"),
    "wipefs": _always("wipes a disk's signatures"),
    "truncate": _always("cuts files off"),
    "fdisk": lambda a: "" if "-l" in a else "changes the layout of a disk",
    "sfdisk": _DISK,
    "gdisk": _DISK,
    "parted": lambda a: "" if "-l" in a or "print" in a else "changes the layout of a disk",
    "lvremove": _DISK,
    "vgremove": _DISK,
    "pvremove": _DISK,
    "mkswap": _DISK,
    "blkdiscard": _DISK,
    "hdparm": _DISK,
    "cryptsetup": _DISK,
    "zpool": _word("destroys a pool", "destroy", "labelclear"),
    "zfs": _word("destroys a data set", "destroy", "rollback"),
    "btrfs": _word("deletes a subvolume", "delete"),
    "kill": _kill,
    "killall": _always("ends every process of that name"),
    "pkill": _always("ends every process that matches"),
    "npx": _word("ends the program that uses the port", "kill-port"),
    "fuser": _has("ends every process that uses it", "k", "--kill"),
    "shutdown": _MACHINE,
    "reboot": _MACHINE,
    "halt": _MACHINE,
    "poweroff": _MACHINE,
    "init": _MACHINE,
    "telinit": _MACHINE,
    "systemctl": _systemctl,
    "userdel": _always("deletes an account"),
    "deluser": _always("deletes an account"),
    "groupdel": _always("deletes a group"),
    "passwd": _has("changes who may log in", "d", "l", "--delete", "--lock"),
    "visudo": _always("changes who is an administrator"),
    "crontab": _has("deletes all scheduled jobs", "r"),
    "iptables": _has("changes the firewall", "F", "X", "P", "D", "--flush"),
    "nft": _word("changes the firewall", "flush", "delete"),
    "ufw": _word("changes the firewall", "disable", "reset"),
    "apt": _packages,
    "apt-get": _packages,
    "dnf": _packages,
    "yum": _packages,
    "zypper": _packages,
    "apk": _word("removes packages", "del"),
    "brew": _REMOVES,
    "snap": _REMOVES,
    "flatpak": _REMOVES,
    "pacman": _pacman,
    "dpkg": _dpkg,
    "rpm": _has("removes or forces packages", "e", "--erase", "--nodeps", "--force"),
    "pip": _pip,
    "pip3": _pip,
    "python": lambda a: _pip(a) if "pip" in a else "",
    "python3": lambda a: _pip(a) if "pip" in a else "",
    "dropdb": _always("drops a database"),
    "dropuser": _always("drops a database user"),
    "mysqladmin": _word("drops a database", "drop"),
    "history": _has("deletes the history", "c"),
    "unlink": _always("deletes a file"),
    "insmod": _always("changes the running kernel"),
    "rmmod": _always("changes the running kernel"),
    "sysctl": _has("changes the running kernel", "w", "--write"),
    "ln": _has("replaces a file", "f", "--force"),
    "npm": _word("removes it from the registry", "unpublish"),
    "ssh-keygen": lambda a: "may overwrite a key" if "-f" in a and "-R" not in a else "",
    "update-grub": _always("changes how the machine starts"),
    "grub-install": _always("changes how the machine starts"),
    "efibootmgr": _always("changes how the machine starts"),
}  # fmt: skip
