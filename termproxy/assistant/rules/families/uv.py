# ruff: noqa: E501
"""uv: environments, projects, packages."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_projects import here_below, similar
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

uv = Family("uv", "uv", "uvx")

# uv.


@uv.rule(when="No virtual environment found")
def uv_no_venv(f: Failed) -> Advice | None:
    """uv pip without an environment."""
    return f.hint(
        "There is no virtual environment here",
        ahead(f, "uv venv"),
        f.append("--system"),
        why="uv pip installs only into one.",
        sure=0.97,
    )


@uv.rule(when=("No `pyproject.toml` found", "No `project` table found", "No `pyproject.toml`"))
def uv_no_project(f: Failed) -> Advice | None:
    """uv outside a project."""
    below = here_below(f)
    pip = f"uv pip install {' '.join(w.raw for w in f.rest)}" if f.sub == "add" else ""
    if f.sub == "sync" and f.local.is_file("requirements.txt"):
        return f.hint(
            "There is no pyproject.toml, but a requirements.txt",
            "uv venv && uv pip install -r requirements.txt",
            "uv init",
            sure=0.9,
        )
    return f.hint(
        "There is no pyproject.toml here or above",
        f"cd {quote(below)} && {f.text}" if below else ahead(f, "uv init"),
        pip,
        sure=0.93,
    )


@uv.rule(
    when=(
        "was not found in the package registry",
        "there is no version of",
        "no versions of",
        "not found in the provided package",
    ),
    says=r"[Bb]ecause (?:there (?:is|are) no versions? of )?(?P<name>[\w.-]+)(?P<version>[=<>~!][^ ]*)? ?(?:was not found|and you|and your)?",
)
def uv_no_package(f: Failed) -> Advice | None:
    """A package or version that PyPI does not have."""
    name = f["name"]
    word = next(
        (w for w in f.command.words[1:] if re.split(r"[=@<>^~\[!]", w.value)[0] == name), None
    )
    if f["version"]:
        return f.hint(
            f"{name} has no version {f['version'].lstrip('=')}",
            f.swap(word, name) if word and word.value != name else edit(f, "pyproject.toml"),
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


@uv.rule(
    when=("No interpreter found", "No download found"),
    says=r"(?:No interpreter found for Python|No download found for request: cpython-) ?(?P<version>[\d.]+)",
)
def uv_python(f: Failed) -> Advice | None:
    """A Python that uv does not have."""
    word = next((w for w in f.command.words[1:] if f["version"] in w.value), None)
    real = re.match(r"3\.(?:[89]|1[0-5])$", ".".join(f["version"].split(".")[:2]))
    return f.hint(
        f"uv has no Python {f['version']}",
        ahead(f, f"uv python install {f['version']}")
        if real and f.sub != "python"
        else f.swap(word, word.value.replace(f["version"], "3.13"))
        if word
        else None,
        "uv python list",
        sure=0.92,
    )


@uv.rule(when="Failed to spawn", says=r"Failed to spawn: `?(?P<name>[^`\n]+)")
def uv_run(f: Failed) -> Advice | None:
    """uv run of a program that the environment does not have."""
    name = f["name"]
    near = f.local.near(name) if name.endswith(".py") or "/" in name else []
    if near:
        return f.hint(f"No {name} here", *[f.swap(name, n) for n in near], sure=0.94)
    if name.endswith(".py"):
        return f.hint(f"No {name} here", why="The path counts from this folder.", sure=0.85)
    slip = nearest(
        name,
        listed(
            "python pytest black ruff mypy flask uvicorn gunicorn celery alembic ipython jupyter"
        ),
    )
    if slip:
        return f.hint(
            f"The environment has no program {name}", *[f.swap(name, n) for n in slip], sure=0.92
        )
    dev = (
        "--dev "
        if name in listed("pytest black ruff mypy isort flake8 pylint ipython coverage")
        else ""
    )
    return f.hint(
        f"The environment has no program {name}",
        ahead(f, f"uv add {dev}{quote(name)}"),
        f"uvx {name}",
        sure=0.92,
    )


@uv.rule(
    when="No solution found when resolving",
    says=r"requested Python version \((?P<have>[^)]+)\) does not satisfy Python(?P<want>[<>=~!.\d,]+) and (?P<name>[\w.-]+)",
)
def uv_requires_python(f: Failed) -> Advice:
    """requires-python is wider than what a dependency supports."""
    return f.hint(
        f"{f['name']} needs Python {f['want']}, the project promises {f['have']}",
        edit(f, "pyproject.toml"),
        why="Raise requires-python, or take an older version of the package.",
        sure=0.93,
    )


@uv.rule(
    when=("is not defined in the", "is not defined for"),
    says=r"[`'](?P<name>[\w.-]+)[`'] is not defined in (?:the `?(?P<table>optional-dependencies|dependency-groups)|any)|Group `(?P<group>[^`]+)` is not defined",
)
def uv_extra(f: Failed) -> Advice:
    """An extra or a group that pyproject.toml does not have."""
    name = f["name"] or f["group"]
    table = "dependency-groups" if f["group"] or "group" in f["table"] else "optional-dependencies"
    text = f.local.text("pyproject.toml", 1 << 16)
    block = re.search(rf"^\[(?:project\.)?{table}\]\n(.*?)(?:^\[|\Z)", text, re.M | re.S)
    known = re.findall(r"^([\w.-]+)\s*=\s*\[", block[1], re.M) if block else []
    word = f.word(name)
    near = nearest(name, known) or (known if len(known) == 1 else [])
    kind = "group" if table == "dependency-groups" else "extra"
    return f.hint(
        f"The project has no {kind} {name}",
        *[f.swap(word, n) for n in near if word],
        why=f"It has {', '.join(known[:6])}." if known else "",
        sure=0.93,
    )


@uv.rule(
    when="Failed to download `https://github.com/astral-sh/python-build-standalone",
    says=r"python-build-standalone/\S+/cpython-(?P<version>3\.\d+)",
)
def uv_download(f: Failed) -> Advice:
    """A Python that uv wanted to download."""
    return f.hint(
        f"uv cannot download Python {f['version']}",
        "uv python list --only-installed",
        why="It is not installed, and GitHub cannot be reached (no network, or a proxy).",
        sure=0.9,
    )


uv.hint(
    "venv-exists",
    "There is a virtual environment already",
    "source .venv/bin/activate",
    "uv venv --clear",
    when=("A virtual environment already exists", "A directory already exists at"),
    sure=0.88,
)
uv.hint(
    "lock-stale",
    "uv.lock is missing, or does not fit pyproject.toml",
    lambda f: "uv lock" if f.sub == "lock" else ahead(f, "uv lock"),
    when=(
        "The lockfile at `uv.lock` needs to be updated",
        "needs to be updated, but `--",
        "Unable to find lockfile at `uv.lock`",
    ),
    sure=0.95,
)
uv.hint(
    "externally-managed",
    "The system's Python does not take packages",
    lambda f: f.without("--system") if f.has("--system") else ahead(f, "uv venv"),
    lambda f: ahead(f, "uv venv"),
    when="is externally managed",
    sure=0.93,
)
uv.hint(
    "no-requirements",
    "No {name} here",
    lambda f: [
        f.swap(f["name"], n) for n in f.local.near(f["name"]) or f.local.elsewhere(f["name"])
    ],
    when="File not found:",
    says=r"File not found: `?(?P<name>[^`\n]+)`?",
    sure=0.88,
)
uv.hint(
    "init-again",
    "This is a project already",
    "uv sync",
    when="because `pyproject.toml` already exists",
    says=r"already (?:exists|initialized)",
    sure=0.88,
)
uv.hint(
    "not-a-dependency",
    "{name} is no dependency of the project",
    lambda f: [
        f.swap(f["name"], n)
        for n in nearest(
            f["name"], re.findall(r'^\s*"([\w.-]+)', f.local.text("pyproject.toml"), re.M)
        )
    ],
    "uv tree --depth 1",
    when="could not be found in `project.dependencies`",
    says=r"dependency `(?P<name>[^`]+)` could not be found",
    sure=0.9,
)
uv.hint(
    "old-glibc",
    "No ready-made wheel fits this platform or Python",
    "uv python list",
    lambda f: f.append("--python 3.12") if "--python" not in f.text else None,
    when=("has no wheels with a matching", "no wheels with a matching Python"),
    why="Another Python version may have one.",
    sure=0.82,
)
