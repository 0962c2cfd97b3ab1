# ruff: noqa: E501
"""apt: the keys of sources, PPAs, and the tools that came with them."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.apt import family, prefix
from termproxy.assistant.rules.families.apt_sources import SOURCES
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

PPAS = listed(
    """deadsnakes/ppa ondrej/php ondrej/apache2 ondrej/nginx graphics-drivers/ppa git-core/ppa
    neovim-ppa/unstable neovim-ppa/stable obsproject/obs-studio fish-shell/release-3 fish-shell/release-4
    libreoffice/ppa mozillateam/ppa ubuntu-toolchain-r/test kisak/kisak-mesa longsleep/golang-backports
    ansible/ansible openjdk-r/ppa redislabs/redis kdenlive/kdenlive-stable inkscape.dev/stable"""
)


@family.rule(
    when="user or team does not exist", says=r"ERROR: '~(?P<who>[^']+)' user or team does not exist"
)
def no_ppa(f: Failed) -> Advice:
    """A PPA of someone whom Launchpad does not know."""
    word = next((w for w in f.operands if w.value.startswith("ppa:")), None)
    near = nearest(word.value.removeprefix("ppa:"), PPAS) if word else []
    return f.hint(
        f"Launchpad knows no {f['who']}",
        *[f.swap(word, f"ppa:{n}") for n in near[:1] if word],
        why=f"Did you mean {near[0]}?"
        if near
        else "Look at the PPA's page: the name before the slash is its owner's.",
        sure=0.95 if near else 0.88,
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
