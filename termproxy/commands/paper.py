"""How sub-commands print: rich on a terminal, plain in a pipe, problems as one sentence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from termproxy.assistant.plain import one_line

if TYPE_CHECKING:
    from rich.console import Console

FAILED = 1


def rich_out() -> bool:
    """Whether standard output is a terminal, so that it may be pretty."""
    return sys.stdout.isatty()


def console() -> Console:
    """Standard output as rich sees it; what comes from outside is never taken for markup."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, soft_wrap=False)


def refuse(command: str, sentence: str) -> int:
    """Say on standard error why `termproxy COMMAND` cannot do it; the exit status for that."""
    sys.stdout.flush()
    sys.stderr.write(f"termproxy {command}: {one_line(sentence, 400)}\n")
    return FAILED


def seconds(duration: float) -> str:
    """ "12 ms", "3.4 s", "5:07", "1:02:03"."""
    if duration < 0.9995:
        return f"{duration * 1000:.0f} ms"
    if duration < 59.95:
        return f"{duration:.1f} s"
    minutes, rest = divmod(round(duration), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


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
