# ruff: noqa: E501
"""brew, dnf and yum, pacman, apk, zypper, snap, flatpak, port."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.packages import PACKAGES
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import EVERYDAY, among, nearest
from termproxy.assistant.world.wordlist import listed

DNF = ("dnf", "yum", "microdnf", "dnf5")
PACMAN = ("pacman", "yay", "paru")
family = Family(
    "packages", "brew", *DNF, *PACMAN, "apk", "zypper", "snap", "flatpak", "port", "xbps-install"
)

COMMANDS = {
    "brew": listed(
        """install uninstall upgrade update search info list doctor cleanup tap untap
services link unlink reinstall outdated deps uses pin config cask help leaves autoremove bundle"""
    ),
    "dnf": listed(
        """install remove update upgrade search info list provides repolist check-update
autoremove clean history group makecache reinstall downgrade copr config-manager groupinstall"""
    ),
    "apk": listed("add del update upgrade search info fix policy fetch cache version list"),
    "zypper": listed(
        """install remove update search info refresh repos addrepo patch dist-upgrade dup up in
rm se ref lr ar list-updates verify clean"""
    ),
    "snap": listed(
        "install remove refresh find list info revert enable disable connect services run"
    ),
    "flatpak": listed(
        "install uninstall update search list info run remote-add remotes repair override"
    ),
}
OTHER_WORDS = {
    "brew": {"remove": "uninstall", "add": "install", "rm": "uninstall", "delete": "uninstall", "find": "search", "show": "info"},
    "dnf": {"uninstall": "remove", "add": "install", "delete": "remove", "find": "search", "show": "info", "purge": "remove"},
    "apk": {"install": "add", "remove": "del", "uninstall": "del", "delete": "del", "find": "search", "show": "info"},
    "zypper": {"add": "install", "uninstall": "remove", "upgrade": "update", "find": "search"},
    "snap": {"uninstall": "remove", "update": "refresh", "upgrade": "refresh", "search": "find"},
    "flatpak": {"remove": "uninstall", "upgrade": "update", "find": "search"},
}  # fmt: skip


def manager(f: Failed) -> str:
    return "dnf" if f.program in DNF else f.program


@family.rule(
    when=("Unknown command", "No such command", "Unknown argument", "unknown command", "is not a apk command",
          "not a valid subcommand", "Unknown operation", "is not a flatpak command", "isn't a valid"),
    says=r"(?:Unknown (?:command|argument)[: ]+(?:brew )?['\"`]?|No such command: ?|unknown command ['\"`]?"
    r"|^['‘]?)(?P<typed>[\w-]+)['\"’`]?",
)  # fmt: skip
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped command, or another package manager's word."""
    typed = f.sub or f["typed"]
    known = COMMANDS.get(manager(f), ())
    other = OTHER_WORDS.get(manager(f), {}).get(typed)
    near = (
        [other] if other else among(typed, known, prior=("install", "update", "upgrade", "search"))
    )
    return f.hint(
        f"{f.program} has no command {typed}",
        *[f.swap(typed, name) for name in near],
        f"{f.program} help" if not near else None,
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.96 if near else 0.75,
    )


@family.rule(
    when=("No available formula", "No formulae or casks found", "Unable to find a match", "No match for argument",
          "target not found", "unable to select packages", "not found in package names", "No provider of",
          "no such package", "not found", "Nothing found", "could not find all required", "Nothing to do"),
    says=r"(?:No available (?:formula|cask)(?: or cask)? with the name \"?|No formulae or casks found for "
    r"|^No package (?=\S+ available)|Unable to find a match: |No match for argument: |target not found: |^  (?=\S+ \(no such package\))"
    r"|Package '|No provider of '|snap \"|Nothing matches |could not find all required packages:\n- )"
    r"(?P<name>[\w.+@/-]+)",
)  # fmt: skip
def no_package(f: Failed) -> Advice | None:
    """A package that the repositories do not have: a typo, or old lists."""
    name = f["name"].rstrip(".")
    word = f.word(name)
    said = f.find(r"Did you mean (?:one of these\?\s+)?([\w.+@/-]+?)(?:, | or |\?)")
    elsewhere = _elsewhere(f, name, told=bool(said))
    if elsewhere:
        return elsewhere
    known = {p for entry in PACKAGES.values() for p in entry.split("|")} | set(PACKAGES) | EVERYDAY
    near = [said[1]] if said else nearest(name, known, prior=EVERYDAY, within=1.4)
    search = _search(f, name)
    return f.hint(
        f"There is no package {name}",
        *[f.swap(word, n) for n in near[:1] if word],
        search,
        None if near else _with_new_lists(f),
        why=f"Did you mean {near[0]}?" if near else "Its name differs, or the lists are old.",
        sure=0.93,
    )


def _elsewhere(f: Failed, name: str, *, told: bool) -> Advice | None:
    """Where else it is: a cask, the AUR, a vendor's repository, EPEL; or there are no lists yet."""
    word = f.word(name)
    cask = f.find(r"^==> (?:Casks|Formulae)\n([\w.+@/-]+)\s*$") if manager(f) == "brew" else None
    if cask and word and not told:
        plain = f.swap(word, cask[1])
        return f.hint(
            f"There is no formula {name}",
            plain.replace(" install ", " install --cask ", 1)
            if "Casks" in cask[0] and "--cask" not in plain
            else plain,
            why=f"Did you mean {cask[1]}?",
            sure=0.95,
        )
    if f.program in PACMAN and name in AUR:
        helper = next((h for h in ("yay", "paru") if f.local.which(h)), "")
        return f.hint(
            f"{name} is not in the repositories: it is in the AUR",
            f"{helper} -S {name}"
            if helper
            else f"git clone https://aur.archlinux.org/{AUR_NAMES.get(name, name)}.git && cd {AUR_NAMES.get(name, name)} && makepkg -si",
            sure=0.95,
        )
    if name in ("docker-ce", "docker-ce-cli", "containerd.io") and manager(f) == "dnf":
        system = "fedora" if f.local.distribution == "fedora" else "centos"
        return f.hint(
            f"{name} is in Docker's own repository, which has not been added",
            f"sudo dnf config-manager --add-repo https://download.docker.com/linux/{system}/docker-ce.repo && {f.text}",
            sure=0.95,
        )
    if "use '-Sy' to download" in f.output:
        return f.hint(
            "pacman has no lists of packages yet",
            f.text.replace("-S ", "-Syu ", 1),
            why="-y fetches them; -u brings the rest up to date with them.",
            sure=0.97,
        )
    if manager(f) == "dnf" and name in EPEL and not told:
        return f.hint(
            f"{name} is in EPEL, which is not set up here",
            f"sudo {f.program} install epel-release && {f.text}",
            _search(f, name),
            sure=0.9,
        )
    return None


def _search(f: Failed, name: str) -> str:
    """How this package manager looks for a name."""
    ways = {
        "brew": f"brew search {quote(name)}", "dnf": f"{f.program} search {quote(name)}",
        "apk": f"apk search {quote(name)}", "zypper": f"zypper search {quote(name)}",
        "snap": f"snap find {quote(name)}", "flatpak": f"flatpak search {quote(name)}",
    }  # fmt: skip
    return ways.get(manager(f), f"{f.program} -Ss {quote(name)}")


def _with_new_lists(f: Failed) -> str:
    """The same, with the lists of packages fetched anew."""
    if f.program == "pacman":
        return f.text.replace("-S ", "-Sy ", 1)
    if f.program == "apk" and f.sub_word and "--no-cache" not in f.text:
        return f.insert("--no-cache", after=f.sub_word)
    return ""


# What people look for that is in the AUR only.
AUR = frozenset(
    listed(
        """yay paru google-chrome visual-studio-code-bin visual-studio-code spotify slack-desktop zoom
        brave-bin brave brave-browser postman-bin postman teams timeshift-bin 1password dropbox
        onlyoffice-bin sublime-text-4 pamac-aur nvm heroku-cli-bin minecraft-launcher"""
    )
)
# Of Fedora's extra packages for CentOS, RHEL and their kind.
EPEL = frozenset(
    listed(
        """htop nginx certbot fail2ban jq tmux-top redis nodejs screen p7zip iftop nload ncdu neovim ripgrep
        fd-find bat ansible python3-pip supervisor sshpass inxi the_silver_searcher glances dkms
        phpmyadmin monit haveged pwgen stress golang figlet cowsay"""
    )
)
AUR_NAMES = {
    "visual-studio-code": "visual-studio-code-bin",
    "brave": "brave-bin",
    "brave-browser": "brave-bin",
    "postman": "postman-bin",
}


@family.rule(
    when=("unless you are root", "must be run as root", "superuser privileges", "Permission denied",
          "Root privileges are required", "access denied", "has to be run with superuser"),
)  # fmt: skip
def needs_root(f: Failed) -> Advice | None:
    """Installing needs root's rights."""
    if f.command.sudo or f.program == "brew":
        return None
    return f.hint("That needs root's rights", f.sudo(), sure=0.97)


@family.rule(
    when=("unable to lock database", "Unable to lock database", "Existing lock", "Another app is currently holding",
          "System management is locked", "Another active Homebrew", "has already locked"),
)  # fmt: skip
def locked(f: Failed) -> Advice | None:
    """Another package manager is at work, or left its lock behind."""
    if "Permission denied" in f.output:
        return None
    pid = f.find(r"pid (\d+)")
    if f.program in PACMAN:
        return f.hint(
            "Another pacman is at work, or one was interrupted",
            "pgrep -a pacman || sudo rm /var/lib/pacman/db.lck",
            "pgrep -a pacman",
            why="Remove the lock only when none is running.",
            sure=0.9,
        )
    return f.hint(
        "Another package manager is at work: wait for it",
        f"ps -p {pid[1]} -o pid,etime,args" if pid else f"pgrep -a {f.program}",
        "{line}",
        sure=0.86,
    )


family.hint(
    "pacman-keys",
    "The signing keys are old",
    lambda f: f"sudo pacman -Sy archlinux-keyring && {f.text}",
    programs=PACMAN,
    when=("signature from", "invalid or corrupted package (PGP", "could not be looked up remotely"),
    sure=0.92,
)
family.hint(
    "pacman-mirror",
    "The package lists are older than the mirror",
    lambda f: re.sub(r"-S(?=\s)", "-Syu", f.text, count=1),
    programs=PACMAN,
    when=("failed retrieving file", "failed to retrieve some files"),
    sure=0.9,
)
family.hint(
    "pacman-exists",
    "{file}, which the package brings, is there already",
    "pacman -Qo {file}",
    lambda f: f.append(f"--overwrite {quote(f['file'])}"),
    programs=PACMAN,
    when="exists in filesystem",
    says=r"^(?:[\w.+-]+: )?(?P<file>/\S+) exists in filesystem",
    why="If no package owns it (an earlier manual install), it may be overwritten.",
    sure=0.92,
)
family.hint(
    "pacman-depends",
    "Other packages need it",
    lambda f: (
        f"pactree -r {f.rest[-1].raw}"
        if f.rest and not f.rest[-1].is_option
        else f"pactree -r {m[1]}"
        if (m := f.find(r"removing (\S+) breaks"))
        else None
    ),
    lambda f: f.text.replace("-R ", "-Rc ", 1) if f.text.count("-R ") else None,
    programs=PACMAN,
    when="could not satisfy dependencies",
    why="-Rc would remove those, too.",
    sure=0.88,
)
family.hint(
    "snap-classic",
    "The snap needs --classic",
    lambda f: f.append("--classic"),
    programs="snap",
    when="including --classic",
    sure=0.96,
)
family.hint(
    "flatpak-remote",
    "Flathub is not set up",
    "flatpak remote-add --if-not-exists flathub https://flathub.org/repo/flathub.flatpakrepo && {line}",
    programs="flatpak",
    when=("No remote refs found", 'Remote "flathub" not found', "No remotes found"),
    sure=0.9,
)
# CentOS 8 is gone from the mirrors; what it was is kept in the vault.
VAULT = (
    "sudo sed -i -e 's/^mirrorlist=/#mirrorlist=/' "
    "-e 's|^#\\?baseurl=http://mirror.centos.org|baseurl=http://vault.centos.org|' "
    "/etc/yum.repos.d/CentOS-*"
)
family.hint(
    "dnf-cache",
    "The repositories were not reached, or their lists are old",
    lambda f: (
        ahead(f, VAULT) if "No URLs in mirrorlist" in f.output else ahead(f, "sudo dnf clean all")
    ),
    programs=DNF,
    when=(
        "Failed to download metadata",
        "Cannot download repomd.xml",
        "Cannot prepare internal mirrorlist",
    ),
    why="On CentOS 8 the mirrors are gone: use vault.centos.org.",
    sure=0.86,
)
family.hint(
    "apk-update",
    "The package lists were not fetched yet",
    lambda f: ahead(f, "apk update"),
    programs="apk",
    when=("WARNING: Ignoring", "temporary error (try again later)"),
    sure=0.85,
)
family.hint(
    "zypper-busy",
    "Another package manager is at work",
    "ps -C packagekitd,zypper -o pid,args",
    "sudo systemctl stop packagekit && {line}",
    programs="zypper",
    when="System management is locked",
    sure=0.92,
)


family.hint(
    "installed-already",
    "{name} is installed already, and current",
    "brew reinstall {name}",
    programs=("brew",),
    when="brew reinstall",
    says=r"brew reinstall (?P<name>[\w@.+/-]+)",
    sure=0.9,
)


@family.rule(programs=("brew",), when="brew install [--cask]")
def cask(f: Failed) -> Advice | None:
    """brew cask install: an option of install now."""
    word = f.word("cask")
    if word is None or len(f.rest) < 1:
        return None
    line = f.line.edit((word.start, f.rest[0].start, ""), (f.rest[0].end, f.rest[0].end, " --cask"))
    return f.hint("cask became an option", line, sure=0.96)


family.hint(
    "several-versions",
    "Other versions of it are installed",
    lambda f: f.insert("--force", after=f.sub_word) if f.sub_word else None,
    programs=("brew",),
    on=("uninstall", "remove", "rm"),
    when="Remove all versions with",
    sure=0.93,
)
