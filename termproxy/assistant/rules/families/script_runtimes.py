# ruff: noqa: E501  (messages stay whole, to be searched for)
"""deno and bun running files and tasks: permissions, modules, tasks that are not there."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

deno = Family("deno", "deno")
bun = Family("bun", "bun")
DENO = listed(
    """run task test fmt lint check add install remove outdated update uninstall init compile cache
    bench bundle doc eval repl serve info jsr publish upgrade coverage jupyter lsp types clean audit"""
)


@deno.rule(
    when=("run again with the --allow-", "--allow-"),
    says=r"[Rr]equires (?P<what>[\w ]+?) access(?: to (?P<to>[^,\n]+))?, (?:run again with|specify) the (?P<flag>--allow-[a-z]+) (?:flag|permission)",
)
def permission(f: Failed) -> Advice:
    """Deno runs without permissions unless they are given."""
    after = f.sub_word or 0
    return f.hint(
        f"Deno programs may not use {f['what']} unless allowed",
        f.insert(f["flag"], after=after),
        f.insert("-A", after=after),
        why=f"It wanted {f['to'].strip()}." if f["to"] else "",
        sure=0.97,
    )


def _lost(f: Failed, name: str) -> Advice | None:
    """A file to run that is not there."""
    path = re.sub(r"^file://", "", name).removeprefix(f.case.cwd.rstrip("/") + "/")
    word: Word | None = f.word(path) or f.word("./" + path)
    if word is None:
        return None
    if word is f.sub_word and f.program == "deno" and "." not in path and f.rest:
        command = nearest(path, DENO, prior=("run", "task", "test"))
        if command:
            fixes = [f.swap(word, n) for n in command]
            return f.hint(f"deno has no command {path}", *fixes, sure=0.94)
    near = f.local.near(path)
    return f.hint(
        f"There is no file {path}",
        *[f.swap(word, n) for n in near],
        why=f"There is {near[0]}." if near else "The path counts from this folder.",
        sure=0.95 if near else 0.85,
    )


@deno.rule(
    when="Module not found", says=r"Module not found \"(?P<name>[^\"]+)\"(?:[^\n]*\n\s+at file://(?P<by>[^\n]+?):(?P<line>\d+):\d+)?"
)  # fmt: skip
def module(f: Failed) -> Advice | None:
    """A file that is not there: the one to run, or one that is imported."""
    if f["by"]:
        return f.hint(
            f"An imported file is not there: {f['name'].rsplit('/', 1)[-1]}",
            edit(f, f["by"], f["line"]),
            why="Deno wants the whole name, with its ending.",
            sure=0.92,
        )
    return _lost(f, f["name"])  # fmt: skip


@deno.rule(
    when="not a dependency and not in import map",
    says=r"[\"'](?P<name>[^\"']+)[\"'] not a dependency and not in import map(?:[^\n]*\n(?:[^\n]*\n)?\s+at file://(?P<by>[^\n]+?):(?P<line>\d+):\d+)?",
)
def bare(f: Failed) -> Advice:
    """An import that nothing maps to a package."""
    name = f["name"]
    return f.hint(
        f"Deno does not know where {name} comes from",
        ahead(f, f"deno add npm:{name}"),
        edit(f, f["by"], f["line"]) if f["by"] else None,
        why="Bare names need an entry in deno.json, or the prefix npm: or jsr:.",
        sure=0.9,
    )


@deno.rule(when="Task not found", says=r"Task not found: (?P<name>\S+)")
def no_task(f: Failed) -> Advice:
    """A task that deno.json or package.json does not have."""
    tasks = re.findall(r"^- (\S+)", f.output, re.MULTILINE) or list(f.local.npm_scripts)
    near = nearest(f["name"], tasks)
    return f.hint(
        f"There is no task {f['name']}",
        *[f.swap(f["name"], n) for n in near],
        "deno task" if not near else None,
        why=f"Did you mean {near[0]}?" if near else f"There is {', '.join(tasks[:6])}." if tasks else "",
        sure=0.95 if near else 0.85,
    )  # fmt: skip


@deno.rule(when="unrecognized subcommand", says=r"unrecognized subcommand '(?P<name>[^']+)'")
def deno_command(f: Failed) -> Advice | None:
    """A mistyped command of deno."""
    near = nearest(f["name"], DENO, prior=("run", "task", "test"))
    if not near:
        return None
    return f.hint(
        f"deno has no command {f['name']}", *[f.swap(f["name"], n) for n in near], sure=0.95
    )


deno.hint(
    "lockfile",
    "A download differs from what deno.lock says",
    lambda f: f.insert("--reload", after=f.sub_word or 0),
    when="The source code is invalid, as it does not match the expected hash in the lock file",
    why="Make sure that the change is meant before you accept it.",
    sure=0.85,
)


@deno.rule(when="FAILED", on="test", says=r"^ ?FAILED \| \d+ passed")
def deno_tests(f: Failed) -> Quiet:
    """(silence) a failing test says itself what is wrong"""
    return Quiet("a failing test is the programmer's business", 0.96)


@deno.rule(
    when=("Found ", "not formatted"),
    on=("lint", "fmt"),
    says=r"^(?:error: )?Found \d+ (?:problem|not formatted)",
)
def deno_findings(f: Failed) -> Quiet:
    """(silence) deno lint and fmt --check list what they find"""
    return Quiet("the findings were asked for", 0.96)  # fmt: skip


@bun.rule(when="Module not found", says=r"^error: Module not found \"(?P<name>[^\"]+)\"")
def bun_file(f: Failed) -> Advice | None:
    """bun is to run a file that is not there."""
    return _lost(f, f["name"])


@bun.rule(
    when="Cannot find",
    says=r"^error: Cannot find (?:package|module) '(?P<name>[^']+)' from '(?P<by>[^']+)'",
)
def bun_package(f: Failed) -> Advice:
    """A package that is not installed, or a file that is not there."""
    name = f["name"]
    if name.startswith((".", "/")):
        return f.hint(
            f"{name} does not exist",
            edit(f, f["by"]),
            why=f"{f['by'].rsplit('/', 1)[-1]} imports it.",
            sure=0.9,
        )
    package = "/".join(name.split("/")[: 2 if name[0] == "@" else 1])
    listed_there = f'"{package}"' in f.local.text("package.json", 1 << 16)
    return f.hint(
        f"The package {package} is not installed",
        ahead(f, "bun install") if listed_there else f"bun add {package}",
        sure=0.95,
    )  # fmt: skip


bun.hint(
    "frozen",
    "bun's lock file does not fit package.json",
    lambda f: f.without("--frozen-lockfile"),
    when="lockfile had changes, but lockfile is frozen",
    sure=0.95,
)
bun.hint(
    "no-package",
    "The registry has no package {name}",
    "npm search {name}",
    when="failed to resolve",
    says=r"error: (?P<name>@?[\w./-]+)@\S* failed to resolve",
    sure=0.88,
)
