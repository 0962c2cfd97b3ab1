"""Non-zero exits that mean nothing, or that the user asked for: silence, also from the model."""

from __future__ import annotations

import re

from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.wordlist import listed

family = Family("quiet")


def complains(f: Failed) -> bool:
    """Does the program itself complain (`grep: x: No such file`)?"""
    return bool(re.search(rf"^(?:\S*/)?{re.escape(f.program)}: ", f.output, re.MULTILINE))


def last_in_pipe(f: Failed) -> bool:
    """Is this the command whose status the shell reports?"""
    return f.command is f.line.commands[-1]


def says_or_elsewhere(f: Failed) -> bool:
    return complains(f) or not last_in_pipe(f)


family.quiet(
    "no-match",
    "1 means: nothing matched, or they differ",
    programs=listed(
        """grep egrep fgrep zgrep rg ag ack ugrep diff cmp comm colordiff zdiff sdiff pgrep
pidof fuser which whereis type command test [ [[ expr let false ischroot
mountpoint getent read wait lsof jobs pkill dpkg-query killall"""
    ),
    status=1,
    sure=0.97,
    unless=lambda f: says_or_elsewhere(f) or _speaks(f),
)


def _speaks(f: Failed) -> bool:
    """Programs that stay silent when they only mean "no": words from them are a complaint."""
    return f.program in ("killall", "fuser", "test", "[", "[[", "expr", "let", "type") and bool(
        f.output.strip()
    )
