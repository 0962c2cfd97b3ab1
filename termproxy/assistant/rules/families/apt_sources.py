# ruff: noqa: E501  (messages stay whole, to be searched for)
"""apt and dpkg: sources and their signatures, the disk, versions, packages that do not go in."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.apt import family, prefix
from termproxy.assistant.rules.words import quote

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
    lambda f: f"{prefix(f)}apt-get clean && {f.text}",
    "df -h /var",
    when=("enough free space in /var/cache/apt", "No space left on device"),
    says=r"You don't have enough free space in|(?:dpkg|E):.*No space left on device",
    sure=0.93,
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


PPA = re.compile(r"ppa\.launchpad(?:content)?\.net/(?P<who>[\w.+-]+)/(?P<what>[\w.+-]+)")


@family.rule(
    when=("does not have a Release file", "no longer has a Release file"),
    says=r"The repository '(?P<url>\S+) (?P<suite>\S+) Release'",
)
def no_suite(f: Failed) -> Advice:
    """A source (often a PPA) that has nothing for this release of the system."""
    ppa = PPA.search(f["url"])
    lead = prefix(f)
    if ppa:
        return f.hint(
            f"The PPA {ppa['who']}/{ppa['what']} has no packages for {f['suite']}",
            f"{lead}add-apt-repository --remove ppa:{ppa['who']}/{ppa['what']}",
            f"grep -rn {ppa['who']}/{ppa['what']} {SOURCES}",
            why="Remove it, or name a release that it has.",
            sure=0.94,
        )
    address = f["url"].split("//")[-1].rstrip("/")
    return f.hint(
        f"{address} has no packages for {f['suite']}",
        f"grep -rn {quote(address)} /etc/apt/sources.list {SOURCES}",
        why="Remove that source, or name a release that it has.",
        sure=0.9,
    )


# Where the vendors publish the key of their source.
KEYS = {
    "download.docker.com": "https://download.docker.com/linux/{system}/gpg",
    "deb.nodesource.com": "https://deb.nodesource.com/gpgkey/nodesource-repo.gpg.key",
    "dl.google.com": "https://dl.google.com/linux/linux_signing_key.pub",
    "packages.cloud.google.com": "https://packages.cloud.google.com/apt/doc/apt-key.gpg",
    "apt.releases.hashicorp.com": "https://apt.releases.hashicorp.com/gpg",
    "packages.microsoft.com": "https://packages.microsoft.com/keys/microsoft.asc",
    "apt.postgresql.org": "https://www.postgresql.org/media/keys/ACCC4CF8.asc",
    "cli.github.com": "https://cli.github.com/packages/githubcli-archive-keyring.gpg",
    "dl.yarnpkg.com": "https://dl.yarnpkg.com/debian/pubkey.gpg",
    "apt.grafana.com": "https://apt.grafana.com/gpg.key",
    "packages.grafana.com": "https://packages.grafana.com/gpg.key",
    "pkg.jenkins.io": "https://pkg.jenkins.io/debian-stable/jenkins.io-2023.key",
    "nginx.org": "https://nginx.org/keys/nginx_signing.key",
    "packages.redis.io": "https://packages.redis.io/gpg",
    "packages.sury.org": "https://packages.sury.org/php/apt.gpg",
    "repo.mysql.com": "https://repo.mysql.com/RPM-GPG-KEY-mysql-2023",
    "nvidia.github.io": "https://nvidia.github.io/libnvidia-container/gpgkey",
    "baltocdn.com": "https://baltocdn.com/helm/signing.asc",
    "brave-browser-apt-release.s3.brave.com": "https://brave-browser-apt-release.s3.brave.com/brave-browser-archive-keyring.gpg",
}


@family.rule(
    when=("is not signed", "NO_PUBKEY", "EXPKEYSIG", "Missing key"),
    says=r"NO_PUBKEY (?P<key>[0-9A-F]+)|EXPKEYSIG (?P<old>[0-9A-F]+)|Missing key (?P<sqv>[0-9A-F]+)|is not signed",
)
def unsigned(f: Failed) -> Advice:
    """A source whose key is missing or expired."""
    key = f["key"] or f["old"] or f["sqv"]
    source = f.find(
        r"(?:GPG error: |repository '|OpenPGP signature verification failed: )https?://(?P<host>[\w.-]+)(?P<path>\S*)"
    )
    host = source["host"] if source else ""
    name = (
        re.sub(r"^(?:www|download|packages|apt|deb|dl|pkg|cli|repo)\.", "", host).split(".")[0]
        or "vendor"
    )
    rows = [
        row
        for n in f.local.entries(SOURCES)
        for row in f.local.text(f"{SOURCES}/{n}").split("\n")
        if host and host in row
    ]
    named = next((m[1] for row in rows if (m := re.search(r"signed-by=(/[^\s\]]+)", row))), "")
    ring = named or f"/etc/apt/trusted.gpg.d/{name}.gpg"
    system = "ubuntu" if source and "/ubuntu" in source["path"] else "debian"
    url = KEYS.get(host, "").format(system=system) or (
        f"https://keyserver.ubuntu.com/pks/lookup?op=get&search=0x{key}" if key else ""
    )
    lead = "" if f.local.is_root and not f.command.sudo else "sudo "
    unpack = (
        f"{lead}tee {ring} > /dev/null"
        if ring.endswith(".asc")
        else f"{lead}gpg --dearmor --yes -o {ring}"
    )
    return f.hint(
        f"apt does not know the key of {host}" if host else "apt does not know the key of a source",
        f"curl -fsSL {quote(url)} | {unpack}" if url else f"ls {SOURCES}",
        f"{lead}apt-key adv --keyserver keyserver.ubuntu.com --recv-keys {key}" if key and f.local.which("apt-key") else None,
        why="The key has expired: fetch the new one." if f["old"] else "Fetch it from the one who runs the source, then update again.",
        sure=0.9,
    )  # fmt: skip


# Programs that are gone or come from a package whose name is another.
@family.rule(
    when="not found",
    says=r"(?:^|\s|: )(?P<name>add-apt-repository|apt-add-repository|apt-key): (?:command )?not found",
    programs=(),
    status=(127, 1),
)
def repository_tools(f: Failed) -> Advice:
    """add-apt-repository is a package of its own; apt-key is gone since Debian 13 and Ubuntu 25."""
    if f["name"] == "apt-key":
        fetch = next((c for c in f.line.commands if c.program in ("curl", "wget")), None)
        words = " ".join(w.raw for w in fetch.words) if fetch else ""
        url = next((w.value for w in fetch.words if "://" in w.value), "") if fetch else ""
        name = re.sub(r"^(?:www|download|packages|apt|deb|dl)\.", "", url.split("//")[-1]).split(
            "."
        )[0]
        return f.hint(
            "apt-key is gone: keys are files in /etc/apt/keyrings now",
            f"{words} | sudo gpg --dearmor -o /etc/apt/keyrings/{name or 'vendor'}.gpg"
            if words
            else None,
            why="Name the file in the source's line: [signed-by=/etc/apt/keyrings/...].",
            sure=0.97,
        )
    return f.hint(
        "add-apt-repository comes with software-properties-common",
        f"{prefix(f)}apt install software-properties-common && {f.text}",
        why="On Debian, PPAs are not meant to be used: they are built for Ubuntu.",
        sure=0.97,
    )
