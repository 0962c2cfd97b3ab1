"""`termproxy doctor` in a shell that the session knows nothing of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.inside import Inside
from tests.e2e.terminal import Terminal, needs


@pytest.fixture
def session(wrap: Callable[..., Terminal], home: Path) -> Inside:
    inside = Inside(wrap, home, cols=200)
    inside.up()
    return inside


@pytest.mark.parametrize("plain", ["bash --norc", "zsh -f", "fish --no-config"])
def test_a_nested_shell_is_named(session: Inside, plain: str) -> None:
    needs(plain.split()[0])
    name = plain.split()[0]
    typed = doctor(session, plain)
    assert "Inside; bash tells where commands begin and end." in typed
    assert f"This {name} runs inside the session's bash" in typed
    assert f"`termproxy {name}`" in typed


@pytest.mark.parametrize("plain", ["bash --norc", "zsh -f", "fish --no-config"])
def test_exec_took_the_shells_place(session: Inside, plain: str) -> None:
    """It used to say that bash tells of its commands, when there was no bash any more."""
    needs(plain.split()[0])
    name = plain.split()[0]
    typed = doctor(session, f"exec {plain}")
    assert f"`exec` put this {name} in the place of the session's bash" in typed
    assert "tells where commands begin and end" not in typed
    assert "runs inside the session's" not in typed


def doctor(session: Inside, shell: str) -> str:
    """What doctor says in `shell`, through a file: prompts differ."""
    report = session.home / "report"
    session.terminal.type(f"{shell}\n")
    session.terminal.type(f"termproxy doctor > {report}; echo ov''er\n")
    session.terminal.shows("over")
    return " ".join(report.read_text().split())
