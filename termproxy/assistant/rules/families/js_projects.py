# ruff: noqa: E501  (messages stay whole, to be searched for)
"""What a JavaScript project asks for in its own files: .env, a pinned manager, tasks, a worker's entry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.places import edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import among

family = Family("js-project")  # any program
SAMPLES = (".env.example", ".env.sample", ".env.dist", ".env.template", "env.example")


@family.rule(
    when="not found",
    says=r"^(?:node|bun): (?P<file>\S*\.env\S*): not found|env(?:ironment)? file (?P<other>\S*\.env\S*) (?:was )?not found",
    programs=("node", "bun", "tsx", "npm", "yarn", "pnpm", "npx"),
)  # fmt: skip
def no_env_file(f: Failed) -> Advice:
    """`node --env-file=.env` without the file."""
    file = f["file"] or f["other"]
    sample = next((name for name in SAMPLES if f.local.is_file(name)), "")
    return f.hint(
        f"There is no {file} here" + (f", only {sample}" if sample else ""),
        f.first(f"cp {sample} {quote(file)}") if sample else None,
        edit(f, file) if not sample else None,
        f.text.replace("--env-file=", "--env-file-if-exists=", 1)
        if "--env-file=" in f.text
        else None,
        sure=0.96,
    )


@family.rule(when="command not found", programs=("yarn", "pnpm"), status=127)
def pinned_manager(f: Failed) -> Advice | None:
    """package.json names the manager and its version: corepack brings that one."""
    above = f.local.above("package.json")
    pinned = (
        re.search(r'"packageManager"\s*:\s*"(yarn|pnpm)@([\d.]+)', f.local.text(above))
        if above
        else None
    )
    berry = f.program == "yarn" and f.local.exists(".yarnrc.yml")
    if not (pinned and pinned[1] == f.program) and not berry:
        return None
    corepack = (
        "corepack enable"
        if f.local.which("corepack")
        else "npm install -g corepack && corepack enable"
    )
    version = f" {pinned[2]}" if pinned else ""
    return f.hint(
        f"The project wants {f.program}{version}, which corepack brings",
        f.first(corepack),
        f"corepack {f.text}" if f.local.which("corepack") else None,
        why="package.json names it in packageManager."
        if pinned
        else "There is a .yarnrc.yml: Yarn 2 or later.",
        sure=0.97,
    )


def _manifest(f: Failed, name: str) -> Mapping[str, object]:
    try:
        found = json.loads(
            re.sub(r"^\s*//.*$", "", f.local.text(name, 1 << 16), flags=re.MULTILINE)
        )
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def tasks(f: Failed) -> list[str]:
    """The tasks of turbo.json and nx.json, and the scripts of the root."""
    found: list[str] = []
    for name, keys in (("turbo.json", ("tasks", "pipeline")), ("nx.json", ("targetDefaults",))):
        whole = _manifest(f, name)
        for key in keys:
            inside = whole.get(key)
            found += (
                [task.rpartition("#")[2] for task in inside] if isinstance(inside, dict) else []
            )
    return list(dict.fromkeys([*found, *f.local.npm_scripts]))


@family.rule(
    when=("Could not find task", "could not find task", "Cannot find configuration for task", "Could not find target"),
    says=r"[Cc]ould not find (?:the following tasks in project: |task )[`'\"]?(?P<turbo>[\w:-]+)|Cannot find configuration for task (?:[\w@/-]+:)?(?P<nx>[\w-]+)|Could not find target [`'\"]?(?P<target>[\w-]+)",
)  # fmt: skip
def no_task(f: Failed) -> Advice | None:
    """A mistyped task of turbo or nx."""
    typed = f["turbo"] or f["nx"] or f["target"]
    word = next((w for w in f.command.words if w.value.rpartition(":")[2] == typed), None)
    known = tasks(f)
    near = among(typed, known)
    return f.hint(
        f"There is no task {typed}",
        *[f.swap(word, word.value.replace(typed, name)) for name in near if word],
        why=f"There are: {', '.join(known[:6])}." if known and not near else "",
        sure=0.95 if near else 0.85,
    )


@family.rule(when="Missing entry-point", says=r"Missing entry-point(?: to Worker script)?")
def no_worker(f: Failed) -> Advice:
    """wrangler was not told where the worker is."""
    names = (
        "src/index.ts",
        "src/worker.ts",
        "src/index.js",
        "src/worker.js",
        "index.ts",
        "index.js",
        "worker.ts",
        "worker.js",
        "src/main.ts",
    )
    entry = next((n for n in names if f.local.is_file(n)), "")
    settings = next(
        (n for n in ("wrangler.toml", "wrangler.jsonc", "wrangler.json") if f.local.is_file(n)), ""
    )
    return f.hint(
        "wrangler does not know which file is the Worker",
        f.append(entry) if entry else None,
        edit(f, settings) if settings else None,
        why=f'main = "{entry or "src/index.ts"}" in {settings or "wrangler.toml"} says it for good.',
        sure=0.94,
    )


@family.rule(
    when="could not determine executable to run", programs=("npx", "npm", "pnpm", "yarn", "bunx")
)
def tailwind_4(f: Failed) -> Advice | None:
    """Tailwind 4 has no `init`, and its program is a package of its own."""
    at = next(
        (i for i, w in enumerate(f.command.words) if w.value.split("@")[0] == "tailwindcss"), 0
    )
    if not at:
        return None
    following = [w.value for w in f.command.words[at + 1 :]]
    if following[:1] != ["init"]:
        return f.hint(
            "The program of Tailwind 4 is a package of its own",
            f.swap(f.command.words[at], "@tailwindcss/cli"),
            why="tailwindcss itself has no program since version 4.",
            sure=0.96,
        )
    vite = "vite" in project.dependencies(f)
    return f.hint(
        "Tailwind 4 has no init: it needs no tailwind.config.js",
        f.swap(f.command.words[at], "tailwindcss@3"),
        project.add(f, "@tailwindcss/vite" if vite else "@tailwindcss/postcss", dev=True),
        why="Version 3 has init; version 4 is a plug-in of vite or postcss, and is set up in the CSS.",
        sure=0.96,
    )


@family.rule(
    when=".prisma/client",
    says=r"Cannot find module '\.prisma/client|\.prisma/client/\S+ (?:not found|does not exist)",
)
def prisma_client(f: Failed) -> Advice:
    """`prisma generate` makes the client that @prisma/client loads."""
    return f.hint(
        "Prisma's client has not been generated", f.first("npx prisma generate"), sure=0.97
    )
