# ruff: noqa: E501  (messages stay whole, to be searched for)
"""apt and dpkg: sources and their signatures, the disk, versions, packages that do not go in."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.apt import POPULAR, family, prefix
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

SOURCES = "/etc/apt/sources.list.d"


def packages(f: Failed) -> list[str]:
    """What the line wants installed, without versions."""
    return [w.value.split("=")[0] for w in f.rest if not w.is_option]


@family.rule(
    when=("Malformed ", "could not be parsed", "Type '"),
    says=r"E: (?P<what>Malformed (?:entry|line|stanza) (?P<line>\d+) in (?:list|source|sources) file (?P<file>/\S+)|Type '[^']+' is not known on (?:line|stanza) (?P<line2>\d+) in source(?:s)? (?:list|file)? ?(?P<file2>/\S+))(?: \((?P<part>[^)]+)\))?",
)
def malformed(f: Failed) -> Advice:
    """A line of a sources file that apt cannot read."""
    file, line = f["file"] or f["file2"], f["line"] or f["line2"]
    part = f["part"] if f["part"] != "type" else "the type"
    lead = "" if f.local.is_root and not f.command.sudo else "sudo "
    return f.hint(
        f"{file.rsplit('/', 1)[-1]}, line {line}, is not a valid source",
        f"{lead}${{EDITOR:-vi}} +{line} {file}",
        f"cat {file}",
        why=f"Wrong or missing: {part.lower()}. A line reads: deb [options] URL suite component."
        if part
        else "A line reads: deb [options] URL suite component.",
        sure=0.95,
    )


@family.rule(
    when="Conflicting values set for option",
    says=r"Conflicting values set for option (?P<option>\S+) regarding source (?P<url>\S+)(?: (?P<suite>[^:\s]+))?:",
)
def conflicting(f: Failed) -> Advice:
    """One source stands in two files, with other options."""
    url = f["url"].rstrip("/").split("//")[-1]
    return f.hint(
        f"The source {url} is listed twice, with different values of {f['option']}",
        f"grep -rn {quote(url)} /etc/apt/sources.list {SOURCES}",
        why="Remove one of the two entries.",
        sure=0.95,
    )


@family.rule(
    when="must be accepted explicitly",
    says=r"changed its '(?P<what>\w+)' value from '(?P<old>[^']*)' to '(?P<new>[^']*)'",
)
def releaseinfo(f: Failed) -> Advice:
    """A release became oldstable, or was renamed."""
    return f.hint(
        f"The repository's {f['what'].lower()} is now {f['new']}: apt wants that accepted",
        f.append("--allow-releaseinfo-change"),
        f"{prefix(f)}apt-get update --allow-releaseinfo-change" if f.sub != "update" else None,
        why=f"It was {f['old']}; a new release has come out.",
        sure=0.97,
    )


family.hint(
    "clock",
    "This machine's clock is behind: the release file is from the future",
    "sudo timedatectl set-ntp true",
    "date",
    "sudo hwclock --hctosys",
    when="is not valid yet",
    why="In a virtual machine or WSL the clock stands still while the host sleeps.",
    sure=0.94,
)
family.hint(
    "release-expired",
    "The release file of a source has expired",
    lambda f: f.append("-o Acquire::Check-Valid-Until=false"),
    "date",
    when="is expired (invalid since",
    why="An archived or snapshot repository, or a clock that is ahead.",
    sure=0.9,
)
family.hint(
    "archive-space",
    "The disk has no room for the packages",
    lambda f: (
        f"{prefix(f)}apt-get autoremove --purge"
        if "initr" in f.output or "/boot" in f.output
        else f"{prefix(f)}apt-get clean && {f.text}"
    ),
    lambda f: "df -h /boot" if "initr" in f.output or "/boot" in f.output else "df -h /var",
    when=("enough free space in /var/cache/apt", "No space left on device"),
    says=r"You don't have enough free space in|No space left on device",
    why="autoremove takes old kernels away, clean the downloaded packages.",
    sure=0.95,
)
family.hint(
    "sources",
    "No source has deb-src switched on, from which packages are built",
    lambda f: (
        f"sudo sed -i 's/^Types: deb$/Types: deb deb-src/' {SOURCES}/*.sources && sudo apt-get update"
        if any(n.endswith(".sources") for n in f.local.entries(SOURCES))
        else "sudo sed -i 's/^# *deb-src/deb-src/' /etc/apt/sources.list && sudo apt-get update"
    ),
    when=(
        "You must put some 'deb-src' URIs",
        'You must put some "deb-src" URIs',
        "You must put some 'source' URIs",
    ),
    sure=0.95,
)
family.hint(
    "hash-mismatch",
    "The downloaded package lists do not fit together",
    lambda f: f"{prefix(f)}rm -rf /var/lib/apt/lists/* && {prefix(f)}apt-get update",
    lambda f: f.text,
    when="Hash Sum mismatch",
    why="The mirror was in the middle of an update, or a proxy keeps old files: try later.",
    sure=0.9,
)


@family.rule(
    when="was not found", says=r"E: (?:Version|Release) '(?P<wanted>[^']+)' for '(?P<name>[^']+)' was not found"
)  # fmt: skip
def no_version(f: Failed) -> Advice:
    """A version (or release, with -t) that no source has."""
    name = f["name"].split(":")[0]
    word = next((w for w in f.command.words if w.value.startswith(f"{name}=")), None)
    return f.hint(
        f"No source has version {f['wanted']} of {name}",
        f"apt-cache policy {name}",
        f"apt-cache madison {name}",
        f.swap(word, name) if word else None,
        why="policy shows the versions that there are; the whole string has to be given.",
        sure=0.94,
    )


@family.rule(
    when="does not match system",
    says=r"package architecture \((?P<theirs>[^)]+)\) does not match system \((?P<ours>[^)]+)\)",
)
def architecture(f: Failed) -> Advice:
    """A package for another processor."""
    deb = next((w for w in f.operands if w.value.endswith(".deb")), None)
    other = deb.value.replace(f["theirs"], f["ours"]) if deb else ""
    there = bool(deb) and other != deb.value and f.local.is_file(other) if deb else False
    return f.hint(
        f"That package is built for {f['theirs']}, this machine is {f['ours']}",
        f.swap(deb, other) if deb and there else None,
        "dpkg --print-architecture",
        f"sudo dpkg --add-architecture {f['theirs']} && sudo apt-get update"
        if f["theirs"] in ("i386", "armhf")
        else None,
        why=f"Download the {f['ours']} build of it.",
        sure=0.94,
    )


@family.rule(
    when="trying to overwrite",
    says=r"error processing archive (?P<archive>\S+) \(--\w+\):\s+trying to overwrite (?:shared )?'(?P<path>[^']+)', which is (?:also|different)[^\n]*? (?:in package (?P<other>\S+)|from other)",
)
def overwrite(f: Failed) -> Advice:
    """Two packages bring the same file."""
    other = f["other"].split(":")[0]
    lead = "sudo " if f.command.sudo or not f.local.is_root else ""
    return f.hint(
        f"{f['path'].rsplit('/', 1)[-1]} belongs to the package {other} already"
        if other
        else "Two packages bring the same file",
        f"{lead}apt-get remove {other} && {f.text}" if other else None,
        f"{lead}dpkg -i --force-overwrite {quote(f['archive'])}",
        f"{lead}apt --fix-broken install",
        why="Two packages bring the same file: often one of the distribution, one of the vendor.",
        sure=0.93,
    )


@family.rule(
    when="Sub-process /usr/bin/dpkg returned an error code",
    says=r"error processing package (?P<name>[\w.+-]+)(?::\w+)? \(--(?:configure|remove|purge)\):\s+(?P<why>[^\n]+)",
)
def script_failed(f: Failed) -> Advice | None:
    """A package's own script (postinst and its kind) failed."""
    name = f["name"]
    if "dependency problems" in f["why"]:
        return None
    service = f.find(r"Job for (\S+?)(?:\.service)? failed") or f.find(
        r"journalctl -xeu (\S+?)(?:\.service)?\""
    )
    lead = "sudo " if f.command.sudo or not f.local.is_root else ""
    script = f.find(r"(?:installed|new|old) \S+ package (pre|post)-(installation|removal)")
    step = {"installation": "inst", "removal": "rm"}
    part = f" ({script[1]}{step[script[2]]})" if script else ""
    return f.hint(
        f"The service {service[1]} did not start, so {name} is not set up"
        if service
        else f"The package {name} could not be set up: its own script failed{part}",
        f"journalctl -xeu {service[1]}" if service else None,
        f"{lead}dpkg --configure -a",
        f"{lead}apt-get install --reinstall {name}",
        why="Mend what its log says, then: dpkg --configure -a."
        if service
        else "What it said stands above that line.",
        sure=0.9,
    )


@family.rule(
    when=("Temporary failure resolving", "Could not resolve", "Could not connect to", "connection timed out"),
    says=r"(?:Temporary failure resolving|Could not resolve) '(?P<name>[\w.-]+)'|Could not connect to (?P<host>[\w.-]+):(?P<port>\d+)",
)  # fmt: skip
def unreachable(f: Failed) -> Advice:
    """The server of a source cannot be reached."""
    host = f["name"] or f["host"]
    return f.hint(
        f"The name {host} cannot be resolved" if f["name"] else f"{host} cannot be reached",
        f"ping -c 1 {host}",
        "cat /etc/resolv.conf" if f["name"] else f"curl -sI http://{host}:{f['port']}",
        why="No network, no DNS, or a proxy that apt does not know.",
        sure=0.9,
    )


family.hint(
    "no-archive",
    "{file} is no Debian package",
    "file {file}",
    when="is not a Debian format archive",
    says=r"'(?P<file>[^']+)' is not a Debian format archive",
    why="A download that broke off, or a web page saved under that name.",
    sure=0.95,
)


@family.rule(
    when="is not installed",
    says=r"dpkg-query: package '(?P<name>[^']+)' is not installed$",
    programs=("dpkg", "dpkg-query"),
)
def not_installed(f: Failed) -> Advice | None:
    """dpkg -L or -s of a package that is not here; of no other near, -s and -l are questions."""
    near = _installed(f)
    if not near and not f.has("-L", "--listfiles"):
        return None
    return f.hint(
        f"The package {f['name']} is not installed",
        *(f.swap(f["name"], name) for name in near),
        f"dpkg -l | grep -i {quote(f['name'])}",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.92,
    )


family.hint(
    "untrusted",
    "The certificate of {host} is not trusted here",
    lambda f: f"{prefix(f)}apt-get install --reinstall ca-certificates",
    "date",
    when="Certificate verification failed",
    says=r"(?:Err:\d+|Failed to fetch) https://(?P<host>[\w.-]+)",
    why="Old or missing authorities, a wrong clock, or a proxy that puts its own certificate there.",
    sure=0.9,
)


def _installed(f: Failed) -> list[str]:
    """The packages that may have been meant, among those of this machine."""
    names = {
        n.removesuffix(".list").split(":")[0]
        for n in f.local.entries("/var/lib/dpkg/info")
        if n.endswith(".list")
    }
    return [] if f["name"] in names else nearest(f["name"], names, prior=POPULAR)
