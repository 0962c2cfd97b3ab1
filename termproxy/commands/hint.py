"""`termproxy hint --batch [FILE]`: instant hints for failures described as JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from termproxy.assistant.batch import answers

USAGE = """usage: termproxy hint --batch [FILE]

Read one JSON object a line (from FILE or standard input), write one a line:
  in   {"id", "command", "exit_code", "output", "cwd"[, "path", "history", "shell"]}
  out  {"id", "title", "explanation", "fixes": [...], "rule", "confidence"}
Silence is an empty title and no fixes. A line that cannot be used is answered with "error".
"""


def main(argv: list[str]) -> int:
    """Run the command; 0, or 2 for a wrong call, 1 when the input cannot be read."""
    words = [word for word in argv if word != "--batch"]
    if any(word in ("-h", "--help") for word in words):
        sys.stdout.write(USAGE)
        return 0
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


def _stream(lines: Iterable[bytes]) -> int:
    for answer in answers(lines):
        sys.stdout.buffer.write(answer.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    return 0
