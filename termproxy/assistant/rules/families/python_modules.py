# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Python: modules that are not installed, not here, or called the wrong way."""

from __future__ import annotations

import os
import re
import sys

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_names import (
    DEBIAN_MODULES,
    DISTRIBUTIONS,
    POPULAR,
    REMOVED,
)
from termproxy.assistant.rules.families.python_run import run_module
from termproxy.assistant.rules.places import edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.registry import well_known
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("python-modules", "python", "ipython", "pypy")


def pip_of(f: Failed) -> str:
    """How this project installs packages."""
    if f.local.above("uv.lock"):
        return "uv add"
    if f.local.above("poetry.lock"):
        return "poetry add"
    if f.local.above("Pipfile"):
        return "pipenv install"
    if f.local.in_venv or f.program not in ("python", "python3"):
        return "pip install"
    if f.program.startswith("python3") and not f.local.which("pip"):
        return f"{f.command.words[0].raw} -m pip install"
    return "pip install"


@family.rule(
    programs=(),
    when=("No module named", "ModuleNotFoundError"),
    says=r"(?:ModuleNotFoundError|ImportError): No module named '?(?P<name>[\w.]+)'?|^(?:\S+: )?(?:\S*python[\d.]*: )?(?:Error while finding module specification for|No module named) '?(?P<run>[\w.-]+)",
)
def no_module(f: Failed) -> Advice | None:
    """A module that is not installed, not here, or misspelt."""
    name = f["name"] or f["run"]
    if f["run"] and f.word(name) and f.has("-m"):
        return run_module(f, name)
    top = name.split(".")[0]
    known = top in DISTRIBUTIONS or top in POPULAR
    asked = f.word(name)
    tests = any(w.value in ("test", "unittest") for w in f.rest) or f.sub in ("test", "unittest")
    if asked and tests and not known:  # manage.py test NAME
        near = nearest(top, [n.removesuffix(".py") for n in f.local.entries()])
        others = [f.swap(asked, n) for n in near]
        return f.hint(f"There is no test module {name}", *others, f.without(asked), sure=0.93)
    setting = None if known else _in_settings(f, top)
    if setting:
        return setting
    local = _file_for_module(f) or _in_src(f, top) or _beside_the_script(f, top) or _removed(f, top)
    if local:
        return local
    if not known and (f.local.is_dir(top) or _named_to_a_server(f, name)):
        return _own_module(f, name)
    return (
        (None if known else _misspelt(f, name)) or _shipped_apart(f, top) or _not_installed(f, name)
    )


def _in_settings(f: Failed, top: str) -> Advice | None:
    """INSTALLED_APPS of Django names an app that is not there."""
    if "django/apps/" not in f.output:
        return None
    for path in f.local.elsewhere("settings.py"):
        for number, row in enumerate(f.local.text(path, 65536).splitlines(), 1):
            if re.match(rf"\s*['\"]{re.escape(top)}[.'\"]", row):
                apps = [n for n in f.local.entries() if f.local.is_file(f"{n}/apps.py")]
                near = nearest(top, apps)
                return f.hint(
                    f"INSTALLED_APPS names {top}, which is neither here nor installed",
                    f"sed -i '{number}s/{top}/{near[0]}/' {quote(path)} && {f.text}"
                    if near
                    else None,
                    edit(f, path, number),
                    why=f"There is {near[0]}." if near else "",
                    sure=0.95,
                )
    return None


def _script(f: Failed) -> str:
    return next((w.value for w in f.operands if w.value.endswith(".py")), "")


def _dotted(path: str) -> str:
    """src/app.py as a module: src.app."""
    return path.removeprefix("./").removesuffix(".py").replace("/", ".")


def _file_for_module(f: Failed) -> Advice | None:
    script = _script(f)
    if not script or not f.find(r"^\S*python\S*: Error while finding module"):
        return None
    return f.hint("-m takes a module, not a file", f.swap(script, _dotted(script)), sure=0.96)


def _in_src(f: Failed, top: str) -> Advice | None:
    if not f.local.is_dir(f"src/{top}") and not f.local.is_file(f"src/{top}.py"):
        return None
    return f.hint(
        f"Python does not look into src for {top}",
        f"PYTHONPATH=src {f.text}",
        "pip install -e .",
        sure=0.85,
    )


def _beside_the_script(f: Failed, top: str) -> Advice | None:
    """The module is here; the script is not, and Python looks where the script is."""
    script = _script(f)
    if "/" not in script or not (f.local.is_dir(top) or f.local.is_file(f"{top}.py")):
        return None
    return f.hint(
        f"{top} is here, but Python looks in the script's folder",
        f.swap(script, f"-m {_dotted(script)}", bare=True),
        f"PYTHONPATH=. {f.text}",
        sure=0.92,
    )


def _removed(f: Failed, top: str) -> Advice | None:
    """Once in the standard library; a package that still imports it wants an upgrade."""
    if top not in REMOVED or f.find(rf"No module named '{top}\."):
        return None
    places = re.findall(r'^\s*File "([^"]+)", line (\d+)', f.output, re.MULTILINE)
    package = re.search(r"site-packages/(\w+)", places[-1][0]) if places else None
    opened = edit(f, *places[-1]) if places else None
    return f.hint(
        f"Python has no {top} any more",
        f"pip install --upgrade {package[1]}" if package else opened,
        why=f"Use {REMOVED[top]} instead.",
        sure=0.95,
    )


def _misspelt(f: Failed, name: str) -> Advice | None:
    top = name.split(".")[0]
    names = (*sorted(sys.stdlib_module_names), *POPULAR, *DISTRIBUTIONS)
    near = nearest(top, names, within=0.9 if len(top) > 3 else 0.6)
    path, line = _import_of(f, top)
    beside = f.local.entries(os.path.dirname(path) or ".") if path else ()
    own = [n.removesuffix(".py") for n in beside if n.endswith(".py") or f.local.is_dir(n)]
    near = (nearest(top, own) if len(top) > 3 else []) or near
    if not near:
        return None
    if not path:
        return f.hint(f"No module {name}", why=f"Did you mean import {near[0]}?", sure=0.8)
    mend = f"sed -i '{line}s/{top}/{near[0]}/' {quote(path)}"
    return f.hint(
        f"No module {name}: line {line} of {path} means {near[0]}, it seems",
        f"{mend} && {f.text}",
        edit(f, path, line),
        why="Do not install a package of a mistyped name: somebody may have put one there.",
        sure=0.93,
    )


def _import_of(f: Failed, top: str) -> tuple[str, str]:
    """The user's own file and line that import the module, as the traceback ends there."""
    places = re.findall(r'^\s*File "([^"]+)", line (\d+)', f.output, re.MULTILINE)
    if not places:
        return "", ""
    path, line = found(f, places[-1][0]), places[-1][1]
    text = f.local.text(path, 1 << 17).split("\n")
    at = int(line) - 1
    if (
        "site-packages" in path
        or at >= len(text)
        or not re.search(rf"\b{re.escape(top)}\b", text[at])
    ):
        return "", ""
    return path, line


def _shipped_apart(f: Failed, top: str) -> Advice | None:
    if top not in DEBIAN_MODULES:
        return None
    return f.hint(f"Debian ships {top} apart", f.local.installer(DEBIAN_MODULES[top]), sure=0.93)


def _not_installed(f: Failed, name: str) -> Advice:
    """To be installed: into the environment that is not active, from the list of the project."""
    top, venv = name.split(".")[0], f.local.venv
    known = top in DISTRIBUTIONS or top in POPULAR
    dashed = top.replace("_", "-")
    plain = dashed if known or dashed in well_known("pypi") else top
    distribution = DISTRIBUTIONS.get(name, DISTRIBUTIONS.get(top, plain))
    fixes = [f.first(f"{pip_of(f)} {distribution}")]
    pip = pip_of(f)
    if venv and not f.local.in_venv:
        pip = f"source {venv}/bin/activate && pip install"
        activate = f"source {venv}/bin/activate"
        if _installed_in(f, venv, top):
            return f.hint(
                f"{top} is in the virtual environment {venv}, which is not active",
                f"{activate} && {f.text}",
                *fixes,
                sure=0.95,
            )
        fixes = [f"{activate} && pip install {distribution}", *fixes]
    if f.local.is_file("requirements.txt"):
        asked = top.lower().replace("_", "-")
        listed_here = f.local.text("requirements.txt").lower().replace("_", "-")
        whole = f"{pip} -r requirements.txt"
        wanted = re.split(r"[\s\[=<>]", distribution.lower())[0].replace("_", "-")
        if asked in listed_here or wanted in listed_here:
            fixes.insert(0, whole)
        elif known:
            fixes.append(whole)
    return f.hint(f"The Python module {name} is not installed", *fixes, sure=0.92)


def _installed_in(f: Failed, venv: str, top: str) -> bool:
    return any(
        f.local.exists(f"{venv}/lib/{python}/site-packages/{top}")
        for python in f.local.folders(f"{venv}/lib")
    )


SERVERS = listed("gunicorn uvicorn hypercorn daphne celery waitress-serve uwsgi flask django-admin")


def _named_to_a_server(f: Failed, name: str) -> bool:
    """Is it what the user told a server to load (`gunicorn wsgi:app`): a module of his own?"""
    words = [re.split(r"[:(]", value.removeprefix("-A").lstrip("="))[0] for value in f.args]
    return bool(set(SERVERS) & {f.program, *f.args}) and name in words


def _own_module(f: Failed, name: str) -> Advice | None:
    """A module of the project that is not there."""
    path = name.replace(".", "/") + ".py"
    near = [p for p in (*f.local.near(path), *f.local.elsewhere(path)) if p.endswith(".py")]
    dotted = [p.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for p in near]
    word = next((w for w in f.operands if w.value.split(":")[0] == name), None)
    package = name.removesuffix(".__main__")
    if package != name and (started := f.word(package)):
        mains = [n for n in ("main.py", "cli.py", "app.py") if f.local.is_file(f"{package}/{n}")]
        return f.hint(
            f"The package {package} has no __main__.py, so it cannot be run itself",
            *[f.swap(started, f"{package}.{n.removesuffix('.py')}") for n in mains],
            why=f"There is {package}/{mains[0]}." if mains else "",
            sure=0.94,
        )
    return f.hint(
        f"There is no module {name} here",
        *[f.swap(word, d + word.value[len(name) :]) for d in dict.fromkeys(dotted) if word],
        f.text.replace(name, dotted[0]) if dotted and not word and f"={name}" in f.text else None,
        why=f"There is {near[0]}." if near else f"It would be {path}, counted from this folder.",
        sure=0.93 if near else 0.85,
    )


@family.rule(programs=(), when="attempted relative import with no known parent package")
def relative_import(f: Failed) -> Advice | None:
    """A module of a package run as a script."""
    word = next((w for w in f.operands if w.value.endswith(".py")), None)
    if word is None:
        return None
    module = word.value.removeprefix("./").removesuffix(".py").replace("/", ".")
    if "." not in module:
        folder = f.case.cwd.rstrip("/").rsplit("/", 1)[-1]
        return f.hint(
            "A file of a package was run as a script",
            f"cd .. && {f.swap(word, f'-m {folder}.{module}', bare=True)}",
            why="Relative imports need the package: run it with -m from above.",
            sure=0.85,
        )
    return f.hint(
        "A file of a package was run as a script",
        f.swap(word, f"-m {module}", bare=True),
        why="Relative imports need the package: run it with -m.",
        sure=0.95,
    )


@family.rule(programs=(), when="error: externally-managed-environment")
def externally_managed(f: Failed) -> Advice | None:
    """The system's Python belongs to apt: use a virtual environment."""
    wanted = [w.raw for w in f.operands if w.value not in ("install", "pip", "-m")]
    wanted = [w for w in wanted if not w.startswith("-")]
    for at, name in enumerate(wanted):  # pip looks into the file later only
        if f.has("-r") and not f.local.exists(name) and (near := f.local.near(name, limit=1)):
            wanted[at] = quote(near[0])
    names = " ".join(wanted)
    venv = f.local.venv
    tail = f.rewrite(f"pip install {names}") if names else "pip install -r requirements.txt"
    if f.has("-r"):
        tail = f"pip install -r {names}"
    elif f.has("-e", "--editable"):
        tail = f"pip install -e {names}"
    if f.command.sudo:
        tail = f"pip install {names}"
    if venv:
        return f.hint(
            "The system's Python is managed by the distribution",
            f"source {venv}/bin/activate && {tail}",
            f"{venv}/bin/{tail}" if names else None,
            why=f"Your virtual environment {venv} is not active.",
            sure=0.96,
        )
    return f.hint(
        "The system's Python is managed by the distribution",
        f"python3 -m venv .venv && source .venv/bin/activate && {tail}",
        f"pipx install {names}" if len(wanted) == 1 else None,
        f.local.installer(f"python3-{wanted[0].lower()}")
        if len(wanted) == 1 and re.fullmatch(r"[\w-]+", wanted[0])
        else None,
        why="Install into a virtual environment.",
        sure=0.95,
    )


def _json_file(f: Failed) -> str:
    """The file that json.tool read."""
    words = [word.value for word in f.command.words]
    if "json.tool" not in words:
        return ""
    return next((w for w in words[words.index("json.tool") + 1 :] if not w.startswith("-")), "")


family.hint(
    "json-tool",
    "That is no JSON: {what} in line {line}",
    lambda f: edit(f, file, f["line"]) if (file := _json_file(f)) else None,
    when="(char ",
    says=r"^(?P<what>[^\n]{3,60}?): line (?P<line>\d+) column \d+ \(char \d+\)$",
    sure=0.9,
)
