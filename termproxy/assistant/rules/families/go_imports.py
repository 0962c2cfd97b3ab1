# ruff: noqa: E501  (messages stay whole, to be searched for)
"""Go's imports: one too many, one too few, a name of a standard package misspelt."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.golang import family
from termproxy.assistant.rules.places import edit, found
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

ERROR = r"^(?:vet: )?(?P<file>(?:\./|\.\./|/)?[\w./@-]+\.go):(?P<line>\d+)(?::\d+)?: "

# Standard packages by the name that code says; math/rand and text/template are the usual ones.
STANDARD = {
    path.rsplit("/", 1)[-1]: path
    for path in listed(
        """fmt os io log errors strings strconv bytes bufio time sync context sort math regexp testing
flag embed slices maps cmp reflect runtime unicode net net/http net/url encoding/json encoding/csv
encoding/hex encoding/base64 encoding/xml encoding/binary os/exec os/signal path/filepath
database/sql html crypto/sha256 crypto/md5 crypto/tls sync/atomic log/slog unicode/utf8 io/fs
math/rand math/big text/template text/tabwriter compress/gzip archive/zip archive/tar
net/http/httptest container/heap container/list runtime/debug syscall"""
    )
}
# What is called most of some packages, for a misspelt one.
CALLED = {
    "fmt": "Println Printf Print Sprintf Sprintln Sprint Fprintf Fprintln Fprint Errorf Scan Scanln Scanf Sscanf Stringer",
    "strings": "Split Join Contains HasPrefix HasSuffix Trim TrimSpace TrimPrefix TrimSuffix Replace ReplaceAll ToLower ToUpper Fields Index Repeat Builder NewReader NewReplacer EqualFold Count",
    "os": "Open Create Args Exit Getenv Setenv LookupEnv ReadFile WriteFile Stat Mkdir MkdirAll Remove RemoveAll Stdin Stdout Stderr Getwd ReadDir Rename Environ Signal Interrupt",
    "strconv": "Atoi Itoa ParseInt ParseFloat ParseBool FormatInt Quote",
    "errors": "New Is As Join Unwrap",
    "time": "Now Sleep Since Duration Second Minute Hour Millisecond After Tick NewTicker NewTimer Parse Time",
    "http": "Get Post Handle HandleFunc ListenAndServe ResponseWriter Request Error StatusOK NewRequest Client Server NewServeMux FileServer",
    "json": "Marshal Unmarshal MarshalIndent NewEncoder NewDecoder",
    "log": "Println Printf Fatal Fatalf Fatalln Print Panic New",
    "sync": "WaitGroup Mutex RWMutex Once Map Pool",
}  # fmt: skip


@family.rule(
    when="imported and not used",
    says=ERROR + r"\"(?P<path>[^\"]+)\" imported(?: as \w+)? and not used$",
)
def unused_import(f: Failed) -> Advice:
    """Go refuses an import that is not used: its line goes."""
    path = found(f, f["file"])
    row = _line(f, path)
    alone = re.fullmatch(rf"\s*(?:import\s+)?(?:\w+\s+)?\"{re.escape(f['path'])}\"\s*", row)
    return f.hint(
        f'{path}:{f["line"]}: "{f["path"]}" imported and not used',
        f.first(f"sed -i {f['line']}d {quote(path)}") if alone and _only(f) else None,
        edit(f, f["file"], f["line"]),
        why="Go refuses an import that is not used.",
        sure=0.92,
    )


@family.rule(when="undefined: ", says=ERROR + r"undefined: (?P<name>\w+)$")
def missing_import(f: Failed) -> Advice | None:
    """A standard package is used and not imported."""
    path, name = found(f, f["file"]), f["name"]
    full = STANDARD.get(name, "")
    if not full or f"{name}." not in _line(f, path):
        return None
    rows = f.local.text(path).splitlines()
    at = next((n for n, row in enumerate(rows, 1) if row.startswith("package ")), 0)
    mend = f.first(f"""sed -i '{at}a import "{full}"' {quote(path)}""") if at else ""
    tool = f.first(f"goimports -w {quote(path)}") if f.local.which("goimports") else ""
    everywhere = len(set(re.findall(r": undefined: (\w+)$", f.output, re.MULTILINE))) == 1
    return f.hint(
        f'{path} does not import "{full}"',
        tool or (mend if everywhere else None),
        edit(f, f["file"], f["line"]),
        why=f"Line {f['line']} uses {name}.",
        sure=0.93,
    )


@family.rule(
    when="undefined: ",
    says=ERROR + r"undefined: (?P<package>\w+)\.(?P<name>\w+)(?: \(but have (?P<have>\w+)\))?$",
)
def misspelt_member(f: Failed) -> Advice | None:
    """fmt.Printn"""
    path, typed = found(f, f["file"]), f["name"]
    wrong = f"{f['package']}.{typed}"
    near = (
        [f["have"]] if f["have"] else nearest(typed, CALLED.get(f["package"], "").split(), limit=1)
    )
    if not near:
        return None
    mend = f.first(f"sed -i '{f['line']}s/{wrong}/{f['package']}.{near[0]}/' {quote(path)}")
    return f.hint(
        f"{path}:{f['line']}: the package {f['package']} has no {typed}",
        mend if wrong in _line(f, path) and _only(f) else None,
        edit(f, f["file"], f["line"]),
        why=f"Did you mean {f['package']}.{near[0]}?",
        sure=0.92,
    )


def _line(f: Failed, path: str) -> str:
    rows, at = f.local.text(path).splitlines(), int(f["line"])
    return rows[at - 1] if 0 < at <= len(rows) else ""


def _only(f: Failed) -> bool:
    """Is it the only thing that the compiler says?"""
    return len(re.findall(ERROR, f.output, re.MULTILINE)) == 1
