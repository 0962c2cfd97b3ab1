# ruff: noqa: E501
"""docker compose: options that do not go together, names, values of its file, files it includes."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.compose import compose_file, composing, family, verb
from termproxy.assistant.rules.families.project import edit, shown
from termproxy.assistant.rules.places import sample
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest


def line_of(f: Failed, place: str) -> int | str:
    """The line of `services.db.environment.[0]` in the compose file, "" where it is not found."""
    rows = f.local.text(compose_file(f)).split("\n")
    at, depth = 0, -1  # the row found so far, counted from 1, and its indentation
    for part in re.split(r"\.+", place.replace("[", ".[")):
        number = re.fullmatch(r"\[?(\d+)\]?", part)
        if not part or part == "[]":
            continue
        found = _child(rows, at, depth, part, int(number[1]) if number else -1)
        if not found:
            break
        at = found
        depth = len(rows[at - 1]) - len(rows[at - 1].lstrip())
    return at or ""


def _child(rows: list[str], at: int, depth: int, key: str, index: int) -> int:
    """The row of a key, or of an item, directly below the row `at` (0: the whole file)."""
    level = -1
    for number, row in enumerate(rows[at:], at + 1):
        bare = row.lstrip()
        indent = len(row) - len(bare)
        item = bare.startswith("- ")
        if not bare or bare.startswith("#"):
            continue
        if indent < depth or (indent == depth and not item):
            return 0
        level = indent if level < 0 else level
        if indent != level:
            continue
        if index < 0 and re.match(rf"['\"]?{re.escape(key)}['\"]?\s*:", bare):
            return number
        if index >= 0 and item:
            if index == 0:
                return number
            index -= 1
    return 0


@family.rule(
    when=("Starting", "port is already allocated"), says=r"Bind for \S*?:(?P<port>\d+) failed: port is already allocated"
)  # fmt: skip
def scaled_port(f: Failed) -> Advice | None:
    """--scale web=2 where the service has a fixed port of the host."""
    scaled = re.search(r"--scale[ =]([\w.-]+)=\d", f.text)
    if scaled is None or not composing(f):
        return None
    rows = f.local.text(compose_file(f)).split("\n")
    at = next((n for n, row in enumerate(rows, 1) if re.search(rf"\b{f['port']}:\d+", row)), "")
    return f.hint(
        f"Two containers of {scaled[1]} cannot both have port {f['port']}",
        edit(compose_file(f), at),
        why='Give only the container\'s port ("80"), or a range of the host\'s ("8090-8095:80").',
        sure=0.96,
    )


@family.rule(
    when="incompatible", says=r"^(?P<one>--[\w-]+) and (?P<other>--[\w-]+) are incompatible"
)
def incompatible(f: Failed) -> Advice | None:
    """Two options of which one may be given."""
    one, other = f.word(f["one"]), f.word(f["other"])
    if one is None or other is None:
        return None
    return f.hint(
        f"{f['one']} and {f['other']} do not go together",
        f.without(other),
        f.without(one),
        sure=0.93,
    )


@family.rule(
    when="invalid project name", says=r"invalid project name \"(?P<name>[^\"]*)\": must consist"
)
def project_name(f: Failed) -> Advice:
    """-p My_App!"""
    name = re.sub(r"[^a-z0-9_-]+", "", f["name"].lower()).lstrip("_-")
    word = next(
        (w for w in f.command.words if f["name"] in (w.value, w.value.partition("=")[2])), None
    )
    return f.hint(
        "A project's name has lowercase letters, digits, - and _ only",
        f.swap(word, word.value.replace(f["name"], name)) if word and name else None,
        sure=0.95,
    )


@family.rule(when="couldn't find env file", says=r"couldn't find env file: (?P<path>\S+)")
def named_env_file(f: Failed) -> Advice:
    """--env-file names a file that is not there."""
    path = shown(f, f["path"])
    word = next((w for w in f.command.words if path in (w.value, w.value.partition("=")[2])), None)
    near = f.local.near(path)
    model = sample(f, path) or sample(f, ".env")
    return f.hint(
        f"There is no {path}",
        *[f.swap(word, word.value.replace(path, n)) for n in near if word and n != model],
        f.first(f"cp {quote(model)} {quote(path)}") if model else None,
        f.first(f"touch {quote(path)}") if not model and not near else None,
        why=f"{model} is its template." if model else "",
        sure=0.95,
    )


@family.rule(when="no such file or directory", says=r"open (?P<path>\S+\.ya?ml): no such file")
def included_file(f: Failed) -> Advice | None:
    """extends: or include: names a file that is not there."""
    path, file = shown(f, f["path"]), compose_file(f)
    if not composing(f) or any(w.value.endswith(os.path.basename(path)) for w in f.command.words):
        return None
    rows = f.local.text(file).split("\n")
    at = next((n for n, row in enumerate(rows, 1) if os.path.basename(path) in row), 0)
    if not at:
        return None
    near = [*f.local.near(path), *f.local.elsewhere(path)]
    typed = re.search(rf"[\w./-]*{re.escape(os.path.basename(path))}", rows[at - 1])
    return f.hint(
        f"There is no {path}, which {file} names in line {at}",
        f"sed -i '{at}s|{typed[0]}|{near[0]}|' {file} && {f.text}" if near and typed else None,
        edit(file, at),
        why=f"There is {near[0]}." if near else "",
        sure=0.94,
    )


family.hint(
    "nothing-runs",
    "The service {name} has no container yet",
    lambda f: f.first(f"docker compose up -d {f['name']}"),
    "docker compose ps -a",
    when=("no container found for service", "has no container to start"),
    says=r"(?:no container found for )?service \"(?P<name>[^\"]+)\"",
    sure=0.95,
)
family.hint(
    "no-watch",
    "No service says what is to be watched",
    lambda f: edit(compose_file(f)),
    "docker compose up",
    when="none of the selected services is configured for watch",
    why="watch needs a develop: section with watch: in a service.",
    sure=0.93,
)


@family.rule(
    when=(
        "unexpected type",
        "must be a string",
        "must be a mapping",
        "must be a list",
        "must be a array",
        "must be a boolean",
        "must be a number",
        "must be a integer",
        "failed to cast",
        "invalid suffix",
        "does not match pattern",
        "empty section between colons",
        "invalid type",
        "unsupported value",
        "value must be one of",
    ),
    says=r"(?P<place>services?(?:[.\[][\w\]\[.-]+)+)'?:? (?P<what>(?:unexpected type|must be|invalid suffix|does not match|invalid type|value must be|'[^']*' does not match)[^\n]*)"
    r"|interpolating (?P<cast>services\.[\w.\[\]-]+): failed to cast to expected type: (?P<number>[^\n]+)"
    r"|invalid spec: (?P<spec>\S+): (?P<mount>[^\n]+)|^(?P<plain>services) must be a mapping",
)
def bad_value(f: Failed) -> Advice | None:
    """A value of the wrong kind, with its place."""
    if not composing(f):
        return None
    file = compose_file(f)
    rows = f.local.text(file).split("\n")
    if f["plain"]:
        at = next((n for n, row in enumerate(rows, 1) if row.startswith("services")), 1)
        return f.hint(
            f"No service stands below services: in {file}",
            edit(file, at),
            why="Their names are indented below it, each with a colon and no dash.",
            sure=0.95,
        )
    if f["spec"]:
        spec = f["spec"].rstrip(":") if f["spec"].endswith("::") else f["spec"]
        at = next((n for n, row in enumerate(rows, 1) if spec in row), 0)
        return f.hint(
            f"{file} has a volume that cannot be read: {spec}",
            edit(file, at or ""),
            why="A volume is written SOURCE:TARGET, with nothing missing between the colons.",
            sure=0.94,
        )
    place = (f["place"] or f["cast"]).replace("services[", "services.").replace("].", ".")
    line = line_of(f, place)
    row = rows[line - 1] if isinstance(line, int) and line else ""
    item = re.match(r"\s*- ([A-Za-z_]\w*): +(\S[^\n]*)$", row)
    mended = (
        f"sed -i '{line}s/: */=/' {file} && {f.text}"
        if item and "unexpected type map" in f[0]
        else ""
    )
    scalar = re.match(r"\s*[\w-]+: +([^\s\[{#][^#]*?)\s*$", row)
    if scalar and "must be a array" in f[0]:
        bare = scalar[1].strip("\"'")
        mended = f"sed -i '{line}s|: .*|: [\"{bare}\"]|' {file} && {f.text}"
        return f.hint(
            f"{place} in {file} must be a list",
            mended if "'" not in bare and "|" not in bare else None,
            edit(file, line),
            why="Its items stand in [...], or below it, each with a dash.",
            sure=0.95,
        )
    what = (f["what"] or f["number"]).replace("map[string]interface {}", "a mapping")
    return f.hint(
        f"{place} in {file}: {what}",
        mended,
        edit(file, line),
        why="In a list it is written KEY=VALUE."
        if mended
        else "A number or a word like false stands in quotes there."
        if "must be a string" in what
        else "",
        sure=0.94,
    )


@family.rule(
    when="additional properties",
    says=r"validating \S+: +additional properties '(?P<key>[\w.-]+)' not allowed",
)
def top_level(f: Failed) -> Advice:
    """A service that does not stand below services:."""
    file, key = compose_file(f), f["key"]
    text = f.local.text(file)
    rows = text.split("\n")
    at = next((n for n, row in enumerate(rows, 1) if re.match(rf"{re.escape(key)}\s*:", row)), "")
    near = nearest(
        key, ("services", "volumes", "networks", "secrets", "configs", "include", "name")
    )
    bare = set(re.findall(r"(?m)^([\w.-]+)\s*:", text)) == {key}
    return f.hint(
        f"{key} stands at the top of {file}" + ("" if near else ": it must stand below services:"),
        f"sed -i '{at}s/{key}/{near[0]}/' {file} && {f.text}" if near and at else None,
        f"sed -i -e 's/^/  /' -e '1i services:' {file} && {f.text}" if bare and not near else None,
        edit(file, at),
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.95,
    )


@family.rule(
    when="depends on undefined service",
    says=r"service \"(?P<by>[^\"]+)\" depends on undefined service \"(?P<name>[^\"]+)\"",
)
def other_profile(f: Failed) -> Advice | None:
    """The service is defined, but its profile is not asked for."""
    file, name = compose_file(f), f["name"]
    if name not in f.local.compose_services:
        return None
    rows = f.local.text(file).split("\n")
    at = line_of(f, f"services.{name}.profiles")
    value = "\n".join(rows[at - 1 : at + 1]) if isinstance(at, int) and at else ""
    profile = re.search(r"profiles\s*:\s*(?:\[\s*|\n\s*-\s*)['\"]?([\w.-]+)", value)
    place = f.sub_word if f.sub == "compose" else f.command.words[0]
    if profile is None or place is None:
        return None
    return f.hint(
        f"{name}, which {f['by']} depends on, is only in the profile {profile[1]}",
        f.insert(f"--profile {profile[1]}", after=place),
        edit(file, at),
        sure=0.96,
    )


@family.rule(
    when="executable file not found", says=r"exec: \"(?P<name>[^\"]+)\": executable file not found"
)
def no_program(f: Failed) -> Advice | None:
    """up or run: what the service shall run is not in its image."""
    name = f["name"]
    if not composing(f) or any(w.value == name for w in f.rest if verb(f) != "run"):
        return None
    word = f.word(name)
    if verb(f) == "run" and word:
        shell = name in ("bash", "zsh")
        return f.hint(
            f"There is no program {name} in the image",
            f.swap(word, "sh")
            if shell
            else f.line.edit((word.start, f.command.words[-1].end, "sh")),
            why="Small images have only sh." if shell else "Look inside with a shell.",
            sure=0.93,
        )
    rows = f.local.text(compose_file(f)).split("\n")
    at = next((n for n, row in enumerate(rows, 1) if re.search(rf"\b{re.escape(name)}\b", row)), 0)
    return f.hint(
        f"There is no program {name} in the image",
        edit(compose_file(f), at) if at else edit("Dockerfile"),
        why="command: or entrypoint: names it; it is mistyped, or not installed in the image.",
        sure=0.92,
    )
