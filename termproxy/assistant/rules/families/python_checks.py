# ruff: noqa: E501
"""pytest, mypy, black, ruff, isort, flake8, pylint, tox, nox, pre-commit; flask, uvicorn, alembic."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import Command
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

# Also run as `python -m pytest`, `poetry run mypy`, `uv run ruff`: the words decide, not the program.
RUNNERS = (
    "python",
    "python3",
    "py",
    "poetry",
    "uv",
    "uvx",
    "pdm",
    "hatch",
    "tox",
    "nox",
    "pipenv",
    "coverage",
)
pytest = Family("pytest", "pytest", "py.test", *RUNNERS)
checks = Family(
    "checks",
    *listed("mypy black ruff isort flake8 pylint tox nox pre-commit dmypy pyright bandit"),
    *RUNNERS,
)
servers = Family(
    "apps", *listed("flask uvicorn gunicorn hypercorn alembic celery jupyter streamlit"), *RUNNERS
)


def tool(command: Command) -> str:
    """The checking tool that is run: `python -m pytest`, `uv run mypy` count as theirs."""
    words = [command.program, *command.args]
    if command.program.rstrip("0123456789.") == "python" and "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    if command.program in RUNNERS and "run" in words[:3]:
        rest = [w for w in words[words.index("run") + 1 :] if not w.startswith("-")]
        if rest and rest[0] in ("python", "python3") and "-m" in words[:-1]:
            return words[words.index("-m") + 1]
        return rest[0] if rest else ""
    return command.program


def add(f: Failed, package: str) -> str:
    """How a package is added to this project's environment."""
    if f.program == "poetry":
        return f"poetry add --group dev {package}"
    if f.program in ("uv", "uvx"):
        return f"uv add --dev {package}"
    if f.program == "pdm":
        return f"pdm add -dG dev {package}"
    if f.program.startswith("python"):
        return f"{f.command.words[0].raw} -m pip install {package}"
    return f"pip install {package}"


# The checkers: their report is what was asked for.


@checks.rule(
    when=("stubs not installed", "Library stubs"),
    says=r"python3 -m pip install (?P<package>[\w.-]+)",
)
def stubs(f: Failed) -> Advice | None:
    """mypy misses the types of a library."""
    if "mypy" not in f.text:
        return None
    packages = dict.fromkeys(re.findall(r"python3 -m pip install ([\w.-]+)", f.output))
    step = f"python3 -m pip install {' '.join(packages)}"
    if f.program in ("poetry", "uv", "pdm"):
        step = add(f, " ".join(packages))
    return f.hint(
        "The types of a library are not installed",
        ahead(f, step),
        f.append("--install-types"),
        sure=0.97,
    )


@checks.rule(
    when=(
        "Cannot read file",
        "does not exist",
        "No such file or directory",
        "No module named",
        "can't read file",
        "No files to check",
    ),
    says=r"^(?P<mypy>\S+): error: Cannot read file|Path '(?P<black>[^']+)' does not exist|No such file or directory[^\n]*\n--> (?P<ruff>[^:\n]+):"
    r"|mypy: can't read file '(?P<old>[^']+)'|F0001: No module named (?P<pylint>\S+)|E902 [^\n]*'(?P<flake>[^']+)'",
)
def no_file(f: Failed) -> Advice | None:
    """A file to check that is not there."""
    name = f["mypy"] or f["black"] or f["ruff"] or f["old"] or f["pylint"] or f["flake"]
    near = f.local.near(name) or f.local.elsewhere(name)
    return f.hint(
        f"No {name} here",
        *[f.swap(name, n) for n in near],
        sure=0.97 if near else 0.8,
    )


@checks.rule(
    when=("unrecognized arguments", "No such option", "no such option"),
    says=r"(?:unrecognized arguments: |[Nn]o such option:? '?)(?P<typed>--?[\w-]+)",
)
def unknown_option(f: Failed) -> Advice | None:
    """An option that the checker does not have."""
    if tool(f.command) == "pytest" or f.program == "pytest":
        return None
    known = {
        "black": listed(
            "--check --diff --line-length --exclude --target-version --quiet --verbose --config --preview --color --skip-string-normalization"
        ),
        "mypy": listed(
            "--strict --ignore-missing-imports --config-file --install-types --python-version --pretty --namespace-packages --exclude --show-error-codes --disallow-untyped-defs --follow-imports"
        ),
        "flake8": listed(
            "--max-line-length --ignore --extend-ignore --exclude --select --max-complexity --statistics --count --per-file-ignores"
        ),
        "isort": listed(
            "--check --check-only --diff --profile --line-length --atomic --skip --recursive"
        ),
    }.get(tool(f.command), ())
    near = nearest(f["typed"], known)
    if not known:
        return None
    word = next((w for w in f.command.words if w.value.split("=")[0] == f["typed"]), None)
    return f.hint(
        f"{tool(f.command)} has no option {f['typed']}",
        *[f.swap(word, n + word.value[len(f["typed"]) :]) for n in near if word],
        sure=0.97 if near else 0.78,
    )


checks.hint(
    "black-check",
    "Some files are not formatted",
    lambda f: f.without("--check") if f.has("--check") else None,
    when="would be reformatted",
    says=r"^(?:would reformat|\d+ files? would be reformatted)",
    programs=("black", "python", "poetry", "uv"),
    why="Without --check, black formats them.",
    sure=0.88,
)
checks.hint(
    "ruff-format-check",
    "Some files are not formatted",
    lambda f: f.without("--check"),
    when=("Would reformat:", "unformatted: File would be reformatted", "would be reformatted"),
    programs=("ruff", "uv", "poetry"),
    says=r"^(?:Would reformat|unformatted|\d+ files? would be reformatted)",
    sure=0.88,
)
checks.hint(
    "isort-check",
    "Some imports are not sorted",
    lambda f: f.without(
        *[w for w in f.command.words if w.value in ("--check", "--check-only", "-c")]
    ),
    when="Imports are incorrectly sorted",
    sure=0.9,
)
checks.hint(
    "cannot-parse",
    "{file} has a syntax error",
    lambda f: edit(f, f["file"], f["line"]),
    when="cannot parse",
    says=r"cannot parse:? (?P<file>[^:\n]+):(?: Cannot parse[^:]*: )?(?P<line>\d+):",
    sure=0.95,
)
checks.hint(
    "mypy-target",
    "mypy was not told what to check",
    lambda f: f.append("."),
    when="Missing target module, package, files",
    sure=0.95,
)
checks.hint(
    "black-target",
    "black was not told what to format",
    lambda f: f.append("."),
    when="One of 'SRC' or 'code' is required",
    sure=0.95,
)
checks.hint(
    "ruff-rule",
    "ruff has no rule {rule}",
    "ruff linter",
    when="Unknown rule selector",
    says=r"Unknown rule selector:? `(?P<rule>[^`]+)`",
    sure=0.85,
)
checks.hint(
    "tox-interpreter",
    "The Python of {env} is not installed",
    lambda f: (
        f"uv python install {f['env'][2]}.{f['env'][3:]} && {f.text}"
        if re.fullmatch(r"py3(?:[89]|1[0-5])", f["env"])
        else None
    ),
    "tox -e py",
    when="could not find python interpreter",
    says=r"^(?P<env>[\w.-]+): (?:failed with|skipped because) could not find python interpreter",
    sure=0.9,
)
checks.hint(
    "tox-environment",
    "tox has no environment {env}",
    lambda f: [
        f.swap(f["env"], n)
        for n in nearest(f["env"], re.findall(r"\[testenv:([\w-]+)\]", f.local.text("tox.ini")))
    ],
    "tox list",
    when="provided environments not found in configuration",
    says=r"not found in configuration file:?\s*(?P<env>[\w.-]+)",
    sure=0.92,
)
checks.hint(
    "nox-session",
    "nox has no session {name}",
    lambda f: [
        f.swap(f["name"], n)
        for n in nearest(
            f["name"], re.findall(r"^def (\w+)\(session", f.local.text("noxfile.py"), re.MULTILINE)
        )
    ],
    "nox --list",
    when="Sessions not found",
    says=r"Sessions not found: (?P<name>[\w.-]+)",
    sure=0.94,
)
checks.hint(
    "nox-file",
    "There is no noxfile.py here",
    when="no such file exists",
    says=r"Failed to load Noxfile",
    sure=0.8,
)
checks.hint(
    "pre-commit-repository",
    "pre-commit works inside a git repository",
    lambda f: ahead(f, "git init"),
    when="git failed. Is it installed, and are you in a Git repository",
    sure=0.93,
)
checks.hint(
    "pre-commit-config",
    "There is no .pre-commit-config.yaml here",
    lambda f: ahead(
        f,
        "mv .pre-commit-config.yml .pre-commit-config.yaml"
        if f.local.is_file(".pre-commit-config.yml")
        else "pre-commit sample-config > .pre-commit-config.yaml",
    ),
    when="is not a file",
    says=r"\.pre-commit-config\.yaml is not a file",
    sure=0.92,
)
checks.hint(
    "pre-commit-changed",
    "Hooks changed files: stage them and go on",
    "git add -u && {line}",
    programs=("pre-commit", "git"),
    when="files were modified by this hook",
    sure=0.92,
)
checks.quiet(
    "findings",
    "the findings were asked for",
    status=(1, 2, 4, 8, 16, 20, 24, 28, 30),
    sure=0.84,
    when=("Found ", "error:", "rated at", ": E", ": F", ": W", "would be", "Issue: ", "warning:"),
    says=r"^Found \d+ errors?|rated at|^\S+\.py:\d+:(?:\d+:)? |^\d+ errors?, ",
    unless=lambda f: (
        tool(f.command) not in ("mypy", "dmypy", "ruff", "flake8", "pylint", "pyright", "bandit")
    ),
)
