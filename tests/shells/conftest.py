"""A shell at its first prompt, once for each that the tests know (versions.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shells.driver import Shell, environment, needs
from tests.shells.homes import furnish
from tests.shells.versions import every, kind, label


@pytest.fixture(params=every("bash", "zsh", "fish"), ids=label)
def program(request: pytest.FixtureRequest) -> str:
    needs(request.param)
    return str(request.param)


@pytest.fixture
def name(program: str) -> str:
    return kind(program)


@pytest.fixture
def home(name: str, tmp_path: Path) -> Path:
    return furnish(tmp_path, name)


@pytest.fixture
def shell(program: str, home: Path) -> Iterator[Shell]:
    with Shell([program], environment(home), home) as running:
        running.at_prompt(1)
        yield running


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The real frameworks are left out, not skipped, unless they were asked for."""
    if "frameworks" in (config.option.markexpr or ""):
        return
    left = [item for item in items if not item.get_closest_marker("frameworks")]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left
