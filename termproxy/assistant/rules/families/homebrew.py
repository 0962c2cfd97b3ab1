"""Homebrew: formulae and casks, folders that are not yours, links in the way."""

from __future__ import annotations

import re

from termproxy.assistant.rules.families.system_packages import family

family.hint(
    "brew-root",
    "brew refuses to run as root",
    lambda f: re.sub(r"^sudo ", "", f.text) if f.text.startswith("sudo ") else None,
    programs="brew",
    when="Running Homebrew as root",
    sure=0.97,
)


family.hint(
    "brew-installed",
    "{name} is installed already, in an older version",
    lambda f: f"brew upgrade {f['name']}",
    programs="brew",
    when="is already installed",
    says=r"(?P<name>[\w@.+-]+) [\d._]+ is already installed\s+To upgrade to",
    sure=0.95,
)


family.hint(
    "brew-not-installed",
    "{name} is not installed",
    lambda f: (
        f"brew install {f['name']}" if f.sub in ("upgrade", "reinstall", "link", "unlink") else None
    ),
    lambda f: "brew services list" if f.sub == "services" else "brew list",
    programs="brew",
    when="not installed",
    says=r"^Error: (?:No such keg: \S*/)?(?:Formula `)?(?P<name>[\w@.+-]+)`? (?:is )?not installed",
    sure=0.93,
)


family.hint(
    "brew-app-exists",
    "{app} is there already, and not from Homebrew",
    lambda f: f.append("--adopt"),
    lambda f: f.append("--force"),
    programs="brew",
    when="It seems there is already an App at",
    says=r"already an App at '(?:/\S*/)?(?P<app>[^'/]+)'",
    why="--adopt takes it over as it is, --force puts the new one in its place.",
    sure=0.95,
)


family.hint(
    "brew-disabled",
    "{name} is disabled: it is no longer supported",
    lambda f: f.swap(f["name"], f["name"].split("@")[0]) if "@" in f["name"] else None,
    lambda f: f"brew search {f['name'].split('@')[0]}",
    programs="brew",
    when="has been disabled because",
    says=r"^Error: (?P<name>[\w@.+-]+) has been disabled because (?P<why>[^\n]+)",
    why="Without a version it is the newest one.",
    sure=0.92,
)


family.hint(
    "brew-permissions",
    "Homebrew's folders are not yours",
    lambda f: m[1] if (m := f.find(r"^\s+(sudo chown -R \$\(whoami\) /[^\n]+)")) else None,
    "sudo chown -R $(whoami) $(brew --prefix)/*",
    programs="brew",
    when=("not writable by your user", "Permission denied @"),
    sure=0.88,
)


family.hint(
    "brew-cask",
    "Casks are installed with --cask nowadays",
    lambda f: f"brew install --cask {f.rest[-1].raw}" if f.rest else None,
    programs="brew",
    when=("brew cask", "cask is no longer"),
    says=r"(?:Unknown command: (?:brew )?cask|`?brew cask`? is no longer)",
    sure=0.96,
)


family.hint(
    "brew-link",
    "The formula is installed, but its links are in the way",
    lambda f: f"brew link --overwrite {f['name']}",
    programs="brew",
    when="brew link",
    says=r"brew link (?:--overwrite )?(?P<name>[\w@.+-]+)",
    sure=0.85,
)


family.hint(
    "brew-xcode",
    "Apple's command line tools are missing or old",
    "xcode-select --install",
    programs=(),
    when=("xcrun: error: invalid active developer path", "No developer tools installed"),
    sure=0.95,
)
