# ruff: noqa: E501
"""poetry, pipx, pdm and hatch: projects, environments, packages."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.registry import meant
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

poetry = Family("poetry", "poetry")
uv = Family("uv", "uv", "uvx")
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
    return meant(re.split(r"[=<>@\[~!]", typed)[0], "pypi", POPULAR)


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


@poetry.rule(
    when="No module named",
    says=r"ModuleNotFoundError: No module named '(?P<name>[\w]+)",
    on="run",
    programs=("poetry", "uv", "pdm"),
)
def module_missing(f: Failed) -> Advice | None:
    """A module that the project's environment lacks."""
    name = f["name"]
    if f.local.exists(name) or f.local.is_file(f"{name}.py") or f.local.exists(f"src/{name}"):
        return None
    package = {
        "yaml": "pyyaml", "cv2": "opencv-python", "PIL": "pillow", "bs4": "beautifulsoup4",
        "sklearn": "scikit-learn", "dotenv": "python-dotenv", "jwt": "pyjwt", "dateutil": "python-dateutil",
    }.get(name, name)  # fmt: skip
    listed_already = re.search(rf"(?i)\b{re.escape(package)}\b", f.local.text("pyproject.toml"))
    sync = {"poetry": "poetry install", "uv": "uv sync", "pdm": "pdm install"}[f.program]
    step = ahead(f, f"{f.program} add {package}")
    steps = (ahead(f, sync), step) if listed_already else (step, ahead(f, sync))
    return f.hint(f"The project's environment has no {name}", *steps, sure=0.97)


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
