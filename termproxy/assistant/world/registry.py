"""The well-known packages of npm and PyPI, to tell what a misspelt name was meant to be.

Only names that very many use are offered: what is near a typo by chance may be anyone's.
The lists (most used first) are of November 2026: PyPI's 3,000 most downloaded, as
hugovk.github.io/top-pypi-packages counts them, and of npm what most others depend on or download,
as the package npm-high-impact does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from termproxy.assistant.world.spelling import nearest

SHORT = 5  # letters: shorter names are near too many others
ONE_SLIP = 1.3


@lru_cache
def well_known(registry: Literal["npm", "pypi"]) -> tuple[str, ...]:
    """Names of packages, most used first."""
    folder = files("termproxy.assistant.world.registries")
    return tuple((folder / f"{registry}.txt").read_text("utf-8").split())


def meant(typed: str, registry: Literal["npm", "pypi"], first: Sequence[str] = ()) -> list[str]:
    """What is near `typed`: of the names that come to mind `first`, else of all well-known ones."""
    near = nearest(typed, first)
    if near or len(typed) < SHORT:
        return near
    return nearest(typed, well_known(registry), limit=2, within=ONE_SLIP)
