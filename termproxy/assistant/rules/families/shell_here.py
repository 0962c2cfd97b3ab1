"""A program that is not on the PATH, yet here: the project's own, a script, root's."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word

DOCUMENT = re.compile(
    r"(?:\.(?:txt|md|rst|json|ya?ml|toml|conf|cfg|ini|log|csv|html?|css|xml|pdf|png|jpe?g)"
    r"|^(?:README|LICENSE|Makefile|Dockerfile))$",
    re.IGNORECASE,
)


def of_this_project(f: Failed, word: Word) -> Advice | None:
    """A program of this project: in cwd, in node_modules/.bin, in the virtual environment."""
    if "/" in word.value:
        return None
    return (
        _wrapper(f, word)
        or _in_this_folder(f, word)
        or _script_elsewhere(f, word)
        or _in_node_modules(f, word)
        or _in_the_virtual_environment(f, word)
        or _for_root(f, word)
    )


def _wrappers(name: str) -> tuple[str, ...]:
    """Where a project keeps its own programs: ./gradlew, bin/rails, vendor/bin/phpunit."""
    return (f"./{name}w", f"bin/{name}", f"vendor/bin/{name}", f"script/{name}")


def _wrapper(f: Failed, word: Word) -> Advice | None:
    """A project's own program, first to be made executable where it is known to be one."""
    name = word.value
    title = f"{name} is not installed; this project brings its own"
    own = next((path for path in _wrappers(name) if f.local.is_executable(path)), "")
    if own and not f.local.is_file(name):
        return f.hint(title, f.swap(word, own), sure=0.95)
    script = _wrappers(name)[0]
    if name in ("mvn", "gradle") and f.local.is_file(script):
        made = f.first(f"chmod +x {script[2:]}").replace(f.text, f.swap(word, script))
        return f.hint(title, made, sure=0.95)
    return None


def _in_this_folder(f: Failed, word: Word) -> Advice | None:
    name = word.value
    if not f.local.is_file(name):
        return None
    if f.local.is_executable(name):
        return f.hint(
            f"{name} is here, but the current folder is not searched",
            f.swap(word, f"./{name}"),
            sure=0.95,
        )
    if DOCUMENT.search(name):
        return f.hint(
            f"{name} is a file, no program", f"${{EDITOR:-vi}} {name}", f"less {name}", sure=0.9
        )
    interpreter = interpreter_for(name, f.local.first_line(name))
    return f.hint(
        f"{name} is here, but it is not executable",
        f.swap(word, f"{interpreter} {name}", bare=True) if interpreter else None,
        f"chmod +x {name} && {f.swap(word, f'./{name}')}",
        sure=0.9,
    )


def _script_elsewhere(f: Failed, word: Word) -> Advice | None:
    """A script of that name in the one folder below that has it."""
    name = word.value
    strayed = f.local.elsewhere(name) if re.search(r"\.(?:sh|py|rb|pl|js)$", name) else []
    if len(strayed) != 1:
        return None
    interpreter = interpreter_for(name, f.local.first_line(strayed[0]))
    return f.hint(
        f"{name} is in {strayed[0].rpartition('/')[0]}",
        f.swap(word, f"./{strayed[0]}") if f.local.is_executable(strayed[0]) else None,
        f.swap(word, f"{interpreter} {strayed[0]}", bare=True) if interpreter else None,
        sure=0.93,
    )


def _in_node_modules(f: Failed, word: Word) -> Advice | None:
    name = word.value
    if not f.local.above(f"node_modules/.bin/{name}"):
        return None
    return f.hint(
        f"{name} is installed in this project, not globally",
        f.swap(word, f"npx {name}", bare=True),
        sure=0.95,
    )


def _in_the_virtual_environment(f: Failed, word: Word) -> Advice | None:
    name, venv = word.value, f.local.venv
    if not venv or not f.local.is_file(f"{venv}/bin/{name}"):
        return None
    return f.hint(
        f"{name} is in the virtual environment {venv}, which is not active",
        f"source {venv}/bin/activate && {f.text}",
        f.swap(word, f"{venv}/bin/{name}"),
        sure=0.95,
    )


def _for_root(f: Failed, word: Word) -> Advice | None:
    """An administrator's program, in a folder that only root's PATH has."""
    name = word.value
    if name in ("ifconfig", "route", "arp", "netstat"):
        return None  # retired: what took their place is on the PATH
    folders = ("/usr/sbin", "/sbin", "/usr/local/sbin")
    folder = next((path for path in folders if f.local.is_executable(f"{path}/{name}")), "")
    if not folder:
        return None
    return f.hint(
        f"{name} is in {folder}, which is not on your PATH",
        f.sudo() if not f.local.is_root and not f.command.sudo else None,
        f.swap(word, f"{folder}/{name}"),
        sure=0.9,
    )


def interpreter_for(name: str, first_line: str) -> str:
    """What runs this script: from its #! line, else from its extension."""
    found = re.match(r"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(\S+)", first_line)
    if found:
        program = found[1].rsplit("/", 1)[-1]
        return re.sub(r"^python(?:\d[\d.]*)?$", "python3", program)
    extension = name.rsplit(".", 1)[-1] if "." in name else ""
    return {
        "py": "python3",
        "sh": "bash",
        "bash": "bash",
        "zsh": "zsh",
        "js": "node",
        "mjs": "node",
        "rb": "ruby",
        "pl": "perl",
        "php": "php",
        "lua": "lua",
        "r": "Rscript",
    }.get(extension.lower(), "")
