"""Which shells the tests run: the installed ones, and those that TERMPROXY_TEST_SHELLS names.

It holds paths joined by colons, as `scripts/other-shells` prints them.
"""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

KINDS = ("bash", "zsh", "fish")
NAMED = tuple(path for path in os.environ.get("TERMPROXY_TEST_SHELLS", "").split(":") if path)


def kind(program: str) -> str:
    """ "bash", "zsh" or "fish": what `program`, a name or a path, is."""
    return Path(program).name


@cache
def version(program: str) -> tuple[int, ...]:
    """As it says itself: (5, 2, 15)."""
    words = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout.replace(",", " ")
    (number,) = [word for word in words.split() if word[0].isdigit() and "." in word][:1]
    return tuple(int(part) for part in number.partition("(")[0].split(".") if part.isdigit())


def every(*kinds: str) -> list[str]:
    """The programs of these kinds: the installed one by its name, others by their paths."""
    for path in NAMED:
        if kind(path) not in KINDS or not os.access(path, os.X_OK):
            pytest.exit(f"TERMPROXY_TEST_SHELLS: {path} is no bash, zsh or fish that can be run", 2)
    return [shell for one in kinds for shell in (one, *(p for p in NAMED if kind(p) == one))]


def label(program: str) -> str:
    """For a test's name: "bash", or "bash-5.3.15" for one of the named."""
    if "/" not in program:
        return program
    return f"{kind(program)}-{'.'.join(map(str, version(program)))}"


def for_each(cases: list[tuple[object, ...]]) -> list[object]:
    """Cases whose first value is a kind of shell, once for each shell of that kind."""
    return [
        pytest.param(program, *rest, id="-".join([label(program), str(rest[0])[:40]]))
        for first, *rest in cases
        for program in every(str(first))
    ]
