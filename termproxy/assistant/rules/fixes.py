"""Which fixes of an answer are offered, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from termproxy.assistant.advice import Fix
from termproxy.assistant.rules import progress
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import parse
from termproxy.assistant.safety.safety import dangerous
from termproxy.assistant.world.wordlist import listed

MOST = 3  # fixes kept in one advice
BUILTINS = frozenset(
    listed(
        """. : [ [[ alias bg builtin cd command declare dirs disown echo eval exec exit export fg
for hash help history if jobs kill let local popd printf pushd pwd read readonly return set shift
shopt source test times trap type typeset ulimit umask unalias unset until wait while"""
    )
)


def fitting(fixes: Sequence[Fix], failed: Failed) -> tuple[Fix, ...]:
    """Without repeats, blanks and the failed line itself; dangers marked."""
    kept: list[Fix] = []
    done = progress.behind(failed.line, failed.command)
    rootless = failed.local.is_root and not failed.local.which("sudo")
    for fix in fixes:
        command = fix.command.replace(done, "", 1).strip() if done else fix.command.strip()
        if rootless and not failed.command.sudo:
            command = re.sub(r"(^|&& |\| )sudo ", r"\1", command)
        if kept and not _at_hand(command, failed):
            continue  # second best, and not even installed
        if command and command != failed.line.text.strip():
            seen = fix.verified and not failed.case.remote
            kept.append(Fix(command, seen, fix.dangerous or dangerous(command)))
    return distinct(kept)


def _at_hand(command: str, failed: Failed) -> bool:
    """Is the program of this line here: on the PATH, part of the shell, or the user's own?"""
    first = next(iter(parse(command).commands), None)
    name = first.words[0].value if first and first.words else ""
    if not name or "/" in name or name[0] in "$<'\"" or name == failed.program:
        return True
    return name in BUILTINS or name in failed.local.names or bool(failed.local.which(name))


def distinct(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Of two that are the same, or begin with the same step (`x`, `x && y`), the better one."""
    kept: list[Fix] = []
    for fix in fixes:
        if not any(_same(fix.command, other.command) for other in kept):
            kept.append(fix)
    return tuple(kept)


def _same(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other} && ") or other.startswith(f"{one} && ")
