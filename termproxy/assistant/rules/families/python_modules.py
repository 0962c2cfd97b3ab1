# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Python: modules that are not installed, not here, or called the wrong way."""

from __future__ import annotations

import re
import sys

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("python-modules", "python", "ipython", "pypy")

family.hint(
    "json-tool",
    "That is no JSON: {what} in line {line}",
    lambda f: edit(f, file, f["line"]) if (file := _json_file(f)) else None,
    when="(char ",
    says=r"^(?P<what>[^\n]{3,60}?): line (?P<line>\d+) column \d+ \(char \d+\)$",
    sure=0.9,
)


def _json_file(f: Failed) -> str:
    """The file that json.tool read."""
    words = [word.value for word in f.command.words]
    if "json.tool" not in words:
        return ""
    return next((w for w in words[words.index("json.tool") + 1 :] if not w.startswith("-")), "")


# The name one imports is not always the name one installs.
DISTRIBUTIONS = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "discord": "discord.py",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "flask_cors": "Flask-Cors",
    "flask_sqlalchemy": "Flask-SQLAlchemy",
    "git": "GitPython",
    "github": "PyGithub",
    "google.protobuf": "protobuf",
    "grpc": "grpcio",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "ldap": "python-ldap",
    "Levenshtein": "python-Levenshtein",
    "magic": "python-magic",
    "markdown": "Markdown",
    "mpl_toolkits": "matplotlib",
    "MySQLdb": "mysqlclient",
    "multipart": "python-multipart",
    "nacl": "PyNaCl",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "pkg_resources": "setuptools",
    "distutils": "setuptools",
    "psycopg2": "psycopg2-binary",
    "pptx": "python-pptx",
    "rest_framework": "djangorestframework",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "telegram": "python-telegram-bot",
    "usb": "pyusb",
    "win32api": "pywin32",
    "wx": "wxPython",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
    "allauth": "django-allauth",
    "asyncore": "pyasyncore",
    "audioop": "audioop-lts",
    "cgi": "legacy-cgi",
    "corsheaders": "django-cors-headers",
    "crispy_bootstrap5": "crispy-bootstrap5",
    "crispy_forms": "django-crispy-forms",
    "debug_toolbar": "django-debug-toolbar",
    "decouple": "python-decouple",
    "django_extensions": "django-extensions",
    "django_filters": "django-filter",
    "dns": "dnspython",
    "environ": "django-environ",
    "faiss": "faiss-cpu",
    "flask_login": "Flask-Login",
    "flask_migrate": "Flask-Migrate",
    "flask_wtf": "Flask-WTF",
    "imghdr": "standard-imghdr",
    "kafka": "kafka-python",
    "llama_cpp": "llama-cpp-python",
    "mysql": "mysql-connector-python",
    "nmap": "python-nmap",
    "OpenGL": "PyOpenGL",
    "pymysql": "PyMySQL",
    "rest_framework_simplejwt": "djangorestframework-simplejwt",
    "ruamel": "ruamel.yaml",
    "storages": "django-storages",
    "telnetlib": "standard-telnetlib",
    "umap": "umap-learn",
}
REMOVED = {"imp": "importlib", "asynchat": "asyncio", "smtpd": "aiosmtpd", "pipes": "shlex"}
POPULAR = listed(
    """requests numpy pandas matplotlib scipy flask django fastapi uvicorn pytest sqlalchemy rich click
    typer httpx aiohttp pydantic jinja2 tqdm boto3 redis celery torch tensorflow transformers seaborn
    selenium playwright scrapy lxml openpyxl psutil cryptography paramiko fabric invoke black ruff mypy
    pylint flake8 isort tox nox poetry pipenv virtualenv setuptools wheel build twine ipython jupyter
    notebook plotly streamlit networkx nltk spacy keras xgboost pymongo psycopg asyncpg alembic gunicorn
    tornado sanic starlette marshmallow attrs arrow pendulum loguru structlog colorama tabulate simplejson
    orjson ujson toml tomli pyarrow dask numba cython pytz tzdata urllib3 certifi regex rapidfuzz"""
)
DEBIAN_MODULES = {
    "tkinter": "python3-tk",
    "apt": "python3-apt",
    "venv": "python3-venv",
    "dbus": "python3-dbus",
    "gi": "python3-gi",
    "ensurepip": "python3-venv",
}
PIPS = listed("pip pip3 pipx uv")


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
    top = name.split(".")[0]
    if f["run"] and f.word(name) and f.has("-m"):
        return _run_module(f, name, top)
    script = next((w.value for w in f.operands if w.value.endswith(".py")), "")
    if f.find(r"^\S*python\S*: Error while finding module") and script:
        module = script.removeprefix("./").removesuffix(".py").replace("/", ".")
        return f.hint("-m takes a module, not a file", f.swap(script, module), sure=0.96)
    if f.local.is_dir(f"src/{top}") or f.local.is_file(f"src/{top}.py"):
        return f.hint(
            f"Python does not look into src for {top}",
            f"PYTHONPATH=src {f.text}",
            "pip install -e .",
            sure=0.85,
        )
    if (f.local.is_dir(top) or f.local.is_file(f"{top}.py")) and "/" in script:
        module = script.removeprefix("./").removesuffix(".py").replace("/", ".")
        return f.hint(
            f"{top} is here, but Python looks in the script's folder",
            f.swap(script, f"-m {module}", bare=True),
            f"PYTHONPATH=. {f.text}",
            sure=0.92,
        )
    if top in REMOVED and not f.find(rf"No module named '{top}\."):
        place = re.findall(r'^\s*File "([^"]+)", line (\d+)', f.output, re.MULTILINE)
        inside = place and re.search(r"site-packages/(\w+)", place[-1][0])
        return f.hint(
            f"Python has no {top} any more",
            f"pip install --upgrade {inside[1]}" if inside else edit(f, *place[-1]) if place else None,
            why=f"Use {REMOVED[top]} instead.",
            sure=0.95,
        )  # fmt: skip
    known = top in DISTRIBUTIONS or top in POPULAR
    if not known and (f.local.is_dir(top) or _named_to_a_server(f, name)):
        return _own_module(f, name)
    names = (*sorted(sys.stdlib_module_names), *POPULAR, *DISTRIBUTIONS)
    near = [] if known else nearest(top, names, within=0.9 if len(top) > 3 else 0.6)
    if near:
        return f.hint(f"No module {name}", why=f"Did you mean import {near[0]}?", sure=0.8)
    if top in DEBIAN_MODULES:
        return f.hint(
            f"Debian ships {top} apart", f.local.installer(DEBIAN_MODULES[top]), sure=0.93
        )
    distribution = DISTRIBUTIONS.get(
        name, DISTRIBUTIONS.get(top, top.replace("_", "-") if known else top)
    )
    fixes = [f.first(f"{pip_of(f)} {distribution}")]
    venv = f.local.venv
    if venv and not f.local.in_venv:
        if any(
            f.local.exists(f"{venv}/lib/{d}/site-packages/{top}")
            for d in f.local.folders(f"{venv}/lib")
        ):
            fixes.insert(0, f"source {venv}/bin/activate && {f.text}")
            return f.hint(
                f"{top} is in the virtual environment {venv}, which is not active",
                *fixes,
                sure=0.95,
            )
        fixes = [f"source {venv}/bin/activate && pip install {distribution}", *fixes]
    if not known and f.local.is_file("requirements.txt"):
        listed_here = f.local.text("requirements.txt").lower()
        if top.lower().replace("_", "-") in listed_here.replace("_", "-"):
            fixes.insert(0, f"{pip_of(f)} -r requirements.txt")
    elif f.local.is_file("requirements.txt"):
        fixes.append(f"{pip_of(f)} -r requirements.txt")
    return f.hint(f"The Python module {name} is not installed", *fixes, sure=0.92)


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


def _run_module(f: Failed, name: str, top: str) -> Advice | None:
    if top in DEBIAN_MODULES or top == "pip":
        package = DEBIAN_MODULES.get(top, "python3-pip")
        return f.hint(
            f"{top} is not installed",
            f.local.installer(package),
            f"{f.command.words[0].raw} -m ensurepip --upgrade" if top == "pip" else None,
            sure=0.93,
        )
    if name.endswith(".py"):
        return f.hint(
            "-m takes a module, not a file",
            f.swap(name, name.removesuffix(".py").replace("/", ".")),
            sure=0.92,
        )
    if f.local.is_dir(top) and "." in name:
        folder, _, last = name.replace(".", "/").rpartition("/")
        here = [n.removesuffix(".py") for n in f.local.entries(folder) if n[0] != "_"]
        near = nearest(last, here)
        parent = name.rpartition(".")[0]
        fixes = [f.swap(name, f"{parent}.{n}") for n in near] or [f"ls {folder}"]
        return f.hint(f"{parent} has no module {last}", *fixes, sure=0.93 if near else 0.75)
    modules = (
        "venv",
        "pip",
        "http.server",
        "json.tool",
        "pytest",
        "unittest",
        "timeit",
        "cProfile",
        "pdb",
        "ensurepip",
        "zipfile",
        "compileall",
        "site",
        "this",
        "webbrowser",
        "mypy",
        "black",
        "ruff",
        "build",
        "twine",
        "ipykernel",
        "jupyter",
        "virtualenv",
        "pipx",
        "coverage",
        "flake8",
        "pylint",
        "isort",
        "uvicorn",
        "flask",
        "django",
        "gunicorn",
        "tox",
        "nox",
        "doctest",
        "calendar",
        "dis",
        "trace",
        "tarfile",
        "base64",
        "sqlite3",
    )
    here = [n.removesuffix(".py") for n in f.local.entries() if n.endswith(".py")]
    here += [n for n in f.local.folders() if f.local.is_file(f"{n}/__init__.py")]
    old = {
        "SimpleHTTPServer": "http.server",
        "simplehttpserver": "http.server",
        "httpserver": "http.server",
        "http-server": "http.server",
    }
    near = [old[name]] if name in old else nearest(name, (*modules, *here))
    if name in modules:
        near = []
    if near:
        return f.hint(f"No module {name}", *[f.swap(name, n) for n in near], sure=0.93)
    distribution = DISTRIBUTIONS.get(top, top)
    return f.hint(
        f"The Python module {name} is not installed",
        f"{f.command.words[0].raw} -m pip install {distribution}",
        sure=0.88,
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
