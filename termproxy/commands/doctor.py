"""`termproxy doctor`: what works here, what does not, and what to do about it."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING

from termproxy import __version__
from termproxy.commands import paper

if TYPE_CHECKING:
    from termproxy.commands.findings import Finding

USAGE = """\
usage: termproxy doctor [--json]

Look at the session, the shell, the terminal, the model and the files, and say
what to do about each problem. Nothing is changed. Exit status 1 when there is
a problem.
"""


def main(argv: list[str]) -> int:
    """Run the command; 1 when a problem was found."""
    if argv not in ([], ["--json"]):
        wanted = argv in (["--help"], ["-h"])
        (sys.stdout if wanted else sys.stderr).write(USAGE)
        return 0 if wanted else 2
    from termproxy.commands.findings import Mark, all_findings
    from termproxy.config import load

    if not argv:
        sys.stdout.write(f"termproxy {__version__}, Python {platform.python_version()}\n")
        sys.stdout.flush()
    problems = 0
    for finding in all_findings(os.environ, load(os.environ)):
        problems += finding.mark is Mark.BAD
        (_as_json if argv else _as_lines)(finding)
        sys.stdout.flush()
    if not argv:
        count = paper.number(problems, "problem") if problems else "No problem"
        sys.stdout.write(f"{count} found.\n")
    return paper.FAILED if problems else 0


def _as_json(finding: Finding) -> None:

    told = {"mark": finding.mark.name.lower(), "topic": finding.topic, "what": finding.what}
    if finding.remedy:
        told["remedy"] = finding.remedy
    sys.stdout.write(paper.as_json(told) + "\n")


def _as_lines(finding: Finding) -> None:
    from termproxy.assistant.safety.plain import one_line

    head = f"{finding.mark.value} {finding.topic:<9}"
    what, remedy = one_line(finding.what, 500), one_line(finding.remedy, 500)
    if not paper.rich_out():
        sys.stdout.write(f"{head} {what}\n")
        if remedy:
            sys.stdout.write(f"{'':{len(head)}} -> {remedy}\n")
        return
    from rich.table import Table
    from rich.text import Text

    inks = {"ok": "green", "--": "dim", "!!": "bold red"}
    table = Table.grid(padding=(0, 1))
    table.add_column(width=2)
    table.add_column(width=9)
    table.add_column(overflow="fold")  # an address that was cut is none
    table.add_row(Text(finding.mark.value, inks[finding.mark.value]), finding.topic, Text(what))
    if remedy:
        table.add_row("", "", Text(f"-> {remedy}", "bold"))
    paper.console().print(table)
