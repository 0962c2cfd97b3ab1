# ruff: noqa: E501  (messages stay whole, to be searched for)
"""apt, apt-get, dpkg: packages, locks, sources, dependencies."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.packages import PACKAGES
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family(
    "apt", "apt", "apt-get", "apt-cache", "aptitude", "dpkg", "add-apt-repository", "nala"
)

COMMANDS = {
    "apt": listed(
        "list search show install reinstall remove purge autoremove update upgrade full-upgrade edit-sources satisfy source build-dep download changelog depends rdepends policy autoclean clean autopurge showsrc"
    ),
    "apt-get": listed(
        "update upgrade install reinstall remove purge source build-dep satisfy dist-upgrade clean autoclean autoremove check changelog download"
    ),
    "apt-cache": listed(
        "showpkg showsrc search depends rdepends show pkgnames policy stats dump dumpavail unmet madison gencaches dotty xvcg"
    ),
}
# What one tool calls so, the other calls otherwise.
ELSEWHERE = {
    ("apt-get", "search"): "apt-cache",
    ("apt-get", "show"): "apt-cache",
    ("apt-get", "policy"): "apt-cache",
    ("apt-get", "list"): "apt",
    ("apt-get", "full-upgrade"): "apt",
    ("apt-cache", "install"): "apt-get",
    ("apt-cache", "update"): "apt-get",
    ("apt", "madison"): "apt-cache",
}
SYNONYMS = {
    "uninstall": "remove",
    "delete": "remove",
    "rm": "remove",
    "del": "remove",
    "add": "install",
    "find": "search",
    "info": "show",
    "dist-upgrade": "full-upgrade",
    "ls": "list",
    "in": "install",
    "erase": "remove",
    "get": "install",
    "dist-update": "full-upgrade",
}


def prefix(f: Failed) -> str:
    """sudo, where it is needed: the user had it, or is not root."""
    root = not f.command.sudo and not re.search(r"ermission denied|are you root", f.output)
    return "" if root else "sudo "


@family.rule(
    when="unknown option --", programs=("dpkg",), says=r"unknown option (?P<typed>--[\w-]+)"
)
def dpkg_option(f: Failed) -> Advice | None:
    """A mistyped option of dpkg (dpkg(1) and dpkg-deb(1), dpkg-query(1), which it calls)."""
    near = nearest(f["typed"], DPKG)
    fixes = [f.swap(f["typed"], option) for option in near]
    return f.hint(f"dpkg has no option {f['typed']}", *fixes, sure=0.94) if near else None


DPKG = listed(
    """--install --unpack --configure --remove --purge --verify --audit --update-avail --merge-avail
    --clear-avail --get-selections --set-selections --clear-selections --print-avail
    --print-architecture --add-architecture --remove-architecture --print-foreign-architectures
    --compare-versions --build --contents --extract --vextract --info --field --control --list
    --status --listfiles --search --force-all --force-depends --recursive --no-act --simulate
    --dry-run --root --help --version --refuse-downgrade --skip-same-version"""
)


@family.rule(when="Invalid operation", says=r"E: Invalid operation (?P<typed>\S+)")
def invalid_operation(f: Failed) -> Advice | None:
    """A mistyped apt command."""
    typed = f["typed"]
    word = f.word(typed)
    if word is None:
        return None
    if (f.program, typed) in ELSEWHERE:
        other = ELSEWHERE[f.program, typed]
        return f.hint(
            f"{typed} is a command of {other}", f.swap(f.command.words[0], other), sure=0.97
        )
    known = COMMANDS.get(f.program, COMMANDS["apt"])
    near = (
        [SYNONYMS[typed]]
        if SYNONYMS.get(typed) in known
        else nearest(typed, known, prior=("install", "update", "upgrade", "remove", "search"))
    )
    if not near:
        for (program, command), other in ELSEWHERE.items():
            if program == f.program and nearest(typed, [command], limit=1):
                both = ((f.command.words[0], other), (word, command))
                changes = [(w.start, w.end, new) for w, new in both]
                return f.hint(
                    f"{f.program} has no command {typed}", f.line.edit(*changes), sure=0.93
                )
        packages = typed in PACKAGES
        return f.hint(
            f"{f.program} has no command {typed}",
            f.swap(word, f"install {word.raw}", bare=True) if packages else f"{f.program} --help",
            sure=0.9 if packages else 0.72,
        )
    return f.hint(
        f"{f.program} has no command {typed}", *[f.swap(word, n) for n in near], sure=0.96
    )


@family.rule(when="is not understood in combination", programs=("apt", "apt-get", "apt-cache"))
def option_of_another(f: Failed) -> Advice | None:
    """apt lsit --upgradable: it reads the options first, by the command that it does not know."""
    word, known = f.sub_word, COMMANDS[f.program]
    near = nearest(word.value, known) if word and word.value not in known else []
    title = f"{f.program} has no command {f.sub}"
    return f.hint(title, *[f.swap(f.sub, n) for n in near], sure=0.93) if near else None


@family.rule(when="Unable to locate package", says=r"E: Unable to locate package (?P<name>\S+)")
def no_package(f: Failed) -> Advice | None:
    """Misspelt, or not in the lists."""
    name = f["name"]
    word = f.word(name)
    packages = list(dict.fromkeys(p.split("|")[0] for p in PACKAGES.values()))
    renamed = RENAMED.get(name) or (
        PACKAGES[name].split("|")[0]
        if name in PACKAGES and PACKAGES[name].split("|")[0] != name
        else ""
    )
    python = re.fullmatch(r"python3\.\d+(-\w+)?", name)
    if python:
        ubuntu = f.local.distribution == "ubuntu"
        return f.hint(
            f"This release of the system has no {name}",
            f"sudo add-apt-repository ppa:deadsnakes/ppa && {f.text}"
            if ubuntu
            else "apt-cache search '^python3[.][0-9]+$'",
            f.swap(word, f"python3{python[1] or ''}") if word else None,
            why="The PPA deadsnakes has others."
            if ubuntu
            else "pyenv or uv install others: uv python install.",
            sure=0.93,
        )
    near = (
        [renamed] if renamed else [] if name in packages else nearest(name, (*packages, *POPULAR))
    )
    sudo = prefix(f)
    update = f"{sudo}{'apt-get' if f.program == 'apt-get' else 'apt'} update"
    if near and word:
        mended = f.swap(word, near[0])
        return f.hint(
            f"No package {name}",
            mended,
            f"{update} && {mended}",
            f"apt-cache search {quote(name)}",
            why=f"Did you mean {near[0]}?",
            sure=0.93,
        )
    if f.sub in ("remove", "purge", "autoremove"):
        return f.hint(
            f"No package {name} is known here",
            f"dpkg -l | grep -i {quote(name)}",
            why="dpkg -l lists what is installed; programs of other origin (snap, pip) are not there.",
            sure=0.92,
        )
    return f.hint(
        f"No package {name} in the lists known here",
        f"{update} && {f.text}",
        f"apt-cache search {quote(name)}",
        why="The lists may be old, or the name differs.",
        sure=0.88,
    )


RENAMED = {
    "python": "python3",
    "pip": "python3-pip",
    "pip3": "python3-pip",
    "python-pip": "python3-pip",
    "docker": "docker.io",
    "docker-ce": "docker.io",
    "docker-compose-plugin": "docker-compose",
    "openjdk": "default-jdk",
    "java": "default-jre",
    "jdk": "default-jdk",
    "golang-1": "golang",
    "netcat": "netcat-openbsd",
    "node": "nodejs",
    "postgres": "postgresql",
    "mysql": "default-mysql-server",
    "mysql-server": "default-mysql-server",
    "redis": "redis-server",
    "fd": "fd-find",
    "ack-grep": "ack",
    "neovim-qt": "neovim",
    "libssl1.1": "libssl3",
}
POPULAR = listed(
    "nginx apache2 postgresql mariadb-server docker.io docker-compose build-essential python3 python3-pip python3-venv python3-dev libssl-dev libpq-dev openssh-server nodejs default-jdk ca-certificates gnupg software-properties-common apt-transport-https net-tools iproute2 ripgrep vim neovim emacs tmux zsh git curl wget unzip libffi-dev zlib1g-dev pkg-config ffmpeg imagemagick snapd flatpak ufw fail2ban certbot cron rsyslog supervisor memcached rabbitmq-server haproxy squid samba"
)


@family.rule(
    when=(
        "Could not get lock",
        "Unable to acquire the dpkg frontend lock",
        "Unable to lock",
        "dpkg frontend lock was locked",
        "Could not open lock file",
    )
)
def locked(f: Failed) -> Advice | None:
    """Another package manager works, or root is needed."""
    if re.search(r"are you root|Permission denied", f.output) and not f.command.sudo:
        return f.hint("Installing packages needs root's rights", f.sudo(), sure=0.97)
    pid = f.find(
        r"held by process (?P<pid>\d+)(?: \((?P<name>[^)]+)\))?|locked by another process with pid (?P<p2>\d+)"
    )
    number = (pid["pid"] or pid["p2"]) if pid else ""
    look = f"ps -fp {number}" if number else "ps aux | grep -i -E 'apt|dpkg'"
    who = (
        f" ({pid['name']}, pid {number})"
        if pid and pid["name"]
        else f" (pid {number})"
        if number
        else ""
    )
    return f.hint(
        f"Another package manager is at work{who}",
        look,
        "sudo lsof /var/lib/dpkg/lock-frontend",
        f"{prefix(f)}apt -o DPkg::Lock::Timeout=120 {' '.join(w.raw for w in f.command.words[1:])}"
        if f.program in ("apt", "apt-get")
        else None,
        why="Wait until it is done: often the automatic updates.",
        sure=0.93,
    )


@family.rule(
    when=("are you root?", "requires superuser privilege", "Permission denied"),
    says=r"are you root\?|requires superuser privilege",
)
def needs_root(f: Failed) -> Advice | None:
    """Installing packages needs root."""
    return f.hint("This needs root's rights", f.sudo(), sure=0.98) if not f.command.sudo else None


family.hint(
    "interrupted",
    "dpkg was interrupted before",
    "sudo dpkg --configure -a",
    when="dpkg was interrupted",
    sure=0.98,
)


@family.rule(
    when=("dependency problems", "Unmet dependencies", "unmet dependencies", "--fix-broken install")
)
def dependencies(f: Failed) -> Advice | None:
    """Dependencies are missing."""
    deb = next((w for w in f.operands if w.value.endswith(".deb")), None)
    sudo = "sudo " if f.command.sudo or not f.local.is_root else ""
    if f.program == "dpkg" and deb is not None:
        path = deb.value if "/" in deb.value else f"./{deb.value}"
        return f.hint(
            "dpkg does not fetch dependencies",
            f"{sudo}apt install {quote(path)}",
            f"{sudo}apt --fix-broken install",
            sure=0.95,
        )
    if "held broken packages" in f.output:
        return f.hint(
            "Some packages exclude each other",
            "apt-mark showhold",
            f"{sudo}apt --fix-broken install",
            sure=0.8,
        )
    return f.hint("Dependencies are missing", f"{sudo}apt --fix-broken install", sure=0.93)


@family.rule(
    when="has no installation candidate",
    says=r"Package '?(?P<name>[^'\s]+)'? has no installation candidate",
)
def no_candidate(f: Failed) -> Advice | None:
    """Known by name only: replaced by another, or in a component that is off."""
    replaced = f.find(r"However the following packages replace it:\n\s+(?P<new>\S+)")
    renamed = replaced["new"].split(":")[0] if replaced else RENAMED.get(f["name"], "")
    word = f.word(f["name"])
    stem = re.match(r"([a-z+]+)-?\d[\d.]*(-\w+)?$", f["name"])  # openjdk-8-jdk, php7.4, python3.8
    others = f"apt-cache search '^{stem[1]}-?[0-9.]+{stem[2] or ''}$'" if stem else ""
    return f.hint(
        f"{f['name']} cannot be installed from the sources known here",
        f.swap(word, renamed) if renamed and word else None,
        others,
        f"{prefix(f)}apt update && {f.text}",
        f"apt-cache search {quote(f['name'])}",
        why="This release of the system has other versions of it." if stem and not renamed else "",
        sure=0.9,
    )


@family.rule(
    when="404  Not Found",
)
def old_lists(f: Failed) -> Advice | None:
    """Packages are asked for that the archive has no more: newer ones are there."""
    if f.sub in (
        "install",
        "upgrade",
        "dist-upgrade",
        "full-upgrade",
    ):
        return f.hint(
            "The package lists are out of date",
            f"{prefix(f)}{f.program} update && {f.text}",
            sure=0.93,
        )
    return None


@family.rule(
    when=("cannot access archive", "Unsupported file"),
    says=r"cannot access archive '(?P<a>[^']+)'|Unsupported file (?P<b>\S+) given",
)
def no_deb(f: Failed) -> Advice | None:
    """A .deb that is not there, or without ./"""
    path = f["a"] or f["b"]
    word = f.word(path)
    near = f.local.near(path) or f.local.elsewhere(path)
    if word and near:
        return f.hint(f"No file {path}", *[f.swap(word, n) for n in near], sure=0.94)
    debs = [name for name in f.local.entries() if name.endswith(".deb")]
    look = [f.swap(word, f"./{name}") for name in debs[:2]] if word else []
    there = f"~/Downloads/{path.rsplit('/', 1)[-1]}"
    if word and f.local.is_file(there):
        return f.hint(
            f.missing("file", path), f.swap(word, there), why="It is in Downloads.", sure=0.95
        )
    if not word:
        return None
    return f.hint(
        f.missing("file", path), *look, f"find ~ -name {quote(path.rsplit('/', 1)[-1])}", sure=0.86
    )


@family.rule(
    when="Unable to locate package",
    says=r"E: Unable to locate package (?P<name>\S+\.deb)",
    programs=("apt", "apt-get"),
)
def deb_without_dot(f: Failed) -> Advice | None:
    """apt install x.deb needs ./x.deb"""
    word = f.word(f["name"])
    return (
        f.hint("A file is named with ./", f.swap(word, f"./{f['name']}"), sure=0.97)
        if word
        else None
    )


@family.rule(
    when=("Command line option",),
    says=r"E: Command line option (?:'(?P<short>.)'|--(?P<long>\S+)) .*not",
)
def option(f: Failed) -> Advice | None:
    """A mistyped option of apt."""
    known = listed(
        "--yes --assume-yes --no-install-recommends --fix-broken --fix-missing --reinstall --only-upgrade --allow-downgrades --dry-run --simulate --download-only --quiet --purge --autoremove --upgradable --installed --version --help"
    )
    near = nearest(f"--{f['long']}", known) if f["long"] else []
    word = f.word(f"--{f['long']}")
    return (
        f.hint(f"apt has no option --{f['long']}", *[f.swap(word, n) for n in near], sure=0.93)
        if near and word
        else None
    )


family.hint(
    "no-packages-found",
    "apt knows no package of that name",
    lambda f: f"apt-cache search {f.rest[0].raw}" if f.rest else None,
    when="E: No packages found",
    on=("show", "showsrc", "depends", "rdepends", "policy"),
    sure=0.85,
)
