# ruff: noqa: E501
"""pytest and unittest: plugins, collecting, what is not there."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_checks import RUNNERS, add, tool
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

pytest = Family("pytest", "pytest", "py.test", *RUNNERS)

PLUGINS = (
    (r"--cov\b|--cov[=-]|--no-cov", "pytest-cov"), (r"-n\b|--numprocesses|--dist", "pytest-xdist"),
    (r"--timeout", "pytest-timeout"), (r"--reruns", "pytest-rerunfailures"),
    (r"--asyncio-mode", "pytest-asyncio"), (r"--html", "pytest-html"), (r"--benchmark", "pytest-benchmark"),
    (r"--ds\b|--reuse-db|--create-db|--nomigrations", "pytest-django"), (r"--mypy", "pytest-mypy"),
    (r"--flake8", "pytest-flake8"), (r"--black", "pytest-black"), (r"--picked", "pytest-picked"),
    (r"--snapshot-update", "syrupy"), (r"--alluredir", "allure-pytest"), (r"--headed|--browser", "pytest-playwright"),
    (r"--random-order", "pytest-random-order"), (r"--count", "pytest-repeat"), (r"--json-report", "pytest-json-report"),
    (r"--testmon", "pytest-testmon"), (r"--hypothesis", "hypothesis"), (r"--nbval", "nbval"), (r"--forked", "pytest-forked"),
)  # fmt: skip
FIXTURES = {
    "mocker": "pytest-mock", "httpx_mock": "pytest-httpx", "benchmark": "pytest-benchmark", "aiohttp_client": "pytest-aiohttp",
    "client": "pytest-flask", "db": "pytest-django", "page": "pytest-playwright", "freezer": "pytest-freezer",
    "requests_mock": "requests-mock", "faker": "faker", "snapshot": "syrupy", "respx_mock": "respx", "mock": "pytest-mock",
    "event_loop": "pytest-asyncio", "anyio_backend": "anyio", "httpserver": "pytest-httpserver", "qtbot": "pytest-qt",
    "datadir": "pytest-datadir", "django_user_model": "pytest-django", "settings": "pytest-django", "redisdb": "pytest-redis",
}  # fmt: skip


@pytest.rule(
    when=("unrecognized arguments:",),
    says=r"(?:pytest|py\.test|__main__\.py): error: unrecognized arguments: (?P<args>.+)$",
)
def missing_plugin(f: Failed) -> Advice | None:
    """An option that belongs to a plugin, or is mistyped."""
    args = f["args"].strip()
    package = next((p for pattern, p in PLUGINS if re.match(pattern, args)), "")
    if not package:
        package = next(
            (p for pattern, p in PLUGINS if re.search(rf"(?:^| )(?:{pattern})", args)), ""
        )
    if package:
        return f.hint(
            f"{args.split('=')[0].split()[0]} is an option of {package}, which is not installed",
            ahead(f, add(f, package)),
            sure=0.95,
        )
    typed = args.split("=")[0].split()[0]
    known = listed(
        """--verbose --quiet --exitfirst --maxfail --capture --last-failed --failed-first
--durations --tb --collect-only --markers --fixtures --setup-show --pdb --trace --junitxml
--ignore --rootdir --strict-markers --no-header --no-summary --showlocals --stepwise
--disable-warnings --color --import-mode --deselect --cache-clear"""
    )
    near = nearest(typed, known)
    word = next((w for w in f.command.words if w.value.split("=")[0] == typed), None)
    return f.hint(
        f"pytest has no option {typed}",
        *[f.swap(word, n + word.value[len(typed) :]) for n in near if word],
        sure=0.93 if near else 0.78,
    )


@pytest.rule(
    when=("file or directory not found", "ERROR: not found:", "(no match in any of", "(no name"),
    says=r"ERROR: (?:file or directory )?not found: (?P<path>.+)$",
)
def no_tests_there(f: Failed) -> Advice | None:
    """A test file or test that is not there."""
    full, _, test = f["path"].strip().partition("::")
    word = next(
        (w for w in f.operands if full.endswith(w.value.split("::")[0]) and w.value.endswith(test)),
        None,
    )
    if word is None:
        return None
    path = word.value.split("::")[0]
    if test and f.local.is_file(path):
        names = re.findall(
            r"^\s*(?:async )?(?:def|class) ([Tt]est\w*)", f.local.text(path), re.MULTILINE
        )
        last = test.rsplit("::", 1)[-1].split("[")[0]
        near = nearest(last, names)
        return f.hint(
            f"{path} has no {last}",
            *[f.swap(word, word.value.replace(last, n)) for n in near],
            f"pytest --collect-only -q {quote(path)}",
            sure=0.94 if near else 0.88,
        )
    near = f.local.near(path) or f.local.elsewhere(path)
    rest = f"::{test}" if test else ""
    return f.hint(
        f"No {path} here",
        *[f.swap(word, n + rest) for n in near],
        "pytest --collect-only -q" if not near else None,
        sure=0.95 if near else 0.8,
    )


@pytest.rule(when="fixture '", says=r"fixture '(?P<name>[^']+)' not found")
def no_fixture(f: Failed) -> Advice | None:
    """A fixture that no plugin and no conftest defines."""
    name = f["name"]
    known = f.find(r"available fixtures: (.+)$")
    near = nearest(name, known[1].split(", ")) if known else []
    place = f.find(r"^file (\S+\.py), line (\d+)")
    package = FIXTURES.get(name, "")
    if name in ("client", "app", "db", "settings", "page", "mock"):  # as often one's own
        written = "".join(
            f.local.text(n)
            for n in ("pyproject.toml", "requirements.txt", "requirements-dev.txt", "tox.ini")
        )
        uses = package.removeprefix("pytest-").lower()
        package = package if uses and uses in written.lower() else ""
    return f.hint(
        f"There is no fixture {name}",
        ahead(f, add(f, package)) if package and not near else None,
        edit(f, place[1], place[2]) if place else None,
        "pytest --fixtures -q",
        why=f"Did you mean {near[0]}?" if near else f"It comes with {package}." if package else "",
        sure=0.98,
    )


@pytest.rule(
    when=(
        "ERROR collecting",
        "error during collection",
        "errors during collection",
        "ImportError while importing test module",
        "ImportError while loading conftest",
    )
)
def collection(f: Failed) -> Advice | None:
    """Tests that cannot even be read: an import fails, or a syntax error."""
    if tool(f.command) not in ("pytest", "py.test", "coverage", "tox", "nox"):
        return None
    syntax = f.find(r"^E\s+File \"([^\"]+)\", line (\d+)")
    if syntax and f.find(r"^E\s+(?:SyntaxError|IndentationError|TabError)"):
        return f.hint("A test file has a syntax error", edit(f, syntax[1], syntax[2]), sure=0.98)
    if "import file mismatch" in f.output:
        return f.hint(
            "Two test files have the same name",
            r"find . -name __pycache__ -prune -exec rm -r {} + && " + f.text,
            f.append("--import-mode=importlib"),
            why="Give their folders an __init__.py, or use the import mode importlib.",
            sure=0.98,
        )
    module = f.find(r"^E\s+ModuleNotFoundError: No module named '([\w.]+)'")
    if module:
        name = module[1].split(".")[0]
        if f.local.is_dir(name) or f.local.is_file(f"{name}.py"):
            return f.hint(
                f"{name} is here, but pytest does not look in this folder",
                f"python3 -m {f.text}"
                if f.command.program == "pytest" and f.text.startswith("pytest")
                else f"PYTHONPATH=. {f.text}",
                f"PYTHONPATH=. {f.text}",
                why="python -m pytest puts the current folder on the path.",
                sure=0.98,
            )
        if f.local.is_dir(f"src/{name}") or f.local.is_file(f"src/{name}.py"):
            return f.hint(
                f"{name} is in src, which is not installed",
                ahead(f, "pip install -e ."),
                f"PYTHONPATH=src {f.text}",
                sure=0.98,
            )
        packages = {"yaml": "pyyaml", "cv2": "opencv-python", "PIL": "pillow", "bs4": "beautifulsoup4",
                    "sklearn": "scikit-learn", "dotenv": "python-dotenv", "jwt": "pyjwt", "dateutil": "python-dateutil"}  # fmt: skip
        package = packages.get(name, name)
        requirements = next((n for n in ("requirements-dev.txt", "requirements_dev.txt", "dev-requirements.txt", "requirements.txt")
                             if f.local.is_file(n)), "")  # fmt: skip
        step = add(f, package)
        return f.hint(
            f"The module {name} is not installed",
            ahead(f, step),
            ahead(f, f"pip install -r {requirements}") if requirements else None,
            sure=0.98,
        )
    cannot = f.find(r"^E\s+ImportError: cannot import name '([^']+)' from '([^']+)'")
    if cannot:
        place = f.find(r"^(\S+\.py):(\d+): in <module>")
        return f.hint(
            f"{cannot[2]} has no {cannot[1]}",
            edit(f, place[1], place[2]) if place else None,
            sure=0.98,
        )
    return None


def _marker(f: Failed) -> Advice | None:
    """`-m slwo`: the markers that the project's settings declare."""
    at = next((i for i, word in enumerate(f.command.words) if word.value == "-m" and i), 0)
    if not at or at + 1 >= len(f.command.words) or f.command.words[at - 1].value == "python3":
        return None
    word = f.command.words[at + 1]
    declared: list[str] = []
    for name in ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini"):
        block = re.search(
            r"^markers\s*=\s*(\[[^\]]*\]|(?:[^\n]*\n?)(?:[ \t]+[^\n]*\n?)*)",
            f.local.text(name),
            re.M,
        )
        declared += re.findall(r"^[\s\"'\[]*(\w+)", block[1], re.M) if block else []
    near = nearest(word.value, declared)
    if word.value in declared or not near:
        return None
    return f.hint(f"No test is marked {word.value}", *[f.swap(word, n) for n in near], sure=0.95)


@pytest.rule(when=("no tests ran", " deselected in "), status=5)
def no_tests(f: Failed) -> Advice | None:
    """pytest found no test."""
    mistyped = _marker(f)
    if mistyped:
        return mistyped
    if f.has("-k") or f.has("-m"):
        return f.hint("No test fits the selection", "pytest --collect-only -q", sure=0.88)
    tests = f.local.is_dir("tests") or f.local.is_dir("test")
    return f.hint(
        "pytest found no test",
        "pytest --collect-only -q",
        "ls tests" if tests else None,
        why="Files are named test_*.py, functions test_*.",
        sure=0.85,
    )


pytest.hint(
    "choice",
    "{option} does not take {typed}",
    lambda f: [
        f.text.replace(f["typed"], n, 1)
        for n in nearest(f["typed"], re.findall(r"'([\w-]+)'", f["known"]))
        or re.findall(r"'([\w-]+)'", f["known"])[:2]
    ],
    programs=("pytest", "python"),
    when="pytest: error: argument",
    says=r"pytest: error: argument (?P<option>\S+): invalid choice: '(?P<typed>[^']+)' \(choose from (?P<known>[^)]+)\)",
    sure=0.93,
)
pytest.hint(
    "marker",
    "The marker {name} is not declared",
    lambda f: edit(f, "pyproject.toml" if f.local.is_file("pyproject.toml") else "pytest.ini"),
    when="not found in `markers` configuration option",
    says=r"'(?P<name>\w+)' not found in `markers`",
    sure=0.98,
)
pytest.quiet(
    "failing",
    "failing tests are the programmer's business",
    when=("short test summary info", " failed", " FAILURES "),
    says=r"^=* ?(?:\d+ failed|.*\d+ failed)|= FAILURES =|^FAILED \S+",
    status=(1, 2),
    sure=0.965,
    unless=lambda f: tool(f.command) not in ("pytest", "py.test", "tox", "nox", "coverage"),
)
pytest.quiet(
    "unittest",
    "failing tests are the programmer's business",
    when="FAILED (",
    says=r"^FAILED \((?:failures|errors)=",
    sure=0.965,
    unless=lambda f: "Failed to import test module" in f.output,
)
