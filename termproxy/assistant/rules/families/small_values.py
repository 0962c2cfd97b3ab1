"""Values that small tools refuse: fields from 0, sizes with too many letters, templates, orders."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

family = Family(
    "values", *listed("cut find xargs sort comm mktemp env iconv alias sed timeout nice")
)
ENCODINGS = listed(
    """utf-8 utf8 utf-16 utf-16le utf-16be utf-32 iso-8859-1 iso-8859-2 iso-8859-15 latin1 latin2
windows-1250 windows-1251 windows-1252 cp1250 cp1251 cp1252 cp437 cp850 koi8-r koi8-u shift_jis
euc-jp iso-2022-jp gb2312 gbk gb18030 big5 euc-kr ascii us-ascii macintosh"""
)


@family.rule(when="numbered from 1", programs="cut")
def from_one(f: Failed) -> Advice | None:
    """cut -f 0"""
    word = next((w for w in f.command.words if re.fullmatch(r"(-[fcb])?0([,-].*)?", w.value)), None)
    new = re.sub(r"0(?=[,-]|$)", "1", word.value, count=1) if word else ""
    return f.hint(
        "Fields and characters are counted from 1", f.swap(word, new) if word else None, sure=0.93
    )


@family.rule(
    when="-size", says=r"[Ii]nvalid argument [`'‘](?P<typed>[^'’]+)['’] to -size", programs="find"
)
def size(f: Failed) -> Advice | None:
    """find -size 10Mb"""
    meant = re.fullmatch(r"([+-]?\d+)([kKmMgGtTbB])(?:i?[bB])?", f["typed"])
    if meant is None:
        return f.hint(
            "-size wants a number and a unit: c, k, M or G",
            f"{f.text.replace(f['typed'], '+10M')}",
            sure=0.8,
            verified=False,
        )
    unit = {"K": "k", "m": "M", "g": "G", "B": "c", "b": "c", "t": "T"}.get(meant[2], meant[2])
    if unit == "T":
        unit, number = "G", f"{meant[1]}000"
    else:
        number = meant[1]
    return f.hint(
        "find's units are c (bytes), k, M and G",
        f.swap(f["typed"], number + unit),
        why="+10M is more than that, -10M less.",
        sure=0.95,
    )


@family.rule(
    when="option should be >= 1",
    says=r"value (?P<typed>\S+) for (?P<option>-\w) option should be >= 1",
    programs="xargs",
)
def at_least_one(f: Failed) -> Advice | None:
    """xargs -n 0"""
    word = next(
        (w for w in f.command.words if w.value in (f["typed"], f["option"] + f["typed"])), None
    )
    return f.hint(
        f"{f['option']} wants at least 1",
        f.swap(word, word.value.replace(f["typed"], "1")) if word else None,
        sure=0.92,
    )


@family.rule(
    when="multi-character tab", says=r"multi-character tab [‘'](?P<typed>[^’']+)", programs="sort"
)
def one_separator(f: Failed) -> Advice | None:
    """sort -t '||', or a tab written as \\t"""
    typed = f["typed"].replace("\\\\", "\\")
    word = next(
        (
            w
            for w in f.command.words
            if w.value.endswith(typed) and w.value[:2] in ("-t", typed[:2])
        ),
        None,
    )
    if word is None:
        return None
    bare = word.value.removesuffix(typed)
    new = f"{bare}$'\\t'" if typed == "\\t" else bare + quote(typed[0])
    return f.hint(
        "sort's separator is one character",
        f.swap(word, new, bare=True),
        why="A tab is $'\\t' in this shell." if typed == "\\t" else "",
        sure=0.93 if typed == "\\t" or len(set(typed)) == 1 else 0.85,
    )


@family.rule(when="is not in sorted order", programs=("comm", "join"))
def unsorted(f: Failed) -> Advice | None:
    """comm and join read sorted files alone."""
    files = [w for w in f.operands if f.local.is_file(w.value)]
    if len(files) != 2 or f.has("--check-order"):
        return None
    line = f.text
    for word in files:
        line = line.replace(word.raw, f"<(sort {word.raw})", 1)
    return f.hint(f"{f.program} wants sorted files", line, sure=0.93)


@family.rule(
    when="too few X's in template", says=r"in template [‘'](?P<typed>[^’']*)", programs="mktemp"
)
def template(f: Failed) -> Advice | None:
    """mktemp foo"""
    word = f.word(f["typed"])
    stem = f["typed"].rstrip("X").rstrip(".")
    return f.hint(
        "mktemp's template ends with at least three X",
        f.swap(word, f"{stem}.XXXXXX") if word else None,
        sure=0.94,
    )


@family.rule(
    when="env: ",
    says=r"^env: [‘'](?P<name>[A-Z_][A-Z0-9_]*)[’']: No such file",
    programs=(),
)
def print_a_variable(f: Failed) -> Advice:
    """env HOME"""
    return f.hint(
        f"env ran {f['name']} as a program; printenv shows a variable",
        f"printenv {f['name']}",
        sure=0.94,
    )


@family.rule(
    when=("conversion", "is not supported"),
    says=r"failed to start conversion processing|conversion (?:from|to) [‘'`]?(?P<typed>[\w-]+)",
    programs="iconv",
)
def encoding(f: Failed) -> Advice | None:
    """iconv -f utf9"""
    known = {name.upper() for name in ENCODINGS}
    for before, word in zip(f.command.words, f.command.words[1:], strict=False):
        if before.value in ("-f", "-t", "--from-code", "--to-code"):
            name = word.value.split("//")[0]
            near = nearest(name.lower(), ENCODINGS) if name.upper() not in known else []
            if near:
                return f.hint(
                    f"iconv knows no encoding {name}",
                    *[f.swap(word, word.value.replace(name, n)) for n in near[:2]],
                    "iconv -l",
                    sure=0.94,
                )
    return None


@family.rule(when="alias: ", says=r"alias: (?P<name>[\w.-]+): not found", programs="alias")
def without_equals(f: Failed) -> Advice | None:
    """alias ll ls -l"""
    words = f.command.words
    if len(words) < 3 or "=" in words[1].value:
        return None
    start = next((n for n, w in enumerate(words[1:], 1) if not w.is_option), 0)
    name, rest = words[start], words[start + 1 :]
    value = f.line.text[rest[0].start : rest[-1].end] if rest else ""
    if not value:
        return None
    return f.hint(
        "An alias is written name='value'",
        f.line.edit((name.start, rest[-1].end, f"{name.raw}={quote(value)}")).strip(),
        sure=0.95,
    )


@family.rule(when="unknown option to `s'", says=r"unknown option to `s'", programs="sed")
def flag_of_s(f: Failed) -> Advice | None:
    """sed s/a/b/z"""
    for word in f.command.words[1:]:
        found = re.fullmatch(r"(s([/|#,])(?:(?!\2).)*\2(?:(?!\2).)*\2)([a-z]+)", word.value)
        wrong = [c for c in found[3] if c not in "gpiIewmM"] if found else []
        if found and wrong:
            kept = "".join(c for c in found[3] if c not in wrong)
            return f.hint(
                f"sed's s has no flag {wrong[0]}",
                f.swap(word, found[1] + (kept or "g")),
                why="g replaces all of a line, I takes either case, p prints.",
                sure=0.93,
            )
    return None
