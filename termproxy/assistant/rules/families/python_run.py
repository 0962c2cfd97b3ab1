"""python -m: modules that are run, not imported."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_names import DEBIAN_MODULES, DISTRIBUTIONS
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

RUNNABLE = listed(
    """venv pip http.server json.tool pytest unittest timeit cProfile pdb ensurepip zipfile
    compileall site this webbrowser mypy black ruff build twine ipykernel jupyter virtualenv
    pipx coverage flake8 pylint isort uvicorn flask django gunicorn tox nox doctest calendar
    dis trace tarfile base64 sqlite3"""
)
OLD_NAMES = {
    "SimpleHTTPServer": "http.server",
    "simplehttpserver": "http.server",
    "httpserver": "http.server",
    "http-server": "http.server",
}


def run_module(f: Failed, name: str) -> Advice:
    """`python -m name`, where there is no such module."""
    return (
        _of_a_package(f, name)
        or _a_file(f, name)
        or _in_a_package_here(f, name)
        or _misspelt(f, name)
        or _not_installed(f, name)
    )


def _of_a_package(f: Failed, name: str) -> Advice | None:
    """pip, venv and others that distributions ship apart."""
    top = name.split(".")[0]
    if top not in DEBIAN_MODULES and top != "pip":
        return None
    if top == "pip" and "uv = " in f.local.text(f"{f.local.venv or '.venv'}/pyvenv.cfg"):
        words = f.command.words
        at = next((i for i, w in enumerate(words) if w.value == "-m"), 0)
        return f.hint(
            "uv made this environment, without pip",
            f.line.edit((words[0].start, words[at].end, "uv")) if at else "uv pip list",
            f"{f.command.words[0].raw} -m ensurepip --upgrade",
            sure=0.96,
        )
    return f.hint(
        f"{top} is not installed",
        f.local.installer(DEBIAN_MODULES.get(top, "python3-pip")),
        f"{f.command.words[0].raw} -m ensurepip --upgrade" if top == "pip" else None,
        sure=0.93,
    )


def _a_file(f: Failed, name: str) -> Advice | None:
    if not name.endswith(".py"):
        return None
    module = name.removesuffix(".py").replace("/", ".")
    return f.hint("-m takes a module, not a file", f.swap(name, module), sure=0.92)


def _in_a_package_here(f: Failed, name: str) -> Advice | None:
    if "." not in name or not f.local.is_dir(name.split(".")[0]):
        return None
    parent, _, last = name.rpartition(".")
    folder = parent.replace(".", "/")
    here = [n.removesuffix(".py") for n in f.local.entries(folder) if n[0] != "_"]
    near = nearest(last, here)
    fixes = [f.swap(name, f"{parent}.{n}") for n in near] or [f"ls {folder}"]
    return f.hint(f"{parent} has no module {last}", *fixes, sure=0.93 if near else 0.75)


def _misspelt(f: Failed, name: str) -> Advice | None:
    """A slip, an old name, or one of this folder's modules."""
    here = [n.removesuffix(".py") for n in f.local.entries() if n.endswith(".py")]
    here += [n for n in f.local.folders() if f.local.is_file(f"{n}/__init__.py")]
    near = [OLD_NAMES[name]] if name in OLD_NAMES else nearest(name, (*RUNNABLE, *here))
    if not near or name in RUNNABLE:
        return None
    return f.hint(f"No module {name}", *[f.swap(name, n) for n in near], sure=0.93)


def _not_installed(f: Failed, name: str) -> Advice:
    top = name.split(".")[0]
    return f.hint(
        f"The Python module {name} is not installed",
        f"{f.command.words[0].raw} -m pip install {DISTRIBUTIONS.get(top, top)}",
        sure=0.88,
    )
