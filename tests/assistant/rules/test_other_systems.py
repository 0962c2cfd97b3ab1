"""What another system's package manager was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from termproxy.assistant.rules.families.other_systems import called_here, wish
from tests.assistant.rules.toolkit import first_fix, judged

NOT_FOUND = "bash: {}: command not found"


@pytest.mark.parametrize(
    ("command", "action", "names"),
    [
        ("pacman -Syu", "upgrade", ()),
        ("pacman -Syu jq", "install", ("jq",)),
        ("pacman -Sy", "update", ()),
        ("pacman -Ss jq", "search", ("jq",)),
        ("pacman -Rns jq", "remove", ("jq",)),
        ("pacman -Qo /bin/ls", "owns", ("/bin/ls",)),
        ("pacman -Q", "list", ()),
        ("yay", "upgrade", ()),
        ("brew update", "update", ()),
        ("brew upgrade jq", "upgrade", ("jq",)),
        ("dnf check-update", "outdated", ()),
        ("yum provides */ls", "provides", ("*/ls",)),
        ("dpkg -i a.deb", "install", ("a.deb",)),
        ("apk add curl", "install", ("curl",)),
        ("zypper ref", "update", ()),
    ],
)
def test_what_is_meant(command: str, action: str, names: tuple[str, ...]) -> None:
    program, *words = command.split()
    asked = wish(program, tuple(words))
    assert asked is not None
    assert (asked.action, asked.names) == (action, names)


def test_a_package_goes_by_the_name_it_has_here() -> None:
    assert called_here("github-cli", "pacman", "apt") == "gh"
    assert called_here("apache", "pacman", "apt") == "apache"  # no program's name: left alone
    assert called_here("jq", "dnf", "apt") == "jq"


@pytest.mark.parametrize(
    ("command", "fix"),
    [
        ("brew install jq", "sudo apt install jq"),
        ("brew update", "sudo apt update"),
        ("brew list", "apt list --installed"),
        ("dnf check-update", "apt list --upgradable"),
        ("dnf -y install jq", "sudo apt install -y jq"),
        ("pacman -Qs jq", "apt list --installed | grep jq"),
        ("pacman -S github-cli", "sudo apt install gh"),
        ("yum provides /bin/ls", "apt-file search /bin/ls"),
        ("brew tap homebrew/cask", ""),
    ],
)
def test_on_debian(tmp_path: Path, command: str, fix: str) -> None:
    verdict = judged(tmp_path, command, NOT_FOUND.format(command.split()[0]), 127)
    assert verdict.advice is not None
    assert first_fix(verdict) == fix
