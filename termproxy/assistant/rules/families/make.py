# ruff: noqa: E501  (messages stay whole, to be searched for)
"""make, just: targets, makefiles, recipes."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.packages import PACKAGES
from termproxy.assistant.rules.places import edit, sample
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

family = Family("make", "make", "gmake", "just")


@family.rule(
    when="No rule to make target",
    says=r"No rule to make target [`'‘](?P<target>[^'’]+)['’](?:, needed by [`'‘](?P<by>[^'’]+)['’])?",
)
def no_rule(f: Failed) -> Advice | None:
    """A target that the makefile does not have, or a source file that is missing."""
    target = f["target"]
    if f["by"]:
        near = f.local.near(target)
        why = f"{f['by']} needs it." + (f" There is {near[0]}." if near else "")
        model = sample(f, target) or (f"{target}.in" if f.local.is_file(f"{target}.in") else "")
        ready = f.local.is_executable("configure") and model.endswith(".in")
        return f.hint(
            f"{target} is missing, and nothing makes it",
            f.first("./configure") if ready else None,
            f.first(f"cp {quote(model)} {quote(target)}") if model else None,
            f"grep -n {quote(target)} Makefile" if f.local.is_file("Makefile") else None,
            why=why,
            sure=0.92 if model else 0.8,
        )
    if f.has("-C", "-f"):
        return f.hint(f"The makefile has no target {target}", sure=0.7)
    makefile = any(f.local.is_file(n) for n in ("Makefile", "makefile", "GNUmakefile"))
    if not makefile:
        return _no_makefile(f)
    included = f.find(
        rf"^(?P<file>[^\s:]+):(?P<line>\d+): {re.escape(target)}: No such file or directory$"
    )
    if included:
        return _no_include(f, target, included)
    near = nearest(target, f.local.make_targets) or [
        t for t in f.local.make_targets if t.startswith(target) and len(target) > 1
    ]
    if near:
        return f.hint(
            f"The makefile has no target {target}",
            *[f.swap(target, n) for n in near[:3]],
            why=f"There is {near[0]}.",
            sure=0.96,
        )
    targets = [t for t in f.local.make_targets if "/" not in t and not t.endswith(".o")]
    why = f"It has {', '.join(targets[:6])}." if targets else ""
    show = "make help" if "help" in targets else "grep -E '^[a-zA-Z_-]+:' Makefile"
    return f.hint(f"The makefile has no target {target}", show, why=why, sure=0.82)


def _no_include(f: Failed, target: str, where: re.Match[str]) -> Advice:
    """include config.mk: what `configure` makes, or a copy of the sample."""
    model = sample(f, target)
    near = [] if model else f.local.near(target)
    return f.hint(
        f"{where['file']} includes {target}, which is not there",
        f.first(f"cp {quote(model)} {quote(target)}") if model else None,
        f.first("./configure") if f.local.is_executable("configure") else None,
        edit(f, where["file"], where["line"]),
        why=f"There is {near[0]}." if near else "",
        sure=0.93,
    )


@family.rule(
    when="No such file or directory",
    says=r"make(?:\[\d+\])?: \*\*\* (?P<folder>[^\n:]+): No such file or directory\.  Stop",
)
def no_folder(f: Failed) -> Advice | None:
    """make -C of a folder that is not there."""
    word = next(
        (w for w in f.command.words if w.value.removeprefix("-C").lstrip("=") == f["folder"]), None
    )
    near = f.local.near(f["folder"], folders=True)
    return f.hint(
        f.missing("folder", f["folder"]),
        *[f.swap(word, word.value.replace(f["folder"], n)) for n in near if word],
        why=f"There is {near[0]}." if near else "",
        sure=0.95 if near else 0.8,
    )


@family.rule(when="no makefile found")
def no_makefile(f: Failed) -> Advice | None:
    """No makefile in this folder."""
    return _no_makefile(f)


def _no_makefile(f: Failed) -> Advice:
    if f.has("-C"):
        return f.hint("There is no makefile in that folder", sure=0.75)
    argument = " ".join(w.raw for w in f.command.words[1:])
    if f.local.is_executable("configure"):
        first = [f.first("./configure")]
    elif f.local.is_file("CMakeLists.txt"):
        first = ["cmake -B build && cmake --build build"]
    elif f.local.is_file("meson.build"):
        first = ["meson setup build && ninja -C build"]
    elif f.local.is_file("justfile") or f.local.is_file("Justfile"):
        first = [f"just {argument}".strip()]
    elif f.local.above("Makefile"):
        folder = f.local.above("Makefile").rsplit("/", 1)[0]
        ups = len([p for p in f.local.cwd.removeprefix(folder).split("/") if p])
        first = [f.insert(f"-C {'/'.join(['..'] * ups)}")] if ups else []
    else:
        below = [n for n in f.local.folders() if f.local.is_file(f"{n}/Makefile")]
        first = [f.insert(f"-C {quote(below[0])}")] if len(below) == 1 else []
    return f.hint(
        "There is no makefile in this folder",
        *first,
        *([] if first else ["ls"]),
        "cmake -B build && cmake --build build",
        why="It has to be made first (configure, cmake), or you are in another folder.",
        sure=0.9,
    )


@family.rule(
    when="missing separator", says=r"^(?P<file>[^:\n]+):(?P<line>\d+): \*\*\* missing separator"
)
def missing_tab(f: Failed) -> Advice | None:
    """A recipe that begins with blanks instead of a tab."""
    text = f.local.text(f["file"]).split("\n")
    at = int(f["line"]) - 1
    line = text[at] if at < len(text) else "    "
    blanks = re.match(r" +", line)
    edit = f"${{EDITOR:-vi}} +{f['line']} {quote(f['file'])}"
    if not blanks:
        return f.hint(
            f"make cannot read line {f['line']} of {f['file']}",
            edit,
            why="A target lacks its colon, or a recipe its tab.",
            sure=0.85,
        )
    return f.hint(
        f"Line {f['line']} begins with blanks; a recipe begins with a tab",
        f"sed -i 's/^{blanks[0]}/\\t/' {quote(f['file'])} && {f.text}",
        f"sed -i 's/^ \\+/\\t/' {quote(f['file'])}",
        edit,
        sure=0.96,
    )


@family.rule(
    when="Error 127",
    says=r"^(?:make(?:\[\d+\])?|/bin/sh|sh|bash): (?:line )?(?:\d+: )?(?P<name>[\w.+-]+): (?:command )?(?:not found|No such file or directory)",
)
def tool_missing(f: Failed) -> Advice | None:
    """A recipe calls a program that is not installed."""
    name = f["name"]
    package = PACKAGES.get(name, "").split("|")[0]
    near = nearest(name, f.local.programs) if not package and len(name) > 2 else []
    place = f.find(r"\*\*\* \[(?P<file>[^:\]]+):(?P<line>\d+): ")
    if (
        near
        and place
        and re.search(
            rf"^(?:/bin/)?\S*: {re.escape(name)}: |^\S*: \d+: {re.escape(name)}: ", f.output, re.M
        )
    ):
        file = quote(place["file"])
        return f.hint(
            f"A recipe calls {name}: no such command",
            f"sed -i '{place['line']}s/{name}/{near[0]}/' {file} && {f.text}"
            if re.fullmatch(r"[\w-]+", name + near[0])
            else None,
            f"${{EDITOR:-vi}} +{place['line']} {file}",
            why=f"Did you mean {near[0]}? ({place['file']}, line {place['line']})",
            sure=0.92,
        )
    return f.hint(
        f"A recipe calls {name}, which is not installed",
        f.local.installer(package) if package else f"command -v {quote(name)}",
        sure=0.93 if package else 0.75,
    )


@family.rule(
    when=("o such file", "not found"),
    says=r"(?:can't open file '(?P<py>[^']+)'|^/bin/sh: (?:line )?\d+: (?P<sh>\./\S+): (?:not found|No such)|^[\w-]+: (?:cannot (?:stat|open|access) )?['‘]?(?P<file>[\w./-]+?)['’]?: No such file or directory)[^\n]*\n(?:[^\n]*\n)?make(?:\[\d+\])?: \*\*\* \[(?P<makefile>[^:\]]+):(?P<line>\d+): ",
)
def recipe_file(f: Failed) -> Advice | None:
    """A recipe works on a file that is not there."""
    path = f["py"] or f["sh"] or f["file"]
    inside = path.startswith(f.local.cwd.rstrip("/") + "/")
    path = os.path.relpath(path, f.local.cwd) if inside else path
    if f.local.exists(path):
        return None
    file, line = quote(f["makefile"]), f["line"]
    near = f.local.near(path) or f.local.elsewhere(path)
    simple = bool(near) and re.fullmatch(r"[\w./-]+", path + near[0])
    target = next((w.value for w in f.operands if w.value in f.local.make_targets), "")
    unbuilt = target.startswith("install") and not near
    return f.hint(
        f"A recipe wants {path}, which is not there ({f['makefile']}, line {line})",
        f.first("make") if unbuilt else None,
        f"sed -i '{line}s|{path.removeprefix('./')}|{near[0].removeprefix('./')}|' {file} && {f.text}"
        if simple
        else None,
        f"${{EDITOR:-vi}} +{line} {file}",
        why=f"There is {near[0]}." if near else "",
        sure=0.88,
    )


@family.rule(when=("Permission denied", "Operation not permitted"))
def recipe_denied(f: Failed) -> Advice | None:
    """`make install` into the system, or a script without its x bit."""
    script = f.find(
        r"(?:^make(?:\[\d+\])?: |^/bin/sh: (?:line )?\d+: )(?P<path>\S+/\S+): Permission denied"
    )
    if script and f.local.is_file(script["path"]):
        return f.hint(
            f"{script['path']} is not marked as executable",
            f.first(f"chmod +x {quote(script['path'])}"),
            sure=0.94,
        )
    if f.local.is_root or f.command.sudo or not any("install" in w.value for w in f.operands):
        return None
    if not f.find(
        r"(?:['‘ ]|^)/(?:usr|opt|etc|lib|bin|sbin|var)\b[^\n]*(?:Permission denied|not permitted)"
    ):
        return None
    return f.hint(
        "Only root may write there",
        f.sudo(),
        f.append("PREFIX=$HOME/.local")
        if f.local.is_file("Makefile") and "PREFIX" in f.local.text("Makefile")
        else None,
        sure=0.95,
    )


@family.rule(
    when="*** [",
    says=r"\*\*\* \[(?:(?P<file>[^:\]]+):(?P<line>\d+): )?(?P<target>[^\]]+)\] Error (?P<status>\d+)",
)
def recipe_failed(f: Failed) -> Advice | Quiet | None:
    """A recipe failed; its own output says why."""
    if f["target"] in ("test", "tests", "check", "lint"):
        return Quiet("tests and linters explain themselves", 0.75)
    return None


@family.rule(
    when=("Justfile does not contain recipe", "justfile does not contain recipe"),
    programs=("just",),
    says=r"does not contain recipes? [`'](?P<name>[^`']+)[`']",
)
def no_recipe(f: Failed) -> Advice | None:
    """A recipe that the justfile does not have."""
    near = nearest(f["name"], f.local.just_recipes)
    return f.hint(
        f"The justfile has no recipe {f['name']}",
        *[f.swap(f["name"], n) for n in near],
        "just --list",
        sure=0.94,
    )


@family.rule(when=("no justfile found", "No justfile found"), programs=("just",))
def no_justfile(f: Failed) -> Advice:
    """just outside a project."""
    other = next((n for n in ("Makefile", "Taskfile.yml") if f.local.is_file(n)), "")
    tool = {"Makefile": "make", "Taskfile.yml": "task"}.get(other, "")
    name = " ".join(w.raw for w in f.command.words[1:])
    return f.hint(
        "There is no justfile here or above",
        f"{tool} {name}".strip() if tool else None,
        why=f"There is a {other}."
        if other
        else "You are in another folder; `just --init` writes one.",
        sure=0.92,
    )


@family.rule(
    when="positional argument",
    programs=("just",),
    says=r"recipe `(?P<name>[^`]+)` got (?P<got>\d+) (?:positional )?arguments? but (?:only )?takes (?:at least )?(?P<takes>\d+)(?:\nusage:\n\s+just (?P<usage>[^\n]+))?",
)
def recipe_arguments(f: Failed) -> Advice:
    """A recipe was given too few or too many arguments."""
    wanted = f["usage"].split()[1:] or [f"<{n}>" for n in ("argument",)]
    missing = [f"<{n.strip('<>')}>" for n in wanted[int(f["got"]) :]]
    return f.hint(
        f"The recipe {f['name']} takes {f['takes']} argument{'s' * (f['takes'] != '1')}, not {f['got']}",
        f.append(" ".join(missing)) if missing else f"just --show {f['name']}",
        sure=0.92,
    )


@family.rule(
    when=("invalid option --", "unrecognized option"),
    says=r"(?:invalid option -- '(?P<short>.)'|unrecognized option '(?P<long>[^']+)')",
    programs=("make",),
)
def unknown_option(f: Failed) -> Advice | None:
    """A mistyped option of make."""
    known = (
        "--always-make",
        "--directory",
        "--dry-run",
        "--file",
        "--jobs",
        "--keep-going",
        "--just-print",
        "--silent",
        "--quiet",
        "--touch",
        "--version",
        "--help",
        "--debug",
        "--ignore-errors",
    )
    near = nearest(f["long"], known) if f["long"] else []
    word = f.word(f["long"]) if f["long"] else None
    return (
        f.hint(f"make has no option {f['long']}", *[f.swap(word, n) for n in near], sure=0.92)
        if near and word
        else None
    )


@family.rule(
    when=(
        "unterminated call to function",
        "unterminated variable reference",
        "missing 'endif'",
        "missing 'endef'",
    ),
    says=r"^(?P<file>[^:\s]+):(?P<line>\d+): \*\*\* (?P<what>unterminated call to function ['`‘](?P<call>[^'’]+)['’]|unterminated variable reference|missing ['`‘]?(?P<end>endif|endef)['’]?)",
)
def unfinished(f: Failed) -> Advice:
    """A bracket or a block of the makefile that nothing closes."""
    title = f"Line {f['line']} of {f['file']}: "
    if f["end"]:
        opened = "ifeq, ifdef or the like" if f["end"] == "endif" else "define"
        title, why = (
            f"{f['file']} has no {f['end']}",
            f"Something that began with {opened} is still open at line {f['line']}.",
        )
    elif f["call"]:
        title, why = title + f"$({f['call']} ... is not closed", "A bracket ) is missing."
    else:
        title, why = title + "$( is not closed", "A bracket ) is missing, or a $ is meant as $$."
    return f.hint(title, edit(f, f["file"], f["line"]), why=why, sure=0.94)
