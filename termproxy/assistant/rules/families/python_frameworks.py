# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Django's settings and names, Jupyter's kernels, asynchronous tests, arrays beyond the memory."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_modules import pip_of
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote

family = Family("frameworks")


@family.rule(
    when=("settings are not configured", "DJANGO_SETTINGS_MODULE is undefined"),
    says=r"settings are not configured|DJANGO_SETTINGS_MODULE is undefined",
)
def django_settings(f: Failed) -> Advice:
    """Django was started beside manage.py, and does not know the settings."""
    told = re.search(r"DJANGO_SETTINGS_MODULE['\"], *['\"]([\w.]+)", f.local.text("manage.py"))
    found = [p for p in f.local.elsewhere("settings.py") if "/" in p]
    module = told[1] if told else found[0].removesuffix(".py").replace("/", ".") if found else ""
    beside = f.program == "django-admin" and f.local.is_file("manage.py")
    words = " ".join(w.raw for w in f.command.words[1:])
    operands = f.operands if f.program.startswith("python") and f.local.is_file("manage.py") else ()
    script = next((w for w in operands if w.value.endswith(".py")), None)
    return f.hint(
        "Django was not told which settings to use",
        f.rewrite(f"python manage.py {words}") if beside else None,
        f.rewrite(f"python manage.py shell < {script.raw}") if script else None,
        f.first(f"export DJANGO_SETTINGS_MODULE={module or '<project>.settings'}"),
        why="manage.py names them; a program beside it needs DJANGO_SETTINGS_MODULE, and a "
        "script django.setup() too.",
        sure=0.94,
    )


@family.rule(
    when="is not a valid project name",
    says=r"'(?P<name>[^']+)' is not a valid (?:project|app) name",
)
@family.rule(
    when="is not a valid app name",
    says=r"'(?P<name>[^']+)' is not a valid (?:project|app) name",
    name="django-app-name",
)
def django_name(f: Failed) -> Advice | None:
    """A project or app of Django is a Python package."""
    word = f.word(f["name"])
    good = re.sub(r"\W+", "_", f["name"]).strip("_")
    good = f"app_{good}" if good[:1].isdigit() else good
    if word is None or good == f["name"]:
        return None
    return f.hint(
        f"{f['name']} is no name that Python could import",
        f.swap(word, good),
        why="Letters, digits and underscores only.",
        sure=0.95,
    )


@family.rule(
    when=("conflicts with the name of an existing Python module", "already exists. Overlay a project", "manage.py already exists"),
    says=r"'(?P<name>\w+)' conflicts with the name of an existing Python module|(?P<there>manage\.py already exists|'[^']+' already exists)",
)  # fmt: skip
def django_taken(f: Failed) -> Advice | None:
    """startproject or startapp with a name that is taken."""
    word = f.word(f["name"]) if f["name"] else None
    if word is not None:
        other = {"test": "testsite", "site": "website", "django": "mysite"}.get(f["name"], f"{f['name']}_app")  # fmt: skip
        return f.hint(
            f"A Python module is called {f['name']} already", f.swap(word, other), sure=0.92
        )
    return f.hint("There is a project already", "ls", sure=0.85) if f["there"] else None


family.hint(
    "jupyter-kernel",
    "Jupyter has no kernel named {name}",
    "python3 -m ipykernel install --user --name {name}",
    "jupyter kernelspec list",
    why="Install it from the environment it shall run in, or choose one that is there (--kernel).",
    when="No such kernel named",
    says=r"No such kernel named (?P<name>\S+)",
    sure=0.94,
)
family.hint(
    "jupyter-root",
    "Jupyter does not run as root unless told so",
    lambda f: f.append("--allow-root"),
    when="Running as root is not recommended. Use --allow-root",
    sure=0.96,
)


@family.rule(
    when=("async def functions are not natively supported", "coroutine was never awaited", "PytestUnhandledCoroutineWarning"),
    says=r"async def functions are not natively supported",
)  # fmt: skip
def asynchronous_tests(f: Failed) -> Advice:
    """Tests that are coroutines need a plugin."""
    return f.hint(
        "pytest runs async tests with a plugin only",
        f.first(f"{pip_of(f)} pytest-asyncio"),
        why="Then mark them @pytest.mark.asyncio, or set asyncio_mode = auto.",
        sure=0.98,
    )


@family.rule(
    when=("Unable to allocate", "MemoryError"),
    says=r"^(?:[\w.]*_?ArrayMemoryError|MemoryError)(?:: Unable to allocate (?P<size>[\d.]+ \w+)[^\n]*)?(?:: [^\n]*)?$",
)
def array_memory(f: Failed) -> Advice:
    """An array, or whatever else, that does not fit into the memory."""
    frame = re.findall(r"^  File \"(?P<file>[^\"]+)\", line (?P<line>\d+)", f.output, re.MULTILINE)
    own = [(file, line) for file, line in frame if "site-packages" not in file and "/lib/python" not in file]  # fmt: skip
    size = f["size"]
    return f.hint(
        f"There is not enough memory for {size} at once" if size else "The memory is used up",
        "free -h",
        edit(f, *own[-1]) if own else None,
        why="Work in pieces, or with smaller types (float32).",
        sure=0.92,
    )


@family.rule(
    programs=("uv",),
    when="No solution found when resolving",
    says=r"╰─▶ (?P<why>[^\n]+(?:\n +[^\n]+){0,6})",
)
def uv_conflict(f: Failed) -> Advice:
    """Requirements that no set of versions meets."""
    reason = re.sub(r"\s+", " ", f["why"])
    python = "Python" in reason and "requires-python" in f.output
    loose = f.text
    for word in reversed(f.rest):
        name = re.split(r"[<>=~!]", word.value)[0]
        if f.sub == "add" and name and name != word.value:
            loose = loose[: word.start] + name + loose[word.end :]
    missing = re.search(r"Because (?P<name>[\w.-]+) was not found in the package registry", reason)
    if missing:
        return f.hint(f"There is no package {missing['name']}", sure=0.9)
    return f.hint(
        "No set of versions meets all requirements",
        loose if loose != f.text else None,
        edit(f, "pyproject.toml") if f.local.is_file("pyproject.toml") or python else "uv tree",
        why=reason[:200],
        sure=0.8,
    )


def _settings(f: Failed) -> str:
    """The project's settings.py."""
    told = re.search(r"DJANGO_SETTINGS_MODULE['\"], *['\"]([\w.]+)", f.local.text("manage.py"))
    if told:
        return told[1].replace(".", "/") + ".py"
    found = [p for p in f.local.elsewhere("settings.py") if "/" in p]
    return found[0] if found else "settings.py"


def _at(f: Failed, name: str) -> str:
    """The settings, at the line that sets this name."""
    path = _settings(f)
    lines = f.local.text(path).splitlines()
    line = next((str(n) for n, text in enumerate(lines, 1) if text.startswith(name)), "")
    return edit(f, path, line)


family.hint(
    "django-host",
    "Django does not answer to the name {host}",
    lambda f: _at(f, "ALLOWED_HOSTS"),
    why="Add it to ALLOWED_HOSTS in the settings.",
    when="You may need to add",
    says=r"You may need to add '(?P<host>[^']+)' to ALLOWED_HOSTS",
    sure=0.95,
)
family.hint(
    "django-static-root",
    "The settings do not say where static files are collected",
    lambda f: f"echo \"STATIC_ROOT = BASE_DIR / 'staticfiles'\" >> {_settings(f)} && {f.text}",
    lambda f: _at(f, "STATIC_URL"),
    when="without having set the STATIC_ROOT setting",
    sure=0.95,
)
family.hint(
    "django-no-app",
    "INSTALLED_APPS does not list {app}",
    lambda f: _at(f, "INSTALLED_APPS"),
    why="Add it there, or mend its name.",
    when="No installed app with label",
    says=r"No installed app with label '(?P<app>[^']+)'",
    sure=0.94,
)
family.hint(
    "django-column",
    "The database has no column {column}: the migration for it was not made or not run",
    lambda f: (
        "python manage.py makemigrations && python manage.py migrate"
        if f.local.is_file("manage.py")
        else ""
    ),
    when=("OperationalError: no such column", "UndefinedColumn"),
    says=r"no such column: (?P<column>[\w.]+)|column (?P<other>[\w.]+) does not exist",
    sure=0.93,
)
family.hint(
    "device",
    "Tensors are on two devices: {one} and {other}",
    lambda f: _own_line(f),
    why="Move the model and its inputs to the same device: .to(device).",
    when="Expected all tensors to be on the same device",
    says=r"at least two devices, (?P<one>[\w:]+) and (?P<other>[\w:]+)",
    sure=0.93,
)
family.hint(
    "saved-on-gpu",
    "The file was saved on a GPU, and there is none here",
    lambda f: _own_line(f) or "nvidia-smi",
    "nvidia-smi",
    why="Load it with torch.load(..., map_location='cpu').",
    when="Attempting to deserialize object on a CUDA device",
    sure=0.94,
)


def _own_line(f: Failed) -> str:
    frames = re.findall(r"^  File \"([^\"]+)\", line (\d+)", f.output, re.MULTILINE)
    own = [frame for frame in frames if "site-packages" not in frame[0] and "/lib/python" not in frame[0]]  # fmt: skip
    return edit(f, *own[-1]) if own else ""


@family.rule(
    when="has no attribute",
    says=r"^AttributeError: module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'(?:\. Did you mean: '(?P<meant>\w+)')?",
)
def module_attribute(f: Failed) -> Advice | None:
    """A function that the module does not have."""
    place = _own_line(f)
    if not place:
        return None
    return f.hint(
        f"The module {f['module']} has no {f['name']}",
        place,
        f"python3 -c 'import {f['module']}; print(dir({f['module']}))'",
        why=f"Did you mean {f['meant']}?" if f["meant"] else "",
        sure=0.76,
    )


def _with_pre_commit(f: Failed) -> str:
    """In the project's environment where it is installed, else as a program of its own."""
    for venv in (".venv", "venv", "env"):
        if f.local.exists(f"{venv}/bin/pre-commit"):
            return f.first(f"source {venv}/bin/activate")
    pip = f.local.in_venv or not f.local.which("pipx")
    return f.first("pip install pre-commit" if pip else "pipx install pre-commit")


family.hint(
    "pre-commit-lost",
    "The hook needs pre-commit, which is not in this environment",
    _with_pre_commit,
    lambda f: f.insert("--no-verify", after=f.sub_word or 0) if f.program == "git" else "",
    when="`pre-commit` not found",
    sure=0.94,
)
family.hint(
    "black-cannot",
    "black cannot read {file}: a syntax error in line {line}",
    lambda f: edit(f, f["file"], f["line"]),
    when="error: cannot format",
    says=r"error: cannot format (?P<file>[^:\n]+): Cannot parse(?: for target version [^:\n]+)?: (?P<line>\d+):",
    sure=0.95,
)


family.hint(
    "sqlite-locked",
    "Another program holds the SQLite database",
    lambda f: f"fuser -v {files[0]}" if (files := _databases(f)) else "fuser -v *.db *.sqlite3",
    why="End it, or give the connection a longer timeout.",
    when="OperationalError: database is locked",
    sure=0.92,
)


def _databases(f: Failed) -> list[str]:
    return [n for n in f.local.entries() if re.search(r"\.(?:db|sqlite3?|db3)$", n)]


@family.rule(
    when="unable to open database file", says=r"OperationalError: \(?unable to open database file"
)
def sqlite_folder(f: Failed) -> Advice | None:
    """SQLite makes a file, but no folder."""
    named = re.search(r"connect\(\s*['\"](?P<path>[^'\"]+)/[^'\"/]+['\"]", f.output)
    folder = named["path"] if named else ""
    if not folder or f.local.is_dir(folder):
        return f.hint("SQLite cannot open or make that file", _own_line(f) or None, why="Its folder does not exist, or may not be written.", sure=0.85)  # fmt: skip
    return f.hint(f"There is no folder {folder} for the database", f.first(f"mkdir -p {quote(folder)}"), sure=0.95)  # fmt: skip


family.hint(
    "conda-exists",
    "There is an environment {name} already",
    "conda activate {name}",
    "conda env remove -n {name}",
    when="prefix already exists",
    says=r"prefix already exists: \S*/(?P<name>[^/\s]+)$",
    sure=0.93,
)


@family.rule(
    when="EnvironmentFileNotFound",
    says=r"EnvironmentFileNotFound: '(?P<path>[^']+)' file not found",
)
def conda_file(f: Failed) -> Advice:
    """conda env create without its file."""
    name = f["path"].rpartition("/")[2]
    here = [n for n in f.local.entries() if n.endswith((".yml", ".yaml")) and "env" in n]
    word = next((w for w in f.operands if w.value == name), None)
    fixes = [f.swap(word, n) if word else f"{f.text} -f {n}" for n in here[:2]]
    return f.hint(f"There is no {name} here", *fixes, None if fixes else "ls", sure=0.93)


family.hint(
    "jupyter-port",
    "Port {port} is in use, most likely by another Jupyter",
    lambda f: f.append(f"--port {int(f['port']) + 1}"),
    "jupyter server list",
    when="could not be started because port",
    says=r"because port (?P<port>\d+) is not available",
    sure=0.94,
)


@family.rule(programs=("jupyter", "jupyter-lab", "jupyter-notebook"), when="No such file or directory: ", says=r"No such file or directory: \S*?/?(?P<name>[^/\s]+)$")  # fmt: skip
def notebook_file(f: Failed) -> Advice | None:
    """A notebook that is not there."""
    word = next((w for w in f.operands if w.value.endswith(f["name"])), None)
    near = f.local.near(word.value) if word else []
    return f.hint(f"There is no {f['name']} here", *[f.swap(word, n) for n in near if word], None if near else "ls *.ipynb", sure=0.92)  # fmt: skip


family.hint(
    "django-port",
    "{typed} is neither a port nor an address with one",
    lambda f: f.swap(f["typed"], "8000"),
    when="is not a valid port number or address",
    says=r"\"(?P<typed>[^\"]+)\" is not a valid port number",
    sure=0.93,
)
family.hint(
    "model-name",
    "Hugging Face has no model {name}, or it is private",
    lambda f: _own_line(f),
    "hf auth login",
    why="Mistyped, or you must be logged in to see it.",
    when="is not a valid model identifier",
    says=r"(?P<name>\S+) is not a local folder and is not a valid model identifier",
    sure=0.93,
)
family.hint(
    "state-dict",
    "The saved weights do not fit the model",
    lambda f: _own_line(f),
    why="Saved from another architecture, or wrapped (module. in front of the names).",
    when="in loading state_dict",
    sure=0.92,
)
family.hint(
    "openai-quota",
    "The account has no credit left at this API",
    lambda f: _own_line(f),
    why="Trying again does not help: add credit in the billing settings.",
    when="insufficient_quota",
    sure=0.9,
)
family.hint(
    "openssl-old",
    "pyOpenSSL is too old for the installed cryptography",
    "pip install --upgrade pyOpenSSL cryptography",
    when=("X509_V_FLAG_", "module 'lib' has no attribute"),
    says=r"module 'lib' has no attribute",
    sure=0.96,
)
family.hint(
    "requests-certificate",
    "The certificate of {host} is not trusted",
    lambda f: f"REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt {f.text}",
    "pip install --upgrade certifi",
    why="Self-signed or from a company's own authority: give requests its certificate.",
    when="CERTIFICATE_VERIFY_FAILED",
    says=r"requests\.exceptions\.SSLError: HTTPSConnectionPool\(host='(?P<host>[^']+)'",
    sure=0.9,
)
