# ruff: noqa: E501
"""flask, uvicorn, gunicorn, alembic: applications that are not found."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_checks import RUNNERS
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

servers = Family(
    "apps", *listed("flask uvicorn gunicorn hypercorn alembic celery jupyter streamlit"), *RUNNERS
)

# Servers and frameworks.


@servers.rule(
    when=(
        "Could not import module",
        "Error loading ASGI app",
        "Could not locate a Flask application",
        "Could not import '",
        "No module named",
        "Failed to find attribute",
        'Attribute "',
    ),
    says=r"Could not import (?:module )?[\"'](?P<module>[\w.]+)[\"']|Could not locate a (?P<flask>Flask) application"
    r"|Attribute \"(?P<attribute>\w+)\" not found in module \"(?P<holder>[\w.]+)\"|Failed to find attribute '(?P<gattr>\w+)' in '(?P<gholder>[\w.]+)'",
)
def app_not_found(f: Failed) -> Advice | None:
    """The server does not find the application."""
    target = next((w for w in f.operands if re.fullmatch(r"[\w.]+:[\w.]+", w.value)), None)
    attribute, holder = f["attribute"] or f["gattr"], f["holder"] or f["gholder"]
    if attribute:
        text = f.local.text(holder.replace(".", "/") + ".py")
        made = re.findall(
            r"^(\w+)\s*(?::[^=]+)?=\s*(?:FastAPI|Flask|Starlette|Quart|Sanic|create_app|get_\w*application)\(",
            text,
            re.MULTILINE,
        )
        return f.hint(
            f"{holder} has no {attribute}",
            *[f.swap(target, f"{holder}:{name}") for name in made if target],
            edit(f, holder.replace(".", "/") + ".py") if not made else None,
            sure=0.93 if made else 0.85,
        )
    if f["flask"]:
        found = [
            n for n in f.local.entries() if n.endswith(".py") and "Flask(" in f.local.text(n, 65536)
        ]
        deeper = [
            p
            for name in ("app.py", "main.py", "wsgi.py", "__init__.py")
            for p in f.local.elsewhere(name)
            if "Flask(" in f.local.text(p, 65536)
        ]
        names = found or deeper
        apps = [re.sub(r"(?:/__init__)?\.py$", "", n).replace("/", ".") for n in names]
        flask = next((w for w in f.command.words if w.value == "flask"), f.command.words[0])
        return f.hint(
            "flask does not know where the application is",
            *[f.insert(f"--app {quote(name)}", after=flask) for name in apps[:2]],
            f.insert("--app <module>", after=flask) if not apps else None,
            sure=0.94 if apps else 0.85,
        )
    module = f["module"]
    base = module.rsplit(".", 1)[-1]
    path = module.replace(".", "/") + ".py"
    found = f.local.elsewhere(f"{base}.py") or [
        n for n in (*f.local.near(path), *f.local.near(f"{base}.py")) if n.endswith(".py")
    ]
    dotted = [re.sub(r"\.py$", "", p).replace("/", ".") for p in found]
    dotted = [d for d in dotted if d != module and not d.startswith(".")]
    if not dotted:  # the only file here that makes an application
        here = [n for n in f.local.entries() if n.endswith(".py")]
        makes = [n for n in here if re.search(r"\b(?:Flask|FastAPI|Starlette)\(", f.local.text(n))]
        found = makes[:1] if len(makes) == 1 else []
        dotted = [n.removesuffix(".py") for n in found]
    return f.hint(
        f"The module {module} is not found from here",
        *[f.swap(target, f"{d}:{target.value.split(':')[1]}") for d in dotted[:2] if target],
        *[f.swap(module, d) for d in dotted[:2] if target is None],
        why=f"There is {found[0]}." if dotted else "It is imported from the current folder.",
        sure=0.93 if dotted else 0.8,
    )


@servers.rule(
    when="Unable to load celery application", says=r"The module (?P<name>[\w.]+) was not found"
)
def celery_app(f: Failed) -> Advice:
    """celery -A of a module that is not there."""
    path = f["name"].replace(".", "/") + ".py"
    found = [p for p in f.local.elsewhere("celery.py") if "/" in p]
    near = [n for n in f.local.near(path) if n.endswith(".py")]
    near = near or f.local.elsewhere(path.rpartition("/")[2])
    names = [p.removesuffix(".py").replace("/", ".") for p in near]
    names += [p.rsplit("/", 1)[0].replace("/", ".") for p in found]
    return f.hint(
        f"celery finds no module {f['name']} here",
        *[f.swap(f["name"], n) for n in names[:2]],
        why="It counts from this folder, or from --workdir.",
        sure=0.93 if names else 0.88,
    )


@servers.rule(
    when="Jupyter command `jupyter-", says=r"Jupyter command `jupyter-(?P<name>[\w-]+)` not found"
)
def jupyter(f: Failed) -> Advice:
    """A sub-command of jupyter that is a package of its own, or misspelt."""
    packages = {
        "lab": "jupyterlab", "notebook": "notebook", "nbconvert": "nbconvert", "console": "jupyter-console",
        "server": "jupyter-server", "qtconsole": "qtconsole", "execute": "nbclient", "trust": "nbformat",
        "kernelspec": "jupyter-client", "book": "jupyter-book", "labextension": "jupyterlab",
    }  # fmt: skip
    name = f["name"]
    near = nearest(name, packages) if name not in packages else []
    return f.hint(
        f"jupyter {name} is not installed"
        if name in packages
        else f"jupyter has no command {name}",
        *[f.swap(name, n) for n in near],
        ahead(f, f"pip install {packages[name]}") if name in packages else None,
        sure=0.95 if name in packages or near else 0.8,
    )


@servers.rule(when="File does not exist: ", says=r"File does not exist: (?P<file>\S+)")
def no_file(f: Failed) -> Advice | None:
    """streamlit run of a file that is not there."""
    word = f.word(f["file"])
    near = [
        n for n in (*f.local.near(f["file"]), *f.local.elsewhere(f["file"])) if n.endswith(".py")
    ]
    return f.hint(
        f.missing("file", f["file"]),
        *[f.swap(word, n) for n in near if word],
        why=f"There is {near[0]}." if near else "The path counts from this folder.",
        sure=0.95 if near else 0.86,
    )


servers.hint(
    "venv-folder",
    "venv wants the name of a folder",
    lambda f: f.append(".venv"),
    when="venv: error: the following arguments are required: ENV_DIR",
    sure=0.96,
)
servers.hint(
    "alembic-config",
    "There is no alembic.ini in this folder",
    lambda f: [
        f"cd {quote(p.rsplit('/', 1)[0])} && {f.text}"
        for p in f.local.elsewhere("alembic.ini")
        if "/" in p
    ][:1],
    "alembic init alembic",
    when=("No 'script_location' key found", "No config file 'alembic.ini' found"),
    sure=0.92,
)
servers.hint(
    "alembic-behind",
    "The database is behind the migrations",
    lambda f: ahead(f, "alembic upgrade head"),
    when="Target database is not up to date",
    sure=0.95,
)
servers.hint(
    "alembic-heads",
    "The migrations have several heads",
    "alembic merge heads -m merge",
    "alembic heads",
    when="Multiple head revisions are present",
    sure=0.93,
)


@servers.rule(programs=(), when="does not appear to be a Python project")
def no_project(f: Failed) -> Advice:
    """pip install -e . where there is nothing to install."""
    found = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("pyproject.toml") if "/" in p]
    listed_here = f.local.is_file("requirements.txt")
    return f.hint(
        "There is no pyproject.toml and no setup.py here",
        f"cd {quote(found[0])} && {f.text}" if found else None,
        "pip install -r requirements.txt" if listed_here else None,
        "ls" if not found and not listed_here else None,
        why=f"There is one in {found[0]}." if found else "You are in another folder, or it is no package.",
        sure=0.85,
    )  # fmt: skip


servers.hint(
    "django-secret",
    "The settings have no SECRET_KEY",
    lambda f: f"SECRET_KEY=<value> {f.text}",
    lambda f: edit(f, found[0]) if (found := f.local.elsewhere("settings.py")) else "",
    why="It comes from the environment or from .env, most likely.",
    when="The SECRET_KEY setting must not be empty",
    programs=(),
    sure=0.93,
)
servers.hint(
    "wheel-platform",
    "That wheel is for another Python or system; an old pip chooses wrongly, too",
    lambda f: f.first("pip install --upgrade pip"),
    when="is not a supported wheel on this platform",
    programs=(),
    sure=0.9,
)
servers.hint(
    "pip-git",
    "pip needs git for that, and it is not installed",
    lambda f: f.first(f.local.installer("git")),
    when="Cannot find command 'git'",
    programs=(),
    sure=0.96,
)
servers.hint(
    "conda-inside",
    "conda does not remove the environment that is active",
    lambda f: f.first("conda deactivate"),
    when="cannot remove current environment",
    programs=(),
    sure=0.96,
)
servers.hint(
    "uv-pinned",
    "The project wants Python {want}, and .python-version pins {have}",
    lambda f: f.first(f"uv python pin {f['number']}"),
    lambda f: edit(f, "pyproject.toml"),
    when="which is incompatible with the project's Python requirement",
    says=r"resolved to Python (?P<have>[\d.]+), which is incompatible with the project's Python requirement: `(?P<want>\D*(?P<number>\d+\.\d+)[^`]*)`",
    programs=("uv",),
    sure=0.96,
)
servers.hint(
    "loader-memory",
    "The data loaders use up the shared memory",
    lambda f: f"{f.text} --num-workers 0",
    "df -h /dev/shm",
    why="Fewer workers; in docker start it with --shm-size=8g or --ipc=host.",
    when="dataloader's workers are out of shared memory",
    programs=(),
    sure=0.93,
)
