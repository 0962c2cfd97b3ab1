# ruff: noqa: E501  (install lines stay whole)
"""Programs that this shell was not told of (nvm, conda, ~/.local/bin), or not installed at all."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice, Fix
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.packages import PACKAGES, PIP_LIBRARIES, PIP_PROGRAMS, SNAPS
from termproxy.assistant.world.machine import os_release

# Functions of the shell, and programs that a line in the start-up file puts on the PATH.
START_UP = {
    "nvm": ("$HOME/.nvm/nvm.sh", "source ~/.nvm/nvm.sh"),
    "rvm": ("$HOME/.rvm/scripts/rvm", "source ~/.rvm/scripts/rvm"),
    "sdk": ("$HOME/.sdkman/bin/sdkman-init.sh", "source ~/.sdkman/bin/sdkman-init.sh"),
    "cargo": ("$HOME/.cargo/env", "source ~/.cargo/env"),
    "rustup": ("$HOME/.cargo/env", "source ~/.cargo/env"),
    "rustc": ("$HOME/.cargo/env", "source ~/.cargo/env"),
    "bun": ("$HOME/.bun/bin/bun", "export PATH=~/.bun/bin:$PATH"),
    "deno": ("$HOME/.deno/bin/deno", "export PATH=~/.deno/bin:$PATH"),
    "pyenv": ("$HOME/.pyenv/bin/pyenv", "export PATH=~/.pyenv/bin:$PATH"),
    "go": ("/usr/local/go/bin/go", "export PATH=/usr/local/go/bin:$PATH"),
    "nvcc": ("/usr/local/cuda/bin/nvcc", "export PATH=/usr/local/cuda/bin:$PATH"),
    "brew": ("/home/linuxbrew/.linuxbrew/bin/brew",
             'eval "$(/home/linuxbrew/.linuxbrew/bin/brew shellenv)"'),
}  # fmt: skip
SHELL_FUNCTIONS = ("nvm", "sdk", "rvm", "conda", "mamba", "pyenv", "z", "j")
CONDAS = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba")


# Programs that Debian has only in newer releases, or not at all: who else brings them.
ELSEWHERE = {
    "glab": {"brew": "brew install glab", "go": "go install gitlab.com/gitlab-org/cli/cmd/glab@latest",
             "snap": "sudo snap install glab"},
    "terraform": {"brew": "brew install hashicorp/tap/terraform", "tfenv": "tfenv install latest",
                  "snap": "sudo snap install terraform --classic"},
    "tofu": {"brew": "brew install opentofu", "snap": "sudo snap install opentofu --classic"},
    "vault": {"brew": "brew install hashicorp/tap/vault", "snap": "sudo snap install vault"},
    "packer": {"brew": "brew install hashicorp/tap/packer"},
}  # fmt: skip
HASHICORP = (
    "wget -qO- https://apt.releases.hashicorp.com/gpg | sudo gpg --dearmor -o "
    "/usr/share/keyrings/hashicorp.gpg && echo deb [signed-by=/usr/share/keyrings/hashicorp.gpg] "
    "https://apt.releases.hashicorp.com $(. /etc/os-release && echo $VERSION_CODENAME) main | "
    "sudo tee /etc/apt/sources.list.d/hashicorp.list && sudo apt update && sudo apt install {}"
)


def elsewhere(f: Failed, name: str) -> list[str | Fix]:
    """Ways to a program of ELSEWHERE: those whose manager is here, then the system's own."""
    ways: list[str | Fix] = [line for tool, line in ELSEWHERE[name].items() if f.local.which(tool)]
    package = "opentofu" if name == "tofu" else name
    own = f.local.installer(package)
    if name in ("terraform", "vault", "packer") and " apt " in f" {own} ":
        own = HASHICORP.format(name)
    elif name == "tofu" and " pacman " not in f" {own} ":
        own = "curl -fsSL https://get.opentofu.org/install-opentofu.sh | sh -s -- --install-method standalone"
    old = f.local.distribution == "debian" and os_release().get("VERSION_ID", "99") in ("11", "12")
    if name == "glab" and old:  # Debian has it since 13
        own = "" if ways else f"{f.local.installer('snapd')} && sudo snap install glab"
    return [way for way in (*ways, own) if way]


def not_started(f: Failed, name: str) -> Advice | None:
    """A program that is installed, but that this shell has not been told of."""
    home = f.local.home
    told = START_UP.get(name)
    if told and f.local.exists(told[0].replace("$HOME", home)):
        return f.hint(
            f"{name} is installed, but this shell does not know it",
            f.first(told[1]),
            why="A line in the shell's start-up file makes it known to every shell.",
            sure=0.95,
        )
    if f.local.is_executable(f"{home}/.local/bin/{name}"):
        return f.hint(
            f"{name} is in ~/.local/bin, which is not on your PATH",
            f.first('export PATH="$HOME/.local/bin:$PATH"'),
            sure=0.95,
        )
    if name in ("conda", "mamba"):
        for root in (f"{home}/{folder}" for folder in CONDAS):
            if f.local.is_executable(f"{root}/bin/conda"):
                shown = root.replace(home, "~", 1)
                return f.hint(
                    "conda is installed, but this shell does not know it",
                    f"{shown}/bin/conda init && exec $SHELL",
                    f.first(f"source {shown}/bin/activate"),
                    sure=0.95,
                )
    return None


def not_for_sudo(f: Failed, name: str) -> Advice | None:
    """`sudo nvm`: a function of the user's shell, or a program on the user's own PATH."""
    if f.command.sudo and (name in SHELL_FUNCTIONS or f.local.which(name)):
        return f.hint(
            f"sudo does not know {name}: it belongs to your own shell",
            re.sub(r"^\s*sudo (?:-E )?", "", f.text),
            f'sudo env "PATH=$PATH" {name}{f.text.partition(name)[2]}'
            if name not in SHELL_FUNCTIONS
            else None,
            why="It is installed for you, and needs no root.",
            sure=0.94,
        )
    return None


def installs(f: Failed, name: str) -> list[str | Fix]:
    """How this program is installed here, when we know its package."""
    if name in SNAPS:
        return [Fix(SNAPS[name], verified=True)]
    if name in ELSEWHERE:
        return elsewhere(f, name)
    kind = f.local.distribution
    package = PACKAGES.get(name)
    if package:
        other = {"darwin": 1, "fedora": 2, "arch": 3}.get(kind, 0)
        names = package.split("|")
        made: list[str | Fix] = [
            f.local.installer((names[other] if other < len(names) else "") or names[0])
        ]
        return [*made, f"pip install {PIP_PROGRAMS[name]}"] if name in PIP_PROGRAMS else made
    if name in PIP_PROGRAMS:
        ways = [f"pipx install {PIP_PROGRAMS[name]}", f"pip install {PIP_PROGRAMS[name]}"]
        inside = f.local.in_venv or name in PIP_LIBRARIES or not f.local.which("pipx")
        return [*reversed(ways)] if inside else [*ways]
    # What command-not-found of Debian, Ubuntu and Fedora says.
    told = re.findall(r"^((?:sudo )?(?:apt|apt-get|snap|dnf) +install +[\w.+-]+)", f.output, re.M)
    told = sorted((re.sub(" +", " ", line) for line in told), key=lambda line: "snap" in line)
    return [line if line.startswith("sudo ") else f"{f.local.sudo}{line}" for line in told[:2]]
