"""`termproxy status`: how the assistant of this session is."""

from __future__ import annotations

import os
import sys
from typing import Any

from termproxy.assistant.safety.plain import one_line
from termproxy.commands import paper
from termproxy.commands.session import Session, SessionError

USAGE = """\
usage: termproxy status [--json]

How the assistant of this session is: since when it runs, the mode, the model,
the last problem.
"""


def main(argv: list[str]) -> int:
    """Run the command; 1 when there is no assistant."""
    if argv not in ([], ["--json"]):
        wanted = argv in (["--help"], ["-h"])
        (sys.stdout if wanted else sys.stderr).write(USAGE)
        return 0 if wanted else 2
    try:
        told = Session.around(os.environ).ask("status")
    except SessionError as error:
        return paper.refuse("status", str(error))
    if argv:
        sys.stdout.write(paper.as_json(told) + "\n")
    else:
        for name, text in rows(told):
            sys.stdout.write(f"{name:<10}  {one_line(text)}\n")
    return 0


def rows(told: dict[str, Any]) -> list[tuple[str, str]]:
    """What is worth a line, by name."""
    model = told["model"]
    lines = [
        ("assistant", f"up for {paper.seconds(told['seconds'])} (process {told['pid']})"),
        ("session", f"{told['shell']} under process {told['session']}"),
        ("mode", told["mode"]),
        ("hints", f"{told['hints']} for {paper.number(told['failures'], 'failed command')}"),
    ]
    if told["mode"] in ("ask", "auto"):
        name = model.get("model") or told["configured"]
        chosen = f"{name} ({model['why']})" if "why" in model else name
        lines.append(
            ("model", chosen or "not asked yet; `termproxy doctor` shows which it would be")
        )
        if "warmth" in model:
            lines.append(("warm-up", model["warmth"]))
    if model.get("problem"):
        lines.append(("problem", model["problem"]))
    return lines
