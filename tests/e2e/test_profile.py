"""--profile: two dumps, on every kind of exit, and where they are."""

from __future__ import annotations

import pstats
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

Wrap = Callable[..., Terminal]


def functions(path: Path) -> set[str]:
    return {name for _, _, name in pstats.Stats(str(path)).stats}  # type: ignore[attr-defined]


@pytest.mark.parametrize("end", ["exit", "TERM", "HUP", "status"])
def test_both_processes_leave_their_profile(wrap: Wrap, home: Path, end: str) -> None:
    terminal = wrap("--profile=my.prof", "bash", rows=60, cols=200)
    terminal.shows("$")
    terminal.type("gti status\n")
    terminal.shows("git status")
    if end in ("exit", "status"):
        terminal.type("exit 5\n" if end == "status" else "exit\n")
    else:
        terminal.signal(getattr(signal, f"SIG{end}"))
    assert terminal.end() == {"exit": 127, "status": 5, "TERM": 143, "HUP": 129}[end]
    text = terminal.text()
    assert f"profile of the relay in {home}/my.prof" in text
    assert f"profile of the assistant in {home}/my.assistant.prof" in text
    assert "run" in functions(home / "my.prof")
    assert "judge" in functions(home / "my.assistant.prof")


def test_without_a_name_it_goes_to_the_folder_one_is_in(wrap: Wrap, home: Path) -> None:
    terminal = wrap("--profile", "true", rows=60, cols=200)
    assert terminal.end() == 0
    assert (home / "termproxy.prof").exists()
    assert "own s" in terminal.text()


def test_snakeviz_can_read_it(wrap: Wrap, home: Path) -> None:
    from snakeviz.stats import json_stats, table_rows

    assert wrap("--profile", "true", rows=60, cols=200).end() == 0
    stats = pstats.Stats(str(home / "termproxy.prof"))
    assert table_rows(stats)
    assert json_stats(stats)


def test_a_place_that_cannot_be_written_is_a_sentence(wrap: Wrap) -> None:
    terminal = wrap("--profile=/dev/null/x.prof", "sh", "-c", "exit 3", cols=200)
    assert terminal.end() == 3
    assert "no profile in /dev/null/x.prof: Not a directory." in terminal.text()
