"""How sub-commands print: rich on a terminal, plain in a pipe, problems as one sentence."""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from termproxy.assistant.safety.plain import one_line

if TYPE_CHECKING:
    from rich.console import Console

FAILED = 1
LFLAG = 3  # of what termios.tcgetattr gives


def rich_out() -> bool:
    """Whether standard output is a terminal, so that it may be pretty."""
    return sys.stdout.isatty()


def console() -> Console:
    """Standard output as rich sees it; what comes from outside is never taken for markup."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, soft_wrap=False)


@contextmanager
def keys_unseen() -> Iterator[None]:
    """No echo while rows are drawn anew: what is typed ahead would stand among them, and Enter
    would move the cursor, so that they are not erased. The shell shows it at its next prompt.

    The keyboard is asked by name, for standard input may be a log (`make | termproxy explain`).
    """
    try:
        keyboard = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:  # there is none
        yield
        return
    try:
        with _no_echo(keyboard):
            yield
    finally:
        os.close(keyboard)


@contextmanager
def _no_echo(tty: int) -> Iterator[None]:
    try:
        before = termios.tcgetattr(tty) if os.tcgetpgrp(tty) == os.getpgrp() else None
    except (OSError, termios.error):
        before = None
    if before is None:
        yield
        return
    silent = list(before)
    silent[LFLAG] &= ~termios.ECHO
    termios.tcsetattr(tty, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(tty, termios.TCSADRAIN, before)


def remark(command: str, sentence: str) -> None:
    """Say on standard error what the user of `termproxy COMMAND` should know."""
    sys.stdout.flush()
    sys.stderr.write(f"termproxy {command}: {one_line(sentence, 400)}\n")


def refuse(command: str, sentence: str) -> int:
    """Say on standard error why `termproxy COMMAND` cannot do it; the exit status for that."""
    remark(command, sentence)
    return FAILED


def gone(command: str) -> int:
    """Refuse to name a folder by where we are: that was removed meanwhile (getcwd(3): ENOENT)."""
    return refuse(command, "The folder that you are in does not exist any more; cd to another.")


def is_number(word: str) -> bool:
    """Whether a word may be a command's or a fix's number; `int` takes 4,300 digits, sqlite 18."""
    return word.isdecimal() and len(word) < 19


def as_json(told: object, *, indent: int | None = None) -> str:
    """`told` as JSON in readable letters, without any that a terminal would obey or hide.

    JSON itself escapes the C0 controls only: a folder's name may hold a U+009B, which is CSI.
    """
    import json
    from unicodedata import category

    text = json.dumps(told, ensure_ascii=False, indent=indent)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        char
        if char == "\n" or category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else json.dumps(char)[1:-1]
        if char != "\x7f"
        else "\\u007f"
        for char in text
    )


def seconds(duration: float) -> str:
    """ "12 ms", "3.4 s", "5:07", "1:02:03"."""
    if duration < 0.9995:
        return f"{duration * 1000:.0f} ms"
    if duration < 59.95:
        return f"{duration:.1f} s"
    minutes, rest = divmod(round(duration), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def number(count: int, name: str) -> str:
    """ "1 hint", "2 hints"."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def size(count: int) -> str:
    """ "0", "812 B", "3.4 kB", "12 MB": powers of 1000."""
    if count < 1000:
        return f"{count} B" if count else "0"
    amount = float(count)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.5 or unit == "GB":
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"
