"""What the rules know about a log that somebody hands us, with or without its command. Pure but
for the local truth that rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from termproxy.assistant.advice import Advice, Case, Fix
from termproxy.assistant.model import cues
from termproxy.assistant.rules import judge, rulebook
from termproxy.assistant.rules.digest import digest
from termproxy.assistant.rules.engine import Rule
from termproxy.assistant.world.local import Local

# A prompt, or what `sh -x` and CI systems write before a command.
_PROMPT = re.compile(
    r"^(?:\S*@\S+[:~ ][^$#\n]*[$#]|[$❯]|\++|(?:##)?\[command\]|##\[group\]Run) "
    r"(?P<command>\S.*)$",
    re.MULTILINE,
)
# Commands of a log that are tried, the last ones; and programs that its words hint at.
_MOST_COMMANDS = 30
_MOST_PROGRAMS = 8
# How much less sure a rule is when nobody told it the command.
_GUESSED = 0.1
_SURE_ENOUGH = 0.5


def advise_log(
    text: str, *, command: str = "", status: int = 1, cwd: str, environ: Mapping[str, str]
) -> Advice | None:
    """The surest thing that the rules say about clean text; None when they know nothing.

    `command` is what printed it, if that is known. Otherwise commands that the log itself shows are
    tried with what follows them, then programs whose messages occur; their fixes cannot repeat
    the command's other words, and so only whole ones are kept.
    """
    if command:
        return _judged(Case(command, status, text, cwd), environ)
    found = [
        advice
        for case in _shown_commands(text, cwd)
        if (advice := _judged(case, environ)) is not None and advice.confidence >= _SURE_ENOUGH
    ]
    if not found:
        guessed = (
            (program, _judged(Case(program, status, text, cwd), environ))
            for program in _programs(digest(text))
        )
        found = [_unbound(advice, program) for program, advice in guessed if advice is not None]
    return max(reversed(found), key=lambda advice: advice.confidence, default=None)


def telling(text: str, most: int = 6) -> list[tuple[int, str]]:
    """The lines that look like the cause, at most so many: (number from 1, line), in order."""
    lines = text.split("\n")
    best = set(cues.lines_of(text.encode("utf-8", "replace"))[:most])
    return [(number + 1, lines[number].strip()) for number in sorted(best)]


def _judged(case: Case, environ: Mapping[str, str]) -> Advice | None:
    return judge(case, Local(case, environ)).advice


def _shown_commands(text: str, cwd: str) -> Iterator[Case]:
    found = list(_PROMPT.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in list(zip(found, ends, strict=False))[-_MOST_COMMANDS:]:
        output = text[match.end() : end].strip("\n")
        if output:
            yield Case(match["command"].strip(), 1, output, cwd)


def _programs(text: str) -> list[str]:
    """Programs with a rule whose literal and pattern occur in `text`."""
    names: dict[str, None] = {}
    for rule in rulebook().rules:
        if rule.programs and rule.when and not rule.on and _says(rule, text):
            names[rule.programs[0]] = None
    return list(names)[:_MOST_PROGRAMS] or ["log"]


def _says(rule: Rule, text: str) -> bool:
    if not any(literal in text for literal in rule.when):
        return False
    return not rule.says or re.search(rule.says, text, re.MULTILINE) is not None


def _unbound(advice: Advice, program: str) -> Advice:
    """Advice for a command of which only the program was guessed."""
    fixes = []
    for fix in advice.fixes:
        line = fix.command.removesuffix(f" && {program}")
        if line != program and not line.startswith(f"sudo {program}"):
            fixes.append(Fix(line, False, fix.dangerous))
    confidence = max(0.0, advice.confidence - _GUESSED)
    return replace(advice, fixes=tuple(fixes), confidence=confidence)
