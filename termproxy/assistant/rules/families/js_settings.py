# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Entry points, flags and settings of bundlers, linters and test runners that are not right."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("js")  # any program
ESBUILD = listed(
    """--bundle --minify --sourcemap --outfile --outdir --platform --target --format --watch --serve
--external --define --loader --splitting --jsx --tree-shaking --packages --metafile --analyze
--log-level --alias --banner --footer --global-name --inject --keep-names --public-path --tsconfig
--charset --drop --legal-comments --main-fields --conditions --allow-overwrite --servedir"""
)


def _configuration(f: Failed, *starts: str) -> str:
    """The settings file here whose name begins so."""
    return next((n for s in starts for n in f.local.entries() if n.startswith(s)), "")


@family.rule(
    when="Could not resolve entry module",
    says=r"Could not resolve entry module \"(?P<entry>(?!index\.html)[^\"]+)\"",
)
def no_entry(f: Failed) -> Advice:
    """rollup: the file to start from."""
    entry = f["entry"]
    word = f.word(entry)
    near = f.local.near(entry) or f.local.elsewhere(entry)
    return f.hint(
        f.missing("file", entry),
        *[f.swap(word, n) for n in near if word],
        project.edit(config)
        if not word and (config := _configuration(f, "rollup.config", "vite.config"))
        else None,
        why=f"There is {near[0]}." if near else "It is where the bundle starts.",
        sure=0.95 if near else 0.88,
    )


@family.rule(
    when="Failed to resolve /", says=r"Failed to resolve /(?P<path>\S+) from (?P<page>\S+\.html)"
)
def page_asks_for(f: Failed) -> Advice:
    """vite: a script or style that index.html names."""
    page = project.shown(f, f["page"])
    near = f.local.near(f["path"]) or f.local.elsewhere(f["path"])
    mended = (
        f.first(f"sed -i 's|/{f['path']}|/{near[0]}|' {page}")
        if near and f.local.is_file(page)
        else ""
    )
    return f.hint(
        f"{page} asks for {f['path']}, which does not exist",
        mended,
        project.edit(page),
        why=f"There is {near[0]}."
        if near
        else "Its paths begin in the folder of index.html, or in public/.",
        sure=0.95,
    )


@family.rule(
    when="has an unknown property '",
    says=r"configuration(?:\.\w+)* has an unknown property '(?P<typed>[^']+)'[^\n]*\n\s*object \{ (?P<known>[^}]*)",
)
def unknown_property(f: Failed) -> Advice:
    """webpack's configuration."""
    near = nearest(f["typed"], re.findall(r"(\w+)\?", f["known"]), limit=1)
    file = _configuration(f, "webpack.config") or "webpack.config.js"
    rows = f.local.text(file).splitlines()
    at = next(
        (n for n, row in enumerate(rows, 1) if re.search(rf"\b{re.escape(f['typed'])}\b", row)), 0
    )
    return f.hint(
        f"webpack has no setting {f['typed']}",
        f.first(f"sed -i '{at}s/\\b{f['typed']}\\b/{near[0]}/' {file}") if near and at else None,
        project.edit(file, str(at) if at else ""),
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.95,
    )


@family.rule(
    when="Configuration for rule", says=r"Configuration for rule \"(?P<rule>[^\"]+)\" is invalid"
)
def rule_settings(f: Failed) -> Advice:
    """eslint: a severity or option that the rule does not take."""
    file = _configuration(f, "eslint.config", ".eslintrc") or "eslint.config.js"
    rows = f.local.text(file).splitlines()
    at = next((n for n, row in enumerate(rows, 1) if f["rule"] in row), 0)
    given = f.find(r"You passed '\"?([^\"'\n]+)")
    near = nearest(given[1], ("off", "warn", "error"), limit=1) if given else []
    mended = (
        f.first(f"sed -i '{at}s/{given[1]}/{near[0]}/' {file}")
        if given and near and at and re.fullmatch(r"\w+", given[1])
        else ""
    )
    return f.hint(
        f"The rule {f['rule']} is not set right in {file}",
        mended,
        project.edit(file, str(at) if at else ""),
        why=f"{given[1]} is none of off, warn and error." if given else "",
        sure=0.94,
    )


@family.rule(
    when="Oops! Something went wrong! :(",
    says=r"^SyntaxError: (?P<what>[^\n]+)\n\s+at (?:compileSourceTextModule|wrapSafe)",
)
def broken_settings(f: Failed) -> Advice | None:
    """eslint: its own configuration is no JavaScript."""
    file = _configuration(f, "eslint.config", ".eslintrc")
    return (
        f.hint(f"{file} has a syntax error", project.edit(file), why=f"{f['what']}.", sure=0.9)
        if file
        else None
    )


@family.rule(
    when="No parser could be inferred for file",
    says=r"No parser could be inferred for file \"?(?P<file>[^\"\n]+)\"?\.$",
)
def no_parser(f: Failed) -> Advice:
    """prettier of a kind of file that it does not know."""
    return f.hint(
        f"prettier does not know what {project.shown(f, f['file'])} is",
        f.append("--ignore-unknown"),
        f.append("--parser <parser>"),
        why="--ignore-unknown passes over such files.",
        sure=0.92,
    )


@family.rule(when="Invalid build flag", says=r"Invalid build flag: \"(?P<typed>--[\w-]+)")
def esbuild_flag(f: Failed) -> Advice | None:
    """esbuild a.ts --bundel"""
    near = nearest(f["typed"], ESBUILD)
    word = next((w for w in f.command.words if w.value.startswith(f["typed"])), None)
    return f.hint(
        f"esbuild has no flag {f['typed']}",
        *[f.swap(word, word.value.replace(f["typed"], n)) for n in near if word],
        "esbuild --help" if not near else None,
        sure=0.94 if near else 0.85,
    )


@family.rule(
    when="Failed Suites",
    says=r"^ReferenceError: (?P<name>test|it|describe|expect|beforeEach|afterEach|beforeAll|vi) is not defined\n[^\n]*?(?P<file>[\w./-]+\.[cm]?[jt]sx?):(?P<line>\d+)",
)
def no_globals(f: Failed) -> Advice:
    """vitest has no globals, unless told so."""
    names = sorted(
        {
            f["name"],
            *re.findall(
                r"\b(test|it|describe|expect|beforeEach|afterEach|vi)\(", f.local.text(f["file"])
            ),
        }
    )
    line = f'import {{ {", ".join(names)} }} from "vitest"'
    return f.hint(
        f"{f['name']} is not imported: vitest has no globals unless told so",
        f.first(f"sed -i '1i {line}' {f['file']}") if f.local.is_file(f["file"]) else None,
        f.append("--globals"),
        why="Or set globals: true in the test settings.",
        sure=0.975,
    )


@family.rule(
    when="Invalid version: ",
    says=r"npm (?:error|ERR!) Invalid version: \"(?P<version>[\d.]+)\"",
    programs="npm",
)
def whole_version(f: Failed) -> Advice:
    """package.json with "1.0" where three numbers belong."""
    parts = [*f["version"].strip(".").split("."), "0", "0"][:3]
    return f.hint(
        f"{f['version']} is no version: three numbers make one",
        f.first(f"npm pkg set version={'.'.join(parts)}"),
        project.edit("package.json"),
        sure=0.95,
    )
