"""Programs that are no shell of ours: one hint after a command that failed, none from a prompt."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import TERMPROXY, Terminal, environment, needs

Wrap = Callable[..., Terminal]

# A user is not kept waiting: on a machine that is busy, termproxy leaves without a word.
ATTEMPTS = 5
BROKEN = "import no_such_module_xyz\n"
# argv, what it says itself, the hint
FAILURES = {
    "make": (("make", "biuld"), "No rule to make target", "make build"),
    "pytest": (
        (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"),
        "no_such_module_xyz",
        "The module no_such_module_xyz is not installed",
    ),
    "git": (("git", "comit"), "is not a git command", "git commit"),
}


@pytest.fixture
def project(home: Path) -> Path:
    needs("make", "git")
    (home / "Makefile").write_text("build:\n\ttrue\n")
    (home / "test_it.py").write_text(BROKEN)
    return home


@pytest.mark.parametrize("name", FAILURES)
def test_a_hint_after_it_in_a_terminal(wrap: Wrap, project: Path, name: str) -> None:
    argv, said, hint = FAILURES[name]
    alone = subprocess.run(argv, cwd=project, capture_output=True, check=False)
    for _ in range(ATTEMPTS):
        terminal = wrap(*argv, cols=120)
        assert terminal.end() == alone.returncode
        assert said in terminal.text()
        if hint in terminal.text():
            break
    assert hint in terminal.text()


@pytest.mark.parametrize("name", FAILURES)
def test_a_hint_on_standard_error_where_output_goes_elsewhere(project: Path, name: str) -> None:
    """Into a log, so without colours; standard output is the program's alone."""
    argv, said, hint = FAILURES[name]
    env = environment(project)
    for _ in range(ATTEMPTS):
        done = subprocess.run(
            [*TERMPROXY, *argv], cwd=project, env=env, capture_output=True, text=True
        )
        if hint in done.stderr:
            break
    alone = subprocess.run(argv, cwd=project, env=env, capture_output=True, text=True)
    assert done.returncode == alone.returncode != 0
    assert said in done.stdout + done.stderr
    assert hint in done.stderr
    assert "\x1b" not in done.stderr
    assert hint not in done.stdout
    if name != "pytest":  # it prints how long it took
        assert done.stdout == alone.stdout


# program -> its words, its prompt, a line that fails, the line that ends it
PROMPTS = {
    "dash": (("dash",), "p>", "gti status", "exit"),
    "sh": (("sh", "-i"), "p>", "gti status", "exit"),
    "mksh": (("mksh",), "p>", "gti status", "exit"),
    "tcsh": (("tcsh",), "p>", "gti status", "exit"),
    "elvish": (("elvish", "-norc"), "~", "gti status", "exit"),
    "xonsh": (("xonsh", "--no-rc", "-DPROMPT=p> "), "p>", "gti status", "exit"),
    "python": ((sys.executable,), ">>>", "import no_such_module_xyz", "exit(1)"),
    "gdb": (("gdb", "-q", "-nx"), "(gdb)", "run", "quit"),
    "sqlite3": (("sqlite3",), "sqlite>", "select nothing;", ".exit"),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_silence_at_a_prompt_that_is_not_told_of(wrap: Wrap, home: Path, name: str) -> None:
    """What looks like a prompt may be printed by anything, and what looks like an error as well."""
    argv, prompt, fails, ends = PROMPTS[name]
    if name != "python":
        needs(argv[0])
    (home / ".tcshrc").write_text('set prompt="p> "\n')
    (home / ".mkshrc").write_text("PS1='p> '\n")
    terminal = wrap(*argv, env=environment(home, PS1="p> ", ENV=str(home / ".mkshrc")))
    for number, line in enumerate((fails, ends), 1):
        terminal.until(
            lambda n=number: [row[: len(prompt)] for row in terminal.rows()].count(prompt) == n,
            "the prompt is up",
        )
        terminal.type(line + "\r")
    terminal.end()
    assert fails in terminal.text()
    assert "▎" not in terminal.text()
