"""sed: scripts that are written wrongly."""

from __future__ import annotations

import re
from itertools import pairwise

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.text_tools import text
from termproxy.assistant.rules.words import Word


def sed_script(f: Failed) -> Word | None:
    """The script on the line: of -e, else the first operand."""
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
    if "unterminated `s'" in what or "unterminated ‘s’" in what:
        return _unterminated(f, word)
    if "unknown option to" in what and word.value[:2] == "s/" and word.value.count("/") > 3:
        return _slashes(f, word)
    bracket = _bracket(f, word) if re.search(UNMATCHED, what) else None
    if bracket:
        return bracket
    if "invalid reference" in what:
        return _no_group(f, word)
    if "unknown command" in what or "missing command" in what or "extra characters" in what:
        return _command(f, word)
    return None


UNMATCHED = r"Unmatched \( or|Unmatched \) or|Unmatched \[|Unmatched \\\{|Invalid preceding"


def _unterminated(f: Failed, word: Word) -> Advice | None:
    """s/old/new without the last sign; or a bracket that swallows it."""
    script = word.value
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


def _slashes(f: Failed, word: Word) -> Advice:
    other = _other_delimiter(word.value)
    return f.hint(
        "The / in the paths ends the pattern: take another sign",
        f.swap(word, f"s|{other}") if other else None,
        why="s|old|new| works as well.",
        sure=0.88,
    )


def _bracket(f: Failed, word: Word) -> Advice | None:
    """What groups with -E is itself without, and the other way round."""
    what = f["what"]
    sign = "(" if "( or" in what else ")" if ") or" in what else "[" if "[" in what else ""
    if not sign:
        return None
    if f.has("-E", "-r"):
        return f.hint(
            f"A {sign} that is meant itself is written \\{sign}",
            f.swap(word, re.sub(rf"(?<!\\)\{sign}", rf"\\{sign}", word.value)),
            sure=0.88,
        )
    return f.hint(
        f"Without -E, {sign} is written plainly",
        f.swap(word, word.value.replace(f"\\{sign}", sign)),
        f.insert("-E"),
        sure=0.85,
    )


def _no_group(f: Failed, word: Word) -> Advice:
    if "(" in word.value and not f.has("-E", "-r") and "\\(" not in word.value:
        return f.hint("Groups need -E", f.insert("-E"), sure=0.95)
    number = re.search(r"\\(\d)", f["what"])
    return f.hint(
        f"The pattern has no group {number[1] if number else ''}",
        why="A group is written \\( \\), or ( ) with -E.",
        sure=0.8,
    )


def _command(f: Failed, word: Word) -> Advice:
    """No command, or none that sed has: `/old/new/`, `1,10`, `5p10`."""
    script = word.value
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
        f"sed: {f['what']}", why="Put the script in single quotes: 's/old/new/'.", sure=0.72
    )


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
