"""Task runners that say which task they lack, and not which they have: fab, inv, gulp, grunt."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.spelling import nearest

family = Family("tasks")

# Where each keeps its tasks, and how they are written there.
FILES = {
    "fab": ("fabfile.py", "fabfile/__init__.py", "tasks.py"),
    "inv": ("tasks.py", "tasks/__init__.py"),
    "invoke": ("tasks.py", "tasks/__init__.py"),
    "gulp": ("gulpfile.js", "gulpfile.mjs", "gulpfile.ts", "gulpfile.babel.js"),
    "grunt": ("Gruntfile.js", "Gruntfile.coffee", "gruntfile.js"),
}
OPTIONS = ("--list", "--help", "--version", "--collection", "--debug", "--dry", "--echo", "--hosts")
PYTHON = r"(?m)^@\w*task\b.*\n(?:@.*\n)*(?:async )?def (\w+)"
JAVASCRIPT = (
    r"(?:\.task|registerTask|registerMultiTask)\(\s*['\"`]([\w:.-]+)"
    r"|\bexports\.([\w$]+)\s*=|\bexport (?:async )?(?:function|const) ([\w$]+)"
)


def tasks_of(f: Failed) -> list[str]:
    """The tasks that the program's own file defines."""
    found: list[str] = []
    for name in FILES.get(f.program, ()):
        text = f.local.text(name)
        if name.endswith(".py"):
            found += [task.replace("_", "-") for task in re.findall(PYTHON, text)]
        else:
            found += [next(filter(None, names)) for names in re.findall(JAVASCRIPT, text)]
    if f.program == "grunt":
        found += _configured(f)
    return found


def _configured(f: Failed) -> list[str]:
    """grunt's tasks and targets as initConfig has them: `compass: { all: {` is compass:all."""
    names: list[str] = []
    for file in FILES["grunt"]:
        keys = re.findall(r"[\"']?([A-Za-z_][\w-]*)[\"']?\s*:\s*[{\[]", f.local.text(file))
        names += keys
    return [*names, *[f"{task}:{target}" for task in names for target in names if task != target]]


@family.rule(
    programs=tuple(FILES),
    when=("No idea what", "never defined", "is not in your gulpfile", "Warning: Task"),
    says=r"No idea what '(?P<inv>[^']+)' is|Task never defined: (?P<gulp>\S+)"
    r"|Task '(?P<older>[^']+)' is not in your gulpfile|Task \"(?P<grunt>[^\"]+)\" not found",
)
def unknown_task(f: Failed) -> Advice | None:
    """A mistyped task."""
    typed = next(f[group] for group in ("inv", "gulp", "older", "grunt") if f[group])
    told = f.find(r"Did you mean\? ?(.+)$")
    suggested = re.split(r",\s*", told[1].strip()) if told else []
    word = f.word(typed)
    names = OPTIONS if typed.startswith("--") else [*tasks_of(f), *suggested]
    near = nearest(typed, names) or suggested
    if word is None:
        return None
    if not near:
        listing = {"gulp": "gulp --tasks", "grunt": "grunt --help"}.get(
            f.program, f"{f.program} --list"
        )
        return f.hint(f"There is no task {typed}", listing, sure=0.85)
    fixes = [f.swap(word, name) for name in near]
    return f.hint(f"There is no task {typed}", *fixes, why=f"Did you mean {near[0]}?", sure=0.95)
