# ruff: noqa: E501
"""docker compose: what is wrong in its file."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.compose import KEYS, compose_file, composing, family
from termproxy.assistant.rules.families.project import edit
from termproxy.assistant.rules.yaml_slips import first_slip
from termproxy.assistant.world.spelling import nearest


@family.rule(
    when=("yaml: ", "YAML", "did not find expected", "mapping values are not allowed"),
    says=r"(?<![.\w])yaml: (?:unmarshal errors:\n\s*)?(?:line (?P<line>\d+): )?(?P<what>.+)$|yaml\.\w+\.\w+Error: (?P<v1>.+)",
)
def broken_yaml(f: Failed) -> Advice | None:
    """The file is not YAML: tabs, indentation, colons."""
    if not composing(f):
        return None
    file = compose_file(f)
    what = f["what"] or f["v1"]
    tabs = "cannot start any token" in what or "found a tab" in what
    slip = first_slip(f.local.text(file))
    if slip and f["line"] and not tabs and "already defined" not in what:
        return f.hint(
            f"{file} is not valid YAML: see line {slip.line}",
            edit(file, slip.line),
            why=slip.why + ".",
            sure=0.95,
        )
    line = slip.line if slip and tabs else f["line"]
    return f.hint(
        f"{file} is not valid YAML" + (f" near line {line}" if line else ""),
        edit(file, line),
        r"sed -i 's/\t/  /g' " + file if tabs and "\t" in f.local.text(file) else None,
        why="A tab where blanks must be."
        if tabs
        else f"A key stands there twice: {what}."
        if "already defined" in what
        else "Indentation or a missing colon."
        if re.search("mapping|expected|indent", what)
        else what,
        sure=0.94,
    )


@family.rule(
    when=(
        "error decoding 'Ports'",
        "invalid hostPort",
        "Invalid hostPort",
        "invalid containerPort",
        "Invalid containerPort",
        "Invalid ip address",
        "nvalid IP address",
        "invalid ranges",
        "invalid range",
        "invalid proto",
        "o port specified",
    ),
    says=r"(?P<what>(?:[Ii]nvalid (?:hostPort|containerPort|ip address|IP address|proto|ranges? specified)|[Nn]o port specified)[^\n]*)",
)
def ports(f: Failed) -> Advice | None:
    """A port mapping that compose cannot read."""
    if not composing(f):
        return None
    file = compose_file(f)
    rows = f.local.text(file).split("\n")
    value = f["what"].rsplit(" ", 1)[-1].strip("\"'")
    at = next((n for n, row in enumerate(rows, 1) if value and value in row), 0)
    at = at or next((n for n, row in enumerate(rows, 1) if re.match(r"\s*ports\s*:", row)), 0)
    return f.hint(
        f"{file} maps a port in a way that cannot be read",
        edit(file, at or ""),
        why=f'{f["what"]}. A port is written "HOST:CONTAINER", like "8080:80".',
        sure=0.93,
    )


@family.rule(
    when=("validating", "Additional propert", "additional propert"),
    says=r"(?P<where>[\w.-]+|\(root\)):? (?P<how>Additional propert(?:y|ies)|additional properties) '?(?P<key>[\w.-]+)'? (?:is |are |were )?(?:not allowed|unexpected)?",
)
def unknown_key(f: Failed) -> Advice | None:
    """A key that compose does not know, or of the wrong kind."""
    if not composing(f):
        return None
    file = compose_file(f)
    text = f.local.text(file).split("\n")

    def line_of(key: str) -> int | str:
        return next(
            (n for n, row in enumerate(text, 1) if re.match(rf"\s*{re.escape(key)}\s*:", row)), ""
        )

    key = f["key"]
    near = nearest(key, KEYS)
    top = f["where"] == "(root)" or any(re.match(rf"{re.escape(key)}\s*:", row) for row in text)
    if top and not near:
        return f.hint(
            f"{key} stands at the top of {file}: it must stand below services:",
            edit(file, line_of(key)),
            sure=0.92,
        )
    return f.hint(
        f"{file} has an unknown key {key}",
        f"sed -i 's/{key}:/{near[0]}:/' {file} && {f.text}" if near else None,
        edit(file, line_of(key)),
        why=f"Did you mean {near[0]}?" if near else "Mistyped, or indented to the wrong place.",
        sure=0.94,
    )
