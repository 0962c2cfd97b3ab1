# ruff: noqa: E501
"""sed's own syntax: delimiters, and slashes in the text."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

family = Family("syntax")


@family.rule(
    when="unterminated",
    says=r"^sed: -e expression #\d+, char \d+: unterminated [`'‘]s['’] command",
    programs=("sed",),
)
def sed_unterminated(f: Failed) -> Advice | None:
    """s/a/b wants its last delimiter."""
    cut = re.search(r"(?<=\s)(?P<script>s(?P<sign>[/|#,])[^'\"|;&]*?\s[^'\"|;&]*(?P=sign)[gipI\d]*)(?=\s|$)", f.text)  # fmt: skip
    if cut and f.program == "sed" and cut["script"].count(cut["sign"]) == 3:
        whole = f"{f.text[: cut.start()]}'{cut['script']}'{f.text[cut.end() :]}"
        return f.hint("A sed command with blanks is quoted", whole, sure=0.98)
    changes: list[tuple[int, int, str]] = []
    for word in f.command.words[1:]:
        found = re.match(r"^(?:-e)?(?:\d+|\$|/[^/]*/)?s(\W)", word.value)
        plain = word.value.replace("\\\\", "").replace(f"\\{found[1]}", "") if found else ""
        if found and plain.count(found[1]) == 2:
            inside = word.end - (word.raw[-1] in "'\"")
            changes.append((inside, inside, found[1]))
    if not changes:
        return None
    return f.hint("sed's s command ends with its delimiter", f.line.edit(*changes), sure=0.97)


@family.rule(
    when="unknown option to", says=r"^sed: .*unknown option to [`'‘]s['’]", programs=("sed",)
)
def sed_slashes(f: Failed) -> Advice | None:
    """Slashes in the text: another delimiter."""
    for word in f.command.words[1:]:
        inside = re.match(r"(s(\W).*\2[gipI\d]*) +(\S+)$", word.value)
        if inside and word.raw[:1] in "'\"" and f.local.exists(inside[3]):
            new = f"{word.raw[0]}{inside[1]}{word.raw[0]} {inside[3]}"
            return f.hint("The quote ends too late", f.swap(word, new, bare=True), sure=0.96)
        late = re.match(
            r"(s(\W)(?:(?!\2).)*\2(?:(?!\2).)*\2)(?:\2|/)*([gip]*)(?:\2|/)*$", word.value
        )
        if late and late[2] not in "\\\n" and f"{late[1]}{late[3]}" != word.value:
            return f.hint(
                "There is one delimiter too many", f.swap(word, f"{late[1]}{late[3]}"), sure=0.95
            )
        found = re.match(r"^s/(.+)/([gip]*)$", word.value)
        parts = re.split(r"(?<!\\)/", found[1]) if found else []
        if found and len(parts) > 2 and "|" not in word.value:
            half = len(parts) // 2
            for at in (half, half + 1):
                left, right = "/".join(parts[:at]), "/".join(parts[at:])
                if left.count("/") == right.count("/") or left.startswith("/") == right.startswith(
                    "/"
                ):
                    new = f"s|{left}|{right}|{found[2]}"
                    return f.hint(
                        "The text contains sed's delimiter /",
                        f.swap(word, new),
                        why="Use another one, such as |.",
                        sure=0.8,
                    )
    return f.hint(
        "The text contains sed's delimiter", why="Use another one: s|old|new|.", sure=0.75
    )
