"""`termproxy fix`: the command that the last hint offers, and nothing else. For widgets."""

from __future__ import annotations

import os
import sys

from termproxy.assistant.safety.plain import plain
from termproxy.commands import paper
from termproxy.commands.session import Session, SessionError, advice

USAGE = """\
usage: termproxy fix [N]

Print the command that the last hint offers, or the hint for command N
(numbers: termproxy last). Nothing and exit status 1 when there is none; one
that destroys is never printed.
"""


def main(argv: list[str]) -> int:
    """Run the command; 1 and silence when there is no fix, 2 for a wrong call."""
    if argv in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if len(argv) > 1 or not all(map(paper.is_number, argv)):
        sys.stderr.write(USAGE)
        return 2
    number = int(argv[0]) if argv else 0
    try:
        told = Session.around(os.environ).ask("hint", number=number)
    except SessionError as error:
        return paper.refuse("fix", str(error))
    said = advice(told["hint"] if number else told["latest"])
    for fix in said.fixes if said else ():
        # Into an edit line goes only what is one line and looks like what it is.
        if not fix.dangerous and "\n" not in fix.command and plain(fix.command) == fix.command:
            sys.stdout.write(fix.command + "\n")
            return 0
    return paper.FAILED
