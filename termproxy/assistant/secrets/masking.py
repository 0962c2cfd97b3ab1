"""Secrets out of a recording, after it was made: each character becomes an asterisk.

While a session is recorded its bytes are written as they come; to look for secrets there and then
would cost every key. So it is done at the end, on the file (asciicast, one JSON array a line).
What is read is what the screen showed: escape sequences are skipped, lines that the shell wrapped
are joined, and secrets that came in pieces (typed letter by letter) are found. What is written
keeps every byte but the secrets' own, one asterisk for each, so that the picture stays as it was.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import BinaryIO

from termproxy.assistant.secrets.redact import Redactor

# So much visible text is looked at together; a secret that stands across the border is missed.
WINDOW = 1 << 20
# Sequences and controls that stand between the letters, and the way shells wrap a long line.
_UNSEEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]"
    r"| \r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_PLACEHOLDER = re.compile(r"<[a-z][a-z0-9-]*-\d+>")
# What follows a prompt is a command line, where a flag is believed to mean a secret.
_PROMPT = re.compile(r"(?m)^[^\n]{0,120}?[$#%>❯➜] (?P<command>[^\n]+)$")
_EVENT = re.compile(rb'^(\[\s*[0-9.eE+-]+\s*,\s*"([oi])"\s*,\s*)(".*")(\s*\]\s*)$', re.DOTALL)


def mask_file(path: str) -> int:
    """Mask the secrets in the asciicast file at `path`; how many different ones there were.

    The file is replaced as a whole, and only if there was something to mask. What is no plain file
    (a pipe, a device) is left alone. Raises OSError, also for a recording that is being made: what
    followed would be written to the file that was replaced, and be lost.
    """
    path = os.path.realpath(path)  # a link would be replaced, and its file left as it is
    if not os.path.isfile(path):
        return 0
    redactor = Redactor()
    beside = f"{path}.{os.getpid()}.tmp"
    changed = False
    with open(path, "rb") as file:
        _lock(file)
        mode = os.fstat(file.fileno()).st_mode & 0o777
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            with open(fd, "wb") as out:
                for before, after in _windows(file, redactor):
                    changed = changed or before != after
                    out.writelines(after)
            if changed:
                os.replace(beside, path)
        finally:
            if os.path.lexists(beside):
                os.unlink(beside)
    return sum(redactor.found.values())


def _lock(file: BinaryIO) -> None:
    """As a recorder does: for as long as it is open, nobody else writes there."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OSError(errno.EBUSY, "it is still being recorded", file.name) from error
    except OSError:
        pass  # a file system without locks


def _windows(
    lines: Iterator[bytes], redactor: Redactor
) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """The file's lines in windows, as they are and masked."""
    window: list[bytes] = []
    size = 0
    for line in lines:
        window.append(line)
        size += len(line)
        if size > WINDOW and b"\\n" in line:
            yield window, masked(window, redactor)
            window, size = [], 0
    yield window, masked(window, redactor)


def masked(lines: list[bytes], redactor: Redactor) -> list[bytes]:
    """Lines of an asciicast file without the secrets in their output and input events."""
    result = list(lines)
    for kind in (b"o", b"i"):
        events = [
            (number, found)
            for number, line in enumerate(lines)
            if (found := _EVENT.match(line)) is not None and found[2] == kind
        ]
        texts = [_decoded(found[3]) for _, found in events]
        for (number, found), text, clean in zip(
            events, texts, _without(texts, redactor, typed=kind == b"i"), strict=True
        ):
            if clean != text:
                data = json.dumps(clean, ensure_ascii=False).encode("utf-8", "surrogatepass")
                result[number] = found[1] + data + found[4]
    return result


def _decoded(data: bytes) -> str:
    try:
        text = json.loads(data)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""


def _without(texts: list[str], redactor: Redactor, *, typed: bool) -> list[str]:
    """The pieces of a stream, each as long as before, with secrets masked."""
    whole = "".join(texts)
    seen, places = _seen(whole)
    spans = list(_secrets(seen, redactor, command=typed))
    spans += _typed_secrets(seen, redactor)
    if not spans:
        return texts
    letters = list(whole)
    for start, end in spans:
        for at in range(start, end):
            if seen[at] != "\n":
                letters[places[at]] = "*"
    pieces, at = [], 0
    for text in texts:
        pieces.append("".join(letters[at : at + len(text)]))
        at += len(text)
    return pieces


def _seen(text: str) -> tuple[str, list[int]]:
    """What of `text` is to be read, and the place in it of each character of that."""
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for unseen in _UNSEEN.finditer(text):
        kept.append(text[at : unseen.start()])
        places += range(at, unseen.start())
        at = unseen.end()
    kept.append(text[at:])
    places += range(at, len(text))
    return "".join(kept).replace("\r", "\n"), places


def _typed_secrets(seen: str, redactor: Redactor) -> Iterator[tuple[int, int]]:
    """Secrets in what follows prompts, all command lines taken together."""
    prompts = list(_PROMPT.finditer(seen))
    starts, length = [], 0
    for prompt in prompts:
        starts.append(length)
        length += len(prompt["command"]) + 1
    together = "\n".join(prompt["command"] for prompt in prompts)
    for start, end in _secrets(together, redactor, command=True):
        line = bisect_right(starts, start) - 1
        offset = prompts[line].start("command") - starts[line]
        yield start + offset, end + offset


def _secrets(text: str, redactor: Redactor, *, command: bool) -> Iterator[tuple[int, int]]:
    """Where the secrets of `text` stand: what a redactor puts in their place tells."""
    clean = redactor.redact(text, command=command)
    if clean == text:
        return
    secrets = redactor.secrets
    at = done = 0
    for found in _PLACEHOLDER.finditer(clean):
        secret = secrets.get(found[0])
        at += found.start() - done
        done = found.start()
        if secret is None:
            continue  # it stood there before
        start = text.find(secret, at)
        if start < 0:
            return
        yield start, start + len(secret)
        at, done = start + len(secret), found.end()
