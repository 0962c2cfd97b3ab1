"""Names that a project's own files define: scripts, targets, recipes, services. Text in, names out.

Each reader takes what it understands and never raises: a half-written file is normal while a
project is being worked on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

TARGET = re.compile(
    r"^([A-Za-z0-9_][\w./+-]*(?:[ \t]+[A-Za-z0-9_][\w./+-]*)*)[ \t]*:(?!=|:=)", re.M
)
RECIPE = re.compile(r"^@?([A-Za-z_][\w-]*)(?:[ \t]+[^:\n]*)?:(?!=)", re.M)


def npm_scripts(text: str) -> Sequence[str]:
    """The script names of a package.json, in its order."""
    try:
        scripts = json.loads(text)["scripts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    return tuple(scripts) if isinstance(scripts, dict) else ()


def make_targets(text: str) -> Sequence[str]:
    """Explicit targets of a makefile (no patterns, no special ones), in order."""
    names: dict[str, None] = {}
    for line in TARGET.findall(text):
        names.update(dict.fromkeys(line.split()))
    return tuple(names)


def just_recipes(text: str) -> Sequence[str]:
    """Recipe names of a justfile, private ones (_x) left out."""
    found = RECIPE.findall(text)
    return tuple(dict.fromkeys(name for name in found if name[0] != "_" and name != "set"))


def compose_services(text: str) -> Sequence[str]:
    """Service names of a compose file: the keys one level below `services:`."""
    names: list[str] = []
    inside, indent = False, 0
    for line in text.splitlines():
        if re.match(r"services\s*:", line):
            inside = True
        elif inside and (found := re.match(r"(\s+)([\w.-]+)\s*:", line)):
            indent = indent or len(found[1])
            if len(found[1]) == indent:
                names.append(found[2])
        elif inside and line[:1].strip() and not line.startswith("#"):
            break
    return tuple(names)
