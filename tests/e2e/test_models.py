"""`termproxy doctor` and `model`, against a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.e2e.inside import Background, Enter, outside
from tests.e2e.terminal import Terminal, environment
from tests.fake_ollama import pulling, tag


def test_doctor_inside_and_outside(enter: Enter, home: Path, ollama: Background) -> None:
    session = enter(OLLAMA_HOST=ollama.url)
    shown = session.run("termproxy doctor; echo status=$?")
    assert "Inside; bash tells where commands begin and end." in shown
    assert "No problem found.\nstatus=0" in shown
    done = outside(home, "doctor")
    assert done.returncode == 1
    assert "does not run under termproxy" in done.stdout
    assert "-> " in done.stdout
    assert done.stderr == ""
    lines = outside(home, "doctor", "--json").stdout.splitlines()
    assert {"good", "note", "bad"} == {json.loads(line)["mark"] for line in lines}


def test_models_are_listed_with_the_one_that_answers(home: Path, ollama: Background) -> None:
    ollama.fake.models = [tag("tiny:1b", "1.0B"), tag("good:7b", "7.0B")]
    done = outside(home, "model", OLLAMA_HOST=ollama.url)
    assert done.returncode == 0
    first, second, why = done.stdout.splitlines()
    assert first.split() == ["tiny:1b", "1.0B"]
    assert second.split() == ["*", "good:7b", "7.0B"]
    assert why.startswith("good:7b answers: ")


def test_a_model_is_pulled_in_lines_or_with_a_bar(
    home: Path, ollama: Background, open_terminal: Callable[..., Terminal]
) -> None:
    done = outside(home, "model", "pull", "qwen", OLLAMA_HOST=ollama.url)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "pulling manifest",
        "pulling dde5aa3fc5ff (2.0 GB)",
        "verifying sha256 digest",
        "writing manifest",
        "success",
    ]
    argv = (sys.executable, "-m", "termproxy", "model", "pull", "qwen")
    terminal = open_terminal(*argv, env=environment(home, OLLAMA_HOST=ollama.url))
    assert terminal.end() == 0
    assert "success" in terminal.text()
    terminal.gets("━".encode())


def test_a_pull_that_fails_says_why(home: Path, ollama: Background) -> None:
    ollama.fake.routes[("POST", "/api/pull")] = pulling("pull model manifest: file does not exist")
    done = outside(home, "model", "pull", "nonesuch", OLLAMA_HOST=ollama.url)
    assert done.returncode == 1
    assert "There is no model called nonesuch" in done.stderr
    assert outside(home, "model", "push", "x").returncode == 2
