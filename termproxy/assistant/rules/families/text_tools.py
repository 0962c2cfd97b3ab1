# ruff: noqa: E501
"""awk, grep, cut and their kind: what was written wrongly."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.jq import _closed
from termproxy.assistant.rules.words import Word, quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

text = Family(
    "text",
    *listed("awk gawk mawk sed grep egrep zgrep cut sort tr head tail uniq split column date"),
)

# awk, sed, grep and the small ones.


def awk_program(f: Failed) -> Word | None:
    words = iter(f.command.words[1:])
    for word in words:
        if word.value in ("-F", "-v", "-f"):
            next(words, None)
        elif not word.is_option:
            return word
    return None


def _unquoted(f: Failed) -> str:
    """The line with a program in bare braces, {print $1}, in single quotes."""
    text = f.line.text[f.command.start : f.command.end]
    found = re.search(r"(?<=\s)(?:/[^\s/]+/\s*)?\{[^{}'\"]*\}(?=\s|$)", text)
    if not found:
        return ""
    start = f.command.start + found.start()
    return f.line.edit((start, f.command.start + found.end(), f"'{found[0]}'"))


@text.rule(
    when=("syntax error", "unexpected newline", "unterminated string", "not terminated"),
    programs=("awk", "gawk", "mawk"),
)
def awk_syntax(f: Failed) -> Advice | None:
    """awk's program is not complete, or its quotes were taken by the shell."""
    word = awk_program(f)
    if word is None:
        return None
    program = word.value
    bare = _unquoted(f)
    if bare:
        return f.hint(
            "The shell took the program apart", bare, why="It needs single quotes.", sure=0.95
        )
    if program.startswith("{") is False and re.match(r"\s*(?:print|printf)\b", program):
        return f.hint(
            "An action stands in braces", f.swap(word, "{" + program.strip() + "}"), sure=0.95
        )
    closed = _closed(program)
    if closed != program:
        return f.hint(
            "The program is not complete: something is still open", f.swap(word, closed), sure=0.94
        )
    if word.raw.startswith('"'):
        return f.hint(
            "In double quotes the shell fills $1 in: use single quotes",
            f.swap(
                word, "'" + word.raw[1:-1].replace('\\"', '"').replace("\\$", "$") + "'", bare=True
            ),
            sure=0.93,
        )
    if word.raw == word.value:
        return f.hint("The program needs single quotes", bare, sure=0.8)
    shown = f.find(r"^\w*awk: (?:cmd\. line|line )?:?\d*:?\s*\^ (.+)$")
    return f.hint(
        "awk's program has a syntax error",
        why=shown[1] if shown else "Look where ^ points.",
        sure=0.75,
    )


@text.rule(
    when=("cannot open file", "cannot open source file", "can't open file"),
    programs=("awk", "gawk", "mawk"),
)
def awk_file(f: Failed) -> Advice | None:
    """A file for awk that is not there."""
    name = f.find(r"open (?:source )?file [`'\"‘]?([^'\"’ ]+)")
    if not name:
        return None
    near = f.local.near(name[1]) or f.local.elsewhere(name[1])
    return f.hint(f"No {name[1]} here", *[f.swap(name[1], n) for n in near],
                  sure=0.94 if near else 0.8)  # fmt: skip


GAWK = listed("gensub asort asorti patsplit strtonum and or xor lshift rshift compl isarray typeof")
text.hint(
    "awk-function",
    "awk has no function {name}",
    lambda f: [
        f.swap(w, re.sub(rf"\b{re.escape(f['name'])}\(", n + "(", w.value))
        for w in [awk_program(f)]
        if w and f["name"] not in GAWK
        for n in nearest(
            f["name"],
            listed(
                "length substr index split sub gsub match sprintf tolower toupper int rand srand sqrt exp log sin cos system close getline strftime systime gensub"
            ),
        )
    ],
    programs=("awk", "gawk", "mawk"),
    when=("not defined", "never defined"),
    says=r"function [`'‘]?(?P<name>\w+)['’]? (?:not|never) defined",
    sure=0.92,
)


@text.rule(
    programs=("awk", "mawk"),
    when="never defined",
    says=r"^mawk: .*function (?P<name>\w+) never defined",
)
def awk_of_gnu(f: Failed) -> Advice | None:
    """A function that gawk has, and mawk (Debian's awk) has not."""
    if f["name"] not in GAWK:
        return None
    mended = f.swap(f.command.words[0], "gawk")
    return f.hint(
        f"{f['name']} is gawk's: this awk is mawk, and has none",
        mended if f.local.which("gawk") else f"{f.local.installer('gawk')} && {mended}",
        sure=0.96,
    )


text.hint(
    "sed-no-files",
    "sed was not told which file to change",
    lambda f: "" if "unrecognized option" in f.output else f.append("<file>"),
    programs="sed",
    when="no input files",
    sure=0.85,
)
text.hint(
    "sed-folder",
    "{path} is a folder: sed changes files",
    lambda f: f"find {f['path']} -type f -exec {f.swap(f['path'], '{}', bare=True)} +",
    programs="sed",
    when="not a regular file",
    says=r"couldn't edit (?P<path>\S+): not a regular file",
    sure=0.9,
)


@text.rule(when=("Unmatched", "unbalanced", "missing closing parenthesis", "missing terminating ]", "Invalid preceding",
                 "nothing to repeat", "Invalid regular expression", "Trailing backslash", "regex parse error"),
           programs=("grep", "egrep", "zgrep", "rg", "ag"))  # fmt: skip
def grep_pattern(f: Failed) -> Advice | None:
    """The pattern is no regular expression: it was meant literally."""
    return f.hint(
        "The pattern is no valid regular expression",
        f.swap(old, "-F") if (old := f.word("-E") or f.word("-P")) else f.insert("-F"),
        why="-F takes it as plain text.",
        sure=0.92,
    )


def _option(f: Failed, old: str, new: str) -> str:
    """The line with an option's name changed, and its =value kept."""
    word = next((w for w in f.command.words if w.value.split("=")[0] == old), None)
    return f.line.edit((word.start, word.start + len(old), new)) if word else ""


@text.rule(when=("Usage: grep",), programs=("grep", "egrep"), status=2)
def grep_usage(f: Failed) -> Advice | None:
    """grep without a pattern, or with an option that it does not have."""
    typed = f.find(r"unrecognized option '(--[\w-]+)(?:=[^']*)?'|invalid option -- '(\w)'")
    if typed and typed[1]:
        known = listed("--ignore-case --recursive --line-number --include --exclude --exclude-dir --invert-match "
                       "--count --color --only-matching --files-with-matches --word-regexp --fixed-strings "
                       "--extended-regexp --perl-regexp --context --quiet --max-count --after-context")  # fmt: skip
        near = nearest(typed[1], known)
        return f.hint(
            f"grep has no option {typed[1]}",
            *[_option(f, typed[1], n) for n in near],
            sure=0.93 if near else 0.72,
        )
    if typed:
        return f.hint(
            f"grep has no option -{typed[2]}",
            why="A pattern that begins with - comes after -e.",
            sure=0.78,
        )
    if f.operands:
        return None
    return f.hint("grep wants a pattern", f.append("<pattern> <file>"), sure=0.78)


@text.rule(when="you must specify a list", programs="cut")
def cut_list(f: Failed) -> Advice | None:
    """cut without fields."""
    return f.hint(
        "cut wants to know which fields",
        f.insert("-f1")
        if f.has("-d") or any(a.startswith("-d") for a in f.args)
        else f.insert("-d' ' -f1"),
        sure=0.9,
    )


def _awk_instead(f: Failed) -> str:
    """cut -d'ab' -f2 as awk writes it."""
    words = f.command.words
    delimiter = next(
        (w.value[2:] for w in words if w.value.startswith("-d") and len(w.value) > 2), ""
    )
    field = next((w.value[2:] for w in words if re.fullmatch(r"-f\d+", w.value)), "")
    files = " ".join(w.raw for w in f.operands)
    return (
        f.rewrite(f"awk -F{quote(delimiter)} '{{print ${field}}}' {files}".rstrip())
        if delimiter and field
        else ""
    )


def _one_character(f: Failed) -> str:
    """`cut -d ', '`: the blank behind the comma does not belong."""
    for word in f.command.words[1:]:
        bare = word.value.removeprefix("-d").removeprefix("--delimiter=")
        if len(bare) == 2 and bare.strip() and bare != bare.strip():
            head = word.value[: len(word.value) - len(bare)]
            return f.swap(word, f"{head}'{bare.strip()}'", bare=True)
    return ""


text.hint(
    "cut-delimiter",
    "cut splits at one single character",
    lambda f: _one_character(f),
    lambda f: _awk_instead(f),
    programs="cut",
    when="the delimiter must be a single character",
    why="For longer ones take awk -F.",
    sure=0.8,
)
text.hint(
    "tr-two",
    "tr wants two sets of characters, or -d",
    lambda f: f.insert("-d"),
    programs="tr",
    when="missing operand after",
    sure=0.85,
)
text.hint(
    "sort-key",
    "-k wants the number of a column",
    lambda f: f.swap(f["key"], "1") if f.word(f["key"]) else "",
    why="-t names what separates the columns: sort -t, -k2.",
    programs="sort",
    when="at field start",
    says=r"invalid (?:number|count) at (?:field )?start(?: of|: invalid count at start of) ['‘](?P<key>[^'’]+)['’]",
    sure=0.85,
)
text.hint(
    "not-base64",
    "The input is not plain base64",
    lambda f: f.insert("-i"),
    why="-i passes over what does not belong: line ends, blanks, a header.",
    programs="base64",
    when="base64: invalid input",
    sure=0.9,
)
