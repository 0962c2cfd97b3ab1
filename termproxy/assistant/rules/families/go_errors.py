# ruff: noqa: E501  (messages stay whole, to be searched for)
"""go build, run, test: errors in the sources, and panics."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.golang import family
from termproxy.assistant.rules.places import edit, sample
from termproxy.assistant.rules.words import quote


@family.rule(when="import cycle not allowed")
def cycle(f: Failed) -> Advice:
    """Packages that import each other."""
    chain = re.findall(r"^(?:package|\s+imports) (\S+?)(?::|$| from)", f.output, re.MULTILINE)
    short = [name.rsplit("/", 1)[-1] for name in chain]
    last = f.find(r"from (\S+\.go): import cycle")
    file = (
        f"{chain[-2].removeprefix(chain[0]).strip('/')}/{last[1]}"
        if last and len(chain) > 2
        else ""
    )
    file = (
        file
        if f.local.is_file(file)
        else next(iter(f.local.elsewhere(last[1])), "")
        if last
        else ""
    )
    return f.hint(
        "Packages import each other in a circle",
        edit(f, file) if file else None,
        why=(" → ".join(short[-4:]) + ". " if short else "")
        + "Move what both need into a third package.",
        sure=0.92,
    )


@family.rule(
    when=(".go:",),
    says=r"^(?:vet: )?(?P<file>(?:\./|\.\./|/)?[\w./@-]+\.go):(?P<line>\d+)(?::\d+)?: (?P<what>.+)$",
    programs=("go", "gofmt", "make", "golangci-lint", "air", "dlv", "wails"),
)
def error_in_source(f: Failed) -> Advice | None:
    """The compiler refuses a line: open the editor there."""
    what = f["what"]
    if f.sub == "test" and "--- FAIL" in f.output:
        return None
    if (
        f["what"].startswith("fatal error:")
        or f.output.lstrip().startswith("panic:")
        or "goroutine " in f.output
    ):
        return None
    if f.find(r"no required module|is not in std|missing go.sum|cannot find module"):
        return None
    why = ""
    for pattern, text in MEANINGS:
        if re.search(pattern, what):
            why = text
            break
    return f.hint(
        f"{f['file'].removeprefix('./')}:{f['line']}: {what}",
        edit(f, f["file"], f["line"]),
        why=why or "The first error counts; the others often follow from it.",
        sure=0.86,
    )


MEANINGS = (
    (r"declared and not used", "Go refuses variables that are not used: use it, or write _."),
    (r"^undefined: ", "No such name: a typo, a missing import, or a file that was not given."),
    (r"undefined \(", "The type has no such field or method, or it begins with a small letter."),
    (r"^cannot use ", "The types do not fit."),
    (r"mismatched types", "The types do not fit: convert one of them."),
    (r"missing return", "A path of the function ends without return."),
    (r"not enough arguments|too many arguments", "The call does not fit the function."),
    (r"redeclared", "The name is declared twice; := makes a new one."),
    (r"import cycle", "Two packages import each other."),
    (r"no new variables", "All of them exist already: assign with =."),
    (
        r"assignment mismatch: 1 variable but .* returns 2",
        "The call returns two values: take both, as in x, err :=.",
    ),
    (
        r"pattern .*: no matching files",
        "go:embed counts from the source file's folder, and takes no empty one.",
    ),
    (r"^cannot infer|^cannot use generic", "A type parameter has to be named."),
    (r"non-boolean condition", "A condition is a bool: compare it with something."),
    (
        r"missing function body|unexpected semicolon or newline before \{",
        "{ stands at the end of the line before.",
    ),
    (r"syntax error", "The line, or the one before, is not complete."),
    (r"does not implement", "A method of the interface is missing, or has a pointer receiver."),
)


@family.rule(when="undefined: ", programs=("go",), on="run")
def run_needs_all_files(f: Failed) -> Advice | None:
    """go run main.go leaves the other files of the package out."""
    name = f.find(r"undefined: (\w+)")
    files = [w for w in f.operands if w.value.endswith(".go")]
    if not name or len(files) != 1 or "/" in files[0].value:
        return None
    pattern = re.compile(rf"^(?:func|var|const|type)\s+(?:\([^)]*\)\s*)?{name[1]}\b", re.MULTILINE)
    for entry in f.local.entries():
        if (
            entry.endswith(".go")
            and entry != files[0].value
            and pattern.search(f.local.text(entry))
        ):
            return f.hint(
                f"{name[1]} is in {entry}, which was not given",
                f.swap(files[0], "."),
                why="go run . takes all files of the package.",
                sure=0.96,
            )
    return None


@family.rule(when="panic: ", says=r"^panic: (?P<what>.+)$")
def panic(f: Failed) -> Advice | None:
    """A Go program panicked: the first line of its own code."""
    frames = re.findall(r"^\t(\S+\.go):(\d+)", f.output, re.MULTILINE)
    mine = [(p, n) for p, n in frames if p.startswith(f.local.cwd + "/")] or [
        (p, n) for p, n in frames if "/go/src/" not in p and "/pkg/mod/" not in p
    ]
    if f.sub == "test" and "--- FAIL" in f.output and not mine:
        return None
    cause = "A nil pointer was used." if "nil pointer" in f["what"] else ""
    return f.hint(
        f"The program panicked: {f['what']}",
        edit(f, *mine[0]) if mine else None,
        why=cause or (f"{os.path.basename(mine[0][0])}, line {mine[0][1]}." if mine else ""),
        sure=0.86,
    )


@family.rule(
    when=": no such file or directory",
    says=r"^(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d |panic: |Error: |error: )(?:[\w ]+: )*(?:open|stat|lstat) (?P<path>[^\s:]+): no such file or directory$",
    on="run",
    programs="go",
)
def file_absent(f: Failed) -> Advice:
    """The program itself, by log.Fatal or panic, finds no file."""
    near = f.local.near(f["path"], limit=1) or f.local.elsewhere(f["path"])[:1]
    model = sample(f, f["path"])
    return f.hint(
        f"The program finds no {f['path']}",
        f.first(f"cp {quote(model)} {quote(f['path'])}") if model else None,
        None
        if model
        else "ls"
        if "/" not in f["path"]
        else f"ls {quote(os.path.dirname(f['path']))}",
        why=f"There is {near[0]}." if near else "The path counts from this folder.",
        sure=0.88,
    )
