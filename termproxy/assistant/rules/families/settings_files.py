# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Settings in TOML, YAML or INI that a tool cannot read: the file, and the line to look at."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import edit, found
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("settings")

FILE = r"(?P<file>[^\s'\"`:(]+\.(?:toml|ya?ml|json|ini|cfg))"
# Of ruff's settings (docs.astral.sh/ruff/settings), those that are set at the top.
KNOWN = listed(
    """select ignore extend-select extend fixable unfixable exclude include line-length
indent-width target-version lint format per-file-ignores preview respect-gitignore src cache-dir
builtins required-version output-format fix unsafe-fixes show-fixes force-exclude
extend-exclude namespace-packages"""
)


@family.rule(
    when=("TOML parse error", "Failed to parse", "Invalid TOML file", "TOMLDecodeError", "unknown field `", "Failed to load configuration"),
    says=r"TOML parse error at line (?P<line>\d+)|Invalid TOML file|\(at line (?P<at>\d+), column \d+\)|unknown field `",
)  # fmt: skip
def toml(f: Failed) -> Advice | None:
    """A TOML file with a slip, or with a setting that the tool does not know."""
    file = f.find(r"(?P<file>[^\s'\"`:(]+\.toml)\b")
    path = found(f, file["file"]) if file else "pyproject.toml"
    if not f.local.is_file(path):
        return None
    at = f["line"] or f["at"]
    col = f.find(r"at line (?P<line>\d+) col")
    at = at or (col["line"] if col else "")
    unknown = f.find(
        r"unknown field `(?P<name>[^`]+)`(?:, expected (?:one of )?(?P<known>[^\n]+))?"
    )
    if unknown:
        name = unknown["name"]
        lines = f.local.text(path).splitlines()
        at = next((str(n) for n, text in enumerate(lines, 1) if re.match(rf"\s*\[?[\w.]*\b{re.escape(name)}\b", text)), at)  # fmt: skip
        known = re.findall(r"`([^`]+)`", unknown["known"] or "") or (
            KNOWN if f.program == "ruff" else []
        )
        near = nearest(name, known, limit=1)
        return f.hint(
            f"{path} has a setting that {f.program} does not know: {name}",
            f"sed -i 's/^\\( *\\){name}\\b/\\1{near[0]}/' {path} && {f.text}" if near else None,
            edit(f, path, at),
            why=f"Did you mean {near[0]}?" if near else "",
            sure=0.95,
        )
    said = f.find(r"(?:\|\s+\^*\s*\n)(?P<said>[a-zA-Z][^\n]{4,100})$")
    return f.hint(
        f"{path} is not valid TOML{f' in line {at}' if at else ''}",
        edit(f, path, at),
        why=said["said"] if said else "",
        sure=0.94,
    )


@family.rule(
    when=("yaml: line", "ScannerError", "ParserError", "yaml: unmarshal errors", "did not find expected", "mapping values are not allowed"),
    says=r"yaml: (?:unmarshal errors:\s+)?line (?P<line>\d+): (?P<said>[^\n]+)|^\s+in \"(?P<file>[^\"<]+)\", line (?P<at>\d+)",
)  # fmt: skip
def yaml(f: Failed) -> Advice | None:
    """A YAML file with a slip."""
    named = f["file"] or next(
        (w.value for w in f.operands if re.search(r"\.ya?ml$", w.value) and f.local.is_file(w.value)), "",
    )  # fmt: skip
    told = f.find(rf"(?:file|open|parse|in) ['\"`]?{FILE}")
    named = named or (told["file"] if told else "")
    if not named:
        return None
    at = f["line"]
    for place in re.findall(r"^\s+in \"[^\"<]+\", line (\d+)", f.output, re.MULTILINE):
        at = place  # the last one is where it went wrong
    path = found(f, named)
    return f.hint(
        f"{path}, line {at}: {f['said']}"
        if re.search(r"^field \S+ not found in type", f["said"] or "")
        else f"{path} is not valid YAML in line {at}",
        edit(f, path, at),
        why=f["said"],
        sure=0.93,
    )


@family.rule(
    when=("unexpected line", "no section header", "Error reading config file", "[line ", "contains no section headers"),
    says=rf"(?:ERROR: )?{FILE}:(?P<line>\d+): (?P<said>unexpected [^\n]+|no section header[^\n]*)|"
    r"MissingSectionHeaderError|Source contains parsing errors: '(?P<parse>[^']+)'\s*\[line +(?P<at>\d+)\]",
)  # fmt: skip
def ini(f: Failed) -> Advice | None:
    """An INI file with a slip."""
    told = f.find(r"(?m)^file: '(?P<file>[^']+)', line: (?P<line>\d+)")
    path = f["file"] or f["parse"] or (told["file"] if told else "")
    if not path:
        return None
    at = f["line"] or f["at"] or (told["line"] if told else "")
    path = found(f, path)
    return f.hint(f"{path}: line {at} is no setting", edit(f, path, at), why=f["said"], sure=0.93)
