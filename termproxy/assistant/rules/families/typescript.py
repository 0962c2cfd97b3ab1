# ruff: noqa: E501
"""tsc: its errors by their numbers, what it cannot find, its options."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.jstools import family, option
from termproxy.assistant.rules.families.node import missing
from termproxy.assistant.world.spelling import closest
from termproxy.assistant.world.wordlist import listed


@family.rule(
    when="error TS",
    says=r"^(?:(?P<file>[^\s:(][^:(\n]*?)[:(](?P<line>\d+)[:,](?P<column>\d+)\)?(?: -|:) )?error TS(?P<code>\d+): (?P<what>.+)$",
    programs=(),
)
def typescript(f: Failed) -> Advice | None:
    """The first error of the TypeScript compiler."""
    broken = f.find(
        r"^(?P<file>tsconfig[\w.]*\.json)\((?P<line>\d+),\d+\): error TS\d+: (?P<what>.+)$"
    )
    if broken and f["code"] == "18003":  # a configuration that is not read finds no file either
        return f.hint(
            f"{broken['file']} is not right in line {broken['line']}",
            project.edit(broken["file"], broken["line"]),
            why=broken["what"][:200],
            sure=0.94,
        )
    code, name = f["code"], next(iter(_quoted(f)), "")
    if name and code in ABOUT_A_NAME:
        return ABOUT_A_NAME[code](f, name)
    if code in ABOUT_THE_PROJECT:
        return ABOUT_THE_PROJECT[code](f)
    return _in_the_source(f)


def _quoted(f: Failed) -> list[str]:
    """What the message names."""
    return re.findall(r"'([^']+)'", f["what"])


def _place(f: Failed) -> str:
    """The editor at the error's line; "" when tsc names none."""
    return project.edit(project.shown(f, f["file"]), f["line"]) if f["file"] else ""


def _module(f: Failed, name: str) -> Advice | None:
    """Nothing is found behind an import: a file, a module of node, a package or an alias."""
    if name.startswith("."):
        return missing(f, name, f["file"]) if f["file"] else None
    package = project.package_of(name)
    if package in project.BUILTIN:
        return f.hint(
            "The types of node are not installed",
            project.add(f, "@types/node", dev=True),
            sure=0.95,
        )
    if package and name[:2] not in ("@/", "~/"):
        return _package(f, package)
    return f.hint(
        f"{name} cannot be found",
        "grep -n paths tsconfig.json",
        _place(f),
        why="An alias: see paths in tsconfig.json.",
        sure=0.85,
    )


def _package(f: Failed, package: str) -> Advice:
    """A package that is imported and not there: forgotten, or not installed yet."""
    asked = package in project.dependencies(f)
    return f.hint(
        f"The package {package} is not installed",
        project.install(f) if asked else project.add(f, package, dev=_builds_only(package)),
        project.add(f, f"@types/{package}", dev=True) if package[0] != "@" and not asked else None,
        _place(f),
        why="package.json lists it: install the dependencies." if asked else "",
        sure=0.94,
    )


def _builds_only(package: str) -> bool:
    """A package that no program imports when it runs: a development dependency."""
    return bool(re.match(r"vite|@vitejs|jest|eslint|@types|typescript|webpack|rollup", package))


def _untyped_package(f: Failed, name: str) -> Advice:
    package = project.package_of(name)
    types = "@types/" + package.lstrip("@").replace("/", "__")
    return f.hint(f"{package} comes without types", project.add(f, types, dev=True), sure=0.95)


def _types(f: Failed) -> Advice:
    """The types of node, or of what tsconfig.json names, are not installed."""
    name = next(iter(_quoted(f)), "")
    if "node" in f["what"] or name in ("process", "require", "Buffer", "module"):
        return f.hint(
            "The types of node are not installed",
            project.add(f, "@types/node", dev=True),
            _place(f),
            sure=0.95,
        )
    if f["code"] == "2688" and name:
        return f.hint(
            f"The types of {name} are not installed",
            project.add(f, f"@types/{name}", dev=True),
            sure=0.9,
        )
    return _in_the_source(f)


def _types_of_the_tests(f: Failed) -> Advice:
    runner = "vitest" if "vitest" in project.dependencies(f) else "@types/jest"
    return f.hint(
        "The types of the test runner are not installed",
        project.add(f, runner, dev=True),
        _place(f),
        sure=0.93,
    )


def _file(f: Failed, name: str) -> Advice:
    """A file or a project that is not there."""
    word = next(
        (w for w in f.operands if w.value == name or w.value.endswith(os.path.basename(name))),
        None,
    )
    near = f.local.near(word.value if word else project.shown(f, name))
    if not near and os.path.basename(name).startswith("tsconfig"):
        near = [n for n in f.local.entries() if re.fullmatch(r"tsconfig[\w.-]*\.json", n)]
    return f.hint(
        f"There is no {project.shown(f, name)}",
        *[f.swap(word, n) for n in near if word],
        "npx tsc --init" if name.endswith("tsconfig.json") else None,
        sure=0.93,
    )


def _files_named(f: Failed) -> Advice:
    return f.hint(
        "Files were named, so tsc would not read tsconfig.json",
        f.append("--ignoreConfig"),
        "tsc -p ." if f.program == "tsc" else "npx tsc -p .",
        why="Since TypeScript 6 one has to say which: the project, or single files without it.",
        sure=0.94,
    )


def _no_inputs(f: Failed) -> Advice:
    return f.hint(
        "tsconfig.json matches no TypeScript file",
        project.edit("tsconfig.json"),
        "find . -name '*.ts' -not -path './node_modules/*'",
        why="Look at include, exclude and files.",
        sure=0.9,
    )


def _jsx(f: Failed) -> Advice:
    return f.hint(
        "JSX needs the compiler option jsx",
        option(f, "--jsx react-jsx"),
        project.edit("tsconfig.json"),
        why='Set "jsx": "react-jsx" in tsconfig.json.',
        sure=0.92,
    )


def _default_import(f: Failed) -> Advice:
    return f.hint(
        "A default import of a CommonJS module",
        option(f, "--esModuleInterop"),
        project.edit("tsconfig.json"),
        why='Set "esModuleInterop": true in tsconfig.json.',
        sure=0.85,
    )


def _in_the_source(f: Failed) -> Advice:
    """Any other error: the editor at its line. Codes of syntax are 1000 to 1999."""
    code, what, file, line = f["code"], f["what"], f["file"], f["line"]
    place = _place(f)
    if not place:
        return f.hint(what.rstrip("."), project.edit("tsconfig.json"), sure=0.75)
    kind = "Syntax error" if code[0] == "1" and len(code) <= 4 else "Type error"
    meant = re.search(r"Did you mean (?:the static member |to write )?'([^']+)'", what)
    count = f.find(r"Found (\d+) errors")
    return f.hint(
        f"{kind} in {project.shown(f, file)}, line {line}",
        place,
        why=(f"Did you mean {meant[1]}?" if meant else what)
        + (f" ({count[1]} errors in all)" if count else ""),
        sure=0.88,
    )


# `tsc --all`, TypeScript 5: the options of the command line that people type.
TSC = listed(
    """allowJs alwaysStrict baseUrl build checkJs composite declaration declarationDir esModuleInterop
    forceConsistentCasingInFileNames help incremental init inlineSourceMap isolatedModules jsx lib
    listFiles locale module moduleResolution newLine noEmit noEmitOnError noImplicitAny
    noImplicitReturns noUnusedLocals noUnusedParameters outDir outFile paths preserveWatchOutput
    pretty project removeComments resolveJsonModule rootDir showConfig skipLibCheck sourceMap strict
    strictNullChecks target traceResolution tsBuildInfoFile typeRoots types verbose version watch"""
)


def _compiler_option(f: Failed, name: str) -> Advice:
    """An option that tsc does not have: on the command line, or in tsconfig.json."""
    file, line = f["file"], f["line"]
    meant = next(iter(_quoted(f)[1:]), "")
    word = next(
        (w for w in f.command.words if w.value.lstrip("-").split("=")[0] == name.lstrip("-")), None
    )
    if not meant:
        meant = closest(name.lstrip("-"), TSC)
    if word and not meant:
        return f.hint(f"tsc has no option {name}", sure=0.85)
    if word and meant:
        return f.hint(
            f"tsc has no option {name}",
            f.swap(word, f"--{meant}"),
            why=f"Did you mean {meant}?",
            sure=0.96,
        )
    return f.hint(
        f"tsconfig.json has an unknown option {name}",
        f'sed -i \'s/"{name}"/"{meant}"/\' {file or "tsconfig.json"}' if meant else None,
        project.edit(file or "tsconfig.json", line),
        why=f"Did you mean {meant}?" if meant else "",
        sure=0.93,
    )


# Codes: src/compiler/diagnosticMessages.json of TypeScript.
ABOUT_A_NAME: dict[str, Callable[[Failed, str], Advice | None]] = {
    **dict.fromkeys(("2307", "2792"), _module),
    "7016": _untyped_package,
    **dict.fromkeys(("5023", "5025"), _compiler_option),
    **dict.fromkeys(("5057", "5058", "5083", "6053"), _file),
}
ABOUT_THE_PROJECT: dict[str, Callable[[Failed], Advice]] = {
    **dict.fromkeys(("2580", "2591", "2688"), _types),
    **dict.fromkeys(("2582", "2593"), _types_of_the_tests),
    "5112": _files_named,
    "18003": _no_inputs,
    "17004": _jsx,
    **dict.fromkeys(("1192", "1259"), _default_import),
}


family.hint(
    "tsc-placeholder",
    "npx found a package named tsc that is not TypeScript",
    "npm install -D typescript",
    lambda f: f.first("npm install -D typescript"),
    lambda f: f.swap("tsc", "-p typescript tsc", bare=True),
    when="This is not the tsc command you are looking for",
    sure=0.96,
)
family.hint(
    "tsc-help",
    "tsc found no tsconfig.json and no file to compile",
    "npx tsc --init",
    lambda f: (
        f.append(name)
        if (name := next((n for n in f.local.entries() if n.endswith(".ts")), ""))
        else ""
    ),
    when="tsc: The TypeScript Compiler - Version",
    sure=0.92,
)
