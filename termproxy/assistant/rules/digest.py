"""A long output, shortened to what rules need: its two ends, and the telling lines between them."""

from __future__ import annotations

import re

from termproxy.assistant.world.wordlist import listed

WHOLE = 12 * 1024  # up to here, rules read every byte
HEAD, TAIL, MIDDLE = 2 * 1024, 6 * 1024, 4 * 1024
FIRST, LAST = 256, 768  # of an output that names everything
TELLING = (
    *listed("rror atal annot ailed enied nable nvalid issing nknown efused xception Traceback"),
    *listed("already *** hint: Killed ould E:"),
    "not found",
    "o such",
    "imed out",
    "space left",
)
FINDS = 6  # places kept for each word, counted from either side


def digest(output: str) -> str:
    """At most about WHOLE characters of the output, whole lines, in order; "..." where cut."""
    if len(output) <= WHOLE:
        return output
    head = output.rfind("\n", 0, HEAD) + 1 or HEAD
    tail = output.find("\n", len(output) - TAIL) + 1 or len(output) - TAIL
    spans: set[tuple[int, int]] = set()
    for word in TELLING:
        at, found = head, 0
        while found < FINDS and (at := output.find(word, at, tail)) >= 0:
            at = _keep(output, at, spans)
            found += 1
        if found < FINDS:
            continue  # there are no more of it
        at, found = tail, 0
        while found < FINDS and (at := output.rfind(word, head, at)) >= 0:
            _keep(output, at, spans)
            at, found = output.rfind("\n", head, at), found + 1
            if at < 0:
                break
    middle: list[str] = []
    size = 0
    seen: set[str] = set()
    for start, end in sorted(spans):
        text = output[start:end]
        if text not in seen and size + len(text) < MIDDLE:
            middle.append(text)
            seen.add(text)
            size += len(text)
    return "\n".join((output[:head], "...", *middle, "...", output[tail:]))


# `bash: line 1: x: ...` and `bash: -c: line 1: x: ...` (bash -c, scripts on standard input),
# `sh: 1: x: ...` (dash) and `zsh:1: x ...` are what each says at the prompt as `bash: x: ...`.
PLACE = re.compile(
    r"^(?P<shell>-?(?:/\S*/)?(?:ba|da|z|k|a)?sh):(?: -c:)?(?: line | ?)\d+: ", re.MULTILINE
)


# What dash and zsh say of a line they cannot read, and bash's words for the same.
UNREADABLE = (
    (re.compile(r"Syntax error: end of file unexpected.*"), "syntax error: unexpected end of file"),
    (
        re.compile(r'Syntax error: "?(?P<token>[^"\n]+?)"? unexpected.*'),
        r"syntax error near unexpected token `\g<token>'",
    ),
    (re.compile(r"parse error near `\\n'"), "syntax error: unexpected end of file"),
    (
        re.compile(r"parse error near `(?P<token>[^'\n]+)'"),
        r"syntax error near unexpected token `\g<token>'",
    ),
)


def at_the_prompt(output: str) -> str:
    """The shells' own messages as bash words them at the prompt, without the place in the line."""
    if "sh:" not in output:
        return output
    output = PLACE.sub(r"\g<shell>: ", output)
    if "Syntax error: " in output or "parse error near" in output:
        for pattern, told in UNREADABLE:
            output = pattern.sub(told, output)
    return output


def ends(output: str) -> str:
    """The very beginning and the end, whole lines."""
    if len(output) <= FIRST + LAST:
        return output
    head = output.rfind("\n", 0, FIRST) + 1 or FIRST
    tail = output.find("\n", len(output) - LAST) + 1 or len(output) - LAST
    return f"{output[:head]}\n...\n{output[tail:]}"


def _keep(output: str, at: int, spans: set[tuple[int, int]]) -> int:
    """Keep the line at this place (the beginning of an endless one); gives its end."""
    start = output.rfind("\n", 0, at) + 1
    end = output.find("\n", at)
    end = len(output) if end < 0 else end
    spans.add((max(start, at - 300), min(end, at + 300)))
    return end
