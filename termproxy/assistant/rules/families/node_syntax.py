# ruff: noqa: E501  (messages stay whole, to be searched for)
"""node: import or require in the wrong kind of file, TypeScript given to node."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families import project
from termproxy.assistant.rules.families.node import (
    FRAME,
    edit_frame,
    family,
    own_frame,
    script_word,
)


def _own_source(f: Failed) -> str:
    frame = own_frame(f)
    word = script_word(f)
    return frame[0] if frame else word.value if word else ""


@family.rule(when="Cannot use import statement outside a module")
def import_in_commonjs(f: Failed) -> Advice | None:
    """`import` in a file that node takes for CommonJS."""
    if "Jest encountered" in f.output or "●" in f.output:
        return None
    source = _own_source(f)
    word = f.word(source)
    if source.endswith(".ts"):
        return f.hint(
            "node cannot run TypeScript with imports this way",
            f.rewrite(f"npx tsx {source}"),
            sure=0.9,
        )
    if "node_modules" in source or not source:
        return f.hint(
            "A package wants to be loaded as an ES module", "npm pkg set type=module", sure=0.72
        )
    module = re.sub(r"\.c?js$", ".mjs", source)
    typed = f.first("npm pkg set type=module")
    renamed = (
        f"mv {source} {module} && {f.swap(word, module)}" if word and module != source else None
    )
    manifest = bool(f.local.above("package.json"))
    return f.hint(
        f"{source} uses import, but node takes it for CommonJS",
        *([typed, renamed] if manifest and not source.endswith(".cjs") else [renamed]),
        why='ES modules need "type": "module" in package.json, or the ending .mjs.',
        sure=0.95,
    )


@family.rule(
    when=(
        "is not defined in ES module scope",
        "ERR_REQUIRE_ESM",
        "require() of ES Module",
        "ERR_AMBIGUOUS_MODULE_SYNTAX",
    )
)
def require_in_module(f: Failed) -> Advice | None:
    """CommonJS in an ES module, or require() of one."""
    esm = f.find(r"require\(\) of ES Module (\S+)")
    if esm:
        package = re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", esm[1])
        source = _own_source(f)
        return f.hint(
            f"{package[1] if package else 'It'} is an ES module only: it must be imported, not required",
            project.edit(*(own_frame(f) or (source, ""))) if source else None,
            f.first("npm pkg set type=module"),
            why="Write `await import(...)`, or install its last CommonJS version.",
            sure=0.85,
        )
    source = _own_source(f)
    word = f.word(source)
    if not source:
        return None
    common = re.sub(r"\.m?js$", ".cjs", source)
    name = (f.find(r"(\S+) is not defined in ES module scope") or [""] * 2)[1]
    if name in ("__dirname", "__filename"):
        new = f"import.meta.{name.strip('_')}"
        return f.hint(
            f"{source} is an ES module: it has no {name}",
            f"sed -i 's/\\b{name}\\b/{new}/g' {source} && {f.text}",
            edit_frame(f),
            why=f"There it is {new} (from node 20.11 on).",
            sure=0.94,
        )
    return f.hint(
        f"{source} is an ES module: it has no {name or 'require'}",
        f"mv {source} {common} && {f.swap(word, common)}" if word and common != source else None,
        edit_frame(f),
        why="Use import, or give it the ending .cjs.",
        sure=0.94,
    )


@family.rule(when=("ERR_UNKNOWN_FILE_EXTENSION", "Missing initializer in const", "Unexpected token ':'", "Unexpected identifier", "Unexpected strict mode reserved word", "Unexpected reserved word", "ERR_UNSUPPORTED_TYPESCRIPT", "Unexpected token 'export'", "Unexpected token"), programs=("node", "nodejs", "nodemon"))  # fmt: skip
def typescript(f: Failed) -> Advice | None:
    """node given a .ts file."""
    word = next((w for w in f.operands if re.search(r"\.[cm]?tsx?$", w.value)), None)
    if word is None or (f.find(FRAME) is None and "ERR_UNKNOWN_FILE" not in f.output):
        return None
    tail = " ".join(w.raw for w in f.command.words[1:])
    return f.hint(
        "This node cannot run TypeScript",
        f.rewrite(f"npx tsx {tail}"),
        f.rewrite(f"npx ts-node {tail}"),
        sure=0.96,
    )
