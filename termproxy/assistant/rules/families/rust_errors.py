# ruff: noqa: E501
"""What rustc refuses: the line to open, and the cure it shows itself where that is a sure one."""

from __future__ import annotations

import re
from itertools import takewhile

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.rust import family
from termproxy.assistant.rules.places import edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest

ERROR = (
    r"^error(?:\[(?P<code>E\d+)\])?: (?P<what>[^\n]+)\n\s*--> (?P<file>[^:\n]+):(?P<line>\d+):\d+"
)
CURE = re.compile(
    r"^help: (?P<help>[^\n]*(?:similar name|consider importing|perhaps you want to import|mutable)[^\n]*)\n"
    r"\s*\|\n(?P<rows>(?: *\d+ [-+|~] ?[^\n]*\n|\s*\| *[+~]+[^\n]*\n)+)",
    re.MULTILINE,
)


@family.rule(when=("error[E", "error: "), says=ERROR)
def error_in_source(f: Failed) -> Advice | None:
    """rustc refuses a line: mend it as it says where that is sure, or open the editor there."""
    code = f["code"]
    module = f.find(r'create file "([^"]+)"')
    if code == "E0583" and module:
        near = f.local.near(module[1], limit=1)
        return f.hint(
            f["what"],
            f"touch {quote(module[1])} && {f.text}",
            edit(f, f["file"], f["line"]),
            why=f"There is {near[0]}." if near else f"Its file would be {module[1]}.",
            sure=0.86,
        )
    if f["file"].endswith("Cargo.toml"):
        return f.hint(f["what"], edit(f, "Cargo.toml", f["line"]), sure=0.9)
    cure = _cure(f)
    return f.hint(
        f"{found(f, f['file'])}:{f['line']}: {f['what']}",
        f.first(cure) if cure else None,
        edit(f, f["file"], f["line"]),
        "rustc --crate-type lib " + quote(f["file"])
        if code == "E0601" and f.program == "rustc"
        else None,
        f"rustc --explain {code}" if code else "",
        why=_meaning(f),
        sure=0.9 if cure else 0.85,
    )


def _cure(f: Failed) -> str:
    """sed, for what rustc is sure of (a name, a `use`, a `mut`) and where nothing else is wrong."""
    cures = list(dict.fromkeys(m["rows"] for m in CURE.finditer(f.output)))
    errors = len(re.findall(r"^error(?:\[E\d+\])?: [^\n]+\n\s*-->", f.output, re.MULTILINE))
    path = found(f, f["file"])
    if (
        len(cures) != 1
        or (errors > 1 and f.output.count(cures[0]) < errors)
        or not f.local.is_file(path)
    ):
        return ""
    rows = re.findall(r"^ *(?P<at>\d+) (?P<sign>[-+|~]) ?(?P<text>[^\n]*)$", cures[0], re.MULTILINE)
    if len(rows) == 1 and rows[0][1] == "+":
        return f"sed -i {quote(f'{rows[0][0]}i {rows[0][2]}')} {quote(path)}"
    at = {row[0] for row in rows}
    lines = f.local.text(path).splitlines()
    if len(at) != 1 or len(rows) > 2 or not 0 < (number := int(at.pop())) <= len(lines):
        return ""
    change = _changed(lines[number - 1], rows[-1][2])
    return f"sed -i {quote(f'{number}s/{change}/')} {quote(path)}" if change else ""


def _changed(old: str, new: str) -> str:
    """What differs between two lines, whole words, as `old/new` for sed; "" if that is no word."""
    mine, theirs = (re.findall(r"\w+|\W", line.strip()) for line in (old, new))
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(mine, theirs, strict=False))))
    left, right = mine[same:], theirs[same:]
    tail = len(list(takewhile(lambda p: p[0] == p[1], zip(left[::-1], right[::-1], strict=False))))
    left, right = left[: len(left) - tail], right[: len(right) - tail]
    if not left:  # `let x` -> `let mut x`: the word after it holds the place
        left, right = mine[same : same + 1], [*right, *mine[same : same + 1]]
    was, now = "".join(left), "".join(right)
    fits = re.fullmatch(r"\w+", was) and re.fullmatch(r"[\w ]+", now)
    if fits and was not in re.findall(r"\w+", now) and not nearest(was, [now]):
        return ""  # rustc suggests freely
    if not fits or re.sub(rf"\b{was}\b", now, old.strip(), count=1) != new.strip():
        return ""
    return rf"\b{was}\b/{now}"


def _meaning(f: Failed) -> str:
    if f["what"].startswith("the `?` operator"):
        return "The function must return a Result too: fn main() -> Result<(), Box<dyn std::error::Error>>."
    if f["code"] == "E0277" and (trait := f.find(r"add `#\[derive\((\w+)\)\]` to `([^`]+)`")):
        return f"#[derive({trait[1]})] above {trait[2]} gives it that."
    return MEANINGS.get(
        f["code"], "rustc shows the place and often the cure below the first error."
    )


MEANINGS = {
    "E0382": "The value was moved before: borrow it with &, or clone it.",
    "E0499": "It is borrowed mutably twice at once.",
    "E0502": "It is borrowed both mutably and immutably at once.",
    "E0505": "It is moved while still borrowed.",
    "E0308": "The types do not fit.",
    "E0425": "No such name in scope: a typo, or a missing `use`.",
    "E0412": "No such type in scope: a typo, or a missing `use`.",
    "E0433": "A path does not lead anywhere: a typo, a missing `use`, or a crate not in Cargo.toml.",
    "E0432": "The import leads nowhere: a typo, or a crate not in Cargo.toml.",
    "E0599": "The type has no such method: a typo, or its trait is not imported.",
    "E0277": "The type does not implement the trait that is asked for.",
    "E0384": "The variable is not declared mut.",
    "E0596": "The variable is not declared mut.",
    "E0106": "A reference needs a lifetime here.",
    "E0597": "The value does not live long enough.",
    "E0061": "The number of arguments is wrong.",
    "E0603": "It is private: declare it pub.",
    "E0004": "The match does not cover every case.",
    "E0023": "The pattern has the wrong number of fields.",
    "E0063": "A field is missing.",
    "E0601": "A program starts at fn main(); a library is compiled with --crate-type lib.",
    "E0728": "Mark the function async; main itself needs a runtime, such as #[tokio::main].",
}
