# ruff: noqa: E501  (messages stay whole, to be searched for)
"""pip: requirements that cannot be found, built or resolved."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python_names import DISTRIBUTIONS, POPULAR
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.registry import meant
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("pip", "pip", "python", "uv", "pipx")


@family.rule(
    when="ambiguous option: ",
    says=r"ambiguous option: (?P<typed>--[\w-]+) \((?P<first>--[\w-]+)",
)
def ambiguous_option(f: Failed) -> Advice | None:
    """optparse takes beginnings of options, and this one is the beginning of several."""
    told = re.findall(r"--[\w-]+", f.output.split("ambiguous option: ", 1)[1].split(")")[0])
    return f.hint(
        f"{f['typed']} begins several options",
        *[f.swap(f["typed"], name) for name in told[1:4]],
        sure=0.94,
    )


family.hint(
    "show-unknown",
    "No package {name} is installed here",
    lambda f: f"{f.text.split(' show ')[0]} list" if " show " in f.text else None,
    when="Package(s) not found",
    says=r"Package\(s\) not found: (?P<name>[^\s,]+)",
    why="Or in another environment than this pip's.",
    sure=0.8,
)
COMMANDS = listed(
    "install download uninstall freeze inspect list show check config search cache index wheel hash completion debug help"
)


@family.rule(when="unknown command", says=r'unknown command "(?P<typed>[^"]+)"')
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped pip command."""
    meant = {
        "remove": "uninstall",
        "delete": "uninstall",
        "rm": "uninstall",
        "update": "install --upgrade",
        "upgrade": "install --upgrade",
        "add": "install",
        "i": "install",
        "ls": "list",
        "info": "show",
        "outdated": "list --outdated",
        "get": "install",
    }
    typed = f["typed"]
    told = f.find(r'maybe you meant "([^"]+)"')
    near = (
        [meant[typed]]
        if typed in meant
        else nearest(typed, COMMANDS, prior=("install", "list", "uninstall"))
        or ([told[1]] if told else [])
    )
    word = f.word(typed)
    return (
        f.hint(
            f"pip has no command {typed}", *[f.swap(word, n, bare=True) for n in near], sure=0.95
        )
        if near and word
        else None
    )


@family.rule(
    when=(
        "No matching distribution found",
        "Could not find a version that satisfies",
        "was not found in the package registry",
    ),
    says=r"(?:No matching distribution found for|satisfies the requirement) (?P<name>[\w.-]+)(?P<pin>\S*)|Because (?P<uv>[\w.-]+) was not found",
)
def no_distribution(f: Failed) -> Advice | None:
    """A package that the index does not have: misspelt, another version, another Python."""
    name = f["name"] or f["uv"]
    word = (
        f.word(name + f["pin"])
        or f.word(name)
        or next((w for w in f.operands if w.value.startswith(name)), None)
    )
    versions = re.search(r"\(from versions: (.*)\)", f.output)
    if f["pin"] and versions and versions[1] not in ("none", ""):
        last = [v for v in versions[1].split(", ") if not re.search(r"[a-z]", v)][-1:]
        return f.hint(
            f"There is no such version of {name}",
            f.swap(word, f"{name}=={last[0]}") if word and last else None,
            f.swap(word, name) if word else None,
            f"pip index versions {name}",
            sure=0.9,
        )
    if name in ("requirements.txt", "requirements-dev.txt") or (
        name.endswith(".txt") and f.local.is_file(name)
    ):
        return f.hint(
            f"{name} is a file: say -r",
            f.swap(word, f"-r {name}", bare=True) if word else None,
            sure=0.97,
        )
    real = DISTRIBUTIONS.get(name) or {
        "sklearn": "scikit-learn",
        "opencv": "opencv-python",
        "pillow-PIL": "Pillow",
        "python-opencv": "opencv-python",
        "tensorflow-gpu": "tensorflow",
    }.get(name)
    near = (
        [real] if real else meant(name, "pypi", (*POPULAR, *map(str.lower, DISTRIBUTIONS.values())))
    )
    if near and word:
        return f.hint(
            f"No package {name}",
            *[f.swap(word, n + f["pin"]) for n in near],
            why=f"Did you mean {near[0]}?",
            sure=0.92,
        )
    if re.search(
        r"Temporary failure in name resolution|NewConnectionError|Network is unreachable", f.output
    ):
        return f.hint("The package index cannot be reached", "ping -c 1 pypi.org", sure=0.88)
    return f.hint(
        f"The index has no package {name} for this Python",
        f"pip index versions {name}",
        "python3 --version",
        why="Check the name on pypi.org; it may want another version of Python.",
        sure=0.78,
    )


@family.rule(
    when="Invalid requirement",
    says=r"Invalid requirement: '?(?P<what>[^'\n]+?)'?(?::[^\n]*)? ?\(from line (?P<line>\d+) of (?P<file>[^)]+)\)|Invalid requirement: '(?P<typed>[^']+)'",
)
def bad_requirement(f: Failed) -> Advice:
    """A requirement that is not written right: mostly = for ==."""
    what = f["what"] or f["typed"]
    lost = f.word(what)
    if lost and "It looks like a path" in f.output and not f.local.exists(what):
        near = f.local.near(what)
        return f.hint(f.missing("path", what), *[f.swap(lost, n) for n in near[:2]], sure=0.94)
    single = re.fullmatch(r"([\w.-]+)=([\d.]+\w*)", what)
    word = f.word(what)
    fix = ""
    if single and word:
        fix = f.swap(word, f"{single[1]}=={single[2]}")
    elif single and f["file"]:
        fix = f"sed -i '{f['line']}s/=/==/' {quote(f['file'])} && {f.text}"
    place = f"${{EDITOR:-vi}} +{f['line']} {quote(f['file'])}" if f["file"] else None
    return f.hint(
        f"{what} is not written as a requirement",
        fix,
        place,
        why="A version comes after ==." if single else "",
        sure=0.94,
    )


@family.rule(when="is not installable", says=r"Directory '(?P<folder>[^']+)' is not installable")
def not_installable(f: Failed) -> Advice:
    """pip install of a folder that is no Python project."""
    found = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("pyproject.toml") if "/" in p]
    word = f.word(f["folder"])
    listed_here = f.local.is_file("requirements.txt")
    return f.hint(
        "That folder has no pyproject.toml and no setup.py",
        *[f.swap(word, p if p[0] == "." else f"./{p}") for p in found[:1] if word],
        "pip install -r requirements.txt" if listed_here and not found else None,
        why="You are in another folder, or it is no package."
        if not found
        else f"There is one in {found[0]}.",
        sure=0.92,
    )


@family.rule(
    when="Could not open requirements file",
    says=r"Could not open requirements file: \[Errno 2\] No such file or directory: '(?P<name>[^']+)'",
)
def no_requirements(f: Failed) -> Advice | None:
    """pip install -r of a missing file."""
    near = f.local.near(f["name"]) or f.local.elsewhere(f["name"])
    if near:
        return f.hint(f"No file {f['name']}", *[f.swap(f["name"], n) for n in near], sure=0.95)
    if f.local.is_file("pyproject.toml") or f.local.is_file("setup.py"):
        return f.hint(
            f"No file {f['name']}",
            "pip install -e .",
            why="The project has a pyproject.toml instead.",
            sure=0.88,
        )
    found = [n for n in f.local.entries() if n.endswith(".txt") and "req" in n]
    return f.hint(
        f.missing("file", f["name"]),
        *[f.swap(f["name"], n) for n in found],
        why="" if found else "You are in another folder, or the project has none.",
        sure=0.85,
    )


family.hint(
    "usage-install",
    "pip install needs to know what",
    lambda f: (
        f.append("-r requirements.txt") if f.local.is_file("requirements.txt") else f.append(".")
    ),
    when="You must give at least one requirement to install",
    sure=0.85,
)


def _conflicting_line(f: Failed) -> str:
    """The requirement that pip names, in its file; else what is installed already."""
    told = f.find(r"Cannot install -r (?P<file>\S+) \(line (?P<line>\d+)\)")
    if told:
        return edit(f, told["file"], told["line"])
    named = next((w.value for w in f.operands if w.value.endswith(".txt")), "")
    return edit(f, named) if named else "" if "==" in f.text else "pip check"


family.hint(
    "conflict",
    "These versions cannot be installed together",
    lambda f: _conflicting_line(f),
    lambda f: re.sub(r"([A-Za-z][\w.-]*)==[\w.]+", r"\1", f.text) if "==" in f.text else None,
    when=("ResolutionImpossible", "conflicting dependencies"),
    sure=0.82,
)
family.hint(
    "requires-python",
    "The package needs another version of Python",
    "python3 --version",
    when=("requires a different Python", "Requires-Python"),
    says=r"requires a different Python: (?P<have>\S+) not in '(?P<want>[^']+)'",
    why="It wants {want}, this is {have}.",
    sure=0.88,
)


@family.rule(
    when=("Permission denied", "[Errno 13]"),
    says=r"\[Errno 13\] Permission denied",
    on=("install", "uninstall"),
)
def permission(f: Failed) -> Advice | None:
    """Installing for everybody without the right to."""
    sub = f.sub_word
    if f.has("--user"):
        return f.hint(
            "You may not write there",
            f.without("--user") if f.command.sudo else f"sudo {f.without('--user')}",
            f"python3 -m venv .venv && source .venv/bin/activate && {f.without('--user')}",
            why="A virtual environment needs no rights at all.",
            sure=0.8,
        )
    user = f.insert("--user", after=sub) if sub else None
    return f.hint(
        "You may not install for everybody",
        user,
        f"python3 -m venv .venv && source .venv/bin/activate && {f.text}",
        sure=0.9,
    )


family.hint(
    "certificate",
    "pip does not trust the certificate of the index",
    "pip config set global.cert /etc/ssl/certs/ca-certificates.crt",
    when="CERTIFICATE_VERIFY_FAILED",
    says=r"Could not fetch URL|/simple/|pip\._vendor|pypi\.org",
    why="A proxy in between, or no certificates installed.",
    sure=0.8,
)


OPTIONS = listed(
    """--upgrade --user --requirement --editable --force-reinstall --no-deps --no-cache-dir --pre
    --index-url --extra-index-url --target --quiet --verbose --version --help
    --break-system-packages --ignore-installed --no-binary --only-binary --dry-run --yes
    --outdated --format --proxy --timeout --trusted-host --no-build-isolation --upgrade-strategy
    --files --uptodate --not-required --local --exclude --exclude-editable --path --all
    --constraint --find-links --prefix --root --src --report --progress-bar --hash --platform
    --python-version --cache-dir --no-index --retries --log --isolated --require-virtualenv
    --dest --wheel-dir --algorithm --global --site --editor"""
)


@family.rule(when="no such option", says=r"no such option: (?P<option>\S+)")
def no_option(f: Failed) -> Advice | None:
    """A mistyped option of pip."""
    near = nearest(f["option"], OPTIONS, prior=("--upgrade", "--user"))
    word = f.word(f["option"])
    return (
        f.hint(f"pip has no option {f['option']}", *[f.swap(word, n) for n in near], sure=0.92)
        if near and word
        else None
    )
