# ruff: noqa: E501  (messages stay whole, to be searched for)
"""npm, yarn, pnpm: scripts that package.json does not have."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.spelling import nearest

family = Family("node", "npm", "yarn", "pnpm", "bun")

# Scripts that do each other's work.
ALIKE = {
    "dev": ("start", "serve", "develop", "watch"),
    "start": ("dev", "serve", "develop"),
    "serve": ("start", "dev", "preview"),
    "test": ("test:unit", "tests", "check"),
    "build": ("compile", "dist", "bundle"),
    "lint": ("eslint", "check", "format"),
    "develop": ("dev", "start"),
    "watch": ("dev", "start"),
}


@family.rule(
    when=(
        "Missing script",
        "missing script",
        "ERR_PNPM_NO_SCRIPT",
        'error Command "',
        "Couldn't find a script named",
        "Script not found",
    ),
    says=r"(?:[Mm]issing script:? \"?(?P<a>[^\"\s]+)\"?|error Command \"(?P<b>[^\"]+)\" not found|Couldn't find a script named \"(?P<c>[^\"]+)\"|Command \"(?P<d>[^\"]+)\" not found|Script not found \"(?P<e>[^\"]+)\")",
)
def missing_script(f: Failed) -> Advice | None:
    """npm run of a script that package.json does not have."""
    name = next((f[g] for g in "abcde" if f[g]), "").strip("'")
    scripts = list(f.local.npm_scripts)
    near = nearest(name, scripts)
    near += [s for s in ALIKE.get(name, ()) if s in scripts and s not in near]
    near += [s for s in scripts if s.startswith((f"{name}:", f"{name}-")) and s not in near]
    why = f"It has {', '.join(scripts[:8])}." if scripts else "It has no scripts."
    run = f.sub in ("run", "run-script")
    fixes: list[str] = []
    for script in near[:2]:
        short = script in ("start", "test") and run and f.program == "npm"
        word = f.word(name)
        sub = f.sub_word
        if short and sub and word:
            fixes.append(f.line.edit((sub.start, word.end, script)))
        elif word:
            fixes.append(
                f.swap(word, script if run or f.program != "npm" else f"run {script}", bare=True)
            )
    return f.hint(
        f'package.json has no script "{name}"',
        *fixes,
        f"{f.program} run",
        why=why,
        sure=0.95 if near else 0.85,
    )


@family.rule(
    when=(
        "Could not read package.json",
        "ENOENT: no such file or directory, open",
        "No package.json",
        "Couldn't find a package.json",
        "ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND",
    ),
    says=r"package\.json",
)
def no_package_json(f: Failed) -> Advice | None:
    """No package.json in this folder."""
    below = [
        n for n in f.local.folders() if f.local.is_file(f"{n}/package.json") and n != "node_modules"
    ]
    inside = f"cd {below[0]} && {f.text}" if len(below) == 1 else None
    return f.hint(
        "There is no package.json in this folder",
        inside,
        f"{f.program} init" + (" -y" if f.program != "pnpm" else ""),
        "cd ..",
        why="You may be in another folder.",
        sure=0.9,
    )
