# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Python programs that end on a slip in their own text: a name, a program, a file of data."""

from __future__ import annotations

import keyword
import re
import shlex
import sys

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.python import _edit_last, _frame, _script, _short
from termproxy.assistant.rules.families.python_outside import family
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.start_up import installs
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

# What people write without its import, and what is imported for it.
USUAL = {
    "np": "numpy as np",
    "pd": "pandas as pd",
    "plt": "matplotlib.pyplot as plt",
    "sns": "seaborn as sns",
    "tf": "tensorflow as tf",
    "nn": "torch.nn as nn",
    "Path": "from pathlib import Path",
    "datetime": "from datetime import datetime",
    "timedelta": "from datetime import timedelta",
    "defaultdict": "from collections import defaultdict",
    "Counter": "from collections import Counter",
    "dataclass": "from dataclasses import dataclass",
    "partial": "from functools import partial",
    "Any": "from typing import Any",
    "Optional": "from typing import Optional",
    "List": "from typing import List",
    "Dict": "from typing import Dict",
    "sleep": "from time import sleep",
    "Decimal": "from decimal import Decimal",
}


@family.rule(when="NameError: name '", says=r"^NameError: name '(?P<name>\w+)' is not defined")
def unknown_name(f: Failed) -> Advice | None:
    """A module that was not imported, or a misspelt name of the file."""
    path, line = _frame(f)
    name = f["name"]
    text = f.local.text(path, 1 << 17)
    if not text:
        return None
    wanted = USUAL.get(name) or (name if name in sys.stdlib_module_names else "")
    again = f" && {f.text}" if f.program.startswith("python") and _script(f) else ""
    short = quote(_short(f, path))
    if wanted:
        statement = wanted if wanted.startswith("from ") else f"import {wanted}"
        at = _first_import(text)
        return f.hint(
            f"{name} is not imported",
            f"sed -i '{at}i {statement}' {short}{again}" if at else None,
            _edit_last(f),
            why=statement,
            sure=0.92,
        )
    told = f.find(r"Did you mean: '(\w+)'\?$")
    near = [told[1]] if told else nearest(name, _defined(text) - {name}, limit=1)
    if not near:
        return None
    return f.hint(
        f"No name {name}: line {line} of {short} means {near[0]}, it seems",
        rf"sed -i '{line}s/\b{name}\b/{near[0]}/' {short}{again}",
        _edit_last(f),
        sure=0.9,
    )


def _defined(text: str) -> set[str]:
    """The names that a file assigns, defines, imports or takes as arguments."""
    after = r"(?=\s*(?:=(?!=)|:|,|\)|\(| in\b))"
    names = re.findall(rf"\b([A-Za-z_]\w*)\b{after}", text)
    return {*names, *re.findall(r"\b(?:import|as) (\w+)", text)} - {*keyword.kwlist}


def _first_import(text: str) -> int:
    """The line to put an import before; 0 where a docstring or a #! leaves no plain place."""
    rows = text.splitlines()
    imports = [n for n, row in enumerate(rows, 1) if re.match(r"(?:import|from) \w", row)]
    later = [n for n in imports if "__future__" not in rows[n - 1]]
    if imports:
        return later[0] if later else imports[-1] + 1
    return 0 if text.lstrip()[:1] in "#\"'" else 1


@family.rule(
    when="_execute_child",
    says=r"^FileNotFoundError: \[Errno 2\] No such file or directory: '(?P<name>[^'/]+)'$",
)
def program_missing(f: Failed) -> Advice | None:
    """subprocess starts a program that is not installed."""
    name = f["name"]
    place, line = _frame(f)
    if " " in name:  # subprocess.run("ls -l") without shell=True
        return f.hint(
            f"One string with blanks is taken for the name of a program: {name}",
            _edit_last(f),
            why="Give a list of words, or shell=True.",
            sure=0.93,
        )
    near = nearest(name, f.local.programs, limit=1)
    return f.hint(
        f"The program {name} is not installed",
        *[str(getattr(how, "command", how)) for how in installs(f, name)[:1]],
        _edit_last(f),
        why=f"{_short(f, place)}, line {line} starts it."
        + (f" Did you mean {near[0]}?" if near else ""),
        sure=0.9,
    )


@family.rule(
    when="CalledProcessError",
    says=r"subprocess\.CalledProcessError: Command '(?P<what>.+)' (?:returned non-zero exit status (?P<status>\d+)|died with)",
)
def called(f: Failed) -> Advice | None:
    """subprocess with check=True: the program it started failed."""
    words = re.findall(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", f["what"])
    listed = f["what"].startswith("[")
    command = shlex.join(a or b for a, b in words) if listed else f["what"]
    return f.hint(
        f"What the program started failed{' with ' + f['status'] if f['status'] else ''}",
        command if listed and "..." not in command else None,
        _edit_last(f),
        why="Run it by itself to see why." if listed else "",
        sure=0.85,
    )


@family.rule(
    when="JSONDecodeError: ",
    says=r"JSONDecodeError: (?P<what>[^\n]+?): line (?P<line>\d+) column (?P<column>\d+)",
)
def json_file(f: Failed) -> Advice | None:
    """json.load of a file that the line of code names."""
    named = next(
        (
            path
            for path in re.findall(r"['\"]([\w./-]+\.(?:json|jsonl|ipynb|geojson))['\"]", _code(f))
            if f.local.is_file(path)
        ),
        "",
    )
    if not named:
        return None
    empty = not f.local.text(named, 64).strip()
    return f.hint(
        f"{named} is empty" if empty else f"{named} is not valid JSON, line {f['line']}",
        None if empty else edit(f, named, f["line"]),
        f"ls -l {quote(named)}" if empty else f"python3 -m json.tool {quote(named)}",
        why="" if empty else f"{f['what']}, column {f['column']}.",
        sure=0.92,
    )


def _code(f: Failed) -> str:
    """The user's own lines up to the deepest frame: where a file is opened, mostly."""
    path, line = _frame(f)
    return "\n".join(f.local.text(path, 1 << 17).splitlines()[: int(line or 0)])
