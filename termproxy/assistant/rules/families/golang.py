# ruff: noqa: E501
"""go: modules, packages, the compiler's errors."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("go", "go", "gofmt", "golangci-lint", "dlv", "air")

COMMANDS = listed(
    "build run test mod get install fmt vet clean doc env generate list tool work version fix bug"
)
NESTED = {
    "mod": listed("init tidy download edit graph vendor verify why"),
    "work": listed("init use sync edit vendor"),
}


def module_name(f: Failed) -> str:
    """A module path for this folder, the way people make one up."""
    name = re.sub(r"[^a-z0-9-]+", "-", os.path.basename(f.local.cwd.rstrip("/")).lower()).strip("-")
    repository = re.search(
        r"url\s*=\s*\S*?([\w.-]+\.\w+)[:/]([\w./-]+?)(?:\.git)?\s*$",
        f.local.text(".git/config"),
        re.MULTILINE,
    )
    if repository:
        return f"{repository[1]}/{repository[2]}"
    return (
        "example.com/app"
        if name in ("", "src", "app", "go", "proj", "tmp")
        else f"example.com/{name}"
    )


@family.rule(when="unknown command", says=r"^go (?P<typed>[\w -]+?): unknown command")
def unknown_command(f: Failed) -> Advice | None:
    """A mistyped sub-command."""
    words = f["typed"].split()
    if len(words) == 1 and words[0] in NESTED and f.rest:
        words.append(f.rest[0].value)
    typed, known = words[-1], NESTED.get(words[0], COMMANDS) if len(words) > 1 else COMMANDS
    near = nearest(typed, known, prior=("build", "run", "test", "get", "install", "tidy"))
    other = {"add": "get", "i": "install", "init": "mod init", "tidy": "mod tidy", "lint": "vet",
             "format": "fmt", "start": "run", "update": "get -u", "remove": "mod tidy",
             "download": "mod download", "vendor": "mod vendor"}.get(typed)  # fmt: skip
    if other and len(words) == 1:
        return f.hint(f"go has no command {typed}", f.swap(typed, other, bare=True), sure=0.93)
    return f.hint(
        f"go {words[0]} has no command {typed}" if len(words) > 1 else f"go has no command {typed}",
        *[f.swap(typed, name) for name in near],
        "go help" if not near else None,
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.96 if near else 0.8,
    )


@family.rule(
    when=("go.mod file not found", "cannot find main module", "does not contain main module",
          "outside available modules", "modules disabled", "in any of:"),
)  # fmt: skip
def no_module(f: Failed) -> Advice | None:
    """There is no go.mod here or above."""
    folders = [p.rsplit("/", 1)[0] for p in f.local.elsewhere("go.mod") if "/" in p]
    init = f"go mod init {module_name(f)}"
    told = "example.com/" not in init  # from the repository's address; else made up
    if folders and not f.local.is_file("go.mod"):
        return f.hint(
            f"The module is in {folders[0]}", f"cd {quote(folders[0])} && {f.text}", sure=0.93
        )
    packages = re.findall(r"provides package (\S+?)[:;]", f.output)
    if f.sub == "get" and not any(n.endswith(".go") for n in f.local.entries()):
        at = f.operands[1].raw if len(f.operands) > 1 else ""
        versioned = at if "@" in at else f"{at}@latest"
        return f.hint(
            "There is no go.mod here: go get adds packages to a module",
            ahead(f, init),
            f"go install {versioned}" if at else None,
            why="Start a module, or install a program with go install.",
            sure=0.9,
            verified=told,
        )
    if f.sub == "mod" and f.rest and f.rest[0].value == "init":
        return f.hint(
            "go mod init wants a name", f.append(module_name(f)), sure=0.93, verified=told
        )
    if packages or f.find(r"^package \S+ is not in|cannot find package"):
        return f.hint(
            "There is no go.mod here or above, and other packages are needed",
            f"{init} && go mod tidy && {f.text}",
            why="The module's name is up to you.",
            sure=0.95,
            verified=told,
        )
    return f.hint(
        "There is no go.mod here or above",
        ahead(f, init),
        why="A module must be started once; the name is up to you.",
        sure=0.98 if "[setup failed]" in f.output else 0.93,
        verified=told,
    )


@family.rule(when="cannot determine module path")
def init_wants_a_name(f: Failed) -> Advice | None:
    """go mod init without a name."""
    return f.hint(
        "go mod init wants a name",
        f.append(module_name(f)),
        why="The name is up to you: usually the address of the repository.",
        sure=0.94,
        verified=False,
    )


@family.rule(
    when=("no required module provides package", "missing go.sum entry", "updates to go.mod needed",
          "updates to go.sum needed", "updating go.mod", "cannot find module providing package"),
)  # fmt: skip
def package_missing(f: Failed) -> Advice | None:
    """A package that go.mod does not require yet."""
    if "go.mod file not found" in f.output:
        return None
    names = dict.fromkeys(re.findall(
        r"(?:no required module provides package|cannot find module providing package) ([^\s:;]+)",
        f.output,
    ))  # fmt: skip
    if not names or "missing go.sum" in f.output or "updates to go" in f.output:
        return f.hint(
            "go.mod and go.sum do not list everything that is needed",
            ahead(f, "go mod tidy"),
            why="go mod tidy writes what is missing.",
            sure=0.95,
        )
    name = next(iter(names))
    module = re.search(r"^module\s+(\S+)", f.local.text("go.mod"), re.MULTILINE)
    if module and name.startswith(module[1] + "/"):
        folder = name[len(module[1]) + 1 :]
        near = f.local.near(folder, folders=True, limit=1)
        place = f.find(r"^(\S+\.go):(\d+):\d+: ")
        return f.hint(
            f"The module has no package {folder}",
            edit(f, place[1], place[2]) if place else "",
            why=f"There is {near[0]}." if near else "No folder of that name is here.",
            sure=0.88,
        )
    near = f.local.near(name) or f.local.elsewhere(name) if "/" not in name else []
    near = [other for other in near if other.endswith(".go")]
    if name.endswith(".go") or near:
        return f.hint(
            f"No {name} here", *[f.swap(name, o) for o in near], sure=0.96 if near else 0.85
        )
    if "." not in name.split("/")[0]:
        return None
    if f.sub == "install":
        versioned = [f.swap(name, f"{name}@latest")]
        return f.hint(
            f"{name} is not part of this module: say which version", *versioned, sure=0.95
        )
    step = f"go get {' '.join(names)}" if len(names) < 4 else "go mod tidy"
    return f.hint(
        f"go.mod does not require {name} yet", ahead(f, step), ahead(f, "go mod tidy"), sure=0.95
    )


@family.rule(when="no go files listed", on="run")
def run_nothing(f: Failed) -> Advice | None:
    """go run without a file or package."""
    return f.hint("go run wants a package or files", f.append("."), sure=0.95)


@family.rule(
    when="already exists and is a directory",
    says=r'build output "(?P<name>[^"]+)" already exists and is a directory',
    on="build",
)
def output_is_a_folder(f: Failed) -> Advice | None:
    """The program would be written where a folder of its name stands."""
    return f.hint(
        f"The program would be called {f['name']}, and that is a folder",
        f.insert(f"-o bin/{f['name']}", after=f.sub_word or 0),
        f.insert("-o /dev/null", after=f.sub_word or 0),
        why="-o says where to write it.",
        sure=0.93,
    )


@family.rule(
    when=("is not in std", "is not in GOROOT"),
    says=r"(?:(?P<file>\S+\.go):(?P<line>\d+):\d+: )?package (?P<name>\S+) is not in (?:std|GOROOT)",
)
def not_in_std(f: Failed) -> Advice | None:
    """An import or argument without a dot: taken for the standard library."""
    name = f["name"]
    std = listed(
        """fmt os io net/http encoding/json strings strconv errors time sync context bufio bytes
log math math/rand path path/filepath regexp sort testing flag html/template text/template net
net/url os/exec os/signal io/ioutil reflect runtime unicode crypto/sha256 crypto/rand database/sql
slices maps cmp log/slog embed encoding/csv encoding/hex encoding/base64 archive/zip"""
    )
    near = nearest(name, std, limit=1)
    if f["file"]:
        mend = (
            f'sed -i \'{f["line"]}s|"{name}"|"{near[0]}"|\' {quote(f["file"])} && {f.text}'
            if near and f.local.is_file(f["file"])
            else None
        )
        return f.hint(
            f"There is no package {name}",
            mend,
            edit(f, f["file"], f["line"]),
            why=f"Did you mean {near[0]}?" if near else _of_this_module(f, name),
            sure=0.9,
        )
    if f.local.is_dir(name) and f.word(name):
        return f.hint("A folder is named with ./ in front", f.swap(name, f"./{name}"), sure=0.95)
    if f.local.is_file(f"{name}.go") and f.word(name):
        return f.hint(f"The file is {name}.go", f.swap(name, f"{name}.go"), sure=0.95)
    folders = f.local.near(name, folders=True, limit=1) if f.word(name) else []
    return f.hint(
        f"There is no package {name}",
        *[f.swap(name, f"./{folder}") for folder in folders],
        "go list ./...",
        sure=0.85,
    )


def _of_this_module(f: Failed, name: str) -> str:
    """Why an import without a dot is none of this module's packages either."""
    module = re.search(r"^module\s+(\S+)", f.local.text("go.mod"), re.MULTILINE)
    inside = name.removeprefix(f"{module[1]}/") if module else name
    if inside == name:
        return "Its import path lacks the module's name."
    near = f.local.near(inside, folders=True, limit=1)
    return f"There is {near[0]}." if near else f"The module has no folder {inside}."


@family.rule(
    when=("directory not found", "no such file or directory"),
    says=r"(?:^|: )(?:stat|lstat|open) (?P<path>[^\n:]+): (?:directory not found|no such file or)",
    programs=("go", "gofmt"),
)
def path_missing(f: Failed) -> Advice | None:
    """go run, build or test of a path that is not there."""
    path = f["path"]
    word = next(
        (w for w in f.operands if f.local.path(w.value) == path or w.value.rstrip("/.") == path),
        f.word(path) or f.word(f"./{os.path.relpath(path, f.local.cwd)}"),
    )
    if word is None:
        return None
    typed = word.value.removeprefix("./")
    near = f.local.near(typed, folders="." not in typed) or f.local.elsewhere(typed)
    dot = "./" if word.value.startswith("./") else ""
    mains = [n for n in f.local.entries() if n.endswith(".go") and not n.endswith("_test.go")]
    swaps = [f.swap(word, dot + name) for name in near]
    if not swaps and f.sub == "run" and mains:
        swaps = [f.swap(word, ".")]
    return f.hint(
        f"No {word.value} here",
        *swaps,
        why=f"There is {near[0]}." if near else "",
        sure=0.95 if near else 0.82,
    )


@family.rule(when=("no Go files in",), says=r"no Go files in (?P<folder>\S+)")
def no_go_files(f: Failed) -> Advice | None:
    """The folder has no Go files: the program is below it, perhaps in cmd/."""
    mains = [f"cmd/{name}" for name in f.local.folders("cmd")] if f.local.is_dir("cmd") else []
    mains = mains or [
        n for n in f.local.folders() if f.local.is_file(f"{n}/main.go") and n[0] != "."
    ]
    dot = next((w for w in f.operands if w.value in (".", "./")), None)
    target = [f"./{name}" for name in mains[:2]] or (
        ["./..."] if f.sub in ("build", "test", "vet", "install") else []
    )
    return f.hint(
        "There are no Go files in this folder",
        *[f.swap(dot, name) if dot else f.append(name) for name in target],
        why=f"The program is in {mains[0]}." if mains else "",
        sure=0.9 if target else 0.8,
    )


@family.rule(
    when="requires go >=",
    says=r"requires go >= (?P<want>[\d.]+) \(running go (?P<have>[\d.]+)",
)
def go_too_old(f: Failed) -> Advice | None:
    """The module wants a newer Go."""
    return f.hint(
        f"The {'program' if f.sub == 'install' else 'module'} needs Go {f['want']}, this is {f['have']}",
        _newest_allowed(f) if "GOTOOLCHAIN=local" in f.output else None,
        f"go install golang.org/dl/go{f['want']}@latest && go{f['want']} download",
        f"go mod edit -go={'.'.join(f['have'].split('.')[:2])}" if f.sub != "install" else None,
        why="GOTOOLCHAIN=auto lets go fetch the version itself.",
        sure=0.85,
    )


def _newest_allowed(f: Failed) -> str:
    given = next((w for w in f.command.prefix if w.value.startswith("GOTOOLCHAIN=")), None)
    if given:
        return f.swap(given, "GOTOOLCHAIN=auto", bare=True)
    return f"GOTOOLCHAIN=auto {f.text}" if len(f.line.commands) == 1 else ""


@family.rule(when="is not a main package", says=r"package (?P<name>\S+) is not a main package")
def not_main(f: Failed) -> Advice | None:
    """go run of a library."""
    mains = [f"./cmd/{n}" for n in f.local.folders("cmd")] if f.local.is_dir("cmd") else []
    place = next((w.value for w in f.operands if w.value.endswith(".go")), "")
    return f.hint(
        "Only a package main can be run",
        *[f.rewrite(f"go run {quote(n)}") for n in mains[:2]],
        "go test ./..." if not mains and not place else None,
        edit(f, place, 1) if place else None,
        why="The file must begin with `package main` and have func main.",
        sure=0.85,
    )
