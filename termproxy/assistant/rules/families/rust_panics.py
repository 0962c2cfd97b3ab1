"""Rust programs that panic or overflow their stack: where, and for what they asked there."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.rust import family
from termproxy.assistant.rules.places import edit, found, sample
from termproxy.assistant.rules.words import quote


@family.rule(
    when="panicked at",
    says=r"thread '(?P<thread>[^']+)'(?: \(\d+\))? panicked at (?:'(?P<old>[^'\n]*)', )?"
    r"(?P<file>[^\s:]+):(?P<line>\d+)(?::\d+)?:?\n?(?P<what>[^\n]*)",
    programs=(),
)
def panic(f: Failed) -> Advice | None:
    """A Rust program panicked: where, for what it asked there, or a backtrace."""
    if "test result: FAILED" in f.output:
        return None
    asked = _variable_unset(f) or _file_absent(f)
    if asked:
        return asked
    bare = f.case.command.strip()
    told = "RUST_BACKTRACE" in bare or "stack backtrace" in f.output
    return f.hint(
        f"The program panicked: {f['old'] or f['what'] or 'it panicked'}",
        None if f["file"].startswith("/") else edit(f, f["file"], f["line"]),
        None if told else f"RUST_BACKTRACE=1 {bare}",
        why=f"At {f['file']}, line {f['line']}.",
        sure=0.89,
    )


def _source(f: Failed) -> str:
    """The line of the user's source where it panicked, or ""."""
    lines = f.local.text(found(f, f["file"])).splitlines()
    at = int(f["line"])
    return lines[at - 1] if 0 < at <= len(lines) else ""


def _variable_unset(f: Failed) -> Advice | None:
    if "NotPresent" not in f["what"] + f["old"]:
        return None
    name = re.search(r"\bvar\(\"(\w+)\"\)", _source(f))
    return f.hint(
        f"The environment variable {name[1]} is not set"
        if name
        else "An environment variable is not set",
        f"{name[1]}=<value> {f.text}" if name else None,
        edit(f, f["file"], f["line"]),
        why=f"{f['file']}, line {f['line']}, reads it.",
        sure=0.92,
    )


def _file_absent(f: Failed) -> Advice | None:
    if "kind: NotFound" not in f["what"] + f["old"]:
        return None
    names = re.findall(r"\"([\w./ -]+)\"", _source(f))
    path = next((n for n in names if "." in n + "/" and not f.local.exists(n)), "")
    if not path:
        return None
    near = f.local.near(path, limit=1) or f.local.elsewhere(path)[:1]
    model = sample(f, path)
    return f.hint(
        f"The program finds no {path}",
        f.first(f"cp {quote(model)} {quote(path)}") if model else None,
        edit(f, f["file"], f["line"]),
        why=f"There is {near[0]}."
        if near
        else f"{f['file']}, line {f['line']}, opens it; the path counts from this folder.",
        sure=0.91,
    )


@family.rule(when="has overflowed its stack", programs=())
def stack_overflow(f: Failed) -> Advice:
    """Recursion without an end, or more than the stack holds."""
    return f.hint(
        "The program overflowed its stack",
        f"RUST_MIN_STACK=67108864 {f.text}"
        if "thread 'main'" not in f.output
        else f"(ulimit -s 65536; {f.text})",
        f"gdb -batch -ex run -ex 'bt 30' {f.text}" if f.program not in ("cargo", "sudo") else None,
        why="A function that calls itself without an end, or large arrays on the stack.",
        sure=0.85,
    )
