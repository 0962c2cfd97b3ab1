# ruff: noqa: E501
"""conda and mamba: environments, channels, packages."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_projects import similar
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

conda = Family("conda", "conda", "mamba", "micromamba")


@conda.rule(
    when=(
        "Run 'conda init' before",
        "has not been properly configured to use 'conda activate'",
        "has not been configured to use 'conda activate'",
    )
)
def conda_init(f: Failed) -> Advice | None:
    """conda activate before conda init."""
    shell = f.case.shell.rsplit("/", 1)[-1] or "bash"
    hook = f'eval "$({f.program} shell.{shell} hook)" && {f.text}'
    return f.hint(
        "The shell does not know conda activate yet",
        f"{f.program} init {shell} && exec {shell}",
        hook,
        why="conda init once, then a new shell.",
        sure=0.95,
    )


@conda.rule(
    when=(
        "EnvironmentNameNotFound",
        "EnvironmentLocationNotFound",
        "Could not find conda environment",
        "Not a conda environment",
    ),
    says=r"(?:Could not find conda environment: |Not a conda environment: )(?P<name>\S+)",
)
def conda_env(f: Failed) -> Advice | None:
    """An environment that conda does not have."""
    name = f["name"]
    roots = [
        f"{f.local.home}/{r}/envs"
        for r in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda")
    ]
    known = [n for root in roots if f.local.is_dir(root) for n in f.local.folders(root)]
    near = nearest(name, known)
    written = next(
        (
            n
            for n in ("environment.yml", "environment.yaml")
            if re.search(rf"^name:\s*{re.escape(name)}\s*$", f.local.text(n), re.M)
        ),
        "",
    )
    return f.hint(
        f"There is no environment {name}",
        f.first(f"{f.program} env create -f {written}") if written else None,
        *[f.swap(name, n) for n in near],
        f"{f.program} env list",
        f"{f.program} create -n {quote(name)} python" if "/" not in name else None,
        sure=0.94,
    )


@conda.rule(
    when=(
        "PackagesNotFoundError",
        "ResolvePackageNotFound",
        "nothing provides",
        "does not exist (perhaps a typo",
    ),
    says=r"not available from current channels:\s+- (?P<name>[\w.-]+)|^\s+- (?P<first>[\w.-]+)|nothing provides(?: requested)? (?P<mamba>[\w.-]+)|(?P<new>[\w.-]+)[^\n]*does not exist \(perhaps",
)
def conda_package(f: Failed) -> Advice | None:
    """A package that the channels do not have."""
    name = re.split(r"[=<>]", f["name"] or f["mamba"] or f["new"] or f["first"])[0]
    near = similar(f, name)
    spec = (f["name"] or f["mamba"] or f["new"] or f["first"])[len(name) :]
    if name == "python" or (spec and similar(f, name)[:1] == [name]):
        return f.hint(f"The channels have no {name} {spec.lstrip('=')}", f"conda search {name}", sure=0.94)  # fmt: skip
    forge = (
        ""
        if "conda-forge" in f.text
        else f.insert("-c conda-forge", after=f.sub_word)
        if f.sub_word
        else ""
    )
    word = f.word(name)
    return f.hint(
        f"The channels have no package {name}",
        *[f.swap(word, n) for n in near if word],
        forge,
        f"pip install {quote(name)}",
        why=f"Did you mean {near[0]}?" if near else "conda-forge has more; so has PyPI.",
        sure=0.93,
    )


@conda.rule(
    when=("No command 'conda", "invalid choice", "CommandNotFoundError"),
    says=r"(?:No command 'conda |invalid choice: ')(?P<typed>[\w-]+)'",
)
def conda_command(f: Failed) -> Advice | None:
    """A mistyped command of conda."""
    near = nearest(
        f["typed"],
        listed(
            "install create activate deactivate env list update remove search info config init clean run export build"
        ),
    )
    if f["typed"] == "uninstall":
        near = ["remove"]
    return f.hint(
        f"conda has no command {f['typed']}",
        *[f.swap(f["typed"], n) for n in near],
        sure=0.95 if near else 0.72,
    )


conda.hint(
    "channel-down",
    "conda's server was not reached",
    "{line}",
    "conda config --show channels",
    when=("CondaHTTPError", "HTTP 000 CONNECTION FAILED"),
    sure=0.8,
)
conda.hint(
    "permissions",
    "This conda belongs to someone else: make an environment of your own",
    "conda create -n work python",
    when=("EnvironmentNotWritableError", "NotWritableError"),
    sure=0.9,
)
conda.hint(
    "terms",
    "The channel's terms of service were not accepted yet",
    lambda f: f"conda tos accept && {f.text}",
    when="Terms of Service have not been accepted",
    sure=0.92,
)
conda.hint(
    "solver",
    "The wanted versions do not go together",
    lambda f: f.text.replace("conda install", "conda create -n new", 1),
    when=("UnsatisfiableError", "LibMambaUnsatisfiableError"),
    why="A fresh environment has fewer constraints.",
    sure=0.75,
)
