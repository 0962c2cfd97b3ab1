# ruff: noqa: E501
"""awk, sed, grep, cut and their kind: what was written wrongly."""

from __future__ import annotations

import re
from itertools import pairwise

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


text.hint(
    "awk-function",
    "awk has no function {name}",
    lambda f: [
        f.swap(w, re.sub(rf"\b{re.escape(f['name'])}\(", n + "(", w.value))
        for w in [awk_program(f)]
        if w
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


def sed_script(f: Failed) -> Word | None:
    words = iter(f.command.words[1:])
    for word in words:
        if word.value in ("-e", "--expression"):
            return next(words, None)
        if not word.is_option:
            return word
    return None


@text.rule(
    when="sed: can't read", says=r"sed: can't read (?P<name>.*?): No such file", programs="sed"
)
def sed_mac(f: Failed) -> Advice | None:
    """sed -i '' is for BSD and macOS."""
    words = f.command.words
    for before, word in pairwise(words):
        if before.value == "-i" and word.value == "" and word.raw:
            return f.hint(
                "GNU sed takes the ending right after -i: -i '' is for macOS",
                f.without(word),
                sure=0.98,
            )
        if before.value == "-i" and re.match(r"[.~]\w*$", word.value):
            return f.hint(
                "The ending of the copy stands right after -i",
                f.line.edit((before.end, word.start, "")),
                sure=0.95,
            )
    return None


@text.rule(when="sed:", says=r"sed: -e expression #\d+, char \d+: (?P<what>.+)$", programs="sed")
def sed_expression(f: Failed) -> Advice | None:
    """sed's script is written wrongly."""
    word, what = sed_script(f), f["what"]
    if word is None:
        return None
    script = word.value
    if "unterminated `s'" in what or "unterminated ‘s’" in what:
        mark = re.search(r"(?:^|[\d,$ ;/])s([^\w\s\\])", script)
        delimiter = mark[1] if mark else script[1:2]
        if delimiter and script.count(delimiter) == 2:
            return f.hint(
                f"The last {delimiter} is missing", f.swap(word, script + delimiter), sure=0.95
            )
        if "[" in script:
            return f.hint(
                "A [ is not closed, or must be written \\[",
                f.swap(word, re.sub(r"(?<!\\)\[", r"\\[", script)),
                sure=0.85,
            )
        return None
    if "unknown option to" in what and script[:2] == "s/" and script.count("/") > 3:
        return f.hint(
            "The / in the paths ends the pattern: take another sign",
            f.swap(word, "s|" + _other_delimiter(script)) if _other_delimiter(script) else None,
            why="s|old|new| works as well.",
            sure=0.88,
        )
    if re.search(
        r"Unmatched \( or|Unmatched \) or|Unmatched \[|Unmatched \\\{|Invalid preceding", what
    ):
        extended = f.has("-E", "-r")
        sign = "(" if "( or" in what else ")" if ") or" in what else "[" if "[" in what else ""
        if sign and extended:
            return f.hint(f"A {sign} that is meant itself is written \\{sign}",
                          f.swap(word, re.sub(rf"(?<!\\)\{sign}", rf"\\{sign}", script)), sure=0.88)  # fmt: skip
        if sign and not extended:
            return f.hint(f"Without -E, {sign} is written plainly",
                          f.swap(word, script.replace(f"\\{sign}", sign)), f.insert("-E"), sure=0.85)  # fmt: skip
    if "invalid reference" in what:
        number = re.search(r"\\(\d)", what)
        if "(" in script and not f.has("-E", "-r") and "\\(" not in script:
            return f.hint("Groups need -E", f.insert("-E"), sure=0.95)
        return f.hint(
            f"The pattern has no group {number[1] if number else ''}",
            why="A group is written \\( \\), or ( ) with -E.",
            sure=0.8,
        )
    if "unknown command" in what or "missing command" in what or "extra characters" in what:
        if re.match(r"/.*/.+/?$", script):
            return f.hint(
                "A substitution begins with s",
                f.swap(word, "s" + script + ("" if script.endswith("/") else "/")),
                sure=0.85,
            )
        if re.fullmatch(r"[\d,$]+", script):
            return f.hint(
                "What shall be done with the lines is missing: p prints",
                f.swap(word, script + "p") if f.has("-n") else _quiet_print(f, word),
                sure=0.88,
            )
        if re.fullmatch(r"\d+p\d+", script):
            return f.hint(
                "A range of lines is written 5,10p",
                f.swap(word, script.replace("p", ",") + "p"),
                sure=0.85,
            )
        return f.hint(
            f"sed: {what}", why="Put the script in single quotes: 's/old/new/'.", sure=0.72
        )
    return None


def _quiet_print(f: Failed, word: Word) -> str:
    """`sed 1,10 x` as `sed -n 1,10p x`."""
    return (
        f.line.edit((word.start, word.end, f"-n {word.raw[:-1]}p{word.raw[-1]}"))
        if (word.raw[-1] in "'\"")
        else f.line.edit((word.start, word.end, f"-n {word.raw}p"))
    )


def _other_delimiter(script: str) -> str:
    """`s/a/b/c/d/` with | where only one split leaves both sides alike; "" when unclear."""
    body = script[2:]
    parts = body.split("/")
    flags = parts[-1]
    inner = parts[:-1]
    if not re.fullmatch(r"[gipIe0-9]*", flags) or len(inner) % 2:
        return ""
    half = len(inner) // 2
    return "/".join(inner[:half]) + "|" + "/".join(inner[half:]) + "|" + flags


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
