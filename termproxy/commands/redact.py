"""`termproxy redact`: mask the secrets in recordings."""

from __future__ import annotations

import os
import sys

from termproxy.assistant.safety.plain import one_line
from termproxy.commands import paper
from termproxy.core.asciicast import parse_header
from termproxy.core.recording import DecodeError

USAGE = """\
usage: termproxy redact FILE...

Replaces secrets (keys, tokens, passwords that are told by their place or shape)
in asciicast files by asterisks, one for each character, so that they play back
as they did. Recordings of up to 2 MiB are treated so when they are finished,
unless record.redact is false.
"""
# Bytes; of more, a session's end would be kept waiting for seconds.
LARGE = 2 << 20


def main(argv: list[str]) -> int:
    """Mask each file; 1 when one could not be."""
    if not argv or any(word.startswith("-") for word in argv):
        wanted = argv in (["--help"], ["-h"])
        (sys.stdout if wanted else sys.stderr).write(USAGE)
        return 0 if wanted else 2
    status = 0
    for path in argv:
        try:
            _look(path)
            said = redacted(path) or ": no secrets found"
            sys.stdout.write(f"{one_line(path, 4096)}{said}\n")
        except OSError as error:
            status = paper.refuse("redact", f"{path} cannot be redacted: {error.strerror}.")
        except DecodeError as error:
            status = paper.refuse("redact", f"{path} cannot be redacted: {error}.")
    return status


def _look(path: str) -> None:
    """Raises OSError or DecodeError for what secrets are not looked for in: none would be found."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise DecodeError("it is no regular file")
    with open(path, "rb") as file:
        version, _ = parse_header(file.readline(LARGE))
    if version == 1:
        raise DecodeError("asciicast v1 has all its output in one line")


def redacted(path: str) -> str:
    """Mask the secrets in a file; what to say about it, or "". Raises OSError."""
    from termproxy.assistant.secrets.masking import mask_file

    count = mask_file(path)
    return f", {paper.number(count, 'secret')} masked in it" if count else ""
