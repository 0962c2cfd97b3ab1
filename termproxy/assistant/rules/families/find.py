# ruff: noqa: E501
"""find and xargs."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

find = Family("find", "find", "xargs", "fd", "fdfind")

# find and xargs.

PREDICATES = listed(
    """-name -iname -type -exec -execdir -delete -print -print0 -mtime -mmin -size -path -ipath
-maxdepth -mindepth -newer -not -empty -perm -user -group -regex -iregex -prune -ls -atime -ctime
-printf -follow -xdev -mount -readable -writable -executable -ok -and -or -links -inum -lname -depth
-daystart -cmin -amin -quit -true -false -wholename -regextype -samefile -nouser -nogroup"""
)


@find.rule(when="unknown predicate", says=r"unknown predicate [`'‘](?P<typed>[^'’]+)")
def predicate(f: Failed) -> Advice | None:
    """A test that find does not have."""
    typed = f["typed"]
    plain = "-" + typed.lstrip("-")
    near = (
        [plain]
        if plain in PREDICATES and plain != typed
        else nearest(plain, PREDICATES, prior=("-name", "-type"))
    )
    return f.hint(
        f"find has no test {typed}",
        *[f.swap(typed, n) for n in near],
        why=f"Did you mean {near[0]}?" if near else "",
        sure=0.96 if near else 0.75,
    )


@find.rule(
    when="paths must precede expression",
    says=r"paths must precede expression: [`'‘]?(?P<path>[^'’\n]+)",
)
def unquoted_glob(f: Failed) -> Advice | None:
    """The shell filled a pattern in before find saw it; or the path stands last."""
    words = f.command.words
    changes = []
    for before, word in pairwise(words):
        test = before.value in ("-name", "-iname", "-path", "-ipath", "-wholename")
        if test and re.search(r"[*?\[]", word.raw) and word.raw == word.value:
            changes.append((word.start, word.end, f"'{word.value}'"))
    if changes:
        return f.hint(
            "The shell filled the pattern in before find saw it",
            f.line.edit(*changes),
            why="Put it in quotes.",
            sure=0.97,
        )
    stray = f.word(f["path"])
    first = words[1] if len(words) > 1 else None
    if stray is None or first is None:
        return None
    if f.local.is_dir(stray.value) and first.is_option:
        cut = f.without(stray)
        return f.hint(
            "The folder comes first", cut.replace("find ", f"find {stray.raw} ", 1), sure=0.94
        )
    known = "-" + stray.value.lstrip("-")
    if known in PREDICATES:
        return f.hint(f"{stray.value} is written {known}", f.swap(stray, known), sure=0.95)
    at = words.index(stray)
    return f.hint(
        f"{stray.value} stands where a test is expected",
        f.line.edit((stray.start, stray.start, "-name "))
        if at > 1 and not words[at - 1].is_option
        else None,
        sure=0.8,
    )


@find.rule(when=("missing argument to", "invalid argument", "Unknown argument to -type",
        "Must separate multiple arguments to -type", "invalid mode", "invalid expression", "expected an expression"),
           says=r"(?:missing argument to|argument [^\n]*? to) [`'‘]?(?P<test>-\w+)['’]?|(?:Unknown argument|Must separate multiple arguments) to (?P<type>-type)|I was expecting to find a '(?P<close>\))'")  # fmt: skip
def test_argument(f: Failed) -> Advice | None:
    """A test without its value, or with a wrong one."""
    test, missing = f["test"], "missing" in f.output
    if f["close"]:
        return f.hint("A bracket is not closed", f.append("\\)"), sure=0.93)
    if missing and test in ("-exec", "-execdir", "-ok"):
        return _unfinished_exec(f)
    if f["type"]:
        return _file_type(f)
    if missing and test:
        return _no_value(f, test)
    if test in NUMBERS:
        return _no_number(f, test)
    return None


def _value_of(f: Failed, test: str) -> Word | None:
    """The word behind a test."""
    return next((b for a, b in pairwise(f.command.words) if a.value == test), None)


def _unfinished_exec(f: Failed) -> Advice:
    """-exec without its end, or with one that the shell or a missing blank took away."""
    words = f.command.words
    if f.line.text.rstrip().endswith(";") or f.find(r"\{\};"):
        return f.hint(
            "The ; that ends -exec needs a \\ before it",
            re.sub(r"\s*\\?;\s*$", r" \\;", f.text),
            sure=0.95,
        )
    glued = next((w for w in words if w.value.startswith("{}") and len(w.value) > 2), None)
    if glued:
        end = "+" if glued.value[2] == "+" else "\\;"
        return f.hint(
            "A blank is missing after {}", f.swap(glued, f"{{}} {end}", bare=True), sure=0.95
        )
    ended = any(w.value in ("+", ";") or w.raw.endswith(";") for w in words)
    return f.hint(
        "-exec ends with \\; or +",
        f.append("\\;" if f.word("{}") else "{} \\;") if not ended else None,
        f.append("+") if f.word("{}") and not ended else None,
        sure=0.95,
    )


def _file_type(f: Failed) -> Advice:
    word = _value_of(f, "-type")
    return f.hint(
        "-type takes f (file), d (folder) or l (link)",
        f.swap(word, FILE_TYPES.get(word.value, "f")) if word else None,
        sure=0.93,
    )


def _no_value(f: Failed, test: str) -> Advice:
    word = f.word(test)
    return f.hint(
        f"{test} wants a value",
        f.insert(SAMPLES.get(test, "<value>"), after=word) if word else None,
        sure=0.88,
    )


def _no_number(f: Failed, test: str) -> Advice:
    """-mtime 7d: find counts in the test's own unit, and wants the number alone."""
    word = _value_of(f, test)
    number = re.match(r"([+-]?\d+) ?(?:d|days?|m|min|h|hours?)$", word.value) if word else None
    size = test == "-size"
    unit = "" if size else " of minutes" if test.endswith("min") else " of days"
    return f.hint(
        f"{test} wants a number{unit}, like {'+100M' if size else '-7'}",
        f.swap(word, number[1]) if word and number and not size else None,
        sure=0.9 if number else 0.8,
    )


FILE_TYPES = {
    "file": "f", "files": "f", "F": "f", "dir": "d", "directory": "d", "folder": "d", "D": "d",
    "link": "l",
}  # fmt: skip
SAMPLES = {
    "-name": "'*'", "-iname": "'*'", "-type": "f", "-maxdepth": "1", "-mtime": "-1", "-size": "+1M",
}  # fmt: skip
NUMBERS = listed("-mtime -mmin -atime -ctime -amin -cmin -size -perm -maxdepth -mindepth")


@find.rule(
    when="Permission denied",
    says=r"^(?P<who>find|du): (?:cannot read directory )?['‘](?P<path>[^'’]+)['’]: Permission denied",
    programs=("find", "du"),
)
def closed_start(f: Failed) -> Advice | None:
    """The folder to begin with may not be read."""
    if f.command.sudo or f.local.is_root or f.word(f["path"]) is None:
        return None
    return f.hint(f"You may not look into {f['path']}", f.sudo(), sure=0.88)


@find.rule(when="No such file or directory", programs="find")
def forgotten_hyphen(f: Failed) -> Advice | None:
    """find . name x: the test lacks its hyphen."""
    for before, word in pairwise(f.command.words):
        plain = f"-{word.value}"
        if plain in PREDICATES and not before.is_option and not f.local.exists(word.value):
            return f.hint(f"The test is written {plain}", f.swap(word, plain), sure=0.97)
    return None


@find.rule(when="xargs: {}: No such file", programs="xargs")
def xargs_placeholder(f: Failed) -> Advice | None:
    """xargs -I without {} took the command for its placeholder."""
    word = f.word("-I")
    return (
        f.hint("-I wants the placeholder first", f.insert("{}", after=word), sure=0.95)
        if word
        else None
    )


@find.rule(when="invalid -size type", says=r"invalid -size type [`'‘](?P<unit>.)")
def size_unit(f: Failed) -> Advice | None:
    """A unit that -size does not have."""
    word = _value_of(f, "-size")
    if word is None:
        return None
    number = re.match(r"[+-]?\d+", word.value)
    unit = f["unit"].upper() if f["unit"] in "mgK" else "M"
    return f.hint(
        "-size knows c (bytes), k, M and G",
        f.swap(word, (number[0] if number else "+1") + unit.replace("K", "k")),
        sure=0.93,
    )


@find.rule(when=("xargs:", "No such file or directory"), programs=None)
def xargs_blanks(f: Failed) -> Advice | None:
    """Names with blanks or quotes on the way through a pipe."""
    if f.program != "xargs":
        return None
    if re.search(r"(?<!\S)-0\b|--null|-d\b", f.line.text[f.command.start : f.command.end]):
        return None
    source = next(
        (c for c in f.line.commands if c.joint in ("", "&&", ";") and c is not f.command), None
    )
    insert_null = f.insert("-0")
    if source is not None and source.program == "find" and "-print0" not in source.args:
        cut = source.end
        made = f.line.edit(
            (cut, cut, " -print0"), (f.command.words[0].end, f.command.words[0].end, " -0")
        )
    else:
        made = f.insert("-d '\\n'")
    quotes = "unmatched" in f.output
    if quotes or f.status == 123:
        names = [n for n in f.local.entries() if " " in n or "'" in n]
        parts = re.findall(r"cannot (?:remove|access|stat|open) '([^']+)': No such", f.output)
        split = any(part in name.split() for part in parts for name in names)
        if quotes or split or len(parts) > 1:
            return f.hint(
                "xargs splits names at blanks and reads quotes",
                made,
                insert_null if not quotes and source is None else None,
                sure=0.93,
            )
    return None


find.hint(
    "xargs-nothing",
    "xargs knows no program {name}",
    lambda f: [
        f.swap(f["name"], n)
        for n in nearest(f["name"], set(f.local.programs), prior=f.local.familiar)
    ],
    programs="xargs",
    when="xargs: ",
    says=r"^xargs: (?P<name>[\w-]+): No such file or directory",
    sure=0.9,
)
