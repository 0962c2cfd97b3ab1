# ruff: noqa: E501
"""go: modules that cannot be fetched, go.mod and go.sum, flags."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family("go-modules", "go")


@family.rule(
    when=("403 Forbidden", "404 Not Found", "410 Gone", "invalid version",
        "400 Bad Request", "unknown revision",
          "Repository not found", "does not contain package", "malformed module path",
          "could not read Username"),
    says=r"malformed module path|(?:^go: |^\s*)(?:module )?(?P<name>[\w.-]+(?:/[\w.~-]+)*)(?P<version>@\S+?)?: ",
    on=("get", "install", "run", "mod", "list"),
)  # fmt: skip
def no_such_module(f: Failed) -> Advice | None:
    """A module or version that cannot be fetched."""
    bad = f.find(r"malformed module path \"([^\"]+)\"")
    name = bad[1] if bad else f["name"]
    private = f.find(
        r"could not read Username|terminal prompts disabled|Permission denied \(publickey"
    )
    host = "/".join(name.split("/")[:2])
    if private:
        refused = "publickey" in private[0]
        private_too = f"go env -w GOPRIVATE={host}"
        server = name.split("/")[0]
        by_ssh = f'git config --global url."git@{server}:".insteadOf "https://{server}/"'
        return f.hint(
            f"{name} is private: git may not ask for a password here",
            ahead(f, f"{private_too} && {by_ssh}") if not refused else ahead(f, private_too),
            by_ssh if not refused else f"ssh -T git@{name.split('/')[0]}",
            private_too if not refused else None,
            why="GOPRIVATE keeps go from asking the public proxy; git then comes by ssh, with your key.",
            sure=0.88,
        )
    word = next((w for w in f.operands if w.value.split("@")[0].rstrip("/.") == name), None)
    if "missing dot in first path" in f.output:
        known = {"gin": "github.com/gin-gonic/gin", "cobra": "github.com/spf13/cobra",
                 "gopls": "golang.org/x/tools/gopls", "dlv": "github.com/go-delve/delve/cmd/dlv",
                 "air": "github.com/air-verse/air", "mux": "github.com/gorilla/mux",
                 "uuid": "github.com/google/uuid", "echo": "github.com/labstack/echo/v4",
                 "goimports": "golang.org/x/tools/cmd/goimports", "gorm": "gorm.io/gorm",
                 "staticcheck": "honnef.co/go/tools/cmd/staticcheck",
                 "chi": "github.com/go-chi/chi/v5", "fiber": "github.com/gofiber/fiber/v2",
                 "viper": "github.com/spf13/viper", "zap": "go.uber.org/zap",
                 "testify": "github.com/stretchr/testify"}  # fmt: skip
        full = known.get(name, "")
        return f.hint(
            f"{name} is not a full import path",
            f.swap(word, word.value.replace(name, full, 1)) if word and full else None,
            why="Packages are named by where they live, like github.com/owner/name.",
            sure=0.88,
        )
    if word and "@" in word.value and not word.value.endswith("@latest"):
        base = word.value.split("@")[0]
        return f.hint(
            f"{base} has no version {word.value.split('@')[1]}",
            f.swap(word, f"{base}@latest"),
            f"go list -m -versions {base}",
            sure=0.88,
        )
    owner = name.replace("gihub.com", "github.com").replace("githib.com", "github.com")
    owner = re.sub(r"^(?:gihtub|githbu|guthub|gitub|githuh)\.com", "github.com", owner)
    return f.hint(
        f"The module {name} was not found",
        f.swap(word, word.value.replace(name, owner, 1)) if word and owner != name else None,
        f"git ls-remote https://{'/'.join(name.split('/')[:3])}",
        why="A typo in its path, or a private repository (set GOPRIVATE).",
        sure=0.8,
    )


family.hint(
    "install-version",
    "Outside a module, go install wants a version",
    lambda f: [f.swap(w, f"{w.value}@latest") for w in f.operands[1:2] if "@" not in w.value],
    when="'go install' requires a version",
    sure=0.96,
)
family.hint(
    "vendor-stale",
    "The vendor folder does not fit go.mod",
    lambda f: ahead(f, "go mod vendor"),
    "go mod tidy && go mod vendor",
    when="inconsistent vendoring",
    sure=0.95,
)
family.hint(
    "init-again",
    "This is a module already: go.mod exists",
    "go mod tidy",
    "head -n 1 go.mod",
    when="go.mod already exists",
    sure=0.85,
)
family.hint(
    "outside-workspace",
    "The workspace (go.work) does not name this module",
    lambda f: ahead(f, "go work use ."),
    "GOWORK=off {line}",
    when=("no modules were found in the current workspace", "is not one of the workspace modules"),
    sure=0.93,
)
family.hint(
    "no-workspace",
    "There is no go.work file here or above",
    lambda f: ahead(f, "go work init ."),
    when="no go.work file found",
    sure=0.88,
)
family.hint(
    "go-mod-of-newer",
    "go.mod was written for a newer Go ({version}) than this one",
    "go install golang.org/dl/go{version}@latest && ~/go/bin/go{version} download",
    lambda f: (
        f"sed -i '{f['line']}s/{f['version']}/{'.'.join(f['version'].split('.')[:2])}/' go.mod && {f.text}"
    ),
    "go version",
    when="must match format",
    says=r"go\.mod:(?P<line>\d+): invalid go version '(?P<version>[\d.]+)': must match format",
    why="Since 1.21 it may name a patch release; older ones cannot read that.",
    sure=0.95,
)
family.hint(
    "bad-go-mod",
    "go.mod cannot be read (line {line})",
    lambda f: edit(f, "go.mod", f["line"]),
    when="errors parsing go.mod",
    says=r"go\.mod:(?P<line>\d+): ",
    sure=0.9,
)
family.hint(
    "checksum",
    "The checksum of a module changed",
    lambda f: ahead(f, "go clean -modcache"),
    "rm go.sum && go mod tidy",
    when="checksum mismatch",
    why="The download is damaged, or its author moved a tag.",
    sure=0.85,
)
family.hint(
    "cgo-compiler",
    "cgo needs a C compiler, and {cc} is not there",
    lambda f: (
        [f.without(w) for w in f.command.prefix if w.value.startswith(("CC=", "CXX="))]
        or f.local.installer("build-essential")
    ),
    "CGO_ENABLED=0 {line}",
    when="executable file not found in",
    says=r"exec: \"(?P<cc>[\w+.-]+)\": executable file not found",
    sure=0.95,
)


@family.rule(
    when="unsupported GOOS/GOARCH pair",
    says=r"unsupported GOOS/GOARCH pair (?P<system>\w+)/(?P<machine>\w+)",
)
def platform(f: Failed) -> Advice:
    """GOOS or GOARCH misspelt, or a pair that does not exist."""
    mended = f.text
    for name, given, known in (
        ("GOOS", f["system"], "linux darwin windows freebsd openbsd netbsd android ios js wasip1"),
        ("GOARCH", f["machine"], "amd64 arm64 386 arm riscv64 ppc64le s390x wasm loong64 mips64le"),
    ):
        meant = {"macos": "darwin", "osx": "darwin", "mac": "darwin", "win": "windows", "x86_64": "amd64",
                 "x64": "amd64", "aarch64": "arm64", "i386": "386", "armv7": "arm"}.get(given)  # fmt: skip
        near = [meant] if meant else nearest(given, known.split(), limit=1)
        if given not in known.split() and near:
            mended = mended.replace(f"{name}={given}", f"{name}={near[0]}")
    return f.hint(
        f"Go cannot build for {f['system']}/{f['machine']}",
        mended,
        "go tool dist list",
        sure=0.94 if mended != f.text else 0.88,
    )


family.hint(
    "no-tests-match",
    "There is no such tool",
    "go tool",
    when="no such tool",
    says=r"no such tool",
    sure=0.8,
)


@family.rule(
    when="flag provided but not defined", says=r"flag provided but not defined: (?P<typed>-\S+)"
)
def unknown_flag(f: Failed) -> Advice | None:
    """A flag that this command of go does not have."""
    known = listed(
        """-o -v -race -ldflags -tags -gcflags -trimpath -mod -cover -coverprofile -run -bench
-count -timeout -short -parallel -json -failfast -benchmem -covermode -u -t -n -x -a -p"""
    )
    near = nearest(f["typed"], known) if len(f["typed"]) > 3 else []
    if f.program != "go":
        return None
    return f.hint(
        f"go {f.sub} has no flag {f['typed']}",
        *[f.swap(f["typed"], name) for name in near],
        f"go help {f.sub}",
        sure=0.93 if near else 0.8,
    )


@family.rule(when="all goroutines are asleep")
def deadlock(f: Failed) -> Advice | None:
    """Every goroutine waits for another."""
    frames = [
        m
        for m in re.findall(r"^\t(\S+\.go):(\d+)", f.output, re.MULTILINE)
        if "/go/src/" not in m[0]
    ]
    return f.hint(
        "Deadlock: every goroutine waits",
        edit(f, *frames[0]) if frames else None,
        why="A channel has no other end, or a WaitGroup or lock is never released.",
        sure=0.88,
    )


@family.rule(
    when="main module (",
    says=r"main module \((?P<main>[^)]+)\) does not contain package (?P<package>\S+)",
)
def other_module(f: Failed) -> Advice | None:
    """A folder with a go.mod of its own, or one that is not there."""
    if "do not contain" in f.output or not f["package"].startswith(f["main"]):
        return None
    folder = f["package"][len(f["main"]) :].strip("/")
    word = next((w for w in f.rest if w.value.removeprefix("./").rstrip("/.") == folder), None)
    if f.local.is_file(f"{folder}/go.mod") and word:
        tail = "./..." if word.value.endswith("...") else "."
        inside = f.swap(word, tail).removeprefix("go ")
        return f.hint(
            f"{folder} is a module of its own",
            f"go -C {quote(folder)} {inside}" if f.text.startswith("go ") else None,
            f"go work init . ./{quote(folder)} && {f.text}"
            if not f.local.above("go.work")
            else f"go work use ./{quote(folder)} && {f.text}",
            why="It has a go.mod: work in it (go -C, since 1.20), or join both in a workspace.",
            sure=0.94,
        )
    near = f.local.near(folder, folders=True)
    return f.hint(
        f"{f['main']} has no package {folder}",
        *[f.swap(word, f"./{n.removeprefix('./')}") for n in near if word],
        None if near else "go list ./...",
        sure=0.94 if near else 0.86,
    )


family.quiet("tests", "failing tests are the programmer's business", when="--- FAIL", sure=0.97)
family.quiet(
    "exit-status",
    "the program's own status",
    when="exit status ",
    says=r"\Aexit status \d+\s*\Z",
    on="run",
    sure=0.9,
)


@family.rule(
    when="pattern ./", says=r"pattern (?P<pattern>\./\S*?): lstat (?P<path>\S+?)/?: no such file"
)
def no_such_pattern(f: Failed) -> Advice:
    """./pkg/... where there is no pkg."""
    word = f.word(f["pattern"])
    tail = "/..." if f["pattern"].endswith("/...") else ""
    near = f.local.near(f["path"], folders=True)
    return f.hint(
        f"There is no folder {f['path'].rstrip('/')} here",
        *[f.swap(word, f"./{n.removeprefix('./').rstrip('/')}{tail}") for n in near if word],
        f.swap(word, "./...") if word else None,
        "go list ./...",
        sure=0.93,
    )


family.hint(
    "run-tests",
    "Tests are run with go test",
    lambda f: (
        "go test " + (f"./{m[1]}" if (m := f.find(r"files \((?:\./)?(\S+)/[^/\s]+\)")) else ".")
    ),
    lambda f: f.swap("run", "test"),
    when="cannot run *_test.go files",
    sure=0.96,
)


@family.rule(
    when="found packages",
    says=r"found packages (?P<one>\w+) \((?P<first>[^)]+)\) and (?P<two>\w+) \((?P<second>[^)]+)\) in (?P<folder>\S+)",
    programs="go",
)
def two_packages(f: Failed) -> Advice:
    """Files of two packages in one folder."""
    odd = (
        (f["second"], f["two"], f["one"])
        if f["two"] != "main"
        else (f["first"], f["one"], f["two"])
    )
    file, package, other = odd
    return f.hint(
        f"{file} says package {package}, and the others {other}",
        f.first(f"sed -i 's/^package {package}$/package {other}/' {quote(file)}"),
        f"mkdir -p {quote(package)} && mv {quote(file)} {quote(package)}/",
        why="The files of one folder are one package.",
        sure=0.92,
    )


@family.rule(
    when="proxy.golang.org",
    says=r"Get \"?https://proxy\.golang\.org/\S+ (?P<what>dial tcp: lookup [^\n]*|dial tcp [^\n]*|[^\n]*timeout[^\n]*|[^\n]*EOF)",
    programs="go",
)
def proxy_out_of_reach(f: Failed) -> Advice:
    """The mirror of modules cannot be reached."""
    return f.hint(
        "proxy.golang.org cannot be reached",
        f"GOPROXY=direct {f.text}",
        "getent hosts proxy.golang.org",
        why="No network, no name server, or a firewall; GOPROXY=direct fetches from the sources.",
        sure=0.92,
    )


@family.rule(when="requires cgo", says=r"-(?P<flag>race|msan|asan) requires cgo", programs="go")
def race_needs_cgo(f: Failed) -> Advice:
    """The race detector is linked with C."""
    off = next((w for w in f.command.prefix if w.value == "CGO_ENABLED=0"), None)
    line = f.swap(off, "CGO_ENABLED=1", bare=True) if off else f"CGO_ENABLED=1 {f.text}"
    needs = None if f.local.which("gcc") or f.local.which("cc") else f.local.installer("gcc")
    return f.hint(
        f"-{f['flag']} needs cgo", line, needs, why="And cgo needs a C compiler.", sure=0.95
    )
