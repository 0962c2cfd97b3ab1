"""`termproxy hint --why`: where a hint came from. `--batch`: hints for failures in JSON lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from termproxy.commands import paper
from termproxy.commands.session import Session, SessionError, advice

USAGE = """usage: termproxy hint --why [N]
       termproxy hint --batch [FILE]

--why: which rule or model gave the last hint, and how sure it was; or why the
last failure got none; or the same of command N (numbers: termproxy last).

--batch: read one JSON object a line (from FILE or standard input), write one:
  in   {"id", "command", "exit_code", "output", "cwd"
        [, "path", "history", "shell", "names"]}
  out  {"id", "title", "explanation", "fixes": [...], "rule", "confidence"}
Silence is an empty title and no fixes. A line that cannot be used is answered
with "error".
"""


def main(argv: list[str]) -> int:
    """Run the command; 0, or 2 for a wrong call, 1 when the input cannot be read."""
    words = [word for word in argv if word != "--batch"]
    if any(word in ("-h", "--help") for word in words):
        sys.stdout.write(USAGE)
        return 0
    if words[:1] == ["--why"] and "--batch" not in argv:
        if len(words) > 2 or not all(map(paper.is_number, words[1:])):
            sys.stderr.write(USAGE)
            return 2
        return _why(int(words[1]) if len(words) > 1 else 0)
    unknown = [word for word in words if word.startswith("-") and word != "-"]
    if "--batch" not in argv or len(words) > 1 or unknown:
        sys.stderr.write(USAGE)
        return 2
    name = words[0] if words else "-"
    try:
        if name == "-":
            return _stream(sys.stdin.buffer)
        with open(name, "rb") as file:
            return _stream(file)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our answers has gone: no one is left to tell
        return 0
    except OSError as error:
        sys.stderr.write(f"termproxy: cannot read {name}: {error.strerror}.\n")
        return 1


def _why(number: int) -> int:
    try:
        told = Session.around(os.environ).ask("hint", number=number)
    except SessionError as error:
        return paper.refuse("hint", str(error))
    if not told["number"]:
        which = f"Command {number}" if number else "No command"
        return paper.refuse(
            "hint", f"{which} has {'not ' if number else ''}failed, as far as is known."
        )
    from termproxy.assistant.safety.plain import one_line

    hint = advice(told["hint"])
    lines = [f"command   {one_line(told['command'])}"]
    lines.append(f"hint      {one_line(hint.title) if hint else 'none'}")
    for fix in hint.fixes if hint else ():
        marks = [] if fix.verified else ["unverified"]
        marks += [fix.dangerous] if fix.dangerous else []
        lines.append(
            f"fix       {one_line(fix.command)}{'  (' + ', '.join(marks) + ')' if marks else ''}"
        )
    lines.append(f"because   {one_line(told['reason'])}")
    sys.stdout.write("".join(line + "\n" for line in lines))
    return 0


def _stream(lines: Iterable[bytes]) -> int:
    from termproxy.assistant.batch import answers
    from termproxy.assistant.rules.engine import rulebook

    for problem in rulebook().problems:
        sys.stderr.write(f"termproxy: {problem}\n")
    for answer in answers(lines):
        sys.stdout.buffer.write(answer.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    return 0
