# ruff: noqa: E501
"""poetry, uv, conda, pipx, pdm and hatch: projects, environments, packages."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.spelling import nearest
from termproxy.assistant.wordlist import listed

poetry = Family("poetry", "poetry")
uv = Family("uv", "uv", "uvx")
conda = Family("conda", "conda", "mamba", "micromamba")
others = Family(
    "pyprojects", "pipx", "pdm", "hatch", "pipenv", "rye", "pixi", "twine", "virtualenv"
)

POPULAR = listed(
    """requests numpy pandas scipy matplotlib flask django fastapi uvicorn gunicorn pytest
pytest-cov black ruff mypy isort flake8 pylint sqlalchemy alembic pydantic httpx aiohttp click
typer rich tqdm pyyaml toml boto3 botocore redis celery psycopg2 psycopg2-binary pymongo jinja2
beautifulsoup4 lxml selenium scikit-learn tensorflow torch torchvision transformers opencv-python
pillow jupyter jupyterlab ipython notebook seaborn plotly dash streamlit openai anthropic
python-dotenv cryptography paramiko fabric ansible pre-commit tox nox poetry virtualenv pipenv
setuptools wheel twine build marshmallow django-rest-framework djangorestframework websockets
starlette loguru pendulum arrow attrs cattrs orjson ujson networkx sympy nltk spacy xgboost
lightgbm polars pyarrow dask httpie cookiecutter yt-dlp youtube-dl awscli speedtest-cli glances"""
)


def similar(f: Failed, typed: str) -> list[str]:
    """Well-known packages near a name."""
    return nearest(re.split(r"[=<>@\[~!]", typed)[0], POPULAR)


def here_below(f: Failed) -> str:
    """A folder below that has a pyproject.toml, or ""."""
    found = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("pyproject.toml") if "/" in p]
    return found[0] if found else ""


POETRY = listed(
    """install add remove update show run shell build publish init new lock check config env
export search version self source cache about list sync"""
)


@poetry.rule(when="does not exist", says=r"command \"?(?P<typed>[\w:-]+)\"? does not exist")
def poetry_command(f: Failed) -> Advice | None:
    """A mistyped command of poetry."""
    near = nearest(f["typed"], POETRY, prior=("install", "add", "run", "update"))
    other = {
        "uninstall": "remove",
        "start": "run",
        "upgrade": "update",
        "i": "install",
        "activate": "env activate",
    }.get(f["typed"])
    return f.hint(
        f"poetry has no command {f['typed']}",
        *[f.swap(f["typed"], n, bare=True) for n in ([other] if other else near)],
        "poetry list" if not near and not other else None,
        sure=0.96 if near or other else 0.75,
    )


@poetry.rule(when=("could not find a pyproject.toml",))
def poetry_no_project(f: Failed) -> Advice | None:
    """poetry outside a project."""
    below = here_below(f)
    return f.hint(
        "There is no pyproject.toml here or above",
        f"cd {quote(below)} && {f.text}" if below else "poetry init",
        "cd .." if not below else None,
        why=f"The project is in {below}." if below else "poetry works inside a project.",
        sure=0.92,
    )


@poetry.rule(
    when=("Could not find a matching version of package",),
    says=r"matching version of package (?P<name>[\w.-]+)",
)
def poetry_no_package(f: Failed) -> Advice | None:
    """A package or version that PyPI does not have."""
    name = f["name"]
    word = next((w for w in f.operands if re.split(r"[=@<>^~\[]", w.value)[0] == name), None)
    if word and word.value != name:
        return f.hint(
            f"{name} has no version that fits",
            f.swap(word, name),
            f"pip index versions {name}",
            sure=0.88,
        )
    near = similar(f, name)
    return f.hint(
        f"There is no package {name}",
        *[f.swap(word, n) for n in near if word],
        f"pip index versions {name}",
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.93 if near else 0.85,
    )


poetry.hint(
    "lock-stale",
    "poetry.lock does not fit pyproject.toml any more",
    lambda f: ahead(f, "poetry lock"),
    when=("changed significantly since poetry.lock", "poetry.lock is not up to date"),
    sure=0.97,
)
poetry.hint(
    "shell-plugin",
    "Since poetry 2 there is no poetry shell",
    "eval $(poetry env activate)",
    "poetry self add poetry-plugin-shell && poetry shell",
    when="the shell command is not installed by default",
    sure=0.96,
)
poetry.hint(
    "export-plugin",
    "poetry export is a plugin",
    lambda f: ahead(f, "poetry self add poetry-plugin-export"),
    when=('command "export" does not exist', "command export does not exist"),
    sure=0.97,
)


@poetry.rule(when="Command not found:", says=r"Command not found: (?P<name>\S+)")
def poetry_run(f: Failed) -> Advice | None:
    """poetry run of a program that the environment does not have."""
    name = f["name"]
    if f.local.is_file(name):
        return f.hint(
            "A script is run with python", f.swap(name, f"python {name}", bare=True), sure=0.95
        )
    near = nearest(
        name,
        listed(
            "python pytest black ruff mypy flask uvicorn gunicorn django-admin celery alembic isort"
        ),
    )
    known = name in listed(
        "pytest black ruff mypy isort flake8 pylint tox nox ipython jupyter coverage"
    )
    add = f"poetry add --group dev {name}" if known else f"poetry add {name}"
    return f.hint(
        f"The environment has no program {name}",
        *[f.swap(name, n) for n in near if not known],
        ahead(f, "poetry install"),
        ahead(f, add),
        sure=0.9,
    )


@poetry.rule(
    when="is not supported by the project",
    says=r"Python version (?P<have>[\d.]+) is not (?:supported|allowed) by the project \((?P<want>[^)]+)\)",
)
def poetry_python(f: Failed) -> Advice | None:
    """The project wants another Python."""
    version = re.search(r"\d+\.\d+", f["want"])
    return f.hint(
        f"The project wants Python {f['want']}, this is {f['have']}",
        f"poetry env use python{version[0]}" if version else None,
        f"pyenv install {version[0]} && pyenv local {version[0]}" if version else None,
        edit(f, "pyproject.toml"),
        sure=0.88,
    )


poetry.hint(
    "publish-nothing",
    "Nothing was built yet",
    lambda f: f.append("--build"),
    when="No files to publish",
    sure=0.94,
)
poetry.hint(
    "readme",
    "pyproject.toml names a package folder or README that is not there",
    "poetry install --no-root",
    lambda f: edit(f, "pyproject.toml"),
    when=(
        "No file/folder found for package",
        "Readme path",
        "The current project could not be installed",
    ),
    why="--no-root installs the dependencies only.",
    sure=0.92,
)

# conda.


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
    return f.hint(
        f"There is no environment {name}",
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
    says=r"^\s+- (?P<name>[\w.-]+)|nothing provides(?: requested)? (?P<mamba>[\w.-]+)|(?P<new>[\w.-]+)[^\n]*does not exist \(perhaps",
)
def conda_package(f: Failed) -> Advice | None:
    """A package that the channels do not have."""
    name = re.split(r"[=<>]", f["name"] or f["mamba"] or f["new"])[0]
    near = similar(f, name)
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

# The others.


@others.rule(
    when="No apps associated with package",
    says=r"No apps associated with package (?P<name>[\w-]+(?:\.[\w-]+)*)",
)
def pipx_library(f: Failed) -> Advice | None:
    """pipx of a library."""
    return f.hint(
        f"{f['name']} is a library, not a program",
        f"pip install {f['name']}",
        f.append("--include-deps"),
        why="pipx is for programs; a library goes into a virtual environment.",
        sure=0.93,
    )


@others.rule(
    when=(
        "No matching distribution",
        "was not found in the package registry",
        "Error installing",
        "Could not find a version",
    ),
    says=r"No matching distribution found for (?P<pip>[\w.-]+)|[Bb]ecause (?P<uv>[\w.-]+) was not found|satisfies the requirement (?P<req>[\w.-]+)",
)
def pipx_no_package(f: Failed) -> Advice | None:
    """A program that PyPI does not have."""
    name = f["pip"] or f["uv"] or f["req"]
    near = similar(f, name)
    return f.hint(
        f"There is no package {name}",
        *[f.swap(name, n) for n in near],
        f"pip index versions {name}",
        sure=0.93 if near else 0.83,
    )


@others.rule(
    when=("invalid choice:", "No such command", "Command not found", "unrecognized subcommand"),
    says=r"(?:invalid choice: '|No such command '|Command not found: |No such command: )(?P<typed>[\w-]+)",
)
def others_command(f: Failed) -> Advice | None:
    """A mistyped command."""
    known = {
        "pipx": listed(
            "install uninstall upgrade upgrade-all list run inject ensurepath reinstall runpip uninstall-all reinstall-all"
        ),
        "pdm": listed(
            "install add remove update run init build publish lock sync list show use venv config info"
        ),
        "hatch": listed("build run env new publish shell test fmt version dep status clean config"),
        "pipenv": listed(
            "install uninstall lock sync run shell graph check update clean requirements verify"
        ),
        "twine": listed("upload check register"),
    }.get(f.program, ())
    near = nearest(f["typed"], known)
    return f.hint(
        f"{f.program} has no command {f['typed']}",
        *[f.swap(f["typed"], n) for n in near],
        f"{f.program} --help" if not near else None,
        sure=0.95 if near else 0.75,
    )


others.hint(
    "pipx-not-installed",
    "pipx has not installed {name}",
    "pipx list",
    lambda f: f"pipx install {f['name']}",
    programs="pipx",
    when=("Nothing to uninstall for", "Package is not installed"),
    says=r"Nothing to uninstall for (?P<name>[\w.-]+)|venvs/(?P<other>[\w.-]+)",
    sure=0.85,
)
others.hint(
    "pipx-path",
    "pipx's programs are not on the PATH yet",
    "pipx ensurepath && exec $SHELL",
    when="is not on your PATH environment",
    sure=0.9,
)
others.hint(
    "virtualenv-python",
    "There is no {spec} here",
    lambda f: f.swap(f["spec"], "python3"),
    "ls /usr/bin/python3*",
    programs="virtualenv",
    when="failed to find interpreter",
    says=r"python_spec='(?P<spec>[^']+)'",
    sure=0.9,
)
others.hint(
    "twine-nothing",
    "There is nothing to upload yet",
    lambda f: ahead(f, "python3 -m build"),
    programs="twine",
    when=("Cannot find file (or expand pattern)", "Cannot find file"),
    sure=0.93,
)
others.hint(
    "twine-forbidden",
    "PyPI does not let you in: it wants a token",
    "twine upload -u __token__ dist/*",
    programs="twine",
    when=("403 Forbidden", "Invalid or non-existent authentication"),
    sure=0.85,
)
others.hint(
    "twine-exists",
    "That version is on PyPI already",
    lambda f: edit(f, "pyproject.toml"),
    lambda f: f.insert("--skip-existing", after=f.sub_word) if f.sub_word else None,
    programs="twine",
    when="File already exists",
    why="A version is never replaced: raise its number, build again.",
    sure=0.9,
)
