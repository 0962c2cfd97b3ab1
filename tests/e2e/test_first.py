"""The first five minutes: a shell, mistakes, hints; with and without a model."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.inside import ODD, Background
from tests.e2e.shells import furnish
from tests.e2e.terminal import Terminal, environment, needs
from tests.fake_ollama import SCENARIOS

Wrap = Callable[..., Terminal]


@pytest.fixture
def ollama() -> Iterator[str]:
    """A server in a thread; its address, as OLLAMA_HOST takes it."""
    background = Background(SCENARIOS["answer"])
    yield background.url
    background.stop()


def test_a_mistyped_command_gets_a_hint(wrap: Wrap) -> None:
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type("gti status\n")
    terminal.shows("git status")
    terminal.type("exit 7\n")
    assert terminal.end() == 7


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_an_alias_that_only_the_shell_knows_mends_a_name(
    wrap: Wrap, home: Path, shell: str
) -> None:
    furnish(home, shell)
    (home / "made").write_text("alias shipit='echo shipped'\n")
    terminal = wrap(shell)
    terminal.shows("$")
    terminal.type(". ./made\n")
    terminal.type("clear\n")
    terminal.type("shpiit now\n")
    terminal.shows("▎", "shipit now")


def test_a_hint_stands_between_the_output_and_the_prompt(wrap: Wrap, home: Path) -> None:
    (home / "notes.txt").write_text("hello\n")
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type("cat ntoes.txt\n")
    terminal.shows("cat notes.txt")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is below the hint")
    rows = terminal.rows()
    assert rows[0] == "$ cat ntoes.txt"
    assert rows[1].startswith("cat: ntoes.txt: No such file")
    assert rows[2][0] == rows[3][0] == "▎"
    assert "cat notes.txt" in rows[3]
    assert rows[4] == "$"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_line_of_a_paste_gets_its_hint_above_its_own_prompt(
    wrap: Wrap, home: Path, shell: str
) -> None:
    """Only the last line's was shown: the shell does not wait for anybody's answers."""
    furnish(home, shell)
    # Patience for the machine that runs this: nothing here is about time.
    terminal = wrap("--set", "hint.wait_ms=5000", shell, rows=40)
    terminal.shows("$")
    terminal.type("gti zero\r")
    terminal.until(lambda: "git zero" in terminal.text(), "the assistant is up")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is up")
    terminal.type("clear\r")
    terminal.until(lambda: terminal.rows() == ["$"], "cleared")
    names = ["one", "two", "three", "four"]
    terminal.type("".join(f"gti {name}\r" for name in names))
    terminal.until(lambda: "git four" in terminal.text(), "the last hint is there")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is up")
    rows = [row for row in terminal.rows() if row.startswith(("▎", "$ "))]
    hints = [row.split("git ")[1].split()[0] for row in rows if "git " in row]
    assert hints == names, terminal.text()
    for name, following in itertools.pairwise(names):
        assert terminal.text().index(f"git {name}") < terminal.text().index(f"$ gti {following}")


def test_identical_lines_of_a_paste_get_one_whole_hint(wrap: Wrap) -> None:
    """Each had all of it: when they failed, the first hint was not on the screen yet."""
    terminal = wrap("--set", "hint.wait_ms=5000", "bash", rows=40)
    terminal.shows("$")
    terminal.type("gti zero\r")
    terminal.until(lambda: "git zero" in terminal.text(), "the assistant is up")
    terminal.until(lambda: terminal.rows()[-1] == "$", "the prompt is up")
    terminal.type("clear\r")
    terminal.until(lambda: terminal.rows() == ["$"], "cleared")
    terminal.type("gti one\r" * 3)
    terminal.shows("same as above (3 times)")
    assert terminal.text().count("▎ same as above (2 times)") == 1
    assert terminal.text().count("git one") == 1


def test_hints_go_on_after_a_full_screen_program(wrap: Wrap, home: Path) -> None:
    """The first vim of a session used to be the end of its hints."""
    needs("less")
    (home / "long").write_text("".join(f"line {n}\n" for n in range(200)))
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type("less long\n")
    terminal.shows("line 20")
    terminal.type("q")
    terminal.until(lambda: terminal.text().endswith("$"), "the prompt is back")
    terminal.type("gti status\n")
    terminal.shows("git status")


def test_a_hint_stands_above_the_whole_prompt_where_readline_shows_its_mode(
    wrap: Wrap, home: Path
) -> None:
    """readline writes "(ins)" before PS1, and with it before a mark that stands in PS1 only."""
    (home / ".inputrc").write_text("set editing-mode vi\nset show-mode-in-prompt on\n")
    terminal = wrap("bash")
    terminal.shows("$")
    for said in ("git one", "git two"):  # the second one in time, since the assistant is up
        terminal.type(f"clear; {said.replace('git', 'gti')}\r")
        terminal.shows(said)
        terminal.until(lambda: terminal.rows()[-1].endswith("$"), "the prompt is up")
        assert [row[:5] for row in terminal.rows()] == ["bash:", "▎ gti", "▎ cle", "(ins)"]
    terminal.type("echo status $?\r")
    terminal.shows("status 127")


def test_the_status_is_the_commands_after_a_hint(wrap: Wrap) -> None:
    terminal = wrap("bash")
    terminal.shows("$")
    terminal.type("gti status\n")
    terminal.shows("git status")
    terminal.type("echo status $?\n")
    terminal.shows("status 127")


def test_the_model_answers_above_a_half_typed_line(wrap: Wrap, home: Path, ollama: str) -> None:
    terminal = wrap("bash", env=environment(home, OLLAMA_HOST=ollama))
    terminal.shows("$")
    terminal.type(ODD + "\n")
    terminal.until(lambda: terminal.text().count("misaligned") == 2, "it failed")
    terminal.type("echo half")
    terminal.shows("the file notes.txt does not exist here", "ls -la", "$ echo half")
    terminal.type("-typed\n")
    terminal.until(lambda: terminal.rows()[-2:] == ["half-typed", "$"], "the line is whole")


def test_without_a_server_one_sentence_says_what_to_do(wrap: Wrap) -> None:
    """It waits for the next prompt, once per session and once a day."""
    for told in (True, False):
        terminal = wrap("bash", cols=100)
        terminal.shows("$")
        # The assistant is up when it has answered something.
        terminal.type("gti status\n")
        terminal.shows("git status")
        terminal.type("clear; " + ODD + "\n")
        if told:
            terminal.until(
                lambda terminal=terminal: "ollama serve" in terminal.text(),
                "it is told",
                nudge=b"\n",
            )
        for number in range(3):
            terminal.type(f"clear; {ODD}; echo end {number}\n")
            terminal.shows(f"end {number}\n$")
        assert "ollama serve" not in terminal.text()


@pytest.mark.parametrize("options", [("--no-hints",), ("--set", "hint.mode=off")])
def test_hints_can_be_off(wrap: Wrap, options: tuple[str, ...]) -> None:
    terminal = wrap(*options, "bash")
    terminal.shows("$")
    terminal.type("gti status\n")
    terminal.shows("not found\n$")
    terminal.type("gti status\n")
    terminal.until(lambda: terminal.text().count("not found\n$") == 2, "the second prompt is up")
    assert "git" not in terminal.text().replace("gti", "")


def test_a_program_that_is_no_shell_gets_its_hint_at_the_end(wrap: Wrap, home: Path) -> None:
    (home / "Makefile").write_text("build:\n\ttrue\n")
    terminal = wrap("make", "biuld")
    assert terminal.end() == 2
    terminal.shows("make build")
