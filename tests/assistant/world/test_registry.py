"""What a misspelt package was meant to be: only names that very many use."""

from __future__ import annotations

import pytest

from termproxy.assistant.world.registry import meant, well_known


@pytest.mark.parametrize(
    ("typed", "registry", "name"),
    [
        ("expresss-session", "npm", "express-session"),
        ("@types/nod", "npm", "@types/node"),
        ("pytest-asynco", "pypi", "pytest-asyncio"),
        ("google-cloud-storag", "pypi", "google-cloud-storage"),
    ],
)
def test_one_slip_away(typed: str, registry: str, name: str) -> None:
    assert meant(typed, "npm" if registry == "npm" else "pypi") == [name]


def test_what_is_near_nothing_stays_what_it_is() -> None:
    for typed in ("acme-utils", "my-own-lib", "internal-tools", "xyz"):
        assert meant(typed, "npm") == []


def test_names_that_come_to_mind_go_first() -> None:
    assert meant("flaks", "pypi", ["flask"]) == ["flask"]


@pytest.mark.parametrize("registry", ["npm", "pypi"])
def test_the_lists_are_clean(registry: str) -> None:
    names = well_known("npm" if registry == "npm" else "pypi")
    assert len(names) > 2000
    assert len(set(names)) == len(names)
    assert all(name == name.strip() and " " not in name for name in names)
