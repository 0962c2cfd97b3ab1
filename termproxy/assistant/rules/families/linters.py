# ruff: noqa: E501
"""eslint and prettier, and webpack's loaders."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.jstools import option
from termproxy.assistant.rules.families.node import own_frame
from termproxy.assistant.world.spelling import nearest

family = Family("js")  # any program


# Linters.


@family.rule(
    when="potentially fixable with the", says=r"potentially fixable with the `--fix` option"
)
def eslint_fixable(f: Failed) -> Advice:
    """Some of eslint's complaints it can mend itself."""
    script = next((s for s in ("lint:fix", "fix") if s in f.local.npm_scripts), "")
    if f.program == "eslint":
        return f.hint("ESLint can mend some of this itself", f.append("--fix"), sure=0.93)
    return f.hint(
        "ESLint can mend some of this itself",
        option(f, "--fix"),
        project.run(f, script) if script else None,
        sure=0.93,
    )


@family.rule(when="✖ ", says=r"^✖ \d+ problems? \(\d+ errors?, \d+ warnings?\)")
def eslint_problems(f: Failed) -> Quiet:
    """(silence) eslint's list explains itself"""
    return Quiet("a linter's list is its own explanation", 0.9)


@family.rule(
    when=("ESLint couldn't find", "Failed to load parser", "No ESLint configuration found"),
    says=r"couldn't find an eslint\.config|No ESLint configuration found|couldn't find the config \"(?P<config>[^\"]+)\"|couldn't find the plugin \"(?P<plugin>[^\"]+)\"|Failed to load (?:parser|plugin) '(?P<parser>[^']+)'",
)
def eslint_config(f: Failed) -> Advice | None:
    """ESLint's configuration, or what it extends, is not there."""
    if f["config"]:
        name = f["config"]
        package = name if name.startswith(("eslint-config-", "@")) else f"eslint-config-{name}"
        return f.hint(f"{package} is not installed", project.add(f, package, dev=True), sure=0.94)
    if f["plugin"] or f["parser"]:
        name = f["plugin"] or f["parser"]
        return f.hint(f"{name} is not installed", project.add(f, name, dev=True), sure=0.95)
    old = [n for n in f.local.entries() if n.startswith(".eslintrc")]
    version = f.find(r"^ESLint: (\d+)\.")
    if old:
        return f.hint(
            f"ESLint {version[1] if version else '9'} reads eslint.config.js, not {old[0]}",
            f"npx @eslint/migrate-config {old[0]}",
            None if version and int(version[1]) > 9 else f"ESLINT_USE_FLAT_CONFIG=false {f.text}",
            sure=0.94,
        )
    return f.hint("ESLint has no configuration here", "npm init @eslint/config@latest", sure=0.95)


@family.rule(
    when="No files matching",
    says=r"No files matching (?:the pattern|the given patterns)? ?['\"]?(?P<pattern>[^'\"\n]*?)['\"]? were found|No files matching the pattern were found: \"(?P<prettier>[^\"]+)\"",
)
def no_files(f: Failed) -> Advice | None:
    """A linter's pattern that matches nothing."""
    told = f.find(r"pattern were found: \"([^\"]+)\"")
    pattern = f["pattern"] or f["prettier"] or (told[1] if told else "")
    word = f.word(pattern)
    folder = re.split(r"[*{]", pattern)[0].rstrip("/")
    near = f.local.near(folder) if folder and not f.local.exists(folder) else []
    return f.hint(
        f"No file matches {pattern}",
        *[f.swap(word, pattern.replace(folder, n, 1)) for n in near if word],
        f.swap(word, ".") if word and not near and f["pattern"] else None,
        sure=0.9 if near else 0.82,
    )


@family.rule(when="Invalid option '", says=r"Invalid option '(?P<option>--[\w-]+)'")
def eslint_option(f: Failed) -> Advice | None:
    """An option that ESLint 9 dropped, or a slip."""
    word = next((w for w in f.command.words if w.value.split("=")[0] == f["option"]), None)
    meant = f.find(r"perhaps you meant '?(--[\w-]+)")
    near = nearest(
        f["option"],
        (
            "--fix",
            "--cache",
            "--quiet",
            "--config",
            "--max-warnings",
            "--format",
            "--ignore-pattern",
            "--fix-dry-run",
            "--rule",
            "--debug",
        ),
    )
    if word is None:
        return f.hint(
            f"ESLint has no option {f['option']}",
            project.edit("package.json"),
            why="It is in the script of package.json.",
            sure=0.85,
        )
    if (meant or near) and f["option"] not in ("--ext", "--ignore-path"):
        return f.hint(
            f"ESLint has no option {f['option']}",
            f.swap(word, near[0] if near else meant[1] if meant else ""),
            sure=0.94,
        )
    value = next((w for w in f.command.words if w.start > word.start), None)
    drop = [word] if "=" in word.value or value is None else [word, value]
    return f.hint(
        f"ESLint 9 has no option {f['option']} any more",
        f.without(*drop),
        f"ESLINT_USE_FLAT_CONFIG=false {f.text}",
        why="Say which files in eslint.config.js.",
        sure=0.93,
    )


@family.rule(
    when='Could not find "',
    says=r"Could not find \"(?P<rule>[^\"]+)\" in plugin \"(?P<plugin>[^\"]+)\"(?:\.? Did you mean \"(?P<meant>[^\"]+)\")?",
)
def eslint_rule(f: Failed) -> Advice | None:
    """A rule that no plugin has."""
    config = next(
        (n for n in f.local.entries() if n.startswith("eslint.config")), "eslint.config.js"
    )
    return f.hint(
        f"ESLint has no rule {f['rule']}",
        project.edit(config),
        why=f"Did you mean {f['meant']}?" if f["meant"] else "",
        sure=0.88,
    )


@family.rule(
    when=("Code style issues found", "Run Prettier with --write", "Forgot to run Prettier"),
    says=r"Code style issues|Forgot to run Prettier",
)
def prettier(f: Failed) -> Advice | None:
    """prettier --check found unformatted files."""
    script = next(
        (
            s
            for s in ("format", "fmt", "prettier", "format:write", "format:fix")
            if s in f.local.npm_scripts
        ),
        "",
    )
    word = next(
        (w for w in f.command.words if w.value in ("--check", "-c", "--list-different", "-l")), None
    )
    if word is None and script:
        return f.hint("Some files are not formatted", project.run(f, script), sure=0.93)
    return f.hint(
        "Some files are not formatted",
        f.swap(word, "--write") if word else "npx prettier --write .",
        sure=0.95,
    )


@family.rule(
    when="[error] ",
    says=r"^\[error\] (?P<file>[^\s:]+): SyntaxError: (?P<what>.+?) \((?P<line>\d+):\d+\)",
)
def prettier_syntax(f: Failed) -> Advice:
    """A file that prettier cannot parse."""
    return f.hint(
        f"Syntax error in {f['file']}, line {f['line']}",
        project.edit(f["file"], f["line"]),
        why=f["what"],
        sure=0.93,
    )


@family.rule(when="Module build failed", says=r"Module build failed \(from (?P<loader>\S+)\)")
def loader(f: Failed) -> Advice | None:
    """A webpack loader's own error."""
    frame = own_frame(f) or ("", "")
    place = f.find(r"ERROR in (?:\./)?(?P<file>\S+)")
    file = frame[0] or (place["file"] if place else "")
    line = f.find(r"SyntaxError: .*\((\d+):\d+\)|>\s*(\d+) \|")
    return f.hint(
        f"webpack cannot build {file or 'a module'}",
        project.edit(file, (line[1] or line[2]) if line else frame[1]) if file else None,
        sure=0.82,
    )
