"""Lists of names written as text, the way a person would."""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """The words of a text: `listed("add commit push")`."""
    return tuple(text.split())
