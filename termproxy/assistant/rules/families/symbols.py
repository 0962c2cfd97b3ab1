"""Programs that start, and find that a library is not the one they were built with."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.shared_libraries import loader
from termproxy.assistant.rules.words import quote


@loader.rule(
    when="symbol lookup error",
    says=r"symbol lookup error: (?P<file>[^:\n]+): undefined symbol: (?P<symbol>[^\s,]+)",
)
def no_symbol(f: Failed) -> Advice:
    """A library of another version than the program was built with."""
    file = quote(f["file"])
    return f.hint(
        f"No library brings {f['symbol']}",
        f"ldd -r {file}",
        f"ldd {file}",
        why="A library of another version than the program was built for is found first.",
        sure=0.88,
    )
